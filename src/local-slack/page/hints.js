// @ts-check
import { h } from './dom.js'
import { mentionTitle } from './names.js'
import { word } from './words.js'

/**
 * What may be meant by what has been typed so far.
 * @typedef {{ label: string, note?: string, text: string, eager: boolean }} Hint
 *   `text` is what the field then holds; an eager hint is taken with Enter without having been chosen
 */

/**
 * Commands of the app's manifest, people and channels that begin with what stands in the field.
 * @returns {Hint[]}
 */
export function hintsFor(text, place) {
  if (text.startsWith('/')) return place.threadTs ? [] : commandHints(text, place.commands)
  const found = /(^|\s)([@#])([^\s@#]*)$/.exec(text)
  if (!found) return []
  const [, space, mark, typed] = found
  const before = text.slice(0, found.index) + space
  const fitting = mark === '@' ? peopleNamed(typed, place.names) : channelsNamed(typed, place.names)
  return fitting.map(({ label, handle }) => ({
    label,
    note: `${mark}${handle}`,
    text: `${before}${mark}${handle} `,
    eager: true,
  }))
}

function peopleNamed(typed, { people, groups }) {
  const all = [
    ...people
      .filter((one) => !one.deleted)
      .map((one) => ({ label: mentionTitle(one), handle: one.name, also: one.realName })),
    ...groups.map((one) => ({ label: one.name, handle: one.handle, also: one.name })),
  ]
  const wanted = typed.toLowerCase()
  return all
    .filter((one) => one.handle.startsWith(wanted) || one.also.toLowerCase().startsWith(wanted))
    .slice(0, 8)
}

function channelsNamed(typed, { channels }) {
  return channels
    .filter((one) => one.kind !== 'im' && one.name.startsWith(typed.toLowerCase()))
    .map((one) => ({ label: one.topic || one.name, handle: one.name }))
}

function commandHints(text, commands) {
  const [name, ...rest] = text.split(' ')
  const fitting = commands.filter((one) =>
    rest.length > 0 ? one.command === name : one.command.startsWith(name),
  )
  // Slack knows no verbs of a command: its usage hint stays in sight while somebody types.
  return fitting.map(({ command, usageHint, description }) => ({
    label: command,
    note: `${usageHint} ${description}`,
    text: rest.length > 0 ? text : `${command} `,
    eager: false,
  }))
}

/**
 * The list of hints over a field: arrow keys go through it, Tab takes one.
 * @param {HTMLTextAreaElement} field
 * @param {string} id
 * @param {(text: string) => void} take
 */
export function hintList(field, id, take) {
  const box = h('ul', { class: 'hints', role: 'listbox', id, 'aria-label': word('choose') })
  const note = h('p', { class: 'hints', role: 'status' })
  let hints = /** @type {Hint[]} */ ([])
  let active = -1
  box.hidden = true
  note.hidden = true

  function show(found, warning = '') {
    hints = found
    active = found[0]?.eager ? 0 : -1
    note.textContent = warning
    note.hidden = warning === ''
    draw()
  }

  function draw() {
    box.replaceChildren(...hints.map(row))
    box.hidden = hints.length === 0
    if (active >= 0) field.setAttribute('aria-activedescendant', `${id}-${active}`)
    else field.removeAttribute('aria-activedescendant')
    box.querySelector('.active')?.scrollIntoView({ block: 'nearest' })
  }

  function row(hint, index) {
    const press = (event) => {
      event.preventDefault()
      take(hint.text)
    }
    return h(
      'li',
      {
        role: 'option',
        id: `${id}-${index}`,
        class: index === active ? 'active' : '',
        'aria-selected': String(index === active),
        onclick: press,
        onpointerdown: (event) => event.preventDefault(),
      },
      h('b', {}, hint.label),
      hint.note ? h('small', {}, hint.note) : null,
    )
  }

  /** Handles a key; true when it was for the list. */
  function steer(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (hints.length === 0) return false
    if (step) active = (active + step + hints.length) % hints.length
    else if (event.key === 'Escape') show([])
    else if (event.key === 'Tab' && !event.shiftKey) take(hints[Math.max(active, 0)]?.text ?? '')
    else if (event.key === 'Enter' && active >= 0) take(hints[active]?.text ?? '')
    else return false
    event.preventDefault()
    draw()
    return true
  }

  return { nodes: [note, box], show, steer }
}
