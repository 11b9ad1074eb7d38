import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { ApprovalRequest } from '../domain/approvals/request.ts'
import { formatRequestRef } from '../domain/approvals/request-ref.ts'
import { type CommandTarget, commandTarget } from '../domain/command-targets.ts'
import type { Button, Card, MenuEntry } from './card.ts'
import { consequence } from './request-effect.ts'
import { requestSentence } from './request-words.ts'

/** What can be done about a request: at most two buttons, the rest behind the dots. */

const words = {
  approve: { en: 'Approve', 'zh-CN': '批准' },
  decline: { en: 'Decline…', 'zh-CN': '拒绝…' },
  carryOut: { en: 'Carry out now', 'zh-CN': '立即执行' },
  details: { en: 'Details', 'zh-CN': '详情' },
  withdraw: { en: 'Withdraw my approval', 'zh-CN': '撤回我的批准' },
  cancel: { en: 'Cancel the request', 'zh-CN': '取消请求' },
  leaveOut: { en: 'Approve without a task…', 'zh-CN': '移出任务并批准…' },
  which: { en: 'Which task is left out?', 'zh-CN': '要移出哪个任务？' },
  rest: {
    en: 'You approve the rest. Earlier approvals no longer count.',
    'zh-CN': '您将批准其余任务，此前的批准不再有效。',
  },
  close: { en: 'Close the review…', 'zh-CN': '完成复核…' },
  no: { en: 'Not yet', 'zh-CN': '暂不' },
  checked: { en: 'The bot checks the task again first.', 'zh-CN': '执行前机器人会再次检查任务。' },
  later: {
    en: 'Carrying it out takes one more click.',
    'zh-CN': '批准后还需再点击一次才会执行。',
  },
} satisfies Record<string, Text>

const andRun: TextTemplate<[what: string]> = {
  en: (what) => `Approve and ${what}`,
  'zh-CN': (what) => `批准并执行：${what}`,
}

const askApprove: TextTemplate<[what: string]> = {
  en: (what) => `Approve: ${what}?`,
  'zh-CN': (what) => `批准：${what}？`,
}

const askRun: TextTemplate<[what: string]> = {
  en: (what) => `Carry out now: ${what}?`,
  'zh-CN': (what) => `立即执行：${what}？`,
}

function to(request: ApprovalRequest, label: Text, action: CommandTarget): MenuEntry {
  return { label: label[request.locale], action, value: formatRequestRef(request) }
}

function sentences(parts: readonly (string | undefined)[], locale: Locale): string {
  return parts.filter((part) => part !== undefined).join(locale === 'en' ? ' ' : '')
}

/** The confirmation repeats the name and what comes of it. */
function approveButton(request: ApprovalRequest, runs: boolean): Button {
  const { locale } = request
  const what = requestSentence(request)
  const label = runs ? andRun[locale](what) : words.approve[locale]
  return {
    ...to(request, words.approve, commandTarget('approve', 'ask')),
    label,
    style: 'primary',
    confirm: {
      title: words.approve[locale],
      text: sentences(
        [askApprove[locale](what), consequence(request), (runs ? words.checked : words.later)[locale]],
        locale,
      ),
      yes: words.approve[locale],
      no: words.no[locale],
    },
  }
}

export function carryOutButton(request: ApprovalRequest): Button {
  const { locale } = request
  const text = sentences(
    [askRun[locale](requestSentence(request)), consequence(request), words.checked[locale]],
    locale,
  )
  return {
    ...to(request, words.carryOut, commandTarget('execute', 'ask')),
    style: 'primary',
    confirm: { title: words.carryOut[locale], text, yes: words.carryOut[locale], no: words.no[locale] },
  }
}

export function reviewButton(request: ApprovalRequest): Button {
  return to(request, words.close, commandTarget('review', 'ask'))
}

export function requestButtons(request: ApprovalRequest, runs: boolean): readonly Button[] {
  const { state, breakGlass } = request
  const decline = to(request, words.decline, commandTarget('reject', 'ask'))
  const review = breakGlass && !breakGlass.review ? [reviewButton(request)] : []
  if (state === 'pending') return [approveButton(request, runs), decline]
  if (state === 'approved') return [carryOutButton(request), decline]
  return review
}

export function requestMenu(request: ApprovalRequest): readonly MenuEntry[] {
  const { state, votes, payload } = request
  const details = to(request, words.details, commandTarget('approvals', 'details'))
  if (state !== 'pending' && state !== 'approved') return [details]
  const isBatch = state === 'pending' && payload.kind === 'action' && payload.tasks.length > 1
  return [
    details,
    ...(isBatch ? [to(request, words.leaveOut, commandTarget('approve', 'choose'))] : []),
    ...(votes.length > 0 ? [to(request, words.withdraw, commandTarget('withdraw', 'ask'))] : []),
    to(request, words.cancel, commandTarget('cancel', 'ask')),
  ]
}

/** An approver takes one task out of a batch and approves the rest; Slack takes a hundred choices. */
export function leaveOutCard(request: ApprovalRequest): Card {
  const { payload, locale } = request
  const tasks = payload.kind === 'action' ? payload.tasks : []
  return {
    title: words.which[locale],
    lines: [words.rest[locale]],
    choice: {
      placeholder: words.leaveOut[locale],
      action: commandTarget('approve', 'without'),
      options: tasks.map(({ id, name }) => ({ label: name, value: `${formatRequestRef(request)} ${id}` })),
    },
  }
}
