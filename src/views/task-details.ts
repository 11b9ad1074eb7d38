import { type Locale, say, type Text } from '../base/i18n.ts'
import { isBeforeStart } from '../domain/actions/statuses.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { CardExtras } from '../domain/delivery/card-extras.ts'
import { courseOf, type Stage } from '../domain/tasks/course.ts'
import type { DatabaseEndpoint, PrecheckReport, Progress, Recovery, Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { setupStateOf } from '../domain/tasks/task-setup.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import { endWords, networkWords } from '../drs/engines.ts'
import { failureEssence } from '../drs/failure-causes.ts'
import type { Card, Course, Line, MenuEntry, Section } from './card.ts'
import { endAddress } from './ends.ts'
import { failureAdvice } from './failure-words.ts'
import { colon } from './format.ts'
import { footerOf, type ShownTask, taskHead } from './task-card.ts'

const words = {
  source: say('Source', '源库'),
  destination: say('Destination', '目标库'),
  nodeType: say('Specifications', '规格'),
  network: say('Network', '网络类型'),
  created: say('Created', '创建时间'),
  description: say('Description', '描述'),
  id: say('Task ID', '任务 ID'),
  more: say('More about this task', '任务详细信息'),
  raw: say('What DRS says', 'DRS 返回的原文'),
  course: say('Course of the task', '任务进程'),
  comparisons: say('Comparisons', '数据对比记录'),
} satisfies Record<string, Text>

const stageWords: Readonly<Record<Stage, Text>> = {
  created: say('Created', '创建'),
  tested: say('Connections tested', '测试连接'),
  checked: say('Pre-check', '预检查'),
  started: say('Started', '启动'),
  full: say('Full phase', '全量'),
  incremental: say('Incremental phase', '增量'),
}

/** What is asked of DRS beside the task itself, and what the bot knows of it. */
export interface MoreFacts {
  readonly progress?: Progress
  readonly recovery?: Recovery
  readonly precheck?: PrecheckReport
  readonly snapshot?: Snapshot
}

/** Everything that is known of a task, for `/drs show`. */
export function taskDetails(
  task: Task,
  more: MoreFacts,
  {
    now,
    locale,
    extras = {},
  }: { readonly now: number; readonly locale: Locale; readonly extras?: CardExtras },
): Card {
  const shown = shownTask(task, more, extras)
  const course = courseCard(shown, locale)
  const head = taskHead(shown, extras, now, locale)
  const menu = [...(head.menu ?? []), ...comparisonsEntry(task, locale)]
  return {
    ...head,
    ...(menu.length > 0 && { menu }),
    ...(course && { course }),
    sections: [...failureSections(task, locale), moreSection(task, locale)],
    footer: footerOf(task, [], extras, locale),
  }
}

/** A task that has never run has compared nothing. */
function comparisonsEntry(task: Task, locale: Locale): readonly MenuEntry[] {
  if (isBeforeStart(task.status)) return []
  const action = commandTarget('compare', 'history')
  return [{ label: words.comparisons[locale], action, value: formatRef(task) }]
}

/** What DRS says at this moment, over what was seen before. */
export function shownTask(task: Task, { snapshot, ...asked }: MoreFacts, extras: CardExtras): ShownTask {
  const { openRequests = [], setup } = extras
  const known = snapshot?.status === task.status ? snapshot : undefined
  return {
    ...(known && rememberedOf(known)),
    ...task,
    ...asked,
    setup: setupStateOf(setup, task),
    waitingRequests: openRequests.length,
  }
}

/** What only somebody who has watched can tell. */
function rememberedOf({ statusSince, statusBy, lags, deadlines, comparisons, precheckAt }: Snapshot) {
  return {
    ...(statusSince !== undefined && { statusSince }),
    ...(statusBy !== undefined && { statusBy }),
    ...(lags && { lags }),
    ...(deadlines && { deadlines }),
    ...(comparisons && { comparisons }),
    ...(precheckAt !== undefined && { precheckAt }),
  }
}

function courseCard(task: ShownTask, locale: Locale): Course | undefined {
  const course = courseOf(task)
  return (
    course && {
      title: words.course[locale],
      steps: course.map(({ stage, state }) => ({ title: stageWords[stage][locale], state })),
    }
  )
}

/** What is known of a failure, and DRS's text as it came wherever the card shows less of it. */
function failureSections(task: Task, locale: Locale): Section[] {
  const { error = '' } = task
  const advice = failureAdvice(task, locale)
  const isWhole = error.trim() === failureEssence(error)
  return [
    ...(advice.length > 0 ? [{ lines: advice }] : []),
    ...(isWhole ? [] : [{ heading: words.raw[locale], folded: true as const, code: error }]),
  ]
}

function moreSection(task: Task, locale: Locale): Section {
  const { source, destination, nodeType, network, createdAt, description, id, engine } = task
  const ends = endWords(engine)
  const line = (label: Text, value: Line | undefined): Line[] =>
    value === undefined || value === ''
      ? []
      : [[`${label[locale]}${colon[locale]}`, ...(Array.isArray(value) ? value : [value])] as Line]
  return {
    heading: words.more[locale],
    folded: true,
    lines: [
      ...line(words.source, source && endDetails(source, ends?.source[locale])),
      ...line(words.destination, destination && endDetails(destination, ends?.destination[locale])),
      ...line(words.nodeType, nodeType),
      ...line(words.network, network && networkWords(network)[locale]),
      ...line(words.created, createdAt === undefined ? undefined : { time: createdAt }),
      ...line(words.description, description),
      ...line(words.id, { code: id }),
    ],
  }
}

/** `kind`: what the engine of that end is called. */
function endDetails(end: DatabaseEndpoint, kind: string | undefined): Line {
  const { dbType, user, ip, instanceName } = end
  const address = instanceName === undefined ? '' : endAddress({ ...end, instanceName: '' })
  const parts = [kind ?? dbType, endAddress(end), ip === undefined ? '' : address].filter(Boolean)
  return user ? [parts.join(' · '), ' · ', { code: user }] : parts.join(' · ')
}
