import type { QuietHours } from '../watching/watch.ts'

const minuteMs = 60_000
const dayMinutes = 24 * 60

/** When the quiet hours that run now end, milliseconds since the epoch; `undefined`: none run. */
export function quietUntil(hours: QuietHours, now: number): number | undefined {
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)]
  const minute = minuteOfDay(now, hours.zone)
  const length = (to - from + dayMinutes) % dayMinutes || dayMinutes
  if ((minute - from + dayMinutes) % dayMinutes >= length) return undefined
  const begun = now - (now % minuteMs)
  const end = begun + ((to - minute + dayMinutes) % dayMinutes || dayMinutes) * minuteMs
  return end - shiftBetween(end, to, hours.zone) * minuteMs
}

/** By how many minutes the clock of the zone is off at `end`, because it was put forward or back on the way there. */
function shiftBetween(end: number, to: number, zone: string): number {
  const off = (minuteOfDay(end, zone) - to + dayMinutes) % dayMinutes
  return off > dayMinutes / 2 ? off - dayMinutes : off
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function minuteOfDay(at: number, zone: string): number {
  const parts = formatOf(zone).formatToParts(at)
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  return number('hour') * 60 + number('minute')
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format is slow, and few zones are in use. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = makeFormat(zone)
  formats.set(zone, format)
  return format
}

/** A zone that is not known here must not hold up all that is to be said: it counts as UTC. */
function makeFormat(zone: string): Intl.DateTimeFormat {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })
  }
}
