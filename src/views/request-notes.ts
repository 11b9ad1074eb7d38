import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { whyIn } from '../domain/approvals/ending.ts'
import type { ApproverGroup } from '../domain/approvals/policy.ts'
import type { ApprovalRequest } from '../domain/approvals/request.ts'
import { type Standing, standingOf, standingText } from '../domain/approvals/standing.ts'
import type { Card, Inline, Line, Tone } from './card.ts'
import { mentioned } from './mentions.ts'
import { carryOutButton, reviewButton } from './request-buttons.ts'
import { requestSubject, shortWhy, shownWhy } from './request-words.ts'

/**
 * What is said beside a request's messages when it has moved: in the thread of the one for the requester, in those of the
 * people who decide, or in the channel of the audit.
 */
export interface RequestNote {
  readonly to: 'requester' | 'asked' | 'audit'
  readonly card: Card
  /** Shown in the channel as well. */
  readonly broadcast: boolean
  /** Under this name the reply is found again, to be edited. */
  readonly slot?: string
}

const words = {
  approved: { en: 'Approved', 'zh-CN': '已批准' },
  until: { en: ' carry it out by ', 'zh-CN': ' 请在此之前执行：' },
  notRun: { en: 'Approved, but not carried out', 'zh-CN': '已批准，但未执行' },
  reopened: { en: 'The approval is no longer complete', 'zh-CN': '批准已不再完整' },
  narrowed: {
    en: 'Tasks were taken out, so earlier approvals no longer count',
    'zh-CN': '已移出部分任务，此前的批准不再有效',
  },
  remind: { en: 'Still waiting for approval', 'zh-CN': '仍在等待审批' },
  escalated: { en: 'Still waiting: you can approve it, too', 'zh-CN': '仍在等待审批，现在您也可以审批' },
  answerBy: { en: 'Decide by ', 'zh-CN': '审批截止：' },
  glass: { en: 'Carried out without approval (break-glass)', 'zh-CN': '未经审批的紧急执行' },
  reviewBy: { en: 'Needs a review by ', 'zh-CN': '须在此之前复核：' },
  overdue: { en: 'The review of a break-glass execution is overdue', 'zh-CN': '紧急执行的事后复核已逾期' },
  reviewed: { en: 'The break-glass execution is reviewed', 'zh-CN': '紧急执行已复核' },
} satisfies Record<string, Text>

const about: TextTemplate<[what: string, of: string]> = {
  en: (what, of) => `${what}: ${of}`,
  'zh-CN': (what, of) => `${what}：${of}`,
}

/**
 * Which ends are told on their own, and how they sound; the requester has to do something about them. Failures concern the
 * whole channel. A good end stands on the messages themselves.
 */
const endings: Readonly<Partial<Record<Standing, { readonly tone: Tone; readonly broadcast: boolean }>>> = {
  unconfirmed: { tone: 'warning', broadcast: true },
  partly: { tone: 'warning', broadcast: true },
  refused: { tone: 'bad', broadcast: true },
  failed: { tone: 'bad', broadcast: true },
  stale: { tone: 'warning', broadcast: true },
  unknown: { tone: 'warning', broadcast: true },
  rejected: { tone: 'neutral', broadcast: false },
  expired: { tone: 'warning', broadcast: false },
}

function mentions(users: readonly (string | undefined)[]): readonly Inline[] {
  const known = users.filter((user) => user !== undefined)
  return [...new Set(known)].flatMap((user, i) => (i === 0 ? [{ user }] : [' ', { user }]))
}

function headline(request: ApprovalRequest, what: Text): string {
  const { action, of } = requestSubject(request)
  return about[request.locale](what[request.locale], `${action} ${of}`)
}

function toRequester(card: Card, broadcast = false): RequestNote {
  return { to: 'requester', card, broadcast }
}

/** People who can still help; those who have answered and the requester are left in peace. */
function stillAsked({ asked, votes, requester }: ApprovalRequest, wider?: ApproverGroup): readonly Inline[] {
  const done = new Set([requester, ...votes.map(({ by }) => by)])
  const more = wider ? [...wider.users.filter((user) => user !== '*'), ...wider.userGroups] : []
  const left = [...new Set([...asked, ...more])].filter((id) => !done.has(id))
  return left.flatMap((id, i) => (i === 0 ? [mentioned(id)] : [' ', mentioned(id)]))
}

