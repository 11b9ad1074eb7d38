// @ts-check
import { h } from './dom.js'
import { emojiOf } from './emoji.js'

/** @typedef {{ people: any[], channels: any[], groups: any[], me: any }} Names */

/** Slack's mrkdwn as nodes; everything unknown stays text. */
export function mrkdwn(text, names) {
  return text
    .split(/```/)
    .map((part, index) =>
      index % 2 === 1 ? h('pre', {}, decode(part.replace(/^\n|\n$/g, ''))) : lines(part, names),
    )
}

/** Plain text with its emoji. */
export function plainText(text) {
  return decode(text).replace(/:([a-z0-9_+-]+):/g, (_all, name) => emojiOf(name))
}

function lines(text, names) {
  const nodes = []
  let quote = null
  text.split('\n').forEach((line, index, all) => {
    const quoted = /^(&gt;|>) ?/.exec(line)
    if (quoted) {
      if (!quote) {
        quote = h('blockquote', {})
        nodes.push(quote)
      }
      quote.append(...inline(line.slice(quoted[0].length), names), h('br'))
      return
    }
    quote = null
    nodes.push(...inline(line, names))
    if (index < all.length - 1) nodes.push(h('br'))
  })
  return nodes
}

const rules = [
  { pattern: /`([^`\n]+)`/, make: (found) => h('code', {}, decode(found[1])) },
  { pattern: /<([^<>\n]+)>/, make: (found, names) => reference(found[1], names) },
  {
    pattern: /(?<![\w*])\*(\S|\S[^*\n]*\S)\*(?![\w*])/,
    make: (found, names) => h('b', {}, inline(found[1], names)),
  },
  {
    pattern: /(?<![\w_])_(\S|\S[^_\n]*\S)_(?![\w_])/,
    make: (found, names) => h('i', {}, inline(found[1], names)),
  },
  {
    pattern: /(?<![\w~])~(\S|\S[^~\n]*\S)~(?![\w~])/,
    make: (found, names) => h('s', {}, inline(found[1], names)),
  },
  { pattern: /:([a-z0-9_+-]+):/, make: (found) => emojiOf(found[1]) },
]

function inline(text, names) {
  if (text === '') return []
  const hits = rules
    .map((rule) => ({ rule, found: rule.pattern.exec(text) }))
    .filter(({ found }) => found !== null)
    .sort((one, other) => one.found.index - other.found.index)
  const [first] = hits
  if (!first) return [decode(text)]
  const { rule, found } = first
  const before = text.slice(0, found.index)
  const after = text.slice(found.index + found[0].length)
  return [decode(before), rule.make(found, names), ...inline(after, names)]
}

function decode(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

function reference(inside, names) {
  const [target, label] = inside.split('|')
  if (target.startsWith('@')) return personChip(target.slice(1), names)
  if (target.startsWith('#')) return channelChip(target.slice(1), names, label)
  if (target.startsWith('!date^')) return dateOf(target, label)
  if (target.startsWith('!subteam^')) return groupChip(target.slice(9), names)
  if (target.startsWith('!')) return h('span', { class: 'mention' }, `@${target.slice(1)}`)
  return safeLink(decode(target), decode(label ?? target))
}

/** A link, if it is one of the web or of mail. */
export function safeLink(url, label) {
  if (!/^(https?:|mailto:)/i.test(url)) return `<${url}>`
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label)
}

export function personChip(id, { people, me }) {
  const person = people.find((one) => one.id === id)
  const mine = me?.id === id ? ' mine' : ''
  return h('span', { class: `mention${mine}` }, `@${person?.realName ?? id}`)
}

export function channelChip(id, { channels }, label) {
  const channel = channels.find((one) => one.id === id)
  return h('a', { class: 'mention', href: `#/${id}` }, `#${channel?.name ?? label ?? id}`)
}

export function groupChip(id, { groups }) {
  const group = groups.find((one) => one.id === id)
  return h('span', { class: 'mention' }, `@${group?.handle ?? id}`)
}

function dateOf(target, fallback) {
  const [, seconds, format, link] = target.split('^')
  const text = formatDate(Number(seconds), format ?? '{date_short} {time}') ?? fallback ?? ''
  return link ? safeLink(link, text) : text
}

const dateStyles = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
}

/** Slack's date tokens in the reader's own zone. */
export function formatDate(seconds, format) {
  if (!Number.isFinite(seconds)) return undefined
  const date = new Date(seconds * 1000)
  return format.replace(/\{(\w+)\}/g, (all, token) => {
    if (token === 'ago') return ago(seconds)
    const style = dateStyles[token.replace(/_pretty$/, '')]
    return style ? new Intl.DateTimeFormat(undefined, style).format(date) : all
  })
}

function ago(seconds) {
  const passed = seconds - Date.now() / 1000
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
  const steps = /** @type {const} */ ([
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ])
  const step = steps.find(([, size]) => Math.abs(passed) >= size)
  return step
    ? words.format(Math.round(passed / step[1]), step[0])
    : words.format(Math.round(passed), 'second')
}
