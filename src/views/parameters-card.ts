import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { DatabaseParameter, TuningChange, TuningParameter } from '../domain/tasks/parameters.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { DrsError } from '../drs/drs-error.ts'
import type { Button, Card, Inline, Line, Section } from './card.ts'
import { aside, colon } from './format.ts'
import { drsErrorLines } from './problem-card.ts'

const words = {
  title: say('Parameters', '参数'),
  databases: say('Parameters of the databases', '数据库参数'),
  task: say('Parameters of the task', '任务参数'),
  history: say('Parameter history', '任务参数的修改记录'),
  name: say('Parameter', '参数'),
  source: say('Source', '源库'),
  destination: say('Destination', '目标库'),
  value: say('Value', '当前值'),
  standard: say('Default', '默认值'),
  range: say('Range', '取值范围'),
  restart: say('Restart', '是否需重启'),
  yes: say('Yes', '是'),
  no: say('No', '否'),
  same: say('Same on both sides', '两端一致'),
  allSame: say('All the same on both sides', '两端全部一致'),
  none: say('DRS shows none for this task.', 'DRS 未返回该任务的参数。'),
  notCompared: say(
    'Compared only for MySQL migration and disaster recovery to the cloud, before the start.',
    '仅支持入云的 MySQL 迁移和灾备任务在启动前对比数据库参数。',
  ),
  notOffered: say('The API of this connection doesn’t show them.', '该连接的接口不提供数据库参数。'),
  noHistory: say('No changes yet', '还没有修改记录'),
  untold: say('Only API v5 keeps this history.', '仅 v5 接口提供修改记录。'),
  failed: say('failed', '修改失败'),
  waits: say('takes effect after a restart or reload', '待重启或重新加载后生效'),
  change: say('Change parameters', '修改参数'),
  seeHistory: say('History', '修改记录'),
  defaults: say('Reset to defaults', '恢复默认值'),
  reload: say('Reload parameters', '重新加载参数'),
  askDefaults: say('Reset all task parameters to their defaults?', '确定将该任务的全部参数恢复为默认值吗？'),
  askReload: say('Let the changed parameters take effect now?', '确定立即让修改的参数生效吗？'),
  cancel: say('Cancel', '取消'),
} satisfies Record<string, Text>

const differ: TextTemplate<[count: number, all: number]> = {
  en: (count, all) => `${count} of ${all} differ`,
  'zh-CN': (count, all) => `共 ${all} 项，${count} 项不一致`,
}

/** Whether DRS compares the databases of this task at all, and what it said. */
export type ComparedDatabases =
  | { readonly state: 'compared'; readonly parameters: readonly DatabaseParameter[] }
  | { readonly state: 'not-compared' | 'not-offered' }
  | { readonly state: 'failed'; readonly error: DrsError }

export type TaskTuning = { readonly parameters: readonly TuningParameter[] } | { readonly error: DrsError }

export interface ShownParameters {
  readonly task: Task
  readonly databases: ComparedDatabases
  readonly tuning: TaskTuning
  readonly mayChange: boolean
}

/** Parameters of both databases, what differs first, and of the task. */
export function parametersCard(
  { task, databases, tuning, mayChange }: ShownParameters,
  locale: Locale,
): Card {
  return {
    title: `${words.title[locale]}${colon[locale]}${task.name}`,
    tone: 'neutral',
    sections: [...databaseSections(databases, locale), tuningSection(tuning, locale)],
    buttons: buttonsOf(task, tuning, mayChange, locale),
  }
}

function buttonsOf(task: Task, tuning: TaskTuning, mayChange: boolean, locale: Locale): readonly Button[] {
  const value = formatRef(task)
  const history = { label: words.seeHistory[locale], action: commandTarget('params', 'history'), value }
  if (!mayChange) return [history]
  const changed = 'parameters' in tuning && tuning.parameters.some(isChanged)
  return [
    { label: words.change[locale], action: commandTarget('params', 'form'), value, style: 'primary' },
    ...(changed ? [defaultsButton(value, locale)] : []),
    history,
  ]
}

