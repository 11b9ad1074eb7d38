import { say, type Text } from '../base/i18n.ts'
import type { CheckResult } from '../domain/check-result.ts'
import { isInMotion } from '../domain/watching/poll-interval.ts'
import { extraQuestionsFor } from '../domain/watching/poll-questions.ts'
import { pollPaceOf } from '../store/call-budget.ts'
import { closeRedis, connectRedis, type Redis } from '../store/redis.ts'
import { scheduledTasks } from '../store/task-states.ts'
import { failedCheck, passedCheck } from './check.ts'

/** How often tasks are looked at, and how many calls there are for it. */
export interface CallPlan {
  /** Per connection and API generation, of all replicas together. */
  readonly callsPerMinute: number
  /** Milliseconds between two looks at a task that stays as it is. */
  readonly steadyMs: number
  /** The same of a task in motion. */
  readonly motionMs: number
}

/** Watched tasks of a connection. */
export interface WatchedCounts {
  readonly tasks: number
  /** Of them in motion. */
  readonly moving: number
  /** Of those the ones whose progress is asked for as well. */
  readonly running: number
}

const subject = { check: 'call-budget', title: say('Calls for watched tasks', '关注任务所需的调用') }

/** Tasks in one question (6.1.21). */
const perCall = 100

/** Whether the watched tasks can be looked at as often as they should be. Nothing, if Redis does not answer. */
export async function checkCalls(
  redisUrl: string,
  connections: readonly string[],
  plan: CallPlan,
): Promise<readonly CheckResult[]> {
  const redis = await connectRedis(redisUrl).catch(() => undefined) // another check says so
  if (redis === undefined) return []
  try {
    const counts = await Promise.all(connections.map((connection) => countWatched(redis, connection)))
    return counts.flatMap((count, index) =>
      count.tasks === 0 ? [] : callRateCheck(connections[index] ?? '', count, plan),
    )
  } finally {
    await closeRedis(redis)
  }
}

async function countWatched(redis: Redis, connection: string): Promise<WatchedCounts> {
  let counts: WatchedCounts = { tasks: 0, moving: 0, running: 0 }
  for await (const { snapshot } of scheduledTasks(redis, connection)) {
    const status = snapshot?.status ?? null
    const moving = status !== null && isInMotion(status, snapshot?.precheck)
    const running = moving && extraQuestionsFor(status, snapshot?.scenario).progress
    counts = {
      tasks: counts.tasks + 1,
      moving: counts.moving + (moving ? 1 : 0),
      running: counts.running + (running ? 1 : 0),
    }
  }
  return counts
}

/** At least: those of v5, and everything that changes, cost more. Tasks in motion go first. */
export function callRateCheck(
  connection: string,
  { tasks, moving, running }: WatchedCounts,
  { callsPerMinute, steadyMs, motionMs }: CallPlan,
): CheckResult {
  const motion = Math.ceil(moving / perCall) + Math.ceil(running / perCall)
  const rest = Math.ceil((tasks - moving) / perCall)
  const forMotion = (motion * 60_000) / motionMs
  const needed = Math.ceil(forMotion + (rest * 60_000) / steadyMs)
  const allowed = pollPaceOf(callsPerMinute).perMinute
  const found: Text = {
    en: `${tasks} tasks, ${moving} of them in motion, need at least ${needed} calls a minute; ${allowed} of ${callsPerMinute} are available for them`,
    'zh-CN': `${tasks} 个任务（其中 ${moving} 个在变化中）每分钟至少需要 ${needed} 次调用；${callsPerMinute} 次中有 ${allowed} 次可用`,
  }
  const about = { ...subject, about: connection }
  if (needed <= allowed) return passedCheck(about, withFreshness(found, steadyMs, motionMs))
  return failedCheck(
    about,
    found,
    forMotion < allowed
      ? restAdvice(Math.ceil((rest * 60) / (allowed - forMotion)))
      : motionAdvice(Math.ceil((motion * 60) / allowed)),
  )
}

/** What the calls buy. */
function withFreshness(found: Text, steadyMs: number, motionMs: number): Text {
  const [steady, motion] = [Math.round(steadyMs / 1000), Math.round(motionMs / 1000)]
  return {
    en: `${found.en}. Each task in motion is checked every ${motion} s, each task at rest every ${steady} s`,
    'zh-CN': `${found['zh-CN']}。变化中的任务每 ${motion} 秒查看一次，稳定的任务每 ${steady} 秒查看一次`,
  }
}

function restAdvice(seconds: number): Text {
  return {
    en: `Each task at rest is then checked about every ${seconds} s. Raise callsPerMinute if your quota allows it, set polling.steady to ${seconds}, or watch fewer tasks.`,
    'zh-CN': `此时每个稳定的任务约每 ${seconds} 秒查看一次。若配额允许，请调高 callsPerMinute；也可将 polling.steady 设为 ${seconds}，或减少关注的任务。`,
  }
}

function motionAdvice(seconds: number): Text {
  return {
    en: `Each task in motion is then checked about every ${seconds} s, and tasks at rest less often. Raise callsPerMinute if your quota allows it, set polling.motion to ${seconds}, or watch fewer tasks.`,
    'zh-CN': `此时每个变化中的任务约每 ${seconds} 秒查看一次，稳定的任务更少。若配额允许，请调高 callsPerMinute；也可将 polling.motion 设为 ${seconds}，或减少关注的任务。`,
  }
}
