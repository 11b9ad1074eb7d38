import type { SlackMethod } from '../domain/delivery/route-facts.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { holdKey, keysOf, throttleKey } from './keys.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'

/*
 * Slack allows about one new message a second and channel, with short bursts, and counts edits per workspace (Slack docs,
 * Rate limits). What one replica is told holds for all of them. The keys expire in real time, so that a clock that was
 * put back cannot hold a channel up.
 */

/** So many messages may follow each other at once. */
const burst = 3

/** Until when the methods are held in a team, milliseconds since the epoch. */
export async function heldMethods(
  redis: Redis,
  team: string,
): Promise<Readonly<Partial<Record<SlackMethod, number>>>> {
  const [post, edit] = await redis.hmget(holdKey(team), 'post', 'edit')
  return { ...(post && { post: Number(post) }), ...(edit && { edit: Number(edit) }) }
}

/** When a channel takes the next message, milliseconds since the epoch. */
export async function nextPostAt(redis: Redis, channelRef: ChannelRef, paceMs: number): Promise<number> {
  return Number((await redis.get(throttleKey(channelRef))) ?? 0) - (burst - 1) * paceMs
}

/** Nobody calls that method in the team for so long. Times in milliseconds. */
export async function holdMethod(
  redis: Redis,
  team: string,
  method: SlackMethod,
  { now, ms }: { readonly now: number; readonly ms: number },
): Promise<void> {
  if (ms > 0) await holdScript(redis, [holdKey(team)], [method, now + ms, Math.ceil(ms)])
}

// The other method may be held for longer; what is over by its time holds nobody.
const holdScript = script(`
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end`)

/** Nobody posts in that channel for so long. */
export async function holdPosts(
  redis: Redis,
  channelRef: ChannelRef,
  { now, ms, paceMs }: { readonly now: number; readonly ms: number; readonly paceMs: number },
): Promise<void> {
  if (ms > 0)
    await redis.set(
      throttleKey(channelRef),
      now + ms + (burst - 1) * paceMs,
      'PX',
      Math.ceil(ms) + burst * paceMs,
    )
}

/** Takes the turn to post in a channel; a number: it is not there yet, but at that moment. `paceMs` 0: always. */
export async function takePostPermit(
  redis: Redis,
  channelRef: ChannelRef,
  { now, paceMs }: { readonly now: number; readonly paceMs: number },
): Promise<true | number> {
  if (paceMs === 0) return true
  const key = throttleKey(channelRef)
  // Most channels have been silent for so long that nothing is kept of them: one command tells, and takes the turn.
  if ((await redis.set(key, now + paceMs, 'PX', Math.ceil((1 + burst) * paceMs), 'NX')) === 'OK') return true
  const answer = await turnScript(redis, [key], [now, paceMs, burst])
  return answer === 'now' ? true : Number(answer)
}

// The generic cell rate algorithm: the key holds when the next message would be due if all had kept their distance.
const turnScript = script(`
local now, pace, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local free = due - (burst - 1) * pace
if free > now then return tostring(free) end
redis.call('SET', KEYS[1], string.format('%.0f', due + pace), 'PX', math.ceil(due + pace - now + burst * pace))
return 'now'`)

/** How long after a wait events are still merged. */
const pressureMs = 10_000

/** Remembers that messages had to wait in a channel until then (milliseconds since the epoch). */
export async function noteThrottled(
  redis: Redis,
  { connection, channelRef }: { readonly connection: string; readonly channelRef: ChannelRef },
  until: number,
  now: number,
): Promise<void> {
  const ms = Math.max(until - now, 0) + pressureMs
  await redis.set(keysOf(connection).pressed(channelRef), until + pressureMs, 'PX', Math.ceil(ms))
}

export async function isThrottled(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  now: number,
): Promise<boolean> {
  return Number((await redis.get(keysOf(connection).pressed(channelRef))) ?? 0) > now
}
