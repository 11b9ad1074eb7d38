import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { ActionOptions } from '../domain/actions/action.ts'
import type { ActionOptionsOf, CallableAction, GuardedAction, TrackedAction } from '../domain/actions/rows.ts'
import { payloadTask } from '../domain/approvals/payload.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { CapabilityName } from '../kit/capabilities.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Reply } from '../kit/reply.ts'
import { actOnNamed } from './actions.ts'
import type { ApprovalRead } from './ask-approval.ts'

/** What a command names that carries out what may need approval. */
export const carryOutCapabilities = ['actions', 'approvals'] as const satisfies readonly CapabilityName[]
export type CarryOutCapability = (typeof carryOutCapabilities)[number]

type Verb = GuardedAction & CallableAction & TrackedAction

const needsApproval: Text = {
  en: 'This now needs approval. Run the command again and enter a reason.',
  'zh-CN': '该操作现在需要审批。请重新执行命令并填写原因。',
}

/**
 * What the button of a question does: each task is looked at afresh. The policy may have become stricter since
 * the question was asked, so that it is read again.
 */
export async function carryOutAll<Name extends Verb>(
  ctx: CommandContext<Name | ApprovalRead, CarryOutCapability>,
  verb: Name,
  refs: string,
  options: ActionOptionsOf<Name>,
): Promise<Reply> {
  const policyOf = (tasks: readonly Task[]) => policyWithout(ctx, verb, tasks, options)
  return actOnNamed<Name | ApprovalRead, Name>(ctx, verb, refs, options, policyOf)
}

/** What holds though nobody's approval is needed; throws where somebody's is. */
export async function policyWithout(
  ctx: CommandContext<never, 'approvals'>,
  verb: GuardedAction & CallableAction,
  tasks: readonly Task[],
  options: ActionOptions,
): Promise<Policy | undefined> {
  const [first] = tasks
  if (first === undefined) return undefined
  const { connection } = first
  const wanted = { kind: 'action', verb, tasks: tasks.map((task) => payloadTask(task)), options } as const
  const policy = await ctx.approvals.policy({ connection, payload: wanted })
  if (policy && policy.need.length > 0) throw new UserError(needsApproval, 'task')
  return policy
}
