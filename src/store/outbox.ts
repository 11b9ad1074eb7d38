import { cardMessage, type OutboxMessage, reportMessage } from '../domain/delivery/outbox-message.ts'
import type { PostedReport, ShownReply } from '../domain/delivery/route-facts.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefId, channelRefOf, keysOf } from './keys.ts'
import { ongoingMs, ongoingReplyKind } from './ongoing-replies.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import { type PostedCard, postKind } from './posted-cards.ts'
import { postedReportKind, reportMs } from './posted-reports.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'

/** An outbox message as it lies in the outbox; `raw` takes exactly this one out again. */
export interface QueuedMessage {
  readonly message: OutboxMessage
  readonly raw: string
}

/**
 * The right to deliver in one channel. Every step that counts is checked against the token inside Redis, so a replica that
 * lost its lease (paused too long) can do nothing to the outbox any more.
 */
export interface DeliveryLease {
  readonly connection: string
  readonly channelRef: ChannelRef
  readonly token: string
  /** When it was last known to be held, ms of a clock that only runs. */
  confirmedAt: number
  /** Given back in the step that took messages out, because nothing is left that may be said now. */
  over: boolean
  /** Failures may have been counted in the channel, which the next success sets back. */
  hasFailed: boolean
}

/** Channels whose outbox is not empty. */
export async function pendingChannels(redis: Redis, connection: string): Promise<ChannelRef[]> {
  const ids = await redis.smembers(keysOf(connection).pending)
  return ids.map(channelRefOf)
}

export async function peekOutbox(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  limit: number,
): Promise<readonly QueuedMessage[]> {
  const key = keysOf(connection).outbox(channelRef)
  return readOutbox(redis, key, await redis.lrange(key, 0, limit - 1))
}

async function readOutbox(
  redis: Redis,
  key: string,
  texts: readonly string[],
): Promise<readonly QueuedMessage[]> {
  const queued: QueuedMessage[] = []
  for (const raw of texts) {
    // Whatever stands behind it must not wait for it for ever.
    const message = await outboxMessageKind.readOrRemove(redis, raw, { key })
    if (message) queued.push({ message, raw })
  }
  return queued
}

/**
 * Takes the lease, and reads what waits. `undefined`: another replica delivers there, or the channel is on hold. `token` is
 * one that nobody has had before.
 */
export async function acquireLease(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  { token, leaseMs, limit }: { readonly token: string; readonly leaseMs: number; readonly limit: number },
): Promise<{ readonly lease: DeliveryLease; readonly queued: readonly QueuedMessage[] } | undefined> {
  const keys = keysOf(connection)
  const confirmedAt = performance.now()
  if ((await redis.set(keys.lease(channelRef), token, 'PX', leaseMs, 'NX')) !== 'OK') return undefined
  const lease = { connection, channelRef, token, confirmedAt, over: false, hasFailed: true }
  // Only now: what was read before might have been said by whoever had the lease.
  return { lease, queued: await peekOutbox(redis, connection, channelRef, limit) }
}

/** Gives the lease back if nothing is left to say; false: something is, so go on. A lost lease counts as given back. */
export async function releaseIfEmpty(redis: Redis, lease: DeliveryLease): Promise<boolean> {
  const keys = keysOf(lease.connection)
  const { channelRef } = lease
  const answer = await releaseScript(
    redis,
    [keys.lease(channelRef), keys.outbox(channelRef), keys.pending],
    [lease.token, channelRefId(channelRef)],
  )
  return answer === 1
}

const releaseScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 1 end
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[3], ARGV[2])
return 1`)

/** Gives the lease back with outbox messages left; for `ms` nobody may deliver in the channel. */
export async function holdChannel(redis: Redis, lease: DeliveryLease, ms: number): Promise<void> {
  const key = keysOf(lease.connection).lease(lease.channelRef)
  await holdScript(redis, [key], [lease.token, Math.ceil(ms)])
}

/** Gives the lease back if just so many outbox messages are left; false: others have come, so go on. */
export async function releaseIfWaiting(redis: Redis, lease: DeliveryLease, count: number): Promise<boolean> {
  const keys = keysOf(lease.connection)
  const { channelRef } = lease
  const answer = await waitScript(
    redis,
    [keys.lease(channelRef), keys.outbox(channelRef)],
    [lease.token, count],
  )
  return answer === 1
}

const waitScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 1 end
if redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[2]) then return 0 end
redis.call('DEL', KEYS[1])
return 1`)

const holdScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return end
if tonumber(ARGV[2]) > 0 then redis.call('SET', KEYS[1], 'hold', 'PX', ARGV[2]) else redis.call('DEL', KEYS[1]) end`)

/** Keeps the lease for another `leaseMs`; false: it is lost. */
export async function renewLease(redis: Redis, lease: DeliveryLease, leaseMs: number): Promise<boolean> {
  const now = performance.now()
  const answer = await renewScript(
    redis,
    [keysOf(lease.connection).lease(lease.channelRef)],
    [lease.token, leaseMs],
  )
  if (answer === 1) lease.confirmedAt = now
  return answer === 1
}

const renewScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`)

/** What was done, so that it is not done again. */
export interface DeliveredMessages {
  readonly taskId: string
  /** The outbox messages that are dealt with. */
  readonly messages: readonly QueuedMessage[]
  /** Message keys whose attempts are over. */
  readonly keys: readonly string[]
  /** Where the task's card is now; `null`: it has none any more. */
  readonly post?: PostedCard | null
  /** The reply that is edited from now on as this goes on. */
  readonly ongoing?: { readonly slot: string; readonly shown: ShownReply } | undefined
  /** Where the report of the task's pre-check is now; `null`: it is not there any more. */
  readonly report?: PostedReport | null | undefined
  /** So many messages are left then that have to wait; if no others have come, the lease is given back. */
  readonly waiting?: number
  /** Timers to be set, in ms since the epoch; without a time, to be taken back. */
  readonly timers?: readonly { readonly member: string; readonly at?: number }[]
}

/**
 * Takes outbox messages out of the outbox and notes the card, in one step; false: the lease is lost and nothing was noted.
 * With the last message that may be said now the lease is given back: it is over then.
 */
export async function settleOutbox(
  redis: Redis,
  lease: DeliveryLease,
  done: DeliveredMessages,
): Promise<boolean> {
  const keys = keysOf(lease.connection)
  const { channelRef } = lease
  const answer = await settleScript(
    redis,
    [
      keys.lease(channelRef),
      keys.outbox(channelRef),
      keys.pending,
      keys.attempts(channelRef),
      keys.tries(channelRef),
      keys.posts(channelRef),
      keys.watchers(done.taskId),
      keys.follows(done.taskId),
      keys.alarms,
      keys.ongoing(channelRef, done.ongoing?.slot ?? ''),
      keys.reports(done.taskId),
    ],
    [
      lease.token,
      channelRefId(channelRef),
      done.taskId,
      postArgument(done.post),
      done.waiting ?? 0,
      lease.hasFailed ? 1 : 0,
      alarmsArgument(done.timers),
      done.ongoing ? ongoingReplyKind.write(done.ongoing.shown) : '',
      ongoingMs,
      reportArgument(done.report),
      reportMs,
      done.keys.length,
      ...done.keys,
      ...done.messages.map(({ raw }) => raw),
    ],
  )
  if (answer === 2) lease.over = true
  return answer !== 0
}

function postArgument(post: PostedCard | null | undefined): string {
  if (post === undefined) return ''
  return post === null ? 'none' : postKind.write(post)
}

function reportArgument(report: DeliveredMessages['report']): string {
  if (report === undefined) return ''
  return report === null ? 'none' : postedReportKind.write(report)
}

function alarmsArgument(timers: DeliveredMessages['timers'] = []): string {
  return JSON.stringify(timers.flatMap(({ member, at }) => [member, at === undefined ? '' : String(at)]))
}

