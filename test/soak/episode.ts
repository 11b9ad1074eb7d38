import { setTimeout } from 'node:timers/promises'
import type { AuditRecord } from '../../src/domain/audit/audit.ts'
import { openApprovalStore } from '../../src/store/approval-store.ts'
import { loadSnapshot } from '../../src/store/task-states.ts'
import { usualTimes } from '../faults/play.ts'
import { type Ground, openStage, type Stage } from '../faults/stage.ts'
import { slackDriver } from '../helpers/slack-driver.ts'
import { check, type Finding, type Happened } from './check.ts'
import { type Chance, chanceOf } from './random.ts'
import { playRequest, type RequestStory } from './requests.ts'
import { nextStep } from './steps.ts'

/** One stretch of random faults, from a fresh start to the moment at which everything has been mended and said. */
export interface Episode {
  readonly seed: number
  readonly steps: readonly string[]
  readonly changes: number
  readonly requests: readonly RequestStory[]
  /** Switchovers that DRS has carried out. */
  readonly executed: number
  readonly seconds: number
  /** What was promised and is not so; empty if all of it is. */
  readonly findings: readonly Finding[]
  /** What DRS, Redis and Slack hold of it, if something is not so: the next run plays out otherwise. */
  readonly evidence: readonly string[]
}

const replicas = 3
/** Pairs of the seed that are switched over, and who asks for it, once. */
const askers = { 'soak-pair-1': 'U01ALICE', 'soak-pair-2': 'U04DANA' } as const
const pairs = Object.keys(askers)

export async function playEpisode(ground: Ground, seed: number, count: number): Promise<Episode> {
  const begin = performance.now()
  const chance = chanceOf(seed)
  const stage = await openStage(ground, { replicas, times: usualTimes, pairs, dialectSeed: String(seed) })
  const executions = countExecutions(stage)
  const played: string[] = []
  try {
    const people = slackDriver(stage.slack.pageUrl)
    const requests = Promise.all(Object.entries(askers).map(([pair, by]) => playRequest(people, by, pair)))
    await goesWrong(stage, chance, count, played)
    const stories = await requests
    const findings = await mended(stage, executions)
    return {
      seed,
      steps: played,
      changes: stage.changes.length,
      requests: stories,
      executed: executions().length,
      seconds: Math.round((performance.now() - begin) / 1_000),
      findings,
      evidence: findings.length === 0 ? [] : await evidenceOf(stage),
    }
  } finally {
    executions.stop()
    ground.redis.mend()
    await stage.stop()
  }
}

async function goesWrong(stage: Stage, chance: Chance, count: number, played: string[]): Promise<void> {
  const begin = performance.now()
  for (let at = 0; at < count; at += 1) {
    const step = nextStep(chance)
    const seconds = ((performance.now() - begin) / 1_000).toFixed(1)
    played.push(`${seconds} s ${step.name}`)
    try {
      await step.play(stage, chance)
    } catch (error) {
      // What a step waits for may come only when another fault is over.
      played.push(`(${error instanceof Error ? error.message : error})`)
    }
    await setTimeout(chance.between(0, 400))
  }
}

/** Takes every fault away, lets each task change once more, and looks until all of it is stored and said, or will not be. */
async function mended(stage: Stage, executed: () => readonly string[]): Promise<readonly Finding[]> {
  const { redis, drs, slack } = stage
  try {
    redis.mend()
    drs.control.clearFaults()
    slack.control.clearFaults()
    await stage.setClocks(0)
    await stage.stored()
    stage.turnAll()
    await stage.stored()
    return await judged(stage, executed)
  } catch (error) {
    return [{ promise: 'silent', what: error instanceof Error ? error.message : String(error) }]
  }
}

const minute = 60_000

/**
 * What DRS was asked by a process that has died since is judged by looking once two minutes are over, and what was not even
 * asked is told when its time is over, half an hour after the click: the clocks are set on so far.
 */
