import { offsetMinutes } from '../domain/text/moment.ts'
import type { TimeSpan } from '../views/chart.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 4, 7, 14].map((count) => count * day),
]

/** Round times by the clocks of the reader, at most `most` of them, oldest first. */
export function timeTicks({ from, to, zone }: TimeSpan, most: number): readonly number[] {
  const step = steps.find((ms) => (to - from) / ms <= most) ?? Math.ceil((to - from) / most / day) * day
  const offset = (at: number) => offsetMinutes(at, zone) * minute
  const first = Math.ceil((from + offset(from)) / step) * step
  const count = Math.floor((to + offset(to) - first) / step) + 1
  // A clock that is changed on the way shows as another offset: each time is looked up by its own.
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const local = first + i * step
    return local - offset(local - offset(local))
  }).filter((at) => at >= from && at <= to)
}

/** `18:00`, or the day where one begins. */
export function tickLabel(at: number, { zone, locale }: Pick<TimeSpan, 'zone' | 'locale'>): string {
  const local = at + offsetMinutes(at, zone) * minute
  const isMidnight = local % day === 0
  const format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    timeZone: zone,
    ...(isMidnight
      ? ({ day: 'numeric', month: 'short' } as const)
      : ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const)),
  })
  return format.format(at)
}
