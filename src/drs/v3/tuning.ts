import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, list, noBody, noContent, part, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobParams } from './values.ts'

/** Advanced settings and log delivery of one task. For a primary/standby task the parent's ID is meant. */

const parameters = z.record(z.string(), z.string()).optional()

const tuningParameter = {
  param_name: text('Parameter name'),
  param_value: text('Value'),
  availability: text('Whether it can be set: true or false'),
  range: text('Possible values'),
}

const tuningAnswer = z.looseObject({
  full_sync: list(tuningParameter, 'Full phase'),
  incre_capture: list(tuningParameter, 'Incremental capture'),
  incre_apply: list(tuningParameter, 'Incremental replay'),
  incre_relay: list(tuningParameter, 'Incremental log extraction'),
  modify_result: text('success; not in the answer of a query'),
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
    full_sync: parameters.describe('Full phase: parameter names and values'),
    incre_capture: parameters.describe('Incremental capture: parameter names and values'),
    incre_apply: parameters.describe('Incremental replay: parameter names and values'),
    incre_relay: parameters.describe('Incremental log extraction: parameter names and values'),
    recovery: z.boolean().optional().describe('true in the first call, left out later'),
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
        log_group_id: text('Log group ID'),
        log_stream_id: text('Log stream ID'),
        lts_enabled: flag('LTS is on'),
      },
      'Log delivery',
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
        log_group_id: z.string().optional().describe('Log group ID'),
        log_stream_id: z.string().optional().describe('Log stream ID'),
        lts_enabled: z.boolean().optional().describe('Switch LTS on'),
      })
      .optional()
      .describe('Log delivery'),
  }),
  response: noContent,
})
