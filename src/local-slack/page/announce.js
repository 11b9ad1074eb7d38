// @ts-check
import { byId } from './dom.js'

/** The last message that was read out, by person and channel. */
const last = new Map()

/** Reads new messages of others out to those who listen; what was there before is passed over. */
export function announce(as, channel, screen) {
  const place = `${as} ${channel}`
  const before = last.get(place)
  const all = screen.messages.flatMap((one) => [one, ...one.replies])
  const newest = [before ?? '', ...all.map((one) => one.ts)].sort().at(-1)
  last.set(place, newest)
  if (before === undefined) return
  const fresh = all.filter((one) => one.ts > before && one.user !== as)
  if (fresh.length > 0) byId('announcer').textContent = fresh.map((one) => spoken(one, screen)).join('\n')
}

function spoken(message, { people }) {
  const author = people.find((one) => one.id === message.user)?.realName ?? message.user
  return `${author}: ${(message.text || message.plain).slice(0, 300)}`
}
