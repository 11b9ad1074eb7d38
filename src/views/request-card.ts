import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { actionOf } from '../domain/actions/rows.ts'
import type { ApprovalRequest, PayloadTask } from '../domain/approvals/request.ts'
import { type Standing, standingOf, standingText } from '../domain/approvals/standing.ts'
import { payloadTargets } from '../domain/approvals/targets.ts'
import { commandTarget, isCommandName } from '../domain/command-targets.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Card, Inline, Line, MenuEntry, Section, Tone } from './card.ts'
import { changeSections } from './change-words.ts'
import { mentioned } from './mentions.ts'
import { preconditionLines } from './policy-words.ts'
import { requestButtons, requestMenu } from './request-buttons.ts'
import { callBeginning, callDetails, callFileButtons } from './request-call.ts'
import { courseLines, labelled, type RequestPicture, voteLines } from './request-course.ts'
import { effectLines } from './request-effect.ts'
import { observedLine, requestSentence, requestSubject } from './request-words.ts'
import { namedPerson } from './task-state.ts'

const nothingSeen: RequestPicture = { seats: [], names: new Map() }

const words = {
  effect: { en: 'Effect', 'zh-CN': '影响' },
  now: { en: 'Right now', 'zh-CN': '当前状态' },
  before: { en: 'When asked', 'zh-CN': '发起时的状态' },
  tasks: { en: 'Tasks', 'zh-CN': '任务' },
  decide: { en: 'please decide by ', 'zh-CN': '请在此之前审批：' },
  waits: { en: 'Waiting for approval until ', 'zh-CN': '等待审批，截止：' },
  carryOut: { en: 'Carry it out by ', 'zh-CN': '请在此之前执行：' },
  reviewBy: { en: 'Needs a review by ', 'zh-CN': '须在此之前复核：' },
  instead: { en: 'The bot can no longer post in ', 'zh-CN': '机器人无法再在此频道发布消息：' },
  card: { en: 'Task card', 'zh-CN': '任务卡片' },
  checks: { en: 'Checked again before it runs', 'zh-CN': '执行前再次检查' },
  same: { en: 'status and direction unchanged', 'zh-CN': '状态与方向未变' },
} satisfies Record<string, Text>

const pendingTitle: TextTemplate<[what: string]> = {
  en: (what) => `Approval needed: ${what}`,
  'zh-CN': (what) => `需要审批：${what}`,
}

const otherTitle: TextTemplate<[action: string, of: string, state: string]> = {
  en: (action, of, state) => `${action} ${of}: ${state.charAt(0).toLowerCase()}${state.slice(1)}`,
  'zh-CN': (action, of, state) => `${of} ${action}：${state}`,
}

const tones: Readonly<Record<Standing, Tone>> = {
  pending: 'warning',
  approved: 'working',
  executing: 'working',
  confirmed: 'good',
  unconfirmed: 'warning',
  partly: 'warning',
  refused: 'bad',
  failed: 'bad',
  rejected: 'neutral',
  cancelled: 'neutral',
  expired: 'neutral',
  stale: 'warning',
  unknown: 'warning',
}

/** With this many the message stays short; the rest is behind *Details*. */
const shownTasks = 8

const moreLines: TextTemplate<[count: number]> = {
  en: (count) => `… and ${count} more, see Details`,
  'zh-CN': (count) => `……另有 ${count} 项，见详情`,
}

const mostMentioned = 8

/** In the channel of those who decide they are called, in direct messages nobody has to be. */
function calledUpon({ asked }: ApprovalRequest, { message }: RequestPicture): readonly Inline[] {
  if (message?.asks !== true || message.person !== undefined) return []
  return asked.slice(0, mostMentioned).flatMap((id) => [mentioned(id), ' '])
}