const clocksAhead = [0, 3 * minute, 40 * minute]
/** In any of these times: a message is tried again, the sweeper has looked twice. */
const settledWithinMs = 75_000
/** What still waits to be said on a busy machine is late, not lost. */
const deliveredWithinMs = 5 * minute

async function judged(stage: Stage, executed: () => readonly string[]): Promise<readonly Finding[]> {
  let findings: readonly Finding[] = []
  for (const ahead of clocksAhead) {
    if (ahead > 0) await stage.setClocks(ahead)
    // Long enough for a switchover that was begun, maybe a moment ago, to reach its end.
    stage.drs.control.advance({ ms: 10 * minute })
    for (
      const begin = performance.now();
      !(await isOver(stage, performance.now() - begin));
      await setTimeout(500)
    ) {
      findings = check(await happened(stage, executed()))
      if (findings.length === 0) return []
    }
    if (!findings.some(({ promise }) => promise === 'silent')) return findings
  }
  return findings
}

async function isOver(stage: Stage, ms: number): Promise<boolean> {
  return ms > ((await stage.isDelivered()) ? settledWithinMs : deliveredWithinMs)
}

const team = 'T0LOCAL'

/** Without what is still on its way, which shows in the next look. */
async function happened(stage: Stage, executed: readonly string[]): Promise<Happened> {
  return stage.redis.look(async (redis) => {
    const store = openApprovalStore(redis, { log: silent })
    const { ok: isSound } = await store.verify()
    const records: AuditRecord[] = []
    for await (const part of store.records()) records.push(...part.map(({ record }) => record))
    return {
      changes: stage.changes,
      executed,
      blindTimes: stage.silences(usualTimes.staleMs / 2),
      transcripts: stage.transcripts(),
      requests: await store.recentRequests(team, mostRequests),
      audit: { isSound, records },
    }
  })
}

const mostRequests = 100
const ignore = () => undefined
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore }

async function evidenceOf(stage: Stage): Promise<readonly string[]> {
  const { drs, redis, slack, changes } = stage
  const told = slack.control
    .transcript('C01MIGRATION', 'U01ALICE')
    .flatMap((message) => [message, ...message.replies])
    .toSorted((a, b) => Number(a.ts) - Number(b.ts))
  const tasks = drs.control.tasks().filter(({ name }) => pairs.includes(name))
  const stored = await redis.look((handle) =>
    Promise.all(tasks.map(({ id }) => loadSnapshot(handle, 'sandbox', id))),
  )
  return [
    ...changes.map(({ task, from, to }) => `happened: ${task}: ${from} → ${to}`),
    ...told.map(({ ts, text }) => `told: ${new Date(Number(ts) * 1_000).toISOString()} ${firstLine(text)}`),
    ...tasks.map(({ name, status, direction, currentAction }) =>
      ['in DRS:', name, status, direction, currentAction ?? ''].join(' '),
    ),
    ...stored.map((one) => `in Redis: ${one?.name} ${one?.status} ${one?.direction}`),
  ]
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

/** The local DRS remembers only its latest calls, so they are collected as they come. */
function countExecutions(stage: Stage) {
  const seen = new Map<string, readonly string[]>()
  const look = () => {
    for (const { operation, status, requestId } of stage.drs.control.requests()) {
      if (operation !== 'batch-switchover' || status >= 300 || seen.has(requestId)) continue
      seen.set(requestId, accepted(stage.drs.control.answer(requestId)))
    }
  }
  const timer = setInterval(look, 200)
  return Object.assign(
    () => {
      look()
      return [...seen.values()].flat()
    },
    { stop: () => clearInterval(timer) },
  )
}

/** The tasks of an answer that were not refused. */
function accepted(answer: unknown): readonly string[] {
  const { results = [] } = answer as { readonly results?: readonly Result[] }
  return results.flatMap(({ job_id, error_code }) => (error_code ? [] : (job_id ?? [])))
}

interface Result {
  readonly job_id?: string
  readonly error_code?: string
}
