// @ts-check
import { composer } from './composer.js'
import { byId, fill, h } from './dom.js'
import { icon } from './icons.js'
import { drawMessages, steerMessages } from './messages.js'
import { readUpTo } from './unread.js'
import { locale, sentence, word } from './words.js'

/** Whose channel stands on the stage, in which language. */
let drawn = ''
let drawnThread = ''
/** What the person had read when they came; what is later is new to them. */
let newAfter = ''

/** Draws the channel and, if one is open, a thread of it. */
export function drawChannel(screen, state) {
  const channel = screen.channels.find((one) => one.id === state.channel)
  const place = `${state.as} ${state.channel} ${locale()} ${channel?.archived}`
  if (place !== drawn) setStage(screen, state, channel)
  drawn = place
  // The thread first: it takes room from the messages, which then scroll to their end.
  drawThread(screen, state)
  const { earlier } = screen
  const showEarlier = earlier > 0 ? state.showEarlier : undefined
  drawMessages(byId('messages'), screen.messages, { ...readingOf(screen, state), newAfter, showEarlier })
}

/** Forgets what stands on the stage. */
export function clearStage() {
  drawn = ''
  drawnThread = ''
  fill(byId('messages'))
  fill(byId('composer'))
  fill(byId('thread'))
  byId('thread').hidden = true
}

function readingOf(screen, { as, channel }) {
  return { as, names: screen, openThread: (ts) => openThread(channel, ts), inThread: false }
}

function openThread(channel, ts) {
  location.hash = `#/${channel}/${ts}`
}

function setStage(screen, state, channel) {
  clearStage()
  newAfter = channel ? readUpTo(state.as, channel.id) : ''
  fill(byId('heading'), channel ? headingOf(screen, channel) : h('h1', {}, word('notInChannel')))
  fill(byId('composer'), channel ? writing(screen, state, channel) : null)
}

function writing(screen, { as }, channel) {
  if (channel.archived) return h('p', { class: 'nothing' }, word('readOnly'))
  const { commands } = screen
  const name = channel.kind === 'im' ? screen.app.name : `#${channel.name}`
  return composer({
    as,
    channel: channel.id,
    label: sentence('messageTo', name),
    commands,
    names: screen,
  })
}

function headingOf(screen, channel) {
  if (channel.kind === 'im') return [h('h1', {}, screen.app.name), appTabs('messages')]
  return [
    h('h1', {}, icon(channel.kind === 'public' ? 'hash' : 'lock'), channel.name),
    h('span', { class: 'topic' }, channel.topic),
    h('span', { class: 'members' }, sentence('members', channel.memberCount)),
  ]
}

/** The two sides of an app: its Home tab and the conversation with it. */
export function appTabs(current) {
  const tab = (name, href, label) =>
    h('a', { href, 'aria-current': current === name ? 'page' : undefined }, label)
  return h(
    'nav',
    { class: 'tabs', 'aria-label': word('app') },
    tab('home', '#/home', word('appHome')),
    tab('messages', '#/direct', word('appMessages')),
  )
}

function drawThread(screen, state) {
  const aside = byId('thread')
  const parent = screen.thread
  if (!parent) return leaveThread(aside)
  aside.hidden = false
  if (drawnThread !== parent.ts) {
    drawnThread = parent.ts
    openPane(aside, screen, state)
  }
  const list = aside.querySelector('.thread-messages')
  drawMessages(list, [parent, ...parent.replies], { ...readingOf(screen, state), inThread: true })
}

function leaveThread(aside) {
  if (aside.hidden) return
  const inside = aside.contains(document.activeElement)
  const parent = byId('messages').querySelector(`article[data-ts="${drawnThread}"]`)
  aside.hidden = true
  fill(aside)
  drawnThread = ''
  if (inside) (parent?.querySelector('.replies') ?? parent)?.focus()
}

function openPane(aside, screen, { as, channel, thread }) {
  const shut = () => {
    location.hash = `#/${channel}`
  }
  const { commands } = screen
  const place = { as, channel, label: word('reply'), commands, names: screen, threadTs: thread }
  const list = h('div', {
    class: 'thread-messages messages',
    role: 'log',
    'aria-live': 'off',
    'aria-label': word('thread'),
  })
  steerMessages(list)
  aside.onkeydown = (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) shut()
  }
  fill(
    aside,
    h(
      'div',
      { class: 'heading' },
      h('h1', {}, word('thread')),
      h(
        'button',
        { type: 'button', class: 'close', 'aria-label': word('closeThread'), onclick: shut },
        icon('close'),
      ),
    ),
    list,
    composer(place),
  )
  aside.querySelector('textarea')?.focus()
}
