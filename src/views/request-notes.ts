import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { ApproverGroup } from '../domain/approvals/policy.ts'
import { type ApprovalRequest, requestStateText } from '../domain/approvals/request.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { Card, Inline, Line, Tone } from './card.ts'
import { requestSubject } from './request-words.ts'

/** What is said beside a request's message when it has moved: in its thread, or in the channel of the audit. */
export interface RequestNote {
  readonly to: 'thread' | 'audit'
  readonly card: Card
  /** Shown in the channel as well. */
  readonly broadcast: boolean
}

const words = {
  approved: { en: 'Approved', 'zh-CN': '已批准' },
  until: { en: ' Carry it out until ', 'zh-CN': ' 请在此之前执行：' },
  reopened: { en: 'The consent is not complete any more', 'zh-CN': '批准已不再完整' },
  narrowed: {
    en: 'Tasks were taken out; earlier approvals do not count',
    'zh-CN': '已移出部分任务，此前的批准不再有效',
  },
  remind: { en: 'Still waiting for approval', 'zh-CN': '仍在等待审批' },
  escalated: {
    en: 'You are asked as well: nobody has answered so far',
    'zh-CN': '尚未得到答复，现请您一并审批',
  },
  answerBy: { en: 'Answer by ', 'zh-CN': '审批截止：' },
  glass: { en: 'Carried out without consent (break-glass)', 'zh-CN': '未经审批的紧急执行' },
  reviewBy: { en: 'Somebody else has to look at it until ', 'zh-CN': '须由其他人在此之前复核：' },
  overdue: { en: 'The review of a break-glass execution is overdue', 'zh-CN': '紧急执行的事后复核已逾期' },
  reviewed: { en: 'The break-glass execution was looked at', 'zh-CN': '紧急执行已复核' },
  close: { en: 'Close the review …', 'zh-CN': '完成复核……' },
  everyApprover: { en: 'every approver here', 'zh-CN': '本频道的全部审批人' },
} satisfies Record<string, Text>

const about: TextTemplate<[what: string, of: string]> = {
  en: (what, of) => `${what}: ${of}`,
  'zh-CN': (what, of) => `${what}：${of}`,
}

/** The ends that are told beside the message, and how they sound. Failures concern the whole channel; a good end stands on the message. */
const endings = {
  failed: { tone: 'bad', broadcast: true },
  stale: { tone: 'bad', broadcast: true },
  rejected: { tone: 'bad', broadcast: false },
  expired: { tone: 'warning', broadcast: false },
} as const satisfies Partial<Record<ApprovalRequest['state'], { tone: Tone; broadcast: boolean }>>

function isEnding(state: ApprovalRequest['state']): state is keyof typeof endings {
  return state in endings
}

function mentions(users: readonly (string | undefined)[]): readonly Inline[] {
  const known = users.filter((user) => user !== undefined)
  return [...new Set(known)].flatMap((user, i) => (i === 0 ? [{ user }] : [' ', { user }]))
}

function headline(request: ApprovalRequest, what: Text): string {
  const { action, of } = requestSubject(request)
  return about[request.locale](what[request.locale], `${action} ${of}`)
}

function thread(card: Card, broadcast = false): RequestNote {
  return { to: 'thread', card, broadcast }
}

/** People who can still help; those who have answered and the requester are left in peace. */
function askedOf(groups: readonly ApproverGroup[], request: ApprovalRequest): Line {
  const { requester, votes, locale } = request
  const done = new Set([requester, ...votes.map(({ by }) => by)])
  const parts: Inline[] = groups.flatMap(({ users, userGroups }) => [
    ...(users.includes('*') ? [words.everyApprover[locale]] : []),
    ...users.filter((user) => user !== '*' && !done.has(user)).map((user) => ({ user })),
    ...userGroups.map((group) => ({ group })),
  ])
  return parts.flatMap((part, i) => (i === 0 ? [part] : [' ', part]))
}

