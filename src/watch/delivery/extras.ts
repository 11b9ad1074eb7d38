import type { EventExtras } from '../../domain/delivery/card-extras.ts'
import {
  type Announcement,
  breaksThroughQuiet,
  concernsChannel,
  type OutboxMessage,
} from '../../domain/delivery/outbox-message.ts'
import {
  type DeliveryFacts,
  type EventMessage,
  outboxMessagesOf,
  type PlannedMessage,
} from '../../domain/delivery/route-facts.ts'
import { type CheckNote, peopleInNotes } from '../../domain/tasks/check-notes.ts'
import { checkNotesOf } from '../../store/check-notes.ts'
import type { DeliveryLease } from '../../store/outbox.ts'
import type { DeliveryDeps } from './deps.ts'

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
  message: PlannedMessage,
): Promise<MessageFacts> {
  const told = outboxMessagesOf(message)
  const report = told.find((one) => one.kind === 'event' && one.event.kind === 'precheck')
  const checkNotes = report ? await checkNotesOf(deps.redis, connection, report.taskId) : []
  const names = await namesFor(deps, [...told.flatMap(peopleIn), ...peopleInNotes(checkNotes)])
  return { names, ...(checkNotes.length > 0 && { checkNotes }) }
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
