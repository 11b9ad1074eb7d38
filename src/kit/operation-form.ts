import * as z from 'zod'
import { sameInAll, say, type Text } from '../base/i18n.ts'
import type { InvalidField } from '../base/user-error.ts'
import { tasksBesidePath } from '../domain/actions/call-entries.ts'
import { typedSecrets } from '../domain/secrets/input-secrets.ts'
import { parseRef } from '../domain/tasks/task-ref.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import { pageFields } from '../drs/page-fields.ts'
import { requestExample } from '../drs/request-examples.ts'
import { ruleInChinese } from '../drs/rule-words.ts'
import type { ArgumentField, Member } from './args.ts'
import { parseJson, UnusableJson } from './json-text.ts'

/**
 * The form of any DRS operation, made from its request schema: texts, numbers and choices as such, lists and nested
 * structures as pasted JSON. Field names are `<part>.<name>`, since path, query and body may use the same name.
 */
const parts = ['params', 'query', 'body'] as const
type Part = (typeof parts)[number]

/** The parts of JSON Schema that our contract produces. */
interface Property {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Property[]
  readonly default?: unknown
  readonly description?: string
  /** The description in Chinese. */
  readonly chinese?: string
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly secret?: boolean
  readonly properties?: Readonly<Record<string, Property>>
  readonly required?: readonly string[]
  readonly items?: Property
}

function schemaOf(op: Operation, part: Part): z.ZodType | undefined {
  return part === 'body' ? op.request : op[part]
}

function propertiesOf(op: Operation, part: Part) {
  const schema = schemaOf(op, part)
  if (!schema) return { properties: {}, required: new Set<string>() }
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return {
    properties: (json.properties ?? {}) as Readonly<Record<string, Property>>,
    required: new Set(json.required ?? []),
  }
}

/** The first alternative is the documented one; the others are tolerated spellings. */
function documented(property: Property): Property {
  const [first] = property.anyOf ?? []
  return first ? { ...first, ...pick(property) } : property
}

function pick({ description, chinese, default: value, secret }: Property): Property {
  return {
    ...(description !== undefined && { description }),
    ...(chinese !== undefined && { chinese }),
    ...(value !== undefined && { default: value }),
    ...(secret !== undefined && { secret }),
  }
}

const jsonHint: Text = { en: 'JSON.', 'zh-CN': 'JSON 格式。' }
const secretHint: Text = {
  en: 'A reference, env:NAME or file:/path, never the secret itself.',
  'zh-CN': '请填写引用 env:变量名 或 file:/路径，切勿填写机密本身。',
}

/** A meaning is a name, and after a semicolon what else is to be known. */
function meaningOf({ description = '', chinese = description }: Property): { name: Text; more: Text } {
  const [name = '', ...more] = description.split('; ')
  const [chineseName = '', ...moreChinese] = chinese.split('；')
  return { name: say(name, chineseName), more: say(more.join('; '), moreChinese.join('；')) }
}

/** What the field is, and its name in the documents of DRS. */
function labelOf(name: string, property: Property): Text {
  const meaning = meaningOf(property).name
  if (meaning.en === '') return sameInAll(name)
  return say(`${meaning.en} (${name})`, `${meaning['zh-CN']}（${name}）`)
}

function hintOf(property: Property, extra?: Text): Text {
  const { more } = meaningOf(property)
  return say(hint(more.en, extra?.en), hint(more['zh-CN'], extra?.['zh-CN']))
}

function hint(...sentences: readonly (string | undefined)[]): string {
  return sentences.filter(Boolean).join(' ')
}

function isStructure({ type }: Property): boolean {
  return type === 'array' || type === 'object' || type === undefined
}

function choices(property: Property): readonly string[] | undefined {
  if (property.const !== undefined) return [String(property.const)]
  if (property.enum) return property.enum.map(String).filter((value) => value !== '')
  if (property.type === 'boolean') return ['true', 'false']
  return undefined
}

