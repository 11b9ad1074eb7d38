import type { Text } from '../base/i18n.ts'
import type { InvalidField } from '../base/user-error.ts'
import { tasksBesidePath } from '../domain/actions/call-entries.ts'
import { typedSecrets } from '../domain/secrets/input-secrets.ts'
import { parseRef, type TaskRef } from '../domain/tasks/task-ref.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import { isSecretName } from '../security/secret-names.ts'
import { chosenField, chosenIds, withChosen } from './chosen-tasks.ts'
import { fileFieldOf, largestJsonFile, neitherTypedNorFile } from './json-file-fields.ts'
import { mostTypedJson, parseJson, UnusableJson } from './json-text.ts'
import { refusedValueText, severalRefused } from './refused-value.ts'
import { type RequestField, requestFields } from './request-fields.ts'
import { documented, type Part, type Property, parts, propertyAt, schemaOf } from './request-properties.ts'

/** Reads the filled form of an operation: the request that it stands for, or what is wrong at which field. */

type RawValues = Readonly<Record<string, string>>

export type ParsedOperationInput =
  | { readonly ok: true; readonly input: OperationInput }
  | { readonly ok: false; readonly invalid: readonly InvalidField[] }

/** The request that the filled form stands for, checked by the operation's own schemas. */
export function parseOperationInput(op: Operation, values: RawValues): ParsedOperationInput {
  const fields = requestFields(op)
  const read = fields.flatMap((one) => readField(one, values))
  const unreadable = read.flatMap((one) => ('text' in one ? [one] : []))
  if (unreadable.length > 0) return { ok: false, invalid: unreadable }
  const typed = read.flatMap((one) => ('value' in one ? [one] : []))
  const partOf = (part: Part) =>
    Object.fromEntries(typed.filter((one) => one.part === part).map(({ name, value }) => [name, value]))
  const [params, query] = [partOf('params'), partOf('query')]
  const body = withTasks(fields, partOf('body'), values)
  if ('field' in body) return { ok: false, invalid: [body] }
  const input: OperationInput = {
    ...(op.params && { params: params as Record<string, string> }),
    ...(op.query && { query }),
    ...(op.method !== 'GET' && { body: body.body }),
  }
  const given = { params, query, body: body.body }
  const invalid = [
    ...parts
      .flatMap((part) => refusedBy(op, fields, part, given[part]))
      .filter(({ field }) => !isAnyPage(fields, field) || values[field] !== undefined),
    ...typedSecrets(op, body.body),
    ...otherTasks(op, input),
  ]
  return invalid.length > 0 ? { ok: false, invalid } : { ok: true, input }
}

/** The tasks that were chosen in the form, with their connections; those whose ids were typed have none. */
export function tasksChosen(
  op: Operation,
  values: RawValues,
): readonly (TaskRef & { readonly field: string })[] {
  const fields = requestFields(op).flatMap(({ field, kind, list }) =>
    list ? [chosenField] : kind === 'task' ? [field] : [],
  )
  return fields.flatMap((field) =>
    (values[field] ?? '').split(',').flatMap((text) => {
      const ref = parseRef(text)
      return ref ? [{ ...ref, field }] : []
    }),
  )
}

/** The JSON of these fields was handed over as files. */
export function jsonFilesGiven(
  op: Operation,
  values: RawValues,
): readonly { readonly field: string; readonly id: string }[] {
  return requestFields(op).flatMap(({ field, mayBeFile }) => {
    const id = mayBeFile ? values[fileFieldOf(field)] : undefined
    return id === undefined ? [] : [{ field, id }]
  })
}

type Read = (Pick<RequestField, 'part' | 'name'> & { readonly value: unknown }) | InvalidField

/** Nothing for what was left empty. */
function readField(one: RequestField, values: RawValues): readonly Read[] {
  const { part, name, field } = one
  const text = values[field]
  if (text === undefined || text === '') return []
  const most = fileFieldOf(field) in values ? largestJsonFile : mostTypedJson
  try {
    return [{ part, name, value: convert(one, text, most) }]
  } catch (error) {
    if (!(error instanceof UnusableJson)) throw error
    return [{ field, text: error.text }]
  }
}

/** What was typed → what the schema wants; a text that is no number stays a text, and the schema says what is wrong. */
function convert({ kind, field, given }: RequestField, text: string, most: number): unknown {
  switch (kind) {
    case 'task':
      return parseRef(text)?.id ?? text
    case 'json':
      return mayBeText(given) && !/^\s*[[{]/.test(text) ? text : parseJson(field, text, most)
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
    case 'text':
      return text
  }
}

/** A list that may have one item only takes that item without brackets too. */
function mayBeText({ anyOf = [] }: Property): boolean {
  return anyOf.some(({ type }) => type === 'string')
}

/** The body with the chosen tasks in their list, or what is wrong with that. */
function withTasks(
  fields: readonly RequestField[],
  body: Readonly<Record<string, unknown>>,
  values: RawValues,
): { readonly body: Readonly<Record<string, unknown>> } | InvalidField {
  const list = fields.find((one) => one.list)?.list
  if (!list) return { body }
  const text = values[chosenField] ?? ''
  const chosen = withChosen(list, text === '' ? [] : chosenIds(text), body[list.name])
  return 'field' in chosen ? chosen : { body: { ...body, [list.name]: chosen.list } }
}

function isAnyPage(fields: readonly RequestField[], field: string): boolean {
  return fields.some((one) => one.field === field && one.choosesPage)
}

function refusedBy(
  op: Operation,
  fields: readonly RequestField[],
  part: Part,
  value: unknown,
): readonly InvalidField[] {
  const issues = schemaOf(op, part)?.safeParse(value).error?.issues ?? []
  const nameOf = ({ path: [name = ''] }: (typeof issues)[number]) => String(name)
  return [...new Set(issues.map(nameOf))].map((name) => {
    const field = `${part}.${name}`
    const isLacking = issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 1)
    const mayBeFile = fields.some((one) => one.field === field && one.mayBeFile)
    if (isLacking && isMissing(value, name) && mayBeFile) return { field, text: neitherTypedNorFile }
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
