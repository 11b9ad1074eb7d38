import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, list, means, noBody, noContent, part, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobParams } from './values.ts'

/** Advanced settings and log delivery of one task. For a primary/standby task the parent's ID is meant. */

const parameters = z
  .record(z.string(), z.string())
  .optional()
  .meta({
    foundIn: { operations: ['list-tuning-params'], as: 'param_name' },
    example: { parameterName: 'value' },
  })

const tuningParameter = {
  param_name: text('Parameter name', '参数名称'),
  param_value: text('Value', '值'),
  availability: text('Whether it can be set: true or false', '是否可以设置：true 或 false'),
  range: text('Possible values', '取值范围'),
}

const tuningAnswer = z.looseObject({
  full_sync: list(tuningParameter, 'Full phase', '全量阶段'),
  incre_capture: list(tuningParameter, 'Incremental capture', '增量抓取'),
  incre_apply: list(tuningParameter, 'Incremental replay', '增量回放'),
  incre_relay: list(tuningParameter, 'Incremental log extraction', '增量日志提取'),
  modify_result: text('success; not in the answer of a query', 'success；查询的返回中没有'),
})

export const updateTuningParams = operation({
  id: 'update-tuning-params',
  api: 'v3',
  method: 'PUT',
  path: '/v3/{project_id}/job/{job_id}/tuning-params/modify-params',
  title: { en: 'Change advanced settings', 'zh-CN': '修改高级设置' },
  effects: [effects.tuned],
  section: '6.3.3',
  success: 200,
  params: jobParams,
  request: z.strictObject({
    full_sync: parameters.meta(means('Full phase: parameter names and values', '全量阶段：参数名称与参数值')),
    incre_capture: parameters.meta(
      means('Incremental capture: parameter names and values', '增量抓取：参数名称与参数值'),
    ),
    incre_apply: parameters.meta(
      means('Incremental replay: parameter names and values', '增量回放：参数名称与参数值'),
    ),
    incre_relay: parameters.meta(
      means('Incremental log extraction: parameter names and values', '增量日志提取：参数名称与参数值'),
    ),
    recovery: z
      .boolean()
      .optional()
      .meta(means('true in the first call, left out later', '首次调用为 true，之后不填')),
  }),
  response: tuningAnswer,
})

export const listTuningParams = operation({
  id: 'list-tuning-params',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/job/{job_id}/tuning-params/query-params',
  title: { en: 'Query advanced settings', 'zh-CN': '查询高级设置' },
  risk: 'read',
  section: '6.3.4',
  success: 200,
  params: jobParams,
  request: noBody,
  response: tuningAnswer,
})

export const getLtsConfig = operation({
  id: 'get-lts-config',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/lts-log-switch',
  title: { en: 'Query log delivery (LTS)', 'zh-CN': '查询LTS日志配置' },
  risk: 'read',
  section: '6.1.24',
  success: 200,
  params: jobParams,
  request: noBody,
  response: z.looseObject({
    job: part(
      {
        log_group_id: text('Log group ID', '日志组 ID'),
        log_stream_id: text('Log stream ID', '日志流 ID'),
        lts_enabled: flag('LTS is on', '已开启 LTS'),
      },
      'Log delivery',
      '日志上报',
    ),
  }),
})

export const updateLtsConfig = operation({
  id: 'update-lts-config',
  api: 'v3',
  method: 'PUT',
  path: '/v3/{project_id}/jobs/{job_id}/lts-log-switch',
  title: { en: 'Configure log delivery (LTS)', 'zh-CN': '更新LTS日志配置' },
  effects: [effects.logsMoved],
  section: '6.1.25',
  success: 200,
  params: jobParams,
  request: z.strictObject({
    job: z
      .strictObject({
        log_group_id: z.string().optional().meta(means('Log group ID', '日志组 ID')),
        log_stream_id: z.string().optional().meta(means('Log stream ID', '日志流 ID')),
        lts_enabled: z.boolean().optional().meta(means('Switch LTS on', '开启 LTS')),
      })
      .optional()
      .meta(means('Log delivery', '日志上报')),
  }),
  response: noContent,
})
