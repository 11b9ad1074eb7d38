import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { actionOf, actions, isTracked, type TrackedAction } from '../domain/actions/rows.ts'
import type { EventExtras } from '../domain/delivery/card-extras.ts'
import { attention } from '../domain/tasks/attention.ts'
import type { TaskEvent } from '../domain/watching/event.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import { type StatusKind, statusOf, statusWords } from '../drs/statuses.ts'
import { attentionWords } from './attention-words.ts'
import type { Card } from './card.ts'
import { colon } from './format.ts'

/** What an action of a person is called while it is under way and when it is done. */

const nobody: Text = { en: 'someone', 'zh-CN': '某位成员' }

/** The name of a person, who is not notified by it. */
export function personName(user: string, names: EventExtras['names'], locale: Locale): string {
  return names?.get(user)?.replace(/\s+/g, ' ') ?? nobody[locale]
}

export const askedBy: TextTemplate<[who: string]> = {
  en: (who) => `Asked by ${who}`,
  'zh-CN': (who) => `发起人：${who}`,
}

export const goingWords: TextTemplate<[verb: TrackedAction, who: string]> = {
  en: (verb, who) => `${actions[verb].outcome.going.en}… (${who})`,
  'zh-CN': (verb, who) => `${actions[verb].outcome.going['zh-CN']}……（${who}）`,
}

export const doneWords: TextTemplate<[verb: TrackedAction, who: string]> = {
  en: (verb, who) => `${actions[verb].outcome.done.en} by ${who}`,
  'zh-CN': (verb, who) => `${who} ${actions[verb].outcome.done['zh-CN']}`,
}

type Deed = Pick<Card, 'title' | 'tone' | 'mark'>

/** The statuses that say more than that the action is done. */
const telling: ReadonlySet<StatusKind> = new Set(['running', 'healthy'])

/** `Resumed by Alice Meyer: Incremental phase running`; with the icon of what the task is now. */
export function doneDeed(verb: TrackedAction, snapshot: Snapshot, who: string, locale: Locale): Deed {
  const { status, scenario = '' } = snapshot
  const said = doneWords[locale](verb, who)
  const kind = statusOf(status ?? '').kind
  const state = status !== null && telling.has(kind) ? statusWords(status, scenario)[locale] : undefined
  return { title: state ? `${said}${colon[locale]}${state}` : said, tone: 'good', mark: markOf(status) }
}

export function goingDeed(verb: TrackedAction, who: string, locale: Locale): Deed {
  return { title: goingWords[locale](verb, who), tone: 'working' }
}

/** What a person has done to the task, where the event shows it; undefined for what is told in words of its own. */
export function deedOf(
  event: TaskEvent,
  snapshot: Snapshot,
  { names }: EventExtras,
  locale: Locale,
): Deed | undefined {
  const { attribution } = event
  if (typeof attribution !== 'object' || !isTracked(attribution.verb)) return undefined
  const { verb, by } = attribution
  const who = personName(by, names, locale)
  if (event.kind === 'gone') return doneDeed(verb, snapshot, who, locale)
  if (event.kind !== 'status') return undefined
  const { outcome } = actionOf(verb)
  const shows = !outcome?.awaits && outcome?.reached(statusOf(event.to).status, {}, { since: event.at })
  const then = { ...snapshot, status: event.to }
  return shows ? doneDeed(verb, then, who, locale) : goingDeed(verb, who, locale)
}

/** How a task stands after an action, as far as its status tells it. One that is gone was meant to go. */
function markOf(status: string | null): string {
  return attentionWords[status === null ? 'rest' : attention({ status }, 0)].icon
}
