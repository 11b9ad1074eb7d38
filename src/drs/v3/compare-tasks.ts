import * as z from 'zod'
import { effects } from '../effects.ts'
import {
  epochMillis,
  list,
  mapOf,
  means,
  noBody,
  noContent,
  numeric,
  obeying,
  orEmpty,
  part,
  type Rule,
  text,
} from '../fields.ts'
import { operation } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { offsetPage } from './compare-shapes.ts'
import { itemError } from './shapes.ts'
import { compareJobId, compareJobParams, jobParams, taskId } from './values.ts'

/** Comparisons: creating, starting, cancelling, listing, exporting. The results are in compare-results.ts. */

const comparedObject = z.strictObject({
  db_name: z.string().meta(means('Database name', '库名')),
  table_name: z.array(z.string()).optional().meta(means('Table names; none means all', '表名；不填表示全部')),
})

const comparedObjectWithToken = z.strictObject({
  db_name: z.string().meta(means('Database name', '库名')),
  table_name_with_token: z
    .array(
      z.strictObject({
        table_name: z.string().meta(means('Table name', '表名')),
        min_token: z.string().optional().meta(means('Smallest token', '最小令牌')),
        max_token: z.string().optional().meta(means('Largest token', '最大令牌')),
      }),
    )
    .optional()
    .meta(means('Tables with their tokens', '表及其令牌')),
})

const createdTask = {
  compare_task_id: text('Comparison task ID', '对比任务 ID'),
  ...itemError,
}

export const createCompareTask = operation({
  id: 'create-compare-task',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/create-compare-task',
  title: { en: 'Create comparisons', 'zh-CN': '创建对比任务' },
  effects: [effects.compared],
  section: '6.1.17',
  success: 200,
  results: [
    {
      operation: 'query-compare-result',
      from: { 'body.job_id': 'body.job_id' },
      fixed: { 'body.current_page': '1', 'body.per_page': '100' },
    },
  ],
  request: z.strictObject({
    job_id: taskId,
    object_level_compare_type: z
      .literal('objects')
      .optional()
      .meta(means('Create an object-level comparison', '创建对象级对比任务')),
    data_level_compare_info: z
      .strictObject({
        conflict_policy: z
          .enum(['cancel', 'keep'])
          .meta(means('An unfinished comparison is cancelled or kept', '未完成的对比任务是取消还是保留')),
        compare_type: z.enum(['lines', 'contents']).meta(means('Rows or values', '行数对比或内容对比')),
        compare_mode: z
          .literal('quick_comparison')
          .nullable()
          .optional()
          .meta(
            means(
              'Quick comparison, for allowed users; otherwise objects must be named',
              '快速对比，仅限授权用户；否则须指定对象',
            ),
          ),
        start_time: z
          .string()
          .nullable()
          .optional()
          .meta(means('Start; empty starts at once', '开始时间；留空则立即开始')),
        compare_object_infos: z.array(comparedObject).optional().meta(means('What to compare', '对比内容')),
        compare_object_infos_with_token: z
          .array(comparedObjectWithToken)
          .optional()
          .meta({
            ...means('What to compare, only Cassandra DR', '对比内容，仅用于 Cassandra 灾备'),
            example: [
              {
                db_name: 't_auto_db',
                table_name_with_token: [{ table_name: 'orders', min_token: '0', max_token: '9000' }],
              },
            ],
          }),
      })
      .optional()
      .meta(means('Create a data-level comparison', '创建数据级对比任务')),
  }),
  response: z.looseObject({
    job_id: text('Task ID', '任务 ID'),
    object_level_compare_create_result: part(createdTask, 'Object-level comparison', '对象级对比'),
    data_level_compare_create_result: part(createdTask, 'Data-level comparison', '数据级对比'),
    ...itemError,
  }),
})

