// @ts-check
import { fill, h } from './dom.js'
import { icon } from './icons.js'
import { isUnread } from './unread.js'
import { sentence, word } from './words.js'

/** Draws channels, the conversation with the app, and its Home tab. */
export function drawSidebar(nav, screen, as, place) {
  const channels = screen.channels.filter((one) => one.kind !== 'im')
  const direct = screen.channels.find((one) => one.kind === 'im')
  const current = (id) => place.channel === id
  const unread = (one) => one !== undefined && !current(one.id) && isUnread(as, one)
  const rows = channels.map((one) =>
    link(`#/${one.id}`, one.kind === 'public' ? 'hash' : 'lock', nameOf(one), {
      current: current(one.id),
      unread: unread(one),
    }),
  )
  const messages = link('#/direct', 'chat', sentence('ofApp', screen.app.name, word('appMessages')), {
    current: direct !== undefined && current(direct.id),
    unread: unread(direct),
  })
  const focused = nav.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null
  fill(
    nav,
    h('h2', {}, word('channels')),
    rows,
    h('h2', {}, word('direct')),
    messages,
    h('h2', {}, word('apps')),
    link('#/home', 'home', sentence('ofApp', screen.app.name, word('appHome')), { current: current('home') }),
  )
  if (focused) nav.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus()
}

function nameOf(channel) {
  return channel.archived ? `${channel.name} (${word('archived')})` : channel.name
}

function link(href, picture, label, { current, unread = false }) {
  return h(
    'a',
    { href, class: unread ? 'unread' : '', 'aria-current': current ? 'page' : undefined },
    icon(picture),
    h('span', { class: 'name' }, label),
    unread ? h('span', { class: 'visually-hidden' }, ` ${word('unread')}`) : null,
  )
}
