import { sameInAll, say, type Text } from '../base/i18n.ts'
import type { InvalidField } from '../base/user-error.ts'
import { tasksBesidePath } from '../domain/actions/call-entries.ts'
import { typedSecrets } from '../domain/secrets/input-secrets.ts'
import { parseRef, type TaskRef } from '../domain/tasks/task-ref.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import { pageFields } from '../drs/page-fields.ts'
import { requestExample } from '../drs/request-examples.ts'
import { resultsInto } from '../drs/results.ts'
import { isSecretName } from '../security/secret-names.ts'
import type { ArgumentField, Member } from './args.ts'
import {
  chosenField,
  chosenIds,
  chosenTasksField,
  type EntryList,
  listExample,
  listHint,
  withChosen,
} from './chosen-tasks.ts'
import {
  fileFieldOf,
  jsonFileField,
  largestJsonFile,
  mayBeLong,
  neitherTypedNorFile,
  requiredHereOrInFile,
} from './json-file-fields.ts'
import { mostTypedJson, parseJson, UnusableJson } from './json-text.ts'
import { refusedValueText, severalRefused } from './refused-value.ts'
import {
  documented,
  type FoundIn,
  type Part,
  type Property,
  parts,
  propertiesOf,
  propertyAt,
  schemaOf,
} from './request-properties.ts'

/**
 * The form of any DRS operation, made from its request schema: texts, numbers and choices as such, lists and nested
 * structures as pasted JSON. Field names are `<part>.<name>`, since path, query and body may use the same name.
 */
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

function hintOf(property: Property, ...extra: readonly Text[]): Text {
  return sentences(meaningOf(property).more, ...extra)
}

/** One after the other; what the contract says is no sentence yet. */
function sentences(...said: readonly Text[]): Text {
  const english = said.map(({ en }) => en).filter((part) => part !== '')
  const chinese = said.map((text) => text['zh-CN']).filter((part) => part !== '')
  return say(
    english.map((part) => ended(`${part.charAt(0).toUpperCase()}${part.slice(1)}`, '.')).join(' '),
    chinese.map((part) => ended(part, '。')).join(''),
  )
}

function ended(part: string, mark: string): string {
  return /[.。!?]$/.test(part) ? part : `${part}${mark}`
}

function exampleHint(example: unknown): readonly Text[] {
  if (example === undefined || example === '') return []
  return [say(`For example ${example}`, `例如 ${example}`)]
}

/** Where somebody who has no idea finds the value. */
function foundHint(op: Operation, field: string, { foundIn }: Property): readonly Text[] {
  const places: readonly FoundIn[] = [
    ...resultsInto(op, field).map(({ operation, as }) => ({ operations: [operation], as })),
    ...(foundIn ? [foundIn] : []),
  ]
  return [...new Set(places.map(({ as }) => as))].map((as) =>
    copyHint({
      as,
      operations: places.filter((place) => place.as === as).flatMap((place) => place.operations),
    }),
  )
}

function copyHint({ operations, as }: FoundIn): Text {
  const calls = [...new Set(operations)]
  return say(
    `Copy ${as} from the answer of ${calls.join(' or ')}`,
    `可从 ${calls.join(' 或 ')} 的响应中复制 ${as}`,
  )
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
    const { description = '', chinese = description, foundIn } = documented(member)
    const required = property.required?.includes(name) ?? false
    const source = foundIn && copyHint(foundIn)
    const meaning = source
      ? say(`${description}; ${source.en}`, `${chinese}；${source['zh-CN']}`)
      : say(description, chinese)
    const own = description === '' ? [] : [{ path: here, meaning, required }]
    return [...own, ...membersOf(member, here)]
  })
}

/** The documented example comes first. */
function exampleOf(op: Operation, part: Part, name: string, property: Property): unknown {
  const documentedBody = part === 'body' ? requestExample(op) : undefined
  return documentedBody?.[name] ?? property.example
}

function structureOf(property: Property, example: unknown, list: EntryList | undefined) {
  const shown = list ? listExample(list, example) : example
  const members = membersOf(property).map((member) =>
    list && member.path === `[].${list.key}` ? { ...member, required: false } : member,
  )
  return { members, ...(shown !== undefined && { example: exampleText(shown) }) }
}

/** What a form shows in one piece, so that all of it can be copied. */
const longestExample = 2_800

function exampleText(example: unknown): string {
  const readable = JSON.stringify(example, null, 2)
  return readable.length > longestExample ? JSON.stringify(example) : readable
}

