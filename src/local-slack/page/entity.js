// @ts-check
import { fill, h } from './dom.js'
import { icon } from './icons.js'
import { act } from './server.js'
import { formatted, word } from './words.js'

/** A thing of the app below a message: what it is and how it stands. A click opens its pane. */
export function entityPreview(entity, message, as) {
  const { attributes, fields = {} } = entity.entity_payload
  const { status, description } = fields
  return h(
    'button',
    {
      type: 'button',
      class: 'entity',
      onclick: () => act(as, { act: 'openEntity', on: message.ts, id: entity.external_ref.id }),
    },
    h('small', {}, [attributes.product_name, attributes.display_type].filter(Boolean).join(' · ')),
    h('strong', {}, attributes.title.text),
    status ? h('span', { class: 'entity-state' }, status.value) : null,
    description ? h('span', { class: 'entity-long' }, description.value) : null,
  )
}

let shownKey = ''

/** The pane of the thing that the person looks at, beside the conversation. */
export function drawPane(element, as, pane) {
  const key = JSON.stringify([as, pane])
  if (key === shownKey) return
  shownKey = key
  element.hidden = pane === null
  if (pane === null) return element.replaceChildren()
  fill(element, paneHead(as, pane), pane.entity ? paneBody(as, pane.entity) : paneNote(pane))
}

function paneHead(as, { title }) {
  const button = (name, label, deed) =>
    h(
      'button',
      { type: 'button', 'aria-label': label, title: label, onclick: () => act(as, { act: deed }) },
      icon(name),
    )
  return h(
    'div',
    { class: 'heading' },
    h('h1', {}, title || word('details')),
    h(
      'span',
      { class: 'entity-tools' },
      button('redo', word('refresh'), 'refreshEntity'),
      button('close', word('closePane'), 'closeEntity'),
    ),
  )
}

/** What the app says instead, or that it is still waited for. */
function paneNote({ plain, title }) {
  const text = plain === '' ? word('loading') : plain.replace(title, '').trim()
  return h('div', { class: 'entity-pane', role: 'status' }, h('p', {}, text))
}

function paneBody(as, { entity_payload: payload }) {
  const { fields = {}, custom_fields: custom = [], actions = {}, attributes } = payload
  const rows = [...Object.values(fields), ...custom]
  const { primary_actions: primary = [], overflow_actions: overflow = [] } = actions
  return h(
    'div',
    { class: 'entity-pane' },
    h(
      'small',
      {},
      [attributes.product_name, attributes.display_type, attributes.display_id].filter(Boolean).join(' · '),
    ),
    h(
      'div',
      { class: 'entity-actions' },
      [...primary, ...overflow].map((one) => actionButton(as, one)),
    ),
    h(
      'dl',
      {},
      rows.map(({ label, value, type }) => [h('dt', {}, label ?? ''), h('dd', {}, valueText(value, type))]),
    ),
  )
}

function valueText(value, type) {
  return type === 'slack#/types/timestamp'
    ? formatted(new Date(value * 1000), { dateStyle: 'medium', timeStyle: 'short' })
    : String(value)
}

function actionButton(as, { text, action_id: actionId, value, style }) {
  const looks = ['button', style].filter(Boolean).join(' ')
  return h(
    'button',
    { type: 'button', class: looks, onclick: () => act(as, { act: 'clickEntity', actionId, value }) },
    text,
  )
}
