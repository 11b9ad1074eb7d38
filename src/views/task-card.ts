import { type Locale, say, type Text } from '../base/i18n.ts'
import type { ActionVerb } from '../domain/actions/permission.ts'
import { actionOf } from '../domain/actions/rows.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { CardExtras } from '../domain/delivery/card-extras.ts'
import { attention, needsOf } from '../domain/tasks/attention.ts'
import { type Comparison, isComparisonFinished } from '../domain/tasks/comparison.ts'
import { nextSteps } from '../domain/tasks/next-steps.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef, type TaskRef } from '../domain/tasks/task-ref.ts'
import { setupStateOf } from '../domain/tasks/task-setup.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import { usualLimitsCrossed } from '../domain/watching/usual-limits.ts'
import { directionWords, engineWords, modeWords, scenarioWords } from '../drs/engines.ts'
import { attentionWords } from './attention-words.ts'
import type { Button, Card, CardSubject, Inline, Line } from './card.ts'
import { comparisonSentence } from './comparison-words.ts'
import { endAddress, endsLine, type TwoEnds } from './ends.ts'
import { failureLine } from './failure-words.ts'
import { formatList } from './format.ts'
import { stepButtons } from './step-buttons.ts'
import { deadlineLines, joined, namedPerson, needLines, type ShownFacts, stateLine } from './task-state.ts'

const words = {
  unnamed: say('Unnamed task', '未命名任务'),
  approval: say('Waits for approval: ', '等待审批：'),
  askedBy: say(' · asked by ', ' · 发起人 '),
  until: say(' · until ', ' · 截止 '),
  updated: say('updated ', '更新于 '),
  console: say('Open in console', '在控制台打开'),
  unwatched: say('no longer watched here', '本频道已不再关注'),
  active: say('Active', '主端'),
  standby: say('Standby', '备端'),
} satisfies Record<string, Text>

/** What the task is, in one line: `Real-time migration · MySQL → MySQL · Full + incremental · To the cloud`. */
export function taskKind(
  task: Pick<Task, 'scenario' | 'engine' | 'mode' | 'direction'>,
  locale: Locale,
): string {
  return kindParts(task, engineWords(task.engine)[locale], locale)
}

