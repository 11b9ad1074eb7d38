import type { Moment } from '../clock.ts'
import { databaseKey } from '../databases.ts'
import { type Asked, type Extras, noExtras, type Query } from '../extras.ts'
import { type Call, taskInPath } from '../handler.ts'
import type { LifeStatus } from '../lifecycle.ts'
import { uuid } from '../random.ts'
import { RefusedCall } from '../refusal.ts'
import type { End, LocalTask } from '../task.ts'
import type { World } from '../world.ts'

/** What the calls of v5 about one task have in common: the task, its records, and results that are asked for later. */

/** "The task does not exist" (7.4.1, example). */
const noSuchTask = 'DRS.10000010'
/** The same in 7.4.11, 7.5.3 and 7.7, whose examples show the code of v3. */
export const notFound = 'DRS.M05003'
/** "The current API does not support this engine type" (table A-5). */
const unsupportedEngine = 'DRS.10010025'
/** "This API cannot be called in the current task status"; table A-5 has no code for it. */
const wrongStatus = 'DRS.M00304'

/** How long an asynchronous call takes, in virtual milliseconds. */
export const askingTime = 3_000

/** The task of the path; every call of chapter 7 answers 400 when there is none. */
export function jobInPath(call: Call, code: string = noSuchTask): LocalTask {
  try {
    return taskInPath(call, { code })
  } catch (error) {
    throw error instanceof RefusedCall ? new RefusedCall(code, undefined, 400) : error
  }
}

/** Refuses tasks of other links than the call documents. */
export function requireEngine(task: LocalTask, fits: boolean): void {
  if (!fits) throw new RefusedCall(unsupportedEngine, task.engine)
}

export function requireStatus(task: LocalTask, statuses: readonly LifeStatus[]): void {
  if (!statuses.includes(task.life.status)) throw new RefusedCall(wrongStatus, undefined, 400)
}

export function refuseStatus(task: LocalTask, statuses: readonly LifeStatus[]): void {
  if (statuses.includes(task.life.status)) throw new RefusedCall(wrongStatus, undefined, 400)
}

/** Statuses without a replication instance. */
export const withoutNode: readonly LifeStatus[] = [
  'CREATING',
  'CREATE_FAILED',
  'RELEASE_RESOURCE_STARTED',
  'RELEASE_RESOURCE_COMPLETE',
  'RELEASE_RESOURCE_FAILED',
]

/** A database of this world that lets the stored user in. */
export function endAnswers({ world }: Call, end: End): boolean {
  const found = world.databases().find((database) => databaseKey(database) === end.database)
  if (!found || end.problem !== undefined) return false
  return !found.broken.some((item) => item === 'srcDbConnection' || item === 'dstDbConnection')
}

/** The page that the query asks for, where 10 items are the default. */
export function pageOf<T>(items: readonly T[], { query }: Call): readonly T[] {
  const offset = Number(query.offset ?? 0)
  return items.slice(offset, offset + Number(query.limit ?? 10))
}

/** The items whose instant, in wall milliseconds, lies between `begin_time` and `end_time` of the query. */
export function between<T>(items: readonly T[], { query }: Call, at: (item: T) => number): readonly T[] {
  const from = instantOf(query.begin_time, 'begin_time') ?? Number.NEGATIVE_INFINITY
  const to = instantOf(query.end_time, 'end_time') ?? Number.POSITIVE_INFINITY
  return items.filter((item) => at(item) >= from && at(item) <= to)
}

/** UTC text; 7.5.3 calls it a number all the same, which is taken as milliseconds. */
function instantOf(written: string | undefined, field: string): number | undefined {
  if (written === undefined) return undefined
  const instant = /^\d+$/.test(written) ? Number(written) : Date.parse(written)
  if (Number.isNaN(instant)) throw new RefusedCall('DRS.10020002', field)
  return instant
}

export function extrasOf({ extras }: LocalTask): Extras {
  return extras ?? noExtras
}

/** Changes records of a task as it is now. */
export function note(world: World, task: LocalTask, change: Partial<Extras>): void {
  const current = world.task(task.id) ?? task
  world.putTask({ ...current, extras: { ...extrasOf(current), ...change } })
}

/** Starts an asynchronous call; gives its answer. */
export function ask(world: World, task: LocalTask, asked: Asked, failed = false) {
  const { queries } = extrasOf(world.task(task.id) ?? task)
  const id = uuid(task.id, 'query', queries.length)
  const query = { ...asked, id, failed, startedAt: world.clock.moment().virtual }
  note(world, task, { queries: [...queries, query] })
  return { id, status: 'pending', job_id: task.id }
}

type OfKind<Kind extends Query['kind']> = Extract<Query, { readonly kind: Kind }>

/** The query that the call asks about with `query_id`; `unknown` is the refusal when the task has none of this kind. */
export function askedBefore<Kind extends Query['kind']>(
  call: Call,
  task: LocalTask,
  kind: Kind,
  unknown = 'DRS.10020002',
): OfKind<Kind> {
  const isMeant = (query: Query): query is OfKind<Kind> =>
    query.kind === kind && query.id === call.query.query_id
  const found = extrasOf(task).queries.find(isMeant)
  if (!found) throw new RefusedCall(unknown, 'query_id')
  return found
}

export function askedState({ startedAt, failed }: Query, moment: Moment): 'pending' | 'failed' | 'success' {
  if (moment.virtual < startedAt + askingTime) return 'pending'
  return failed ? 'failed' : 'success'
}