function endNote(request: ApprovalRequest): RequestNote | undefined {
  const { requester, executedBy, why, locale, state } = request
  const ending = endings[standingOf(request)]
  if (!ending) return undefined
  const said = why && (state === 'rejected' ? shortWhy(whyIn(why, locale)) : shownWhy(why, locale))
  const lines: Line[] = [mentions([requester, executedBy]), ...(said ? [said] : [])]
  return toRequester({ title: standingText(request)[locale], tone: ending.tone, lines }, ending.broadcast)
}

function readySlot({ useBy }: ApprovalRequest): string | undefined {
  return useBy === undefined ? undefined : `ready:${useBy}`
}

/** The requester carries it out with one more click, unless the last approval does. */
function readyNotes(request: ApprovalRequest): readonly RequestNote[] {
  return request.runs ? [] : [readyNote(request)]
}

/** `why`: what kept the last approval from carrying it out. */
export function readyNote(request: ApprovalRequest, why?: Text): RequestNote {
  const { requester, useBy, locale } = request
  const slot = readySlot(request)
  const until: readonly Inline[] = useBy === undefined ? [] : [words.until[locale], { deadline: useBy }]
  const card: Card = {
    title: headline(request, why ? words.notRun : words.approved),
    tone: why ? 'warning' : 'good',
    lines: [[{ user: requester }, ...until], ...(why ? [why[locale]] : [])],
    buttons: [carryOutButton(request)],
  }
  return { ...toRequester(card), ...(slot !== undefined && { slot }) }
}

const toneOfEnd: Readonly<Partial<Record<Standing, Tone>>> = { confirmed: 'good', executing: 'working' }

/** Replies that offer what is not possible any more, as they are from now on. */
export function outdatedNotes(
  before: ApprovalRequest,
  after: ApprovalRequest,
): readonly { readonly slot: string; readonly card: Card }[] {
  const slot = readySlot(before)
  if (slot === undefined || before.state === after.state) return []
  const standing = standingOf(after)
  const tone = toneOfEnd[standing] ?? endings[standing]?.tone ?? 'neutral'
  return [{ slot, card: { title: headline(after, standingText(after)), tone } }]
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
  return [toRequester(card, true), { to: 'audit', card, broadcast: false }]
}

function reviewNotes(before: ApprovalRequest, request: ApprovalRequest): readonly RequestNote[] {
  const { breakGlass: glass } = request
  const review = glass?.review
  if (!review || before.breakGlass?.review) return []
  const lines: Line[] = [[{ user: review.by }, ` · ${review.note}`]]
  const card: Card = { title: headline(request, words.reviewed), tone: 'good', lines }
  return [toRequester(card), { to: 'audit', card, broadcast: false }]
}

function overdueNotes(request: ApprovalRequest): readonly RequestNote[] {
  const lines: Line[] = [mentions([request.breakGlass?.by, request.requester])]
  const card: Card = {
    title: headline(request, words.overdue),
    tone: 'warning',
    lines,
    buttons: [reviewButton(request)],
  }
  return [toRequester(card), { to: 'audit', card, broadcast: false }]
}

/** The second reminder goes along with the escalation, where there is one. */
function reminderNotes(before: ApprovalRequest, request: ApprovalRequest): readonly RequestNote[] {
  const { locale, policy, answerBy, escalatedAt } = request
  if (request.reminded === before.reminded) return []
  if (request.state !== 'pending') return overdueNotes(request)
  const isEscalated = escalatedAt !== undefined && before.escalatedAt === undefined
  const by: Line = [words.answerBy[locale], { deadline: answerBy }]
  const title = (isEscalated ? words.escalated : words.remind)[locale]
  const lines = [stillAsked(request, isEscalated ? policy.escalateTo : undefined), by]
  return [{ to: 'asked', card: { title, tone: 'warning', lines }, broadcast: isEscalated }]
}

function titled(to: RequestNote['to'], what: Text, locale: Locale): RequestNote {
  return { to, card: { title: what[locale], tone: 'warning' }, broadcast: false }
}

/** Pure: what the move from one version of a request to another is worth telling. */
export function requestNotes(before: ApprovalRequest, after: ApprovalRequest): readonly RequestNote[] {
  const { locale, state } = after
  if (state === before.state) {
    const narrowed = after.reductions.length > before.reductions.length
    return [
      ...(narrowed ? [titled('asked', words.narrowed, locale)] : []),
      ...reminderNotes(before, after),
      ...reviewNotes(before, after),
    ]
  }
  if (state === 'approved') return readyNotes(after)
  if (state === 'pending') return [titled('requester', words.reopened, locale)]
  if (state === 'executing') return glassNotes(after)
  const end = endNote(after)
  return end ? [end] : []
}
