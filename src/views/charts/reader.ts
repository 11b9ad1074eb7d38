import { type Locale, say, type Text } from '../../base/i18n.ts'
import type { Inline } from '../card.ts'
import type { TimeSpan } from '../chart.ts'
import { placeOf } from '../moment-words.ts'

/** For whom a picture is drawn. */
export interface ChartReader {
  readonly now: number
  readonly locale: Locale
  /** An IANA name; UTC where Slack does not say. */
  readonly zone: string | undefined
}

const clocks: Text = say('Time', '时间')

export function spanOf(from: number, to: number, { locale, zone = 'UTC' }: ChartReader): TimeSpan {
  const place = zone === 'UTC' ? 'UTC' : placeOf(zone, locale)
  const label = locale === 'en' ? `${clocks.en} (${place})` : `${clocks['zh-CN']}（${place}）`
  return { from, to, zone, locale, label }
}

const day = 86_400_000

/** A time as words of a picture have it: with its day where that is another one. */
export function clockOf(at: number, { now, locale, zone = 'UTC' }: ChartReader): string {
  const near = Math.abs(at - now) < day / 2
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    ...(near ? {} : ({ day: 'numeric', month: 'short' } as const)),
  }).format(at)
}

/** Parts of a card as plain words. */
export function inWords(parts: readonly Inline[], reader: ChartReader): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : 'time' in part ? clockOf(part.time, reader) : ''))
    .join('')
}

const units = [
  { ms: 1000, text: say('s', '秒') },
  { ms: 60_000, text: say('min', '分钟') },
  { ms: 3_600_000, text: say('h', '小时') },
  { ms: day, text: say('days', '天') },
] as const

/** In which unit spans of time up to that are told, so that their numbers stay small. */
export function durationUnit(mostMs: number) {
  const [seconds, minutes, hours, days] = units
  if (mostMs < 5 * minutes.ms) return seconds
  if (mostMs < 5 * hours.ms) return minutes
  return mostMs < 5 * days.ms ? hours : days
}

/** `Delay (min)`. */
export function axisLabel(what: Text, unit: Text, locale: Locale): string {
  return locale === 'en' ? `${what.en} (${unit.en})` : `${what['zh-CN']}（${unit['zh-CN']}）`
}
