import * as z from 'zod'
import type { DeepReadonly } from '../base/deep-readonly.ts'
import type { OutboxMessage } from '../domain/delivery/outbox-message.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefId, keysOf, luaKeys } from './keys.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'
import { storedKind } from './stored.ts'

/** Told of an outage, until it is over. */
const blindSchema = z.object({
  /** Which outage of the connection it is. */
  count: z.number(),
  /** Milliseconds since the epoch. */
  since: z.number(),
  /** If only these are not seen. */
  taskIds: z.array(z.string()).exactOptional(),
  /** Ids of the channels that were told. */
  places: z.array(z.string()),
})
export type StaleState = DeepReadonly<z.output<typeof blindSchema>>

export const blindKind = storedKind({ name: 'blindness', version: 1, schema: blindSchema })

/** `raw`: as stored, for compare-and-set. */
export interface StoredStaleState {
  readonly state: StaleState
  readonly raw: string
}

export async function loadStaleState(
  redis: Redis,
  connection: string,
): Promise<StoredStaleState | undefined> {
  const key = keysOf(connection).blind
  return readStaleState(redis, key, (await redis.get(key)) ?? undefined)
}

/** One that cannot be read must not stay: it could never be moved on, and nobody would be told of the next one. */
export async function readStaleState(
  redis: Redis,
  key: string,
  raw: string | undefined,
): Promise<StoredStaleState | undefined> {
  const state = await blindKind.readOrRemove(redis, raw, { key })
  return state && raw !== undefined ? { state, raw } : undefined
}

/** Something to be said in a channel. */
export interface AddressedMessage {
  readonly channelRef: ChannelRef
  readonly message: OutboxMessage
}

/**
 * Moves from the told state that was read (`undefined`: none) to the next (`undefined`: it is over), and says so in the
 * same step. Returns the number of the outage that is on, or of the next one; `undefined` if another replica was first.
 */
export async function moveStaleState(
  redis: Redis,
  connection: string,
  move: {
    readonly before: string | undefined
    readonly after: StaleState | undefined
    readonly sayings: readonly AddressedMessage[]
  },
): Promise<number | undefined> {
  const keys = keysOf(connection)
  const { before, after, sayings } = move
  const answer = await moveScript(
    redis,
    [keys.blind, keys.blindCount],
    [
      luaKeys(connection),
      ...sayingArguments(sayings),
      before ?? '',
      after === undefined ? '' : blindKind.write(after),
      after?.count ?? '',
    ],
  )
  return numberOf(answer)
}

/**
 * Says once in each channel, whoever finds it out, that the memory that began at `lost` (ms) is gone: not every replica
 * knows all channels that watched. Whatever was told of an outage is over with it. Returns the number of the next outage.
 */
export async function tellMemoryLost(
  redis: Redis,
  connection: string,
  { lost, sayings }: { readonly lost: number; readonly sayings: readonly AddressedMessage[] },
): Promise<number | undefined> {
  const keys = keysOf(connection)
  const answer = await lostScript(
    redis,
    [keys.lost, keys.lostPlaces, keys.blind, keys.blindCount],
    [luaKeys(connection), ...sayingArguments(sayings), lost],
  )
  return numberOf(answer)
}

function sayingArguments(sayings: readonly AddressedMessage[]): readonly (string | number)[] {
  const pairs = sayings.flatMap(({ channelRef, message }) => [
    channelRefId(channelRef),
    outboxMessageKind.write(message),
  ])
  return [sayings.length, ...pairs]
}

function numberOf(answer: unknown): number | undefined {
  return typeof answer === 'string' ? Number(answer) : undefined
}

/** `say` puts the messages into the outboxes, where there is a `told` for channels that it has not; `first` is the argument after them. */
const sayLua = `
local K = cjson.decode(ARGV[1])
local first = 3 + 2 * tonumber(ARGV[2])
local function say(told)
  for i = 3, first - 1, 2 do
    local place, entry = unpack(ARGV, i, i + 1)
    local isNew = not told or redis.call('SADD', told, place) == 1
    if isNew and redis.call('HEXISTS', K.paused, place) == 0 then
      redis.call('RPUSH', K.outbox .. place, entry)
      redis.call('SADD', K.pending, place)
    end
  end
end`

const moveScript = script(`${sayLua}
local blind, count = unpack(KEYS)
local before, after, number = unpack(ARGV, first)
if (redis.call('GET', blind) or '') ~= before then return false end
if before == '' and redis.call('GET', count) ~= number then return false end
if after == '' then
  redis.call('DEL', blind)
  redis.call('INCR', count)
else
  redis.call('SET', blind, after)
end
say()
return redis.call('GET', count)`)

const lostScript = script(`${sayLua}
local lost, places, blind, count = unpack(KEYS)
if redis.call('GET', lost) ~= ARGV[first] then
  redis.call('SET', lost, ARGV[first])
  redis.call('DEL', blind, places)
  redis.call('INCR', count)
end
say(places)
return redis.call('GET', count)`)
