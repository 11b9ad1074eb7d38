import type * as z from 'zod'
import {
  cancelCompareJob,
  createCompareTask,
  createObjectCompareJob,
  createTableCompareJob,
  listTableCompareJobs,
  startTableCompareJob,
} from '../../drs/index.ts'
import { wrongStatus } from '../change.ts'
import { wallTime } from '../clock.ts'
import { begin, type Comparison, cancel, exportOf, isOver } from '../comparison.ts'
import {
  addComparison,
  canCompare,
  occupied,
  putComparison,
  unfinishedData,
  unfinishedObjects,
} from '../comparisons.ts'
import { isPair, onlySubtasks } from '../dual-active.ts'
import { type Call, handler, itemError, slice, taskInPath } from '../handler.ts'
import { type Refusal, RefusedCall } from '../refusal.ts'
import type { LocalTask } from '../task.ts'
import { zoneless } from '../times.ts'

type DataWish = NonNullable<z.output<typeof createCompareTask.request>['data_level_compare_info']>
type TableWish = z.output<typeof createTableCompareJob.request>
type Places = TableWish['compare_object']

/** How 6.1.26 to 6.1.33 refuse a task or comparison that is not there. */
export const noSuchJob: Refusal = { code: 'DRS.M00202', detail: 'jobId' }
/** How 6.1.34 to 6.1.39 do. */
export const taskNotFound: Refusal = { code: 'DRS.10000010' }

const objectsWish = { kind: 'objects', options: {}, filters: {} } as const

/** 6.1.17: with neither part it creates nothing. Refusals of the parts stand in the parts. */
export const createCompare = handler(createCompareTask, (wish, call) => {
  const task = taskInPath({ ...call, params: { job_id: wish.job_id } })
  const code = isPair(task) ? onlySubtasks : canCompare(task) ? undefined : wrongStatus
  if (code) return { job_id: task.id, ...itemError(call, { code }) }
  const objects = wish.object_level_compare_type
  const info = wish.data_level_compare_info
  return {
    job_id: task.id,
    ...(objects ? { object_level_compare_create_result: created(call, createObjects(call, task)) } : {}),
    ...(info
      ? { data_level_compare_create_result: created(call, createData(call, task.id, info, Boolean(objects))) }
      : {}),
  }
})

function created(call: Call, result: string | Refusal) {
  return typeof result === 'string' ? { compare_task_id: result } : itemError(call, result)
}

function createObjects(call: Call, task: LocalTask): string | Refusal {
  return unfinishedObjects(task) ? { code: occupied } : addComparison(call.world, task, objectsWish)
}

/** Objects and values cannot be compared at the same time (6.1.17). */
function createData(call: Call, id: string, wish: DataWish, withObjects: boolean): string | Refusal {
  const task = call.world.task(id)
  if (!task) return { code: 'DRS.M05003' }
  if (withObjects && wish.compare_type === 'contents') return { code: 'DRS.M00202', detail: 'compare_type' }
  const wanted = placesOf(wish.compare_object_infos)
  if (wish.compare_mode === null && !wanted) return { code: 'DRS.M00201', detail: 'compare_object_infos' }
  const startAt = startOf(wish.start_time)
  if (Number.isNaN(startAt)) return { code: 'DRS.M00202', detail: 'start_time' }
  const unfinished = unfinishedData(task)
  if (unfinished && wish.conflict_policy === 'keep') return { code: 'DRS.M01504' }
  if (unfinished) putComparison(call.world, task, cancel(unfinished, call.world.clock.moment().virtual))
  const kept = call.world.task(id) ?? task
  return addComparison(call.world, kept, {
    kind: wish.compare_type,
    wanted,
    startAt,
    options: {},
    filters: {},
  })
}

/** Milliseconds; empty means at once. */
function startOf(written: string | null | undefined): number | undefined {
  return written ? Number(written) : undefined
}

/** `schema.table`, or the schema alone when no table of it is named; nothing at all means everything. */
function placesOf(places: Places): readonly string[] | undefined {
  if (!places?.length) return undefined
  return places.flatMap(({ db_name, table_name }) =>
    table_name?.length ? table_name.map((table) => `${db_name}.${table}`) : [db_name],
  )
}

