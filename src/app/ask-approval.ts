import type { Text, TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { isWeighty } from '../domain/actions/rows.ts'
import { payloadTask } from '../domain/approvals/payload.ts'
import type { GuardedVerb, Policy } from '../domain/approvals/policy.ts'
import type { ActionPayload, ApprovalRequest, PayloadTask } from '../domain/approvals/request.ts'
import type { ServiceMethod } from '../domain/tasks/service-operations.ts'
import type { Task } from '../domain/tasks/task.ts'
import { parseRef, splitList } from '../domain/tasks/task-ref.ts'
import { type FreshReads, readFreshTasks } from '../execution/fresh-reads.ts'
import { arg } from '../kit/args.ts'
import type { CommandContext, Context } from '../kit/context.ts'
import type { Reply } from '../kit/reply.ts'
import { reply } from '../kit/reply.ts'
import type { Line } from '../views/card.ts'
import { formatList } from '../views/format.ts'
import { seatWords } from '../views/request-words.ts'
import { requireAllowed } from './actions.ts'
import { tasksNamed } from './find-task.ts'

/** The way to every action that may need the approval of others: look, refuse what DRS would refuse, then ask. */

/** Required where others have to approve, see `needsReasonFor`. */
export const reasonArg = arg.multiline({
  label: { en: 'Reason', 'zh-CN': '原因' },
  hint: { en: 'The approvers read it.', 'zh-CN': '审批人会看到此内容。' },
  max: 500,
})

/**
 * Asks for the reason in the form where some task of the connection may need approval for the verb. Throws `UserError` where
 * a request would be refused whatever somebody writes into it.
 */
export function needsReasonFor(verb: GuardedVerb) {
  return async (
    ctx: CommandContext<never, 'approvals'>,
    { tasks = '' }: Readonly<Record<string, string>>,
  ): Promise<readonly string[]> => {
    const refs = splitList(tasks).flatMap((given) => parseRef(given) ?? [])
    const connection = refs[0]?.connection ?? ctx.connection
    return (await ctx.approvals.mayNeed(verb, connection, refs)) ? ['reason'] : []
  }
}

/** Methods of the task service that a request needs, so that approvers see what they approve. */
export const approvalReads = ['details', 'progress', 'recovery', 'comparisons'] as const
export type ApprovalRead = (typeof approvalReads)[number]

const words = {
  asked: { en: 'Approval requested', 'zh-CN': '已发起审批请求' },
  next: {
    en: 'After approval, you or another operator carry it out with one more click.',
    'zh-CN': '获得批准后，由您或其他操作员再点击一次即可执行。',
  },
  runs: { en: 'The last approval carries it out.', 'zh-CN': '最后一次批准后将立即执行。' },
  open: { en: 'Open the request', 'zh-CN': '查看请求' },
  noTask: { en: 'Name at least one task.', 'zh-CN': '请至少填写一个任务。' },
  connections: {
    en: 'All tasks of one request have to be in the same connection.',
    'zh-CN': '同一请求中的任务必须属于同一连接。',
  },
} satisfies Record<string, Text>

export const reasonMissing: Text = {
  en: 'This needs approval. Enter a reason for the approvers.',
  'zh-CN': '该操作需要审批，请填写原因供审批人参考。',
}

const who: TextTemplate<[people: string]> = {
  en: (people) => `Needs approval from ${people}.`,
  'zh-CN': (people) => `需要 ${people}批准。`,
}

const directly: TextTemplate<[count: number]> = {
  en: (count) => `Sent directly to ${count === 1 ? '1 approver' : `${count} approvers`}.`,
  'zh-CN': (count) => `已私信发送给 ${count} 名审批人。`,
}

/** Where those who decide see it, if that is not where it was asked. */
function placesLines({ messages, channel }: ApprovalRequest, locale: Context['locale']): readonly Line[] {
  const direct = messages.filter(({ person }) => person !== undefined).length
  const elsewhere = messages.filter((one) => one.asks && one.person === undefined && one.channel !== channel)
  const sent: Text = { en: 'Sent to ', 'zh-CN': '已发送到 ' }
  return [
    ...elsewhere.map((message): Line => [sent[locale], { channel: message.channel }]),
    ...(direct > 0 ? [directly[locale](direct)] : []),
  ]
}

function needWords({ need }: Policy, locale: Context['locale']): string {
  const rows = need.map(({ group, seats }) => seatWords(seats, group.name, locale))
  return formatList(rows, locale)
}

/** The tasks, each once, all of one connection. */
export async function resolveTasks(
  ctx: Pick<Context, 'task'>,
  given: string,
): Promise<readonly [Task, ...Task[]]> {
  const found: Task[] = []
  for (const part of splitList(given))
    for (const task of await tasksNamed(ctx, part))
      if (!found.some(({ id }) => id === task.id)) found.push(task)
  const [first, ...more] = found
  if (!first) throw new UserError(words.noTask, 'tasks')
  if (more.some(({ connection }) => connection !== first.connection))
    throw new UserError(words.connections, 'tasks')
  return [first, ...more]
}

type Verb = ActionPayload['verb']

export interface ActionDraft {
  readonly verb: Verb
  readonly tasks: readonly [Task, ...Task[]]
  readonly reason: string | undefined
  readonly options?: ActionPayload['options']
}

function wantedAction({ verb, options }: ActionDraft, tasks: readonly PayloadTask[]): ActionPayload {
  return { kind: 'action', verb, tasks, ...(options && { options }) }
}

/**
 * Asks for approval where the policy wants it. `direct`: what to do where it does not. Refuses what the tasks' status does
 * not allow before anybody is troubled.
 */
export async function askApproval<Uses extends ServiceMethod>(
  ctx: CommandContext<Uses | ApprovalRead, 'approvals'>,
  draft: ActionDraft,
  direct: () => Promise<Reply> | Reply,
): Promise<Reply> {
  return (await approvalAsked(ctx, draft)) ?? direct()
}

/** The same; undefined where it needs nobody. */
export async function approvalAsked(
  ctx: CommandContext<ApprovalRead, 'approvals'>,
  draft: ActionDraft,
): Promise<Reply | undefined> {
  const { verb, tasks, reason } = draft
  for (const task of tasks) requireAllowed(verb, task)
  const [{ connection }] = tasks
  const bare = wantedAction(
    draft,
    tasks.map((task) => payloadTask(task)),
  )
  const policy = await ctx.approvals.policy({ connection, payload: bare })
  if (!policy || policy.need.length === 0) return undefined
  if (!reason) throw new UserError(reasonMissing, 'reason')
  const comparisons = isWeighty(verb) || policy.preconditions.comparisonWithinMs !== undefined
  const payload = wantedAction(draft, await asObserved(ctx.service(connection), tasks, comparisons, ctx.now))
  return approvalRequestedReply(await ctx.approvals.request({ connection, reason, payload }), ctx.locale)
}

/** What the person hears once the request is posted: who has to approve, where they see it, and what comes after that. */
export function approvalRequestedReply(request: ApprovalRequest, locale: Context['locale']): Reply {
  const { policy, messages } = request
  const link = messages[0]?.link
  return reply.toMe({
    title: words.asked[locale],
    tone: 'working',
    lines: [
      who[locale](needWords(policy, locale)),
      ...placesLines(request, locale),
      (policy.run === 'on-approval' ? words.runs : words.next)[locale],
      ...(link === undefined ? [] : [{ link, text: words.open[locale] }]),
    ],
  })
}

/** What cannot be read is not shown; before the execution it is read again, and then it counts. */
export async function asObserved(
  drs: FreshReads,
  tasks: readonly Task[],
  comparisons: boolean,
  now: number,
): Promise<readonly PayloadTask[]> {
  const read = await readFreshTasks(drs, tasks, { comparisons, now, failed: () => undefined })
  return tasks.map((task) => payloadTask(task, read.get(task.id)?.observed))
}
