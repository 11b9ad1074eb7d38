// @ts-check
import { h } from './dom.js'
import { icon } from './icons.js'
import { plainText } from './mrkdwn.js'
import { act } from './server.js'
import { sentence, word } from './words.js'

/**
 * Sample values beside a form that is open: to read, to copy, or to fill in. Once a person has asked for them, the pages
 * that follow are filled in, too, until the form is closed.
 * @typedef {import('./context.js').Context} Context
 */

let known = /** @type {Record<string, string>} */ ({})
let wanted = false
/** The fields that were filled in already, so that what a person changes stays. */
let filled = /** @type {Set<string>} */ (new Set())

export function knowSamples(/** @type {Record<string, string>} */ samples) {
  known = samples
}

/** The form is gone: the next one asks anew. */
export function forgetFilling() {
  wanted = false
  filled = new Set()
}

/** @returns {HTMLElement | null} nothing for a form that asks for none of them */
export function samplesBeside(/** @type {Context} */ context, view) {
  const fields = view.blocks.filter((block) => block.type === 'input' && block.block_id in known)
  if (fields.length === 0) return null
  const fillBusily = async (some) => {
    beside.setAttribute('aria-busy', 'true')
    await fillIn(context, view, some)
    beside.removeAttribute('aria-busy')
  }
  const fillAll = () => {
    wanted = true
    void fillBusily(fields)
  }
  const beside = h(
    'aside',
    { class: 'samples', 'aria-label': word('samples') },
    h('h3', {}, word('samples')),
    h('button', { type: 'button', class: 'button', onclick: fillAll }, word('fillSamples')),
    h('dl', {}, fields.map(sampleRow)),
  )
  const fresh = fields.filter(({ block_id }) => !filled.has(`${view.id} ${block_id}`))
  if (wanted && fresh.length > 0) void fillBusily(fresh)
  return beside
}

function sampleRow({ block_id, label, element }) {
  const value = known[block_id]
  const option = element.options?.find((one) => one.value === value)
  const shown = option ? plainText(option.text.text) : value
  const copy = async (event) => {
    await navigator.clipboard.writeText(shown)
    event.target.closest('button').replaceChildren(icon('tick'))
  }
  const name = sentence('copy', plainText(label.text))
  return [
    h('dt', {}, plainText(label.text)),
    h(
      'dd',
      {},
      h('code', {}, shown),
      h(
        'button',
        { type: 'button', class: 'copy', 'aria-label': name, title: name, onclick: copy },
        icon('copy'),
      ),
    ),
  ]
}

/** As a person would: texts and choices first, then one by one what the app listens to. */
async function fillIn({ as, drafts }, view, fields) {
  for (const { block_id } of fields) {
    filled.add(`${view.id} ${block_id}`)
    drafts?.delete(block_id)
  }
  const heard = fields.filter((block) => block.dispatch_action === true)
  const others = fields.filter((block) => block.dispatch_action !== true)
  const values = Object.fromEntries(others.map(({ block_id }) => [block_id, known[block_id]]))
  if (others.length > 0) await act(as, { act: 'fill', view: view.id, values })
  for (const { block_id, element } of heard) {
    const target = { on: view.id, actionId: element.action_id, blockId: block_id }
    await act(as, { act: 'choose', ...target, value: known[block_id], values: {} })
  }
}
