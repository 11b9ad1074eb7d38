// @ts-check
import { freshId, h } from '/page/dom.js'

/** Small pieces that the sections are made of. */

/** A button with words; `props` may carry a class, an aria-label and so on. */
export function button(label, onclick, props = {}) {
  return h('button', { type: 'button', class: 'button', onclick, ...props }, label)
}

/** A label over its control, and a note below that belongs to it. */
export function labelled(label, control, note) {
  control.id = freshId('field')
  const below = note ? h('small', { id: freshId('note') }, note) : null
  if (below) control.setAttribute('aria-describedby', below.id)
  return h('div', { class: 'drs-field' }, h('label', { for: control.id }, label), control, below)
}

/** A select of `[value, words]` pairs. */
export function choice(pairs, onchange) {
  return /** @type {HTMLSelectElement} */ (
    h(
      'select',
      { class: 'text', onchange },
      pairs.map(([value, text]) => h('option', { value }, text)),
    )
  )
}

/** A text field that suggests `[value, words]` pairs. */
export function suggesting(pairs, props) {
  const id = freshId('suggestions')
  const input = /** @type {HTMLInputElement} */ (
    h('input', { class: 'text', list: id, autocomplete: 'off', spellcheck: 'false', ...props })
  )
  const list = h(
    'datalist',
    { id },
    pairs.map(([value, text]) => h('option', { value }, text)),
  )
  return { input, list }
}

const opened = 'sandbox-open'

function openSections() {
  try {
    return JSON.parse(localStorage.getItem(opened) ?? '{}')
  } catch {
    return {} // written by something else: as if nothing had been remembered
  }
}

/** A part of the panel that folds; the browser remembers whether it was open. */
export function section(key, title, ...content) {
  const stored = openSections()[key]
  const note = h('span', { class: 'drs-count' })
  const fold = h(
    'details',
    { class: 'drs-section', 'data-section': key },
    h('summary', {}, h('h2', {}, title), note),
    h('div', { class: 'drs-body' }, ...content),
  )
  const details = /** @type {HTMLDetailsElement} */ (fold)
  details.open = stored ?? ['try', 'tasks'].includes(key)
  details.addEventListener('toggle', () => {
    localStorage.setItem(opened, JSON.stringify({ ...openSections(), [key]: details.open }))
  })
  return { element: fold, note }
}

/** Asks for a few values in a dialog; `submit` gets the form's data, and the dialog closes when it gives true. */
export function ask(title, fields, action, cancel, submit) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement)
  const heading = freshId('ask')
  const send = async (event) => {
    event.preventDefault()
    const values = Object.fromEntries(new FormData(event.target))
    if (await submit(values)) dialog.close()
  }
  const dialog = /** @type {HTMLDialogElement} */ (
    h(
      'dialog',
      { class: 'modal small', 'aria-labelledby': heading },
      h(
        'form',
        { onsubmit: send },
        h('div', { class: 'modal-head' }, h('h2', { id: heading }, title)),
        h('div', { class: 'modal-body' }, fields),
        h(
          'div',
          { class: 'modal-foot' },
          button(cancel, () => dialog.close()),
          h('button', { type: 'submit', class: 'button primary' }, action),
        ),
      ),
    )
  )
  dialog.addEventListener('close', () => {
    dialog.remove()
    before?.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
}
