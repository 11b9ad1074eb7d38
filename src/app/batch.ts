import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { ActionOptionsOf, CallableAction, GuardedAction, TrackedAction } from '../domain/actions/rows.ts'
import { actionOf } from '../domain/actions/rows.ts'
import { payloadTask } from '../domain/approvals/payload.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { Context } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import { actOn } from './actions.ts'
import { type ApprovalRead, splitList } from './consent.ts'

type Verb = GuardedAction & CallableAction & TrackedAction

const needsConsent: Text = {
  en: 'This needs the consent of others now. Ask with the verb; a reason is needed.',
  'zh-CN': '该操作现在需要他人批准。请重新执行命令并填写原因。',
}

/**
 * What the button of a question does, task after task: each is looked at afresh. The policy may have become stricter since
 * the question was asked, so that it is read again.
 */
export async function carryOutAll<Name extends Verb>(
  ctx: Context<Name | ApprovalRead>,
  verb: Name,
  refs: string,
  options: ActionOptionsOf<Name>,
): Promise<Reply> {
  const replies: Reply[] = []
  for (const ref of splitList(refs)) {
    replies.push(
      await actOn<Name | ApprovalRead, Name>(ctx, verb, ref, options, (task) =>
        policyWithout(ctx, verb, task),
      ),
    )
  }
  const [first, ...more] = replies
  if (!first) throw new Error(`a button of ${verb} without a task`)
  return more.length === 0 ? first : together(verb, replies, ctx)
}

function together(verb: Verb, replies: readonly Reply[], { locale }: Pick<Context, 'locale'>): Reply {
  const list = replies.flatMap((one) => ('card' in one ? [one.card.title] : []))
  return reply.toMe({ title: actionOf(verb).words.button[locale], tone: 'working', sections: [{ list }] })
}

/** What holds though nobody's approval is needed; throws where somebody's is. */
async function policyWithout(
  ctx: Pick<Context, 'approvals'>,
  verb: Verb,
  task: Task,
): Promise<Policy | undefined> {
  const wanted = { kind: 'action', verb, tasks: [payloadTask(task)] } as const
  const policy = await ctx.approvals.policy({ connection: task.connection, payload: wanted })
  if (policy && policy.need.length > 0) throw new UserError(needsConsent, 'task')
  return policy
}
