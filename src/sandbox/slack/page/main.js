// @ts-check

import { drawBlocks } from './blocks.js'
import { composer } from './composer.js'
import { byId, fill, h, toast } from './dom.js'
import { drawMessages } from './messages.js'
import { drawModal } from './modal.js'
import { drawPanels } from './panels.js'
import { act, follow, loadScreen, loadWorld } from './server.js'
import { drawSidebar, markRead } from './sidebar.js'

const state = {
  as: sessionStorage.getItem('as') ?? 'U01ALICE',
  channel: 'C01MIGRATION',
  thread: '',
  screen: null,
}
let drawnPlace = ''
let drawnHome = ''
let loading = false
let again = false

async function start() {
  const world = await loadWorld()
  byId('team').textContent = world.team.name
  drawWho(world.people)
  window.addEventListener('hashchange', () => void goTo(location.hash))
  follow(refresh, (live) => {
    byId('connection').textContent = live ? '' : 'Not connected, trying again…'
    if (live) refresh()
  })
  // What the panels tell changes without Slack hearing of it; a look that fails is made up for by the next.
  setInterval(() => void drawPanels(byId('panels')).catch(() => undefined), 3000)
  await goTo(location.hash)
}

function drawWho(people) {
  const select = /** @type {HTMLSelectElement} */ (byId('who'))
  const option = (one) =>
    h('option', { value: one.id }, `${one.realName}${one.title ? ` (${one.title})` : ''}`)
  select.replaceChildren(...people.filter((one) => !one.isBot).map(option))
  select.value = state.as
  select.onchange = () => {
    state.as = select.value
    sessionStorage.setItem('as', state.as)
    if (state.channel.startsWith('D')) location.hash = '#/direct'
    void goTo(location.hash)
  }
}

/** Goes where the address says: `#/<channel>/<thread>`, `#/home` or `#/direct`. */
async function goTo(hash) {
  const [, channel = '', thread = ''] = hash.split('/')
  if (channel === 'direct') {
    const { channel: direct } = await act(state.as, { act: 'direct' })
    location.replace(`#/${direct}`)
    return
  }
  state.channel = channel || 'C01MIGRATION'
  state.thread = thread
  drawnPlace = ''
  if (state.channel === 'home') void act(state.as, { act: 'home' })
  refresh()
}

/** Looks again and draws; calls that come meanwhile are answered by one more look. */
function refresh() {
  if (loading) {
    again = true
    return
  }
  loading = true
  again = false
  load()
    .catch((error) => toast(error.message))
    .finally(() => {
      loading = false
      if (again) refresh()
    })
}

async function load() {
  const { as, channel } = state
  const screen = await loadScreen(as, channel === 'home' ? '' : channel)
  if (as !== state.as || channel !== state.channel) return
  state.screen = screen
  draw(screen)
  await drawPanels(byId('panels'))
}

function draw(screen) {
  const channel = screen.channels.find((one) => one.id === state.channel)
  markRead(state.as, channel)
  drawSidebar(byId('sidebar'), screen, state.as, state)
  const home = state.channel === 'home'
  if (!home) setStage(screen, channel)
  // The thread first: it takes room from the messages, which then scroll to their end.
  drawThread(screen)
  if (home) drawHome(screen)
  else drawChannel(screen)
  drawModal(state.as, screen.modals, screen)
}

/** Clears the stage when the person has gone elsewhere. */
function setStage(screen, channel) {
  const place = `${state.as} ${state.channel} ${state.thread}`
  if (place === drawnPlace) return
  drawnPlace = place
  drawnHome = ''
  fill(byId('heading'), channel ? headingOf(screen, channel) : h('h1', {}, 'You are not in this channel'))
  fill(byId('messages'))
  fill(byId('thread'))
  const label = channel?.kind === 'im' ? `Message ${screen.app.name}` : `Message #${channel?.name}`
  const open = channel !== undefined && !channel.archived
  const { commands } = screen
  fill(byId('composer'), open ? composer({ as: state.as, channel: channel.id, label, commands }) : null)
}

function drawChannel(screen) {
  const reading = { as: state.as, names: screen, openThread, inThread: false }
  drawMessages(byId('messages'), screen.messages, reading)
}

function headingOf(screen, channel) {
  const name =
    channel.kind === 'im' ? screen.app.name : `${channel.kind === 'private' ? '🔒' : '#'} ${channel.name}`
  return [
    h('h1', {}, name),
    h('span', { class: 'topic' }, channel.topic),
    channel.kind === 'im' ? null : h('span', { class: 'members' }, `${channel.memberCount} members`),
  ]
}

function openThread(ts) {
  location.hash = `#/${state.channel}/${ts}`
}

function drawThread(screen) {
  const aside = byId('thread')
  const parent = state.thread ? screen.messages.find((one) => one.ts === state.thread) : undefined
  aside.hidden = parent === undefined
  if (!parent) return
  if (!aside.querySelector('.thread-messages')) {
    const shut = () => {
      location.hash = `#/${state.channel}`
    }
    const place = {
      as: state.as,
      channel: state.channel,
      label: 'Reply…',
      commands: screen.commands,
      threadTs: state.thread,
    }
    fill(
      aside,
      h(
        'div',
        { class: 'heading' },
        h('h1', {}, 'Thread'),
        h('button', { type: 'button', class: 'close', 'aria-label': 'Close thread', onclick: shut }, '✕'),
      ),
      h('div', { class: 'thread-messages messages', tabindex: '0' }),
      composer(place),
    )
  }
  const reading = { as: state.as, names: screen, openThread, inThread: true }
  drawMessages(aside.querySelector('.thread-messages'), [parent, ...parent.replies], reading)
}

function drawHome(screen) {
  const key = JSON.stringify([state.as, screen.home])
  if (key === drawnHome && drawnPlace === 'home') return
  drawnHome = key
  drawnPlace = 'home'
  fill(
    byId('heading'),
    h('h1', {}, screen.app.name),
    h(
      'nav',
      { class: 'tabs', 'aria-label': 'App' },
      h('a', { href: '#/home', 'aria-current': 'page' }, 'Home'),
      h('a', { href: '#/direct' }, 'Messages'),
    ),
  )
  fill(byId('composer'))
  const { home } = screen
  if (!home)
    return fill(byId('messages'), h('p', { class: 'nothing' }, 'The app has not published a Home tab yet.'))
  const context = { as: state.as, on: home.id, names: screen, values: home.values, drafts: new Map() }
  fill(byId('messages'), h('div', { class: 'home blocks' }, drawBlocks(context, home.blocks)))
}

start().catch((error) => toast(error.message))
