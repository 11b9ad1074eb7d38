import * as z from 'zod'
import { list, mapOf, numeric, part, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { ends, keyValues, objectPair, rowCounts, tablePair } from './compare-shapes.ts'
import { itemError } from './shapes.ts'
import { taskId } from './values.ts'

/** The older query that answers for every kind of comparison at once (6.1.18). */

const objectLevel = {
  compare_task_id: text('Comparison task ID'),
  object_compare_overview: list(
    {
      object_type: text('Kind of object'),
      object_compare_result: text('Result, for example CONSISTENT'),
      target_count: numeric('Objects at the destination'),
      source_count: numeric('Objects at the source'),
      diff_count: numeric('Differences'),
    },
    'Result per kind of object',
  ),
  object_compare_details: mapOf(z.array(z.looseObject(objectPair)).nullable(), 'Objects by kind'),
  ...itemError,
}

const comparedRows = {
  ...tablePair,
  ...rowCounts,
  diff_row_num: numeric('Difference in rows'),
  line_compare_result: text('Result of the rows, for example CONSISTENT'),
  message: text('Remark'),
}

const rowLevel = {
  compare_task_id: text('Comparison task ID'),
  line_compare_overview: list({ ...ends, line_compare_result: text('Result') }, 'Result per database'),
  line_compare_overview_count: numeric('Number of databases'),
  line_compare_details: list(
    {
      source_db_name: text('Source database'),
      line_compare_detail: list(comparedRows, 'Tables'),
      line_compare_detail_count: numeric('Number of tables'),
    },
    'Tables per database',
  ),
  ...itemError,
}

const comparedValues = { ...ends, ...comparedRows, content_compare_result: text('Result of the values') }

const valueLevel = {
  compare_task_id: text('Comparison task ID'),
  content_compare_overview: list({ ...ends, content_compare_result: text('Result') }, 'Result per database'),
  content_compare_overview_count: numeric('Number of databases'),
  content_compare_details: list(
    {
      source_db_name: text('Source database'),
      content_compare_detail: list(comparedValues, 'Compared tables'),
      content_compare_detail_count: numeric('Number of compared tables'),
      content_uncompare_detail: list(comparedValues, 'Tables that cannot be compared'),
      content_uncompare_detail_count: numeric('Number of tables that cannot be compared'),
    },
    'Tables per database',
  ),
  content_compare_diffs: list(
    {
      source_db_name: text('Source database'),
      source_table_name: text('Source table'),
      content_compare_diff: list(
        {
          target_select_sql: text('SQL that reads the destination'),
          source_select_sql: text('SQL that reads the source'),
          ...keyValues,
        },
        'Differences',
      ),
      content_compare_diff_count: numeric('Number of differences'),
    },
    'Differences per table',
  ),
  ...itemError,
}

const comparisonList = {
  compare_task_list: list(
    {
      compare_task_id: text('Comparison task ID'),
      compare_type: text('Kind of comparison'),
      compare_task_status: text('Status, for example RUNNING or SUCCESSFUL'),
      create_time: text('Start, milliseconds since the epoch'),
      end_time: text('End, milliseconds since the epoch'),
    },
    'Comparisons',
  ),
  compare_task_list_count: numeric('Number of comparisons'),
  ...itemError,
}

export const queryCompareResult = operation({
  id: 'query-compare-result',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/query-compare-result',
  title: { en: 'Query comparison results', 'zh-CN': '查询对比结果' },
  risk: 'read',
  section: '6.1.18',
  success: 200,
  request: z.strictObject({
    job_id: taskId,
    object_level_compare_id: z.string().optional().describe('Object-level comparison'),
    line_compare_id: z.string().optional().describe('Row comparison'),
    content_compare_id: z.string().optional().describe('Value comparison'),
    current_page: z.int().describe('Page number'),
    per_page: z.int().describe('Items per page'),
  }),
  response: z.looseObject({
    job_id: text('Task ID'),
    object_level_compare_results: part(objectLevel, 'Objects'),
    line_compare_results: part(rowLevel, 'Rows'),
    content_compare_results: part(valueLevel, 'Values'),
    compare_task_list_results: part(comparisonList, 'Comparisons of the task'),
    ...itemError,
  }),
})
