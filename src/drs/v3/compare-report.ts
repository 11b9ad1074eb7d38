import * as z from 'zod'
import { list, mapOf, means, numeric, part, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { ends, keyValues, objectPair, rowCounts, tablePair } from './compare-shapes.ts'
import { itemError } from './shapes.ts'
import { taskId } from './values.ts'

/** The older query that answers for every kind of comparison at once (6.1.18). */

const objectLevel = {
  compare_task_id: text('Comparison task ID', '对比任务 ID'),
  object_compare_overview: list(
    {
      object_type: text('Kind of object', '对象类型'),
      object_compare_result: text('Result, for example CONSISTENT', '结果，例如 CONSISTENT'),
      target_count: numeric('Objects at the destination', '目标库的对象数'),
      source_count: numeric('Objects at the source', '源库的对象数'),
      diff_count: numeric('Differences', '差异'),
    },
    'Result per kind of object',
    '各类对象的结果',
  ),
  object_compare_details: mapOf(z.array(z.looseObject(objectPair)).nullable(), 'Objects by kind', '各类对象'),
  ...itemError,
}

const comparedRows = {
  ...tablePair,
  ...rowCounts,
  diff_row_num: numeric('Difference in rows', '行数差'),
  line_compare_result: text('Result of the rows, for example CONSISTENT', '行数对比的结果，例如 CONSISTENT'),
  message: text('Remark', '备注'),
}

const rowLevel = {
  compare_task_id: text('Comparison task ID', '对比任务 ID'),
  line_compare_overview: list(
    { ...ends, line_compare_result: text('Result', '结果') },
    'Result per database',
    '各数据库的结果',
  ),
  line_compare_overview_count: numeric('Number of databases', '数据库数量'),
  line_compare_details: list(
    {
      source_db_name: text('Source database', '源库'),
      line_compare_detail: list(comparedRows, 'Tables', '表'),
      line_compare_detail_count: numeric('Number of tables', '表的数量'),
    },
    'Tables per database',
    '各数据库的表',
  ),
  ...itemError,
}

const comparedValues = {
  ...ends,
  ...comparedRows,
  content_compare_result: text('Result of the values', '内容对比的结果'),
}

const valueLevel = {
  compare_task_id: text('Comparison task ID', '对比任务 ID'),
  content_compare_overview: list(
    { ...ends, content_compare_result: text('Result', '结果') },
    'Result per database',
    '各数据库的结果',
  ),
  content_compare_overview_count: numeric('Number of databases', '数据库数量'),
  content_compare_details: list(
    {
      source_db_name: text('Source database', '源库'),
      content_compare_detail: list(comparedValues, 'Compared tables', '已对比的表'),
      content_compare_detail_count: numeric('Number of compared tables', '已对比的表的数量'),
      content_uncompare_detail: list(comparedValues, 'Tables that cannot be compared', '无法对比的表'),
      content_uncompare_detail_count: numeric(
        'Number of tables that cannot be compared',
        '无法对比的表的数量',
      ),
    },
    'Tables per database',
    '各数据库的表',
  ),
  content_compare_diffs: list(
    {
      source_db_name: text('Source database', '源库'),
      source_table_name: text('Source table', '源表'),
      content_compare_diff: list(
        {
          target_select_sql: text('SQL that reads the destination', '查询目标库的 SQL'),
          source_select_sql: text('SQL that reads the source', '查询源库的 SQL'),
          ...keyValues,
        },
        'Differences',
        '差异',
      ),
      content_compare_diff_count: numeric('Number of differences', '差异数'),
    },
    'Differences per table',
    '各表的差异',
  ),
  ...itemError,
}

const comparisonList = {
  compare_task_list: list(
    {
      compare_task_id: text('Comparison task ID', '对比任务 ID'),
      compare_type: text('Kind of comparison', '对比类型'),
      compare_task_status: text(
        'Status, for example RUNNING or SUCCESSFUL',
        '状态，例如 RUNNING 或 SUCCESSFUL',
      ),
      create_time: text('Start, milliseconds since the epoch', '开始时间，毫秒时间戳'),
      end_time: text('End, milliseconds since the epoch', '结束时间，毫秒时间戳'),
    },
    'Comparisons',
    '对比任务列表',
  ),
  compare_task_list_count: numeric('Number of comparisons', '对比任务数'),
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
    object_level_compare_id: z.string().optional().meta(means('Object-level comparison', '对象级对比')),
    line_compare_id: z.string().optional().meta(means('Row comparison', '行数对比')),
    content_compare_id: z.string().optional().meta(means('Value comparison', '内容对比')),
    current_page: z.int().meta({ ...means('Page number', '页码'), example: 1 }),
    per_page: z.int().meta({ ...means('Items per page', '每页条数'), example: 100 }),
  }),
  response: z.looseObject({
    job_id: text('Task ID', '任务 ID'),
    object_level_compare_results: part(objectLevel, 'Objects', '对象'),
    line_compare_results: part(rowLevel, 'Rows', '行数'),
    content_compare_results: part(valueLevel, 'Values', '内容'),
    compare_task_list_results: part(comparisonList, 'Comparisons of the task', '任务的对比'),
    ...itemError,
  }),
})
