import type { Locale, TextTemplate } from '../base/i18n.ts'
import type { EventExtras } from '../domain/delivery/card-extras.ts'
import { breaksThroughQuiet, type EventSummary } from '../domain/delivery/outbox-message.ts'
import type { TaskEvent } from '../domain/watching/event.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import { statusOf, statusWords } from '../drs/statuses.ts'
import type { Card } from './card.ts'
import { extraLines, failureButtons } from './event-card.ts'
import { countChanges, eventSections, taskSections } from './event-title.ts'
import { failureLines } from './failure-words.ts'
import { plural } from './format.ts'

/** Several events in one message: of one task because Slack limits the rate, of several because they happened together. */

const merged: TextTemplate<[name: string, count: number, steps: string | undefined]> = {
  en: (name, count, steps) =>
    `${name}: ${plural(count, 'change', 'changes')} merged${steps ? `: ${steps}` : ''}`,
  'zh-CN': (name, count, steps) => `${name}：已合并 ${count} 项变化${steps ? `：${steps}` : ''}`,
}

/** `A → B → C`: the statuses that the task has gone through, if that is all that happened. */
function stepsOf(events: readonly TaskEvent[], scenario: string, locale: Locale): string | undefined {
  const moves = events.flatMap((event) => (event.kind === 'status' ? [event] : []))
  const [first] = moves
  if (!first || moves.length < events.length) return undefined
  return [first.from, ...moves.map(({ to }) => to)]
    .map((status) => statusWords(status, scenario)[locale])
    .join(' → ')
}

/** Events of one task, oldest first. */
export function mergedCard(
  events: readonly TaskEvent[],
  snapshot: Snapshot,
  locale: Locale,
  extras: EventExtras = {},
): Card {
  const { name = snapshot.id, scenario = '', id: taskId, status } = snapshot
  const told = events.map((event) => ({ taskId, name, scenario, event }))
  const alarming = events.some(breaksThroughQuiet)
  const failed = status !== null && statusOf(status).kind === 'failed'
  return {
    title: merged[locale](name, events.length, stepsOf(events, scenario, locale)),
    tone: alarming ? 'bad' : 'neutral',
    lines: [...(failed ? failureLines(snapshot, locale) : []), ...extraLines(extras, alarming, locale)],
    sections: taskSections(told, locale),
    buttons: failed ? failureButtons(snapshot, locale) : [],
  }
}

const withFailures: TextTemplate<[changes: string, failures: number]> = {
  en: (changes, failures) =>
    failures === 0 ? changes : `${changes}, ${plural(failures, 'needs', 'need')} attention`,
  'zh-CN': (changes, failures) => (failures === 0 ? changes : `${changes}，其中 ${failures} 项需要留意`),
}

/** Events of several tasks that happened at nearly the same time, in the order in which they happened. */
export function groupCard(events: readonly EventSummary[], locale: Locale, extras: EventExtras = {}): Card {
  const bad = events.filter(({ event }) => breaksThroughQuiet(event)).length
  return {
    title: withFailures[locale](countChanges(events, locale), bad),
    tone: bad > 0 ? 'bad' : 'neutral',
    lines: extraLines(extras, bad > 0, locale),
    sections: eventSections(events, locale),
  }
}
