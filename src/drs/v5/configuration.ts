import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, list, means, noBody, noContent, numeric, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { jobParams } from '../values.ts'
import { largestPage, limitedPage } from './values.ts'

/** Parameters of a task and their history (7.10). */

const setting = z
  .strictObject({
    parameter_name: z
      .string()
      .meta(means('Parameter name; empty changes nothing', '参数名称；留空表示不修改')),
    parameter_value: z.string().meta(means('Value, as text', '值，以文本填写')),
  })
  .refine(({ parameter_name, parameter_value }) => parameter_name === '' || parameter_value !== '', {
    path: ['parameter_value'],
    message: rule('mandatory with a name'),
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
  request: z.strictObject({ values: z.array(setting).meta(means('Parameters to be set', '要设置的参数')) }),
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
  query: z.strictObject({
    ...limitedPage,
    name: z.string().optional().meta(means('Parameter name', '参数名称')),
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of parameters on all pages', '各页参数总数'),
    parameter_config_list: list(
      {
        name: text('Parameter name', '参数名称'),
        value: text('Value', '值'),
        default_value: text('Default', '默认值'),
        value_range: text('Range, for example 1-512', '取值范围，例如 1-512'),
        is_need_restart: flag('A change needs a restart', '修改后需要重启'),
        description: text('Description', '描述'),
        created_at: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ', '创建时间，yyyy-MM-ddTHH:mm:ssZ'),
        updated_at: text('Time of change, yyyy-MM-ddTHH:mm:ssZ', '修改时间，yyyy-MM-ddTHH:mm:ssZ'),
      },
      'Parameters',
      '参数列表',
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
    begin_time: z
      .string()
      .optional()
      .meta(means('From, for example 2020-09-01T18:50:20Z', '开始时间，例如 2020-09-01T18:50:20Z')),
    end_time: z
      .string()
      .optional()
      .meta(means('To, for example 2020-09-01T19:50:20Z', '结束时间，例如 2020-09-01T19:50:20Z')),
    name: z.string().optional().meta(means('Parameter name', '参数名称')),
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of changes on all pages', '各页修改记录总数'),
    parameter_history_config_list: list(
      {
        name: text('Parameter name', '参数名称'),
        old_value: text('Value before', '修改前的值'),
        new_value: text('Value after', '修改后的值'),
        is_update_success: flag('The change succeeded', '修改成功'),
        is_applied: flag('The change works', '修改已生效'),
        update_time: text('Time of the change', '修改时间'),
        apply_time: text('Time since which it works', '生效时间'),
      },
      'Changes',
      '修改记录',
    ),
  }),
})
