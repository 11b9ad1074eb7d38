import { stringify } from 'yaml'
import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { DrsError, saidErrorCode } from '../drs/drs-error.ts'
import type { Operation } from '../drs/operation.ts'
import type { Card, Section } from './card.ts'
import { drsErrorLines } from './problem-card.ts'

const words = {
  empty: { en: 'DRS answered without content.', 'zh-CN': 'DRS 的响应没有内容。' },
  file: { en: 'The file is in our direct messages.', 'zh-CN': '文件已发送到我们的私信中。' },
  whole: {
    en: 'The whole answer is in the file, in our direct messages.',
    'zh-CN': '完整响应见文件，已发送到我们的私信中。',
  },
} satisfies Record<string, Text>

const more: TextTemplate<[characters: number]> = {
  en: (characters) => `… ${characters} more characters`,
  'zh-CN': (characters) => `……还有 ${characters} 个字符`,
}

/** A code block of a message is one section, and a message has fifty blocks. */
const chunkLength = 2600
const chunks = 8

/** Cuts at line ends; a single line that is longer is cut hard. */
function cutInto(text: string): readonly string[] {
  const parts: string[] = ['']
  for (const line of text.split('\n').flatMap((l) => l.match(/.{1,2500}/gs) ?? [''])) {
    const last = parts.at(-1) ?? ''
    if (last !== '' && last.length + line.length + 1 > chunkLength) parts.push(line)
    else parts[parts.length - 1] = last === '' ? line : `${last}\n${line}`
  }
  return parts
}

interface RefusedItem {
  /** Of the task, where the item names it. */
  readonly id?: string
  readonly error: DrsError
}

/** Refusals of single items inside an answer that as a whole is a success (A.1 and the batch results). */
export function refusedItems(op: Operation, answer: unknown): readonly RefusedItem[] {
  if (Array.isArray(answer)) return answer.flatMap((item) => refusedItems(op, item))
  if (typeof answer !== 'object' || answer === null) return []
  const nested = Object.values(answer).flatMap((value) => refusedItems(op, value))
  const code = 'error_code' in answer ? saidErrorCode(answer.error_code) : undefined
  if (code === undefined) return nested
  const texts = Object.entries(answer).filter(([name]) => name === 'error_msg' || name === 'error_message')
  const message = String(texts[0]?.[1] ?? '')
  const error = new DrsError({ code, message, operation: op.id })
  const id = idIn(answer)
  return [{ error, ...(id !== undefined && { id }) }, ...nested]
}

/** Items of the batch results name their task as `id`, some of v5 as `job_id`. */
function idIn(item: object): string | undefined {
  const found = Object.entries(item).find(([name]) => name === 'id' || name === 'job_id')
  return typeof found?.[1] === 'string' ? found[1] : undefined
}

export function itemErrors(op: Operation, answer: unknown): readonly DrsError[] {
  return refusedItems(op, answer).map(({ error }) => error)
}

/** More values than these do not fit into a message, and writing them down would take long. */
const mostValues = 4_000

/** The beginning of an answer; where something is left out, a text says so. */
function beginningOf(answer: unknown): unknown {
  let left = mostValues
  const cut = (value: unknown): unknown => {
    left -= 1
    if (typeof value === 'string')
      return value.length > chunkLength * chunks ? `${value.slice(0, chunkLength * chunks)}…` : value
    if (typeof value !== 'object' || value === null) return value
    const kept: [string, unknown][] = []
    const fields = Object.entries(value)
    for (const [name, field] of fields) {
      if (left <= 0) break
      kept.push([name, cut(field)])
    }
    const omitted = fields.length - kept.length
    const note = omitted > 0 ? [`… (+${omitted})`] : []
    if (Array.isArray(value)) return [...kept.map(([, field]) => field), ...note]
    return Object.fromEntries([...kept, ...note.map((text): [string, string] => ['…', text])])
  }
  return cut(answer)
}

/** The whole answer as a file, where the card has no room for it. */
export function wholeAnswer(op: Operation, answer: unknown): { name: string; bytes: Uint8Array } | undefined {
  const text = JSON.stringify(answer, null, 2) ?? ''
  if (text.length <= chunkLength * chunks) return undefined
  return { name: `${op.id}.json`, bytes: new TextEncoder().encode(text) }
}

/** The answer of any operation, readable: refusals of items explained first, then everything as indented text. */
export function answerCard(op: Operation, answer: unknown, locale: Locale): Card {
  const errors = itemErrors(op, answer)
  const empty = answer === undefined || JSON.stringify(answer) === '{}'
  const parts = empty ? [] : cutInto(stringify(beginningOf(answer), { lineWidth: 100 }).trimEnd())
  const left = parts.slice(chunks).join('\n').length
  const sections: Section[] = [
    ...errors.map((error) => ({ lines: drsErrorLines(error, locale) })),
    ...parts.slice(0, chunks).map((code) => ({ code })),
    ...(left > 0 ? [{ lines: [more[locale](left), words.whole[locale]] }] : []),
  ]
  return {
    title: op.title[locale],
    tone: errors.length > 0 ? 'bad' : 'good',
    ...(empty && { lines: [words.empty[locale]] }),
    sections,
    footer: [{ code: op.id }, ' · ', { code: `${op.method} ${op.path}` }],
  }
}

export function fileCard(op: Operation, name: string, locale: Locale): Card {
  return {
    title: op.title[locale],
    tone: 'good',
    lines: [[{ code: name }, ' ', words.file[locale]]],
    footer: [{ code: op.id }],
  }
}