function endNote(request: ApprovalRequest): RequestNote | undefined {
  const { state, requester, executedBy, why, locale } = request
  if (!isEnding(state)) return undefined
  const { tone, broadcast } = endings[state]
  const lines: Line[] = [mentions([requester, executedBy]), ...(why ? [why] : [])]
  return thread({ title: requestStateText(request)[locale], tone, lines }, broadcast)
}

function approvedNote({ requester, useBy, locale }: ApprovalRequest): RequestNote {
  const until: Inline[] = useBy === undefined ? [] : [words.until[locale], { deadline: useBy }]
  return thread({ title: words.approved[locale], tone: 'good', lines: [[{ user: requester }, ...until]] })
}

function glassNotes(request: ApprovalRequest): readonly RequestNote[] {
  const { breakGlass: glass, locale, channel, requester } = request
  if (!glass) return []
  const card: Card = {
    title: headline(request, words.glass),
    tone: 'bad',
    lines: [
      [{ user: glass.by }, ` · ${glass.why}`],
      [{ user: requester }, ' · ', { channel }],
      [words.reviewBy[locale], { deadline: glass.reviewBy }],
    ],
    buttons: [reviewButton(request)],
  }
  return [thread(card, true), { to: 'audit', card, broadcast: false }]
}

function reviewButton({ id, locale }: ApprovalRequest) {
  return { label: words.close[locale], action: commandTarget('review', 'ask'), value: id }
}

function reviewNotes(before: ApprovalRequest, request: ApprovalRequest): readonly RequestNote[] {
  const { breakGlass: glass } = request
  const review = glass?.review
  if (!review || before.breakGlass?.review) return []
  const lines: Line[] = [[{ user: review.by }, ` · ${review.note}`]]
  const card: Card = { title: headline(request, words.reviewed), tone: 'good', lines }
  return [thread(card), { to: 'audit', card, broadcast: false }]
}

function overdueNotes(request: ApprovalRequest): readonly RequestNote[] {
  const lines: Line[] = [mentions([request.breakGlass?.by, request.requester])]
  const card: Card = {
    title: headline(request, words.overdue),
    tone: 'warning',
    lines,
    buttons: [reviewButton(request)],
  }
  return [thread(card), { to: 'audit', card, broadcast: false }]
}

/** The second reminder goes along with the escalation, where there is one. */
function reminderNotes(before: ApprovalRequest, request: ApprovalRequest): readonly RequestNote[] {
  const { locale, policy, answerBy, escalatedAt } = request
  if (request.reminded === before.reminded) return []
  if (request.state !== 'pending') return overdueNotes(request)
  const by: Line = [words.answerBy[locale], { deadline: answerBy }]
  const groups = policy.need.map(({ group }) => group)
  const remind = { title: words.remind[locale], lines: [askedOf(groups, request), by] }
  const { escalateTo } = policy
  if (!escalateTo || escalatedAt === undefined || before.escalatedAt !== undefined) {
    return [thread({ ...remind, tone: 'warning' })]
  }
  const lines = [askedOf([...groups, escalateTo], request), by]
  return [thread({ title: words.escalated[locale], tone: 'warning', lines }, true)]
}

function titled(what: Text, locale: Locale): RequestNote {
  return thread({ title: what[locale], tone: 'warning' })
}

/** Pure: what the move from one version of a request to another is worth telling. */
export function requestNotes(before: ApprovalRequest, after: ApprovalRequest): readonly RequestNote[] {
  const { locale, state } = after
  if (state === before.state) {
    const narrowed = after.reductions.length > before.reductions.length
    return [
      ...(narrowed ? [titled(words.narrowed, locale)] : []),
      ...reminderNotes(before, after),
      ...reviewNotes(before, after),
    ]
  }
  if (state === 'approved') return [approvedNote(after)]
  if (state === 'pending') return [titled(words.reopened, locale)]
  if (state === 'executing') return glassNotes(after)
  const end = endNote(after)
  return end ? [end] : []
}
