import { describe, expect, it } from 'vitest'
import { checkBlocks, type Surface } from '../../src/local-slack/blocks/validate.ts'
import {
  actions,
  button,
  card,
  container,
  dataTable,
  divider,
  image,
  input,
  type Json,
  options,
  pie,
  plain,
  richText,
  section,
  table,
  task,
  textInput,
  video,
} from './payloads.ts'

/** Slack docs, Blocks and Block elements: what may be shown where. M message, V modal, H Home tab. */
const surfaces: readonly (readonly [string, Surface])[] = [
  ['M', 'message'],
  ['V', 'modal'],
  ['H', 'home'],
]

const blocks: readonly (readonly [string, Json])[] = [
  ['MVH', actions(button())],
  ['V', { type: 'alert', text: plain('x') }],
  ['MVH', card()],
  ['M', { type: 'carousel', elements: [card()] }],
  ['MH', container([divider])],
  ['MVH', { type: 'context', elements: [plain('x')] }],
  ['M', { type: 'context_actions', elements: [{ type: 'icon_button', icon: 'trash', text: plain('x') }] }],
  ['MH', dataTable()],
  ['MH', pie(1)],
  ['MVH', divider],
  ['MVH', { type: 'header', text: plain('x') }],
  ['MVH', image],
  ['MVH', input(textInput())],
  ['M', { type: 'markdown', text: 'x' }],
  ['M', { type: 'plan', title: 'x' }],
  ['MVH', richText()],
  ['MVH', section({ text: plain('x') })],
  ['MH', table()],
  ['M', task('a')],
  ['MVH', video()],
]

/** S section, A actions, I input, C context, X context_actions. */
const places: readonly (readonly [string, (element: Json) => Json])[] = [
  ['S', (element) => section({ text: plain('x'), accessory: element })],
  ['A', (element) => actions(element)],
  ['I', (element) => input(element)],
  ['C', (element) => ({ type: 'context', elements: [element] })],
  ['X', (element) => ({ type: 'context_actions', elements: [element] })],
]

const chosen = { options: options(2) }
const trigger = { trigger: { url: 'https://slack.example/shortcuts/1' } }
const opinion = { text: plain('x'), value: 'v' }

const elements: readonly (readonly [places: string, surfaces: string, Json])[] = [
  ['SA', 'MVH', button()],
  ['SAI', 'MVH', { type: 'checkboxes', ...chosen }],
  ['SAI', 'MVH', { type: 'radio_buttons', ...chosen }],
  ['SA', 'MVH', { type: 'overflow', ...chosen }],
  ['SAI', 'MVH', { type: 'datepicker' }],
  ['SAI', 'MVH', { type: 'timepicker' }],
  ['AI', 'MV', { type: 'datetimepicker' }],
  ['SAI', 'MVH', { type: 'static_select', ...chosen }],
  ['SAI', 'MVH', { type: 'multi_static_select', ...chosen }],
  ['SAI', 'MVH', { type: 'external_select' }],
  ['SAI', 'MVH', { type: 'multi_external_select' }],
  ['SAI', 'MVH', { type: 'users_select' }],
  ['SAI', 'MVH', { type: 'multi_users_select' }],
  ['SAI', 'MVH', { type: 'conversations_select' }],
  ['SAI', 'MVH', { type: 'multi_conversations_select' }],
  ['SAI', 'MVH', { type: 'channels_select' }],
  ['SAI', 'MVH', { type: 'multi_channels_select' }],
  ['I', 'MVH', textInput()],
  ['I', 'V', { type: 'email_text_input' }],
  ['I', 'V', { type: 'url_text_input' }],
  ['I', 'V', { type: 'number_input', is_decimal_allowed: true }],
  ['I', 'V', { type: 'file_input' }],
  ['I', 'VH', { type: 'rich_text_input', action_id: 'a' }],
  ['SA', 'M', { type: 'workflow_button', action_id: 'a', text: plain('x'), workflow: trigger }],
  ['X', 'M', { type: 'feedback_buttons', positive_button: opinion, negative_button: opinion }],
  ['X', 'M', { type: 'icon_button', icon: 'trash', text: plain('x') }],
  ['SC', 'MVH', image],
  ['C', 'MVH', plain('x')],
]

describe.each(surfaces)('on surface %s', (letter, surface) => {
  it.each(blocks.map(([where, block]) => [String(block.type), where, block] as const))(
    'the block %s (%s) is taken there only where it belongs',
    (_type, where, block) => {
      expect(checkBlocks([block], surface).length === 0).toBe(where.includes(letter))
    },
  )

  it.each(elements.map(([where, on, element]) => [String(element.type), where, on, element] as const))(
    'the element %s (%s, %s) is taken in no other place and surface',
    (_type, where, on, element) => {
      const taken = places.filter(([place, make]) => {
        const alsoBlock = place !== 'X' || letter === 'M'
        return alsoBlock && checkBlocks([make(element)], surface).length === 0
      })
      const expected = on.includes(letter) ? where : ''
      expect(taken.map(([place]) => place).join('')).toBe(expected)
    },
  )
})
