// @ts-check
import { avatar } from '/page/avatar.js'
import { drawBlocks } from '/page/blocks.js'
import { h } from '/page/dom.js'
import { drawView } from '/page/modal.js'
import { plainText } from '/page/mrkdwn.js'
import { word } from '/page/words.js'
import { say } from './words.js'

/** One sample as Slack shows it. Its buttons do nothing: what they ask back stands below. */
export function drawExhibit(exhibit, names) {
  const context = {
    as: '',
    on: '',
    names: { ...names, files: picturesOf(exhibit) },
    values: {},
    drafts: null,
  }
  const made = { message, home, modal }[exhibit.surface](exhibit, context)
  made.addEventListener('click', stop, { capture: true })
  return h(
    'section',
    { class: 'exhibit', 'data-state': exhibit.state, 'data-group': exhibit.group },
    h('h2', {}, exhibit.state),
    made,
    aside(exhibit),
  )
}

/** Where the pictures of a modal are drawn, by their ids. */
function picturesOf({ view, locale, data }) {
  const ids = (view?.blocks ?? []).flatMap((block) => block.slack_file?.id ?? [])
  return Object.fromEntries(ids.map((id) => [id, `/gallery/charts/${id}?locale=${locale}&data=${data}`]))
}

/** What only this page can do, such as folding something out, still works. */
function stop(event) {
  if (event.target.closest('summary')) return
  event.preventDefault()
  event.stopPropagation()
}

function message({ blocks }, context) {
  const bot = context.names.people.find((one) => one.isBot)
  return h(
    'article',
    { class: 'message' },
    h('div', { class: 'side' }, avatar(bot)),
    h(
      'div',
      { class: 'body' },
      h(
        'div',
        { class: 'head' },
        h('span', { class: 'author' }, bot?.realName ?? ''),
        h('span', { class: 'app-mark' }, word('app')),
      ),
      h('div', { class: 'blocks' }, drawBlocks(context, blocks)),
    ),
  )
}

function home({ blocks }, context) {
  return h('div', { class: 'home blocks' }, drawBlocks(context, blocks))
}

function modal({ view }, context) {
  const nothing = () => undefined
  const plain = { ...view, title: view.title.text, submit: view.submit?.text, close: view.close?.text }
  const form = drawView({ ...context, drafts: new Map() }, plain, { depth: 1, leave: nothing, send: nothing })
  return h('div', { class: 'modal' }, form)
}

/** What is not seen at first: the text of the notification, and the questions before a click counts. */
function aside(exhibit) {
  const confirms = confirmsIn(exhibit).map(({ title, text, confirm, deny }) =>
    h(
      'p',
      {},
      h('strong', {}, plainText(title.text)),
      ` ${plainText(text.text)} [${plainText(confirm.text)}] [${plainText(deny.text)}]`,
    ),
  )
  if (!exhibit.text && confirms.length === 0) return null
  return h(
    'details',
    { class: 'aside' },
    h('summary', {}, say('aside')),
    confirms,
    exhibit.text ? h('pre', {}, exhibit.text) : null,
  )
}

function confirmsIn(value) {
  if (typeof value !== 'object' || value === null) return []
  const own = value.confirm?.title ? [value.confirm] : []
  return [...own, ...Object.values(value).flatMap(confirmsIn)]
}
