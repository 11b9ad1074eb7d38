import { isObject, type JsonObject, objectsOf } from '../json.ts'
import {
  anything,
  boolean,
  type Check,
  type Checking,
  exactlyOne,
  integer,
  list,
  oneOf,
  refuse,
  type Shape,
  type Surface,
  shape,
  string,
} from './check.ts'
import {
  anyText,
  boxOption,
  confirm,
  distinctValues,
  id,
  link,
  option,
  optionGroup,
  overflowOption,
  placeholder,
  plain,
} from './composition.ts'

/** Where in a block an element stands. */
export type Position = 'section' | 'actions' | 'input' | 'context' | 'context_actions'

interface ElementRule {
  readonly places: readonly Position[]
  readonly surfaces: readonly Surface[]
  readonly check: Check
}

const everywhere: readonly Surface[] = ['message', 'modal', 'home']
const choosable: readonly Position[] = ['section', 'actions', 'input']
const type = anything
const focus = { focus_on_load: boolean }
const date = string(10, 10, /^\d{4}-\d{2}-\d{2}$/)
const clock = string(5, 5, /^\d{2}:\d{2}$/)
const dispatch = shape({
  optional: { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2) },
})
const filter = shape({
  optional: {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
})

function element(fields: Shape): Check {
  return shape({
    ...fields,
    required: { type, ...fields.required },
    optional: { action_id: id, ...fields.optional },
  })
}

function sameOption(one: unknown, other: unknown): boolean {
  return isObject(one) && isObject(other) && one.value === other.value
}

function optionsAreSound(value: JsonObject, path: string, checking: Checking): void {
  const all = value.options ?? objectsOf(value.option_groups).flatMap((group) => objectsOf(group.options))
  if (!distinctValues(all)) refuse(checking, `${path}/options`, 'option values must be unique')
  for (const initial of objectsOf(value.initial_options ?? [value.initial_option])) {
    const known = objectsOf(all).some((row) => sameOption(row, initial))
    if (!known) refuse(checking, path, 'initial option must match one of the options')
  }
}

/** The single and the multiple form of a select, which differ in their initial value only. */
function selects(
  name: string,
  initial: Record<string, Check>,
  multiple: Record<string, Check>,
  fields: Shape,
) {
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

function typed(fields: Shape, surfaces = everywhere): ElementRule {
  const optional = { placeholder, dispatch_action_config: dispatch, ...focus, ...fields.optional }
  return { places: ['input'], surfaces, check: element({ ...fields, optional }) }
}

function lengths(value: JsonObject, path: string, checking: Checking): void {
  const { min_length: min, max_length: max } = value
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    refuse(checking, path, 'min_length must not be greater than max_length')
}

const lengthLimits = {
  initial_value: string(3000, 0),
  min_length: integer(0, 3000),
  max_length: integer(1, 3000),
}
const decimal = string(50, 1, /^-?\d+(\.\d+)?$/)

/** Every element, with its limits and places (Slack docs, Block elements). */
export const elementRules: Readonly<Record<string, ElementRule>> = {
  button: {
    places: ['section', 'actions'],
    surfaces: everywhere,
    check: element({
      required: { text: plain(75) },
      optional: {
        value: string(2000),
        url: link,
        style: oneOf('primary', 'danger'),
        confirm,
        accessibility_label: string(75),
      },
    }),
  },
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
  datepicker: {
    places: choosable,
    surfaces: everywhere,
    check: element({ optional: { initial_date: date, placeholder, confirm, ...focus } }),
  },
  timepicker: {
    places: choosable,
    surfaces: everywhere,
    check: element({
      optional: { initial_time: clock, timezone: string(100), placeholder, confirm, ...focus },
    }),
  },
  datetimepicker: {
    places: ['actions', 'input'],
    surfaces: ['message', 'modal'],
    check: element({
      optional: { initial_date_time: integer(1_000_000_000, 9_999_999_999), confirm, ...focus },
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
  plain_text_input: typed({ optional: { ...lengthLimits, multiline: boolean }, also: lengths }),
  email_text_input: typed({ optional: { initial_value: string(3000) } }, ['modal']),
  url_text_input: typed({ optional: { initial_value: string(3000) } }, ['modal']),
  number_input: typed(
    {
      required: { is_decimal_allowed: boolean },
      optional: { initial_value: decimal, min_value: decimal, max_value: decimal },
    },
    ['modal'],
  ),
  file_input: {
    places: ['input'],
    surfaces: ['modal'],
    check: element({ optional: { filetypes: list(string(50), 100), max_files: integer(1, 10) } }),
  },
  rich_text_input: typed(
    {
      required: { action_id: id },
      optional: { initial_value: anything, min_lines: integer(1, 100), max_lines: integer(1, 100) },
    },
    ['modal', 'home'],
  ),
  image: {
    places: ['section', 'context'],
    surfaces: everywhere,
    check: shape({
      required: { type, alt_text: string(2000) },
      optional: { image_url: link, slack_file: anything },
      also: exactlyOne('image_url', 'slack_file'),
    }),
  },
  plain_text: { places: ['context'], surfaces: everywhere, check: plain(3000) },
  mrkdwn: { places: ['context'], surfaces: everywhere, check: anyText(3000) },
  feedback_buttons: {
    places: ['context_actions'],
    surfaces: ['message'],
    check: element({ required: { positive_button: anything, negative_button: anything } }),
  },
  icon_button: {
    places: ['context_actions'],
    surfaces: ['message'],
    check: element({
      required: { icon: oneOf('trash'), text: plain(75) },
      optional: {
        value: string(2000),
        confirm,
        accessibility_label: string(75),
        visible_to_user_ids: list(id, 100),
      },
    }),
  },
}

/** Any element that may stand in that place on the surface being checked. */
export function elementIn(place: Position): Check {
  return (value, path, checking) => {
    if (!isObject(value)) return refuse(checking, path, 'must provide an object')
    const rule = typeof value.type === 'string' ? elementRules[value.type] : undefined
    if (!rule?.places.includes(place))
      return refuse(checking, `${path}/type`, `unsupported type: ${String(value.type)}`)
    if (!rule.surfaces.includes(checking.surface))
      refuse(checking, `${path}/type`, `unsupported type: ${String(value.type)} in a ${checking.surface}`)
    rule.check(value, path, checking)
  }
}
