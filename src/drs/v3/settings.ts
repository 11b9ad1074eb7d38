import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, list, means, numberText, numeric, text } from '../fields.ts'
import { operation, secret } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { batchAnswer, itemError, itemErrorMessage, jobResults, subscription } from './shapes.ts'
import { endPoint, jobParams, taskId } from './values.ts'

/** What can be set on a task beside its databases and objects. */

const hour = (time: string): number => Number(time.slice(0, 2))

const speedRange = z.strictObject({
  begin: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, rule('in the form hh:mm'))
    .meta(means('Start, hh:mm in UTC; the minutes are ignored', '开始时间，hh:mm（UTC），分钟不生效')),
  end: z
    .string()
    .regex(/^([01]\d|2[0-3]):59$/, rule('in the form hh:59'))
    .meta(means('End, hh:59 in UTC', '结束时间，hh:59（UTC）')),
  speed: numberText(1, 9999).meta(means('Speed in MB/s, 1 to 9999', '速度，单位 MB/s，1 至 9999')),
  is_utc: z.boolean().optional().meta(means('Times are UTC', '时间为 UTC')),
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
            .refine((ranges) => !overlap(ranges), rule('time ranges overlap'))
            .meta(means('Up to ten time ranges; none removes the limit', '最多十个时间段；不填则取消限速')),
        }),
      )
      .meta(means('Flow control per task', '各任务的限速')),
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
    jobs: z.array(taskId).meta(means('Task IDs', '任务 ID')),
    // A string in the table, a number in the example.
    refresh: z
      .union([z.enum(['0', '1']), z.literal([0, 1])])
      .meta(
        means(
          '1 reads the databases, as the first call must; 0 reads the cache',
          '1 表示读取数据库，首次调用必须如此；0 表示读取缓存',
        ),
      ),
  }),
  response: z.looseObject({
    count: numeric('Number of results', '结果数'),
    params_list: list(
      {
        params: list(
          {
            compare_result: text('Whether both ends agree: true or false', '两端是否一致：true 或 false'),
            data_type: text('Type of the value', '值的类型'),
            group: text('common or performance', '常规参数或性能参数（common 或 performance）'),
            key: text('Parameter name', '参数名称'),
            need_restart: text(
              'Whether a change needs a restart: true or false',
              '修改后是否需要重启：true 或 false',
            ),
            source_value: text('Value at the source', '源库的值'),
            target_value: text('Value at the destination', '目标库的值'),
            value_range: text('Possible values', '取值范围'),
            ...itemErrorMessage,
          },
          'Parameters',
          '参数列表',
        ),
      },
      'Parameters per task',
      '各任务的参数',
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
    group: z.enum(['common', 'performance']).meta(means('Group of the parameters', '参数分组')),
    params: z
      .array(
        z.strictObject({
          key: z.string().meta(means('Parameter name', '参数名称')),
          target_value: z.string().meta(means('New value at the destination', '目标库的新值')),
        }),
      )
      .meta(means('Parameters to be changed', '要修改的参数')),
  }),
  response: z.looseObject({
    success: flag('The parameters were changed', '参数已修改'),
    should_restart: text(
      'Whether the destination must be restarted: true or false',
      '目标库是否需要重启：true 或 false',
    ),
    ...itemError,
  }),
})

const kerberos = z.strictObject({
  krb5_conf_file: z.string().optional().meta(means('krb5 configuration file', 'krb5 配置文件')),
  key_tab_file: secret(z.string().optional().meta(means('Key file', '密钥文件'))),
  domain_name: z.string().optional().meta(means('Domain name', '域名')),
  user_principal: z.string().optional().meta(means('Kerberos user', 'Kerberos 用户')),
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
          db_password: secret(z.string().meta(means('Database password', '数据库密码'))),
          end_point_type: endPoint.meta(means('so: source, ta: destination', 'so 表示源库，ta 表示目标库')),
          job_id: taskId,
          kerberos: kerberos.optional().meta(means('Kerberos authentication', 'Kerberos 认证')),
        }),
      )
      .meta(means('One entry per task and database', '每个任务和数据库一条')),
  }),
  response: batchAnswer({
    id: text('Task ID', '任务 ID'),
    status: text('Result: success or failed', '结果：success 或 failed'),
    end_point_type: text('so: source, ta: destination', 'so 表示源库，ta 表示目标库'),
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
          replace_definer: z
            .boolean()
            .meta(
              means(
                'The destination user becomes definer of all objects',
                '将所有对象的 Definer 改为目标库用户',
              ),
            ),
        }),
      )
      .meta(means('Setting per task', '各任务的设置')),
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
          status: z.string().meta(means('Present task status', '任务当前状态')),
          // Open: the caller repeats what the task is, and the examples show engines that no table lists.
          engine_type: z.string().meta(means('Engine type of the task', '任务的引擎类型')),
        }),
      )
      .meta(means('Tasks', '任务')),
    alarm_notify_info: z
      .strictObject({
        subscriptions: z
          .array(subscription)
          .optional()
          .meta(means('Phone numbers or mail addresses to tell', '接收通知的手机号码或邮箱地址')),
        topic_urn: z.string().optional().meta(means('SMN topic to tell instead', '改为通知的 SMN 主题')),
        delay_time: z
          .int()
          .optional()
          .meta(means('Delay that raises an alarm, seconds', '触发告警的时延，单位秒')),
        rto_delay: z
          .int()
          .optional()
          .meta(means('RTO that raises an alarm, seconds', '触发告警的 RTO，单位秒')),
        rpo_delay: z
          .int()
          .optional()
          .meta(means('RPO that raises an alarm, seconds', '触发告警的 RPO，单位秒')),
        alarm_to_user: z
          .boolean()
          .optional()
          .meta(means('Tell users about alarms, default false', '将告警通知用户，默认为否')),
      })
      .meta(means('Whom to tell, and when', '通知对象及时机')),
  }),
  response: jobResults,
})
