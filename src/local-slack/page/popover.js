// @ts-check
import { h } from './dom.js'
import { word } from './words.js'

/** Shows a box below its opener until it is left or Escape is pressed; gives the way to close it. */
export function popover(opener, content) {
  const box = h('div', { class: 'popover' }, content)
  const host = opener.closest('dialog') ?? document.body
  host.append(box)
  place(box, opener)
  const outside = (event) => {
    if (!box.contains(event.target) && !opener.contains(event.target)) close()
  }
  const onKey = (event) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    close()
    opener.focus()
  }
  function close() {
    box.remove()
    document.removeEventListener('pointerdown', outside, true)
    document.removeEventListener('focusin', outside, true)
    document.removeEventListener('keydown', onKey, true)
    opener.setAttribute('aria-expanded', 'false')
  }
  document.addEventListener('pointerdown', outside, true)
  document.addEventListener('focusin', outside, true)
  document.addEventListener('keydown', onKey, true)
  opener.setAttribute('aria-expanded', 'true')
  return close
}

function place(box, opener) {
  const at = opener.getBoundingClientRect()
  const room = window.innerHeight - at.bottom
  box.style.minWidth = `${Math.max(Math.min(at.width, 384), 180)}px`
  box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - box.offsetWidth - 8))}px`
  if (room < 320 && at.top > room) box.style.bottom = `${window.innerHeight - at.top + 4}px`
  else box.style.top = `${at.bottom + 4}px`
}

/** Asks for a confirmation as a component's `confirm` says; resolves with the answer. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true)
  const said = (key, otherwise) => confirm[key]?.text ?? otherwise
  const before = /** @type {HTMLElement | null} */ (document.activeElement)
  return new Promise((resolve) => {
    const title = said('title', word('sure'))
    const style = confirm.style === 'danger' ? 'danger' : 'primary'
    const answer = (yes) => () => dialog.close(yes ? 'yes' : 'no')
    const button = (kind, text, yes) =>
      h('button', { type: 'button', class: `button ${kind}`, onclick: answer(yes) }, text)
    const dialog = /** @type {HTMLDialogElement} */ (
      h(
        'dialog',
        { class: 'modal small', 'aria-label': title },
        h('h2', {}, title),
        h('p', { class: 'confirm-text' }, said('text', '')),
        h(
          'div',
          { class: 'modal-foot' },
          button('', said('deny', word('cancel')), false),
          button(style, said('confirm', word('yes')), true),
        ),
      )
    )
    dialog.addEventListener('close', () => {
      dialog.remove()
      before?.focus()
      resolve(dialog.returnValue === 'yes')
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}
