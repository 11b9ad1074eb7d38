import type { Locale } from '../../../src/base/i18n.ts'
import type { SeenView } from '../../../src/local-slack/control/seen.ts'
import { type JsonObject, objectOf, objectsOf, textOf } from '../../../src/local-slack/json.ts'
import type { PersonDriver } from '../../helpers/slack-driver.ts'

/** Somebody who knows nothing of the API, and fills a form with what it says: its choices, examples and hints. */

export interface GivenFile {
  readonly name: string
  readonly content: Buffer
}

interface Helpers {
  readonly person: PersonDriver
  readonly locale: Locale
  /** The name of the task that it is about. */
  readonly task: string
  /** Values that are wanted where they can be chosen. */
  readonly prefer: readonly string[]
  /** What a call that the form points at has answered. */
  readonly answerOf: (operation: string, prefer: readonly string[]) => Promise<string>
  /** The file that such a call has given. */
  readonly fileOf: (operation: string) => Promise<GivenFile | undefined>
}

interface Field {
  readonly id: string
  readonly label: string
  readonly hint: string
  readonly optional: boolean
  readonly element: JsonObject
  readonly example?: string
  /** What is said of the parts of pasted JSON. */
  readonly parts: readonly string[]
}

/** How forms say things in a language; whoever reads that language understands as much. */
interface Reading {
  /** What the hint of a field says that is needed although it may be left empty. */
  readonly needed: RegExp
  /** A value that shows how one looks. */
  readonly shown: RegExp
  /** The call that gives the file to be filled in. */
  readonly file: RegExp
  /** Which value is to be copied from the answers of which calls. */
  copied(text: string): { readonly name: string; readonly calls: readonly string[] } | undefined
  /** The kind of thing that a value has to be of. */
  readonly kind: RegExp
  readonly reason: string
}

const readings: Readonly<Record<Locale, Reading>> = {
  en: {
    needed: /^Mandatory|Required, here or as a file/,
    shown: /[Ff]or example (\S+?)\.?(?:\s|$)/,
    file: /the file of (\S+?)\.?(?:\s|$)/,
    copied(text) {
      const [, name, calls] = /Copy (\S+) from the answer of ([\w-]+(?: or [\w-]+)*)/.exec(text) ?? []
      return name === undefined || calls === undefined ? undefined : { name, calls: calls.split(' or ') }
    },
    kind: /[Oo]f type (\w+)/,
    reason: 'as agreed',
  },
  'zh-CN': {
    needed: /必填/,
    shown: /例如 ([^\s。]+)/,
    file: /请填写 (\S+) 提供的文件/,
    copied(text) {
      const [, calls, name] = /可从 ([\w-]+(?: 或 [\w-]+)*) 的响应中复制 ([\w-]+)/.exec(text) ?? []
      return name === undefined || calls === undefined ? undefined : { name, calls: calls.split(' 或 ') }
    },
    kind: /类型为 (\w+)/,
    reason: '已商定',
  },
}

/** The calls that a form names were made, and have no such value for this task. */
export class NotOfThisTask extends Error {}

/** Throws for a field that has to be filled and does not tell how. */
export async function filledIn(view: SeenView, helpers: Helpers): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  for (const field of fieldsOf(view)) {
    // What is chosen here is wanted elsewhere as well.
    const prefer = [...helpers.prefer, ...Object.values(values).filter((one) => typeof one === 'string')]
    const value = await valueFor(view, field, { ...helpers, prefer })
    if (value !== undefined) values[field.id] = value
  }
  return values
}

function fieldsOf(view: SeenView): readonly Field[] {
  const blocks = objectsOf(view.blocks)
  return blocks.flatMap((block, at) => {
    if (block.type !== 'input') return []
    const next = blocks.slice(at + 1).findIndex(({ type }) => type === 'input')
    const below = next < 0 ? blocks.slice(at + 1) : blocks.slice(at + 1, at + 1 + next)
    const texts = below.map((one) => textOf(objectOf(one.text).text) ?? '')
    const example = texts.flatMap(exampleIn)[0]
    return [
      {
        id: textOf(block.block_id) ?? '',
        label: textOf(objectOf(block.label).text) ?? '',
        hint: textOf(objectOf(block.hint).text) ?? '',
        optional: block.optional === true,
        element: objectOf(block.element),
        ...(example !== undefined && { example }),
        parts: texts.flatMap((text) => text.split('\n')).filter((line) => line.startsWith('`')),
      },
    ]
  })
}

