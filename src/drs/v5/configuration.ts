import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, list, noBody, noContent, numeric, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobParams } from '../values.ts'
import { largestPage, limitedPage } from './values.ts'

/** Parameters of a task and their history (7.10). */

const setting = z
  .strictObject({
    parameter_name: z.string().describe('Parameter name; empty changes nothing'),
    parameter_value: z.string().describe('Value, as text'),
  })
  .refine(({ parameter_name, parameter_value }) => parameter_name === '' || parameter_value !== '', {
    path: ['parameter_value'],
    message: 'mandatory with a name',
  })

export const modifyConfiguration = operation({
  id: 'modify-configuration',
  api: 'v5',
  method: 'PUT',
  path: '/v5/{project_id}/jobs/{job_id}/modify-configuration',
  title: { en: 'Modify task parameters', 'zh-CN': '更新任务参数' },
  effects: [effects.tuned],
  section: '7.10.1',
  success: 204,
  params: jobParams,
  request: z.strictObject({ values: z.array(setting).describe('Parameters to be set') }),
  response: noContent,
})

export const listConfigurations = operation({
  id: 'list-configurations',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/configurations',
  title: { en: 'Query task parameters', 'zh-CN': '查询任务参数列表' },
  risk: 'read',
  section: '7.10.2',
  success: 200,
  paging: { style: 'offset', max: largestPage },
  params: jobParams,
  query: z.strictObject({ ...limitedPage, name: z.string().optional().describe('Parameter name') }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of parameters on all pages'),
    parameter_config_list: list(
      {
        name: text('Parameter name'),
        value: text('Value'),
        default_value: text('Default'),
        value_range: text('Range, for example 1-512'),
        is_need_restart: flag('A change needs a restart'),
        description: text('Description'),
        created_at: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ'),
        updated_at: text('Time of change, yyyy-MM-ddTHH:mm:ssZ'),
      },
      'Parameters',
    ),
  }),
})

export const configurationHistories = operation({
  id: 'configuration-histories',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/configuration-histories',
  title: { en: 'Query the history of task parameters', 'zh-CN': '查询任务参数修改历史' },
  risk: 'read',
  section: '7.10.3',
  success: 200,
  paging: { style: 'offset', max: largestPage },
  params: jobParams,
  query: z.strictObject({
    ...limitedPage,
    begin_time: z.string().optional().describe('From, for example 2020-09-01T18:50:20Z'),
    end_time: z.string().optional().describe('To, for example 2020-09-01T19:50:20Z'),
    name: z.string().optional().describe('Parameter name'),
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of changes on all pages'),
    parameter_history_config_list: list(
      {
        name: text('Parameter name'),
        old_value: text('Value before'),
        new_value: text('Value after'),
        is_update_success: flag('The change succeeded'),
        is_applied: flag('The change works'),
        update_time: text('Time of the change'),
        apply_time: text('Time since which it works'),
      },
      'Changes',
    ),
  }),
})
