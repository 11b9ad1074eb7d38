// @ts-check
import { drawBlocks } from './blocks.js'
import { draftValues } from './context.js'
import { h } from './dom.js'
import { icon } from './icons.js'
import { plainText } from './mrkdwn.js'
import { forgetFilling, samplesBeside } from './samples.js'
import { act } from './server.js'
import { slackWords } from './slack-words.js'
import { sentence, word } from './words.js'

/** What has been entered so far, by view. */
const drafts = new Map()
let dialog = null
let shownKey = ''

/** Shows the topmost modal of the person, or takes the dialog away. */
export function drawModal(as, modals, names) {
  const view = modals.at(-1)
  if (!view) return dismiss()
  const key = JSON.stringify([as, view, modals.length])
  if (key === shownKey) return
  const same = dialog?.dataset.view === view.id
  shownKey = key
  if (!same) openDialog(view.id)
  const focused = same ? focusedBlock() : undefined
  const scrolled = same ? dialog.querySelector('.modal-body')?.scrollTop : 0
  dialog.setAttribute('aria-label', plainText(view.title))
  const context = { as, on: view.id, names, values: view.values, drafts: draftOf(view) }
  const samples = samplesBeside(context, view)
  dialog.classList.toggle('with-samples', samples !== null)
  dialog.replaceChildren(formOf(context, view, modals.length), ...(samples ? [samples] : []))
  dialog.querySelector('.modal-body').scrollTop = scrolled ?? 0
  focus(focused, view)
}

/** One dialog for the whole stack, so that focus goes back to where it was before the first view. */
function openDialog(id) {
  if (!dialog) {
    dialog = h('dialog', { class: 'modal' })
    document.body.append(dialog)
    dialog.showModal()
  }
  dialog.dataset.view = id
}

function dismiss() {
  shownKey = ''
  if (!dialog) return
  forgetFilling()
  dialog.close()
  dialog.remove()
  dialog = null
  // What had the focus before may have been drawn anew meanwhile; the field for messages is always there.
  if (document.activeElement === document.body) document.querySelector('.conversation textarea')?.focus()
}

function draftOf(view) {
  const draft = drafts.get(view.id) ?? new Map()
  const present = new Set(view.blocks.map((block) => block.block_id))
  for (const blockId of draft.keys()) if (!present.has(blockId)) draft.delete(blockId)
  drafts.set(view.id, draft)
  return draft
}

function formOf(context, view, depth) {
  const { as } = context
  const leave = () => act(as, { act: 'close', view: view.id })
  dialog.oncancel = (event) => {
    event.preventDefault()
    void leave()
  }
  const send = async (event) => {
    event.preventDefault()
    const submit = form.querySelector('.modal-foot [type="submit"]')
    if (!submit || submit.disabled) return
    submit.disabled = true
    submit.classList.add('busy')
    await act(as, { act: 'submit', view: view.id, values: draftValues(context) })
    submit.disabled = false
    submit.classList.remove('busy')
  }
  const form = drawView(context, view, { depth, leave, send })
  return form
}

/**
 * A modal view as a form.
 * @param {import('./context.js').Context} context
 * @param {any} view
 * @param {{ depth: number, leave: () => void, send: (event: Event) => void }} doing how many views are open, and what the buttons do
 */
export function drawView(context, view, { depth, leave, send }) {
  // As in Slack: also from a field in which Enter begins a line.
  const onkeydown = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(event)
  }
  return h(
    'form',
    { onsubmit: send, onkeydown, novalidate: true },
    h(
      'div',
      { class: 'modal-head' },
      h('h2', {}, plainText(view.title), depth > 1 ? h('small', {}, ` ${sentence('viewOf', depth)}`) : null),
      h(
        'button',
        { type: 'button', class: 'close', 'aria-label': word('close'), onclick: leave },
        icon('close'),
      ),
    ),
    h(
      'div',
      { class: 'modal-body' },
      view.notice ? h('p', { class: 'alert error', role: 'alert' }, slackWords(view.notice)) : null,
      drawBlocks(context, view.blocks, { errors: view.errors }),
    ),
    h(
      'div',
      { class: 'modal-foot' },
      h(
        'button',
        { type: 'button', class: 'button', onclick: leave },
        plainText(view.close ?? word(depth > 1 ? 'back' : 'cancel')),
      ),
      view.submit ? h('button', { type: 'submit', class: 'button primary' }, plainText(view.submit)) : null,
    ),
  )
}

/** Where the focus was, so that a redrawn form can give it back. */
function focusedBlock() {
  const field = document.activeElement?.closest('[data-block]')
  const control = /** @type {HTMLInputElement} */ (document.activeElement)
  return field ? { block: field.getAttribute('data-block'), caret: control.selectionStart } : undefined
}

const focusable =
  'input:not([type=hidden], [hidden]), textarea, [role="textbox"], button.picker, .actions button'

function focus(focused, view) {
  const wrong = dialog.querySelector('.field.wrong')
  const wished = view.blocks.find((block) => block.element?.focus_on_load)?.block_id
  const target = focused?.block ?? wished
  const field =
    (focused ? undefined : wrong) ??
    (target ? dialog.querySelector(`[data-block="${CSS.escape(target)}"]`) : undefined)
  const control =
    (field ?? dialog.querySelector('.modal-body')).querySelector(focusable) ??
    dialog.querySelector('.modal-foot button:last-child')
  control?.focus()
  if (
    focused?.caret !== null &&
    focused?.caret !== undefined &&
    control?.setSelectionRange &&
    control.type === 'text'
  )
    control.setSelectionRange(focused.caret, focused.caret)
}