const isChanged = ({ value, standard, phase }: TuningParameter) =>
  standard === undefined ? phase !== undefined : standard !== value

function defaultsButton(value: string, locale: Locale): Button {
  const label = words.defaults[locale]
  const confirm = { title: label, text: words.askDefaults[locale], yes: label, no: words.cancel[locale] }
  return { label, action: commandTarget('params', 'defaults'), value, confirm }
}

/** Lets what waits for a restart count now; only v5 has such a call. */
export function reloadButton(task: Task, locale: Locale): Button {
  const label = words.reload[locale]
  const confirm = { title: label, text: words.askReload[locale], yes: label, no: words.cancel[locale] }
  return { label, action: commandTarget('params', 'reload'), value: formatRef(task), confirm }
}

function databaseSections(databases: ComparedDatabases, locale: Locale): readonly Section[] {
  const heading = words.databases[locale]
  if (databases.state === 'failed') return [{ heading, lines: drsErrorLines(databases.error, locale) }]
  if (databases.state !== 'compared') {
    const why = databases.state === 'not-compared' ? words.notCompared : words.notOffered
    return [{ heading, lines: [why[locale]] }]
  }
  const { parameters } = databases
  if (parameters.length === 0) return [{ heading, lines: [words.none[locale]] }]
  const others = parameters.filter(({ same }) => same)
  const differing = parameters.filter(({ same }) => !same)
  const rows = differing.map((one): readonly Inline[] => [
    { code: one.name },
    one.source ?? '',
    one.destination ?? '',
    one.range ?? '',
    (one.restart ? words.yes : words.no)[locale],
  ])
  const header = [words.name, words.source, words.destination, words.range, words.restart]
  const title = `${heading}${colon[locale]}${differ[locale](rows.length, parameters.length)}`
  const first: Section =
    rows.length === 0
      ? { heading, lines: [words.allSame[locale]] }
      : { heading: title, table: { caption: title, header: header.map((text) => text[locale]), rows } }
  const list = others.map(
    ({ name, destination = '' }): Line => [{ code: name }, `${colon[locale]}${destination}`],
  )
  return others.length === 0
    ? [first]
    : [first, { heading: `${words.same[locale]}${aside(others.length, locale)}`, folded: true, list }]
}

function tuningSection(tuning: TaskTuning, locale: Locale): Section {
  const heading = words.task[locale]
  if ('error' in tuning) return { heading, lines: drsErrorLines(tuning.error, locale) }
  const { parameters } = tuning
  if (parameters.length === 0) return { heading, lines: [words.none[locale]] }
  const told = parameters.some(({ standard }) => standard !== undefined)
  const header = [words.name, words.value, ...(told ? [words.standard] : []), words.range]
  const rows = parameters.map(({ name, value, standard, range }): readonly Inline[] => [
    { code: name },
    value,
    ...(told ? [standard ?? ''] : []),
    range ?? '',
  ])
  return { heading, table: { caption: heading, header: header.map((text) => text[locale]), rows } }
}

/** What was changed on a task, the latest first; `undefined`: the API does not tell. */
export function parameterHistoryCard(
  task: Task,
  changes: readonly TuningChange[] | undefined,
  locale: Locale,
): Card {
  const title = `${words.history[locale]}${colon[locale]}${task.name}`
  if (changes === undefined) return { title, tone: 'neutral', lines: [words.untold[locale]] }
  if (changes.length === 0) return { title, tone: 'neutral', lines: [words.noHistory[locale]] }
  return { title, tone: 'neutral', sections: [{ list: changes.map((one) => changeLine(one, locale)) }] }
}

function changeLine({ name, from, to, at, appliedAt, succeeded }: TuningChange, locale: Locale): Line {
  const state = !succeeded ? words.failed : appliedAt === undefined ? words.waits : undefined
  return [
    ...(at === undefined ? [] : [{ time: at }, ' · ']),
    { code: name },
    `${colon[locale]}${from} → ${to}`,
    ...(state ? [` · ${state[locale]}`] : []),
  ]
}
