import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { actionOf } from '../domain/actions/rows.ts'
import {
  type ApprovalRequest,
  type CallPayload,
  type PayloadTask,
  type RequestState,
  requestStateText,
} from '../domain/approvals/request.ts'
import { formatRequestRef } from '../domain/approvals/request-ref.ts'
import { payloadTargets } from '../domain/approvals/targets.ts'
import { type CommandTarget, commandTarget } from '../domain/command-targets.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Button, Card, Line, Section, SelectMenu, Tone } from './card.ts'
import { changeSections } from './change-words.ts'
import { plural } from './format.ts'
import { preconditionLines } from './policy-words.ts'
import { groupWords, observedLine, requestSubject } from './request-words.ts'

/** How far the approval is that one group has to give. */
export interface GroupSeats {
  readonly group: string
  readonly seats: number
  readonly open: number
}

const words = {
  state: { en: 'State', 'zh-CN': '状态' },
  requester: { en: 'Asked by', 'zh-CN': '发起人' },
  reason: { en: 'Reason', 'zh-CN': '原因' },
  answerBy: { en: 'Answer by', 'zh-CN': '审批截止' },
  useBy: { en: 'Carry out until', 'zh-CN': '执行截止' },
  votes: { en: 'Approved by', 'zh-CN': '批准人' },
  carriedOut: { en: 'Carried out by', 'zh-CN': '执行人' },
  endedBy: { en: 'Ended by', 'zh-CN': '结束人' },
  why: { en: 'Why', 'zh-CN': '说明' },
  seats: { en: 'Consent', 'zh-CN': '审批进度' },
  seen: { en: 'When asked', 'zh-CN': '发起时的状态' },
  preconditions: { en: 'Looked at again before it is carried out', 'zh-CN': '执行前将再次核对' },
  same: { en: 'status and direction as above', 'zh-CN': '状态与方向和上面一致' },
  left: { en: 'Taken out', 'zh-CN': '已移出' },
  glass: { en: 'Break-glass', 'zh-CN': '紧急执行' },
  review: { en: 'Review', 'zh-CN': '事后复核' },
  approve: { en: 'Approve', 'zh-CN': '批准' },
  reject: { en: 'Reject …', 'zh-CN': '拒绝……' },
  cancel: { en: 'Cancel the request', 'zh-CN': '取消请求' },
  withdraw: { en: 'Withdraw my vote', 'zh-CN': '撤回我的批准' },
  carryOut: { en: 'Carry out', 'zh-CN': '执行' },
  close: { en: 'Close the review …', 'zh-CN': '完成复核……' },
  leaveOut: { en: 'Approve without …', 'zh-CN': '移出一个任务并批准……' },
  sure: {
    en: 'You consent to exactly what this request shows now. Carrying it out takes a click of its own.',
    'zh-CN': '您批准的正是该请求当前显示的内容。批准后还需单独点击“执行”。',
  },
  really: {
    en: 'DRS is asked at once, if everything still is as approved.',
    'zh-CN': '如果情况与批准时一致，将立即请求 DRS 执行。',
  },
  no: { en: 'Not yet', 'zh-CN': '再想想' },
  somebodyElse: {
    en: 'Somebody else than the person who asked has to approve.',
    'zh-CN': '需要由发起人以外的人批准。',
  },
} satisfies Record<string, Text>

const pendingTitle: TextTemplate<[action: string, of: string]> = {
  en: (action, of) => `Approval needed: ${action} ${of}`,
  'zh-CN': (action, of) => `需要审批：${of} ${action}`,
}

const otherTitle: TextTemplate<[action: string, of: string, state: string]> = {
  en: (action, of, state) => `${action} ${of}: ${state}`,
  'zh-CN': (action, of, state) => `${of} ${action}：${state}`,
}

const seatLine: TextTemplate<[GroupSeats]> = {
  en: ({ group, seats, open }) =>
    open === 0
      ? `${group}: complete (${seats} of ${seats})`
      : `${group}: ${seats - open} of ${seats}, ${open} open`,
  'zh-CN': ({ group, seats, open }) =>
    open === 0
      ? `${group}：已满足（${seats}/${seats}）`
      : `${group}：${seats - open}/${seats}，还差 ${open} 人`,
}

