// @ts-check
import { drafted, entered, labelFor, press, stateOf } from './context.js'
import { freshId, h } from './dom.js'
import { mrkdwn, plainText } from './mrkdwn.js'
import { confirmed, popover } from './popover.js'
import { select } from './selects.js'
import { upload } from './server.js'

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
    { type: 'button', class: 'button', 'aria-label': 'More', 'aria-haspopup': 'menu' },
    '⋯',
  )
  opener.addEventListener('click', () => {
    const choose = async (option) => {
      close()
      if (option.url) window.open(option.url, '_blank', 'noopener')
      if (await confirmed(element.confirm)) await press(context, 'choose', block, element, option.value)
    }
    const item = (option) =>
      h(
        'button',
        { type: 'button', role: 'menuitem', onclick: () => choose(option) },
        words(option.text, context.names),
      )
    const menu = h('div', { role: 'menu', class: 'menu' }, element.options.map(item))
    const close = popover(opener, menu)
    menu.querySelector('button')?.focus()
  })
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
  const tag = element.multiline || element.type === 'rich_text_input' ? 'textarea' : 'input'
  const types = { email_text_input: 'email', url_text_input: 'url', number_input: 'text' }
  const state = stateOf(context, block, element)
  const rich = state.rich_text_value?.elements?.[0]?.elements?.map((leaf) => leaf.text ?? '').join('')
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
      value: rich ?? state.value ?? '',
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

function fileInput(context, block, element) {
  const node = /** @type {HTMLInputElement} */ (
    h('input', {
      type: 'file',
      class: 'text',
      multiple: (element.max_files ?? 10) > 1,
      accept: element.filetypes?.map((one) => `.${one}`).join(','),
    })
  )
  node.addEventListener('change', async () => {
    const files = await Promise.all([...(node.files ?? [])].map((file) => upload(context.as, file)))
    await entered(
      context,
      block,
      element,
      files.map((one) => one.file),
      { files: files.map((one) => one.file) },
    )
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
  rich_text_input: text,
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
