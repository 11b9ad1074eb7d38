import * as z from 'zod'
import { effects } from '../effects.ts'
import {
  epochMillis,
  list,
  mapOf,
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
import { offsetPage } from './compare-shapes.ts'
import { itemError } from './shapes.ts'
import { compareJobId, compareJobParams, jobParams, taskId } from './values.ts'

/** Comparisons: creating, starting, cancelling, listing, exporting. The results are in compare-results.ts. */

const comparedObject = z.strictObject({
  db_name: z.string().describe('Database name'),
  table_name: z.array(z.string()).optional().describe('Table names; none means all'),
})

const comparedObjectWithToken = z.strictObject({
  db_name: z.string().describe('Database name'),
  table_name_with_token: z
    .array(
      z.strictObject({
        table_name: z.string().describe('Table name'),
        min_token: z.string().optional().describe('Smallest token'),
        max_token: z.string().optional().describe('Largest token'),
      }),
    )
    .optional()
    .describe('Tables with their tokens'),
})

const createdTask = {
  compare_task_id: text('Comparison task ID'),
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
  request: z.strictObject({
    job_id: taskId,
    object_level_compare_type: z.literal('objects').optional().describe('Create an object-level comparison'),
    data_level_compare_info: z
      .strictObject({
        conflict_policy: z.enum(['cancel', 'keep']).describe('An unfinished comparison is cancelled or kept'),
        compare_type: z.enum(['lines', 'contents']).describe('Rows or values'),
        compare_mode: z
          .literal('quick_comparison')
          .nullable()
          .optional()
          .describe('Quick comparison, for allowed users; otherwise objects must be named'),
        start_time: z.string().nullable().optional().describe('Start; empty starts at once'),
        compare_object_infos: z.array(comparedObject).optional().describe('What to compare'),
        compare_object_infos_with_token: z
          .array(comparedObjectWithToken)
          .optional()
          .describe('What to compare, only Cassandra DR'),
      })
      .optional()
      .describe('Create a data-level comparison'),
  }),
  response: z.looseObject({
    job_id: text('Task ID'),
    object_level_compare_create_result: part(createdTask, 'Object-level comparison'),
    data_level_compare_create_result: part(createdTask, 'Data-level comparison'),
    ...itemError,
  }),
})

const listedComparison = {
  id: text('Comparison task ID'),
  type: text('lines, contents or random'),
  options: mapOf(z.unknown(), 'Settings of the comparison'),
  start_time: text('Start, UTC, yyyy-MM-ddTHH:mm:ssZ'),
  end_time: text('End, UTC, yyyy-MM-ddTHH:mm:ssZ'),
  status: text('Status, for example RUNNING or SUCCESSFUL'),
  export_status: text('Status of the result file, for example EXPORT_COMPLETE'),
  report_remain_seconds: numeric('Remaining validity of the result file in seconds; -1 without a file'),
  compare_job_tag: mapOf(z.unknown(), 'Tag, if a comparison policy is set'),
  proportion_value: text('Sampling ratio'),
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
    compare_jobs: list(listedComparison, 'Comparisons'),
    compareJobs: list(listedComparison, 'Comparisons, under the name that the example has'),
    count: numeric('Number of comparisons'),
  }),
})

/** The value is printed without its last letter in 6.1.27. */
const comparisonFilter = z.strictObject({
  object_info: z
    .array(z.strictObject({ id: z.string().optional().describe('database-*-*-table') }))
    .describe('Tables'),
  transformation_info: z
    .strictObject({
      transformation_type: z.literal('contentConditionalFilter').describe('Kind of rule'),
      value: z.string().max(256).describe('SQL condition'),
    })
    .describe('Filter'),
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
  params: jobParams,
  request: z.strictObject({
    type: z.enum(['lines', 'contents', 'random']).describe('Rows, values or a sample'),
    start_time: orEmpty(epochMillis)
      .optional()
      .describe('Milliseconds since the epoch; empty starts at once'),
    compare_mode: z.literal('quick_comparison').optional().describe('Quick comparison'),
    compare_object: z.array(comparedObject).optional().describe('What to compare'),
    options: z
      .record(z.string(), z.string())
      .optional()
      .describe('contentCompareType, lobCompare (values) or comparePolicy (rows)'),
    compare_object_with_token: z
      .array(comparedObjectWithToken)
      .optional()
      .describe('What to compare, only Cassandra DR'),
    compare_task_num: z.int().optional().describe('Number of threads, only Cassandra DR'),
    compare_transformation_infos: z.array(comparisonFilter).optional().describe('Row filters'),
    proportion_value: z.number().optional().describe('Sampling ratio, for a sample'),
  }),
  response: z.looseObject({ id: text('Comparison task ID') }),
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
  params: jobParams,
  request: z.strictObject({
    compare_task_num: z.int().optional().describe('Number of threads, only Cassandra DR'),
  }),
  response: noContent,
})

const exportedTypes = ['contents', 'lines', 'random', 'objects_comparison'] as const

const exportedType = z.enum(exportedTypes).describe('Values, rows, a sample or objects')

interface ExportedComparison {
  readonly compare_type?: string | undefined
  readonly compare_job_id?: string | undefined
}

const exportRules: readonly Rule<ExportedComparison>[] = [
  {
    path: ['compare_job_id'],
    says: 'mandatory except for objects_comparison',
    broken: (file) => isDataLevel(file.compare_type) && !file.compare_job_id,
  },
]

function isDataLevel(type: string | undefined): boolean {
  return type === 'contents' || type === 'lines' || type === 'random'
}

const exportedJobId = compareJobId.optional().describe('Comparison task ID; mandatory except for objects')

const timeZone = z.string().optional().describe('Time zone for the file name, for example GMT+08:00')

export const exportCompareResult = operation({
  id: 'export-compare-result',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/{job_id}/compare/result/file',
  title: { en: 'Export a comparison result', 'zh-CN': '导出对比结果文件' },
  effects: [effects.reportMade],
  section: '6.1.38',
  success: 200,
  params: jobParams,
  regionHeader: true,
  request: z
    .strictObject({ compare_type: exportedType, compare_job_id: exportedJobId, time_zone: timeZone })
    .superRefine(obeying(exportRules)),
  response: noContent,
})

/** The table wants a body with this GET, the example sends only the query: the body may stay empty. */
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
      compare_type: exportedType.optional().describe('Values, rows, a sample or objects'),
      compare_job_id: exportedJobId,
    })
    .superRefine(obeying(exportRules)),
  request: z.strictObject({
    compare_type: z
      .enum([...exportedTypes, 'repair_data'])
      .optional()
      .describe('As in the query, or repair_data'),
    compare_job_id: exportedJobId,
    time_zone: timeZone,
  }),
  response: noContent.describe('An .xlsx file'),
})
