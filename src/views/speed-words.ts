import { type Locale, say } from '../base/i18n.ts'
import type { SpeedRange } from '../domain/tasks/speed-limit.ts'
import { offsetMinutes } from '../domain/text/moment.ts'
import { colon } from './format.ts'
import { placeOf } from './moment-words.ts'

/** The clocks by which somebody reads hours: their zone, and the moment whose offset from UTC counts. */
export interface Clocks {
  readonly zone: string | undefined
  readonly now: number
  readonly locale: Locale
}

const words = {
  unlimited: say('Not limited', '不限速'),
  unknown: say('Unknown: DRS doesn’t show it', '未知（DRS 未返回）'),
  allDay: say('All day', '全天'),
}

const dayMinutes = 24 * 60

function hourText(minutes: number): string {
  const minute = ((minutes % dayMinutes) + dayMinutes) % dayMinutes
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

function hoursText({ from, hours }: SpeedRange, offset: number, dash: string): string {
  const start = from * 60 + offset
  return `${hourText(start)}${dash}${hourText(start + hours * 60)}`
}

/** In the zone of the reader, then by UTC, by which DRS counts: `08:00–18:00 Berlin · 07:00–17:00 UTC: 15 MB/s`. */
function rangeWords(range: SpeedRange, { zone, now, locale }: Clocks): string {
  const speed = `${range.speed} MB/s`
  if (range.hours === 24) return `${words.allDay[locale]}${colon[locale]}${speed}`
  const utc = `${hoursText(range, 0, '–')} UTC`
  const isUtc = zone === undefined || zone === 'UTC'
  const own = isUtc ? '' : `${hoursText(range, offsetMinutes(now, zone), '–')} ${placeOf(zone, locale)} · `
  return `${own}${utc}${colon[locale]}${speed}`
}

/** One text for each range; one as well where there is none. */
export function speedLines(ranges: readonly SpeedRange[] | undefined, clocks: Clocks): readonly string[] {
  if (ranges === undefined) return [words.unknown[clocks.locale]]
  if (ranges.length === 0) return [words.unlimited[clocks.locale]]
  return ranges.map((range) => rangeWords(range, clocks))
}

/** As `parseSpeedLimit` reads it by the clocks of the same zone. */
export function speedTyped(ranges: readonly SpeedRange[], { zone, now, locale }: Clocks): string {
  if (ranges.length === 0) return locale === 'en' ? 'off' : '不限速'
  const offset = offsetMinutes(now, zone ?? 'UTC')
  return ranges
    .map((range) =>
      range.hours === 24 ? `${range.speed}` : `${hoursText(range, offset, '-')} ${range.speed}`,
    )
    .join('\n')
}
