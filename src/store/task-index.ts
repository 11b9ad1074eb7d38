import { chunks } from '../base/chunks.ts'
import { type IndexedTask, indexedTaskOf, indexedTaskSchema } from '../domain/tasks/indexed-task.ts'
import type { Task } from '../domain/tasks/task.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'
import { storedKind } from './stored.ts'

/*
 * The index of a connection's tasks: a row for each, a sorted set of their names, and the latest changes. Every change has
 * a version, so that whoever has read the index once reads only what is new.
 */

/** The connection and the task stand in key and field. */
export const indexedTaskKind = storedKind({
  name: 'indexed task',
  version: 1,
  schema: indexedTaskSchema,
})

export interface IndexState {
  /** Grows with every change. */
  readonly version: number
  /** When the last walk began that saw all lists, ms; absent: none has. */
  readonly asOf: number | undefined
  /** The version at which the first such walk ended: tasks that came later are new. */
  readonly filled: number | undefined
  /** Rows of DRS's lists that the last walk could not read. */
  readonly unreadable: number
}

export async function indexState(redis: Redis, connection: string): Promise<IndexState> {
  const { walk } = keysOf(connection)
  const [version, asOf, filled, odd] = await redis.hmget(walk, 'version', 'asOf', 'filled', 'unreadable')
  return {
    version: Number(version ?? 0),
    asOf: asOf ? Number(asOf) : undefined,
    filled: filled ? Number(filled) : undefined,
    unreadable: Number(odd ?? 0),
  }
}