/** A sample is compared between these engines only (6.1.27). */
const sampled: ReadonlySet<string> = new Set(['gaussdbv5'])

/** 6.1.27. */
export const createTableCompare = handler(createTableCompareJob, (wish, call) => {
  const task = taskInPath(call, noSuchJob)
  if (!canCompare(task)) throw new RefusedCall(wrongStatus)
  if (unfinishedData(task)) throw new RefusedCall(occupied)
  if (wish.type === 'random' && !sampled.has(task.engine)) throw new RefusedCall('DRS.M00202', 'type')
  if (wish.type === 'random' && wish.proportion_value === undefined) {
    throw new RefusedCall('DRS.M00201', 'proportion_value')
  }
  const id = addComparison(call.world, task, {
    kind: wish.type,
    wanted: placesOf(wish.compare_object),
    startAt: startOf(wish.start_time),
    options: wish.options ?? {},
    filters: filtersOf(wish),
    ratio: wish.proportion_value,
  })
  return { id }
})

function filtersOf({ compare_transformation_infos = [] }: TableWish): Readonly<Record<string, string>> {
  return Object.fromEntries(
    compare_transformation_infos.flatMap(({ object_info, transformation_info }) =>
      object_info.flatMap(({ id }) => (id ? [[id.split('-*-*-').join('.'), transformation_info.value]] : [])),
    ),
  )
}

/** 6.1.26: the list has the name of the example; the table says compare_jobs. */
export const listTableCompares = handler(listTableCompareJobs, (_none, call) => {
  const task = taskInPath(call, noSuchJob)
  const found = task.comparisons.filter(({ kind }) => kind !== 'objects').reverse()
  return { count: found.length, compareJobs: slice(found, call).map((one) => comparisonView(call, one)) }
})

function comparisonView(call: Call, comparison: Comparison) {
  const { clock } = call.world
  const moment = clock.moment()
  const file = exportOf(comparison, moment)
  const time = (at: number) => zoneless(wallTime(at, moment, clock.speed()))
  const { startAt, startedAt, endedAt, ratio } = comparison
  return {
    id: comparison.id,
    type: comparison.kind,
    options: { ...comparison.options },
    status: comparison.status,
    ...(startedAt === undefined ? {} : { start_time: time(startedAt) }),
    ...(startedAt === undefined && startAt !== undefined ? { start_time: zoneless(startAt) } : {}),
    ...(endedAt === undefined ? {} : { end_time: time(endedAt) }),
    export_status: file.status,
    report_remain_seconds: file.remain,
    ...(ratio === undefined ? {} : { proportion_value: String(ratio) }),
  }
}

/** The comparison of the path. */
export function comparisonInPath(call: Call, task: LocalTask, unknown: Refusal): Comparison {
  const found = task.comparisons.find(({ id }) => id === call.params.compare_job_id)
  if (!found) throw new RefusedCall(unknown.code, unknown.detail)
  return found
}

const noSuchComparison: Refusal = { code: 'DRS.M00202', detail: 'compareJobId' }

/** 6.1.29: one that waits begins now. */
export const startTableCompare = handler(startTableCompareJob, (_none, call) => {
  const task = taskInPath(call, noSuchJob)
  const comparison = comparisonInPath(call, task, noSuchComparison)
  if (comparison.status !== 'WAITING_FOR_RUNNING') throw new RefusedCall(occupied)
  putComparison(call.world, task, begin(comparison, task.differences, call.world.clock.moment().virtual))
  return {}
})

/** 6.1.28. */
export const cancelCompare = handler(cancelCompareJob, (_none, call) => {
  const task = taskInPath(call, noSuchJob)
  const comparison = comparisonInPath(call, task, noSuchComparison)
  if (isOver(comparison)) throw new RefusedCall(occupied)
  putComparison(call.world, task, cancel(comparison, call.world.clock.moment().virtual))
  return {}
})

/** 6.1.35: its id is told by 6.1.36. */
export const createObjectCompare = handler(createObjectCompareJob, (_wish, call) => {
  const task = taskInPath(call, taskNotFound)
  if (!canCompare(task) || unfinishedObjects(task)) throw new RefusedCall(occupied)
  addComparison(call.world, task, objectsWish)
  return {}
})
