import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { actions } from '../domain/actions/rows.ts'
import type { EventExtras, ToldAction } from '../domain/delivery/card-extras.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import type { PendingAction } from '../domain/watching/watch.ts'
import { statusOf } from '../drs/statuses.ts'
import { askedBy, doneDeed, goingDeed, personName } from './action-words.ts'
import { attentionWords } from './attention-words.ts'
import type { Card, Line } from './card.ts'
import { comparisonRunCard } from './comparison-card.ts'
import { eventCard, extraLines, failureButtons } from './event-card.ts'
import { eventSentence } from './event-title.ts'
import { failureLines } from './failure-words.ts'

/** An action that somebody asked for, in the one reply that tells it from its beginning to its end. */

const titles = {
  failed: {
    en: (noun, name) => `${noun} of ${name} failed`,
    'zh-CN': (noun, name) => `${name}：${noun}失败`,
  },
  overdue: {
    en: (noun, name) => `${noun} of ${name} not confirmed yet`,
    'zh-CN': (noun, name) => `${name}：${noun}尚未确认`,
  },
  refused: {
    en: (noun, name) => `${noun} of ${name} refused by DRS`,
    'zh-CN': (noun, name) => `${name}：DRS 拒绝了${noun}`,
  },
} satisfies Record<string, TextTemplate<[noun: string, name: string]>>

const overdueAdvice: Text = {
  en: 'DRS accepted the request, but the task shows no result yet. Check it in the console before you try again.',
  'zh-CN': 'DRS 已接受请求，但任务尚未显示结果。请先在控制台查看该任务，再决定是否重试。',
}

const endedSince: Text = { en: 'The task has ended since.', 'zh-CN': '任务此后已结束。' }

export function actionCard(told: ToldAction, locale: Locale, extras: EventExtras = {}): Card {
  const { action, stage, snapshot, why } = told
  const { verb, by } = action
  const who = personName(by, extras.names, locale)
  const title = (kind: keyof typeof titles) =>
    titles[kind][locale](actions[verb].outcome.noun[locale], snapshot.name ?? action.name ?? snapshot.id)
  const tail = [askedBy[locale](who), ...extraLines(extras, true, locale)]
  const run = runCard(told, tail, locale)
  if (run) return run
  switch (stage) {
    case 'begun':
    case 'going':
      return goingDeed(verb, who, locale)
    case 'refused':
      return {
        title: title('refused'),
        tone: 'bad',
        mark: attentionWords.failed.icon,
        lines: [...(why ? [why[locale]] : []), ...tail],
      }
    case 'failed':
      return {
        ...{ title: title('failed'), tone: 'bad', mark: attentionWords.failed.icon },
        lines: [...failureLines(snapshot, locale), ...tail],
        buttons: hasFailed(snapshot) ? failureButtons(snapshot, locale) : [],
      }
    case 'overdue':
      return { title: title('overdue'), tone: 'warning', lines: [overdueAdvice[locale], ...tail] }
    case 'reached':
      return reachedCard(told, who, locale, extras)
  }
}

/** Comparisons are followed in one message to their end, whatever that is; nothing for what else is told of an action. */
function runCard(
  { action, stage, snapshot }: ToldAction,
  tail: readonly Line[],
  locale: Locale,
): Card | undefined {
  const { comparisons: begun, since, by } = action
  if (begun === undefined || !(stage === 'begun' || stage === 'going' || stage === 'reached'))
    return undefined
  const { connection, id, name = action.name ?? id, comparisons: known = [] } = snapshot
  // What is known from before it was begun says nothing of it.
  const comparisons = stage === 'begun' ? [] : known
  return comparisonRunCard({ task: { connection, id, name }, begun, comparisons, since, by, tail }, locale)
}

/** A report is the result, whatever it says; a mere change is told as what the person has done. */
function reachedCard(
  { action, snapshot, event }: ToldAction,
  who: string,
  locale: Locale,
  extras: EventExtras,
): Card {
  const mentions = extraLines(extras, true, locale)
  if (event?.kind === 'precheck' || event?.kind === 'comparison') {
    const card = eventCard(event, snapshot, locale, extras)
    const told = extras.mention && !card.lines?.some((line) => mentions.includes(line)) ? mentions : []
    return { ...card, lines: [...(card.lines ?? []), ...told] }
  }
  const lines: Line[] = [
    ...(event?.kind === 'direction' ? [eventSentence(event, snapshot.scenario ?? '', locale)] : []),
    ...(isOverSince(action, snapshot) ? [endedSince[locale]] : []),
    ...mentions,
  ]
  return { ...doneDeed(action.verb, snapshot, who, locale), ...(lines.length > 0 && { lines }) }
}

function hasFailed({ status }: Snapshot): boolean {
  return status !== null && statusOf(status).kind === 'failed'
}

/** It was reached and left again before anybody looked. */
function isOverSince({ verb }: PendingAction, { status }: Snapshot): boolean {
  const { nature } = actions[verb]
  return nature === 'moves' && status !== null && statusOf(status).kind === 'ended'
}
