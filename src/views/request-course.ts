import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { whyIn } from '../domain/approvals/ending.ts'
import type { ApprovalRequest, RequestMessage } from '../domain/approvals/request.ts'
import type { Inline, Line } from './card.ts'
import { colon } from './format.ts'
import { groupWords, shortWhy, shownWhy } from './request-words.ts'
import { namedPerson } from './task-state.ts'

/** Who has approved a request, and what has become of it by whom. */

/** How far the approval is that one group has to give. */
export interface GroupSeats {
  readonly group: string
  readonly seats: number
  readonly open: number
}

/** What of a request only the moment tells, and for whom it is drawn. */
export interface RequestPicture {
  readonly seats: readonly GroupSeats[]
  /** What people are called, by their ids: they are named without being pinged. */
  readonly names: ReadonlyMap<string, string>
  /** The last approval carries it out. */
  readonly runs?: boolean
  readonly message?: RequestMessage
  /** Some of those who decide read this language: they get headline and effect in it as well. */
  readonly also?: Locale
  /** Where a task of the request is in the console, by its id. */
  readonly consoleUrls?: ReadonlyMap<string, string>
}

const words = {
  votes: { en: 'Approvals', 'zh-CN': '批准' },
  why: { en: 'Why', 'zh-CN': '说明' },
} satisfies Record<string, Text>

export function labelled(label: Text, value: Line, locale: Locale): Line {
  const parts: readonly Inline[] = Array.isArray(value) ? value : [value as Inline]
  return [{ bold: label[locale] }, colon[locale], ...parts]
}

const comma: Text = { en: ', ', 'zh-CN': '、' }

function people(users: readonly string[], { names }: RequestPicture, locale: Locale): readonly Inline[] {
  return users.flatMap((user, i) => [...(i === 0 ? [] : [comma[locale]]), namedPerson(user, names)])
}

const seatText: TextTemplate<[given: number, seats: number, from: string]> = {
  en: (given, seats, from) => `${given} of ${seats}, from ${from}`,
  'zh-CN': (given, seats, from) => `${from} ${given}/${seats}`,
}

/** `Approvals: 1 of 2, from approvers · Bob Chen` */
export function voteLines(request: ApprovalRequest, picture: RequestPicture): readonly Line[] {
  const { state, votes, locale } = request
  const voters = people(
    votes.map(({ by }) => by),
    picture,
    locale,
  )
  if (state !== 'pending') return voters.length === 0 ? [] : [labelled(words.votes, voters, locale)]
  const seats = picture.seats.map((row) =>
    seatText[locale](row.seats - row.open, row.seats, groupWords(row.group, locale)),
  )
  if (seats.length === 0) return []
  const who = voters.length === 0 ? [] : [' · ', ...voters]
  return [labelled(words.votes, [seats.join(' + '), ...who], locale)]
}

const done = {
  executedBy: {
    en: (name: Inline): Line => ['Carried out by ', name],
    'zh-CN': (name: Inline): Line => ['执行人：', name],
  },
  rejected: {
    en: (name: Inline): Line => ['Declined by ', name],
    'zh-CN': (name: Inline): Line => ['拒绝人：', name],
  },
  cancelled: {
    en: (name: Inline): Line => ['Cancelled by ', name],
    'zh-CN': (name: Inline): Line => ['取消人：', name],
  },
  glass: {
    en: (name: Inline): Line => ['Without approval (break-glass), by ', name],
    'zh-CN': (name: Inline): Line => ['未经审批的紧急执行，执行人：', name],
  },
  reviewed: {
    en: (name: Inline): Line => ['Reviewed by ', name],
    'zh-CN': (name: Inline): Line => ['复核人：', name],
  },
}

const leftOut: TextTemplate<[count: number]> = {
  en: (count) => `${count === 1 ? '1 task' : `${count} tasks`} taken out by `,
  'zh-CN': (count) => `已移出 ${count} 个任务，操作人：`,
}

function withWhy(line: Line, why: string | undefined, locale: Locale): Line {
  const parts: readonly Inline[] = Array.isArray(line) ? line : [line as Inline]
  return why === undefined ? parts : [...parts, colon[locale], why]
}

/** What has become of it, and by whom. */
export function courseLines(request: ApprovalRequest, { names }: RequestPicture): readonly Line[] {
  const { locale, state, reductions, breakGlass, executedBy, endedBy, why } = request
  const name = (user: string) => namedPerson(user, names)
  const count = reductions.reduce((sum, { taskIds }) => sum + taskIds.length, 0)
  const last = reductions.at(-1)
  const ended = endedBy !== undefined && (state === 'rejected' || state === 'cancelled')
  return [
    ...(last ? [[leftOut[locale](count), name(last.by)]] : []),
    ...(breakGlass ? [withWhy(done.glass[locale](name(breakGlass.by)), breakGlass.why, locale)] : []),
    ...(executedBy !== undefined && !breakGlass ? [done.executedBy[locale](name(executedBy))] : []),
    ...(ended
      ? [withWhy(done[state][locale](name(endedBy)), why && shortWhy(whyIn(why, locale)), locale)]
      : []),
    ...(why !== undefined && !ended ? [labelled(words.why, shownWhy(why, locale), locale)] : []),
    ...(breakGlass?.review
      ? [withWhy(done.reviewed[locale](name(breakGlass.review.by)), breakGlass.review.note, locale)]
      : []),
  ]
}
