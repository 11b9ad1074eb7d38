import { createHash, randomUUID } from 'node:crypto'
import type { Log } from '../../base/log.ts'
import { type IndexedTask, indexedTaskOf } from '../../domain/tasks/indexed-task.ts'
import type { ListPage, ListPlace, TaskService } from '../../domain/tasks/task-service.ts'
import { noteAnswer } from '../../store/heartbeats.ts'
import {
  beginWalk,
  endWalk,
  type KnownPage,
  knownPage,
  leaveWalk,
  moveWalk,
  putPage,
  type WalkLease,
  type WalkPlace,
} from '../../store/list-walks.ts'
import type { Redis } from '../../store/redis.ts'
import { indexState, readIndexed, rowChange, touchedTasks, writeRow } from '../../store/task-index.ts'
import { loadTasks, makeDue } from '../../store/task-states.ts'
import type { EngineOptions } from '../options.ts'

export interface WalkDeps {
  readonly redis: Redis
  readonly service: (connection: string) => TaskService
  readonly clock: () => number
  readonly log: Log
}

/** What a walk came to. `busy`: another replica walks. */
export interface WalkEnd {
  readonly end: 'complete' | 'partial' | 'busy'
  /** Pages that were read. */
  readonly pages: number
  /** Tasks on them. */
  readonly listed: number
}

/** The walk at hand. */
interface Walk extends WalkDeps {
  readonly lease: WalkLease
  readonly connection: string
  /** Tasks whose row came from elsewhere: their pages are compared although they say what they said. */
  readonly touched: ReadonlySet<string>
  /** No walk has seen all lists yet: looks at tasks wait for this one, and its answers are what DRS can be seen by. */
  readonly isFirst: boolean
  pages: number
  listed: number
}

/**
 * Reads DRS's lists into the index, at most so many pages: once the index is filled, a walk over a long list takes several
 * turns, each of which begins with the first page of every list, where new tasks stand. A page that says what it said
 * costs its call and nothing else. Tasks that are listed in another state than they were seen in, or not any more, are
 * due at once. Throws what DRS throws; the walk goes on at that page the next time.
 */
export async function walkLists(deps: WalkDeps, connection: string, most: number): Promise<WalkEnd> {
  const { redis, clock } = deps
  const lease = { connection, token: randomUUID() }
  const begun = await beginWalk(redis, lease, clock())
  if (begun === undefined) return { end: 'busy', pages: 0, listed: 0 }
  const touched = await touchedTasks(redis, connection)
  const walk: Walk = { ...deps, lease, connection, touched, isFirst: !begun.complete, pages: 0, listed: 0 }
  try {
    const end = await walkOn(walk, begun, begun.complete ? most : Number.POSITIVE_INFINITY)
    return { end, pages: walk.pages, listed: walk.listed }
  } finally {
    await leaveWalk(redis, lease)
  }
}

async function walkOn(walk: Walk, begun: WalkPlace, most: number): Promise<WalkEnd['end']> {
  const { place: first, lists } = begun
  const isUnderWay = first.list > 0 || first.page > 1
  for (let list = 0; isUnderWay && list < lists; list += 1) {
    if ((await readPage(walk, { list, page: 1 })) === 'lost') return 'busy'
  }
  let place = first
  let { unreadable } = begun
  let last = ''
  for (let left = most; left > 0; left -= 1) {
    const read = await readPage(walk, place)
    if (read === 'lost') return 'busy'
    const { answer, digest } = read
    unreadable += answer.unreadable
    // A service that takes no notice of the page says the same again and again.
    const more = answer.more && digest !== last
    last = digest
    if (!more && !(await forgetPagesAfter(walk, place))) return 'busy'
    if (!more && place.list + 1 >= answer.lists)
      return (await endHere(walk, unreadable)) ? 'complete' : 'busy'
    place = more ? { ...place, page: place.page + 1 } : { list: place.list + 1, page: 1 }
    const next = { place, lists: answer.lists, unreadable }
    if (!(await moveWalk(walk.redis, walk.lease, next))) return 'busy'
  }
  return 'partial'
}

interface ReadPage {
  readonly answer: ListPage
  readonly digest: string
}

async function readPage(walk: Walk, place: ListPlace): Promise<ReadPage | 'lost'> {
  const { redis, service, connection, lease, touched } = walk
  const answer = await service(connection).listPage(place)
  if (walk.isFirst) await noteAnswer(redis, connection, walk.clock())
  walk.pages += 1
  walk.listed += answer.tasks.length
  const isTouched = touched.size > 0 && answer.tasks.some(({ id }) => touched.has(id))
  const digest = digestOf(answer)
  const known = await knownPage(redis, lease, place, isTouched ? `${digest} again` : digest)
  if (known === 'lost') return 'lost'
  if (known !== 'same' && !(await takePage(walk, place, answer, { digest, known }))) return 'lost'
  return { answer, digest }
}