/** A task is named as everywhere; its id goes over the wire. */
function isTaskId(part: Part, name: string): boolean {
  return part === 'params' && name === 'job_id'
}

/**
 * An action operation knows its own action: there is nothing to ask. A single value without a default is a question
 * all the same: whether to send it.
 */
function isFixed(property: Property): boolean {
  const single = property.const !== undefined || property.enum?.length === 1
  return single && property.default !== undefined
}

/** What may stand in pasted JSON, outer parts first within each branch. */
function membersOf(given: Property, path = ''): readonly Member[] {
  const property = documented(given)
  if (property.items) return membersOf(property.items, `${path}[]`)
  return Object.entries(property.properties ?? {}).flatMap(([name, member]) => {
    const here = path === '' ? name : `${path}.${name}`
    const { description = '', chinese = description } = documented(member)
    const required = property.required?.includes(name) ?? false
    const own = description === '' ? [] : [{ path: here, meaning: say(description, chinese), required }]
    return [...own, ...membersOf(member, here)]
  })
}

function structureOf(op: Operation, part: Part, name: string, property: Property) {
  const example = part === 'body' ? requestExample(op)?.[name] : undefined
  return {
    members: membersOf(property),
    ...(example !== undefined && { example: JSON.stringify(example, null, 2) }),
  }
}

function fieldOf(op: Operation, part: Part, name: string, given: Property, required: boolean): ArgumentField {
  const property = documented(given)
  const base = { name: `${part}.${name}`, label: labelOf(name, property), required }
  const initial = property.default === undefined ? {} : { initial: String(property.default) }
  if (isTaskId(part, name)) return { ...base, control: 'task', hint: hintOf(property) }
  const values = choices(property)
  if (values && values.length > 0 && values.length <= 100) {
    const words = Object.fromEntries(values.map((value) => [value, sameInAll(value)]))
    return { ...base, control: 'choice', hint: hintOf(property), values, words, ...initial }
  }
  if (isStructure(property)) {
    return {
      ...base,
      control: 'multiline',
      hint: hintOf(property, jsonHint),
      structure: structureOf(op, part, name, given),
    }
  }
  const hint = hintOf(property, property.secret ? secretHint : undefined)
  const max = property.maxLength === undefined ? {} : { max: property.maxLength }
  return { ...base, control: 'text', hint, ...max, ...initial }
}

export function operationFields(op: Operation): readonly ArgumentField[] {
  return [...partFields(op), ...(op.upload ? [fileField(op.upload)] : [])]
}

function fileField({ endings }: NonNullable<Operation['upload']>): ArgumentField {
  const kinds = endings?.join(', ') ?? ''
  const label: Text = { en: 'File', 'zh-CN': '文件' }
  return { name: 'file', control: 'file', label, required: true, ...(kinds && { hint: sameInAll(kinds) }) }
}

function partFields(op: Operation): readonly ArgumentField[] {
  return parts.flatMap((part) => {
    const { properties, required } = propertiesOf(op, part)
    return Object.entries(properties)
      .filter(([, property]) => !isFixed(property))
      .map(([name, property]) => fieldOf(op, part, name, property, required.has(name)))
      .map((field) => (choosesPage(op, field.name) ? pageField(field) : field))
  })
}

/** Whoever leaves the page out gets all rows. */
function choosesPage(op: Operation, field: string): boolean {
  const { query, body } = pageFields(op)
  const names = [...query.map((name) => `query.${name}`), ...body.map((name) => `body.${name}`)]
  return op.risk === 'read' && names.includes(field)
}

const allPages: Text = { en: 'Leave empty for all rows.', 'zh-CN': '留空表示全部。' }

function pageField({ hint, initial: _initial, ...field }: ArgumentField): ArgumentField {
  const before = hint ?? say('', '')
  return {
    ...field,
    required: false,
    hint: say([before.en, allPages.en].filter(Boolean).join(' '), `${before['zh-CN']}${allPages['zh-CN']}`),
  }
}

