import { whyIn } from '../domain/approvals/ending.ts'
import { taskIdsOf } from '../domain/approvals/open.ts'
import type { ApprovalRequest, RequestTransition } from '../domain/approvals/request.ts'
import type { AuditKind, AuditNote, AuditRecord } from '../domain/audit/audit.ts'

/** What a move of a request is written down as. The bot itself is `bot`. */
const kinds: Readonly<Record<Exclude<RequestTransition['kind'], 'tick'>, AuditKind>> = {
  posted: 'ask',
  vote: 'vote',
  withdraw: 'withdraw',
  narrow: 'narrow',
  reject: 'reject',
  cancel: 'cancel',
  start: 'execute',
  stale: 'stale',
  result: 'result',
  finish: 'result',
  'break-glass': 'break-glass',
  review: 'review',
}

function kindOf(step: RequestTransition, before: ApprovalRequest, after: ApprovalRequest): AuditKind {
  if (after.state === 'expired' && before.state !== 'expired') return 'expire'
  // Some votes did not count any more: it waits for approval again, and nothing was carried out.
  if (step.kind === 'start' && after.state !== 'executing') return 'refused'
  if (step.kind !== 'tick') return kinds[step.kind]
  return after.escalatedAt !== undefined && before.escalatedAt === undefined ? 'escalate' : 'remind'
}

function said(step: RequestTransition): string {
  switch (step.kind) {
    case 'posted':
      return `posted as ${step.messages.map(({ channel, ts }) => `${channel} ${ts ?? '?'}`).join(', ')}`
    case 'reject':
    case 'stale':
    case 'break-glass':
      return whyIn(step.why, 'en')
    case 'review':
      return step.note
    case 'narrow':
      return `without ${step.without.join(', ')}`
    case 'result':
      return [`${step.taskId}: ${step.outcome}`, step.why && whyIn(step.why, 'en')].filter(Boolean).join(', ')
    case 'finish':
      return [step.outcome, step.why && whyIn(step.why, 'en')].filter(Boolean).join(', ')
    default:
      return ''
  }
}

function about(request: ApprovalRequest, at: number): Omit<AuditRecord, 'kind' | 'who' | 'what'> {
  const { team, channel, connection, payload, id } = request
  return { at, team, channel, connection, verb: payload.verb, tasks: taskIdsOf(request), ticket: id }
}

export function requestedRecord(request: ApprovalRequest, at: number): AuditRecord {
  const { requester, reason, hash } = request
  return { kind: 'ask', who: requester, what: `${reason} (payload ${hash})`, ...about(request, at) }
}

export function transitionRecord(
  before: ApprovalRequest,
  after: ApprovalRequest,
  step: RequestTransition,
  at: number,
): AuditRecord {
  const what = [`${before.state} → ${after.state}`, said(step), `payload ${after.hash}`]
  const who = 'by' in step ? step.by : 'bot'
  return {
    kind: kindOf(step, before, after),
    who,
    what: what.filter(Boolean).join('; '),
    ...about(after, at),
  }
}

export function refusedRecord(
  request: ApprovalRequest,
  step: RequestTransition,
  why: string,
  at: number,
): AuditRecord {
  const who = 'by' in step ? step.by : 'bot'
  return { kind: 'refused', who, what: `${step.kind}: ${why}`, ...about(request, at) }
}

/** What happens on the way, for whoever carries the request out. */
export function noteRecord(request: ApprovalRequest, note: AuditNote, at: number): AuditRecord {
  return { who: request.executedBy ?? 'bot', ...about(request, at), ...note }
}
