import { type Locale, say, type Text } from '../base/i18n.ts'
import type { Task } from '../domain/tasks/task.ts'
import { modeWords, networkWords } from '../drs/engines.ts'
import type { Button, Card, Inline, Line, Section } from './card.ts'
import { colon } from './format.ts'

/** One thing that can be set: as it is now, and the way to change it, or why there is none. */
export interface SettingPart {
  readonly name: Text
  readonly lines: readonly Line[]
  readonly edit?: Pick<Button, 'action' | 'value'>
  readonly why?: Text
}

const words = {
  title: say('Settings', '任务设置'),
  edit: say('Edit', '修改'),
  fixed: say('Shown only', '仅供查看'),
  name: say('Name', '任务名称'),
  mode: say('Task mode', '任务模式'),
  network: say('Network', '网络类型'),
  nodeType: say('Specifications', '规格'),
  expiredDays: say('Ends automatically after a failure (days)', '异常自动结束（天）'),
  description: say('Description', '描述'),
}

/** Everything that can be set on a task, as it is now. */
export function settingsCard(task: Task, parts: readonly SettingPart[], locale: Locale): Card {
  const fixed = fixedLines(task, locale)
  return {
    title: `${words.title[locale]}${colon[locale]}${task.name}`,
    tone: 'neutral',
    sections: [
      ...parts.map((part) => partSection(part, locale)),
      ...(fixed.length > 0 ? [{ heading: words.fixed[locale], folded: true as const, lines: fixed }] : []),
    ],
    ...editControls(parts, locale),
  }
}

/** So many buttons stand beside each other; the others are in the menu. */
const mostButtons = 3

function editControls(parts: readonly SettingPart[], locale: Locale): Pick<Card, 'buttons' | 'menu'> {
  const edits = parts.flatMap(({ name, edit }) =>
    edit ? [{ label: `${words.edit[locale]}${colon[locale]}${name[locale]}`, ...edit }] : [],
  )
  return { buttons: edits.slice(0, mostButtons), menu: edits.slice(mostButtons) }
}

/** A row for each, so that all can be seen at a glance. */
function partSection({ name, lines, why }: SettingPart, locale: Locale): Section {
  const said = lines.flatMap((line, i): readonly Inline[] => [
    ...(i === 0 ? [] : [' · ']),
    ...(isInlines(line) ? line : [line]),
  ])
  const row: Line = [{ bold: name[locale] }, colon[locale], ...said]
  return { lines: [row, ...(why ? [[{ italic: why[locale] }]] : [])] }
}

function isInlines(line: Line): line is readonly Inline[] {
  return Array.isArray(line)
}

/** Name and the like of the task itself, as far as DRS shows it. */
export function basicLines(task: Task, locale: Locale): readonly string[] {
  const { name, nodeType, expiredDays, description } = task
  return linesOf(
    [
      [words.name, name],
      [words.description, description],
      [words.nodeType, nodeType],
      [words.expiredDays, expiredDays === undefined ? undefined : String(expiredDays)],
    ],
    locale,
  )
}

/** What DRS lets nobody change once the task is there. */
function fixedLines({ mode, network }: Task, locale: Locale): readonly string[] {
  return linesOf(
    [
      [words.mode, mode === '' ? undefined : modeWords(mode)[locale]],
      [words.network, network === undefined ? undefined : networkWords(network)[locale]],
    ],
    locale,
  )
}

function linesOf(
  rows: readonly (readonly [name: Text, value: string | undefined])[],
  locale: Locale,
): readonly string[] {
  return rows.flatMap(([name, value]) => (value ? [`${name[locale]}${colon[locale]}${value}`] : []))
}
