import type { Log } from '../base/log.ts'
import type { ClientAttempt } from '../client/index.ts'
import type { Config } from '../config/types.ts'
import type { ApprovalStore } from '../store/approval-store.ts'
import { readConnectionFacts } from '../store/connection-facts.ts'
import type { Redis } from '../store/redis.ts'
import type { Engine } from '../watch/engine.ts'

/** What is asked about, once it is there. */
export interface MonitoredParts {
  readonly redis: Redis
  readonly store: Pick<ApprovalStore, 'openRequests'>
  readonly engine: Pick<Engine, 'events'>
  readonly slack: { isConnected(): boolean }
}

export interface Monitoring {
  readonly port: number
  onAttempt(attempt: ClientAttempt): void
  acknowledged(ms: number): void
  /** From now on the bot can be ready; before, it starts. */
  started(parts: MonitoredParts): void
  stopping(): void
  close(): Promise<void>
}

/** A probe waits a second by default (Kubernetes); an answer without Redis comes before that. */
const redisAnswerMs = 700

/**
 * Opens the port for probes and metrics before anything else is there, so that a bot that waits for Slack or Redis says
 * that it is not ready. Loads what it needs only where it is configured.
 */
export async function openMonitoring(
  { monitoring, connections, callsPerMinute }: Config,
  log: Log,
  now: () => number,
): Promise<Monitoring | undefined> {
  if (monitoring === undefined) return undefined
  const [{ createMetrics }, { judgeReadiness }, { startMonitoring }] = await Promise.all([
    import('../monitoring/metrics.ts'),
    import('../monitoring/readiness.ts'),
    import('../monitoring/server.ts'),
  ])
  const names = connections.map(({ name }) => name)
  const metrics = createMetrics({ connections: names, callsPerMinute })
  let parts: MonitoredParts | undefined
  let stage: 'starting' | 'running' | 'stopping' = 'starting'
  const factsOfAll = ({ redis }: MonitoredParts) =>
    inTime(Promise.all(names.map((name) => readConnectionFacts(redis, name))))

  const server = await startMonitoring({
    ...monitoring,
    metrics,
    log,
    readiness: async () => {
      const facts = parts && (await factsOfAll(parts).catch(() => undefined))
      return judgeReadiness({
        stage,
        redisAnswers: facts !== undefined,
        slackConnected: parts?.slack.isConnected() ?? false,
        connections: facts ?? [],
        now: now(),
      })
    },
    refresh: async () => {
      if (parts === undefined) return
      const [facts, open] = await Promise.all([factsOfAll(parts), inTime(parts.store.openRequests())])
      const states = new Map<string, number>()
      for (const { state } of open) states.set(state, (states.get(state) ?? 0) + 1)
      metrics.standing(facts, states, now())
    },
  })
  log.info({ port: server.port, host: monitoring.host }, 'monitoring')
  return {
    port: server.port,
    onAttempt: metrics.called,
    acknowledged: metrics.acknowledged,
    started: (all) => {
      parts = all
      stage = 'running'
      metrics.count(all.engine.events)
    },
    stopping: () => {
      stage = 'stopping'
    },
    close: server.close,
  }
}

/** Redis commands wait while it is away; whoever asks for the state of things does not. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Redis has not answered in time')), redisAnswerMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