function callLines(request: ApprovalRequest, picture: RequestPicture): readonly Line[] {
  const { state, locale, answerBy, useBy, breakGlass } = request
  const { message } = picture
  const instead: readonly Line[] =
    message?.instead === undefined ? [] : [[words.instead[locale], { channel: message.instead }]]
  if (state === 'pending') {
    const called = calledUpon(request, picture)
    const lead = message?.asks === true ? words.decide : words.waits
    const text = called.length === 0 && message?.asks ? capital(lead[locale]) : lead[locale]
    return [...instead, [...called, text, { deadline: answerBy }]]
  }
  if (state === 'approved' && useBy !== undefined)
    return [...instead, [words.carryOut[locale], { deadline: useBy }]]
  if (breakGlass && !breakGlass.review)
    return [...instead, [words.reviewBy[locale], { deadline: breakGlass.reviewBy }]]
  return instead
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

const resultWords: Readonly<Record<ApprovalRequest['results'][string], Text>> = {
  reached: { en: 'done', 'zh-CN': '已完成' },
  failed: { en: 'failed', 'zh-CN': '失败' },
  overdue: { en: 'not confirmed', 'zh-CN': '尚未确认' },
  refused: { en: 'refused by DRS', 'zh-CN': '被 DRS 拒绝' },
}

function taskLine(request: ApprovalRequest, task: PayloadTask): Line {
  const { locale, results } = request
  const result = results[task.id]
  const end = result === undefined ? [] : [' → ', { bold: resultWords[result][locale] }]
  return [{ bold: task.name }, ' · ', observedLine(task, request.createdAt, locale), ...end]
}

/** What has not gone as wanted comes first. */
function tasksInOrder({ results }: ApprovalRequest, tasks: readonly PayloadTask[]): readonly PayloadTask[] {
  const rank = ({ id }: PayloadTask) => (results[id] === undefined ? 1 : results[id] === 'reached' ? 2 : 0)
  return tasks.toSorted((a, b) => rank(a) - rank(b))
}

function firstOf(lines: readonly Line[], locale: Locale): readonly Line[] {
  if (lines.length <= shownTasks) return lines
  return [...lines.slice(0, shownTasks), moreLines[locale](lines.length - shownTasks)]
}

function subjectSections(request: ApprovalRequest, isWhole: boolean): readonly Section[] {
  const { payload, locale, state } = request
  if (payload.kind === 'change') return changeSections(payload, locale)
  const { tasks = [] } = payload
  const [only, ...more] = tasks
  const effect = effectLines(request).map((line, i) =>
    i === 0 ? labelled(words.effect, line, locale) : line,
  )
  const label = state === 'pending' || state === 'approved' ? words.now : words.before
  const seen =
    only && more.length === 0 ? [labelled(label, observedLine(only, request.createdAt, locale), locale)] : []
  const lines = tasksInOrder(request, tasks).map((task) => taskLine(request, task))
  return [
    ...(payload.kind === 'call' ? (isWhole ? callDetails : callBeginning)(payload, locale) : []),
    ...(effect.length + seen.length > 0 ? [{ lines: [...effect, ...seen] }] : []),
    ...(more.length > 0
      ? [{ heading: words.tasks[locale], list: isWhole ? lines : firstOf(lines, locale) }]
      : []),
  ]
}

/** The way back is a request of its own. */
function backButtons(request: ApprovalRequest): NonNullable<Card['buttons']> {
  const { payload, connection, locale } = request
  if (standingOf(request) !== 'confirmed' || payload.kind !== 'action') return []
  const { verb } = payload
  const { wayBack } = actionOf(verb)
  if (!wayBack || !isCommandName(verb)) return []
  const value = payload.tasks.map(({ id }) => formatRef({ connection, id })).join(',')
  return [{ label: wayBack[locale], action: commandTarget(verb, 'ask'), value }]
}

function titleOf(request: ApprovalRequest): string {
  const { locale, state } = request
  if (state === 'pending') return pendingTitle[locale](requestSentence(request))
  const { action, of } = requestSubject(request)
  return otherTitle[locale](action, of, standingText(request)[locale])
}

/** What it is about, once more for those who decide and read another language. */
function alsoTitle(request: ApprovalRequest, { also }: RequestPicture): readonly Line[] {
  if (also === undefined || request.state !== 'pending') return []
  return [[{ bold: titleOf({ ...request, locale: also }) }]]
}

function alsoEffect(request: ApprovalRequest, { also }: RequestPicture): readonly Section[] {
  if (also === undefined || request.state !== 'pending') return []
  const lines = effectLines({ ...request, locale: also })
  return lines.length === 0
    ? []
    : [{ lines: lines.map((line, i) => (i === 0 ? labelled(words.effect, line, also) : line)) }]
}

function footerOf({ connection, id, hash, card, locale }: ApprovalRequest): Line {
  return [
    `${connection} · `,
    { code: id.slice(0, 8) },
    ' · # ',
    { code: hash.slice(0, 8) },
    ...(card === undefined ? [] : [' · ', { link: card, text: words.card[locale] }]),
  ]
}

/** The tasks that the request is about, as far as they have an address. */
function subjectsOf(
  { payload, connection, locale }: ApprovalRequest,
  { consoleUrls }: RequestPicture,
): Pick<Card, 'about'> {
  const about = payloadTargets(payload).flatMap(({ task: { id, name } }) => {
    const url = consoleUrls?.get(id)
    return url === undefined ? [] : [{ ref: formatRef({ connection, id }), url, name, locale }]
  })
  return about.length > 0 ? { about } : {}
}

/** The request's message, edited with every move of its state. */
export function requestCard(request: ApprovalRequest, picture: RequestPicture = nothingSeen): Card {
  const { reason, requester } = request
  const menu: readonly MenuEntry[] = requestMenu(request)
  const course = [...voteLines(request, picture), ...courseLines(request, picture)]
  return {
    title: titleOf(request),
    tone: tones[standingOf(request)],
    lines: [...alsoTitle(request, picture), ...callLines(request, picture)],
    sections: [
      { quote: [reason, ' — ', namedPerson(requester, picture.names)] },
      ...subjectSections(request, false),
      ...alsoEffect(request, picture),
      ...(course.length > 0 ? [{ lines: course }] : []),
    ],
    buttons: [...requestButtons(request, picture.runs === true), ...backButtons(request)],
    ...(menu.length > 0 && { menu }),
    ...subjectsOf(request, picture),
    footer: footerOf(request),
  }
}

/** All of what is asked for, and what is checked before it runs; only looked at. */
export function requestDetails(request: ApprovalRequest): Card {
  const { locale, policy, payload } = request
  const limits = preconditionLines(policy.preconditions, locale)
  const checks = { heading: words.checks[locale], list: [words.same[locale], ...limits] }
  return {
    title: titleOf(request),
    tone: tones[standingOf(request)],
    sections: [...subjectSections(request, true), ...(payloadTargets(payload).length > 0 ? [checks] : [])],
    buttons: callFileButtons(request),
    footer: footerOf(request),
  }
}
