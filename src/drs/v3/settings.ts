import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, list, numberText, numeric, text } from '../fields.ts'
import { operation, secret } from '../operation.ts'
import { batchAnswer, itemError, itemErrorMessage, jobResults, subscription } from './shapes.ts'
import { endPoint, jobParams, taskId } from './values.ts'

/** What can be set on a task beside its databases and objects. */

const hour = (time: string): number => Number(time.slice(0, 2))

const speedRange = z.strictObject({
  begin: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'hh:mm')
    .describe('Start, hh:mm in UTC; the minutes are ignored'),
  end: z
    .string()
    .regex(/^([01]\d|2[0-3]):59$/, 'hh:59')
    .describe('End, hh:59 in UTC'),
  speed: numberText(1, 9999).describe('Speed in MB/s, 1 to 9999'),
  is_utc: z.boolean().optional().describe('Times are UTC'),
})

/** The hours of the day that a range takes; 16:00 to 15:59 is the whole day. */
function hoursOf(range: z.output<typeof speedRange>): readonly number[] {
  const first = hour(range.begin)
  const length = ((hour(range.end) - first + 24) % 24) + 1
  return Array.from({ length }, (_, index) => (first + index) % 24)
}

function overlap(ranges: readonly z.output<typeof speedRange>[]): boolean {
  const hours = ranges.flatMap(hoursOf)
  return new Set(hours).size !== hours.length
}

export const batchLimitSpeed = operation({
  id: 'batch-limit-speed',
  api: 'v3',
  method: 'PUT',
  path: '/v3/{project_id}/jobs/batch-limit-speed',
  title: { en: 'Set flow control', 'zh-CN': '批量设置任务限速' },
  effects: [effects.slowed],
  section: '6.1.8',
  success: 200,
  request: z.strictObject({
    speed_limits: z
      .array(
        z.strictObject({
          job_id: taskId,
          speed_limit: z
            .array(speedRange)
            .max(10)
            .refine((ranges) => !overlap(ranges), 'time ranges overlap')
            .describe('Up to ten time ranges; none removes the limit'),
        }),
      )
      .describe('Flow control per task'),
  }),
  response: jobResults,
})

export const batchGetParams = operation({
  id: 'batch-get-params',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-get-params',
  title: { en: 'Query database parameters', 'zh-CN': '批量获取数据库参数' },
  risk: 'read',
  section: '6.1.9',
  success: 202,
  request: z.strictObject({
    jobs: z.array(taskId).describe('Task IDs'),
    // A string in the table, a number in the example.
    refresh: z
      .union([z.enum(['0', '1']), z.literal([0, 1])])
      .describe('1 reads the databases, as the first call must; 0 reads the cache'),
  }),
  response: z.looseObject({
    count: numeric('Number of results'),
    params_list: list(
      {
        params: list(
          {
            compare_result: text('Whether both ends agree: true or false'),
            data_type: text('Type of the value'),
            group: text('common or performance'),
            key: text('Parameter name'),
            need_restart: text('Whether a change needs a restart: true or false'),
            source_value: text('Value at the source'),
            target_value: text('Value at the destination'),
            value_range: text('Possible values'),
            ...itemErrorMessage,
          },
          'Parameters',
        ),
      },
      'Parameters per task',
    ),
  }),
})

export const modifyParams = operation({
  id: 'modify-params',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/{job_id}/params',
  title: { en: 'Modify database parameters', 'zh-CN': '修改数据库参数' },
  effects: [effects.parametersSet],
  section: '6.1.10',
  success: 202,
  params: jobParams,
  request: z.strictObject({
    group: z.enum(['common', 'performance']).describe('Group of the parameters'),
    params: z
      .array(
        z.strictObject({
          key: z.string().describe('Parameter name'),
          target_value: z.string().describe('New value at the destination'),
        }),
      )
      .describe('Parameters to be changed'),
  }),
  response: z.looseObject({
    success: flag('The parameters were changed'),
    should_restart: text('Whether the destination must be restarted: true or false'),
    ...itemError,
  }),
})

const kerberos = z.strictObject({
  krb5_conf_file: z.string().optional().describe('krb5 configuration file'),
  key_tab_file: secret(z.string().optional().describe('Key file')),
  domain_name: z.string().optional().describe('Domain name'),
  user_principal: z.string().optional().describe('Kerberos user'),
})

export const batchModifyPasswords = operation({
  id: 'batch-modify-passwords',
  api: 'v3',
  method: 'PUT',
  path: '/v3/{project_id}/jobs/batch-modify-pwd',
  title: { en: 'Change database passwords', 'zh-CN': '批量修改源库或目标库密码' },
  effects: [effects.passwordsChanged],
  section: '6.1.15',
  success: 200,
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          db_password: secret(z.string().describe('Database password')),
          end_point_type: endPoint.describe('so: source, ta: destination'),
          job_id: taskId,
          kerberos: kerberos.optional().describe('Kerberos authentication'),
        }),
      )
      .describe('One entry per task and database'),
  }),
  response: batchAnswer({
    id: text('Task ID'),
    status: text('success or failed'),
    end_point_type: text('so: source, ta: destination'),
    ...itemError,
  }),
})

export const batchReplaceDefiner = operation({
  id: 'batch-replace-definer',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-replace-definer',
  title: { en: 'Set definers', 'zh-CN': '批量设置definer' },
  effects: [effects.definersSet],
  section: '6.1.16',
  success: 200,
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          job_id: taskId,
          replace_definer: z.boolean().describe('The destination user becomes definer of all objects'),
        }),
      )
      .describe('Setting per task'),
  }),
  response: jobResults,
})

export const batchSetSmn = operation({
  id: 'batch-set-smn',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-set-smn',
  title: { en: 'Configure exception notifications', 'zh-CN': '批量配置异常通知' },
  effects: [effects.alarmsSet],
  section: '6.1.22',
  success: 200,
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          job_id: taskId,
          status: z.string().describe('Present task status'),
          // Open: the caller repeats what the task is, and the examples show engines that no table lists.
          engine_type: z.string().describe('Engine type of the task'),
        }),
      )
      .describe('Tasks'),
    alarm_notify_info: z
      .strictObject({
        subscriptions: z.array(subscription).optional().describe('Phone numbers or mail addresses to tell'),
        topic_urn: z.string().optional().describe('SMN topic to tell instead'),
        delay_time: z.int().optional().describe('Delay that raises an alarm, seconds'),
        rto_delay: z.int().optional().describe('RTO that raises an alarm, seconds'),
        rpo_delay: z.int().optional().describe('RPO that raises an alarm, seconds'),
        alarm_to_user: z.boolean().optional().describe('Tell users about alarms, default false'),
      })
      .describe('Whom to tell, and when'),
  }),
  response: jobResults,
})
