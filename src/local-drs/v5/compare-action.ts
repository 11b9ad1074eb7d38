import type { ComparisonKind } from '../comparison.ts'
import { addComparison, canCompare, occupied, unfinishedData, unfinishedObjects } from '../comparisons.ts'
import { isPair, onlySubtasks } from '../dual-active.ts'
import type { Call } from '../handler.ts'
import type { LocalTask } from '../task.ts'
import type { Params, Result } from './act-types.ts'
import { timeOf } from './query-time.ts'
import { because, failures, wrongStatus } from './refused.ts'

type Wish = NonNullable<Params['compare_task_param']>
type Objects = Wish['db_object']

const kinds = { object: 'objects', lines: 'lines', contents: 'contents' } as const satisfies Readonly<
  Record<NonNullable<Wish['type']>, ComparisonKind>
>

/** Creates a comparison (7.6.1); it is read with the id of its own, which the lists of 7.5.1 show. */
export function createComparison(call: Call, task: LocalTask, wish: Wish): Result {
  const kind = kinds[wish.type ?? 'object']
  const reason = compareRefusal(task, kind)
  if (reason) return because(failures.compare, { code: reason }, call.locale)
  const startAt = wish.start_time ? timeOf(wish.start_time) : undefined
  if (Number.isNaN(startAt)) return { code: 'DRS.10020002', detail: 'compare_task_param.start_time' }
  const id = addComparison(call.world, task, {
    kind,
    startAt,
    wanted: placesOf(wish.db_object),
    options: wish.option ?? {},
    filters: {},
    ratio: undefined,
  })
  return { queryId: id }
}

function compareRefusal(task: LocalTask, kind: ComparisonKind): string | undefined {
  if (isPair(task)) return onlySubtasks
  if (!canCompare(task)) return wrongStatus
  const unfinished = kind === 'objects' ? unfinishedObjects(task) : unfinishedData(task)
  return unfinished ? occupied : undefined
}

/** `schema.table`, or the database alone when no table of it is named; nothing at all means everything. */
function placesOf(objects: Objects): readonly string[] | undefined {
  const places = Object.entries(objects ?? {}).flatMap(([database, { tables = {}, schemas = {} }]) => {
    const below = [tables, ...Object.values(schemas).map((schema) => schema.tables ?? {})].flatMap(
      Object.keys,
    )
    return below.length === 0 ? [database] : below.map((table) => `${database}.${table}`)
  })
  return places.length === 0 ? undefined : places
}
