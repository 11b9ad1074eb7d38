// @ts-check
import { byId, fill, h, toast } from '/page/dom.js'
import { loadWorld } from '/page/server.js'
import { applyTheme, nextTheme, theme } from '/page/theme.js'
import { setLocale, word } from '/page/words.js'
import { drawExhibit } from './exhibit.js'
import { say } from './words.js'

/** What is looked at; it stands in the address, so that a place in the gallery can be sent to somebody. */
const chosen = { locale: 'en', data: 'ordinary', find: '', now: '' }
let names = { people: [], channels: [], groups: [] }
let exhibits = []

async function start() {
  applyTheme()
  names = await loadWorld()
  for (const key of Object.keys(chosen)) {
    chosen[key] = new URLSearchParams(location.search).get(key) ?? chosen[key]
  }
  window.addEventListener('hashchange', draw)
  await load()
}

async function load() {
  const { locale, data, now } = chosen
  setLocale(locale)
  history.replaceState(null, '', `?${new URLSearchParams(chosen)}${location.hash}`)
  const response = await fetch(`/gallery/exhibits?${new URLSearchParams({ locale, data, now })}`)
  if (!response.ok) throw new Error(`/gallery/exhibits: ${response.status}`)
  exhibits = await response.json()
  draw()
}

function draw() {
  drawChoices()
  const [, group = '', state = ''] = location.hash.split('/').map(decodeURIComponent)
  const groups = Map.groupBy(exhibits, (one) => one.group)
  const current = groups.has(group) ? group : (groups.keys().next().value ?? '')
  const shown = found(chosen.find ? exhibits : (groups.get(current) ?? [])).filter(
    (one) => state === '' || one.state === state,
  )
  drawGroups(groups, current)
  fill(
    byId('exhibits'),
    h('h1', {}, chosen.find || current),
    shown.map((one) => drawExhibit(one, names)),
  )
}

function found(list) {
  const part = chosen.find.toLowerCase()
  return part === '' ? list : list.filter((one) => JSON.stringify(one).toLowerCase().includes(part))
}

function drawGroups(groups, current) {
  const link = ([group, list]) =>
    h(
      'a',
      { href: `#/${encodeURIComponent(group)}`, 'aria-current': group === current ? 'page' : null },
      group,
      h('small', {}, ` ${list.length}`),
    )
  fill(byId('groups'), [...groups].map(link))
}

function select(key, options) {
  const onchange = (event) => {
    chosen[key] = event.target.value
    load().catch((error) => toast(error.message))
  }
  return h(
    'label',
    {},
    say(key),
    h(
      'select',
      { onchange },
      options.map((value) => h('option', { value, selected: chosen[key] === value }, say(value))),
    ),
  )
}

function drawChoices() {
  const field = h('input', { type: 'search', value: chosen.find, placeholder: say('find') })
  field.onchange = () => {
    chosen.find = field.value
    history.replaceState(null, '', `?${new URLSearchParams(chosen)}${location.hash}`)
    draw()
  }
  const colours = { system: 'themeSystem', light: 'themeLight', dark: 'themeDark' }
  const onclick = () => {
    nextTheme()
    drawChoices()
  }
  fill(
    byId('choices'),
    h('strong', {}, say('title')),
    select('locale', ['en', 'zh-CN']),
    select('data', ['ordinary', 'long', 'hostile']),
    field,
    h('button', { type: 'button', onclick }, word(colours[theme()])),
  )
}

start().catch((error) => toast(error.message))
