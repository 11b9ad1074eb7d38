import * as z from 'zod'
import { jobEndpoint } from './endpoint.ts'
import { databasesByName } from './object-selection.ts'
import { publicIp } from './task-parts.ts'

/** What an action on a task takes (tables 7-385 and 7-417). */

const skippedItems = z.strictObject({
  skipped_precheck_list: z.array(z.string()).describe('Check items, as the precheck result names them'),
  skip_reason: z.string().describe('Reason'),
})

const comparison = {
  compare_task_id: z.string().optional().describe('Comparison task ID, to cancel it'),
  type: z.enum(['object', 'lines', 'contents']).optional().describe('Objects, rows or values'),
  start_time: z.string().optional().describe('Scheduled start'),
  option: z.record(z.string(), z.string()).optional().describe('Settings, for example comparePolicy: normal'),
  db_object: databasesByName.optional().describe('Objects to be compared, by source database'),
}

const fields = {
  endpoints: z.array(jobEndpoint).describe('Databases to be tested'),
  precheck_mode: z
    .enum(['forStartJob', 'forRetryJob', 'forResetJob'])
    .describe('Before a start, before going on after editing, before a reset'),
  skip_precheck_info: skippedItems.describe('Check items to be skipped'),
  pause_mode: z
    .enum(['target', 'all'])
    .optional()
    .describe('target (default): replay; all: log capturing and replay'),
  start_time: z.string().optional().describe('Scheduled start; without it at once'),
  is_sync_re_edit: z.boolean().optional().describe('The task was edited again'),
  public_ip_config: publicIp.describe('EIP to be bound'),
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
      .strictObject({ ...comparison, type: comparison.type.unwrap().describe('Objects, rows or values') })
      .omit({ compare_task_id: true })
      .describe('Comparison to be created'),
  }),
  cancel_compare: z.strictObject({
    compare_task_param: z
      .strictObject({ compare_task_id: z.string().min(1).describe('Comparison task ID') })
      .describe('Comparison to be cancelled'),
  }),
  column_limit: z.looseObject({}).optional(),
  reload_parameters: z.looseObject({}).optional(),
  bind_eip: z.strictObject({ public_ip_config: fields.public_ip_config }),
  unbind_eip: nothing,
} as const satisfies Readonly<Record<string, z.ZodType>>

export type ActionName = keyof typeof paramsOf

/** All parameters of all actions, as the reference prints them. */
export const anyParams = z.strictObject({
  endpoints: fields.endpoints.optional().describe('network: databases to be tested'),
  precheck_mode: fields.precheck_mode.optional().describe('precheck: what it is for'),
  skip_precheck_info: fields.skip_precheck_info.optional().describe('skip_precheck: check items'),
  pause_mode: fields.pause_mode,
  start_time: fields.start_time,
  compare_task_param: z
    .strictObject(comparison)
    .optional()
    .describe('create_compare and cancel_compare: the comparison'),
  is_sync_re_edit: fields.is_sync_re_edit,
  // Described as "for a forced end", which no action is; ending has calls of its own (7.6.3, 7.6.5).
  force_delete: z.boolean().optional().describe('End by force'),
  public_ip_config: fields.public_ip_config.optional().describe('bind_eip: the EIP'),
})

/** What an action refuses in parameters that are fine as such: what it needs, and what belongs to other actions. */
export function misfits(action: ActionName, given: z.output<typeof anyParams> | undefined) {
  const { force_delete: _, ...params } = given ?? {}
  const checked = paramsOf[action].safeParse(given === undefined ? undefined : params)
  return checked.success ? [] : checked.error.issues
}
