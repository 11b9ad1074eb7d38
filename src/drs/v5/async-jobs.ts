import * as z from 'zod'
import { effects } from '../effects.ts'
import { list, noBody, noContent, numeric, orEmpty, part, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobDetail } from './job-detail.ts'
import { newAsyncJob } from './new-job.ts'
import { jobResults, refusedItem } from './shapes.ts'
import { batchPreparations, changedAsyncJob } from './update.ts'
import { offsetPage, sortDirection, undocumentedPage } from './values.ts'

/** Asynchronous batches (7.3): created, checked by the service, repaired, committed. */

const asyncJobId = z.string().min(1).describe('Batch ID')
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
  request: z.strictObject({ jobs: z.array(newAsyncJob).describe('Tasks to be created') }),
  response: z.looseObject({ job: part({ async_job_id: text('Batch ID') }, 'The new batch') }),
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
  params: batchParams,
  request: noBody,
  response: z.looseObject({
    job: part(
      { async_job_id: text('Batch ID'), status: text('Batch status'), msg: text('Message') },
      'The batch',
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
    async_job_id: z.string().optional().describe('Batch ID'),
    status: z.string().optional().describe('Batch status'),
    domain_name: z.string().optional().describe('Account name'),
    user_name: z.string().optional().describe('User name'),
    ...offsetPage,
    sort_key: z.string().optional().describe('Field to sort by, default create_time'),
    sort_dir: orEmpty(sortDirection).optional().describe('Order, default desc'),
  }),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of batches on all pages'),
    jobs: list(
      {
        async_job_id: text('Batch ID'),
        status: text('Batch status, for example ASYNC_JOB_VALIDATING'),
        domain_name: text('Account name'),
        user_name: text('User name'),
        create_time: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ'),
      },
      'Batches',
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
    total_count: numeric('Number of tasks on all pages'),
    jobs: list(jobDetail, 'Tasks of the batch, newest first'),
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
  params: batchParams,
  request: z.strictObject({ jobs: z.array(changedAsyncJob).describe('Tasks to be changed') }),
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
  upload: { file: 'file', holdsPasswords: true },
  request: noBody,
  response: z.looseObject({
    async_job_id: text('Batch ID'),
    import_error_messages: list(
      {
        sheet_name: text('Sheet'),
        row_num: numeric('Row'),
        value: text('Value in the row'),
        error_message: text('What is wrong'),
      },
      'Errors by row',
    ),
    ...refusedItem,
  }),
})
