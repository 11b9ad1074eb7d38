import {
  contentCompareDetail,
  contentCompareDifference,
  contentCompareOverview,
  lineCompareDetail,
  lineCompareOverview,
  objectCompareDetail,
  objectCompareOverview,
} from '../../drs/index.ts'
import { wallTime } from '../clock.ts'
import {
  type ComparedSchema,
  type ComparedTable,
  comparedSchemas,
  countsOf,
  type DifferingRow,
  differingCount,
  differingRow,
  isUncomparable,
  itemStatus,
} from '../compared.ts'
import { comparedKinds, countsAtEnds, kindStatus } from '../compared-objects.ts'
import { type Comparison, exportOf } from '../comparison.ts'
import { latestObjects } from '../comparisons.ts'
import { transferred } from '../contents.ts'
import { type Call, handler, slice, taskInPath } from '../handler.ts'
import { RefusedCall } from '../refusal.ts'
import type { LocalTask } from '../task.ts'
import { zoneless } from '../times.ts'
import { comparisonInPath, noSuchJob, taskNotFound } from './compare.ts'

/** What a comparison of the task has found. */
export function schemasOf(call: Call, task: LocalTask, comparison: Comparison): readonly ComparedSchema[] {
  return comparedSchemas(comparison, transferred(task, call.world.databases()), call.world.clock.moment())
}

/** The results of the path's comparison; a query for rows does not answer for values, and the other way round. */
function resultsInPath(
  call: Call,
  kind: 'lines' | 'contents',
  unknown = noSuchJob,
): readonly ComparedSchema[] {
  const task = taskInPath(call, unknown)
  const comparison = comparisonInPath(call, task, { code: 'DRS.M00202', detail: 'compareJobId' })
  const rows = comparison.kind === 'lines'
  if (comparison.kind === 'objects' || rows !== (kind === 'lines')) {
    throw new RefusedCall('DRS.M00202', 'compareJobId')
  }
  return schemasOf(call, task, comparison)
}

function withStatus<T extends { readonly status: number }>(items: readonly T[], call: Call): readonly T[] {
  const wanted = call.query.status
  return wanted === undefined ? items : items.filter(({ status }) => status === Number(wanted))
}

/** 6.1.30. */
export const lineOverview = handler(lineCompareOverview, (_none, call) => {
  const found = withStatus(resultsInPath(call, 'lines'), call)
  const shown = slice(found, call).map((schema) => ({
    status: schema.status,
    source_db_name: schema.name,
    target_db_name: schema.name,
    ...countsOf(schema),
  }))
  return { total_count: found.length, data_compare_overview_infos: shown }
})

/** The filters that 6.1.31 and 6.1.33 have in common; names are the same at both ends. */
function tablesWanted(schemas: readonly ComparedSchema[], { query }: Call): readonly ComparedTable[] {
  const { db_name, target_db_name, type, query_tb_name } = query
  return schemas
    .flatMap(({ tables }) => tables)
    .filter((table) =>
      [
        !db_name || table.schema === db_name,
        !target_db_name || table.schema === target_db_name,
        !query_tb_name || table.name.includes(query_tb_name),
        type === undefined || isUncomparable(table) === (type === 'unCompare'),
      ].every(Boolean),
    )
}

function rowsOf(table: ComparedTable) {
  return {
    source_table_name: table.name,
    source_row_num: table.sourceRows,
    target_table_name: table.name,
    target_row_num: table.targetRows,
    difference_row_num: Math.abs(table.sourceRows - table.targetRows),
    ...(table.filter === undefined ? {} : { compare_line_config_filter: table.filter }),
  }
}

/** 6.1.31. */
export const lineDetail = handler(lineCompareDetail, (_none, call) => {
  const found = withStatus(tablesWanted(resultsInPath(call, 'lines'), call), call)
  const shown = slice(found, call).map((table) => ({ ...rowsOf(table), status: table.status }))
  return { total_count: found.length, table_line_compare_result_infos: shown }
})

/** 6.1.32. */
export const contentOverview = handler(contentCompareOverview, (_none, call) => {
  const found = resultsInPath(call, 'contents')
  const shown = slice(found, call).map((schema) => ({
    status: schema.status,
    source_db: schema.name,
    target_db: schema.name,
    ...countsOf(schema),
  }))
  return { total_count: found.length, content_compare_result_infos: shown }
})

/** Numbers of 6.1.33, which differ from those of 6.1.30. */
function contentStatus({ done, status }: ComparedTable): number {
  if (done) return 2
  if (status === itemStatus.cancelled) return 4
  return status === itemStatus.waiting ? 3 : 1
}

