import type * as z from 'zod'
import { queryCompareResult } from '../../drs/index.ts'
import { wallTime } from '../clock.ts'
import {
  type ComparedSchema,
  type ComparedTable,
  differingCount,
  differingRow,
  isUncomparable,
  itemStatus,
} from '../compared.ts'
import { countsAtEnds, kindStatus } from '../compared-objects.ts'
import type { Comparison, ComparisonKind } from '../comparison.ts'
import { type Call, handler, itemError, taskInPath } from '../handler.ts'
import { RefusedCall } from '../refusal.ts'
import type { LocalTask } from '../task.ts'
import { kindsOf, schemasOf } from './compare-results.ts'

type Query = z.output<typeof queryCompareResult.request>

/** 6.1.18: the results of up to three comparisons at once, and a page of the list of all. */
export const compareReport = handler(queryCompareResult, (query, call) => {
  if (query.current_page < 1) throw new RefusedCall('DRS.M00210', 'current_page')
  if (query.per_page < 0) throw new RefusedCall('DRS.M00210', 'per_page')
  const task = taskInPath({ ...call, params: { job_id: query.job_id } })
  const part = <T>(id: string | undefined, kind: ComparisonKind, view: (comparison: Comparison) => T) =>
    id === undefined ? undefined : viewed(call, task, { id, kind }, view)
  const objects = part(query.object_level_compare_id, 'objects', (one) => objectPart(call, task, one))
  const lines = part(query.line_compare_id, 'lines', (one) => linePart(schemasOf(call, task, one)))
  const contents = part(query.content_compare_id, 'contents', (one) =>
    contentPart(schemasOf(call, task, one)),
  )
  return {
    job_id: task.id,
    ...(objects && { object_level_compare_results: objects }),
    ...(lines && { line_compare_results: lines }),
    ...(contents && { content_compare_results: contents }),
    compare_task_list_results: listPart(call, task, query),
  }
})

/** A comparison that is not there is told in its part. */
function viewed<T>(
  call: Call,
  task: LocalTask,
  { id, kind }: { readonly id: string; readonly kind: ComparisonKind },
  view: (comparison: Comparison) => T,
) {
  const found = task.comparisons.find((one) => one.id === id && one.kind === kind)
  const answer = found ? view(found) : itemError(call, { code: 'DRS.M00289', detail: id })
  return { compare_task_id: id, ...answer }
}

function objectPart(call: Call, task: LocalTask, comparison: Comparison) {
  const kinds = kindsOf(call, task, comparison)
  return {
    object_compare_overview: kinds.map((kind) => {
      const { source, target } = countsAtEnds(kind)
      return {
        object_type: kind.kind,
        object_compare_result: ['INCONSISTENT', '', 'CONSISTENT', 'COMPARING'][kindStatus(kind)],
        source_count: source,
        target_count: target,
        diff_count: source - target,
      }
    }),
    object_compare_details: Object.fromEntries(
      kinds.map(({ kind, objects }) => [
        kind,
        objects.map(({ schema, name, missing }) => ({
          source_db_name: schema,
          target_db_name: schema,
          source_db_value: name,
          target_db_value: missing ? '' : name,
        })),
      ]),
    ),
  }
}

/** Words of 6.1.18 for the numbers of 6.1.30. */
const results: Readonly<Record<number, string>> = {
  [itemStatus.different]: 'INCONSISTENT',
  [itemStatus.equal]: 'CONSISTENT',
  [itemStatus.running]: 'COMPARING',
  [itemStatus.waiting]: 'WAITING_FOR_COMPARISON',
  [itemStatus.cancelled]: 'FAILED_TO_COMPARE',
  [itemStatus.noTarget]: 'INCONSISTENT',
  [itemStatus.noDatabase]: 'TARGET_DB_NOT_EXIT',
}

function resultOf({ status }: { readonly status: number }): string {
  return results[status] ?? 'CAN_NOT_COMPARE'
}

function ends({ name }: ComparedSchema) {
  return { source_db_name: name, target_db_name: name }
}

function rows(table: ComparedTable) {
  return {
    source_table_name: table.name,
    source_row_num: table.sourceRows,
    target_table_name: table.name,
    target_row_num: table.targetRows,
    diff_row_num: Math.abs(table.sourceRows - table.targetRows),
  }
}

function linePart(schemas: readonly ComparedSchema[]) {
  return {
    line_compare_overview: schemas.map((schema) => ({
      ...ends(schema),
      line_compare_result: resultOf(schema),
    })),
    line_compare_overview_count: schemas.length,
    line_compare_details: schemas.map(({ name, tables }) => ({
      source_db_name: name,
      line_compare_detail: tables.map((table) => ({ ...rows(table), line_compare_result: resultOf(table) })),
      line_compare_detail_count: tables.length,
    })),
  }
}

function contentPart(schemas: readonly ComparedSchema[]) {
  return {
    content_compare_overview: schemas.map((schema) => ({
      ...ends(schema),
      content_compare_result: resultOf(schema),
    })),
    content_compare_overview_count: schemas.length,
    content_compare_details: schemas.map(contentDetails),
    content_compare_diffs: schemas.flatMap(({ tables }) =>
      tables.filter((table) => differingCount(table) > 0).map(differences),
    ),
  }
}

function contentDetails(schema: ComparedSchema) {
  const view = (table: ComparedTable) => ({
    ...ends(schema),
    ...rows(table),
    line_compare_result: table.sameRows ? 'CONSISTENT' : 'INCONSISTENT',
    content_compare_result: resultOf(table),
  })
  const comparable = schema.tables.filter((table) => !isUncomparable(table)).map(view)
  const others = schema.tables.filter(isUncomparable).map(view)
  return {
    source_db_name: schema.name,
    content_compare_detail: comparable,
    content_compare_detail_count: comparable.length,
    content_uncompare_detail: others,
    content_uncompare_detail_count: others.length,
  }
}

/** This call has no pages for rows, so that only the first of them are shown. */
const shownRows = 100

/** As in the example: keys without names, and nothing for the end that lacks the row. */
function differences(table: ComparedTable) {
  const shown = Array.from({ length: Math.min(shownRows, differingCount(table)) }, (_, at) =>
    differingRow(table, at),
  )
  return {
    source_db_name: table.schema,
    source_table_name: table.name,
    content_compare_diff: shown.map(({ key, sql, atSource, atTarget }) => ({
      ...(atSource ? { source_key_value: [key.replace('id=', '')], source_select_sql: sql } : {}),
      ...(atTarget ? { target_key_value: [key.replace('id=', '')], target_select_sql: sql } : {}),
    })),
    content_compare_diff_count: differingCount(table),
  }
}

function listPart(call: Call, task: LocalTask, { current_page, per_page }: Query) {
  const { clock } = call.world
  const moment = clock.moment()
  const time = (at: number) => String(wallTime(at, moment, clock.speed()))
  const all = task.comparisons.toReversed()
  const shown = per_page === 0 ? all : all.slice((current_page - 1) * per_page, current_page * per_page)
  return {
    compare_task_list_count: all.length,
    compare_task_list: shown.map((one) => ({
      compare_task_id: one.id,
      compare_type: one.kind === 'objects' ? 'object_comparison' : one.kind,
      compare_task_status: one.status,
      create_time: time(one.createdAt),
      ...(one.endedAt === undefined ? {} : { end_time: time(one.endedAt) }),
    })),
  }
}
