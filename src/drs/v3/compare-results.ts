import * as z from 'zod'
import { flag, list, means, noBody, numeric, queryNumber, text } from '../fields.ts'
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
import { compareJobId, compareJobParams, jobParams, valueCompareParams } from './values.ts'

/**
 * Results of comparisons, one kind each (6.1.30 to 6.1.37).
 * Status numbers of a compared item: 0 different, 2 equal, others say why it could not be compared (6.1.30).
 */

/** Numbers of a database in a row or value comparison. */
const databaseSummary = {
  status: numeric('Status number of the database', '数据库的状态编号'),
  compare_num: numeric('Number of tables', '表的数量'),
  compare_end_num: numeric('Number of finished tables', '已完成的表的数量'),
  data_inconsistent_num: numeric('Number of different tables', '不一致的表的数量'),
  uncomparable_num: numeric('Number of tables that cannot be compared', '无法对比的表的数量'),
}

const itemStatus = z.literal([
  0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 27,
])

/** The status numbers of 6.1.30; 1 and 24 to 26 are not listed. */
const statusFilter = queryNumber(0, 27)
  .pipe(itemStatus)
  .optional()
  .meta(means('Only items with this status number', '仅返回该状态编号的条目'))

const comparability = z
  .enum(['compare', 'unCompare'])
  .optional()
  .meta(means('Only items that can, or cannot, be compared', '仅返回可以对比或无法对比的条目'))

const databaseFilter = {
  db_name: z.string().optional().meta(means('Source database', '源库')),
  target_db_name: z.string().optional().meta(means('Destination database', '目标库')),
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
    total_count: numeric('Number of databases', '数据库数量'),
    data_compare_overview_infos: list({ ...ends, ...databaseSummary }, 'Databases', '数据库'),
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
    query_tb_name: z.string().optional().meta(means('Part of a table name', '表名的一部分')),
    ...offsetPage,
  }),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of tables', '表的数量'),
    table_line_compare_result_infos: list(
      {
        ...tablePair,
        ...rowCounts,
        difference_row_num: numeric('Difference in rows', '行数差'),
        status: numeric('Status number of the table', '表的状态编号'),
        compare_line_config_filter: text('Row filter', '行过滤条件'),
      },
      'Tables',
      '表',
    ),
  }),
})

const shortEnds = {
  source_db: text('Source database', '源库'),
  target_db: text('Destination database', '目标库'),
}

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
  params: valueCompareParams,
  query: z.strictObject(offsetPage),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of databases', '数据库数量'),
    content_compare_result_infos: list({ ...shortEnds, ...databaseSummary }, 'Databases', '数据库'),
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
  params: valueCompareParams,
  query: z.strictObject({ ...databaseFilter, type: comparability, ...offsetPage }),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of tables', '表的数量'),
    content_compare_result_infos: list(
      {
        ...shortEnds,
        ...tablePair,
        ...rowCounts,
        difference_row_num: numeric('Difference in rows', '行数差'),
        line_compare_result: flag('Rows are equal', '行数一致'),
        content_compare_result: flag('Values are equal', '内容一致'),
        message: text('Remark', '备注'),
        compare_line_config_filter: text('Row filter', '行过滤条件'),
        status: numeric(
          '1 running, 2 complete, 3 waiting, 4 cancelled; the table prints dashes before them',
          '1 进行中，2 已完成，3 等待中，4 已取消；文档表格中这些值前有短横线',
        ),
        complete_shard_count: numeric('Compared shards', '已对比的分片数'),
        total_shard_count: numeric('Shards', '分片数'),
        progress: numeric('Percent', '百分比'),
      },
      'Tables',
      '表',
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
  params: valueCompareParams,
  query: z.strictObject({
    table_name: z.string().optional().meta(means('Table name', '表名')),
    db_name: z.string().optional().meta(means('Source database', '源库')),
    ...limitedOffsetPage,
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of differences', '差异数'),
    target_meta_is_null: numeric('Found only at the source', '仅存在于源库'),
    source_meta_is_null: numeric('Found only at the destination', '仅存在于目标库'),
    source_target_meta_not_null: numeric('Found at both ends', '两端都存在'),
    contents_infos: list(
      {
        ...keyValues,
        select_sql: text('SQL that reads the source', '查询源库的 SQL'),
        target_select_sql: text('SQL that reads the destination', '查询目标库的 SQL'),
      },
      'Differences',
      '差异',
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
    create_time: text('Time of creation, UTC', '创建时间（UTC）'),
    start_time: text('Start, UTC', '开始时间（UTC）'),
    status: text('Status, for example RUNNING or SUCCESSFUL', '状态，例如 RUNNING 或 SUCCESSFUL'),
    export_status: text('Status of the result file', '结果文件的状态'),
    report_remain_seconds: numeric(
      'Remaining validity of the result file in seconds; -1 without a file',
      '结果文件的剩余有效时间，单位秒；无文件时为 -1',
    ),
    compare_job_id: text('Comparison task ID', '对比任务 ID'),
    error_msg: text('Cause of failure', '失败原因'),
    compare_result: list(
      {
        type: text('Kind of object', '对象类型'),
        source_count: numeric('Objects at the source', '源库的对象数'),
        target_count: numeric('Objects at the destination', '目标库的对象数'),
        status: numeric('0 different, 2 equal, 3 not complete', '0 不一致，2 一致，3 未完成'),
      },
      'Result per kind of object',
      '各类对象的结果',
    ),
  }),
})

export const objectKinds = [
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
  params: jobParams.extend({ compare_type: z.enum(objectKinds).meta(means('Kind of object', '对象类型')) }),
  query: z.strictObject({
    compare_job_id: compareJobId
      .optional()
      .meta(means('Comparison task ID; default the latest', '对比任务 ID；默认为最近一次')),
    ...limitedOffsetPage,
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of objects', '对象数'),
    compare_detail: list(
      {
        ...objectPair,
        status: numeric('0 different, 2 equal, 3 not complete', '0 不一致，2 一致，3 未完成'),
      },
      'Objects',
      '对象',
    ),
  }),
})
