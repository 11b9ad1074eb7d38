// @ts-check
import { h } from './dom.js'

/** Shows a box below its opener until something else is clicked or Escape is pressed; gives the way to close it. */
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
    document.removeEventListener('keydown', onKey, true)
    opener.setAttribute('aria-expanded', 'false')
  }
  document.addEventListener('pointerdown', outside, true)
  document.addEventListener('keydown', onKey, true)
  opener.setAttribute('aria-expanded', 'true')
  return close
}

function place(box, opener) {
  const at = opener.getBoundingClientRect()
  const room = window.innerHeight - at.bottom
  box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - 340))}px`
  box.style.minWidth = `${Math.max(at.width, 180)}px`
  if (room < 260 && at.top > room) box.style.bottom = `${window.innerHeight - at.top + 4}px`
  else box.style.top = `${at.bottom + 4}px`
}

/** Asks for a confirmation as a component's `confirm` says; resolves with the answer. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true)
  const word = (key, otherwise) => confirm[key]?.text ?? otherwise
  return new Promise((resolve) => {
    const style = confirm.style === 'danger' ? 'danger' : 'primary'
    const answer = (yes) => () => dialog.close(yes ? 'yes' : 'no')
    const dialog = /** @type {HTMLDialogElement} */ (
      h(
        'dialog',
        { class: 'modal small', 'aria-label': word('title', 'Are you sure?') },
        h('h2', {}, word('title', 'Are you sure?')),
        h('p', { class: 'confirm-text' }, word('text', '')),
        h(
          'div',
          { class: 'modal-foot' },
          h('button', { type: 'button', class: 'button', onclick: answer(false) }, word('deny', 'Cancel')),
          h(
            'button',
            { type: 'button', class: `button ${style}`, onclick: answer(true) },
            word('confirm', 'Yes'),
          ),
        ),
      )
    )
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'yes')
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}
