import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { actions } from '../domain/actions/rows.ts'
import { commandTarget } from '../domain/command-targets.ts'
import { type Batch, type BatchTaskState, isBatchOver } from '../domain/delivery/batch.ts'
import type { EventExtras } from '../domain/delivery/card-extras.ts'
import { askedBy, personName } from './action-words.ts'
import type { Card, Line, Section } from './card.ts'
import { extraLines } from './event-card.ts'
import { colon, formatList } from './format.ts'

/** An action on several tasks: a line for each, or, of many, how many stand how, and those that need a look. */

/** More tasks than these are counted. */
const mostLines = 20
/** More causes than these, and more names of one, are counted as well. */
const [mostCauses, mostNames] = [8, 10]

const marks: Readonly<Record<BatchTaskState, string>> = {
  asked: '⏳',
  held: '⚪',
  refused: '🔴',
  reached: '✅',
  failed: '🔴',
  overdue: '⚠️',
}

const stateWords = {
  held: { en: 'Not sent to DRS', 'zh-CN': '未发送到 DRS' },
  refused: { en: 'Refused by DRS', 'zh-CN': '被 DRS 拒绝' },
  failed: { en: 'Failed', 'zh-CN': '失败' },
  overdue: { en: 'Not confirmed yet', 'zh-CN': '尚未确认' },
} satisfies Partial<Record<BatchTaskState, Text>>

type Exception = keyof typeof stateWords

const exceptions: readonly Exception[] = ['held', 'refused', 'failed', 'overdue']

const goingTitle: TextTemplate<[going: string, all: number, over: number]> = {
  en: (going, all, over) => `${going} ${all} tasks… ${over} of ${all} done`,
  'zh-CN': (going, all, over) => `${going} ${all} 个任务……已完成 ${over} 个`,
}

const overTitle: TextTemplate<[done: string, reached: number, all: number]> = {
  en: (done, reached, all) => `${reached} of ${all} ${done.toLowerCase()}`,
  'zh-CN': (done, reached, all) => `${all} 个任务中 ${reached} 个${done}`,
}

const more: TextTemplate<[count: number]> = {
  en: (count) => `${count} more`,
  'zh-CN': (count) => `另外 ${count} 个`,
}

const wholeList: Text = { en: 'All tasks as file', 'zh-CN': '下载全部任务' }

const count = ({ tasks }: Batch, state: BatchTaskState) => tasks.filter((task) => task.state === state).length

export function batchCard(batch: Batch, locale: Locale, extras: EventExtras = {}): Card {
  const { verb, tasks, by, connection, id } = batch
  const { going, done } = actions[verb].outcome
  const over = isBatchOver(batch)
  const reached = count(batch, 'reached')
  const many = tasks.length > mostLines
  return {
    title: over
      ? overTitle[locale](done[locale], reached, tasks.length)
      : goingTitle[locale](going[locale], tasks.length, tasks.length - count(batch, 'asked')),
    tone: !over ? 'working' : reached === tasks.length ? 'good' : 'warning',
    lines: [askedBy[locale](personName(by, extras.names, locale)), ...extraLines(extras, true, locale)],
    sections: [
      ...(many ? countsOf(batch, locale) : linesOf(batch, locale)),
      ...exceptionSections(batch, locale),
    ],
    ...(many && {
      buttons: [
        { label: wholeList[locale], action: commandTarget('watches', 'batch'), value: `${connection}/${id}` },
      ],
    }),
  }
}

/** Those without a cause that has to be told. */
function linesOf({ verb, tasks }: Batch, locale: Locale): readonly Section[] {
  const { going, done } = actions[verb].outcome
  const plain = tasks.filter(({ state }) => state === 'asked' || state === 'reached')
  const list = plain.map(({ name, state }): Line => {
    const words = state === 'asked' ? `${going[locale]}…` : done[locale]
    return [`${marks[state]} `, { bold: name }, ` · ${words}`]
  })
  return list.length > 0 ? [{ lines: list }] : []
}

function countsOf(batch: Batch, locale: Locale): readonly Section[] {
  const { going, done } = actions[batch.verb].outcome
  const words = { ...stateWords, asked: going, reached: done }
  const states: readonly BatchTaskState[] = ['reached', 'asked', ...exceptions]
  const parts = states
    .filter((state) => count(batch, state) > 0)
    .map((state) => `${marks[state]} ${words[state][locale]}${colon[locale]}${count(batch, state)}`)
  return [{ lines: [parts.join(' · ')] }]
}

/** Each cause once, with the tasks that it holds for. */
function exceptionSections({ tasks }: Batch, locale: Locale): readonly Section[] {
  const causes = new Map<string, { state: Exception; why: string; names: string[] }>()
  for (const { state, why, name } of tasks) {
    const exception = exceptions.find((one) => one === state)
    if (exception === undefined) continue
    const said = why?.[locale] ?? ''
    const known = causes.get(`${state} ${said}`)
    if (known) known.names.push(name)
    else causes.set(`${state} ${said}`, { state: exception, why: said, names: [name] })
  }
  const lines = [...causes.values()].map(({ state, why, names }): Line => {
    const what = `${marks[state]} ${stateWords[state][locale]}${colon[locale]}`
    return [what, { bold: namesOf(names, locale) }, ...(why ? [` · ${why}`] : [])]
  })
  const rest = lines.length - mostCauses
  const shown = rest > 0 ? [...lines.slice(0, mostCauses), more[locale](rest)] : lines
  return shown.length > 0 ? [{ lines: shown }] : []
}

function namesOf(names: readonly string[], locale: Locale): string {
  const rest = names.length - mostNames
  return formatList(rest > 0 ? [...names.slice(0, mostNames), more[locale](rest)] : names, locale)
}

/** The whole of it as a table with tabs between its columns: name, id, how it stands, why. */
export function batchTable({ verb, tasks }: Batch, locale: Locale): string {
  const { going, done } = actions[verb].outcome
  const words = { ...stateWords, asked: going, reached: done }
  const cell = (text: string) => text.replace(/\s+/g, ' ')
  return tasks
    .map(({ name, id, state, why }) =>
      [name, id, words[state][locale], why?.[locale] ?? ''].map(cell).join('\t'),
    )
    .map((line) => `${line}\n`)
    .join('')
}
