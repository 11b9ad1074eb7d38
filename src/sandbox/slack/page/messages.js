// @ts-check
import { drawBlocks } from './blocks.js'
import { h } from './dom.js'
import { emojiOf } from './emoji.js'
import { mrkdwn } from './mrkdwn.js'

/** @typedef {{ as: string, names: any, openThread: (ts: string) => void, inThread: boolean }} Reading */

const timeOf = (ts) => new Date(Number(ts) * 1000)
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric' })

/** Draws messages into a list, leaving those alone that have not changed. */
export function drawMessages(list, messages, reading) {
  const known = new Map([...list.children].map((node) => [node.dataset.key, node]))
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80
  const nodes = messages.flatMap((message, index) => {
    const before = messages[index - 1]
    const newDay = !before || day.format(timeOf(before.ts)) !== day.format(timeOf(message.ts))
    return [
      newDay ? daySeparator(message, known) : null,
      messageNode(message, before, newDay, reading, known),
    ]
  })
  settle(
    list,
    nodes.filter((node) => node !== null),
  )
  if (atEnd) list.scrollTop = list.scrollHeight
}

/** Brings the list into this order while moving as little as possible, so that focus stays. */
function settle(list, nodes) {
  const wanted = new Set(nodes)
  for (const node of [...list.children]) if (!wanted.has(node)) node.remove()
  nodes.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null)
  })
}

function keyed(known, key, make) {
  const node = known.get(key) ?? make()
  node.dataset.key = key
  return node
}

function daySeparator(message, known) {
  const text = day.format(timeOf(message.ts))
  return keyed(known, `day ${text}`, () => h('div', { class: 'day' }, h('span', {}, text)))
}

function messageNode(message, before, newDay, reading, known) {
  const close = before && !newDay && Number(message.ts) - Number(before.ts) < 300
  const compact =
    close && before.user === message.user && before.ephemeral === message.ephemeral && !message.broadcast
  const key = JSON.stringify([message, compact, reading.inThread, reading.as])
  return keyed(known, key, () => drawMessage(message, compact, reading))
}

function drawMessage(message, compact, reading) {
  const { names } = reading
  const author = names.people.find((one) => one.id === message.user)
  const time = h(
    'time',
    { datetime: timeOf(message.ts).toISOString(), title: timeOf(message.ts).toLocaleString() },
    clock.format(timeOf(message.ts)),
  )
  const name = h('span', { class: 'author' }, author?.realName ?? message.user)
  const head = compact
    ? null
    : h('div', { class: 'head' }, name, author?.isBot ? h('span', { class: 'app-mark' }, 'App') : null, time)
  return h(
    'article',
    {
      class: `message ${compact ? 'compact' : ''} ${message.ephemeral ? 'ephemeral' : ''}`,
      'data-ts': message.ts,
    },
    h('div', { class: 'side' }, compact ? time : avatar(author)),
    h(
      'div',
      { class: 'body' },
      notes(message, reading),
      head,
      content(message, reading),
      footer(message, reading),
    ),
    reading.inThread || message.ephemeral ? null : replyButton(message, reading),
  )
}

function replyButton(message, reading) {
  return h(
    'button',
    {
      type: 'button',
      class: 'reply-button',
      onclick: () => reading.openThread(message.threadTs ?? message.ts),
    },
    'Reply in thread',
  )
}

function notes(message, reading) {
  return [
    message.ephemeral ? h('div', { class: 'note' }, '👁 Only visible to you') : null,
    message.broadcast && !reading.inThread ? h('div', { class: 'note' }, 'replied to a thread') : null,
  ]
}

function content(message, reading) {
  const context = {
    as: reading.as,
    on: message.ts,
    names: reading.names,
    values: message.values,
    drafts: null,
  }
  const edited =
    message.edits.length > 0 && !message.byApp ? h('small', { class: 'edited' }, ' (edited)') : null
  const text = h('div', { class: 'text-body' }, mrkdwn(message.text, reading.names), edited)
  const blocks =
    message.blocks.length > 0 ? h('div', { class: 'blocks' }, drawBlocks(context, message.blocks)) : null
  return [
    blocks ?? (message.text ? text : null),
    message.attachments.map((one) => attachment(one, context)),
    message.files.map(file),
  ]
}

function attachment(one, context) {
  const color = /^#?[0-9a-f]{6}$/i.test(one.color ?? '') ? `#${one.color.replace('#', '')}` : undefined
  const inside = one.blocks
    ? drawBlocks(context, one.blocks)
    : mrkdwn(one.text ?? one.fallback ?? '', context.names)
  const node = h('div', { class: 'attachment' }, inside)
  if (color) node.style.borderLeftColor = color
  return node
}

function file(one) {
  if (one.mimetype?.startsWith('image/'))
    return h(
      'figure',
      {},
      h('figcaption', {}, one.title),
      h('img', { class: 'picture', src: one.url_private, alt: one.title }),
    )
  return h(
    'a',
    { class: 'file', href: one.url_private, download: one.name },
    `📄 ${one.title} `,
    h('small', {}, `${one.size} bytes`),
  )
}

function footer(message, reading) {
  const reactions = message.reactions.map((one) =>
    h('span', { class: 'reaction' }, `${emojiOf(one.name)} ${one.users.length}`),
  )
  const count = message.replies.length
  const thread =
    count > 0 && !reading.inThread
      ? h(
          'button',
          { type: 'button', class: 'replies', onclick: () => reading.openThread(message.ts) },
          `${count} ${count === 1 ? 'reply' : 'replies'}`,
          lastReply(message),
        )
      : null
  return reactions.length > 0 || thread ? h('div', { class: 'foot' }, reactions, thread) : null
}

function lastReply(message) {
  const last = message.replies.at(-1)
  return h('small', {}, ` Last reply ${clock.format(timeOf(last.ts))}`)
}

/** A picture of a person: initials on a colour that follows from the name. */
export function avatar(person) {
  const name = person?.realName ?? '?'
  const letters = name
    .split(/\s+/)
    .map((part) => [...part][0])
    .slice(0, 2)
    .join('')
  const hue = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7)
  const node = h('span', { class: 'avatar', 'aria-hidden': 'true' }, letters)
  node.style.background = `hsl(${hue} 42% 42%)`
  return node
}