const tones: Readonly<Record<RequestState, Tone>> = {
  pending: 'warning',
  approved: 'working',
  executing: 'working',
  verified: 'good',
  failed: 'bad',
  rejected: 'bad',
  cancelled: 'neutral',
  expired: 'neutral',
  stale: 'bad',
}

const resultWords: Readonly<Record<ApprovalRequest['results'][string], Text>> = {
  reached: { en: 'done and verified', 'zh-CN': '已完成并验证' },
  failed: { en: 'failed', 'zh-CN': '失败' },
  overdue: { en: 'accepted but not done', 'zh-CN': '已接受，但尚未完成' },
  refused: { en: 'refused by DRS', 'zh-CN': '被 DRS 拒绝' },
}

function taskLine(request: ApprovalRequest, task: PayloadTask): Line {
  const { locale, results } = request
  const result = results[task.id]
  const end = result === undefined ? [] : [' → ', { bold: resultWords[result][locale] }]
  return [{ bold: task.name }, ' · ', observedLine(task, request.createdAt, locale), ...end]
}

function wantedSections(request: ApprovalRequest): readonly Section[] {
  const { payload, locale } = request
  if (payload.kind === 'change') return changeSections(payload, locale)
  const { tasks = [] } = payload
  const asked = { heading: words.seen[locale], list: tasks.map((task) => taskLine(request, task)) }
  return [
    ...(payload.kind === 'call' ? [{ code: JSON.stringify(shownCall(payload), null, 2) }] : []),
    ...(tasks.length > 0 ? [asked] : []),
  ]
}

function shownCall({ input, file }: CallPayload): object {
  return { ...input, ...(file && { file: { name: file.name, sha256: file.sha256 } }) }
}

function seatSections({ state, locale }: ApprovalRequest, seats: readonly GroupSeats[]): readonly Section[] {
  if (state !== 'pending' || seats.length === 0) return []
  return [
    {
      heading: words.seats[locale],
      list: seats.map((row) => seatLine[locale]({ ...row, group: groupWords(row.group, locale) })),
    },
  ]
}

function preconditionSections({ state, payload, policy, locale }: ApprovalRequest): readonly Section[] {
  if (payloadTargets(payload).length === 0 || (state !== 'pending' && state !== 'approved')) return []
  return [
    {
      heading: words.preconditions[locale],
      list: [words.same[locale], ...preconditionLines(policy.preconditions, locale)],
    },
  ]
}

function people(users: readonly string[]): Line {
  return users.flatMap((user, i) => (i === 0 ? [{ user }] : [' ', { user }]))
}

type Fact = NonNullable<Card['facts']>[number]

function fact(label: Text, locale: Locale, value: Line | undefined): readonly Fact[] {
  return value === undefined ? [] : [{ label: label[locale], value }]
}

const leftOutLine: TextTemplate<[count: number]> = {
  en: (count) => plural(count, 'task', 'tasks'),
  'zh-CN': (count) => `${count} 个任务`,
}

function narrowedLine({ reductions: narrowed, locale }: ApprovalRequest): Line | undefined {
  const last = narrowed.at(-1)
  if (last === undefined) return undefined
  const count = narrowed.reduce((sum, { taskIds }) => sum + taskIds.length, 0)
  return [leftOutLine[locale](count), ' · ', { user: last.by }]
}

function glassFacts({ breakGlass: glass, locale }: ApprovalRequest): readonly Fact[] {
  if (glass === undefined) return []
  const { review } = glass
  return [
    ...fact(words.glass, locale, [{ user: glass.by }, ` · ${glass.why}`]),
    ...fact(
      words.review,
      locale,
      review ? [{ user: review.by }, ` · ${review.note}`] : { deadline: glass.reviewBy },
    ),
  ]
}

