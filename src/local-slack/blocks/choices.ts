import { isObject, type JsonObject, objectOf, objectsOf } from '../json.ts'
import {
  boolean,
  type Check,
  type Checking,
  exactlyOne,
  integer,
  list,
  oneOf,
  refuse,
  type Shape,
  shape,
} from './check.ts'
import { boxOption, confirm, id, option, optionGroup, overflowOption, placeholder } from './composition.ts'
import { choosable, type ElementRule, type ElementRules, element, everywhere } from './element-rule.ts'

const focus = { focus_on_load: boolean }

/** What makes two options the same to Slack: an initial option has to match one of the options exactly. */
function sameOption(one: JsonObject, other: unknown): boolean {
  if (!isObject(other)) return false
  const parts = (row: JsonObject) => [row.value, textIn(row.text), textIn(row.description)]
  return parts(one).every((part, index) => part === parts(other)[index])
}

function textIn(value: unknown): unknown {
  return objectOf(value).text
}

function uniqueValues(options: readonly JsonObject[], path: string, checking: Checking): void {
  const values = options.map((row) => row.value)
  if (new Set(values).size < values.length) refuse(checking, path, 'option values must be unique')
}

/** Values are unique, and what is chosen from the start can be chosen. */
function optionsAreSound(value: JsonObject, path: string, checking: Checking): void {
  const grouped = objectsOf(value.option_groups).flatMap((group) => objectsOf(group.options))
  const all = value.options === undefined ? grouped : objectsOf(value.options)
  uniqueValues(all, `${path}/${value.options === undefined ? 'option_groups' : 'options'}`, checking)
  const initial = value.initial_options === undefined ? 'initial_option' : 'initial_options'
  for (const one of objectsOf(value.initial_options ?? [value.initial_option]))
    if (!all.some((row) => sameOption(one, row)))
      refuse(checking, `${path}/${initial}`, 'initial option must match one of the options')
}

const kinds = list(oneOf('im', 'mpim', 'private', 'public'), 4)
const filter = shape({
  optional: { include: kinds, exclude_external_shared_channels: boolean, exclude_bot_users: boolean },
  also(value, path, checking) {
    if (Object.keys(value).length === 0) refuse(checking, path, 'must have at least one property')
  },
})

/** The single and the multiple form of a select, which differ in their initial value only. */
function selects(
  name: string,
  initial: Record<string, Check>,
  multiple: Record<string, Check>,
  fields: Shape,
): ElementRules {
  const optional = { placeholder, confirm, ...focus, ...fields.optional }
  const rule = (more: Record<string, Check>) => ({
    places: choosable,
    surfaces: everywhere,
    check: element({ ...fields, optional: { ...optional, ...more } }),
  })
  return {
    [name]: rule(initial),
    [`multi_${name}`]: rule({ ...multiple, max_selected_items: integer(1, 100) }),
  }
}

const oneOption = { initial_option: option }
const manyOptions = { initial_options: list(option, 100) }
const oneId = (key: string) => ({ [key]: id })
const manyIds = (key: string) => ({ [key]: list(id, 100) })

function boxes(initial: Record<string, Check>): ElementRule {
  const optional = { confirm, ...focus, ...initial }
  const required = { options: list(boxOption, 10) }
  return {
    places: choosable,
    surfaces: everywhere,
    check: element({ required, optional, also: optionsAreSound }),
  }
}

/** Everything in which one chooses among options (Slack docs, Select menu element, Checkboxes, Overflow menu). */
export const choiceRules: ElementRules = {
  checkboxes: boxes({ initial_options: list(boxOption, 10) }),
  radio_buttons: boxes({ initial_option: boxOption }),
  overflow: {
    places: ['section', 'actions'],
    surfaces: everywhere,
    check: element({
      required: { options: list(overflowOption, 5) },
      optional: { confirm },
      also: optionsAreSound,
    }),
  },
  ...selects('static_select', oneOption, manyOptions, {
    optional: { options: list(option, 100), option_groups: list(optionGroup, 100) },
    also(value, path, checking) {
      exactlyOne('options', 'option_groups')(value, path, checking)
      optionsAreSound(value, path, checking)
    },
  }),
  ...selects('external_select', oneOption, manyOptions, {
    optional: { min_query_length: integer(0, 3000) },
  }),
  ...selects('users_select', oneId('initial_user'), manyIds('initial_users'), {}),
  ...selects('conversations_select', oneId('initial_conversation'), manyIds('initial_conversations'), {
    optional: { filter, default_to_current_conversation: boolean, response_url_enabled: boolean },
  }),
  ...selects('channels_select', oneId('initial_channel'), manyIds('initial_channels'), {
    optional: { response_url_enabled: boolean },
  }),
}
