import type { Locale, Text } from '../base/i18n.ts'
import { type AnswerFields, answerFields } from '../drs/answer-fields.ts'
import { directionWords, engineWords, modeWords, networkWords, scenarioWords } from '../drs/engines.ts'
import type { Operation } from '../drs/operation.ts'
import { statusWords } from '../drs/statuses.ts'
import type { CardTable, Inline, Line } from './card.ts'

/**
 * What an answer says in the words of the documents and the language of the reader: its single values as facts, its
 * longest list as a table. What is deeper stands in the answer as DRS sent it.
 */
export interface AnswerWords {
  readonly facts: readonly { readonly label: string; readonly said: Line }[]
  readonly table?: CardTable
}

type Fields = Readonly<Record<string, unknown>>

const unknownFields: AnswerFields = { fields: {} }

const most = { facts: 10, columns: 6, rows: 200, cell: 120 } as const

const yesNo: readonly [Text, Text] = [
  { en: 'No', 'zh-CN': '否' },
  { en: 'Yes', 'zh-CN': '是' },
]

/** Of one item of a batch; the documents write them in any capitals. */
const outcomes: Readonly<Record<string, Text>> = {
  success: { en: 'Succeeded', 'zh-CN': '成功' },
  failed: { en: 'Failed', 'zh-CN': '失败' },
}

/** Values that have words, by the field's name in the documents. */
const worded: Readonly<Record<string, (value: string) => Text>> = {
  status: (value) => outcomes[value.toLowerCase()] ?? statusWords(value, undefined),
  job_status: (value) => statusWords(value, undefined),
  engine_type: engineWords,
  db_use_type: scenarioWords,
  net_type: networkWords,
  job_direction: (value) => directionWords(value, ''),
  task_type: modeWords,
  task_mode: modeWords,
}

export function answerWords(op: Operation, answer: unknown, locale: Locale): AnswerWords {
  if (!isRecord(answer)) return { facts: [] }
  return wordsOf(op, answerFields(op), answer, locale)
}

function wordsOf(op: Operation, known: AnswerFields, answer: Fields, locale: Locale): AnswerWords {
  const [[only, inside] = ['', undefined], ...others] = Object.entries(answer)
  // `{ "job": { … } }` says no more than what is in it.
  if (others.length === 0 && isRecord(inside)) {
    return wordsOf(op, known.fields[only] ?? unknownFields, inside, locale)
  }
  const facts = Object.entries(answer)
    .filter(([, value]) => isSingle(value))
    .slice(0, most.facts)
    .map(([name, value]) => ({ label: labelOf(known, name, locale), said: shownValue(name, value, locale) }))
  const table = tableOf(op, known, answer, locale)
  return { facts, ...(table && { table }) }
}

function tableOf(op: Operation, known: AnswerFields, answer: Fields, locale: Locale): CardTable | undefined {
  const lists = Object.entries(answer).flatMap(([name, value]) => {
    const rows = Array.isArray(value) ? value.filter(isRecord) : []
    return rows.length > 0 && Array.isArray(value) && rows.length === value.length ? [{ name, rows }] : []
  })
  const [longest] = lists.toSorted((a, b) => b.rows.length - a.rows.length)
  if (!longest) return undefined
  const item = known.fields[longest.name]?.items ?? unknownFields
  const shown = longest.rows.slice(0, most.rows)
  const columns = columnsOf(item, shown)
  if (columns.length === 0) return undefined
  return {
    caption: labelOf(known, longest.name, locale) || op.title[locale],
    header: columns.map((name) => labelOf(item, name, locale)),
    rows: shown.map((row) => columns.map((name) => shownValue(name, row[name], locale))),
  }
}

/** Documented fields first, in their order; only those that some row has a value for. */
function columnsOf(known: AnswerFields, rows: readonly Fields[]): readonly string[] {
  const names = new Set([...Object.keys(known.fields), ...rows.flatMap((row) => Object.keys(row))])
  return [...names].filter((name) => rows.some((row) => isSingle(row[name]))).slice(0, most.columns)
}

/** The meaning up to its first stop, else the name itself. */
function labelOf(known: AnswerFields, name: string, locale: Locale): string {
  const meaning = known.fields[name]?.meaning?.[locale]
  return meaning?.split(/[;；,，:：]/)[0] || name
}

function shownValue(name: string, value: unknown, locale: Locale): Inline {
  if (!isSingle(value)) return ''
  if (typeof value === 'boolean') return yesNo[value ? 1 : 0][locale]
  const text = String(value)
  const time = timeIn(name, text)
  if (time !== undefined) return { time }
  if (asItCame.test(name)) return { code: cut(text) }
  // An answer may hold fields of any name, `__proto__` as well.
  const words = Object.hasOwn(worded, name) ? worded[name]?.(text)[locale] : undefined
  return cut(words ?? text)
}

function cut(text: string): string {
  return text.length > most.cell ? `${text.slice(0, most.cell - 1)}…` : text
}

/** Ids, codes and the service's own sentences are in no language of ours. */
const asItCame = /(^|_)(id|code|msg|message)$/

/** Milliseconds since 1970 in a field that is a time. */
function timeIn(name: string, text: string): number | undefined {
  return /(^|_)(time|date|at)$|_time_|Time$/.test(name) && /^1\d{12}$/.test(text) ? Number(text) : undefined
}

type Single = string | number | boolean

function isSingle(value: unknown): value is Single {
  return (
    (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean'
  )
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