function exampleIn(text: string): readonly string[] {
  const [, code] = /^(?:Example:|示例：)\n```([\s\S]*)```$/.exec(text) ?? []
  return code === undefined
    ? []
    : [code.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')]
}

async function valueFor(view: SeenView, field: Field, helpers: Helpers): Promise<unknown> {
  const { element, optional } = field
  if (element.initial_value !== undefined || element.initial_option !== undefined) return undefined
  const isWanted =
    element.type === 'multi_external_select' ||
    field.id === 'reason' ||
    readings[helpers.locale].needed.test(field.hint)
  if (optional && !isWanted) return undefined
  switch (element.type) {
    case 'static_select':
      return optionOf(objectsOf(element.options), helpers)
    case 'external_select':
      return taskFor(view, field, helpers)
    case 'multi_external_select':
      return [await taskFor(view, field, helpers)]
    case 'file_input':
      return [await fileFor(field, helpers)]
    default:
      return textFor(field, helpers)
  }
}

function optionOf(options: readonly JsonObject[], { prefer }: Helpers): string | undefined {
  const values = options.flatMap(({ value }) => textOf(value) ?? [])
  return values.find((value) => prefer.includes(value)) ?? values[0]
}

async function taskFor(
  view: SeenView,
  { id }: Field,
  { person, task }: Helpers,
): Promise<string | undefined> {
  const [offered] = await person.suggest(view.id, 'field', task, id)
  return offered?.value
}

async function fileFor({ hint }: Field, { person, locale, fileOf }: Helpers): Promise<object> {
  const [, template] = readings[locale].file.exec(hint) ?? []
  const given = template === undefined ? undefined : await fileOf(template)
  const [ending = ''] = /\.\w+/.exec(hint) ?? []
  return person.upload(given?.name ?? `file${ending}`, given?.content ?? 'anything')
}

/** As an example, or from the answer of a call that the hint names. */
async function textFor(field: Field, helpers: Helpers): Promise<string> {
  const { id, label, hint, example } = field
  const { reason, shown: looks } = readings[helpers.locale]
  if (id === 'reason') return reason
  if (example !== undefined) return withCopies(example, field, helpers)
  const copied = await copiedValue(hint, helpers)
  if (copied !== undefined) return copied
  const [, shown] = looks.exec(`${hint} ${label}`) ?? []
  if (shown !== undefined) return shown
  const { name, calls } = readings[helpers.locale].copied(hint) ?? {}
  if (name === undefined) throw new Error(`nothing tells what belongs into “${label}”`)
  throw new NotOfThisTask(`${calls?.join(' and ')} answered no ${name}`)
}

/** The example with the ids in it that its parts say to copy from elsewhere. */
async function withCopies(example: string, { hint, parts }: Field, helpers: Helpers): Promise<string> {
  const listed = /^\s*\["/.test(example.replace(/\s+/g, '')) ? await copiedValue(hint, helpers) : undefined
  if (listed !== undefined) return JSON.stringify([listed])
  let text = example
  for (const part of parts) {
    const [, name] = /^`[^`]*?(\w+)`/.exec(part) ?? []
    const copied = await copiedValue(part, helpers)
    if (copied !== undefined) text = text.replace(new RegExp(`("${name}": ?)"[^"]*"`), `$1"${copied}"`)
  }
  return text
}

async function copiedValue(hint: string, { answerOf, locale, prefer }: Helpers): Promise<string | undefined> {
  const reading = readings[locale]
  const { name, calls = [] } = reading.copied(hint) ?? {}
  const [, kind] = reading.kind.exec(hint) ?? []
  const wanted = kind === undefined ? prefer : [kind]
  for (const call of calls) {
    const [, found] = new RegExp(`\\b${name}: "?([^\\s"]+)`).exec(await answerOf(call, wanted)) ?? []
    if (found !== undefined) return found
  }
  return undefined
}
