// @ts-check
import { drawBlocks } from './blocks.js'
import { appTabs } from './channel.js'
import { byId, fill, h } from './dom.js'
import { locale, word } from './words.js'

let drawn = ''

/** Draws the app's Home tab unless it stands there already. */
export function drawHome(screen, as, anew) {
  const key = JSON.stringify([as, screen.home, locale()])
  if (key === drawn && !anew) return
  drawn = key
  fill(byId('heading'), h('h1', {}, screen.app.name), appTabs('home'))
  const { home } = screen
  const focused = actionWithFocus()
  fill(
    byId('messages'),
    home ? drawView(screen, as, home) : h('p', { class: 'nothing' }, word('appNotPublished')),
  )
  const again = focused && byId('messages').querySelector(`[data-action="${CSS.escape(focused)}"]`)
  if (again) /** @type {HTMLElement} */ (again).focus()
}

function drawView(screen, as, home) {
  const context = { as, on: home.id, names: screen, values: home.values, drafts: new Map() }
  return h('div', { class: 'home blocks' }, drawBlocks(context, home.blocks))
}

function actionWithFocus() {
  const active = document.activeElement
  return byId('messages').contains(active) ? active?.getAttribute('data-action') : undefined
}
