import { say, type Text } from '../base/i18n.ts'
import { pollShareOf } from '../store/call-budget.ts'
import { closeRedis, connectRedis } from '../store/redis.ts'
import { countLookedAt } from '../store/task-states.ts'
import { type CheckResult, failedCheck, passedCheck } from './check.ts'

/** How often tasks are looked at, and how many calls there are for it. */
export interface CallPlan {
  /** Per connection and API generation, of all replicas together. */
  readonly callsPerMinute: number
  /** Milliseconds between two looks at a task that stays as it is. */
  readonly steadyMs: number
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
  const counts = await countWatched(redisUrl, connections)
  return counts.flatMap(({ connection, tasks }) =>
    tasks === 0 ? [] : callRateCheck(connection, tasks, plan),
  )
}

async function countWatched(redisUrl: string, connections: readonly string[]) {
  const redis = await connectRedis(redisUrl).catch(() => undefined) // another check says so
  if (redis === undefined) return []
  try {
    return await Promise.all(
      connections.map(async (connection) => ({
        connection,
        tasks: await countLookedAt(redis, connection),
      })),
    )
  } finally {
    await closeRedis(redis)
  }
}

/** At least: tasks in motion, those of v5, and everything that changes cost more. */
export function callRateCheck(connection: string, tasks: number, plan: CallPlan): CheckResult {
  const { callsPerMinute, steadyMs } = plan
  const each = Math.ceil(tasks / perCall)
  const needed = Math.ceil((each * 60_000) / steadyMs)
  const allowed = pollShareOf(callsPerMinute)
  const found: Text = {
    en: `${tasks} tasks need at least ${needed} calls a minute; ${allowed} of ${callsPerMinute} are for them`,
    'zh-CN': `${tasks} 个任务每分钟至少需要 ${needed} 次调用；${callsPerMinute} 次中有 ${allowed} 次可用`,
  }
  const about = { ...subject, about: connection }
  if (needed <= allowed) return passedCheck(about, found)
  const seconds = Math.ceil((each * 60) / allowed)
  return failedCheck(about, found, {
    en: `Each task is then looked at about every ${seconds} s. Raise callsPerMinute if your quota allows it, set polling.steady to ${seconds}, or watch fewer tasks.`,
    'zh-CN': `此时每个任务约每 ${seconds} 秒查看一次。若配额允许，请调高 callsPerMinute；也可将 polling.steady 设为 ${seconds}，或减少关注的任务。`,
  })
}
