// @ts-check
import { fill, h } from '/page/dom.js'
import { formatted, inLanguage } from '/page/words.js'
import { loadDetails } from './calls.js'
import { choice, labelled, section } from './parts.js'
import { say } from './words.js'

/** How many lines are on the page at once. */
const most = 150
const kinds = ['everything', 'envelope', 'call', 'drs']

/** What goes between Slack, the bot and DRS, newest first. */
export function traffic() {
  let lines = []
  const text = /** @type {HTMLInputElement} */ (
    h('input', { type: 'search', class: 'text', autocomplete: 'off', oninput: redraw })
  )
  const kind = choice(
    kinds.map((one) => [one, say(/** @type {any} */ (one))]),
    redraw,
  )
  const quiet = /** @type {HTMLInputElement} */ (
    h('input', { type: 'checkbox', checked: true, onchange: redraw })
  )
  const nothing = h('p', { class: 'drs-soft' }, say('noTraffic'))
  const list = h('ol', { class: 'drs-traffic', reversed: true })
  const { element, note } = section(
    'traffic',
    say('traffic'),
    labelled(say('filter'), text),
    labelled(say('between'), kind),
    h('label', { class: 'drs-check' }, quiet, h('span', {}, say('hideReads'))),
    nothing,
    list,
  )
  return {
    element,
    draw() {},
    /** More lines, oldest first. */
    add(fresh) {
      lines = [...lines, ...fresh].slice(-500)
      list.prepend(...fresh.filter(fits).map(row).reverse())
      while (list.children.length > most) list.lastChild?.remove()
      count()
    },
    /** These lines instead of all others. */
    reset(all) {
      lines = all
      redraw()
    },
  }

  function redraw() {
    fill(list, lines.filter(fits).slice(-most).map(row).reverse())
    count()
  }

  function count() {
    nothing.hidden = list.children.length > 0
    const failed = lines.filter(({ ok }) => !ok).length
    note.textContent = failed > 0 ? `${lines.length} · ✕ ${failed}` : String(lines.length)
  }

  function fits(line) {
    if (quiet.checked && line.read && line.ok) return false
    const side = line.kind === 'response' ? 'call' : line.kind
    if (kind.value !== 'everything' && kind.value !== side) return false
    const title = line.title ? inLanguage(line.title) : ''
    const written = `${line.name} ${line.hint} ${line.outcome} ${title}`.toLowerCase()
    return written.includes(text.value.trim().toLowerCase())
  }
}

const clockStyle = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
const arrows = { envelope: 'envelope', call: 'call', response: 'call', drs: 'drs' }

function row(line) {
  const details = h('div', { class: 'drs-details' })
  const fold = h(
    'details',
    {},
    h(
      'summary',
      { title: line.title ? inLanguage(line.title) : '' },
      h(
        'span',
        { class: 'drs-way', 'data-kind': arrows[line.kind] },
        say(/** @type {any} */ (arrows[line.kind])),
      ),
      h(
        'span',
        { class: 'drs-name' },
        line.name,
        line.hint ? h('span', { class: 'drs-hint' }, ` ${line.hint}`) : null,
      ),
      h(
        'span',
        { class: 'drs-soft' },
        `${formatted(new Date(line.at), clockStyle)} · `,
        h('span', { class: line.ok ? '' : 'drs-error' }, `${line.ok ? '' : '✕ '}${line.outcome}`),
        ` · ${say('ms', line.ms)}`,
      ),
    ),
    details,
  )
  fold.addEventListener('toggle', () => void open(/** @type {HTMLDetailsElement} */ (fold), details, line))
  return h('li', {}, fold)
}

async function open(fold, details, line) {
  if (!fold.open || details.childElementCount > 0) return
  const found = await loadDetails(line.id)
  if (!found) return fill(details, h('p', { class: 'drs-soft' }, say('forgotten')))
  fill(details, part('request', found.request), part('answer', found.answer))
}

function part(key, value) {
  const text = value === undefined ? '—' : JSON.stringify(value, null, 2)
  return [h('h3', {}, say(key)), h('pre', { tabindex: '0', 'aria-label': say(key) }, text)]
}
