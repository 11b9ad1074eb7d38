import { stringify } from 'yaml'
import { cutAtLines } from '../base/chunks.ts'
import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { DrsError, saidErrorCode } from '../drs/drs-error.ts'
import type { Operation } from '../drs/operation.ts'
import { answerWords } from './answer-words.ts'
import type { Card, Section } from './card.ts'
import { drsErrorLines } from './problem-card.ts'

const words = {
  empty: { en: 'DRS sent an empty answer.', 'zh-CN': 'DRS 的响应没有内容。' },
  raw: { en: 'The answer as DRS sent it', 'zh-CN': 'DRS 的原始响应' },
  rest: { en: 'Rest of the answer', 'zh-CN': '其余内容' },
  file: {
    en: 'The file is in your direct messages with the bot.',
    'zh-CN': '文件已发送到您与机器人的私信中。',
  },
  whole: {
    en: 'The whole answer is in a file, in your direct messages with the bot.',
    'zh-CN': '完整响应见文件，已发送到您与机器人的私信中。',
  },
} satisfies Record<string, Text>

const more: TextTemplate<[characters: number]> = {
  en: (characters) => `… ${characters} more characters`,
  'zh-CN': (characters) => `……还有 ${characters} 个字符`,
}

const furtherRefusals: TextTemplate<[count: number]> = {
  en: (count) => `${count} more refused`,
  'zh-CN': (count) => `另有 ${count} 项被拒绝`,
}

/** A code block of a message is one section, and a message has fifty blocks. */
const chunkLength = 2600
const chunks = 8

interface RefusedItem {
  /** Of the task, where the item names it. */
  readonly id?: string
  readonly error: DrsError
}

/** Refusals of single items inside an answer that as a whole is a success (A.1 and the batch results), in their order. */
export function refusedItems(op: Operation, answer: unknown): readonly RefusedItem[] {
  const found: RefusedItem[] = []
  // An answer may have hundreds of thousands of values: what is not looked at costs nothing here.
  const open = [answer]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if (!Array.isArray(next)) found.push(...refusalIn(op, next))
    const inside = Object.values(next).filter((value) => typeof value === 'object' && value !== null)
    while (inside.length > 0) open.push(inside.pop())
  }
  return found
}

function refusalIn(op: Operation, item: object): readonly RefusedItem[] {
  const code = codeIn(item)
  if (code === undefined) return []
  const texts = Object.entries(item).filter(([name]) => name === 'error_msg' || name === 'error_message')
  const message = String(texts[0]?.[1] ?? '')
  const error = new DrsError({ code, message, operation: op.id })
  const id = idIn(item)
  return [{ error, ...(id !== undefined && { id }) }]
}

/** 6.2.1 writes the code of a refusal into `message`. */
function codeIn(item: object): string | undefined {
  if ('error_code' in item) return saidErrorCode(item.error_code)
  const refused = 'is_success' in item && String(item.is_success) === 'false' && 'message' in item
  const said = refused ? String(item.message) : ''
  return /^DRS\.\w+$/.test(said) ? said : undefined
}

/** Items of the batch results name their task as `id`, some of v5 as `job_id`. */
function idIn(item: object): string | undefined {
  const found = Object.entries(item).find(([name]) => name === 'id' || name === 'job_id')
  return typeof found?.[1] === 'string' ? found[1] : undefined
}

export function itemErrors(op: Operation, answer: unknown): readonly DrsError[] {
  return refusedItems(op, answer).map(({ error }) => error)
}

/** What a message shows before anything is opened. */
const shownRefusals = 5
const shownLines = 18
const foldedAtMost = 40

/** More than this does not fit into a message, and writing it down would take long. */
const mostValues = 4_000
const mostCharacters = 2 * chunkLength * chunks

interface Beginning {
  readonly value: unknown
  /** Something is left out. */
  readonly isCut: boolean
}

