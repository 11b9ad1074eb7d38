import { type Clock, wallTime } from '../clock.ts'
import {
  type ComparedSchema,
  type ComparedTable,
  comparedSchemas,
  differingCount,
  differingRow,
  isUncomparable,
  itemStatus,
} from '../compared.ts'
import { type ComparedKind, comparedKinds, countsAtEnds, kindStatus } from '../compared-objects.ts'
import { type Comparison, exportOf } from '../comparison.ts'
import { latestObjects } from '../comparisons.ts'
import { transferred } from '../contents.ts'
import type { Call } from '../handler.ts'
import type { LocalTask } from '../task.ts'
import { zoneless } from '../times.ts'
import { pageOf } from './pages.ts'
import { refuse } from './refused.ts'

/** Comparisons as 7.5.1 shows them with `type=compare`: the part that the query asks for, and the length of its list. */

interface Part {
  readonly total_count?: number
  readonly compare_result: object
}

const invalid = 'DRS.10020002'

export function compareView(call: Call, task: LocalTask): Part {
  const { compare_type, query_type } = call.query
  if (compare_type === 'object_compare') return objectsView(call, task)
  if (query_type === 'list' || compare_type === 'data_compare') return dataList(call, task)
  return compare_type === 'line_compare' ? linesView(call, task) : contentsView(call, task)
}

/** The words of v5 for the numbers of 6.1.30. */
const verdicts: Readonly<Record<number, string>> = {
  [itemStatus.different]: 'INCONSISTENT',
  [itemStatus.equal]: 'CONSISTENT',
  [itemStatus.running]: 'COMPARING',
  [itemStatus.waiting]: 'WAITING_FOR_COMPARISON',
  [itemStatus.cancelled]: 'CAN_NOT_COMPARE',
  [itemStatus.noTarget]: 'TARGET_DB_NOT_EXIST',
  [itemStatus.neither]: 'FAILED_TO_COMPARE',
  [itemStatus.noDatabase]: 'FAILED_TO_COMPARE',
  [itemStatus.tooLarge]: 'CAN_NOT_COMPARE',
}

function verdict({ status }: { readonly status: number }): string {
  return verdicts[status] ?? 'CAN_NOT_COMPARE'
}

function paged<T>(call: Call, name: string, items: readonly T[]): Part {
  return { total_count: items.length, compare_result: { [name]: [...pageOf(items, call)] } }
}

// --- objects -------------------------------------------------------------------------------------------------------

/** Nothing was compared yet: there is nothing to be shown. */
function objectsView(call: Call, task: LocalTask): Part {
  const comparison = call.query.compare_task_id ? meant(call, task, ['objects']) : latestObjects(task)
  if (!comparison) return { compare_result: {} }
  const kinds = comparedKinds(
    comparison,
    transferred(task, call.world.databases()),
    call.world.clock.moment(),
  )
  return call.query.query_type === 'overview' || call.query.query_type === 'list'
    ? { compare_result: { objects_compare_overview_info: objectsOverview(call, comparison, kinds) } }
    : paged(call, 'objects_compare_detail_infos', objectDetails(call, kinds))
}

const kindVerdicts: Readonly<Record<number, string>> = { 0: 'INCONSISTENT', 2: 'CONSISTENT', 3: 'COMPARING' }

function objectsOverview(call: Call, comparison: Comparison, kinds: readonly ComparedKind[]) {
  const time = timesOf(call.world.clock)
  return {
    create_time: time(comparison.createdAt),
    ...(comparison.startedAt === undefined ? {} : { start_time: time(comparison.startedAt) }),
    status: comparison.status,
    compare_job_id: comparison.id,
    ...reportOf(call, comparison),
    compare_results: kinds.map((kind) => ({
      type: kind.kind,
      source_count: countsAtEnds(kind).source,
      target_count: countsAtEnds(kind).target,
      status: comparison.startedAt === undefined ? 'WAITING_FOR_COMPARISON' : kindVerdicts[kindStatus(kind)],
    })),
  }
}

/** `diff`: only what is not the same at both ends. */
function objectDetails({ query }: Call, kinds: readonly ComparedKind[]) {
  const { object_type, source_db_name, query_type } = query
  return kinds
    .filter(({ kind, done }) => done && (!object_type || kind === object_type))
    .flatMap(({ objects }) => objects)
    .filter(
      ({ schema, missing }) =>
        (!source_db_name || schema === source_db_name) && (query_type !== 'diff' || missing),
    )
    .map(({ schema, name, missing }) => ({
      source_db_name: schema,
      target_db_name: schema,
      source_db_value: name,
      target_db_value: missing ? null : name,
    }))
}

