// @ts-check
import { fill, freshId, h } from './dom.js'
import { act } from './server.js'

/** What was being written, by person and place. */
const drafts = new Map()

/**
 * A field for messages and slash commands.
 * @param {{ as: string, channel: string, label: string, commands: any[], threadTs?: string }} place
 */
export function composer(place) {
  const key = `${place.as} ${place.channel} ${place.threadTs ?? ''}`
  const hintId = freshId('hint')
  const hint = h('div', { class: 'command-hint', id: hintId, role: 'status' })
  const field = /** @type {HTMLTextAreaElement} */ (
    h('textarea', {
      rows: 1,
      'aria-label': place.label,
      'aria-describedby': hintId,
      placeholder: place.threadTs ? place.label : `${place.label}, or type / for commands`,
      value: drafts.get(key) ?? '',
    })
  )
  const sendButton = h('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, '➤')

  function typed() {
    drafts.set(key, field.value)
    field.style.height = 'auto'
    field.style.height = `${Math.min(field.scrollHeight, 160)}px`
    fill(hint, commandHints(field.value, place, complete))
  }

  function complete(command) {
    field.value = `${command} `
    field.focus()
    typed()
  }

  async function send(event) {
    event.preventDefault()
    const text = field.value.trim()
    if (text === '') return
    field.value = ''
    typed()
    await act(place.as, { act: 'say', channel: place.channel, text, threadTs: place.threadTs })
  }

  field.addEventListener('input', typed)
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) void send(event)
    if (event.key === 'Tab' && field.value.startsWith('/') && !field.value.includes(' ')) {
      const match = place.commands.find((one) => one.command.startsWith(field.value))
      if (!match) return
      event.preventDefault()
      complete(match.command)
    }
  })
  return h(
    'form',
    { class: 'composer', onsubmit: send },
    hint,
    h('div', { class: 'composer-row' }, field, sendButton),
  )
}

function commandHints(text, place, complete) {
  if (!text.startsWith('/')) return []
  if (place.threadTs) return [h('p', {}, 'Slash commands do not work in threads.')]
  const [name, ...rest] = text.split(' ')
  const fitting = place.commands.filter((one) =>
    rest.length > 0 ? one.command === name : one.command.startsWith(name),
  )
  return fitting.flatMap((one) => [
    h(
      'button',
      { type: 'button', onclick: () => complete(one.command) },
      h('b', {}, one.command),
      h('span', { class: 'usage' }, ` ${one.usageHint}`),
      h('small', {}, one.description),
    ),
    verbs(one, rest.join(' '), complete),
  ])
}

/** The verbs of a usage hint such as `[help | show <task>]` that begin with what has been typed. */
function verbs({ command, usageHint }, typed, complete) {
  const known = /^\[(.*)\]$/.exec(usageHint)?.[1]?.split(' | ') ?? []
  const fitting = known.filter((one) => one.startsWith(typed))
  if (fitting.length === 0) return null
  const verb = (one) =>
    h('button', { type: 'button', onclick: () => complete(`${command} ${one.split(' ')[0]}`) }, one)
  return h('div', { class: 'verbs' }, fitting.map(verb))
}
