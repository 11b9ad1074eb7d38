import { type Ticket, type TicketState, ticketStates, type WantedAction } from '../domain/approval.ts'
import { actionRule } from '../domain/lifecycle.ts'
import { directionWords } from '../drs/engines.ts'
import { statusWords } from '../drs/statuses.ts'
import type { Locale, Text, Words } from '../text.ts'
import type { Button, Card, Line, Tone } from './card.ts'
import { formatDuration } from './format.ts'

const words = {
  state: { en: 'State', 'zh-CN': '状态' },
  requester: { en: 'Asked by', 'zh-CN': '发起人' },
  reason: { en: 'Reason', 'zh-CN': '原因' },
  now: { en: 'Task when asked', 'zh-CN': '发起时的任务' },
  answerBy: { en: 'Answer by', 'zh-CN': '审批截止' },
  useBy: { en: 'Use by', 'zh-CN': '执行截止' },
  approvedBy: { en: 'Approved by', 'zh-CN': '批准人' },
  endedBy: { en: 'Ended by', 'zh-CN': '结束人' },
  why: { en: 'Why', 'zh-CN': '说明' },
  approve: { en: 'Approve', 'zh-CN': '批准' },
  reject: { en: 'Reject …', 'zh-CN': '拒绝……' },
  cancel: { en: 'Cancel the request', 'zh-CN': '取消请求' },
  sure: {
    en: 'The action starts at once with your approval.',
    'zh-CN': '批准后将立即执行该操作。',
  },
  no: { en: 'Not yet', 'zh-CN': '再想想' },
  somebodyElse: {
    en: 'Somebody else than the person who asked has to approve.',
    'zh-CN': '需要由发起人以外的人批准。',
  },
} satisfies Record<string, Text>

const title: Words<[action: string, name: string]> = {
  en: (action, name) => `Approval needed: ${action} ${name}`,
  'zh-CN': (action, name) => `需要审批：${name} ${action}`,
}

const closedTitle: Words<[action: string, name: string, state: string]> = {
  en: (action, name, state) => `${action} ${name}: ${state}`,
  'zh-CN': (action, name, state) => `${name} ${action}：${state}`,
}

const tones: Readonly<Record<TicketState, Tone>> = {
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

function seenLine({ seen, scenario }: WantedAction, locale: Locale): Line {
  const parts = [statusWords(seen.status, scenario)[locale], directionWords(seen.direction, scenario)[locale]]
  if (seen.rpoMs !== undefined) parts.push(`RPO ${formatDuration(seen.rpoMs, locale)}`)
  if (seen.rtoMs !== undefined) parts.push(`RTO ${formatDuration(seen.rtoMs, locale)}`)
  return parts.join(' · ')
}

/** What is asked for, and of what. */
function subject({ wanted, locale }: Ticket): { readonly action: string; readonly of: string } {
  if (wanted.kind === 'call') return { action: wanted.title[locale], of: wanted.operation }
  return { action: actionRule(wanted.verb).words[locale], of: wanted.taskName }
}

function buttons({ id, state, locale }: Ticket): readonly Button[] {
  const cancel: Button = { label: words.cancel[locale], action: 'cmd:cancel:ask', value: id }
  if (state === 'approved') return [cancel]
  if (state !== 'pending') return []
  const approve: Button = {
    label: words.approve[locale],
    action: 'cmd:approve:ask',
    value: id,
    style: 'primary',
    confirm: {
      title: words.approve[locale],
      text: words.sure[locale],
      yes: words.approve[locale],
      no: words.no[locale],
    },
  }
  return [
    approve,
    { label: words.reject[locale], action: 'cmd:reject:ask', value: id, style: 'danger' },
    cancel,
  ]
}

/** The request's one message, edited with every move of its state. */
export function ticketCard(ticket: Ticket): Card {
  const { locale, state } = ticket
  const { wanted } = ticket
  const { action, of } = subject(ticket)
  const open = state === 'pending'
  const fact = (label: Text, value: Line) => ({ label: label[locale], value })
  const stateWords = ticketStates[state][locale]
  return {
    title: open ? title[locale](action, of) : closedTitle[locale](action, of, stateWords),
    tone: tones[state],
    ...(open && { lines: [words.somebodyElse[locale]] }),
    facts: [
      fact(words.state, { bold: stateWords }),
      fact(words.requester, { user: ticket.requester }),
      fact(words.reason, ticket.reason),
      ...(wanted.kind === 'action' ? [fact(words.now, seenLine(wanted, locale))] : []),
      ...(open ? [fact(words.answerBy, { time: ticket.answerBy })] : []),
      ...(ticket.approvedBy ? [fact(words.approvedBy, { user: ticket.approvedBy })] : []),
      ...(state === 'approved' && ticket.useBy ? [fact(words.useBy, { time: ticket.useBy })] : []),
      ...(ticket.endedBy ? [fact(words.endedBy, { user: ticket.endedBy })] : []),
      ...(ticket.why ? [fact(words.why, ticket.why)] : []),
    ],
    ...(wanted.kind === 'call' && { sections: [{ code: JSON.stringify(wanted.input, null, 2) }] }),
    buttons: buttons(ticket),
    footer: [
      ...(wanted.kind === 'action' ? [{ code: wanted.taskId }, ' · '] : []),
      `${ticket.connection} · ${ticket.id.slice(0, 8)}`,
    ],
  }
}