/** The list of the body whose entries are each about a task. */
function taskListOf(op: Operation): EntryList | undefined {
  for (const [name, property] of Object.entries(propertiesOf(op, 'body').properties)) {
    const { items } = documented(property)
    if (!items) continue
    if (items.task) return { name, saysMore: false }
    const [key] = Object.entries(items.properties ?? {}).find(([, member]) => documented(member).task) ?? []
    if (key === undefined) continue
    return { name, key, saysMore: items.required?.some((member) => member !== key) ?? false }
  }
  return undefined
}

function fieldOf(op: Operation, part: Part, name: string, given: Property, required: boolean): ArgumentField {
  const property = documented(given)
  const base = { name: `${part}.${name}`, label: labelOf(name, property), required }
  const initial = property.default === undefined ? {} : { initial: String(property.default) }
  const example = exampleOf(op, part, name, property)
  if (property.task) return { ...base, control: 'task', hint: hintOf(property) }
  const values = choices(property)
  if (values && values.length > 0 && values.length <= 100) {
    const words = Object.fromEntries(values.map((value) => [value, sameInAll(value)]))
    return { ...base, control: 'choice', hint: hintOf(property), values, words, ...initial }
  }
  if (isStructure(property)) {
    return {
      ...base,
      control: 'multiline',
      hint: hintOf(property, jsonHint, ...foundHint(op, base.name, property)),
      structure: structureOf(given, example, undefined),
    }
  }
  const known = property.default === undefined ? exampleHint(example) : []
  const hint = hintOf(
    property,
    ...(property.secret ? [secretHint] : []),
    ...foundHint(op, base.name, property),
    ...known,
  )
  const max = property.maxLength === undefined ? {} : { max: property.maxLength }
  return { ...base, control: 'text', hint, ...max, ...initial }
}

export function operationFields(op: Operation): readonly ArgumentField[] {
  const fields = partFields(op).flatMap((field) =>
    canBeFile(op, field.name) ? withFileField(field) : [field],
  )
  return [...fields, ...(op.upload ? [fileField(op.upload)] : [])]
}

/** Bodies only: a longer address would be refused on its way. */
function canBeFile(op: Operation, field: string): boolean {
  const [part, name = ''] = field.split('.')
  const property = part === 'body' ? propertiesOf(op, 'body').properties[name] : undefined
  return property !== undefined && isStructure(documented(property)) && mayBeLong(property)
}

function withFileField(field: ArgumentField): readonly ArgumentField[] {
  const { hint = sameInAll(''), required } = field
  const typed = required ? { ...field, required: false, hint: sentences(hint, requiredHereOrInFile) } : field
  return [typed, jsonFileField(field)]
}

/** The JSON of these fields was handed over as files. */
export function jsonFilesGiven(
  op: Operation,
  values: Readonly<Record<string, string>>,
): readonly { readonly field: string; readonly id: string }[] {
  return partFields(op).flatMap(({ name: field }) => {
    const id = canBeFile(op, field) ? values[fileFieldOf(field)] : undefined
    return id === undefined ? [] : [{ field, id }]
  })
}

function fileField({ endings = [], template }: NonNullable<Operation['upload']>): ArgumentField {
  const label: Text = { en: 'File', 'zh-CN': '文件' }
  const hints = [
    ...(endings.length > 0 ? [sameInAll(endings.join(', '))] : []),
    ...(template ? [say(`Fill in the file of ${template}`, `请填写 ${template} 提供的文件`)] : []),
  ]
  return {
    name: 'file',
    control: 'file',
    label,
    required: true,
    ...(hints.length > 0 && { hint: sentences(...hints) }),
  }
}

function partFields(op: Operation): readonly ArgumentField[] {
  const list = taskListOf(op)
  return parts.flatMap((part) => {
    const { properties, required } = propertiesOf(op, part)
    return Object.entries(properties)
      .filter(([, property]) => !isFixed(property))
      .flatMap(([name, property]) => {
        const field = fieldOf(op, part, name, property, required.has(name))
        if (list && field.name === `body.${list.name}`) return taskListFields(op, list, field, property)
        return [choosesPage(op, field.name) ? pageField(field) : field]
      })
  })
}

/** The tasks are chosen, or their ids are in the list. */
function taskListFields(
  op: Operation,
  list: EntryList,
  field: ArgumentField,
  property: Property,
): readonly ArgumentField[] {
  return [
    chosenTasksField(list),
    {
      ...field,
      required: list.saysMore,
      hint: sentences(meaningOf(property).more, listHint(list), jsonHint),
      structure: structureOf(property, exampleOf(op, 'body', list.name, property), list),
    },
  ]
}