// --- rows and values -----------------------------------------------------------------------------------------------

function dataList(call: Call, task: LocalTask): Part {
  const time = timesOf(call.world.clock)
  const found = task.comparisons.filter(({ kind }) => kind !== 'objects').toReversed()
  const listed = found.map((comparison) => ({
    id: comparison.id,
    type: comparison.kind,
    ...(comparison.startedAt === undefined ? {} : { start_time: time(comparison.startedAt) }),
    ...(comparison.endedAt === undefined ? {} : { end_time: time(comparison.endedAt) }),
    status: comparison.status,
    compute_type: 'drs',
    compare_job_tag: {},
    ...reportOf(call, comparison),
  }))
  return paged(call, 'data_compare_task_list', listed)
}

/** The comparison that the call names. */
function meant(call: Call, task: LocalTask, kinds: readonly Comparison['kind'][]): Comparison {
  const { compare_task_id: id } = call.query
  if (!id) return refuse({ code: 'DRS.10020001', detail: 'compare_task_id' })
  const found = task.comparisons.find((comparison) => comparison.id === id && kinds.includes(comparison.kind))
  return found ?? refuse({ code: invalid, detail: 'compare_task_id' })
}

function schemasOf(
  call: Call,
  task: LocalTask,
  kinds: readonly Comparison['kind'][],
): readonly ComparedSchema[] {
  const { source_db_name, target_db_name } = call.query
  const moment = call.world.clock.moment()
  return comparedSchemas(meant(call, task, kinds), transferred(task, call.world.databases()), moment).filter(
    ({ name }) =>
      (!source_db_name || name === source_db_name) && (!target_db_name || name === target_db_name),
  )
}

/** Tables of the details; `diff` leaves out those that are equal. */
function tablesOf({ query }: Call, schemas: readonly ComparedSchema[]): readonly ComparedTable[] {
  const { compare_detail_type, query_type } = query
  return schemas
    .flatMap(({ tables }) => tables)
    .filter(
      (table) =>
        compare_detail_type === undefined || isUncomparable(table) === (compare_detail_type === 'uncompare'),
    )
    .filter(
      (table) =>
        query_type !== 'diff' || verdict(table) === 'INCONSISTENT' || table.status === itemStatus.noTarget,
    )
}

function linesView(call: Call, task: LocalTask): Part {
  const schemas = schemasOf(call, task, ['lines', 'random'])
  if (call.query.query_type === 'overview') {
    const names = schemas.map((schema) => ({
      source_db_name: schema.name,
      target_db_name: schema.name,
      status: verdict(schema),
    }))
    return paged(call, 'line_compare_overview_infos', names)
  }
  const rows = tablesOf(call, schemas).map((table) => ({ ...tableNames(table), status: verdict(table) }))
  return paged(call, 'line_compare_detail_infos', rows)
}

function contentsView(call: Call, task: LocalTask): Part {
  const schemas = schemasOf(call, task, ['contents'])
  if (call.query.query_type === 'overview') {
    const names = schemas.map((schema) => ({
      source_db: schema.name,
      target_db: schema.name,
      status: verdict(schema),
      compare_result: schema.tables.every(({ sameValues }) => sameValues),
    }))
    return paged(call, 'content_compare_overview_infos', names)
  }
  const rows = tablesOf(call, schemas).map((table) => ({
    source_db: table.schema,
    target_db: table.schema,
    ...tableNames(table),
    line_compare_result: table.sameRows,
    content_compare_result: table.sameValues,
    ...firstDifference(table),
  }))
  return paged(call, 'content_compare_detail_infos', rows)
}

function tableNames({ name, sourceRows, targetRows }: ComparedTable) {
  return {
    source_table_name: name,
    target_table_name: name,
    source_row_num: sourceRows,
    target_row_num: targetRows,
    difference_row_num: Math.abs(sourceRows - targetRows),
  }
}

/** How many rows differ in a value comparison, and the key of the first. */
function firstDifference(table: ComparedTable) {
  const count = differingCount(table)
  if (count === 0) return {}
  return { difference_row_num: count, message: differingRow(table, 0).key }
}

// --- times and files ---------------------------------------------------------------------------------------------

function timesOf(clock: Clock): (virtual: number) => string {
  const moment = clock.moment()
  return (virtual) => zoneless(wallTime(virtual, moment, clock.speed()))
}

function reportOf(call: Call, comparison: Comparison) {
  const { status, remain } = exportOf(comparison, call.world.clock.moment())
  return { export_status: status, report_remain_seconds: remain }
}
