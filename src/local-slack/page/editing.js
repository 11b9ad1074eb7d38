// @ts-check
import { h } from './dom.js'
import { act } from './server.js'
import { word } from './words.js'

/** Lets the writer of a message change it where it stands. */
export function editInPlace(article, message, as) {
  const body = article.querySelector('.text-body')
  if (!body) return
  const field = /** @type {HTMLTextAreaElement} */ (
    h('textarea', {
      class: 'text',
      rows: 2,
      'aria-label': word('editMessage'),
      value: readable(message.text),
    })
  )
  const leave = () => {
    form.replaceWith(body)
    article.focus()
  }
  const save = async (event) => {
    event.preventDefault()
    if (field.value.trim() === '') return
    const text = field.value.trim()
    leave()
    await act(as, { act: 'edit', on: message.ts, text })
  }
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave()
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) void save(event)
  })
  const form = h(
    'form',
    { class: 'editing', onsubmit: save },
    field,
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'button', class: 'button', onclick: leave }, word('cancel')),
      h('button', { type: 'submit', class: 'button primary' }, word('save')),
    ),
  )
  body.replaceWith(form)
  field.focus()
}

function readable(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
