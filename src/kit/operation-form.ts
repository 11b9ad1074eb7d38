import * as z from 'zod'
import { parseRef } from '../domain/ref.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import { Refusal } from '../refusal.ts'
import type { Text } from '../text.ts'
import type { Field } from './args.ts'
import type { Invalid } from './command.ts'

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
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly secret?: boolean
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

function pick({ description, default: value, secret }: Property): Property {
  return {
    ...(description !== undefined && { description }),
    ...(value !== undefined && { default: value }),
    ...(secret !== undefined && { secret }),
  }
}

const same = (text: string): Text => ({ en: text, 'zh-CN': text })

const jsonHint: Text = { en: 'JSON.', 'zh-CN': 'JSON 格式。' }
const secretHint: Text = {
  en: 'A reference, env:NAME or file:/path, never the secret itself.',
  'zh-CN': '请填写引用 env:变量名 或 file:/路径，切勿填写机密本身。',
}

function hintOf(property: Property, extra?: Text): Text {
  const described = property.description ?? ''
  return {
    en: `${described} ${extra?.en ?? ''}`.trim(),
    'zh-CN': `${described} ${extra?.['zh-CN'] ?? ''}`.trim(),
  }
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

function fieldOf(part: Part, name: string, given: Property, required: boolean): Field {
  const property = documented(given)
  const base = { name: `${part}.${name}`, label: same(name), required }
  const initial = property.default === undefined ? {} : { initial: String(property.default) }
  if (isTaskId(part, name)) return { ...base, control: 'task', hint: hintOf(property) }
  const values = choices(property)
  if (values && values.length > 0 && values.length <= 100) {
    const words = Object.fromEntries(values.map((value) => [value, same(value)]))
    return { ...base, control: 'choice', hint: hintOf(property), values, words, ...initial }
  }
  if (isStructure(property)) return { ...base, control: 'multiline', hint: hintOf(property, jsonHint) }
  const hint = hintOf(property, property.secret ? secretHint : undefined)
  const max = property.maxLength === undefined ? {} : { max: property.maxLength }
  return { ...base, control: 'text', hint, ...max, ...initial }
}

export function operationFields(op: Operation): readonly Field[] {
  return [...partFields(op), ...(op.upload ? [fileField(op.upload)] : [])]
}

function fileField({ endings }: NonNullable<Operation['upload']>): Field {
  const kinds = endings?.join(', ') ?? ''
  const label: Text = { en: 'File', 'zh-CN': '文件' }
  return { name: 'file', control: 'file', label, required: true, ...(kinds && { hint: same(kinds) }) }
}

function partFields(op: Operation): readonly Field[] {
  return parts.flatMap((part) => {
    const { properties, required } = propertiesOf(op, part)
    return Object.entries(properties)
      .filter(([, property]) => !isFixed(property))
      .map(([name, property]) => fieldOf(part, name, property, required.has(name)))
  })
}

class NotJson extends Error {}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NotJson(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** A list that may have one item only takes that item without brackets too. */
function mayBeText({ anyOf = [] }: Property): boolean {
  return anyOf.some(({ type }) => type === 'string')
}

function jsonOrText(text: string): unknown {
  return /^\s*[[{]/.test(text) ? parseJson(text) : text
}

/** What was typed → what the schema wants; a text that is no number stays a text, and the schema says what is wrong. */
function convert(part: Part, name: string, given: Property, text: string): unknown {
  const property = documented(given)
  if (isTaskId(part, name)) return parseRef(text)?.id ?? text
  if (isStructure(property)) return mayBeText(given) ? jsonOrText(text) : parseJson(text)
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
): { value: Record<string, unknown>; invalid: Invalid[] } {
  const { properties } = propertiesOf(op, part)
  const value: Record<string, unknown> = {}
  const invalid: Invalid[] = []
  for (const [name, property] of Object.entries(properties)) {
    const text = values[`${part}.${name}`]
    if (text === undefined || text === '') continue
    try {
      value[name] = convert(part, name, property, text)
    } catch (error) {
      if (!(error instanceof NotJson)) throw error
      invalid.push({ field: `${part}.${name}`, text: notJson(error.message) })
    }
  }
  return { value, invalid }
}

function notJson(why: string): Text {
  return { en: `This is not JSON: ${why}`, 'zh-CN': `不是有效的 JSON：${why}` }
}

const chinese = z.locales.zhCN().localeError

function refusedBy(op: Operation, part: Part, value: unknown): Invalid[] {
  const schema = schemaOf(op, part)
  const issues = schema?.safeParse(value).error?.issues ?? []
  const translated = schema?.safeParse(value, { error: chinese }).error?.issues ?? []
  return issues.map(({ path, message }, i) => {
    const [name = '', ...inner] = path
    const where = inner.length > 0 ? `${inner.join('.')}: ` : ''
    return {
      field: `${part}.${String(name)}`,
      text: { en: `${where}${message}`, 'zh-CN': `${where}${translated[i]?.message ?? message}` },
    }
  })
}

export type ReadInput =
  | { readonly ok: true; readonly input: OperationInput }
  | { readonly ok: false; readonly invalid: readonly Invalid[] }

/** The request that the filled form stands for, checked by the operation's own schemas. */
export function readOperationInput(op: Operation, values: Readonly<Record<string, string>>): ReadInput {
  const read = parts.map((part) => ({ part, ...readPart(op, part, values) }))
  const unreadable = read.flatMap(({ invalid }) => invalid)
  if (unreadable.length > 0) return { ok: false, invalid: unreadable }
  const [params, query, body] = read.map(({ value }) => value)
  const invalid = [
    ...read.flatMap(({ part, value }) => refusedBy(op, part, value)),
    ...typedSecrets(op, body ?? {}),
  ]
  if (invalid.length > 0) return { ok: false, invalid }
  return {
    ok: true,
    input: {
      ...(op.params && { params: params as Record<string, string> }),
      ...(op.query && { query: query ?? {} }),
      ...(op.method !== 'GET' && { body: body ?? {} }),
    },
  }
}

/** Names of the fields that hold secrets, at any depth of the request. */
function secretNames(op: Operation): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [name, child] of Object.entries('properties' in node ? (node.properties ?? {}) : {})) {
      if (JSON.stringify(child).includes('"secret":true') && !isNested(child)) names.add(name)
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(z.toJSONSchema(op.request, { io: 'input', unrepresentable: 'any' }))
  return names
}

/** Structures pass their secrets on to their own fields. */
function isNested(node: unknown): boolean {
  return JSON.stringify(node).includes('"properties":')
}

const referencePattern = /^(env:[A-Za-z_]\w*|file:\/\S+)$/

function deepMap(value: unknown, change: (name: string, text: string) => string, name = ''): unknown {
  if (typeof value === 'string') return change(name, value)
  if (Array.isArray(value)) return value.map((item) => deepMap(item, change, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepMap(item, change, key)]))
}

interface Found {
  readonly name: string
  readonly text: string
}

/** What stands in the fields for secrets, in `value` under that name. */
function secretsIn(names: ReadonlySet<string>, value: unknown, under = ''): readonly Found[] {
  const found: Found[] = []
  deepMap(
    value,
    (name, text) => {
      if (names.has(name) && text !== '') found.push({ name, text })
      return text
    },
    under,
  )
  return found
}

/** Refused at the field already: a draft of a form is stored, and must not hold a secret. */
function typedSecrets(op: Operation, body: Readonly<Record<string, unknown>>): Invalid[] {
  const names = secretNames(op)
  return Object.entries(body).flatMap(([field, value]) =>
    secretsIn(names, value, field)
      .filter(({ text }) => !referencePattern.test(text))
      .map(({ name }) => ({ field: `body.${field}`, text: notTyped(name) })),
  )
}

/**
 * The references to secrets in a request. Throws `Refusal` where somebody wrote what is no reference: a secret typed into
 * Slack is known to Slack.
 */
export function secretReferences(op: Operation, input: OperationInput): readonly string[] {
  const found = secretsIn(secretNames(op), input.body)
  const typed = found.find(({ text }) => !referencePattern.test(text))
  if (typed) throw new Refusal(notTyped(typed.name))
  return found.map(({ text }) => text)
}

function notTyped(name: string): Text {
  return {
    en: `${name} takes a reference, env:NAME or file:/path, never the secret itself. If you typed a real one, change it.`,
    'zh-CN': `${name} 只接受引用 env:变量名 或 file:/路径，不能填写机密本身。如果填写了真实的机密，请立即更换。`,
  }
}

/** The request with the secrets in place of their references; lives only for the length of the call. */
export function withSecrets(
  op: Operation,
  input: OperationInput,
  secrets: ReadonlyMap<string, string>,
): OperationInput {
  const names = secretNames(op)
  const body = deepMap(input.body, (name, text) => (names.has(name) ? (secrets.get(text) ?? text) : text))
  return { ...input, ...(input.body !== undefined && { body }) }
}
