import * as z from 'zod'
import type { DeepReadonly } from '../base/deep-readonly.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'
import { luaFieldOf, storedKind } from './stored.ts'

/** Who does what to a task. */
const actSchema = z.object({
  /** Slack user. */
  by: z.string(),
  verb: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** Of the order that it comes from. */
  token: z.string().exactOptional(),
})
export type RecentAction = DeepReadonly<z.output<typeof actSchema>>

export const actKind = storedKind({ name: 'last action', version: 1, schema: actSchema })

/** Whoever has the token holds the task. */
export const taskLockKind = storedKind({
  name: 'task lock',
  version: 1,
  schema: actSchema.extend({ token: z.string() }),
})

/** How long the last action is remembered, so that a change can be put down to it, in ms. */
export const recentActionMs = 10 * 60 * 1000

export type ClaimResult =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly held: { readonly by: string; readonly verb: string; readonly since: number }
    }

/**
 * Takes a task for one action, so that two never run on it together. `token` names the claim: claiming again with the
 * same token succeeds and lengthens it. It ends by `releaseTask`, or by itself after `ttlMs`. The action is also
 * remembered as the task's last one. `now`: milliseconds since the epoch.
 */
export async function claimTask(
  redis: Redis,
  connection: string,
  taskId: string,
  claim: { readonly by: string; readonly verb: string; readonly token: string },
  ttlMs: number,
  now: number,
): Promise<ClaimResult> {
  const keys = keysOf(connection)
  const { by, verb, token } = claim
  const mine = taskLockKind.write({ by, verb, token, at: now })
  const act = actKind.write({ by, verb, token, at: now })
  const answer = await claimScript(
    redis,
    [keys.acting(taskId), keys.act(taskId)],
    [token, mine, Math.ceil(ttlMs), act, recentActionMs],
  )
  if (typeof answer !== 'string') return { ok: true }
  const held = taskLockKind.read(redis, answer, { key: keys.acting(taskId) })
  // A lock that cannot be read is a lock; it ends by itself.
  if (!held) return { ok: false, held: { by: '', verb: '?', since: now } }
  return { ok: false, held: { by: held.by, verb: held.verb, since: held.at } }
}

const claimScript = script(`
${luaFieldOf}
local held = redis.call('GET', KEYS[1])
if held and fieldOf(held, 'token') ~= ARGV[1] then return held end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
return 1`)

/** Gives a task back; a claim that has passed to somebody else is theirs. */
export async function releaseTask(
  redis: Redis,
  connection: string,
  taskId: string,
  token: string,
): Promise<void> {
  await releaseScript(redis, [keysOf(connection).acting(taskId)], [token])
}

const releaseScript = script(`
${luaFieldOf}
local held = redis.call('GET', KEYS[1])
if held and fieldOf(held, 'token') == ARGV[1] then redis.call('DEL', KEYS[1]) end`)

/** The last actions on the tasks, of those that had one within `recentActionMs`. */
export async function recentActions(
  redis: Redis,
  connection: string,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, RecentAction>> {
  if (taskIds.length === 0) return new Map()
  const keys = taskIds.map(keysOf(connection).act)
  const texts = await redis.mget(...keys)
  return new Map(
    taskIds.flatMap((id, i) => {
      const act = actKind.read(redis, texts[i], { key: keys[i] ?? '' })
      return act ? [[id, act] as const] : []
    }),
  )
}
