// @ts-check
import { fill, h } from '/page/dom.js'
import { inLanguage } from '/page/words.js'
import { run } from './calls.js'
import { button, choice, labelled, section } from './parts.js'
import { say } from './words.js'

/** How many items are offered at once. */
const most = 8

/** Precheck items to break and repair, and passwords, database by database. */
export function databases({ items }) {
  let known = []
  let drawn = ''
  const which = choice([], show)
  const broken = h('ul', { class: 'drs-plain' })
  const finder = itemFinder(items, brokenHere, (item) => itemRow(which.value, items, item, 'break'))
  const { element, note } = section(
    'databases',
    say('databases'),
    labelled(say('database'), which),
    broken,
    finder.elements,
    password(() => which.value),
  )
  return {
    element,
    draw(state) {
      const key = JSON.stringify(state.databases)
      if (key === drawn) return
      drawn = key
      known = state.databases
      const count = known.reduce((sum, one) => sum + one.broken.length, 0)
      note.textContent = count > 0 ? say('broken', count) : ''
      const chosen = which.value
      const options = known.map((one) => h('option', { value: one.key }, named(one)))
      fill(which, options)
      if (known.some((one) => one.key === chosen)) which.value = chosen
      show()
    },
  }

  function show() {
    const rows = brokenHere().map((item) => itemRow(which.value, items, item, 'repair'))
    fill(broken, rows.length > 0 ? rows : h('li', { class: 'drs-soft' }, say('noneBroken')))
    finder.offer()
  }

  function brokenHere() {
    return known.find((one) => one.key === which.value)?.broken ?? []
  }
}

/** A field that finds items by their name or title in either language. */
function itemFinder(items, broken, row) {
  const search = /** @type {HTMLInputElement} */ (
    h('input', { type: 'search', class: 'text', autocomplete: 'off', oninput: offer })
  )
  const count = h('p', { class: 'drs-soft', role: 'status' })
  const list = h('ul', { class: 'drs-plain' })
  return { elements: [labelled(say('findItem'), search), count, list], offer }

  function offer() {
    const wanted = search.value.trim().toLowerCase()
    const fits = wanted === '' ? [] : items.filter((one) => !broken().includes(one.item) && has(one, wanted))
    const rest = fits.length - most
    count.textContent = wanted === '' ? '' : say('foundItems', fits.length)
    if (rest > 0) count.textContent = say('moreItems', rest)
    fill(
      list,
      fits.slice(0, most).map(({ item }) => row(item)),
    )
  }
}

function has({ item, title }, wanted) {
  return `${item} ${title.en} ${title['zh-CN']}`.toLowerCase().includes(wanted)
}

/** An item with the button that breaks or repairs it. */
function itemRow(database, items, item, key) {
  const known = items.find((one) => one.item === item)
  const turn = () => run(`${say(key)} ${item}`, 'item', { database, item, broken: key === 'break' })
  const title = known ? inLanguage(known.title) : ''
  return h(
    'li',
    { class: 'drs-line' },
    h('span', { title: known ? inLanguage(known.checks) : '' }, title, h('code', {}, item)),
    button(say(key), turn, { 'aria-label': `${say(key)}: ${item}` }),
  )
}

function named({ name, engine, broken }) {
  return `${name} (${engine})${broken.length > 0 ? ` · ${say('broken', broken.length)}` : ''}`
}

/** A new password, which nobody is shown, or the one of the beginning. */
function password(database) {
  const field = /** @type {HTMLInputElement} */ (
    h('input', { type: 'password', class: 'text', autocomplete: 'new-password', required: true })
  )
  const change = async (event) => {
    event.preventDefault()
    if (await run(say('changePassword'), 'password', { database: database(), password: field.value }))
      field.value = ''
  }
  const usual = () => run(say('usualPassword'), 'usualPassword', { database: database() })
  return h(
    'form',
    { class: 'drs-form', onsubmit: change },
    labelled(say('newPassword'), field, say('passwordNote')),
    h(
      'div',
      { class: 'drs-row' },
      h('button', { type: 'submit', class: 'button' }, say('changePassword')),
      button(say('usualPassword'), usual),
    ),
  )
}
