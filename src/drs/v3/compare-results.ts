import * as z from 'zod'
import { flag, list, noBody, numeric, queryNumber, text } from '../fields.ts'
import { operation } from '../operation.ts'
import {
  ends,
  keyValues,
  limitedOffsetPage,
  objectPair,
  offsetPage,
  rowCounts,
  tablePair,
} from './compare-shapes.ts'
import { compareJobId, compareJobParams, jobParams } from './values.ts'

/**
 * Results of comparisons, one kind each (6.1.30 to 6.1.37).
 * Status numbers of a compared item: 0 different, 2 equal, others say why it could not be compared (6.1.30).
 */

/** Numbers of a database in a row or value comparison. */
const databaseSummary = {
  status: numeric('Status number of the database'),
  compare_num: numeric('Number of tables'),
  compare_end_num: numeric('Number of finished tables'),
  data_inconsistent_num: numeric('Number of different tables'),
  uncomparable_num: numeric('Number of tables that cannot be compared'),
}

const itemStatus = z.literal([
  0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 27,
])

/** The status numbers of 6.1.30; 1 and 24 to 26 are not listed. */
const statusFilter = queryNumber(0, 27)
  .pipe(itemStatus)
  .optional()
  .describe('Only items with this status number')

const comparability = z
  .enum(['compare', 'unCompare'])
  .optional()
  .describe('Only items that can, or cannot, be compared')

const databaseFilter = {
  db_name: z.string().optional().describe('Source database'),
  target_db_name: z.string().optional().describe('Destination database'),
}

export const lineCompareOverview = operation({
  id: 'line-compare-overview',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/compare/{compare_job_id}/line-overview',
  title: { en: 'Query row comparison overview', 'zh-CN': '查询行对比概览' },
  risk: 'read',
  section: '6.1.30',
  success: 200,
  paging: { style: 'offset', max: 1000 },
  params: compareJobParams,
  query: z.strictObject({ status: statusFilter, ...offsetPage }),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of databases'),
    data_compare_overview_infos: list({ ...ends, ...databaseSummary }, 'Databases'),
  }),
})

export const lineCompareDetail = operation({
  id: 'line-compare-detail',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/compare/{compare_job_id}/line-detail',
  title: { en: 'Query row comparison details', 'zh-CN': '查询行对比详情' },
  risk: 'read',
  section: '6.1.31',
  success: 200,
  paging: { style: 'offset', max: 1000 },
  params: compareJobParams,
  query: z.strictObject({
    status: statusFilter,
    type: comparability,
    ...databaseFilter,
    query_tb_name: z.string().optional().describe('Part of a table name'),
    ...offsetPage,
  }),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of tables'),
    table_line_compare_result_infos: list(
      {
        ...tablePair,
        ...rowCounts,
        difference_row_num: numeric('Difference in rows'),
        status: numeric('Status number of the table'),
        compare_line_config_filter: text('Row filter'),
      },
      'Tables',
    ),
  }),
})

const shortEnds = { source_db: text('Source database'), target_db: text('Destination database') }

export const contentCompareOverview = operation({
  id: 'content-compare-overview',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/compare/{compare_job_id}/content-overview',
  title: { en: 'Query value comparison overview', 'zh-CN': '查询内容对比概览' },
  risk: 'read',
  section: '6.1.32',
  success: 200,
  paging: { style: 'offset', max: 1000 },
  params: compareJobParams,
  query: z.strictObject(offsetPage),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of databases'),
    content_compare_result_infos: list({ ...shortEnds, ...databaseSummary }, 'Databases'),
  }),
})

