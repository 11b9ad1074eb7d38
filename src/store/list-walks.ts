import type { ListPlace } from '../domain/tasks/task-service.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'
import { dropIndexed, indexKeys, luaIndex, type RowChange } from './task-index.ts'

/*
 * A walk reads DRS's lists page by page into the index. One replica walks at a time: it holds a token, and every step is
 * refused that comes with another one. A replica that dies leaves the place where it was, and the next one goes on there.
 */

/** The right of one replica to walk. */
export interface WalkLease {
  readonly connection: string
  readonly token: string
}

/** Where the walk is, and what was walked before. */
export interface WalkPlace {
  /** The next page. */
  readonly place: ListPlace
  /** Some walk has seen all lists. */
  readonly complete: boolean
  /** Number of lists, as far as it is known. */
  readonly lists: number
  /** Rows that could not be read on the pages before. */
  readonly unreadable: number
}

/** Longer than a page may take, with all that its call may wait for; ms. */
const leaseMs = 60_000

/** Goes on with the walk, or begins one; `undefined`: another replica walks. */
export async function beginWalk(redis: Redis, lease: WalkLease, now: number): Promise<WalkPlace | undefined> {
  const { walker, walk } = keysOf(lease.connection)
  const answer = await beginScript(redis, [walker, walk], [lease.token, leaseMs, now])
  if (!Array.isArray(answer)) return undefined
  const [list = 0, page = 1, complete, lists = 0, unreadable = 0] = answer.map(Number)
  return { place: { list, page }, complete: complete === 1, lists, unreadable }
}

const beginScript = script(`
local walker, walk = unpack(KEYS)
if not redis.call('SET', walker, ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
if redis.call('HEXISTS', walk, 'began') == 0 then
  redis.call('HSET', walk, 'began', ARGV[3], 'list', 0, 'page', 1)
end
return {
  redis.call('HGET', walk, 'list'), redis.call('HGET', walk, 'page'),
  redis.call('HEXISTS', walk, 'asOf'), redis.call('HGET', walk, 'lists') or 0,
  redis.call('HGET', walk, 'odd') or 0,
}`)

/** Lets another replica walk. */
export async function leaveWalk(redis: Redis, { connection, token }: WalkLease): Promise<void> {
  await leaveScript(redis, [keysOf(connection).walker], [token])
}

const leaveScript = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`)

/** What is kept of a page: a digest of what it said, and the tasks on it. */
export interface KnownPage {
  readonly digest: string
  readonly ids: readonly string[]
}

/** What is known of a page; it extends the lease. `lost`: another replica walks now. */
export async function knownPage(
  redis: Redis,
  { connection, token }: WalkLease,
  place: ListPlace,
  digest: string,
): Promise<KnownPage | 'same' | 'lost'> {
  const { walker, pages } = keysOf(connection)
  const answer = await knownScript(redis, [walker, pages], [token, leaseMs, fieldOfPage(place), digest])
  if (answer === null) return 'lost'
  if (typeof answer !== 'string') return 'same'
  const [known = '', ids = ''] = answer.split('\n')
  return { digest: known, ids: ids === '' ? [] : ids.split(' ') }
}

const knownScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local held = redis.call('HGET', KEYS[2], ARGV[3]) or ''
if string.sub(held, 1, #ARGV[4] + 1) == ARGV[4] .. '\\n' then return 1 end
return held`)

function fieldOfPage({ list, page }: ListPlace): string {
  return `${list} ${page}`
}

/** What reading a page has changed. `page` undefined: there is no such page any more. */
export interface PageStep {
  readonly place: ListPlace
  readonly page: KnownPage | undefined
  readonly rows: readonly RowChange[]
  /** Tasks that stood on the page before, and do not now. */
  readonly left: readonly string[]
}

/** Stores what a page has changed, in one step. False: another replica walks now. */
export async function putPage(
  redis: Redis,
  { connection, token }: WalkLease,
  { place, page, rows, left }: PageStep,
): Promise<boolean> {
  const { walker, pages, adrift } = keysOf(connection)
  const text = page === undefined ? '' : `${page.digest}\n${page.ids.join(' ')}`
  const change = JSON.stringify({ rows, left, seen: page?.ids ?? [] })
  const keys = [...indexKeys(connection), walker, pages, adrift]
  return (await pageScript(redis, keys, [token, leaseMs, fieldOfPage(place), text, change])) === 1
}

const pageScript = script(`${luaIndex}
local walker, pages, adrift = unpack(KEYS, 6, 8)
local token, lease, page, text = unpack(ARGV, 1, 4)
if redis.call('GET', walker) ~= token then return 0 end
redis.call('PEXPIRE', walker, lease)
local change = cjson.decode(ARGV[5])
if text == '' then redis.call('HDEL', pages, page) else redis.call('HSET', pages, page, text) end
for _, id in ipairs(change.left) do redis.call('HSETNX', adrift, id, 0) end
if #change.seen > 0 then redis.call('SREM', touched, unpack(change.seen)) end
putRows(change.rows)
return 1`)

/** Moves the walk on. False: another replica walks now. */
export async function moveWalk(
  redis: Redis,
  { connection, token }: WalkLease,
  { place: { list, page }, lists, unreadable }: Omit<WalkPlace, 'complete'>,
): Promise<boolean> {
  const { walker, walk } = keysOf(connection)
  return (await moveScript(redis, [walker, walk], [token, list, page, lists, unreadable])) === 1
}

const moveScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], 'list', ARGV[2], 'page', ARGV[3], 'lists', ARGV[4], 'odd', ARGV[5])
return 1`)

/**
 * Ends a walk that has seen all lists. A task that stands on no page may have moved to one that was read before: it is
 * missing in this walk, and taken out of the index if it was missing in the one before. Returns the ids of those that are
 * missing now, or `undefined` if another replica walks.
 */
export async function endWalk(
  redis: Redis,
  lease: WalkLease,
  unreadable: number,
): Promise<readonly string[] | undefined> {
  const { connection, token } = lease
  const { walker, walk, adrift, pages } = keysOf(connection)
  const drifting = await redis.hgetall(adrift)
  const standing = Object.keys(drifting).length === 0 ? [] : await redis.hvals(pages)
  const seen = new Set(standing.flatMap((text) => text.slice(text.indexOf('\n') + 1).split(' ')))
  const missing = Object.keys(drifting).filter((id) => !seen.has(id))
  const back = Object.keys(drifting).filter((id) => seen.has(id))
  const gone = missing.filter((id) => drifting[id] === '1')
  const once = missing.filter((id) => drifting[id] !== '1')
  const args = [token, JSON.stringify({ over: [...back, ...gone], once }), unreadable]
  if ((await endScript(redis, [walker, walk, adrift], args)) !== 1) return undefined
  await dropIndexed(redis, connection, gone)
  return missing
}

const endScript = script(`
local walker, walk, adrift = unpack(KEYS)
if redis.call('GET', walker) ~= ARGV[1] then return 0 end
local change = cjson.decode(ARGV[2])
for _, id in ipairs(change.over) do redis.call('HDEL', adrift, id) end
for _, id in ipairs(change.once) do redis.call('HSET', adrift, id, 1) end
redis.call('HSET', walk, 'asOf', redis.call('HGET', walk, 'began'))
redis.call('HSETNX', walk, 'filled', redis.call('HGET', walk, 'version') or 0)
redis.call('HSET', walk, 'unreadable', ARGV[3])
redis.call('HDEL', walk, 'began', 'list', 'page', 'odd')
return 1`)