/** Stores what differs on a page from what the index has. */
async function takePage(
  walk: Walk,
  place: ListPlace,
  { tasks }: ListPage,
  { digest, known }: { readonly digest: string; readonly known: KnownPage },
): Promise<boolean> {
  const { redis, connection, lease } = walk
  const ids = tasks.map(({ id }) => id)
  const before = await readIndexed(redis, connection, ids)
  const { version } = await indexState(redis, connection)
  const changed = tasks.flatMap((task) => {
    const known = before.get(task.id)
    const row = indexedTaskOf(task, known, version + 1)
    return known !== undefined && writeRow(row) === writeRow(known) ? [] : [row]
  })
  const rows = changed.map((row) => rowChange(row, before.get(row.id)))
  const standing = new Set(ids)
  const left = known.ids.filter((id) => !standing.has(id))
  if (!(await putPage(redis, lease, { place, page: { digest, ids }, rows, left }))) return false
  await wakeChanged(walk, new Map(changed.map(({ id, status }) => [id, status])))
  return true
}

/** Tasks that somebody watches, and whose state is another than the last look saw, are looked at now. */
async function wakeChanged(
  { redis, connection, clock }: Walk,
  statuses: ReadonlyMap<string, string | null>,
): Promise<void> {
  const stored = await loadTasks(redis, connection, [...statuses.keys()])
  for (const { id, snapshot } of stored) {
    if (snapshot === undefined || snapshot.status === statuses.get(id)) continue
    await makeDue(redis, connection, id, clock())
  }
}

/** A list may be shorter than it was. */
async function forgetPagesAfter({ redis, lease }: Walk, { list, page }: ListPlace): Promise<boolean> {
  for (let next = page + 1; ; next += 1) {
    const place = { list, page: next }
    const known = await knownPage(redis, lease, place, 'none')
    if (known === 'lost') return false
    if (known === 'same' || known.digest === '') return true
    if (!(await putPage(redis, lease, { place, page: undefined, rows: [], left: known.ids }))) return false
  }
}

async function endHere(walk: Walk, unreadable: number): Promise<boolean> {
  const missing = await endWalk(walk.redis, walk.lease, unreadable)
  if (missing === undefined) return false
  await wakeChanged(walk, new Map(missing.map((id) => [id, null])))
  return true
}

function digestOf({ tasks }: ListPage): string {
  return createHash('sha1').update(JSON.stringify(tasks)).digest('base64')
}

/** `old`: what was listed before the last interval will do. */
export type ListedStatuses = (
  ids: readonly string[],
  age: 'new' | 'old',
) => Promise<ReadonlyMap<string, string>>

/** What DRS's lists tell one poll. Whoever needs them waits for the same walk. */
export interface ListReader {
  /**
   * The statuses of tasks that only lists tell of many at once: read from the index, after a walk where the last one is too
   * long ago. Empty where single questions cost less, or for tasks that have better ones.
   */
  readonly statuses: ListedStatuses
  /** The rows that the index has of these tasks, after the first walk where there was none yet; none where that is too long ago. */
  readonly rows: (ids: readonly string[], maxAgeMs: number) => Promise<ReadonlyMap<string, IndexedTask>>
}

interface ListReaderDeps extends WalkDeps {
  readonly options: EngineOptions
  readonly wait: (ms: number) => Promise<void>
}

export function createListReader(deps: ListReaderDeps, connection: string, at: number): ListReader {
  const { redis, service, options } = deps
  const walks = new Map<number, Promise<void>>()
  const walked = (maxAgeMs: number) => {
    const walk = walks.get(maxAgeMs) ?? walkUntil(deps, connection, at - maxAgeMs)
    walks.set(maxAgeMs, walk)
    return walk
  }
  return {
    statuses: async (ids, age) => {
      const told = service(connection).toldByListsOnly?.(ids) ?? []
      if (told.length < worthWalking) return new Map()
      // Two replicas that look at the same time see one walk.
      await walked(age === 'new' ? options.steady / 2 : 1.5 * options.steady)
      const rows = await readIndexed(redis, connection, told)
      return new Map([...rows].map(([id, { status }]) => [id, status]))
    },
    rows: async (ids, maxAgeMs) => {
      await walked(Number.POSITIVE_INFINITY)
      const { asOf = 0 } = await indexState(redis, connection)
      return at - asOf > maxAgeMs ? new Map() : readIndexed(redis, connection, ids)
    },
  }
}

/** Until all lists were read since then, by this replica or by the one that walks already: two would ask the same. */
async function walkUntil(deps: ListReaderDeps, connection: string, since: number): Promise<void> {
  for (let waited = 0; waited < mostWaitMs; waited += busyMs) {
    const { asOf } = await indexState(deps.redis, connection)
    if (asOf !== undefined && asOf > since) return
    const { end } = await walkLists(deps, connection, Number.POSITIVE_INFINITY)
    if (end !== 'busy') return
    await deps.wait(busyMs)
  }
}

/** Between two looks whether another replica has walked to the end, ms. */
const busyMs = 250
/** The right to walk of a replica that died runs out before; ms. */
const mostWaitMs = 120_000

/** From so many tasks on, a walk over the lists may answer for several at once. */
const worthWalking = 4
