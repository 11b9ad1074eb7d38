import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { ActionOptions } from '../domain/actions/action.ts'
import type {
  ActionName,
  ActionOptionsOf,
  CallableAction,
  GuardedAction,
  TrackedAction,
} from '../domain/actions/rows.ts'
import { actionOf } from '../domain/actions/rows.ts'
import { payloadTask } from '../domain/approvals/payload.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { Task } from '../domain/tasks/task.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { CapabilityName } from '../kit/capabilities.ts'
import type { CommandContext, Context } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import type { Line } from '../views/card.ts'
import { drsErrorLines } from '../views/problem-card.ts'
import { actOn } from './actions.ts'
import { type ApprovalRead, splitList } from './consent.ts'

/** What a command names that carries out what may need approval. */
export const carryOutCapabilities = ['actions', 'approvals'] as const satisfies readonly CapabilityName[]
export type CarryOutCapability = (typeof carryOutCapabilities)[number]

type Verb = GuardedAction & CallableAction & TrackedAction

const noTask: Text = { en: 'Name at least one task.', 'zh-CN': '请至少填写一个任务。' }

const needsConsent: Text = {
  en: 'This now needs approval. Run the command again and enter a reason.',
  'zh-CN': '该操作现在需要审批。请重新执行命令并填写原因。',
}

/**
 * What the button of a question does, task after task: each is looked at afresh. The policy may have become stricter since
 * the question was asked, so that it is read again.
 */
export async function carryOutAll<Name extends Verb>(
  ctx: CommandContext<Name | ApprovalRead, CarryOutCapability>,
  verb: Name,
  refs: string,
  options: ActionOptionsOf<Name>,
): Promise<Reply> {
  return oneByOne(ctx, verb, refs, (ref) =>
    actOn<Name | ApprovalRead, Name>(ctx, verb, ref, options, (task) =>
      policyWithout(ctx, verb, task, options),
    ),
  )
}

/** An action that nobody has to approve, on tasks as they were typed, with commas between them. */
export function actOnAll<Name extends CallableAction>(
  ctx: CommandContext<Name, 'actions'>,
  action: Name,
  tasks: string,
  options: ActionOptionsOf<Name>,
): Promise<Reply> {
  return oneByOne(ctx, action, tasks, (given) => actOn<Name, Name>(ctx, action, given, options))
}

/** Of several tasks each has its own answer: what went wrong with one is told beside what went well with the others. */
async function oneByOne(
  { locale }: Pick<Context, 'locale'>,
  action: ActionName,
  tasks: string,
  act: (given: string) => Promise<Reply>,
): Promise<Reply> {
  const [first, ...more] = splitList(tasks)
  if (first === undefined) throw new UserError(noTask, 'tasks')
  if (more.length === 0) return act(first)
  const answers: Answer[] = []
  for (const given of [first, ...more]) answers.push(await answerTo(given, act, locale))
  return reply.toMe({
    title: actionOf(action).words.button[locale],
    tone: answers.every(({ ok }) => ok) ? 'working' : 'warning',
    sections: [{ list: answers.map(({ line }) => line) }],
  })
}

interface Answer {
  readonly ok: boolean
  readonly line: Line
}

async function answerTo(
  given: string,
  act: (given: string) => Promise<Reply>,
  locale: Context['locale'],
): Promise<Answer> {
  try {
    const done = await act(given)
    return { ok: true, line: 'card' in done ? done.card.title : given }
  } catch (error) {
    // Anything else is a fault of ours, and concerns them all.
    if (!(error instanceof UserError) && !(error instanceof DrsError)) throw error
    const why = error instanceof UserError ? error.text[locale] : drsErrorLines(error, locale)[0]
    return { ok: false, line: [{ bold: given }, ' · ', ...[why ?? ''].flat()] }
  }
}

/** What holds though nobody's approval is needed; throws where somebody's is. */
async function policyWithout(
  ctx: CommandContext<never, 'approvals'>,
  verb: Verb,
  task: Task,
  options: ActionOptions,
): Promise<Policy | undefined> {
  const wanted = { kind: 'action', verb, tasks: [payloadTask(task)], options } as const
  const policy = await ctx.approvals.policy({ connection: task.connection, payload: wanted })
  if (policy && policy.need.length > 0) throw new UserError(needsConsent, 'task')
  return policy
}