/** 6.1.33. */
export const contentDetail = handler(contentCompareDetail, (_none, call) => {
  const found = tablesWanted(resultsInPath(call, 'contents'), call)
  const shown = slice(found, call).map((table) => ({
    source_db: table.schema,
    target_db: table.schema,
    ...rowsOf(table),
    line_compare_result: table.sameRows,
    content_compare_result: table.sameValues,
    status: contentStatus(table),
    complete_shard_count: table.shardsDone,
    total_shard_count: table.shards,
    progress: Math.floor((table.shardsDone / table.shards) * 100),
  }))
  return { total_count: found.length, content_compare_result_infos: shown }
})

/** 6.1.34: the rows of all tables that are asked for, one after the other. */
export const contentDifference = handler(contentCompareDifference, (_none, call) => {
  const { db_name, table_name } = call.query
  const tables = resultsInPath(call, 'contents', taskNotFound)
    .flatMap((schema) => schema.tables)
    .filter((table) => (!db_name || table.schema === db_name) && (!table_name || table.name === table_name))
  const total = (kinds: readonly string[]) =>
    tables
      .filter(({ difference }) => difference && kinds.includes(difference.kind))
      .reduce((sum, table) => sum + differingCount(table), 0)
  return {
    count: total(['missing', 'table', 'extra', 'changed']),
    target_meta_is_null: total(['missing', 'table']),
    source_meta_is_null: total(['extra']),
    source_target_meta_not_null: total(['changed']),
    contents_infos: differingRows(tables, call).map(rowView),
  }
})

/** Only the page is made: a table may differ in millions of rows. */
function differingRows(tables: readonly ComparedTable[], { query }: Call): readonly DifferingRow[] {
  const from = Number(query.offset ?? 0)
  const to = from + Number(query.limit ?? 1_000)
  let before = 0
  return tables.flatMap((table) => {
    const start = Math.max(0, from - before)
    const end = Math.min(differingCount(table), to - before)
    before += differingCount(table)
    return Array.from({ length: Math.max(0, end - start) }, (_, at) => differingRow(table, start + at))
  })
}

function rowView({ key, sql, atSource, atTarget }: DifferingRow) {
  return {
    source_key_value: atSource ? [key] : [],
    target_key_value: atTarget ? [key] : [],
    select_sql: sql,
    target_select_sql: sql,
  }
}

/** 6.1.36: the latest one; before the first there is no result to be found. */
export const objectOverview = handler(objectCompareOverview, (_none, call) => {
  const task = taskInPath(call, taskNotFound)
  const comparison = latestObjects(task)
  if (!comparison) throw new RefusedCall('DRS.M00289', task.id)
  const { clock } = call.world
  const moment = clock.moment()
  const time = (at: number) => zoneless(wallTime(at, moment, clock.speed()))
  const file = exportOf(comparison, moment)
  return {
    status: comparison.status,
    create_time: time(comparison.createdAt),
    compare_result: kindsOf(call, task, comparison).map((kind) => ({
      type: kind.kind,
      status: kindStatus(kind),
      source_count: countsAtEnds(kind).source,
      target_count: countsAtEnds(kind).target,
    })),
    ...(comparison.startedAt === undefined ? {} : { start_time: time(comparison.startedAt) }),
    export_status: file.status,
    report_remain_seconds: file.remain,
    compare_job_id: comparison.id,
  }
})

/** Kinds of which there is nothing are left out, as in the example. */
export function kindsOf(call: Call, task: LocalTask, comparison: Comparison) {
  const schemas = transferred(task, call.world.databases())
  return comparedKinds(comparison, schemas, call.world.clock.moment()).filter(
    ({ objects }) => objects.length > 0,
  )
}

/** 6.1.37. */
export const objectDetail = handler(objectCompareDetail, (_none, call) => {
  const task = taskInPath(call, taskNotFound)
  const id = call.query.compare_job_id
  const comparison = id
    ? task.comparisons.find((one) => one.id === id && one.kind === 'objects')
    : latestObjects(task)
  if (!comparison) throw new RefusedCall('DRS.M00289', id ?? task.id)
  const kind = kindsOf(call, task, comparison).find((one) => one.kind === call.params.compare_type)
  const found = (kind?.objects ?? []).map(({ schema, name, missing }) => ({
    source_db_name: schema,
    target_db_name: schema,
    source_db_value: name,
    target_db_value: missing && kind?.done ? '' : name,
    status: kind?.done ? (missing ? 0 : 2) : 3,
  }))
  return { count: found.length, compare_detail: slice(found, call) }
})
