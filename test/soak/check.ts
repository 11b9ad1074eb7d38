import { requestMessageKey } from '../../src/approvals/message.ts'
import { whyIn } from '../../src/domain/approvals/ending.ts'
import type { ApprovalRequest } from '../../src/domain/approvals/request.ts'
import type { AuditRecord } from '../../src/domain/audit/audit.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { requestCard } from '../../src/views/request-card.ts'
import { type Change, judge } from '../faults/judge.ts'

/** What is promised never to happen, whatever goes wrong. */
export const promises = ['lost', 'told twice', 'told wrongly', 'silent', 'executed twice'] as const
export type BrokenPromise = (typeof promises)[number]

export interface Finding {
  readonly promise: BrokenPromise
  readonly what: string
}

/** What happened, by those whom it happened to; and what was told and kept of it, after everything has been mended. */
export interface Happened {
  /** Of the watched tasks, oldest first. */
  readonly changes: readonly Change[]
  /** Ids of tasks whose switchover DRS has accepted, once for each time. */
  readonly executed: readonly string[]
  /** How often no look had an answer for so long that it has to be told. */
  readonly blindTimes: number
  /** Of every channel that watches the tasks; the requests are in the first one. */
  readonly transcripts: readonly (readonly SeenMessage[])[]
  readonly requests: readonly ApprovalRequest[]
  readonly audit: { readonly isSound: boolean; readonly records: readonly AuditRecord[] }
}

/** Compares transcripts, requests and audit with what happened. */
export function check(happened: Happened): readonly Finding[] {
  const { transcripts, requests } = happened
  const [channel = []] = transcripts
  return [
    ...transcripts.flatMap((transcript) => ofWatching(transcript, happened)),
    ...requests.flatMap((request) => ofRequest(request, channel, happened)),
    ...ofExecutions(happened),
    ...(happened.audit.isSound ? [] : [found('told wrongly', 'the audit is broken')]),
  ]
}

function found(promise: BrokenPromise, what: string): Finding {
  return { promise, what }
}

function several(promise: BrokenPromise, count: number, what: string): readonly Finding[] {
  return count > 0 ? [found(promise, `${count} ${what}`)] : []
}

function ofWatching(
  transcript: readonly SeenMessage[],
  { changes, blindTimes }: Happened,
): readonly Finding[] {
  const { lost, twice, disorder, cards, blind, sighted, emptied } = judge(transcript, changes)
  return [
    ...several('lost', lost, 'changes are not told'),
    ...several('told twice', twice, 'changes are told again'),
    ...several('told wrongly', disorder, 'tasks are told in another order'),
    ...several('told wrongly', cards, 'cards are wrong'),
    ...several('told wrongly', emptied, 'times it is told that all watches are lost'),
    ...several('told wrongly', Math.max(0, blind - blindTimes), 'times blindness is told that was none'),
    ...several('lost', Math.max(0, blind - sighted), 'times the end of a blindness is not told'),
    ...several('told twice', Math.max(0, sighted - blind), 'times the end of a blindness is told again'),
  ]
}

function ofRequest(
  request: ApprovalRequest,
  channel: readonly SeenMessage[],
  { executed, audit }: Happened,
): readonly Finding[] {
  const { id, state } = request
  const own = channel.filter((message) => keyOf(message) === requestMessageKey(request))
  const [message, ...others] = own
  const title = requestCard(request).title
  const name = `request ${id.slice(0, 8)}`
  const repeated = own.flatMap(({ replies }) => repeatedIn(replies.map(({ plain }) => plain)))
  const begun = audit.records.filter(
    ({ kind, ticket, what }) => kind === 'execute' && ticket === id && what.includes('→ executing'),
  )
  const asked = tasksOf(request).filter((task) => executed.includes(task))
  return [
    // One that could not be posted is cancelled, and whoever asked is told so.
    ...(message === undefined && state !== 'cancelled' ? [found('silent', `${name} is shown nowhere`)] : []),
    ...several('told twice', others.length, `further messages of ${name}`),
    ...several('told twice', repeated.length, `replies to ${name} are repeated`),
    ...(message && !message.text.startsWith(title)
      ? [found('told wrongly', `${name} says “${message.text.split('\n')[0]}” and is “${title}”`)]
      : []),
    ...(state === 'executing' ? [found('silent', `nobody is told how ${name} ends`)] : []),
    ...(state === 'verified' && asked.length < tasksOf(request).length
      ? [found('told wrongly', `${name} is told to be done, and DRS was not asked`)]
      : []),
    ...(begun.length > 1 ? [found('executed twice', `${name} has begun ${begun.length} times`)] : []),
    ...(state === 'verified' && begun.length === 0
      ? [found('lost', `the audit does not say that ${name} has begun`)]
      : []),
  ]
}

/** What DRS has done has to be told as done, at a request. */
function ofExecutions({ executed, requests }: Happened): readonly Finding[] {
  const again = repeatedIn(executed).map((task) => found('executed twice', `${task} was switched over again`))
  const untold = [...new Set(executed)].flatMap((task) => {
    const own = requests.filter((request) => tasksOf(request).includes(task))
    if (own.some(({ state }) => state === 'verified' || state === 'executing')) return []
    const ends = own.map(({ state, why }) => (why === undefined ? state : `${state} (${whyIn(why, 'en')})`))
    return [found('told wrongly', `${task} was switched over, and its requests are ${ends.join(', ')}`)]
  })
  return [...again, ...untold]
}

function tasksOf({ payload }: ApprovalRequest): readonly string[] {
  return payload.kind === 'action' ? payload.tasks.map(({ id }) => id) : []
}

function repeatedIn(all: readonly string[]): readonly string[] {
  return all.filter((one, at) => all.indexOf(one) !== at)
}

function keyOf({ metadata }: SeenMessage): unknown {
  const payload = metadata?.event_payload
  return typeof payload === 'object' && payload !== null && 'key' in payload ? payload.key : undefined
}