/** The beginning of an answer; where something is left out, a text says so. */
function beginningOf(answer: unknown): Beginning {
  const left = { values: mostValues, characters: mostCharacters }
  let isCut = false
  const cut = (value: unknown): unknown => {
    left.values -= 1
    if (typeof value === 'string') {
      const room = Math.max(0, left.characters)
      left.characters -= value.length
      if (value.length <= room) return value
      isCut = true
      return `${value.slice(0, room)}…`
    }
    if (typeof value !== 'object' || value === null) return value
    // A list may have so many items that writing down their places would take long.
    const names = Array.isArray(value) ? undefined : Object.keys(value)
    const count = Array.isArray(value) ? value.length : (names?.length ?? 0)
    const kept: [string, unknown][] = []
    for (let at = 0; at < count && left.values > 0 && left.characters > 0; at += 1) {
      const name = names?.[at] ?? String(at)
      left.characters -= names ? name.length : 0
      kept.push([name, cut(Reflect.get(value, name))])
    }
    const omitted = count - kept.length
    if (omitted > 0) isCut = true
    const note = omitted > 0 ? [`… (+${omitted})`] : []
    if (!names) return [...kept.map(([, field]) => field), ...note]
    return Object.fromEntries([...kept, ...note.map((text): [string, string] => ['…', text])])
  }
  return { value: cut(answer), isCut }
}

/** A file that holds a value as JSON; written when it is sent. */
export interface JsonFile {
  readonly name: string
  readonly json: unknown
}

/** What a person is shown of an answer. `file`: the whole, where the card has no room for it. */
export interface DescribedAnswer {
  readonly card: Card
  readonly file?: JsonFile
}

/** The answer of any operation, readable: refusals of items explained first, then everything as indented text. */
export function describeAnswer(op: Operation, answer: unknown, locale: Locale): DescribedAnswer {
  const errors = itemErrors(op, answer)
  const empty = isEmptyAnswer(answer)
  const { value, isCut } = beginningOf(answer)
  const parts = empty ? [] : cutAtLines(stringify(value, { lineWidth: 100 }).trimEnd(), chunkLength)
  const left = parts.slice(chunks).join('\n').length
  const file = isCut || left > 0 ? { name: `${op.id}.json`, json: answer } : undefined
  const { facts, table } = answerWords(op, answer, locale)
  const inWords = facts.length > 0 || table !== undefined
  const sections: Section[] = [
    ...errors.slice(0, shownRefusals).map((error) => ({ lines: drsErrorLines(error, locale) })),
    ...foldedRefusals(errors.slice(shownRefusals), locale),
    ...(table ? [{ table }] : []),
    ...contentSections(parts.slice(0, chunks), errors.length > 0 || inWords ? 0 : shownLines, locale),
    ...(file ? [{ lines: [...(left > 0 && !isCut ? [more[locale](left)] : []), words.whole[locale]] }] : []),
  ]
  const card: Card = {
    title: op.title[locale],
    tone: errors.length > 0 ? 'bad' : 'good',
    ...(empty && { lines: [words.empty[locale]] }),
    ...(facts.length > 0 && { facts }),
    sections,
    footer: [{ code: op.id }, ' · ', { code: `${op.method} ${op.path}` }],
  }
  return { card, ...(file && { file }) }
}

/** A call may refuse a hundred tasks; as many as a message holds are explained. */
function foldedRefusals(errors: readonly DrsError[], locale: Locale): readonly Section[] {
  if (errors.length === 0) return []
  const explained = errors.slice(0, foldedAtMost).flatMap((error) => drsErrorLines(error, locale))
  return [{ heading: furtherRefusals[locale](errors.length), folded: true, lines: explained }]
}

/** The first lines at once, the rest when somebody opens it. */
function contentSections(parts: readonly string[], shown: number, locale: Locale): readonly Section[] {
  const [first = '', ...further] = parts
  const lines = first.split('\n')
  if (further.length === 0 && lines.length <= shown) return first === '' ? [] : [{ code: first }]
  const heading = (shown === 0 ? words.raw : words.rest)[locale]
  const rest = [lines.slice(shown).join('\n'), ...further].filter((part) => part !== '')
  return [
    ...(shown > 0 ? [{ code: lines.slice(0, shown).join('\n') }] : []),
    { heading, folded: true, code: rest.join('\n') },
  ]
}

export function isEmptyAnswer(answer: unknown): boolean {
  if (answer === undefined) return true
  const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer)
  return isObject && Object.keys(answer).length === 0
}

export function fileCard(op: Operation, name: string, locale: Locale): Card {
  return {
    title: op.title[locale],
    tone: 'good',
    lines: [[{ code: name }, ' ', words.file[locale]]],
    footer: [{ code: op.id }],
  }
}
