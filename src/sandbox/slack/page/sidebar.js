// @ts-check
import { fill, h } from './dom.js'

/** The last message that each person has seen in each channel; not kept over a reload. */
const seen = new Map()

/** Notes that everything in a channel has been read. */
export function markRead(as, channel) {
  if (channel) seen.set(`${as} ${channel.id}`, channel.lastTs)
}

function isUnread(as, channel) {
  return channel.lastTs !== '' && channel.lastTs > (seen.get(`${as} ${channel.id}`) ?? '')
}

/** Draws channels, the conversation with the app, and its Home tab. */
export function drawSidebar(nav, screen, as, place) {
  const link = (href, label, more = {}) =>
    h(
      'a',
      { href, class: more.unread ? 'unread' : '', 'aria-current': more.current ? 'page' : undefined },
      label,
      more.unread ? h('span', { class: 'visually-hidden' }, ' (unread)') : null,
    )
  const channels = screen.channels.filter((one) => one.kind !== 'im')
  const direct = screen.channels.find((one) => one.kind === 'im')
  const row = (one) =>
    link(
      `#/${one.id}`,
      `${one.kind === 'private' ? '🔒' : '#'} ${one.name}${one.archived ? ' (archived)' : ''}`,
      {
        current: place.channel === one.id,
        unread: place.channel !== one.id && isUnread(as, one),
      },
    )
  fill(
    nav,
    h('h2', {}, 'Channels'),
    channels.map(row),
    h('h2', {}, 'Apps'),
    link('#/home', `⌂ ${screen.app.name}: Home`, { current: place.channel === 'home' }),
    link('#/direct', `✉ ${screen.app.name}: Messages`, {
      current: direct !== undefined && place.channel === direct.id,
      unread: direct !== undefined && place.channel !== direct.id && isUnread(as, direct),
    }),
  )
}
