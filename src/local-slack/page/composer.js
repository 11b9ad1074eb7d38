// @ts-check
import { attachments } from './attachments.js'
import { freshId, h } from './dom.js'
import { hintList, hintsFor } from './hints.js'
import { icon } from './icons.js'
import { openMenu } from './menu.js'
import { pickEmoji } from './reactions.js'
import { act } from './server.js'
import { sentence, word } from './words.js'

/**
 * @typedef {{ as: string, channel: string, label: string, commands: any[], names: any, threadTs?: string }} Place
 */

/** What was being written, by person and place. */
const drafts = new Map()

/**
 * A field for messages, slash commands and files.
 * @param {Place} place
 */
export function composer(place) {
  const key = `${place.as} ${place.channel} ${place.threadTs ?? ''}`
  const listId = freshId('hints')
  const field = /** @type {HTMLTextAreaElement} */ (
    h('textarea', {
      rows: 1,
      'aria-label': place.label,
      'aria-autocomplete': 'list',
      'aria-controls': listId,
      placeholder: place.threadTs ? place.label : sentence('hintMessage', place.label),
      value: drafts.get(key) ?? '',
    })
  )
  const hints = hintList(field, listId, write)
  const files = attachments(place.as)

  function typed() {
    drafts.set(key, field.value)
    field.style.height = 'auto'
    field.style.height = `${Math.min(field.scrollHeight, 160)}px`
    const outOfPlace = field.value.startsWith('/') && place.threadTs
    hints.show(hintsFor(field.value, place), outOfPlace ? word('notInThreads') : '')
  }

  function write(text) {
    field.value = text
    field.focus()
    typed()
  }

  async function send(event) {
    event.preventDefault()
    const text = field.value.trim()
    if (text === '' && files.count() === 0) return
    field.value = ''
    typed()
    const { channel, threadTs } = place
    await act(place.as, { act: 'say', channel, text, threadTs, files: await files.take() })
  }

  field.addEventListener('input', typed)
  field.addEventListener('blur', () => hints.show([]))
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || hints.steer(event)) return
    if (event.key === 'Enter' && !event.shiftKey) void send(event)
  })
  files.takeFrom(field)
  return h(
    'form',
    { class: 'composer', onsubmit: send },
    hints.nodes,
    h(
      'div',
      { class: 'composer-box' },
      field,
      files.node,
      h(
        'div',
        { class: 'composer-row' },
        tool(word('attach'), 'clip', () => files.ask()),
        tool(word('emoji'), 'smile', (event) =>
          pickEmoji(event.currentTarget, (name) => write(`${field.value}:${name}: `)),
        ),
        shortcuts(place),
        h('button', { type: 'submit', class: 'send', 'aria-label': word('send') }, icon('send')),
      ),
    ),
  )
}

/** What the apps offer anywhere; nothing where they offer nothing. */
function shortcuts({ as, names }) {
  const items = names.shortcuts
    .filter((one) => one.type === 'global')
    .map(({ name, callbackId }) => ({
      label: `${name} · ${names.app.name}`,
      run: () => void act(as, { act: 'shortcut', callbackId }),
    }))
  if (items.length === 0) return null
  return tool(word('shortcuts'), 'bolt', (event) => openMenu(event.currentTarget, word('shortcuts'), items))
}

function tool(label, picture, run) {
  return h(
    'button',
    { type: 'button', class: 'tool', 'aria-label': label, title: label, onclick: run },
    icon(picture),
  )
}

/** Writes into the channel's field, to be sent or changed; false when there is none. */
export function writeIntoChannel(text) {
  const field = /** @type {HTMLTextAreaElement | null} */ (
    document.querySelector('.conversation .composer textarea')
  )
  if (!field) return false
  field.value = text
  field.focus()
  field.dispatchEvent(new Event('input'))
  return true
}