function kindParts(
  { scenario, mode, direction }: Pick<Task, 'scenario' | 'mode' | 'direction'>,
  ends: string,
  locale: Locale,
): string {
  return [
    scenarioWords(scenario)[locale],
    ends,
    modeWords(mode)[locale],
    directionWords(direction, scenario)[locale],
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

export const confirmWords = {
  yes: { en: 'Yes, do it', 'zh-CN': '确定' },
  no: { en: 'No', 'zh-CN': '取消' },
} satisfies Record<string, Text>

/** The button that asks for an action. What is destructive asks for approval, or back, before it is done. */
export function actionButton(name: ActionVerb, value: string, locale: Locale): Button {
  const { words: own, style } = actionOf(name)
  return { label: own.button[locale], action: commandTarget(name, 'ask'), value, ...(style && { style }) }
}

/** What a card shows of a task, from a poll or from DRS itself. */
export type ShownTask = ShownFacts &
  TwoEnds & {
    readonly connection: string
    readonly id: string
    readonly name?: string | undefined
    readonly mode?: string | undefined
    readonly direction?: string | undefined
    readonly comparisons?: readonly Comparison[] | undefined
  }

/** A task as a poll saw it, with what the channel and the bot know besides. */
export function shownSnapshot(snapshot: Snapshot, extras: CardExtras): ShownTask {
  const { crossed = usualLimitsCrossed(snapshot, {}), ownCrossed = [], openRequests = [], setup } = extras
  return {
    ...snapshot,
    setup: setupStateOf(setup, snapshot),
    waitingRequests: openRequests.length,
    names: extras.names,
    above: [...crossed, ...ownCrossed],
  }
}

/** The living card of a watched task: always the latest state, edited in place. */
export function taskCard(snapshot: Snapshot, locale: Locale, now: number, extras: CardExtras = {}): Card {
  const task = shownSnapshot(snapshot, extras)
  const { buttons, menu, about, ...head } = taskHead(task, extras, now, locale)
  const updated = [words.updated[locale], { time: snapshot.changedAt }]
  const card = { ...head, footer: footerOf(task, [updated], extras, locale) }
  if (!extras.unwatched)
    return { ...card, ...(buttons && { buttons }), ...(menu && { menu }), ...(about && { about }) }
  return { ...card, mark: attentionWords.rest.icon, state: joined([[words.unwatched[locale]], head.state]) }
}

/** What every card of a task begins with, and what can be done next. */
export function taskHead(task: ShownTask, extras: CardExtras, now: number, locale: Locale) {
  const title = task.name ?? words.unnamed[locale]
  const mark = attentionWords[attention(task, now)].icon
  const state = stateLine(task, now, locale)
  return {
    ...{ title, mark, state },
    ...aboutTask(task, extras, { name: title, state: [`${mark} `, ...state], locale }),
    lines: [
      ...whatLines(task, locale),
      ...(task.error ? [failureLine(task, locale)] : []),
      ...needLines(needsOf(task, now), locale),
      ...deadlineLines(task, locale),
      ...comparisonLines(task, locale),
      ...requestLines(extras, locale),
    ],
    ...sides(task, locale),
    ...stepButtons(nextSteps(task), formatRef(task), locale),
  }
}

/** Without an address of its own Slack takes a task for no thing. */
export function aboutTask(
  task: TaskRef,
  { consoleUrl }: Pick<CardExtras, 'consoleUrl'>,
  shown: Pick<CardSubject, 'name' | 'state' | 'locale'>,
): Pick<Card, 'about'> {
  return consoleUrl === undefined ? {} : { about: [{ ref: formatRef(task), url: consoleUrl, ...shown }] }
}

/** From where to where; nothing where neither is known. */
export function taskEnds({ engine = '', ...ends }: ShownTask, locale: Locale): readonly Line[] {
  if (endAddress(ends.source) === '' && endAddress(ends.destination) === '') return []
  return [endsLine({ ...ends, engine }, locale)]
}

/** From where to where, what it is, and in which connection; only what is known. */
function whatLines(task: ShownTask, locale: Locale): readonly Line[] {
  const { connection, engine = '', scenario = '', mode = '', direction = '' } = task
  const ends = hasSides(task) ? engineWords(engine)[locale] : endsLine({ ...task, engine }, locale)
  const kind = kindParts({ scenario, mode, direction }, '', locale)
  return [[ends, kind, connection].filter((part) => part !== '').join(' · ')]
}

/** A pair has two sides whose roles count: the source is the active one, before and after a switchover. */
function sides(task: ShownTask, locale: Locale): Pick<Card, 'facts'> {
  if (!hasSides(task)) return {}
  return {
    facts: [
      { label: words.active[locale], said: endAddress(task.source) },
      { label: words.standby[locale], said: endAddress(task.destination) },
    ],
  }
}

function hasSides({ scenario, source, destination }: ShownTask): boolean {
  return scenario === 'cloudDataGuard' && endAddress(source) !== '' && endAddress(destination) !== ''
}

function comparisonLines({ comparisons: [comparison] = [] }: ShownTask, locale: Locale): readonly Line[] {
  if (!comparison || !isComparisonFinished(comparison)) return []
  const { endedAt } = comparison
  const sentence = comparisonSentence(comparison, locale)
  return [endedAt === undefined ? sentence : [sentence, ' · ', { time: endedAt }]]
}

/** Requests that wait for people are a deadline of their own. */
function requestLines({ openRequests = [], names }: CardExtras, locale: Locale): readonly Line[] {
  return openRequests.map(({ verb, by, until, link }) => [
    words.approval[locale],
    link === undefined ? verb[locale] : { link, text: verb[locale] },
    words.askedBy[locale],
    namedPerson(by, names),
    words.until[locale],
    { time: until },
  ])
}

/** As much of an id as tells tasks apart. */
export function shortId(id: string): string {
  return id.slice(0, 8)
}

export function footerOf(
  { id }: Pick<ShownTask, 'id'>,
  more: readonly (readonly Inline[])[],
  { consoleUrl }: CardExtras,
  locale: Locale,
): Line {
  const console: readonly Inline[] = consoleUrl ? [{ link: consoleUrl, text: words.console[locale] }] : []
  return joined([[{ code: shortId(id) }], ...more, console])
}

/** Names for a sentence. */
export function taskNames(tasks: readonly Pick<Task, 'name'>[], locale: Locale): string {
  return formatList(
    tasks.map((task) => task.name),
    locale,
  )
}