/** The tasks among these that the index has. */
export async function readIndexed(
  redis: Redis,
  connection: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, IndexedTask>> {
  const found = new Map<string, IndexedTask>()
  for (const some of chunks(ids, batch)) {
    const texts = await redis.hmget(keysOf(connection).index, ...some)
    for (const [at, id] of some.entries()) {
      const task = readRow(redis, connection, id, texts[at])
      if (task) found.set(id, task)
    }
  }
  return found
}

/** Rows read or written in one step. */
const batch = 500

/** Every task of the index. */
export async function readWholeIndex(redis: Redis, connection: string): Promise<readonly IndexedTask[]> {
  const found = new Map<string, IndexedTask>()
  for (let cursor = ''; cursor !== '0'; ) {
    const [next, pairs] = await redis.hscan(keysOf(connection).index, cursor || '0', 'COUNT', batch)
    cursor = next
    for (let at = 0; at < pairs.length; at += 2) {
      const id = pairs[at] ?? ''
      const task = readRow(redis, connection, id, pairs[at + 1])
      if (task) found.set(id, task)
    }
  }
  return [...found.values()]
}

function readRow(redis: Redis, connection: string, id: string, text: string | null | undefined) {
  const row = indexedTaskKind.read(redis, text, { key: keysOf(connection).index, field: id })
  return row && { ...row, connection, id }
}

/** The same text for the same row, whatever the order in which its fields were put together. */
export function writeRow(task: IndexedTask): string {
  const { connection: _, id: __, ...row } = indexedTaskOf(task, task, task.since)
  return indexedTaskKind.write(row)
}

/** Ids of tasks whose name begins so, in any case and in the order of their names. */
export async function idsByName(
  redis: Redis,
  connection: string,
  prefix: string,
  limit: number,
): Promise<readonly string[]> {
  const from = prefix.toLowerCase()
  const members = await redis.zrangebylex(
    keysOf(connection).names,
    `[${from}`,
    `[${from}\u{10ffff}`,
    'LIMIT',
    0,
    limit,
  )
  return members.map((member) => member.slice(member.lastIndexOf('\0') + 1))
}

/** Member of the sorted set of names. */
export function nameMember({ name, id }: Pick<IndexedTask, 'name' | 'id'>): string {
  return `${name.toLowerCase()}\0${id}`
}

/** What has changed since a version: ids of tasks that came, changed or went. `all`: too much to be kept. */
export async function indexChanges(
  redis: Redis,
  connection: string,
  since: number,
): Promise<readonly string[] | 'all'> {
  const { walk, changes } = keysOf(connection)
  const [version, floor] = await redis.hmget(walk, 'version', 'floor')
  if (since < Number(floor ?? 0) || since > Number(version ?? 0)) return 'all'
  if (since === Number(version ?? 0)) return []
  return redis.zrangebyscore(changes, `(${since}`, '+inf')
}

/** So many of the latest changes are kept: whoever comes later reads the whole index. */
const mostChanges = 10_000

/**
 * A row that replaces what the index has of a task. The members of the sorted set of names, where its name is another: the
 * one that it has now, and the one that it had.
 */
export interface RowChange {
  readonly id: string
  readonly row: string
  readonly name: string
  readonly was: string
}

export function rowChange(task: IndexedTask, before: IndexedTask | undefined): RowChange {
  const [name, was] = [nameMember(task), before ? nameMember(before) : '']
  const isSame = was === name
  return { id: task.id, row: writeRow(task), name: isSame ? '' : name, was: isSame ? '' : was }
}

/**
 * Part of scripts, with `KEYS` of `indexKeys`: `putRows(changes)` and `dropRows(ids)` change the index, and give the changes
 * a version.
 */
export const luaIndex = `
local index, names, walk, changes, touched = unpack(KEYS)
local function noted(ids)
  if #ids == 0 then return end
  local version = redis.call('HINCRBY', walk, 'version', 1)
  local versions = {}
  for _, id in ipairs(ids) do
    table.insert(versions, version)
    table.insert(versions, id)
  end
  redis.call('ZADD', changes, unpack(versions))
  local over = redis.call('ZCARD', changes) - ${mostChanges}
  if over > 0 then
    local last = redis.call('ZRANGE', changes, over - 1, over - 1, 'WITHSCORES')
    redis.call('HSET', walk, 'floor', last[2])
    redis.call('ZREMRANGEBYSCORE', changes, '-inf', last[2])
  end
end
local function putRows(rows)
  local ids, written = {}, {}
  for _, one in ipairs(rows) do
    table.insert(written, one.id)
    table.insert(written, one.row)
    if one.was ~= '' then redis.call('ZREM', names, one.was) end
    if one.name ~= '' then redis.call('ZADD', names, 0, one.name) end
    table.insert(ids, one.id)
  end
  if #ids > 0 then redis.call('HSET', index, unpack(written)) end
  noted(ids)
end
local function dropRows(rows)
  local ids = {}
  for _, one in ipairs(rows) do
    if redis.call('HDEL', index, one.id) == 1 then table.insert(ids, one.id) end
    redis.call('ZREM', names, one.name)
  end
  noted(ids)
end
`

export function indexKeys(connection: string): readonly string[] {
  const { index, names, walk, changes, touched } = keysOf(connection)
  return [index, names, walk, changes, touched]
}

/**
 * Puts what is known of tasks from elsewhere than the lists: what the bot has created, and what a look has seen. The next
 * walk compares them with the list again, whatever it finds unchanged.
 */
export async function putIndexed(
  redis: Redis,
  connection: string,
  tasks: readonly IndexedTask[],
): Promise<void> {
  const before = await readIndexed(
    redis,
    connection,
    tasks.map(({ id }) => id),
  )
  await putRows(redis, connection, tasks, before)
}

/** The same, where what the index has of them is known. */
async function putRows(
  redis: Redis,
  connection: string,
  tasks: readonly IndexedTask[],
  before: ReadonlyMap<string, IndexedTask>,
): Promise<void> {
  const changed = tasks.filter((task) => {
    const known = before.get(task.id)
    return known === undefined || writeRow(known) !== writeRow(task)
  })
  for (const some of chunks(changed, batch)) {
    const rows = some.map((task) => rowChange(task, before.get(task.id)))
    await putScript(redis, indexKeys(connection), [JSON.stringify(rows)])
  }
}

const putScript = script(`${luaIndex}
local rows = cjson.decode(ARGV[1])
putRows(rows)
local ids = {}
for i, one in ipairs(rows) do ids[i] = one.id end
redis.call('SADD', touched, unpack(ids))`)

/** The same of tasks as DRS shows them now, or has just made them. */
export async function putListed(redis: Redis, connection: string, tasks: readonly Task[]): Promise<void> {
  const ids = tasks.map(({ id }) => id)
  const before = await readIndexed(redis, connection, ids)
  const { version } = await indexState(redis, connection)
  const rows = tasks.map((task) => indexedTaskOf(task, before.get(task.id), version + 1))
  await putRows(redis, connection, rows, before)
}

/** What looks have seen of tasks that the index has. */
export async function patchIndexed(
  redis: Redis,
  connection: string,
  seen: ReadonlyMap<string, Partial<IndexedTask>>,
): Promise<void> {
  const known = await readIndexed(redis, connection, [...seen.keys()])
  const tasks = [...known.values()].map((task) => ({ ...task, ...seen.get(task.id) }))
  await putRows(redis, connection, tasks, known)
}

/** Takes tasks out of the index that are known not to be there any more. */
export async function dropIndexed(redis: Redis, connection: string, ids: readonly string[]): Promise<void> {
  const known = await readIndexed(redis, connection, ids)
  if (known.size === 0) return
  const rows = [...known.values()].map((task) => ({ id: task.id, name: nameMember(task) }))
  await dropScript(redis, indexKeys(connection), [JSON.stringify(rows)])
}

const dropScript = script(`${luaIndex}
dropRows(cjson.decode(ARGV[1]))`)

/** Ids of tasks whose rows were put from elsewhere than the lists since a walk last compared them. */
export async function touchedTasks(redis: Redis, connection: string): Promise<ReadonlySet<string>> {
  return new Set(await redis.smembers(keysOf(connection).touched))
}

/** Whether DRS may be asked for what the index does not have: once in so many milliseconds, by all replicas together. */
export async function mayAskBeside(redis: Redis, connection: string, everyMs: number): Promise<boolean> {
  return (await redis.set(keysOf(connection).beside, 1, 'PX', everyMs, 'NX')) === 'OK'
}

/** Tasks whose tags a filter wants to know, and that no details were read of, first; those read longest ago, next. */
export async function tasksToTag(
  redis: Redis,
  connection: string,
  { fresh, old }: { readonly fresh: number; readonly old: number },
): Promise<readonly string[]> {
  const { tagged } = keysOf(connection)
  const [unread, read] = await Promise.all([
    redis.zrangebyscore(tagged, 0, 0, 'LIMIT', 0, fresh),
    redis.zrangebyscore(tagged, '(0', '+inf', 'LIMIT', 0, old),
  ])
  return [...unread, ...read]
}

/** Notes which tasks' tags are wanted (`at` 0 where they are not known yet), or when they were read, ms. */
export async function noteTagged(
  redis: Redis,
  connection: string,
  ids: readonly string[],
  at: number,
): Promise<void> {
  const { tagged } = keysOf(connection)
  for (const some of chunks(ids, batch)) {
    const members = some.flatMap((id) => [at, id])
    await (at === 0 ? redis.zadd(tagged, 'NX', ...members) : redis.zadd(tagged, ...members))
  }
}
