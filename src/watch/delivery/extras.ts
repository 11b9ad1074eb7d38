import type { EventExtras } from '../../domain/delivery/card-extras.ts'
import {
  type Announcement,
  breaksThroughQuiet,
  concernsChannel,
  type OutboxMessage,
} from '../../domain/delivery/outbox-message.ts'
import type { DeliveryFacts, EventMessage, PostedReport } from '../../domain/delivery/route-facts.ts'
import { type CheckNote, peopleInNotes } from '../../domain/tasks/check-notes.ts'
import { revisedPrecheck } from '../../domain/watching/diff.ts'
import { checkNotesOf } from '../../store/check-notes.ts'
import type { DeliveryLease } from '../../store/outbox.ts'
import { loadSnapshot } from '../../store/task-states.ts'
import type { DeliveryDeps } from './deps.ts'
import type { ChannelFacts } from './facts.ts'

type Names = ReadonlyMap<string, string>

/** What is read for a message right before it is drawn. */
export interface MessageFacts {
  /** One that Slack does not tell is missing, and keeps nothing from being told. */
  readonly names: Names
  readonly checkNotes?: readonly CheckNote[]
}

/** The names of all people that a message tells of, and what was said of the items of a report in it. */
export async function messageFactsOf(
  deps: DeliveryDeps,
  { connection }: Pick<DeliveryLease, 'connection'>,
  told: readonly OutboxMessage[],
): Promise<MessageFacts> {
  const report = told.find(isReport)
  const checkNotes = report ? await checkNotesOf(deps.redis, connection, report.taskId) : []
  const names = await namesFor(deps, [...told.flatMap(peopleIn), ...peopleInNotes(checkNotes)])
  return { names, ...(checkNotes.length > 0 && { checkNotes }) }
}

/** The same, with the items of a pre-check as they stand now: some may have been skipped since it was told. */
export async function withLatestChecks<Told extends OutboxMessage>(
  { redis }: Pick<DeliveryDeps, 'redis'>,
  { connection }: Pick<DeliveryLease, 'connection'>,
  told: readonly Told[],
): Promise<readonly Told[]> {
  const report = (told as readonly OutboxMessage[]).find(isReport)
  if (report === undefined) return told
  const snapshot = await loadSnapshot(redis, connection, report.taskId)
  const event = revisedPrecheck(report.event, snapshot?.precheck)
  if (snapshot === undefined || event === undefined) return told
  return told.map((one) => (one === report ? { ...one, event, snapshot } : one))
}

/** What has to be noted of a message that tells the end of a pre-check, so that it can be drawn again. */
export function notedReport(
  { reports }: Pick<ChannelFacts, 'reports'>,
  told: readonly Announcement[],
  { ts, key }: Pick<PostedReport, 'ts' | 'key'>,
): PostedReport | undefined {
  const event = told.find(isReport)
  if (event === undefined) return undefined
  const report = { ts, key, said: told.filter((one) => one.kind !== 'notice') }
  reports.set(event.taskId, report)
  return report
}

type ReportMessage = EventMessage & { readonly event: { readonly kind: 'precheck' } }

function isReport(message: OutboxMessage): message is ReportMessage {
  return message.kind === 'event' && message.event.kind === 'precheck'
}

/** Those whom the watches name are mentioned with failures, each once. */
export function extrasOf(
  events: readonly EventMessage[],
  { absorbed }: { readonly absorbed: readonly EventMessage[] },
  { watches }: DeliveryFacts,
  facts: MessageFacts,
): EventExtras {
  const alarming = events.filter(({ event }) => breaksThroughQuiet(event))
  const mention = [...new Set(alarming.flatMap(({ taskId }) => watches.get(taskId)?.options?.mention ?? []))]
  return {
    ...facts,
    ...(mention.length > 0 && { mention }),
    ...(absorbed.length > 0 && { absorbed: absorbed.length }),
  }
}

/** Shown in the channel as well: what concerns everybody there, and all where the watch wants it so. */
export function isForAll(said: readonly Announcement[], { watches }: DeliveryFacts): boolean {
  const wanted = said.some(({ taskId }) => watches.get(taskId)?.options?.where === 'channel')
  return wanted || said.some(concernsChannel)
}

export async function namesFor({ nameOf, log }: DeliveryDeps, people: readonly string[]): Promise<Names> {
  if (nameOf === undefined) return new Map()
  const found = [...new Set(people)].map(async (user) => {
    try {
      const name = await nameOf(user)
      return name === undefined ? [] : [[user, name] as const]
    } catch (err) {
      log.warn({ err, user }, 'Slack did not say what somebody is called')
      return []
    }
  })
  return new Map((await Promise.all(found)).flat())
}

function peopleIn(message: OutboxMessage): readonly string[] {
  switch (message.kind) {
    case 'card':
    case 'batch':
    case 'board':
    case 'report':
      return []
    case 'event': {
      const { attribution } = message.event
      return typeof attribution === 'object' ? [attribution.by] : []
    }
    case 'step':
    case 'outcome':
      return [message.action.by]
    case 'notice':
      return 'by' in message.notice ? [message.notice.by] : []
  }
}
