import type { Text, TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { ActionOptions } from '../domain/actions/action.ts'
import {
  type ActionOptionsOf,
  actions,
  type CallableAction,
  type GuardedAction,
  type TrackedAction,
} from '../domain/actions/rows.ts'
import { payloadTask } from '../domain/approvals/payload.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { ServiceMethod } from '../domain/tasks/service-operations.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { CapabilityName } from '../kit/capabilities.ts'
import type { CommandContext, Context } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import type { Line, Tone } from '../views/card.ts'
import { plural } from '../views/format.ts'
import { drsErrorLines } from '../views/problem-card.ts'
import { actOn, objectionTo, splitList } from './actions.ts'
import type { ApprovalRead } from './consent.ts'

/** What a command names that carries out what may need approval. */
export const carryOutCapabilities = ['actions', 'approvals'] as const satisfies readonly CapabilityName[]
export type CarryOutCapability = (typeof carryOutCapabilities)[number]

type Verb = GuardedAction & CallableAction & TrackedAction

const noTask: Text = { en: 'Name at least one task.', 'zh-CN': '请至少填写一个任务。' }

const nothingDone: Text = { en: 'None of these tasks allows it now', 'zh-CN': '这些任务当前都不能执行该操作' }

const oneMessage: Text = {
  en: 'One message here shows how each task gets on.',
  'zh-CN': '本频道的一条消息会显示每个任务的进展。',
}

const severalAsked: TextTemplate<[going: string, count: number]> = {
  en: (going, count) => `${going} ${plural(count, 'task', 'tasks')}…`,
  'zh-CN': (going, count) => `${going} ${count} 个任务……`,
}

const needsConsent: Text = {
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

/** An action that nobody has to approve, on tasks as they were typed, with commas between them. */
export function actOnAll<Name extends CallableAction & TrackedAction>(
  ctx: CommandContext<Name, 'actions'>,
  action: Name,
  tasks: string,
  options: ActionOptionsOf<Name>,
): Promise<Reply> {
  return actOnNamed<Name, Name>(ctx, action, tasks, options, async () => undefined)
}

async function actOnNamed<Uses extends ServiceMethod, Name extends Uses & CallableAction & TrackedAction>(
  ctx: CommandContext<Uses, 'actions'>,
  action: Name,
  given: string,
  options: ActionOptionsOf<Name>,
  policyOf: (tasks: readonly Task[]) => Promise<Policy | undefined>,
): Promise<Reply> {
  const [first, ...more] = splitList(given)
  if (first === undefined) throw new UserError(noTask, 'tasks')
  if (more.length === 0) return actOn<Uses, Name>(ctx, action, first, options, (task) => policyOf([task]))
  const { tasks, unknown } = await lookUp(ctx, [first, ...more])
  const looked = tasks.map((task) => ({ task, held: objectionTo(action, task) }))
  const possible = looked.filter(({ held }) => held === undefined)
  const { locale } = ctx
  const problems: Line[] = [
    ...unknown,
    ...looked.flatMap(({ task, held }) => (held ? [[{ bold: task.name }, ` · ${held[locale]}`]] : [])),
  ]
  if (possible.length === 0) return answerWith(problems, nothingDone[locale], 'warning')
  for (const connection of new Set(looked.map(({ task }) => task.connection))) {
    const own = looked.filter(({ task }) => task.connection === connection)
    const policy = await policyOf(own.flatMap(({ task, held }) => (held ? [] : [task])))
    await ctx.actions.performAll(action, own, options, policy)
  }
  const going = actions[action].outcome.going[locale]
  return answerWith(unknown, severalAsked[locale](going, possible.length), 'working', oneMessage[locale])
}

function answerWith(list: readonly Line[], title: string, tone: Tone, line?: string): Reply {
  return reply.toMe({
    ...{ title, tone },
    ...(line !== undefined && { lines: [line] }),
    ...(list.length > 0 && { sections: [{ list }] }),
  })
}

/** The tasks, each once, and what there is to say of those that cannot be found. */
async function lookUp(
  ctx: Pick<Context, 'task' | 'locale'>,
  given: readonly string[],
): Promise<{ readonly tasks: readonly Task[]; readonly unknown: readonly Line[] }> {
  const tasks = new Map<string, Task>()
  const unknown: Line[] = []
  for (const one of given) {
    try {
      const task = await ctx.task(one)
      tasks.set(formatRef(task), task)
    } catch (error) {
      // Anything else is a fault of ours, and concerns them all.
      if (!(error instanceof UserError) && !(error instanceof DrsError)) throw error
      const why = error instanceof UserError ? error.text[ctx.locale] : drsErrorLines(error, ctx.locale)[0]
      unknown.push([{ bold: one }, ' · ', ...[why ?? ''].flat()])
    }
  }
  return { tasks: [...tasks.values()], unknown }
}

/** What holds though nobody's approval is needed; throws where somebody's is. */
async function policyWithout(
  ctx: CommandContext<never, 'approvals'>,
  verb: Verb,
  tasks: readonly Task[],
  options: ActionOptions,
): Promise<Policy | undefined> {
  const [first] = tasks
  if (first === undefined) return undefined
  const { connection } = first
  const wanted = { kind: 'action', verb, tasks: tasks.map((task) => payloadTask(task)), options } as const
  const policy = await ctx.approvals.policy({ connection, payload: wanted })
  if (policy && policy.need.length > 0) throw new UserError(needsConsent, 'task')
  return policy
}