/** A list that may have one item only takes that item without brackets too. */
function mayBeText({ anyOf = [] }: Property): boolean {
  return anyOf.some(({ type }) => type === 'string')
}

function jsonOrText(field: string, text: string): unknown {
  return /^\s*[[{]/.test(text) ? parseJson(field, text) : text
}

/** What was typed → what the schema wants; a text that is no number stays a text, and the schema says what is wrong. */
function convert(part: Part, name: string, given: Property, text: string): unknown {
  const property = documented(given)
  if (isTaskId(part, name)) return parseRef(text)?.id ?? text
  const field = `${part}.${name}`
  if (isStructure(property)) return mayBeText(given) ? jsonOrText(field, text) : parseJson(field, text)
  if (property.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (property.type === 'integer' || property.type === 'number') {
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
  }
  return text
}

function readPart(
  op: Operation,
  part: Part,
  values: Readonly<Record<string, string>>,
): { value: Record<string, unknown>; invalid: InvalidField[] } {
  const { properties } = propertiesOf(op, part)
  const value: Record<string, unknown> = {}
  const invalid: InvalidField[] = []
  for (const [name, property] of Object.entries(properties)) {
    const text = values[`${part}.${name}`]
    if (text === undefined || text === '') continue
    try {
      value[name] = convert(part, name, property, text)
    } catch (error) {
      if (!(error instanceof UnusableJson)) throw error
      invalid.push({ field: `${part}.${name}`, text: error.text })
    }
  }
  return { value, invalid }
}

const chinese = z.locales.zhCN().localeError

function refusedBy(op: Operation, part: Part, value: unknown): InvalidField[] {
  const schema = schemaOf(op, part)
  const issues = schema?.safeParse(value).error?.issues ?? []
  const translated = schema?.safeParse(value, { error: chinese }).error?.issues ?? []
  return issues.map(({ path, message }, i) => {
    const [name = '', ...inner] = path
    const where = inner.length > 0 ? `${inner.join('.')}: ` : ''
    return {
      field: `${part}.${String(name)}`,
      text: {
        en: `${where}${message}`,
        'zh-CN': `${where}${ruleInChinese(message) ?? translated[i]?.message ?? message}`,
      },
    }
  })
}

export type ParsedOperationInput =
  | { readonly ok: true; readonly input: OperationInput }
  | { readonly ok: false; readonly invalid: readonly InvalidField[] }

/** The request that the filled form stands for, checked by the operation's own schemas. */
export function parseOperationInput(
  op: Operation,
  values: Readonly<Record<string, string>>,
): ParsedOperationInput {
  const read = parts.map((part) => ({ part, ...readPart(op, part, values) }))
  const unreadable = read.flatMap(({ invalid }) => invalid)
  if (unreadable.length > 0) return { ok: false, invalid: unreadable }
  const [params, query, body] = read.map(({ value }) => value)
  const input: OperationInput = {
    ...(op.params && { params: params as Record<string, string> }),
    ...(op.query && { query: query ?? {} }),
    ...(op.method !== 'GET' && { body: body ?? {} }),
  }
  const invalid = [
    ...read
      .flatMap(({ part, value }) => refusedBy(op, part, value))
      .filter(({ field }) => !choosesPage(op, field) || values[field] !== undefined),
    ...typedSecrets(op, body ?? {}),
    ...otherTasks(op, input),
  ]
  return invalid.length > 0 ? { ok: false, invalid } : { ok: true, input }
}

/** The approval of one task must not carry out something on another one. */
function otherTasks(op: Operation, input: OperationInput): readonly InvalidField[] {
  const [other] = op.risk === 'read' ? [] : tasksBesidePath(input)
  const field = input.params?.job_id === undefined ? 'params.resource_id' : 'params.job_id'
  return other === undefined ? [] : [{ field, text: otherTask(other) }]
}

function otherTask(id: string): Text {
  return {
    en: `The rest of the request names another task: ${id}. Name the same task in both places.`,
    'zh-CN': `请求的其余部分指向另一个任务：${id}。两处须为同一任务。`,
  }
}
