import { isObject, type JsonObject } from '../json.ts'
import {
  boolean,
  type Check,
  type Checking,
  integer,
  list,
  oneOf,
  refuse,
  type Shape,
  shape,
  string,
} from './check.ts'
import { choiceRules } from './choices.ts'
import { anyText, confirm, id, image, link, placeholder, plain } from './composition.ts'
import {
  choosable,
  type ElementRule,
  type ElementRules,
  element,
  everywhere,
  type Position,
} from './element-rule.ts'
import { richText } from './rich-text.ts'

const focus = { focus_on_load: boolean }
const clock = string(5, 5, /^([01]\d|2[0-3]):[0-5]\d$/)
const dispatch = shape({
  optional: { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2) },
})

/** A day that the calendar has, as YYYY-MM-DD. */
const date: Check = (value, path, checking) => {
  const isDay =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
  if (!isDay || new Date(value).toISOString().slice(0, 10) !== value)
    refuse(checking, path, 'must match the format of the field: YYYY-MM-DD')
}

/** A name of the IANA time zone database. */
const timeZone: Check = (value, path, checking) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: String(value) })
  } catch {
    // A RangeError: there is no such time zone.
    refuse(checking, path, 'must be a valid IANA timezone')
  }
}

function typed(fields: Shape, surfaces = everywhere): ElementRule {
  const optional = { placeholder, dispatch_action_config: dispatch, ...focus, ...fields.optional }
  return { places: ['input'], surfaces, check: element({ ...fields, optional }) }
}

/** Refuses a range that ends before it begins. */
function ordered(least: string, most: string): NonNullable<Shape['also']> {
  return (value: JsonObject, path: string, checking: Checking) => {
    const [min, max] = [value[least], value[most]]
    if (min !== undefined && max !== undefined && Number(min) > Number(max))
      refuse(checking, path, `${least} must not be greater than ${most}`)
  }
}

const decimal = string(50, 1, /^-?\d+(\.\d+)?$/)
const style = oneOf('primary', 'danger')
const accessibility = { accessibility_label: string(75) }
const opinion = shape({ required: { text: plain(75), value: string(2000) }, optional: accessibility })
const workflow = shape({
  required: {
    trigger: shape({
      required: { url: link },
      optional: {
        customizable_input_parameters: list(
          shape({ required: { name: string(255), value: string(3000, 0) } }),
          100,
        ),
      },
    }),
  },
})

/** A button, as it stands in a section, among actions or on a card (Slack docs, Button element). */
export const button = element({
  required: { type: oneOf('button'), text: plain(75) },
  optional: {
    value: string(2000),
    url: link,
    style,
    confirm,
    agent_prompt: string(4000),
    ...accessibility,
  },
})

const fields: ElementRules = {
  plain_text_input: typed({
    optional: {
      initial_value: string(3000, 0),
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
      multiline: boolean,
    },
    also: ordered('min_length', 'max_length'),
  }),
  email_text_input: typed({ optional: { initial_value: string(3000) } }, ['modal']),
  url_text_input: typed({ optional: { initial_value: string(3000) } }, ['modal']),
  number_input: typed(
    {
      required: { is_decimal_allowed: boolean },
      optional: { initial_value: decimal, min_value: decimal, max_value: decimal },
      also: ordered('min_value', 'max_value'),
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
      optional: { initial_value: richText, min_lines: integer(1, 100), max_lines: integer(1, 100) },
      also: ordered('min_lines', 'max_lines'),
    },
    ['modal', 'home'],
  ),
}

const pickers: ElementRules = {
  datepicker: {
    places: choosable,
    surfaces: everywhere,
    check: element({ optional: { initial_date: date, placeholder, confirm, ...focus } }),
  },
  timepicker: {
    places: choosable,
    surfaces: everywhere,
    check: element({ optional: { initial_time: clock, timezone: timeZone, placeholder, confirm, ...focus } }),
  },
  datetimepicker: {
    places: ['actions', 'input'],
    surfaces: ['message', 'modal'],
    check: element({
      optional: { initial_date_time: integer(1_000_000_000, 9_999_999_999), confirm, ...focus },
    }),
  },
}

/** Every element, with its limits and places (Slack docs, Block elements). */
export const elementRules: ElementRules = {
  ...choiceRules,
  ...fields,
  ...pickers,
  button: { places: ['section', 'actions'], surfaces: everywhere, check: button },
  workflow_button: {
    places: ['section', 'actions'],
    surfaces: ['message'],
    check: element({
      required: { action_id: id, text: plain(75), workflow },
      optional: { style, confirm, ...accessibility },
    }),
  },
  feedback_buttons: {
    places: ['context_actions'],
    surfaces: ['message'],
    check: element({ required: { positive_button: opinion, negative_button: opinion } }),
  },
  icon_button: {
    places: ['context_actions'],
    surfaces: ['message'],
    check: element({
      required: { icon: oneOf('trash'), text: plain(75) },
      optional: { value: string(2000), confirm, ...accessibility, visible_to_user_ids: list(id, 100) },
    }),
  },
  image: { places: ['section', 'context'], surfaces: everywhere, check: image },
  plain_text: { places: ['context'], surfaces: everywhere, check: plain(3000) },
  mrkdwn: { places: ['context'], surfaces: everywhere, check: anyText(3000) },
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
    if (value.response_url_enabled === true && !(place === 'input' && checking.surface === 'modal'))
      refuse(checking, `${path}/response_url_enabled`, 'only allowed in input blocks of modals')
    rule.check(value, path, checking)
  }
}
