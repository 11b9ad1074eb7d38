// @ts-check
import { h } from './dom.js'
import { emojiOf } from './emoji.js'
import { channelChip, formatDate, groupChip, personChip, safeLink } from './mrkdwn.js'

const leaves = {
  text: (leaf) => styled(leaf.text, leaf.style),
  link: (leaf) => styled(safeLink(leaf.url, leaf.text ?? leaf.url), leaf.style),
  emoji: (leaf) => emojiOf(leaf.name),
  user: (leaf, names) => personChip(leaf.user_id, names),
  usergroup: (leaf, names) => groupChip(leaf.usergroup_id, names),
  channel: (leaf, names) => channelChip(leaf.channel_id, names, undefined),
  broadcast: (leaf) => h('span', { class: 'mention' }, `@${leaf.range}`),
  date: (leaf) => formatDate(leaf.timestamp, leaf.format) ?? leaf.fallback ?? '',
  color: (leaf) => h('code', {}, leaf.value),
}

const wrappers = [
  ['bold', 'b'],
  ['italic', 'i'],
  ['strike', 's'],
  ['code', 'code'],
]

function styled(content, style = {}) {
  const parts = typeof content === 'string' ? withBreaks(content) : [content]
  return wrappers.reduce((inside, [key, tag]) => (style[key] ? [h(tag, {}, inside)] : inside), parts)
}

function withBreaks(text) {
  return text.split('\n').flatMap((line, index) => (index === 0 ? [line] : [h('br'), line]))
}

function inside(elements, names) {
  return elements.map((leaf) => leaves[leaf.type]?.(leaf, names) ?? `[${leaf.type}]`)
}

function list(part, names) {
  const items = part.elements.map((item) => h('li', {}, inside(item.elements, names)))
  const start = part.offset ? part.offset + 1 : undefined
  const node = h(part.style === 'ordered' ? 'ol' : 'ul', { start }, items)
  node.style.marginLeft = `${(part.indent ?? 0) * 1.5}rem`
  return node
}

const parts = {
  rich_text_section: (part, names) => h('div', {}, inside(part.elements, names)),
  rich_text_preformatted: (part, names) => h('pre', {}, inside(part.elements, names)),
  rich_text_quote: (part, names) => h('blockquote', {}, inside(part.elements, names)),
  rich_text_list: list,
}

/** A rich_text block as nodes. */
export function richText(block, names) {
  return h(
    'div',
    { class: 'rich' },
    block.elements.map((part) => parts[part.type]?.(part, names)),
  )
}
