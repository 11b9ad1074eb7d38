// @ts-check
import { announce } from './announce.js'
import { clearStage, drawChannel } from './channel.js'
import { byId, toast } from './dom.js'
import { drawPane } from './entity.js'
import { drawHome } from './home.js'
import { steerMessages } from './messages.js'
import { drawModal } from './modal.js'
import { drawPanels } from './panels.js'
import { moveBetweenRegions } from './regions.js'
import { act, follow, loadScreen, loadWorld } from './server.js'
import { drawSidebar } from './sidebar.js'
import { applyTheme } from './theme.js'
import { addressAs, drawTop } from './top.js'
import { drawTour, openTour, refreshTour } from './tour.js'
import { markRead, onRead } from './unread.js'
import { setLocale, word } from './words.js'

/** So many messages are drawn at a time; a person asks for the earlier ones. */
const usualLimit = 100
const state = { as: '', channel: '', thread: '', limit: usualLimit, world: null, showEarlier }
let loading = false
let again = false
/** Home was not what stood there before. */
let homeIsNew = true

async function start() {
  applyTheme()
  state.world = await loadWorld()
  const asked = new URLSearchParams(location.search).get('as')
  const people = state.world.people.filter((one) => !one.isBot)
  sit((people.find((one) => one.id === asked) ?? people[0]).id)
  window.addEventListener('hashchange', () => void goTo(location.hash))
  document.addEventListener('visibilitychange', refresh)
  onRead(refresh)
  steerMessages(byId('messages'))
  moveBetweenRegions()
  byId('skip').onclick = (event) => {
    event.preventDefault()
    byId('composer').querySelector('textarea')?.focus()
  }
  follow(refresh, (live) => {
    byId('connection').textContent = live ? '' : word('notConnected')
    if (live) refresh()
  })
  setInterval(() => void lookBeside().catch(() => undefined), 3000)
  await goTo(location.hash)
}

/** From now on that person sits at the page, and it speaks their language. */
function sit(person) {
  state.as = person
  history.replaceState(null, '', addressAs(person))
  setLocale(state.world.people.find((one) => one.id === person)?.locale ?? '')
  byId('skip').textContent = word('skipToField')
  byId('messages').setAttribute('aria-label', word('messages'))
  byId('thread').setAttribute('aria-label', word('thread'))
  byId('flexpane').setAttribute('aria-label', word('details'))
  byId('sidebar').setAttribute('aria-label', word('channels'))
  drawTop({ world: state.world, as: person, become, tour: openTour })
  drawTour(person)
}

function become(person) {
  sit(person)
  byId('who').focus()
  void goTo(location.hash)
}

/** Goes where the address says: `#/<channel>/<thread>`, `#/home` or `#/direct`. */
async function goTo(hash) {
  const [, channel = '', thread = ''] = hash.split('/')
  if (channel === 'direct') {
    const { channel: direct } = await act(state.as, { act: 'direct' })
    location.replace(`#/${direct}`)
    return
  }
  const next = channel || firstChannel()
  if (next !== state.channel) state.limit = usualLimit
  state.channel = next
  state.thread = thread
  homeIsNew = true
  if (state.channel === 'home') void act(state.as, { act: 'home' })
  refresh()
}

function showEarlier() {
  state.limit += usualLimit
  refresh()
}

function firstChannel() {
  const { channels } = state.world
  return (channels.find((one) => one.members.includes(state.as)) ?? channels[0])?.id ?? ''
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
  const screen = await loadScreen({
    as,
    channel: channel === 'home' ? '' : channel,
    thread: state.thread,
    limit: String(state.limit),
  })
  if (as !== state.as || channel !== state.channel) return
  draw(screen)
  await lookBeside()
}

/** What the panels tell changes without Slack hearing of it; a look that fails is made up for by the next. */
async function lookBeside() {
  await Promise.all([drawPanels(byId('panels')), refreshTour(state.as)])
}

function draw(screen) {
  if (state.channel === 'home') {
    if (homeIsNew) clearStage()
    drawHome(screen, state.as, homeIsNew)
    homeIsNew = false
  } else drawChannel(screen, state)
  markRead(
    state.as,
    screen.channels.find((one) => one.id === state.channel),
  )
  drawSidebar(byId('sidebar'), screen, state.as, state)
  announce(state.as, state.channel, screen)
  drawPane(byId('flexpane'), state.as, screen.pane)
  drawModal(state.as, screen.modals, screen)
}

start().catch((error) => toast(error.message))
