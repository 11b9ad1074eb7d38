// @ts-check
import { drafted, entered, labelFor, stateOf } from './context.js'
import { h } from './dom.js'
import { richText } from './rich-text.js'
import { emptyIfBlank, richValue } from './rich-value.js'
import { word } from './words.js'

/** The buttons over the field: the browser's command, the label, and how it looks. */
const styles = /** @type {const} */ ([
  ['bold', 'bold', 'b', 'B'],
  ['italic', 'italic', 'i', 'I'],
  ['strikeThrough', 'strike', 's', 'S'],
  ['code', 'code', 'code', '<>'],
  ['insertUnorderedList', 'bulletList', 'span', '•'],
  ['quote', 'quote', 'span', '❝'],
])

/** A field for text with styles, as Slack's rich_text_input; its value is a rich_text block. */
export function richInput(context, block, element) {
  const state = stateOf(context, block, element)
  const before = state.rich_text_value ?? element.initial_value
  const field = h('div', {
    class: 'text rich-field rich',
    contenteditable: 'true',
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': labelFor(block, element),
    'aria-required': block.optional ? undefined : 'true',
    'data-placeholder': element.placeholder?.text,
  })
  if (before) field.append(...richText(before, context.names).childNodes)
  let touched = false
  field.addEventListener('input', () => {
    touched = true
    emptyIfBlank(field)
    const value = richValue(field)
    drafted(context, block, value, { rich_text_value: value })
  })
  field.addEventListener('blur', () => {
    if (!touched || block.dispatch_action !== true) return
    touched = false
    const value = richValue(field)
    void entered(context, block, element, value, { rich_text_value: value })
  })
  field.addEventListener('paste', (event) => {
    event.preventDefault()
    insert('insertText', event.clipboardData?.getData('text/plain') ?? '')
  })
  return h('div', { class: 'rich-input' }, toolbar(field), field)
}

function toolbar(field) {
  const tool = ([command, label, tag, sign]) =>
    h(
      'button',
      {
        type: 'button',
        'aria-label': word(label),
        title: word(label),
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => apply(field, command),
      },
      h(tag, {}, sign),
    )
  return h('div', { class: 'rich-tools', role: 'toolbar', 'aria-label': word('message') }, styles.map(tool))
}

function apply(field, command) {
  field.focus()
  if (command === 'quote') insert('formatBlock', 'blockquote')
  else if (command === 'code') wrapSelection('code')
  else insert(command, '')
}

/** The browser's own editing commands keep undo and the caret right; there is no other way to have both. */
function insert(command, value) {
  document.execCommand(command, false, value)
}

function wrapSelection(tag) {
  const range = document.getSelection()?.getRangeAt(0)
  if (!range || range.collapsed) return
  const wrapped = h(tag, {}, range.extractContents())
  range.insertNode(wrapped)
  wrapped.closest('[contenteditable]')?.dispatchEvent(new Event('input'))
}
