import type { Text, TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { permission } from '../domain/actions/permission.ts'
import {
  type ActionName,
  type ActionOptionsOf,
  actionOf,
  type CallableAction,
  type TrackedAction,
} from '../domain/actions/rows.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { ServiceMethod } from '../domain/tasks/service-operations.ts'
import type { Task } from '../domain/tasks/task.ts'
import { splitList } from '../domain/tasks/task-ref.ts'
import type { CommandContext } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import { isPattern } from './find-task.ts'
import { actOnSeveral } from './several.ts'

const accepted: TextTemplate<[action: string, name: string]> = {
  en: (action, name) => `${action}: DRS accepted the request for ${name}`,
  'zh-CN': (action, name) => `${action}：DRS 已接受对 ${name} 的请求`,
}

const noTask: Text = { en: 'Name at least one task.', 'zh-CN': '请至少填写一个任务。' }

const willReport = {
  en: 'The result appears in the thread of its card.',
  'zh-CN': '结果将显示在任务卡片的消息列中。',
}

export function requireAllowed(verb: ActionName, task: Task): void {
  const allowed = permission(verb, task)
  if (!allowed.ok) throw new UserError(allowed.why, 'task')
}

/**
 * An action on one task that needs nobody's approval: found, refused where its status does not allow it, and carried out.
 * `policyOf`: what holds all the same; throws where somebody has to approve.
 */
export async function actOn<Uses extends ServiceMethod, Name extends Uses & CallableAction>(
  ctx: CommandContext<Uses, 'actions'>,
  action: Name,
  given: string,
  options: ActionOptionsOf<Name>,
  policyOf: (task: Task) => Promise<Policy | undefined> = async () => undefined,
): Promise<Reply> {
  const task = await ctx.task(given)
  requireAllowed(action, task)
  await ctx.actions.perform(action, task, options, await policyOf(task))
  return reply.toMe({
    title: accepted[ctx.locale](actionOf(action).words.button[ctx.locale], task.name),
    tone: 'working',
    lines: [willReport[ctx.locale]],
  })
}

/** The same on tasks as they were typed, by name or pattern; several are told in one message. */
export async function actOnNamed<
  Uses extends ServiceMethod,
  Name extends Uses & CallableAction & TrackedAction,
>(
  ctx: CommandContext<Uses, 'actions'>,
  action: Name,
  given: string,
  options: ActionOptionsOf<Name>,
  policyOf: (tasks: readonly Task[]) => Promise<Policy | undefined>,
): Promise<Reply> {
  const [first, ...more] = splitList(given)
  if (first === undefined) throw new UserError(noTask, 'tasks')
  if (more.length === 0 && !isPattern(first))
    return actOn<Uses, Name>(ctx, action, first, options, (task) => policyOf([task]))
  return actOnSeveral<Uses, Name>(ctx, action, [first, ...more], options, policyOf)
}

/** An action that nobody has to approve, on tasks as they were typed. */
export function actOnAll<Name extends CallableAction & TrackedAction>(
  ctx: CommandContext<Name, 'actions'>,
  action: Name,
  tasks: string,
  options: ActionOptionsOf<Name>,
): Promise<Reply> {
  return actOnNamed<Name, Name>(ctx, action, tasks, options, async () => undefined)
}
