import * as z from 'zod'
import { means } from '../fields.ts'
import { jobEndpoint } from './endpoint.ts'
import { databasesByName } from './object-selection.ts'
import { publicIp } from './task-parts.ts'

/** What an action on a task takes (tables 7-385 and 7-417). */

const skippedItems = z.strictObject({
  skipped_precheck_list: z
    .array(z.string())
    .meta(means('Check items, as the precheck result names them', '检查项，与预检查结果中的名称一致')),
  skip_reason: z.string().meta(means('Reason', '原因')),
})

const comparison = {
  compare_task_id: z
    .string()
    .optional()
    .meta(means('Comparison task ID, to cancel it', '要取消的对比任务 ID')),
  type: z
    .enum(['object', 'lines', 'contents'])
    .optional()
    .meta(means('Objects, rows or values', '对象、行数或内容')),
  start_time: z.string().optional().meta(means('Scheduled start', '定时启动')),
  option: z
    .record(z.string(), z.string())
    .optional()
    .meta(means('Settings, for example comparePolicy: normal', '设置，例如 comparePolicy: normal')),
  db_object: databasesByName
    .optional()
    .meta(means('Objects to be compared, by source database', '要对比的对象，按源库列出')),
}

const fields = {
  endpoints: z.array(jobEndpoint).meta(means('Databases to be tested', '要测试的数据库')),
  precheck_mode: z
    .enum(['forStartJob', 'forRetryJob', 'forResetJob'])
    .meta(
      means(
        'Before a start, before going on after editing, before a reset',
        '启动前、再编辑后续传前或重置前',
      ),
    ),
  skip_precheck_info: skippedItems.meta(means('Check items to be skipped', '要跳过的检查项')),
  pause_mode: z
    .enum(['target', 'all'])
    .optional()
    .meta(
      means(
        'target (default): replay; all: log capturing and replay',
        'target（默认）：停回放；all：停日志抓取和回放',
      ),
    ),
  start_time: z
    .string()
    .optional()
    .meta(means('Scheduled start; without it at once', '定时启动；不填则立即启动')),
  is_sync_re_edit: z.boolean().optional().meta(means('The task was edited again', '任务已再编辑')),
  public_ip_config: publicIp.meta(means('EIP to be bound', '要绑定的弹性公网 IP')),
}

const nothing = z.strictObject({}).optional()

/**
 * Parameters by action. Nothing is documented of those of `column_limit` and `reload_parameters`, so that they take
 * anything.
 */
export const paramsOf = {
  network: z.strictObject({ endpoints: fields.endpoints }),
  precheck: z.strictObject({ precheck_mode: fields.precheck_mode }),
  start: z.strictObject({ start_time: fields.start_time }).optional(),
  stop: z.strictObject({ pause_mode: fields.pause_mode }).optional(),
  restart: z.strictObject({ is_sync_re_edit: fields.is_sync_re_edit }).optional(),
  reset: nothing,
  skip_precheck: z.strictObject({ skip_precheck_info: fields.skip_precheck_info }),
  create_compare: z.strictObject({
    compare_task_param: z
      .strictObject({
        ...comparison,
        type: comparison.type.unwrap().meta(means('Objects, rows or values', '对象、行数或内容')),
      })
      .omit({ compare_task_id: true })
      .meta(means('Comparison to be created', '要创建的对比任务')),
  }),
  cancel_compare: z.strictObject({
    compare_task_param: z
      .strictObject({
        compare_task_id: z
          .string()
          .min(1)
          .meta({
            ...means('Comparison task ID', '对比任务 ID'),
            foundIn: { operations: ['job-action-create-compare'], as: 'query_id' },
          }),
      })
      .meta(means('Comparison to be cancelled', '要取消的对比任务')),
  }),
  column_limit: z.looseObject({}).optional(),
  reload_parameters: z.looseObject({}).optional(),
  bind_eip: z.strictObject({ public_ip_config: fields.public_ip_config }),
  unbind_eip: nothing,
} as const satisfies Readonly<Record<string, z.ZodType>>

export type ActionName = keyof typeof paramsOf

/** All parameters of all actions, as the reference prints them. */
export const anyParams = z.strictObject({
  endpoints: fields.endpoints
    .optional()
    .meta(means('network: databases to be tested', 'network：要测试的数据库')),
  precheck_mode: fields.precheck_mode
    .optional()
    .meta(means('precheck: what it is for', 'precheck：检查目的')),
  skip_precheck_info: fields.skip_precheck_info
    .optional()
    .meta(means('skip_precheck: check items', 'skip_precheck：检查项')),
  pause_mode: fields.pause_mode,
  start_time: fields.start_time,
  compare_task_param: z
    .strictObject(comparison)
    .optional()
    .meta(
      means(
        'create_compare and cancel_compare: the comparison',
        'create_compare 和 cancel_compare：对比任务',
      ),
    ),
  is_sync_re_edit: fields.is_sync_re_edit,
  // Described as "for a forced end", which no action is; ending has calls of its own (7.6.3, 7.6.5).
  force_delete: z.boolean().optional().meta(means('End by force', '强制结束')),
  public_ip_config: fields.public_ip_config
    .optional()
    .meta(means('bind_eip: the EIP', 'bind_eip：弹性公网 IP')),
})

/** What an action refuses in parameters that are fine as such: what it needs, and what belongs to other actions. */
export function misfits(action: ActionName, given: z.output<typeof anyParams> | undefined) {
  const { force_delete: _, ...params } = given ?? {}
  const checked = paramsOf[action].safeParse(given === undefined ? undefined : params)
  return checked.success ? [] : checked.error.issues
}
