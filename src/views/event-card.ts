import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { type ActionVerb, permission } from '../domain/actions/permission.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { EventExtras } from '../domain/delivery/card-extras.ts'
import { breaksThroughQuiet } from '../domain/delivery/outbox-message.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Attribution, TaskEvent } from '../domain/watching/event.ts'
import { endsFullPhase } from '../domain/watching/event-kinds.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import { statusOf } from '../drs/statuses.ts'
import { askedBy, deedOf, personName } from './action-words.ts'
import type { Button, Card, Line } from './card.ts'
import { deadlineAdvice } from './clock-words.ts'
import { comparisonTone } from './comparison-words.ts'
import { eventTitle } from './event-title.ts'
import { failureLines, failureVerb } from './failure-words.ts'
import { plural } from './format.ts'
import { limitLines, limitTone } from './limit-words.ts'
import { mentionLines } from './mentions.ts'
import { precheckSections } from './precheck-card.ts'
import { actionButton, taskKind } from './task-card.ts'
import { countVerdicts } from './task-state.ts'

/** The button for an action, if the task's latest state allows it. */
function buttonFor(verb: ActionVerb, snapshot: Snapshot, locale: Locale): readonly Button[] {
  const { status, scenario = '' } = snapshot
  if (status === null || !permission(verb, { status, scenario }).ok) return []
  return [actionButton(verb, formatRef(snapshot), locale)]
}

const words = {
  checkAgain: { en: 'Run the pre-check again', 'zh-CN': '重新预检查' },
  snooze: { en: 'Snooze 4 h', 'zh-CN': '静默 4 小时' },
  show: { en: 'Show', 'zh-CN': '查看' },
  phaseEnd: { en: 'The full phase is finished.', 'zh-CN': '全量阶段已结束。' },
  console: {
    en: 'Done outside the bot: in the console or by another program.',
    'zh-CN': '该操作在机器人之外执行：来自控制台或其他程序。',
  },
} satisfies Record<string, Text>

/** What helps with a failure that lasts: a look at the task, and some quiet. */
export function failureButtons(snapshot: Snapshot, locale: Locale): readonly Button[] {
  const value = formatRef(snapshot)
  return [
    ...buttonFor(failureVerb(snapshot), snapshot, locale),
    { label: words.snooze[locale], action: commandTarget('snooze', 'four-hours'), value },
    { label: words.show[locale], action: commandTarget('show', 'ask'), value },
  ]
}

type Drawn = Omit<Card, 'title'>

function statusPart(
  event: Extract<TaskEvent, { kind: 'status' }>,
  snapshot: Snapshot,
  locale: Locale,
): Drawn {
  const { kind } = statusOf(event.to)
  if (kind === 'failed') {
    const persists = snapshot.status !== null && statusOf(snapshot.status).kind === 'failed'
    return {
      tone: 'bad',
      lines: failureLines(snapshot, locale),
      buttons: persists ? failureButtons(snapshot, locale) : [],
    }
  }
  return {
    tone: kind === 'healthy' ? 'good' : 'neutral',
    lines: endsFullPhase(event.from, event.to) ? [words.phaseEnd[locale]] : [],
  }
}

function precheckPart(
  event: Extract<TaskEvent, { kind: 'precheck' }>,
  snapshot: Snapshot,
  locale: Locale,
): Drawn {
  const { alarms } = countVerdicts(event)
  const again = buttonFor('precheck', snapshot, locale).map((b) => ({
    ...b,
    label: words.checkAgain[locale],
  }))
  return {
    tone: event.passed ? (alarms > 0 ? 'warning' : 'good') : 'bad',
    sections: precheckSections(event.items, locale, snapshot.precheck),
    buttons: event.passed ? buttonFor('start', snapshot, locale) : again,
  }
}

function unstablePart(
  { state }: Extract<TaskEvent, { kind: 'unstable' }>,
  snapshot: Snapshot,
  locale: Locale,
): Drawn {
  if (state === 'over') return { tone: 'neutral' }
  return { tone: 'bad', lines: failureLines(snapshot, locale), buttons: failureButtons(snapshot, locale) }
}

/** What an event's card shows besides its title. */
function partOf(event: TaskEvent, snapshot: Snapshot, locale: Locale): Drawn {
  switch (event.kind) {
    case 'status':
      return statusPart(event, snapshot, locale)
    case 'precheck':
      return precheckPart(event, snapshot, locale)
    case 'direction':
      return { tone: 'warning' }
    case 'unstable':
      return unstablePart(event, snapshot, locale)
    case 'gone':
    case 'returned':
      return { tone: 'neutral' }
    case 'limit':
      return { tone: limitTone(event), lines: limitLines(event, locale) }
    case 'comparison':
      return { tone: comparisonTone(event.comparison) }
    case 'subtasks':
      return { tone: 'bad', buttons: failureButtons(snapshot, locale) }
    case 'clock':
      return { tone: 'warning', lines: [deadlineAdvice(event.deadline, locale)] }
    case 'appeared':
      return { tone: 'neutral', lines: kindLines(snapshot, locale) }
  }
}

function kindLines(
  { scenario = '', engine = '', mode = '', direction = '' }: Snapshot,
  locale: Locale,
): Line[] {
  const kind = taskKind({ scenario, engine, mode, direction }, locale)
  return kind === '' ? [] : [kind]
}

/** An event of a task, as a reply in the thread of its card. */
export function eventCard(
  event: TaskEvent,
  snapshot: Snapshot,
  locale: Locale,
  extras: EventExtras = {},
): Card {
  const { name = snapshot.id, scenario = '' } = snapshot
  const part = partOf(event, snapshot, locale)
  const deed = deedOf(event, snapshot, extras, locale)
  const lines = [
    ...(part.lines ?? []),
    ...(deed ? [] : originLines(event.attribution, extras, locale)),
    ...extraLines(extras, breaksThroughQuiet(event), locale),
  ]
  return {
    ...part,
    title: eventTitle(event, { name, scenario }, locale),
    ...deed,
    ...(lines.length > 0 && { lines }),
  }
}

/** Who brought the event about, where that is known and the title does not say it. */
function originLines(
  attribution: Attribution | undefined,
  { names }: EventExtras,
  locale: Locale,
): readonly Line[] {
  if (attribution === undefined) return []
  if (attribution === 'console') return [words.console[locale]]
  return [askedBy[locale](personName(attribution.by, names, locale))]
}

const absorbedSentence: TextTemplate<[count: number]> = {
  en: (count) => `${plural(count, 'failed subtask follows', 'failed subtasks follow')} from this.`,
  'zh-CN': (count) => `由此引起 ${count} 个子任务失败，不再单独通知。`,
}

/** Whom it concerns, and what is not said on its own because of it. */
export function extraLines(
  { mention, absorbed = 0 }: EventExtras,
  alarming: boolean,
  locale: Locale,
): readonly Line[] {
  return [
    ...(absorbed > 0 ? [absorbedSentence[locale](absorbed)] : []),
    ...(alarming ? mentionLines(mention) : []),
  ]
}
