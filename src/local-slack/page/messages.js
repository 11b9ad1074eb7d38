// @ts-check
import { h } from './dom.js'
import { drawMessage, timeOf } from './message.js'
import { formatted, locale, word } from './words.js'

/**
 * How messages are shown: to whom, and whether they are a thread.
 * @typedef {{ as: string, names: any, openThread: (ts: string) => void, inThread: boolean,
 *   newAfter?: string, showEarlier?: () => void }} Reading
 */

/** Each node's message and looks as one string, to tell whether it has to be drawn anew. */
const keys = new WeakMap()

/** Draws messages into a list, leaving those alone that have not changed. */
export function drawMessages(list, messages, reading) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80
  const known = new Map([...list.children].map((node) => [keys.get(node), node]))
  const more = reading.showEarlier ? [earlierButton(list, messages.length, reading.showEarlier, known)] : []
  const nodes = messages.flatMap((message, index) => {
    const before = messages[index - 1]
    const newDay = !before || dayOf(before) !== dayOf(message)
    const firstNew = isNew(message, reading) && (!before || !isNew(before, reading))
    return [
      ...(newDay ? [daySeparator(message, known)] : []),
      ...(firstNew ? [newLine(known)] : []),
      messageNode(message, newDay || firstNew ? undefined : before, reading, known),
    ]
  })
  const focus = focusWithin(list)
  settle(list, nodes.length > 0 ? [...more, ...nodes] : [emptyNote(known)])
  giveBack(list, focus)
  if (keepPlace?.list === list && keepPlace.count !== messages.length) {
    list.scrollTop = list.scrollHeight - keepPlace.end
    keepPlace = undefined
  } else if (atEnd) list.scrollTop = list.scrollHeight
}

/** Where a list stood when earlier messages were asked for: so far above its end. */
let keepPlace = /** @type {{ list: HTMLElement, end: number, count: number } | undefined} */ (undefined)

function dayOf(message) {
  return timeOf(message.ts).toDateString()
}

/** Came while the person was elsewhere. */
function isNew(message, { newAfter, as }) {
  return newAfter !== undefined && newAfter !== '' && message.ts > newAfter && message.user !== as
}

/** Brings the list into this order while moving as little as possible, so that focus stays. */
function settle(list, nodes) {
  const wanted = new Set(nodes)
  for (const node of [...list.children]) if (!wanted.has(node)) node.remove()
  nodes.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null)
  })
}

/** Which control of which message has the focus, to find it again in a message that is drawn anew. */
function focusWithin(list) {
  const active = document.activeElement
  const article = list.contains(active) ? active?.closest('article') : null
  return article
    ? { ts: article.dataset.ts, action: active?.getAttribute('data-action'), text: active?.textContent }
    : undefined
}

function giveBack(list, focus) {
  if (!focus || list.contains(document.activeElement)) return
  const article = list.querySelector(`article[data-ts="${focus.ts}"]`)
  const same = [...(article?.querySelectorAll('button') ?? [])].find(
    (one) =>
      one.textContent === focus.text && (one.getAttribute('data-action') ?? null) === (focus.action ?? null),
  )
  ;(same ?? article)?.focus({ preventScroll: true })
}

function keyed(known, key, make) {
  const node = known.get(key) ?? make()
  keys.set(node, key)
  return node
}

function earlierButton(list, count, showEarlier, known) {
  const button = keyed(known, `earlier ${locale()}`, () =>
    h('button', { type: 'button', class: 'button earlier' }, word('earlier')),
  )
  button.onclick = () => {
    keepPlace = { list, count, end: list.scrollHeight - list.scrollTop }
    showEarlier()
  }
  return button
}

function emptyNote(known) {
  return keyed(known, `empty ${locale()}`, () => h('p', { class: 'nothing' }, word('noMessages')))
}

function daySeparator(message, known) {
  const text = dayName(timeOf(message.ts))
  return keyed(known, `day ${text}`, () => h('div', { class: 'day' }, h('span', {}, text)))
}

function dayName(date) {
  const daysAgo = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 864e5)
  if (daysAgo === 0) return word('today')
  if (daysAgo === 1) return word('yesterday')
  return formatted(date, { weekday: 'long', month: 'long', day: 'numeric' })
}

function newLine(known) {
  return keyed(known, `new ${locale()}`, () =>
    h('div', { class: 'day new' }, h('span', {}, word('newMessages'))),
  )
}

function messageNode(message, before, reading, known) {
  const close = before !== undefined && Number(message.ts) - Number(before.ts) < 300
  const compact =
    close && before.user === message.user && before.ephemeral === message.ephemeral && !message.broadcast
  const key = JSON.stringify([message, compact, reading.inThread, reading.as, locale()])
  return keyed(known, key, () => drawMessage(message, compact, reading))
}

/** Up and down go from message to message, Home and End to the first and the last. */
export function steerMessages(list) {
  list.tabIndex = 0
  list.addEventListener('keydown', (event) => {
    const articles = [...list.querySelectorAll('article')]
    const at = articles.indexOf(/** @type {HTMLElement} */ (event.target))
    if (at < 0 && event.target !== list) return
    const target = {
      ArrowUp: at < 0 ? articles.at(-1) : articles[at - 1],
      ArrowDown: articles[at + 1],
      Home: articles[0],
      End: articles.at(-1),
    }[event.key]
    if (!target) return
    event.preventDefault()
    target.focus()
    target.scrollIntoView({ block: 'nearest' })
  })
}
