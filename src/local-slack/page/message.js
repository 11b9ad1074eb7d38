// @ts-check
import { avatar } from './avatar.js'
import { drawBlocks } from './blocks.js'
import { h } from './dom.js'
import { entityPreview } from './entity.js'
import { icon } from './icons.js'
import { toolbarFor } from './message-tools.js'
import { mrkdwn } from './mrkdwn.js'
import { reactionChips } from './reactions.js'
import { formatted, sentence, word } from './words.js'

/** When a message was sent. */
export function timeOf(ts) {
  return new Date(Number(ts) * 1000)
}

const clock = (ts) => formatted(timeOf(ts), { hour: 'numeric', minute: '2-digit' })

/** One message as a node; compact when it goes on with what the same person has just said. */
export function drawMessage(message, compact, reading) {
  const author = reading.names.people.find((one) => one.id === message.user)
  const looks = ['message', compact && 'compact', message.ephemeral && 'ephemeral'].filter(Boolean).join(' ')
  const article = h(
    'article',
    { class: looks, 'data-ts': message.ts, tabindex: '-1', 'aria-label': labelOf(message, author) },
    h('div', { class: 'side' }, compact ? timeNode(message) : avatar(author)),
    h(
      'div',
      { class: 'body' },
      notes(message, reading),
      compact ? null : headOf(message, author),
      content(message, reading),
      footer(message, reading),
    ),
  )
  toolbarFor(article, message, reading)
  return article
}

function labelOf(message, author) {
  return `${author?.realName ?? message.user}, ${clock(message.ts)}`
}

function timeNode({ ts }) {
  const date = timeOf(ts)
  const title = formatted(date, { dateStyle: 'full', timeStyle: 'medium' })
  return h('time', { datetime: date.toISOString(), title }, clock(ts))
}

function headOf(message, author) {
  return h(
    'div',
    { class: 'head' },
    h('span', { class: 'author' }, author?.realName ?? message.user),
    author?.isBot ? h('span', { class: 'app-mark' }, word('app')) : null,
    timeNode(message),
  )
}

function notes(message, reading) {
  return [
    message.ephemeral ? h('div', { class: 'note' }, icon('eye'), word('onlyYou')) : null,
    message.broadcast && !reading.inThread ? h('div', { class: 'note' }, word('repliedToThread')) : null,
  ]
}

function content(message, reading) {
  const { as, names } = reading
  const context = { as, on: message.ts, names, values: message.values, drafts: null }
  const edited = message.edits.length > 0 && !message.byApp
  const text = h(
    'div',
    { class: 'text-body' },
    mrkdwn(message.text, names),
    edited ? h('small', { class: 'edited' }, ` ${word('edited')}`) : null,
  )
  const blocks =
    message.blocks.length > 0 ? h('div', { class: 'blocks' }, drawBlocks(context, message.blocks)) : null
  return [
    blocks ?? (message.text ? text : null),
    message.attachments.map((one) => attachment(one, context)),
    message.entities.map((one) => entityPreview(one, message, as)),
    message.files.map(file),
  ]
}

function attachment(one, context) {
  const color = /^#?[0-9a-f]{6}$/i.test(one.color ?? '') ? `#${one.color.replace('#', '')}` : undefined
  const inside = one.blocks
    ? h('div', { class: 'blocks' }, drawBlocks(context, one.blocks))
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
      h(
        'a',
        { href: one.url_private, target: '_blank' },
        h('img', { class: 'picture', src: one.url_private, alt: one.title }),
      ),
    )
  return h(
    'a',
    { class: 'file', href: one.url_private, download: one.name },
    icon('file'),
    h('span', {}, one.title, h('small', {}, sentence('bytes', one.size))),
  )
}

function footer(message, reading) {
  const reactions = reactionChips(message, reading)
  const count = message.replies.length
  const thread = count > 0 && !reading.inThread ? repliesButton(message, reading) : null
  return reactions.length > 0 || thread ? h('div', { class: 'foot' }, reactions, thread) : null
}

function repliesButton(message, reading) {
  const { names } = reading
  const authors = [...new Set(message.replies.map((one) => one.user))].slice(0, 4)
  return h(
    'button',
    { type: 'button', class: 'replies', onclick: () => reading.openThread(message.ts) },
    authors.map((id) => avatar(names.people.find((one) => one.id === id))),
    sentence('replies', message.replies.length),
    h('small', {}, ` ${sentence('lastReply', clock(message.replies.at(-1).ts))}`),
  )
}