/** The groups of fields of which one has to be filled. */
export function alternativeFields(op: Operation): readonly (readonly string[])[] {
  const list = taskListOf(op)
  const orFile = (field: string) => (canBeFile(op, field) ? [field, fileFieldOf(field)] : [field])
  const needed = partFields(op).filter(({ name, required }) => required && canBeFile(op, name))
  return [
    ...(list && !list.saysMore ? [[chosenField, ...orFile(`body.${list.name}`)]] : []),
    ...needed.map(({ name }) => orFile(name)),
  ]
}

/** The tasks that were chosen in the form, with their connections; those whose ids were typed have none. */
export function tasksChosen(
  op: Operation,
  values: Readonly<Record<string, string>>,
): readonly (TaskRef & { readonly field: string })[] {
  return operationFields(op)
    .filter(({ control }) => control === 'task' || control === 'tasks')
    .flatMap(({ name }) =>
      (values[name] ?? '').split(',').flatMap((text) => {
        const ref = parseRef(text)
        return ref ? [{ ...ref, field: name }] : []
      }),
    )
}

/** Whoever leaves the page out gets all rows. */
function choosesPage(op: Operation, field: string): boolean {
  const { query, body } = pageFields(op)
  const names = [...query.map((name) => `query.${name}`), ...body.map((name) => `body.${name}`)]
  return op.risk === 'read' && names.includes(field)
}

const allPages: Text = { en: 'Leave empty for all rows.', 'zh-CN': '留空表示全部。' }

function pageField({ hint, initial: _initial, ...field }: ArgumentField): ArgumentField {
  return { ...field, required: false, hint: sentences(hint ?? say('', ''), allPages) }
}

/** A list that may have one item only takes that item without brackets too. */
function mayBeText({ anyOf = [] }: Property): boolean {
  return anyOf.some(({ type }) => type === 'string')
}

function jsonOrText(field: string, text: string, most: number): unknown {
  return /^\s*[[{]/.test(text) ? parseJson(field, text, most) : text
}

/** What was typed → what the schema wants; a text that is no number stays a text, and the schema says what is wrong. */
function convert(part: Part, name: string, given: Property, text: string, most: number): unknown {
  const property = documented(given)
  if (property.task) return parseRef(text)?.id ?? text
  const field = `${part}.${name}`
  if (isStructure(property))
    return mayBeText(given) ? jsonOrText(field, text, most) : parseJson(field, text, most)
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
    const field = `${part}.${name}`
    const text = values[field]
    if (text === undefined || text === '') continue
    const most = fileFieldOf(field) in values ? largestJsonFile : mostTypedJson
    try {
      value[name] = convert(part, name, property, text, most)
    } catch (error) {
      if (!(error instanceof UnusableJson)) throw error
      invalid.push({ field, text: error.text })
    }
  }
  return { value, invalid }
}

function refusedBy(op: Operation, part: Part, value: unknown): readonly InvalidField[] {
  const issues = schemaOf(op, part)?.safeParse(value).error?.issues ?? []
  const nameOf = ({ path: [name = ''] }: (typeof issues)[number]) => String(name)
  return [...new Set(issues.map(nameOf))].map((name) => {
    const field = `${part}.${name}`
    const isLacking = issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 1)
    if (isLacking && isMissing(value, name) && canBeFile(op, field))
      return { field, text: neitherTypedNorFile }
    const texts = issues
      .filter((issue) => nameOf(issue) === name)
      .map((issue) =>
        refusedValueText({
          issue,
          given: value,
          names: (path) => Object.keys(documented(propertyAt(op, part, path) ?? {}).properties ?? {}),
          isSecret: (path) => isSecretAt(op, part, path),
        }),
      )
    return { field, text: severalRefused(texts) }
  })
}

function isMissing(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && !Object.hasOwn(value, name)
}

function isSecretAt(op: Operation, part: Part, path: readonly PropertyKey[]): boolean {
  return path.some(
    (name, i) => isSecretName(String(name)) || propertyAt(op, part, path.slice(0, i + 1))?.secret === true,
  )
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
  const misplaced = chosenInto(op, read[2]?.value, values)
  if (misplaced.length > 0) return { ok: false, invalid: misplaced }
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

/** Puts the chosen tasks into their list, or says what is wrong with that. */
function chosenInto(
  op: Operation,
  body: Record<string, unknown> | undefined,
  values: Readonly<Record<string, string>>,
): readonly InvalidField[] {
  const list = taskListOf(op)
  if (!list || !body) return []
  const text = values[chosenField] ?? ''
  const chosen = withChosen(list, text === '' ? [] : chosenIds(text), body[list.name])
  if ('field' in chosen) return [chosen]
  body[list.name] = chosen.list
  return []
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
