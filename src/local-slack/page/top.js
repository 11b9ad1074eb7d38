// @ts-check
import { avatar } from './avatar.js'
import { byId, fill, h } from './dom.js'
import { icon } from './icons.js'
import { openMenu } from './menu.js'
import { mentionTitle } from './names.js'
import { nextTheme, theme } from './theme.js'
import { word } from './words.js'

/**
 * The line at the top: the workspace, and who sits here.
 * @param {{ world: any, as: string, become: (id: string) => void, tour: () => void }} seat
 */
export function drawTop(seat) {
  const { world, as } = seat
  const people = world.people.filter((one) => !one.isBot)
  byId('team').textContent = world.team.name
  const select = /** @type {HTMLSelectElement} */ (
    h(
      'select',
      { id: 'who', onchange: () => seat.become(select.value) },
      people.map((one) => h('option', { value: one.id }, mentionTitle(one))),
    )
  )
  select.value = as
  fill(
    byId('seat'),
    tourButton(seat),
    themeButton(seat),
    h('label', { class: 'who' }, word('youAre'), avatar(people.find((one) => one.id === as)), select),
    tabsButton(people, as),
  )
}

function tool(label, picture, run) {
  return h('button', { type: 'button', title: label, 'aria-label': label, onclick: run }, icon(picture))
}

/** Shown where there is a tour (see tour.js). */
function tourButton(seat) {
  const button = tool(word('tour'), 'compass', seat.tour)
  button.classList.add('open-tour')
  return button
}

function themeButton(seat) {
  const looks = /** @type {const} */ ({
    system: ['themeSystem', 'half'],
    light: ['themeLight', 'sun'],
    dark: ['themeDark', 'moon'],
  })
  const [label, picture] = looks[theme()]
  const next = () => {
    nextTheme()
    drawTop(seat)
    byId('seat').querySelector('.theme')?.focus()
  }
  const button = tool(word(label), picture, next)
  button.classList.add('theme')
  return button
}

/** Opens tabs as other people, to see both sides at once. */
function tabsButton(people, as) {
  const items = () =>
    people
      .filter((one) => one.id !== as)
      .map((one) => ({ label: mentionTitle(one), href: addressAs(one.id) }))
  return tool(word('openInTab'), 'tab', (event) => openMenu(event.currentTarget, word('openInTab'), items()))
}

/** The address of this place as somebody sees it. */
export function addressAs(person) {
  const address = new URL(location.href)
  address.searchParams.set('as', person)
  if (address.hash.startsWith('#/D')) address.hash = '#/direct'
  return address.href
}