function facts(request: ApprovalRequest): readonly Fact[] {
  const { locale, state, votes } = request
  const user = (id: string | undefined) => (id === undefined ? undefined : { user: id })
  return [
    ...fact(words.state, locale, { bold: requestStateText(request)[locale] }),
    ...fact(words.requester, locale, { user: request.requester }),
    ...fact(words.reason, locale, request.reason),
    ...fact(words.answerBy, locale, state === 'pending' ? { deadline: request.answerBy } : undefined),
    ...fact(words.votes, locale, votes.length > 0 ? people(votes.map(({ by }) => by)) : undefined),
    ...fact(
      words.useBy,
      locale,
      state === 'approved' && request.useBy ? { deadline: request.useBy } : undefined,
    ),
    ...fact(words.left, locale, narrowedLine(request)),
    ...glassFacts(request),
    ...fact(words.carriedOut, locale, user(request.executedBy)),
    ...fact(words.endedBy, locale, user(request.endedBy)),
    ...fact(words.why, locale, request.why),
  ]
}

function button(
  request: ApprovalRequest,
  label: Text,
  action: CommandTarget,
  more: Partial<Button> = {},
): Button {
  return { label: label[request.locale], action, value: formatRequestRef(request), ...more }
}

function confirmed(label: Text, text: Text, locale: Locale): Required<Pick<Button, 'confirm'>> {
  return {
    confirm: { title: label[locale], text: text[locale], yes: label[locale], no: words.no[locale] },
  }
}

function openButtons(request: ApprovalRequest): readonly Button[] {
  const { state, locale, votes } = request
  const ask = confirmed(words.approve, words.sure, locale)
  const go = confirmed(words.carryOut, words.really, locale)
  return [
    state === 'pending'
      ? button(request, words.approve, commandTarget('approve', 'ask'), { style: 'primary', ...ask })
      : button(request, words.carryOut, commandTarget('execute', 'ask'), { style: 'primary', ...go }),
    button(request, words.reject, commandTarget('reject', 'ask'), { style: 'danger' }),
    ...(votes.length > 0 ? [button(request, words.withdraw, commandTarget('withdraw', 'ask'))] : []),
    button(request, words.cancel, commandTarget('cancel', 'ask')),
  ]
}

/** The way back is a request of its own. */
function backButtons({ state, payload, connection, locale }: ApprovalRequest): readonly Button[] {
  if (state !== 'verified' || payload.kind !== 'action') return []
  const { wayBack } = actionOf(payload.verb)
  if (!wayBack) return []
  const value = payload.tasks.map(({ id }) => formatRef({ connection, id })).join(',')
  return [{ label: wayBack[locale], action: commandTarget(payload.verb, 'ask'), value }]
}

function reviewButtons(request: ApprovalRequest): readonly Button[] {
  const { breakGlass } = request
  return breakGlass && !breakGlass.review
    ? [button(request, words.close, commandTarget('review', 'ask'))]
    : []
}

function buttons(request: ApprovalRequest): readonly Button[] {
  const { state } = request
  return [
    ...(state === 'pending' || state === 'approved' ? openButtons(request) : []),
    ...backButtons(request),
    ...reviewButtons(request),
  ]
}

function leaveOut(request: ApprovalRequest): SelectMenu | undefined {
  const { payload, state, locale } = request
  if (state !== 'pending' || payload.kind !== 'action' || payload.tasks.length < 2) return undefined
  return {
    placeholder: words.leaveOut[locale],
    action: commandTarget('approve', 'without'),
    options: payload.tasks.map(({ id, name }) => ({
      label: name,
      value: `${formatRequestRef(request)} ${id}`,
    })),
  }
}

/** The request's one message, edited with every move of its state. `seats`: who of which group is still to be heard. */
export function requestCard(request: ApprovalRequest, seats: readonly GroupSeats[] = []): Card {
  const { locale, state } = request
  const { action, of } = requestSubject(request)
  const pending = state === 'pending'
  const choice = leaveOut(request)
  return {
    title: pending
      ? pendingTitle[locale](action, of)
      : otherTitle[locale](action, of, requestStateText(request)[locale]),
    tone: tones[state],
    ...(pending && { lines: [words.somebodyElse[locale]] }),
    facts: facts(request),
    sections: [...wantedSections(request), ...seatSections(request, seats), ...preconditionSections(request)],
    ...(choice && { choice }),
    buttons: buttons(request),
    footer: [
      `${request.connection} · `,
      { code: request.id.slice(0, 8) },
      ' · # ',
      { code: request.hash.slice(0, 8) },
    ],
  }
}
