import { randomUUID } from 'node:crypto'
import type { Log } from '../base/log.ts'
import { Refusal } from '../base/user-error.ts'
import type { Redis } from '../store/redis.ts'
import { claimTask, releaseTask } from '../store/task-locks.ts'

/** Longer than one call to DRS takes; a replica that dies holds the task no longer than this. In ms. */
const claimMs = 2 * 60_000

interface Parts {
  readonly redis: Redis
  readonly log: Log
  now(): number
}

/** Does the work while no other action runs on the task; throws `Refusal` if one does. */
export type TaskLock = <T>(
  task: { readonly connection: string; readonly id: string },
  act: { readonly by: string; readonly verb: string },
  work: () => Promise<T>,
) => Promise<T>

/** One action at a time works on a task, on whichever replica; the last one is remembered, to tell whose a change was. */
export function aloneOn(parts: Parts): TaskLock {
  const { redis, log, now } = parts
  return async ({ connection, id }, act, work) => {
    const token = randomUUID()
    const claimed = await claimTask(redis, connection, id, { ...act, token }, claimMs, now())
    if (!claimed.ok) throw taken(claimed.held.verb)
    try {
      return await work()
    } finally {
      await releaseTask(redis, connection, id, token).catch((err: unknown) => {
        log.warn({ err, task: id }, 'a task stays claimed until its time is over')
      })
    }
  }
}

function taken(verb: string): Refusal {
  return new Refusal(
    {
      en: `Something else is being done to this task right now: ${verb}. Try again in a moment.`,
      'zh-CN': `该任务正在执行其他操作（${verb}），请稍后重试。`,
    },
    'task',
  )
}
