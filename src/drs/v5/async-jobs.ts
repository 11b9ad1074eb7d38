import * as z from 'zod'
import { effects } from '../effects.ts'
import { list, means, noBody, noContent, numeric, orEmpty, part, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobDetail } from './job-detail.ts'
import { newAsyncJob } from './new-job.ts'
import { jobResults, refusedItem } from './shapes.ts'
import { batchPreparations, changedAsyncJob } from './update.ts'
import { offsetPage, sortDirection, undocumentedPage } from './values.ts'

/** Asynchronous batches (7.3): created, checked by the service, repaired, committed. */

const asyncJobId = z
  .string()
  .min(1)
  .meta({
    ...means('Batch ID', '批次 ID'),
    foundIn: { operations: ['batch-async-create', 'list-async-jobs'], as: 'async_job_id' },
  })
const batchParams = z.strictObject({ async_job_id: asyncJobId })

export const batchAsyncCreate = operation({
  id: 'batch-async-create',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/batch-async-create',
  title: { en: 'Create tasks asynchronously', 'zh-CN': '批量异步创建任务' },
  effects: batchPreparations,
  section: '7.3.1',
  success: 202,
  results: [{ operation: 'get-async-job', from: { 'params.async_job_id': 'answer.job.async_job_id' } }],
  request: z.strictObject({ jobs: z.array(newAsyncJob).meta(means('Tasks to be created', '要创建的任务')) }),
  response: z.looseObject({
    job: part({ async_job_id: text('Batch ID', '批次 ID') }, 'The new batch', '新批次'),
  }),
})

/** Only now are the tasks of the batch made; its status must be AUTO_PARAM_VALIDATE_SUCCESS. */
export const commitAsyncJob = operation({
  id: 'commit-async-job',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/batch-async-jobs/{async_job_id}/commit',
  title: { en: 'Commit an asynchronous batch', 'zh-CN': '提交批量异步任务' },
  effects: [effects.created],
  section: '7.3.2',
  success: 200,
  results: [{ operation: 'get-async-job' }],
  params: batchParams,
  request: noBody,
  response: z.looseObject({
    job: part(
      {
        async_job_id: text('Batch ID', '批次 ID'),
        status: text('Batch status', '批次状态'),
        msg: text('Message', '消息'),
      },
      'The batch',
      '批次',
    ),
  }),
})

export const listAsyncJobs = operation({
  id: 'list-async-jobs',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/batch-async-jobs',
  title: { en: 'Query asynchronous batches', 'zh-CN': '查询批量异步任务列表' },
  risk: 'read',
  section: '7.3.3',
  success: 200,
  paging: { style: 'offset', max: undocumentedPage },
  query: z.strictObject({
    async_job_id: z.string().optional().meta(means('Batch ID', '批次 ID')),
    status: z.string().optional().meta(means('Batch status', '批次状态')),
    domain_name: z.string().optional().meta(means('Account name', '账号名称')),
    user_name: z.string().optional().meta(means('User name', '用户名')),
    ...offsetPage,
    sort_key: z
      .string()
      .optional()
      .meta(means('Field to sort by, default create_time', '排序字段，默认为 create_time')),
    sort_dir: orEmpty(sortDirection).optional().meta(means('Order, default desc', '排序方式，默认为 desc')),
  }),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of batches on all pages', '各页批次总数'),
    jobs: list(
      {
        async_job_id: text('Batch ID', '批次 ID'),
        status: text('Batch status, for example ASYNC_JOB_VALIDATING', '批次状态，例如 ASYNC_JOB_VALIDATING'),
        domain_name: text('Account name', '账号名称'),
        user_name: text('User name', '用户名'),
        create_time: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ', '创建时间，yyyy-MM-ddTHH:mm:ssZ'),
      },
      'Batches',
      '批次列表',
    ),
  }),
})

export const getAsyncJob = operation({
  id: 'get-async-job',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/batch-async-jobs/{async_job_id}',
  title: { en: 'Query an asynchronous batch', 'zh-CN': '查询批量异步任务详情' },
  risk: 'read',
  section: '7.3.4',
  success: 200,
  paging: { style: 'offset', max: undocumentedPage },
  params: batchParams,
  query: z.strictObject(offsetPage),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of tasks on all pages', '各页任务总数'),
    jobs: list(jobDetail, 'Tasks of the batch, newest first', '该批次的任务，按时间倒序'),
  }),
})

export const updateAsyncJob = operation({
  id: 'update-async-job',
  api: 'v5',
  method: 'PUT',
  path: '/v5/{project_id}/batch-async-jobs/{async_job_id}',
  title: { en: 'Modify an asynchronous batch', 'zh-CN': '更新批量异步任务' },
  effects: batchPreparations,
  section: '7.3.5',
  success: 202,
  results: [{ operation: 'get-async-job' }],
  params: batchParams,
  request: z.strictObject({
    jobs: z.array(changedAsyncJob).meta(means('Tasks to be changed', '要修改的任务')),
  }),
  response: jobResults,
})

export const downloadJobTemplate = operation({
  id: 'download-job-template',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/template',
  title: { en: 'Download the task import template', 'zh-CN': '下载任务导入模板' },
  risk: 'read',
  section: '7.3.6',
  success: 200,
  download: true,
  request: noBody,
  response: noContent,
})

/** Errors in rows of the file come with 200 as well as with 400. */
export const importJobs = operation({
  id: 'import-jobs',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/template',
  title: { en: 'Import tasks from a file', 'zh-CN': '批量导入任务' },
  effects: [effects.batchImported],
  section: '7.3.7',
  success: 200,
  results: [{ operation: 'get-async-job', from: { 'params.async_job_id': 'answer.async_job_id' } }],
  upload: { file: 'file', holdsPasswords: true, template: 'download-job-template' },
  request: noBody,
  response: z.looseObject({
    async_job_id: text('Batch ID', '批次 ID'),
    import_error_messages: list(
      {
        sheet_name: text('Sheet', '工作表'),
        row_num: numeric('Row', '行'),
        value: text('Value in the row', '该行的值'),
        error_message: text('What is wrong', '错误说明'),
      },
      'Errors by row',
      '各行的错误',
    ),
    ...refusedItem,
  }),
})
