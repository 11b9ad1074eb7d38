// @ts-check
import { freshId, h } from './dom.js'
import { interactive, words } from './elements.js'
import { mrkdwn, plainText } from './mrkdwn.js'
import { richText } from './rich-text.js'
import { slackWords } from './slack-words.js'
import { word } from './words.js'

function imageUrl(image, names) {
  const file = image.slack_file
  return image.image_url ?? file?.url ?? (file?.id && names.files?.[file.id]) ?? `/files/${file?.id}/image`
}

function section(context, block) {
  const accessory = block.accessory
  const side =
    accessory?.type === 'image'
      ? h('img', { class: 'thumb', src: imageUrl(accessory, context.names), alt: accessory.alt_text })
      : accessory && interactive(context, block, accessory)
  const fields =
    block.fields &&
    h(
      'div',
      { class: 'fields' },
      block.fields.map((one) => h('div', {}, words(one, context.names))),
    )
  const text = block.text && h('div', { class: 'section-text' }, words(block.text, context.names))
  return h(
    'div',
    { class: 'section' },
    h('div', { class: 'section-main' }, text, fields),
    side && h('div', { class: 'accessory' }, side),
  )
}

function contextLine(context, block) {
  const one = (element) =>
    element.type === 'image'
      ? h('img', { class: 'tiny', src: imageUrl(element, context.names), alt: element.alt_text })
      : h('span', {}, words(element, context.names))
  return h('div', { class: 'context' }, block.elements.map(one))
}

function actions(context, block) {
  return h(
    'div',
    { class: 'actions' },
    block.elements.map((element) => interactive(context, block, element)),
  )
}

function input(context, block, { errors }) {
  const field = interactive(context, block, block.element)
  const error = errors?.[block.block_id]
  const labelled = /^(INPUT|TEXTAREA)$/.test(field.tagName) ? 'label' : 'div'
  const notes = [
    error ? h('p', { class: 'error', role: 'alert', id: freshId('error') }, slackWords(error)) : null,
    block.hint ? h('p', { class: 'hint', id: freshId('hint') }, plainText(block.hint.text)) : null,
  ].filter((one) => one !== null)
  describe(field, notes, error !== undefined)
  return h(
    'div',
    { class: `field ${error ? 'wrong' : ''}`, 'data-block': block.block_id },
    h(
      labelled,
      {},
      h(
        'span',
        { class: 'label' },
        plainText(block.label.text),
        block.optional ? h('small', {}, ` ${word('optional')}`) : null,
      ),
      field,
    ),
    notes,
  )
}

/** Says to those who listen what stands below a field, and that it is wrong. */
function describe(field, notes, wrong) {
  const typed = field.matches('input, textarea') ? field : field.querySelector('[role="textbox"]')
  if (wrong) typed?.setAttribute('aria-invalid', 'true')
  const told = typed ?? field
  if (notes.length > 0) told.setAttribute('aria-describedby', notes.map((one) => one.id).join(' '))
}

function image(context, block) {
  return h(
    'figure',
    {},
    block.title && h('figcaption', {}, plainText(block.title.text)),
    h('img', { class: 'picture', src: imageUrl(block, context.names), alt: block.alt_text }),
  )
}

function cell(context, content) {
  if (content?.type === 'rich_text') return richText(content, context.names)
  return String(content?.text ?? content?.value ?? '')
}

function table(context, block) {
  const [head, ...rows] = block.rows
  return h(
    'div',
    { class: 'table' },
    h(
      'table',
      {},
      block.caption ? h('caption', {}, plainText(block.caption)) : null,
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((one) => h('th', { scope: 'col' }, cell(context, one))),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) =>
          h(
            'tr',
            {},
            row.map((one) => h('td', {}, cell(context, one))),
          ),
        ),
      ),
    ),
  )
}

function card(context, block) {
  const line = (key, tag) => block[key] && h(tag, {}, words(block[key], context.names))
  const buttons =
    block.actions &&
    h(
      'div',
      { class: 'actions' },
      block.actions.map((one) => interactive(context, block, one)),
    )
  return h(
    'div',
    { class: 'card' },
    line('title', 'strong'),
    line('subtitle', 'small'),
    line('body', 'p'),
    line('subtext', 'small'),
    buttons,
  )
}

function container(context, block, more) {
  const title = h('summary', {}, words(block.title ?? block.rich_text_title, context.names))
  const inside = block.child_blocks.map((one) => drawBlock(context, one, more))
  return h('details', { class: 'card', open: !block.default_collapsed }, title, inside)
}

const stepLooks = {
  complete: { mark: '✓', name: 'stepDone' },
  in_progress: { mark: '●', name: 'stepNow' },
  pending: { mark: '○', name: 'stepLater' },
  error: { mark: '✗', name: 'stepFailed' },
}

function step({ title, status }) {
  const { mark, name } = stepLooks[status]
  return h('li', { class: status }, h('span', { role: 'img', 'aria-label': word(name) }, mark), title)
}

function plan(_context, block) {
  return h(
    'details',
    { class: 'card plan', open: true },
    h('summary', {}, block.title),
    h('ol', {}, (block.tasks ?? []).map(step)),
  )
}

const makers = {
  section,
  context: contextLine,
  actions,
  context_actions: actions,
  input,
  image,
  table,
  data_table: table,
  card,
  container,
  plan,
  task_card: (_context, block) => h('ol', { class: 'card plan' }, step(block)),
  divider: () => h('hr'),
  header: (_context, block) => h('h3', { class: 'header' }, plainText(block.text.text)),
  markdown: (context, block) => h('div', {}, mrkdwn(block.text, context.names)),
  rich_text: (context, block) => richText(block, context.names),
  alert: (context, block) =>
    h('p', { class: `alert ${block.level ?? ''}` }, words(block.text, context.names)),
}

function drawBlock(context, block, more) {
  const make = makers[block.type]
  return make ? make(context, block, more) : h('div', { class: 'unknown' }, `[${block.type}]`)
}

/**
 * Blocks as nodes.
 * @param {import('./context.js').Context} context
 * @param {any[]} blocks
 * @param {{ errors?: Record<string, string> }} [more]
 */
export function drawBlocks(context, blocks, more = {}) {
  return blocks.map((block) => drawBlock(context, block, more))
}
