import { say } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { PrecheckReport, Task } from '../domain/tasks/task.ts'
import type { CommandContext } from '../kit/context.ts'

/** The report of a task's pre-check, as DRS has it now. */

const none = say(
  'This task has no pre-check report yet. Run /drs precheck first.',
  '该任务还没有预检查报告，请先执行 /drs precheck。',
)
const running = say(
  'The pre-check is still running. The report appears when it is finished.',
  '预检查正在进行，完成后将显示报告。',
)

/** Throws `UserError` where there is none, or none yet. `whole`: nothing of it is left out. */
export async function latestReport(
  ctx: CommandContext<'precheckReports', never>,
  { connection, id }: Pick<Task, 'connection' | 'id'>,
  options: { readonly whole?: boolean } = {},
): Promise<PrecheckReport> {
  const { found, failed } = await ctx.service(connection).precheckReports([id], options)
  const report = found.get(id)
  if (report?.finished) return report
  const error = failed.get(id)
  if (error) throw error
  throw new UserError(report ? running : none, 'task')
}

/** What a button of a report carries: the task, and perhaps the name of an item. */
export function readCheckValue(value: string): { readonly task: string; readonly item: string | undefined } {
  const at = value.indexOf(' ')
  if (at === -1) return { task: value, item: undefined }
  return { task: value.slice(0, at), item: value.slice(at + 1) }
}