const listedComparison = {
  id: text('Comparison task ID', '对比任务 ID'),
  type: text('lines, contents or random', 'lines、contents 或 random'),
  options: mapOf(z.unknown(), 'Settings of the comparison', '对比的设置'),
  start_time: text('Start, UTC, yyyy-MM-ddTHH:mm:ssZ', '开始时间（UTC），yyyy-MM-ddTHH:mm:ssZ'),
  end_time: text('End, UTC, yyyy-MM-ddTHH:mm:ssZ', '结束时间（UTC），yyyy-MM-ddTHH:mm:ssZ'),
  status: text('Status, for example RUNNING or SUCCESSFUL', '状态，例如 RUNNING 或 SUCCESSFUL'),
  export_status: text(
    'Status of the result file, for example EXPORT_COMPLETE',
    '结果文件的状态，例如 EXPORT_COMPLETE',
  ),
  report_remain_seconds: numeric(
    'Remaining validity of the result file in seconds; -1 without a file',
    '结果文件的剩余有效时间，单位秒；无文件时为 -1',
  ),
  compare_job_tag: mapOf(z.unknown(), 'Tag, if a comparison policy is set', '标记；设置了对比策略时返回'),
  proportion_value: text('Sampling ratio', '抽样比例'),
}

export const listTableCompareJobs = operation({
  id: 'list-table-compare-jobs',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/table/compare',
  title: { en: 'List data-level comparisons', 'zh-CN': '查询数据级表对比任务列表' },
  risk: 'read',
  section: '6.1.26',
  success: 200,
  paging: { style: 'offset', max: 1000 },
  params: jobParams,
  query: z.strictObject(offsetPage),
  request: noBody,
  response: z.looseObject({
    compare_jobs: list(listedComparison, 'Comparisons', '对比任务列表'),
    compareJobs: list(
      listedComparison,
      'Comparisons, under the name that the example has',
      '对比任务列表，名称与示例一致',
    ),
    count: numeric('Number of comparisons', '对比任务数'),
  }),
})

/** The value is printed without its last letter in 6.1.27. */
const comparisonFilter = z.strictObject({
  object_info: z
    .array(
      z.strictObject({ id: z.string().optional().meta(means('database-*-*-table', 'database-*-*-table')) }),
    )
    .meta(means('Tables', '表')),
  transformation_info: z
    .strictObject({
      transformation_type: z.literal('contentConditionalFilter').meta(means('Kind of rule', '规则类型')),
      value: z.string().max(256).meta(means('SQL condition', 'SQL 条件')),
    })
    .meta(means('Filter', '过滤条件')),
})

export const createTableCompareJob = operation({
  id: 'create-table-compare-job',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/{job_id}/table/compare',
  title: { en: 'Create a data-level comparison', 'zh-CN': '创建数据级表对比任务' },
  effects: [effects.compared],
  section: '6.1.27',
  success: 202,
  results: [
    {
      operation: 'line-compare-overview',
      from: { 'params.compare_job_id': 'answer.id' },
      only: { 'body.type': 'lines' },
    },
    {
      operation: 'content-compare-overview',
      from: { 'params.compare_job_id': 'answer.id' },
      only: { 'body.type': 'contents' },
    },
  ],
  params: jobParams,
  request: z.strictObject({
    type: z.enum(['lines', 'contents', 'random']).meta(means('Rows, values or a sample', '行数、内容或抽样')),
    start_time: orEmpty(epochMillis)
      .optional()
      .meta(means('Milliseconds since the epoch; empty starts at once', '毫秒时间戳；留空则立即启动')),
    compare_mode: z.literal('quick_comparison').optional().meta(means('Quick comparison', '快速对比')),
    compare_object: z.array(comparedObject).optional().meta(means('What to compare', '对比内容')),
    options: z
      .record(z.string(), z.string())
      .optional()
      .meta(
        means(
          'contentCompareType, lobCompare (values) or comparePolicy (rows)',
          'contentCompareType、lobCompare（内容对比）或 comparePolicy（行数对比）',
        ),
      ),
    compare_object_with_token: z
      .array(comparedObjectWithToken)
      .optional()
      .meta({
        ...means('What to compare, only Cassandra DR', '对比内容，仅用于 Cassandra 灾备'),
        example: [
          {
            db_name: 't_auto_db',
            table_name_with_token: [{ table_name: 'orders', min_token: '0', max_token: '9000' }],
          },
        ],
      }),
    compare_task_num: z
      .int()
      .optional()
      .meta(means('Number of threads, only Cassandra DR', '线程数，仅用于 Cassandra 灾备')),
    compare_transformation_infos: z
      .array(comparisonFilter)
      .optional()
      .meta({
        ...means('Row filters', '行过滤条件'),
        example: [
          {
            object_info: [{ id: 't_auto_db-*-*-test-*-*-users' }],
            transformation_info: { transformation_type: 'contentConditionalFilter', value: 'id>100' },
          },
        ],
      }),
    proportion_value: z
      .number()
      .optional()
      .meta(means('Sampling ratio, for a sample', '抽样比例，用于抽样对比')),
  }),
  response: z.looseObject({ id: text('Comparison task ID', '对比任务 ID') }),
})

