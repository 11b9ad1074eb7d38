import type { Component } from './components.ts'
import { flagOf, isObject, type JsonObject, numberOf, objectsOf, stringsOf, textOf } from './json.ts'

/** How the value of one kind of element looks in `state.values` (Slack docs, view_submission payload). */
interface InputKind {
  /** The key beside `type`. */
  readonly key: string
  readonly initial: string
  readonly shape: 'text' | 'number' | 'option' | 'options' | 'id' | 'ids' | 'rich' | 'files'
}

const kinds: Readonly<Record<string, InputKind>> = {
  plain_text_input: { key: 'value', initial: 'initial_value', shape: 'text' },
  email_text_input: { key: 'value', initial: 'initial_value', shape: 'text' },
  url_text_input: { key: 'value', initial: 'initial_value', shape: 'text' },
  number_input: { key: 'value', initial: 'initial_value', shape: 'text' },
  rich_text_input: { key: 'rich_text_value', initial: 'initial_value', shape: 'rich' },
  file_input: { key: 'files', initial: '', shape: 'files' },
  datepicker: { key: 'selected_date', initial: 'initial_date', shape: 'text' },
  timepicker: { key: 'selected_time', initial: 'initial_time', shape: 'text' },
  datetimepicker: { key: 'selected_date_time', initial: 'initial_date_time', shape: 'number' },
  static_select: { key: 'selected_option', initial: 'initial_option', shape: 'option' },
  external_select: { key: 'selected_option', initial: 'initial_option', shape: 'option' },
  radio_buttons: { key: 'selected_option', initial: 'initial_option', shape: 'option' },
  overflow: { key: 'selected_option', initial: '', shape: 'option' },
  checkboxes: { key: 'selected_options', initial: 'initial_options', shape: 'options' },
  multi_static_select: { key: 'selected_options', initial: 'initial_options', shape: 'options' },
  multi_external_select: { key: 'selected_options', initial: 'initial_options', shape: 'options' },
  users_select: { key: 'selected_user', initial: 'initial_user', shape: 'id' },
  conversations_select: { key: 'selected_conversation', initial: 'initial_conversation', shape: 'id' },
  channels_select: { key: 'selected_channel', initial: 'initial_channel', shape: 'id' },
  multi_users_select: { key: 'selected_users', initial: 'initial_users', shape: 'ids' },
  multi_conversations_select: {
    key: 'selected_conversations',
    initial: 'initial_conversations',
    shape: 'ids',
  },
  multi_channels_select: { key: 'selected_channels', initial: 'initial_channels', shape: 'ids' },
}

const lists = ['options', 'ids', 'files']

/** Does this element hold a value that is part of the state? Buttons and overflow menus do not. */
export function holdsValue(type: string): boolean {
  return type in kinds && type !== 'overflow'
}

/** Does its value come from the app while the person types? */
export function isExternal(type: string): boolean {
  return type === 'external_select' || type === 'multi_external_select'
}

/** The state value of an element that nobody has touched. */
export function initialValue({ type, element }: Component): JsonObject {
  const kind = kinds[type]
  if (!kind) return { type }
  const empty = lists.includes(kind.shape) ? [] : null
  return { type, [kind.key]: element[kind.initial] ?? empty }
}

/** The value itself, out of a state value. */
export function contentOf(value: JsonObject): unknown {
  const kind = kinds[String(value.type)]
  return kind ? value[kind.key] : undefined
}

/** Nothing entered? */
export function isEmpty(value: JsonObject): boolean {
  const content = contentOf(value)
  if (Array.isArray(content)) return content.length === 0
  return content === null || content === undefined || content === ''
}

/** All options of an element, out of its groups too. */
export function optionsOf(element: JsonObject): readonly JsonObject[] {
  return [
    ...objectsOf(element.options),
    ...objectsOf(element.option_groups).flatMap((group) => objectsOf(group.options)),
  ]
}

/** The text that stands on an option. */
export function labelOf(option: JsonObject): string {
  return isObject(option.text) ? (textOf(option.text.text) ?? '') : ''
}

/**
 * The state value for what a person gives: an option by its value or its text, a person, channel or date by its id or
 * ISO form, several of them as a list, nothing as null. Undefined when there is no such option.
 */
export function valueFrom(
  { type }: Component,
  given: unknown,
  options: readonly JsonObject[],
): JsonObject | undefined {
  const kind = kinds[type]
  if (!kind) return undefined
  const content = contentFrom(kind, given, options)
  return content === undefined ? undefined : { type, [kind.key]: content }
}

function contentFrom(kind: InputKind, given: unknown, options: readonly JsonObject[]): unknown {
  if (given === null || given === '') return lists.includes(kind.shape) ? [] : null
  if (kind.shape === 'option') return optionFrom(given, options)
  if (kind.shape === 'options') return allFound(listOf(given).map((one) => optionFrom(one, options)))
  if (kind.shape === 'ids') return stringsOf(given)
  if (kind.shape === 'files') return objectsOf(given)
  if (kind.shape === 'number') return numberOf(given)
  if (kind.shape === 'rich') return richFrom(given)
  return String(given)
}

function listOf(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [given]
}

function optionFrom(given: unknown, options: readonly JsonObject[]): JsonObject | undefined {
  const wanted = isObject(given) ? given.value : given
  return options.find((row) => row.value === wanted) ?? options.find((row) => labelOf(row) === wanted)
}

function allFound(found: readonly (JsonObject | undefined)[]): readonly JsonObject[] | undefined {
  const known = found.filter((one) => one !== undefined)
  return known.length === found.length ? known : undefined
}

function richFrom(given: unknown): JsonObject {
  if (isObject(given)) return given
  const text = { type: 'text', text: String(given) }
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [text] }] }
}

/** What Slack itself refuses before the app hears of a submission; undefined when all is well. */
export function fieldError({ type, block, element }: Component, value: JsonObject): string | undefined {
  if (isEmpty(value)) return flagOf(block.optional) ? undefined : 'Please complete this required field.'
  const content = contentOf(value)
  if (type === 'plain_text_input') return lengthError(element, String(content))
  if (type === 'number_input') return numberError(element, content)
  if (type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(content)))
    return 'Please enter a valid email address.'
  if (type === 'url_text_input' && !URL.canParse(String(content))) return 'Please enter a valid URL.'
  return undefined
}

function lengthError(element: JsonObject, text: string): string | undefined {
  const least = numberOf(element.min_length) ?? 0
  const most = numberOf(element.max_length) ?? 3000
  if (text.length < least) return `Please enter at least ${least} characters.`
  if (text.length > most) return `Please enter no more than ${most} characters.`
  return undefined
}

function numberError(element: JsonObject, content: unknown): string | undefined {
  const number = numberOf(content)
  if (number === undefined) return 'Please enter a number.'
  if (element.is_decimal_allowed !== true && !Number.isInteger(number)) return 'Please enter a whole number.'
  if (number < (numberOf(element.min_value) ?? -Infinity))
    return `Please enter ${String(element.min_value)} or more.`
  if (number > (numberOf(element.max_value) ?? Infinity))
    return `Please enter ${String(element.max_value)} or less.`
  return undefined
}
