import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { EngineEmitter } from '../watch/events.ts'
import { type MetricName, metricRows } from './metric-rows.ts'

/** What Redis knows of a connection, for all replicas. */
export interface ConnectionFacts {
  readonly connection: string
  /** When a poll last had an answer, ms since the epoch. */
  readonly answeredAt: number | undefined
  readonly isBlind: boolean
  readonly tasks: number
  readonly waitingChannels: number
}

/** One attempt of a call to DRS. */
export interface DrsAttempt {
  readonly connection: string
  readonly api: string
  /** Absent if there was no answer. */
  readonly status?: number
  readonly ms: number
}

export interface Metrics {
  /** Counts what the engine of this replica does. */
  count(events: EngineEmitter): void
  called(attempt: DrsAttempt): void
  acknowledged(ms: number): void
  /** Takes over what Redis knows. */
  standing(connections: readonly ConnectionFacts[], requests: ReadonlyMap<string, number>, now: number): void
  readonly contentType: string
  /** In the text format of Prometheus. */
  text(): Promise<string>
}

export interface MetricsOptions {
  /** Names of all connections. */
  readonly connections: readonly string[]
  readonly callsPerMinute: number
}

/** A registry of its own, so that several bots in one process do not count together. */
export function createMetrics({ connections, callsPerMinute }: MetricsOptions): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const [counters, gauges, histograms] = registered(registry)
  for (const connection of connections) {
    gauges.drs_chatops_drs_calls_per_minute_limit.set({ connection }, callsPerMinute)
    // A rate needs a first value: what never happened has happened 0 times.
    for (const outcome of outcomes) counters.drs_chatops_polls_total.inc({ connection, outcome }, 0)
  }
  return {
    count: (events) => countEvents(counters, events),
    called: ({ connection, api, status, ms }) =>
      histograms.drs_chatops_drs_call_seconds.observe(
        { connection, api, answer: status === undefined ? 'none' : `${Math.floor(status / 100)}xx` },
        ms / 1_000,
      ),
    acknowledged: (ms) => histograms.drs_chatops_slack_acknowledge_seconds.observe(ms / 1_000),
    standing(all, requests, now) {
      for (const { connection, answeredAt, isBlind, tasks, waitingChannels } of all) {
        if (answeredAt === undefined) gauges.drs_chatops_seen_age_seconds.remove({ connection })
        else gauges.drs_chatops_seen_age_seconds.set({ connection }, Math.max(0, now - answeredAt) / 1_000)
        gauges.drs_chatops_blind.set({ connection }, isBlind ? 1 : 0)
        gauges.drs_chatops_tasks.set({ connection }, tasks)
        gauges.drs_chatops_waiting_channels.set({ connection }, waitingChannels)
      }
      gauges.drs_chatops_requests.reset()
      for (const [state, count] of requests) gauges.drs_chatops_requests.set({ state }, count)
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}

const outcomes = ['done', 'failed'] as const

type Named<Kind> = {
  [Name in MetricName as (typeof metricRows)[Name]['kind'] extends Kind ? Name : never]: true
}
type Counters = Readonly<Record<keyof Named<'counter'>, Counter>>
type Gauges = Readonly<Record<keyof Named<'gauge'>, Gauge>>
type Histograms = Readonly<Record<keyof Named<'histogram'>, Histogram>>

function registered(registry: Registry) {
  const counters: Record<string, Counter> = {}
  const gauges: Record<string, Gauge> = {}
  const histograms: Record<string, Histogram> = {}
  for (const [name, row] of Object.entries(metricRows)) {
    const { help, labels } = row
    const common = { name, help, labelNames: [...labels], registers: [registry] }
    if (row.kind === 'counter') counters[name] = new Counter(common)
    else if (row.kind === 'gauge') gauges[name] = new Gauge(common)
    else histograms[name] = new Histogram({ ...common, buckets: [...row.buckets] })
  }
  // Each row has made the one of its kind.
  return [counters as Counters, gauges as Gauges, histograms as Histograms] as const
}

function countEvents(counters: Counters, events: EngineEmitter): void {
  events.on('poll:done', ({ connection, looked, changed }) => {
    counters.drs_chatops_polls_total.inc({ connection, outcome: 'done' })
    counters.drs_chatops_polled_tasks_total.inc({ connection, found: 'looked' }, looked)
    counters.drs_chatops_polled_tasks_total.inc({ connection, found: 'changed' }, changed)
  })
  events.on('poll:failed', ({ connection }) =>
    counters.drs_chatops_polls_total.inc({ connection, outcome: 'failed' }),
  )
  events.on('discovery:done', ({ connection }) =>
    counters.drs_chatops_discoveries_total.inc({ connection, outcome: 'done' }),
  )
  events.on('discovery:failed', ({ connection }) =>
    counters.drs_chatops_discoveries_total.inc({ connection, outcome: 'failed' }),
  )
  events.on('delivery:sent', ({ connection, how }) =>
    counters.drs_chatops_messages_total.inc({ connection, how }),
  )
  events.on('delivery:held', ({ connection, reason }) =>
    counters.drs_chatops_messages_held_total.inc({ connection, reason }),
  )
  events.on('delivery:refused', ({ connection, because }) =>
    counters.drs_chatops_messages_refused_total.inc({ connection, reason: because }),
  )
  events.on('channel:unreachable', ({ connection }) =>
    counters.drs_chatops_channels_unreachable_total.inc({ connection }),
  )
  events.on('outcome', ({ action, outcome, snapshot: { connection } }) =>
    counters.drs_chatops_action_outcomes_total.inc({ connection, action: action.verb, outcome }),
  )
  events.on('health:stale', ({ connection, taskIds }) =>
    counters.drs_chatops_outages_total.inc({ connection, scope: taskIds ? 'some' : 'all' }),
  )
}