export const startTableCompareJob = operation({
  id: 'start-table-compare-job',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/{job_id}/table/compare/{compare_job_id}',
  title: { en: 'Start a data-level comparison now', 'zh-CN': '立即启动数据级表对比任务' },
  effects: [effects.compared],
  section: '6.1.29',
  success: 200,
  params: compareJobParams,
  request: noBody,
  response: noContent,
})

export const cancelCompareJob = operation({
  id: 'cancel-compare-job',
  api: 'v3',
  method: 'DELETE',
  path: '/v3/{project_id}/jobs/{job_id}/compare/{compare_job_id}',
  title: { en: 'Cancel a comparison', 'zh-CN': '取消对比任务' },
  effects: [effects.comparisonCancelled],
  section: '6.1.28',
  success: 200,
  params: compareJobParams,
  request: noBody,
  response: noContent,
})

export const createObjectCompareJob = operation({
  id: 'create-object-compare-job',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/{job_id}/object/compare',
  title: { en: 'Create an object-level comparison', 'zh-CN': '创建对象级对比任务' },
  effects: [effects.compared],
  section: '6.1.35',
  success: 202,
  results: [{ operation: 'object-compare-overview' }],
  params: jobParams,
  request: z.strictObject({
    compare_task_num: z
      .int()
      .optional()
      .meta(means('Number of threads, only Cassandra DR', '线程数，仅用于 Cassandra 灾备')),
  }),
  response: noContent,
})

const exportedTypes = ['contents', 'lines', 'random', 'objects_comparison'] as const

const exportedType = z
  .enum(exportedTypes)
  .meta(means('Values, rows, a sample or objects', '内容、行数、抽样或对象'))

interface ExportedComparison {
  readonly compare_type?: string | undefined
  readonly compare_job_id?: string | undefined
}

const exportRules: readonly Rule<ExportedComparison>[] = [
  {
    path: ['compare_job_id'],
    says: rule('mandatory except for objects_comparison'),
    broken: (file) => isDataLevel(file.compare_type) && !file.compare_job_id,
  },
]

function isDataLevel(type: string | undefined): boolean {
  return type === 'contents' || type === 'lines' || type === 'random'
}

const exportedJobId = compareJobId
  .optional()
  .meta(means('Comparison task ID; mandatory except for objects', '对比任务 ID；对象对比以外必填'))

const timeZone = z
  .string()
  .optional()
  .meta(means('Time zone for the file name, for example GMT+08:00', '文件名使用的时区，例如 GMT+08:00'))

export const exportCompareResult = operation({
  id: 'export-compare-result',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/{job_id}/compare/result/file',
  title: { en: 'Export a comparison result', 'zh-CN': '导出对比结果文件' },
  effects: [effects.reportMade],
  section: '6.1.38',
  success: 200,
  results: [
    {
      operation: 'download-compare-result',
      from: { 'query.compare_type': 'body.compare_type', 'query.compare_job_id': 'body.compare_job_id' },
    },
  ],
  params: jobParams,
  regionHeader: true,
  request: z
    .strictObject({ compare_type: exportedType, compare_job_id: exportedJobId, time_zone: timeZone })
    .superRefine(obeying(exportRules)),
  response: noContent,
})

/** The table wants the type in a body with this GET, the example sends it in the query only: that is where it has to be. */
export const downloadCompareResult = operation({
  id: 'download-compare-result',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/compare/result/file',
  title: { en: 'Download a comparison result', 'zh-CN': '下载对比结果文件' },
  risk: 'read',
  section: '6.1.39',
  success: 200,
  params: jobParams,
  regionHeader: true,
  download: true,
  query: z
    .strictObject({
      compare_type: exportedType,
      compare_job_id: exportedJobId,
    })
    .superRefine(obeying(exportRules)),
  request: z.strictObject({
    compare_type: z
      .enum([...exportedTypes, 'repair_data'])
      .optional()
      .meta(means('As in the query, or repair_data', '与查询时相同，或为 repair_data')),
    compare_job_id: exportedJobId,
    time_zone: timeZone,
  }),
  response: noContent.meta(means('An .xlsx file', '.xlsx 文件')),
})
