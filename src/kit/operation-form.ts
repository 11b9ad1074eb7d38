import { sameInAll, say, type Text } from '../base/i18n.ts'
import type { Operation } from '../drs/operation.ts'
import type { ArgumentField, Member } from './args.ts'
import { chosenField, chosenTasksField, listExample, listHint } from './chosen-tasks.ts'
import { copyHint, foundHint, furtherMeaning, labelOf, sentences } from './field-words.ts'
import { fileFieldOf, jsonFileField, requiredHereOrInFile } from './json-file-fields.ts'
import { type RequestField, requestFields } from './request-fields.ts'
import { documented, type Property } from './request-properties.ts'

/**
 * The form of any DRS operation, made from its request schema: texts, numbers and choices as such, lists and nested
 * structures as pasted JSON.
 */
export function operationFields(op: Operation): readonly ArgumentField[] {
  const fields = requestFields(op).flatMap((field) => formFields(op, field))
  return [...fields, ...(op.upload ? [fileField(op.upload)] : [])]
}

/** The groups of fields of which one has to be filled. */
export function alternativeFields(op: Operation): readonly (readonly string[])[] {
  return requestFields(op).flatMap((one) => {
    const places = [one.field, ...(one.mayBeFile ? [fileFieldOf(one.field)] : [])]
    if (one.list && !one.list.saysMore) return [[chosenField, ...places]]
    return one.mayBeFile && isAsked(one) ? [places] : []
  })
}

/** Whether a value has to be given: a page may be left out, and of a list what is not said by the choice of tasks. */
function isAsked({ required, choosesPage, list }: RequestField): boolean {
  return list ? list.saysMore : required && !choosesPage
}

function formFields(op: Operation, one: RequestField): readonly ArgumentField[] {
  if (one.isFixed) return []
  const field = { ...controlOf(op, one), name: one.field, label: labelOf(one), required: isAsked(one) }
  return [
    ...(one.list ? [chosenTasksField(one.list)] : []),
    ...(one.mayBeFile ? withFileField(field) : [field]),
  ]
}

const jsonHint: Text = { en: 'JSON.', 'zh-CN': 'JSON 格式。' }
const secretHint: Text = {
  en: 'A reference, env:NAME or file:/path, never the secret itself.',
  'zh-CN': '请填写引用 env:变量名 或 file:/路径，切勿填写机密本身。',
}
const allPages: Text = { en: 'Leave empty for all rows.', 'zh-CN': '留空表示全部。' }

/** More choices than this are typed: a select of Slack takes no more. */
const mostChoices = 100

/** How a property is asked for. */
function controlOf(op: Operation, one: RequestField): Omit<ArgumentField, 'name' | 'label' | 'required'> {
  const { property, kind, list, choosesPage } = one
  const { default: value, maxLength: max } = property
  const isKnown = value !== undefined
  const hint = (...more: readonly Text[]) =>
    sentences(furtherMeaning(property), ...more, ...(choosesPage ? [allPages] : []))
  const initial = isKnown && !choosesPage ? { initial: String(value) } : {}
  if (kind === 'task') return { control: 'task', hint: hint() }
  const values = choices(property)
  if (values.length > 0 && values.length <= mostChoices) {
    const words = Object.fromEntries(values.map((one) => [one, sameInAll(one)]))
    return { control: 'choice', hint: hint(), values, words, ...initial }
  }
  const found = foundHint(op, one.field, property)
  if (kind === 'json') {
    const said = list ? [listHint(list), jsonHint] : [jsonHint, ...found]
    return { control: 'multiline', hint: hint(...said), structure: structureOf(one) }
  }
  const said = [
    ...(property.secret ? [secretHint] : []),
    ...found,
    ...(isKnown ? [] : exampleHint(one.example)),
  ]
  return { control: 'text', hint: hint(...said), ...(max !== undefined && { max }), ...initial }
}

function choices({ const: only, enum: several, type }: Property): readonly string[] {
  if (only !== undefined) return [String(only)]
  if (several) return several.map(String).filter((value) => value !== '')
  return type === 'boolean' ? ['true', 'false'] : []
}

function exampleHint(example: unknown): readonly Text[] {
  if (example === undefined || example === '') return []
  return [say(`For example ${example}`, `例如 ${example}`)]
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

function structureOf({ given, example, list }: RequestField) {
  const shown = list ? listExample(list, example) : example
  const members = membersOf(given).map((member) =>
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

/** It may be typed or handed over. */
function withFileField(field: ArgumentField): readonly ArgumentField[] {
  const { hint = sameInAll(''), required } = field
  const typed = required ? { ...field, required: false, hint: sentences(hint, requiredHereOrInFile) } : field
  return [typed, jsonFileField(field)]
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
