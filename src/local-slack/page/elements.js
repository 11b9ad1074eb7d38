// @ts-check
import { drafted, entered, labelFor, press, stateOf } from './context.js'
import { freshId, h } from './dom.js'
import { fileInput } from './file-input.js'
import { icon } from './icons.js'
import { openMenu } from './menu.js'
import { mrkdwn, plainText } from './mrkdwn.js'
import { confirmed } from './popover.js'
import { richInput } from './rich-input.js'
import { select } from './selects.js'
import { word } from './words.js'

/** The words of a text object. */
export function words(text, names) {
  if (!text) return []
  return text.type === 'mrkdwn' ? mrkdwn(text.text, names) : [plainText(text.text)]
}

function button(context, block, element) {
  const node = /** @type {HTMLButtonElement} */ (
    h('button', {
      type: 'button',
      class: `button ${element.style ?? ''}`,
      'data-action': element.action_id,
      'aria-label': element.accessibility_label,
    })
  )
  node.append(...words(element.text, context.names))
  node.onclick = async () => {
    if (!(await confirmed(element.confirm))) return
    node.disabled = true
    if (element.url) window.open(element.url, '_blank', 'noopener')
    await press(context, 'click', block, element, element.value)
    node.disabled = false
  }
  return node
}

function iconButton(context, block, element) {
  return button(context, block, {
    ...element,
    text: { type: 'plain_text', text: '🗑️' },
    accessibility_label: element.text.text,
  })
}

function feedback(context, block, element) {
  const one = (side) => button(context, block, { ...side, action_id: element.action_id })
  return h('span', {}, one(element.positive_button), one(element.negative_button))
}

function overflow(context, block, element) {
  const opener = h(
    'button',
    {
      type: 'button',
      class: 'button overflow',
      'aria-label': word('more'),
      'aria-haspopup': 'menu',
      'data-action': element.action_id,
    },
    icon('more'),
  )
  const choose = async (option) => {
    if (option.url) window.open(option.url, '_blank', 'noopener')
    if (await confirmed(element.confirm)) await press(context, 'choose', block, element, option.value)
  }
  const item = (option) => ({ label: words(option.text, context.names), run: () => void choose(option) })
  opener.addEventListener('click', () => openMenu(opener, word('more'), element.options.map(item)))
  return opener
}

function boxes(context, block, element) {
  const single = element.type === 'radio_buttons'
  const state = stateOf(context, block, element)
  const chosen = single ? [state.selected_option].filter(Boolean) : (state.selected_options ?? [])
  const name = freshId('boxes')
  const group = h('div', {
    class: 'boxes',
    role: single ? 'radiogroup' : 'group',
    'aria-label': labelFor(block, element),
  })
  const changed = () => {
    const inputs = /** @type {HTMLInputElement[]} */ ([...group.querySelectorAll('input')])
    const options = element.options.filter((_option, index) => inputs[index].checked)
    const given = single ? (options[0]?.value ?? null) : options.map((one) => one.value)
    void entered(context, block, element, given, {
      selected_option: options[0] ?? null,
      selected_options: options,
    })
  }
  const row = (option) =>
    h(
      'label',
      {},
      h('input', {
        type: single ? 'radio' : 'checkbox',
        name,
        checked: chosen.some((one) => one.value === option.value),
        onchange: changed,
      }),
      h(
        'span',
        {},
        words(option.text, context.names),
        option.description && h('small', {}, words(option.description, context.names)),
      ),
    )
  group.append(...element.options.map(row))
  return group
}

function text(context, block, element) {
  const tag = element.multiline ? 'textarea' : 'input'
  const types = { email_text_input: 'email', url_text_input: 'url', number_input: 'text' }
  const state = stateOf(context, block, element)
  const onCharacter = element.dispatch_action_config?.trigger_actions_on?.includes('on_character_entered')
  const node = /** @type {HTMLInputElement} */ (
    h(tag, {
      type: tag === 'input' ? (types[element.type] ?? 'text') : undefined,
      inputmode: element.type === 'number_input' ? 'decimal' : undefined,
      class: 'text',
      rows: tag === 'textarea' ? 4 : undefined,
      placeholder: element.placeholder?.text,
      maxlength: element.max_length,
      autocomplete: 'off',
      'aria-required': block.optional ? undefined : 'true',
      value: state.value ?? '',
    })
  )
  const keep = () =>
    (block.dispatch_action && onCharacter ? entered : draft)(context, block, element, node.value, {
      value: node.value,
    })
  node.addEventListener('input', keep)
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || tag === 'textarea' || !block.dispatch_action) return
    event.preventDefault()
    void entered(context, block, element, node.value, { value: node.value })
  })
  return node
}

function draft(context, block, _element, given, state) {
  drafted(context, block, given, state)
}

/** Date, time and both: the input's type, the state's key, and how one becomes the other. */
const moments = {
  datepicker: { type: 'date', key: 'selected_date', show: (value) => value, read: (value) => value },
  timepicker: { type: 'time', key: 'selected_time', show: (value) => value, read: (value) => value },
  datetimepicker: {
    type: 'datetime-local',
    key: 'selected_date_time',
    show: (seconds) =>
      new Date((seconds - new Date(seconds * 1000).getTimezoneOffset() * 60) * 1000)
        .toISOString()
        .slice(0, 16),
    read: (value) => Math.floor(new Date(value).getTime() / 1000),
  },
}

function moment(context, block, element) {
  const { type, key, show, read } = moments[element.type]
  const state = stateOf(context, block, element)[key]
  const node = /** @type {HTMLInputElement} */ (
    h('input', {
      type,
      class: 'text moment',
      'aria-label': labelFor(block, element),
      value: state ? show(state) : '',
    })
  )
  node.addEventListener('change', async () => {
    const given = node.value === '' ? null : read(node.value)
    if (await confirmed(element.confirm)) await entered(context, block, element, given, { [key]: given })
  })
  return node
}

const makers = {
  button,
  icon_button: iconButton,
  feedback_buttons: feedback,
  overflow,
  checkboxes: boxes,
  radio_buttons: boxes,
  plain_text_input: text,
  email_text_input: text,
  url_text_input: text,
  number_input: text,
  rich_text_input: richInput,
  file_input: fileInput,
  datepicker: moment,
  timepicker: moment,
  datetimepicker: moment,
}

/** An interactive element as a node. */
export function interactive(context, block, element) {
  const make = makers[element.type] ?? (element.type?.includes('select') ? select : undefined)
  return make ? make(context, block, element) : h('span', { class: 'unknown' }, `[${element.type}]`)
}