// A card posted while the watch was being removed is not noted: the next watch begins with a card of its own.
const settleScript = script(`
local lease, outbox, pending, attempts, tries, posts, watchers, follows, alarms, ongoing, reports = unpack(KEYS)
local token, place, id, post, waiting, failed = unpack(ARGV, 1, 6)
if redis.call('GET', lease) ~= token then return 0 end
local due = cjson.decode(ARGV[7])
for i = 1, #due, 2 do
  if due[i + 1] == '' then redis.call('ZREM', alarms, due[i])
  else redis.call('ZADD', alarms, due[i + 1], due[i]) end
end
if ARGV[8] ~= '' then redis.call('SET', ongoing, ARGV[8], 'PX', ARGV[9]) end
if ARGV[10] == 'none' then redis.call('HDEL', reports, place)
elseif ARGV[10] ~= '' then
  redis.call('HSET', reports, place, ARGV[10])
  redis.call('PEXPIRE', reports, ARGV[11])
end
local last = 12 + tonumber(ARGV[12])
for i = 13, last do redis.call('HDEL', attempts, ARGV[i]) end
local function watched() return redis.call('SISMEMBER', watchers, place) == 1 or redis.call('EXISTS', follows) == 1 end
local wanted = post ~= '' and post ~= 'none' and watched()
for i = last + 1, #ARGV do
  if redis.call('LREM', outbox, 1, ARGV[i]) == 1 then wanted = true end
end
if failed == '1' then redis.call('DEL', tries) end
if post == 'none' then redis.call('HDEL', posts, id)
elseif post ~= '' and wanted then redis.call('HSET', posts, id, post) end
local left = redis.call('LLEN', outbox)
if left == 0 then redis.call('SREM', pending, place)
elseif left ~= tonumber(waiting) then return 1 end
redis.call('DEL', lease)
return 2`)

/** Failures in a row in a channel; `since`: the first of them, milliseconds since the epoch. */
export interface FailureStreak {
  readonly count: number
  readonly since: number
}

/** Counts a failure in a row in the channel; `settleOutbox` sets it back. */
export async function countFailure(redis: Redis, lease: DeliveryLease, now: number): Promise<FailureStreak> {
  const key = keysOf(lease.connection).tries(lease.channelRef)
  const count = await redis.hincrby(key, 'count', 1)
  if (count === 1) await redis.hset(key, 'since', now)
  return { count, since: Number((await redis.hget(key, 'since')) ?? now) }
}

const tellAll = script(`
local places, paused, pending = unpack(KEYS)
local outboxes, message = unpack(ARGV)
local asked = {}
local read = redis.call('TYPE', places).ok == 'hash' and 'HKEYS' or 'SMEMBERS'
for _, place in ipairs(redis.call(read, places)) do
  if redis.call('HEXISTS', paused, place) == 0 then
    redis.call('RPUSH', outboxes .. place, message)
    redis.call('SADD', pending, place)
    asked[#asked + 1] = place
  end
end
return asked`)

const tell = script(`
local paused, pending = unpack(KEYS)
local outbox, place, message = unpack(ARGV)
if redis.call('HEXISTS', paused, place) == 1 then return 0 end
redis.call('RPUSH', outbox, message)
redis.call('SADD', pending, place)
return 1`)

/** Something to be said in one channel. False where nothing is said at the moment. */
export async function putMessage(
  redis: Redis,
  channelRef: ChannelRef,
  message: OutboxMessage,
): Promise<boolean> {
  const keys = keysOf(message.connection)
  const written = outboxMessageKind.write(message)
  const put = await tell(
    redis,
    [keys.paused, keys.pending],
    [keys.outbox(channelRef), channelRefId(channelRef), written],
  )
  return put === 1
}

/**
 * Something to be said in every channel that a set holds, or a hash has as field, but for those where nothing is said at the
 * moment. Returns the channels.
 */
export async function putMessageInAll(
  redis: Redis,
  placesKey: string,
  message: OutboxMessage,
): Promise<readonly ChannelRef[]> {
  const keys = keysOf(message.connection)
  const written = outboxMessageKind.write(message)
  const places = await tellAll(redis, [placesKey, keys.paused, keys.pending], [keys.outboxes, written])
  return strings(places).map(channelRefOf)
}

/**
 * Has the task's card drawn again wherever the task is watched, because something changed that DRS knows nothing of.
 * `cause` makes the message's id unique. Returns the channels.
 */
export async function redrawCards(
  redis: Redis,
  connection: string,
  taskId: string,
  cause: string,
): Promise<readonly ChannelRef[]> {
  const { watchers } = keysOf(connection)
  return putMessageInAll(redis, watchers(taskId), cardMessage(connection, taskId, cause))
}

/**
 * Has the report of a task's pre-check drawn again wherever it stands. `cause` makes the message's id unique. Returns the
 * channels.
 */
export async function redrawReports(
  redis: Redis,
  connection: string,
  taskId: string,
  cause: string,
): Promise<readonly ChannelRef[]> {
  const { reports } = keysOf(connection)
  return putMessageInAll(redis, reports(taskId), reportMessage(connection, taskId, cause))
}