export const contentCompareDetail = operation({
  id: 'content-compare-detail',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/compare/{compare_job_id}/content-detail',
  title: { en: 'Query value comparison details', 'zh-CN': '查询内容对比详情' },
  risk: 'read',
  section: '6.1.33',
  success: 200,
  paging: { style: 'offset', max: 1000 },
  params: compareJobParams,
  query: z.strictObject({ ...databaseFilter, type: comparability, ...offsetPage }),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of tables'),
    content_compare_result_infos: list(
      {
        ...shortEnds,
        ...tablePair,
        ...rowCounts,
        difference_row_num: numeric('Difference in rows'),
        line_compare_result: flag('Rows are equal'),
        content_compare_result: flag('Values are equal'),
        message: text('Remark'),
        compare_line_config_filter: text('Row filter'),
        status: numeric('1 running, 2 complete, 3 waiting, 4 cancelled; the table prints dashes before them'),
        complete_shard_count: numeric('Compared shards'),
        total_shard_count: numeric('Shards'),
        progress: numeric('Percent'),
      },
      'Tables',
    ),
  }),
})

export const contentCompareDifference = operation({
  id: 'content-compare-difference',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/compare/{compare_job_id}/content-difference',
  title: { en: 'Query value comparison differences', 'zh-CN': '查询内容对比差异' },
  risk: 'read',
  section: '6.1.34',
  success: 200,
  paging: { style: 'offset', max: 1000 },
  params: compareJobParams,
  query: z.strictObject({
    table_name: z.string().optional().describe('Table name'),
    db_name: z.string().optional().describe('Source database'),
    ...limitedOffsetPage,
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of differences'),
    target_meta_is_null: numeric('Found only at the source'),
    source_meta_is_null: numeric('Found only at the destination'),
    source_target_meta_not_null: numeric('Found at both ends'),
    contents_infos: list(
      {
        ...keyValues,
        select_sql: text('SQL that reads the source'),
        target_select_sql: text('SQL that reads the destination'),
      },
      'Differences',
    ),
  }),
})

export const objectCompareOverview = operation({
  id: 'object-compare-overview',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/object/compare',
  title: { en: 'Query object comparison overview', 'zh-CN': '查询对象对比概览' },
  risk: 'read',
  section: '6.1.36',
  success: 200,
  params: jobParams,
  request: noBody,
  response: z.looseObject({
    create_time: text('Time of creation, UTC'),
    start_time: text('Start, UTC'),
    status: text('Status, for example RUNNING or SUCCESSFUL'),
    export_status: text('Status of the result file'),
    report_remain_seconds: numeric('Remaining validity of the result file in seconds; -1 without a file'),
    compare_job_id: text('Comparison task ID'),
    error_msg: text('Cause of failure'),
    compare_result: list(
      {
        type: text('Kind of object'),
        source_count: numeric('Objects at the source'),
        target_count: numeric('Objects at the destination'),
        status: numeric('0 different, 2 equal, 3 not complete'),
      },
      'Result per kind of object',
    ),
  }),
})

const objectKinds = [
  'DB',
  'TABLE',
  'VIEW',
  'EVENT',
  'ROUTINE',
  'INDEX',
  'TRIGGER',
  'SYNONYM',
  'FUNCTION',
  'PROCEDURE',
  'TYPE',
  'RULE',
  'DEFAULT_TYPE',
  'PLAN_GUIDE',
  'CONSTRAINT',
  'FILE_GROUP',
  'PARTITION_FUNCTION',
  'PARTITION_SCHEME',
  'TABLE_COLLATION',
] as const

export const objectCompareDetail = operation({
  id: 'object-compare-detail',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/object/compare/{compare_type}',
  title: { en: 'Query object comparison details', 'zh-CN': '查询对象对比详情' },
  risk: 'read',
  section: '6.1.37',
  success: 200,
  paging: { style: 'offset', max: 1000 },
  params: jobParams.extend({ compare_type: z.enum(objectKinds).describe('Kind of object') }),
  query: z.strictObject({
    compare_job_id: compareJobId.optional().describe('Comparison task ID; default the latest'),
    ...limitedOffsetPage,
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of objects'),
    compare_detail: list(
      { ...objectPair, status: numeric('0 different, 2 equal, 3 not complete') },
      'Objects',
    ),
  }),
})
