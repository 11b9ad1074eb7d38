import { type Locale, say, type Text } from '../base/i18n.ts'
import type { CardExtras } from '../domain/delivery/card-extras.ts'
import { breaksThroughQuiet, type EventSummary } from '../domain/delivery/outbox-message.ts'
import { type LagHistory, lagCourse } from '../domain/tasks/lag-history.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import type { Card, Inline, Section } from './card.ts'
import { eventSentence } from './event-title.ts'
import { lagCourseLine } from './lag-card.ts'
import { taskCard } from './task-card.ts'
import { type MoreFacts, taskDetails } from './task-details.ts'

/** What one person sees of a task beside the conversation: in Slack's own pane, or in a modal where there is none. */

const words = {
  delay: say('Delay', '时延'),
  events: say('Last changes', '最近的变化'),
  remembered: say(
    'DRS hasn’t answered yet. This is what the bot saw last.',
    'DRS 尚未响应，以下为机器人最近一次看到的内容。',
  ),
} satisfies Record<string, Text>

/** As many fit without scrolling past them. */
const mostEvents = 5
const barCount = 16

/** What the bot knows beside what DRS says. */
export interface PaneFacts {
  readonly extras: CardExtras
  /** Oldest first. */
  readonly history: readonly EventSummary[]
}

interface PaneReader {
  readonly now: number
  readonly locale: Locale
}

/** The task as DRS shows it at this moment. */
export function taskPane(task: Task, more: MoreFacts, facts: PaneFacts, reader: PaneReader): Card {
  const card = taskDetails(task, more, { ...reader, extras: facts.extras })
  return { ...card, sections: [...besides(more.snapshot?.lags, facts, reader), ...(card.sections ?? [])] }
}

/** The task as it was seen last, where DRS takes longer than a person waits. */
export function rememberedPane(snapshot: Snapshot, facts: PaneFacts, reader: PaneReader): Card {
  const card = taskCard(snapshot, reader.locale, reader.now, facts.extras)
  return {
    ...card,
    sections: [{ lines: [words.remembered[reader.locale]] }, ...besides(snapshot.lags, facts, reader)],
  }
}

function besides(
  lags: LagHistory | undefined,
  { history }: PaneFacts,
  { now, locale }: PaneReader,
): readonly Section[] {
  const course = lagCourse(lags, now, barCount)
  const events = history.slice(-mostEvents).toReversed()
  return [
    ...(course ? [{ heading: words.delay[locale], lines: [lagCourseLine(course, locale)] }] : []),
    ...(events.length > 0
      ? [{ heading: words.events[locale], list: events.map((one) => eventLine(one, locale)) }]
      : []),
  ]
}

function eventLine({ event, scenario }: EventSummary, locale: Locale): readonly Inline[] {
  const sentence = eventSentence(event, scenario, locale)
  return [{ time: event.at }, ' · ', breaksThroughQuiet(event) ? { bold: sentence } : sentence]
}
