import { parseSpan } from './duration.ts'

/** Points of time as people type them, in the time zone of the person. */

const dayMs = 86_400_000

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

interface Clock {
  readonly hour: number
  readonly minute: number
}

/**
 * `18:00`, `6am`, `tomorrow 6am`, `fri 18:00`, `2026-12-01 22:00`, `in 2h`, `明天 6:00`, `下午3点`, `2小时后`, or a moment with
 * its offset from UTC, in milliseconds since the epoch; `undefined` if it is none of them. A time of day without a day is
 * the next one. `zone`: an IANA name.
 */
export function parseMoment(text: string, now: number, zone: string): number | undefined {
  const words = text.trim().toLowerCase().replace(/[,，]/g, ' ').replace(/\s+/g, ' ')
  return exactMoment(words) ?? afterSpan(words, now) ?? onDay(words, now, zone)
}

/** One that says its offset from UTC itself, and so is the same for everybody. */
export function exactMoment(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d+)?)?(z|[+-]\d\d:\d\d)$/i.test(text.trim())) return undefined
  const at = Date.parse(text.trim().toUpperCase().replace(' ', 'T'))
  return Number.isNaN(at) ? undefined : at
}

/** Words for units, longest first. */
const unitWords: readonly (readonly [RegExp, string])[] = [
  [/\s*(?:days?|天)/g, 'd'],
  [/\s*(?:hours?|hrs?|个?小时)/g, 'h'],
  [/\s*(?:minutes?|mins?|分钟|分)/g, 'm'],
]

function afterSpan(words: string, now: number): number | undefined {
  const [, before, after] = /^(?:in (.+)|(.+?)\s*(?:后|之后))$/.exec(words) ?? []
  const span = before ?? after
  if (span === undefined) return undefined
  const short = unitWords.reduce((text, [pattern, unit]) => text.replace(pattern, unit), span)
  const ms = parseSpan(short)
  return ms === undefined || ms === 0 ? undefined : now + ms
}

const weekdays: readonly RegExp[] = [
  /^(?:sun(?:day)?|周日|周天|星期日|星期天)\s*/,
  /^(?:mon(?:day)?|周一|星期一)\s*/,
  /^(?:tue(?:s|sday)?|周二|星期二)\s*/,
  /^(?:wed(?:nesday)?|周三|星期三)\s*/,
  /^(?:thu(?:rs|rsday)?|周四|星期四)\s*/,
  /^(?:fri(?:day)?|周五|星期五)\s*/,
  /^(?:sat(?:urday)?|周六|星期六)\s*/,
]

const nearDays: readonly RegExp[] = [/^(?:today|今天|今日)\s*/, /^(?:tomorrow|明天|明日)\s*/, /^后天\s*/]

function onDay(words: string, now: number, zone: string): number | undefined {
  const today = dayIn(now, zone)
  if (today === undefined) return undefined
  const { days, rest } = dayOf(words, today) ?? { days: undefined, rest: words }
  const clock = parseClock(rest.replace(/^at /, ''))
  if (clock === undefined) return undefined
  if (days !== undefined) {
    const at = momentIn(dayAfter(today, days), clock, zone)
    // A weekday without a date is the next one: today's may be over already.
    return at <= now && isWeekday(words) ? momentIn(dayAfter(today, days + 7), clock, zone) : at
  }
  const at = momentIn(today, clock, zone)
  return at > now ? at : momentIn(dayAfter(today, 1), clock, zone)
}

function isWeekday(words: string): boolean {
  return weekdays.some((pattern) => pattern.test(words))
}

/** How many days from today, and what is left of the words. */
function dayOf(words: string, today: Day): { readonly days: number; readonly rest: string } | undefined {
  const near = nearDays.findIndex((pattern) => pattern.test(words))
  if (near >= 0) return { days: near, rest: words.replace(nearDays[near] ?? '', '') }
  const weekday = weekdays.findIndex((pattern) => pattern.test(words))
  const now = new Date(Date.UTC(today.year, today.month - 1, today.day))
  if (weekday >= 0) {
    const days = (weekday - now.getUTCDay() + 7) % 7
    return { days, rest: words.replace(weekdays[weekday] ?? '', '') }
  }
  const [all, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)[t ]\s*/.exec(words) ?? []
  if (all === undefined) return undefined
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  // 31 February is none.
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  return { days: Math.round((date.getTime() - now.getTime()) / dayMs), rest: words.slice(all.length) }
}

const isLate = /^(?:下午|晚上)|pm$/
const isEarly = /^(?:上午|早上|凌晨)|am$/

/** A time of day; `undefined` if it is none. */
export function parseClock(text: string): Clock | undefined {
  const words = text.trim().replaceAll('：', ':')
  const bare = words.replace(/^(?:上午|早上|凌晨|下午|晚上|中午)\s*/, '').replace(/\s*[ap]m$/, '')
  const [all, hours, minutes, , half] =
    /^(\d{1,2})(?::(\d\d)|点(?:(半)|(\d{1,2})分?)?)?$/.exec(
      bare.replace(/点(\d{1,2})分?$/, (_, given: string) => `:${given.padStart(2, '0')}`),
    ) ?? []
  if (all === undefined || (bare === words && /^\d+$/.test(bare))) return undefined
  const halved = /点半$/.test(bare) || half !== undefined
  const minute = halved ? 30 : Number(minutes ?? 0)
  const given = Number(hours)
  const late = isLate.test(words)
  const halfDay = late || isEarly.test(words)
  if (halfDay && /[ap]m$/.test(words) && (given < 1 || given > 12)) return undefined
  const hour = late && given < 12 ? given + 12 : !late && halfDay && given === 12 ? 0 : given
  return hour > 23 || minute > 59 ? undefined : { hour, minute }
}

/** The date that it is there, or nothing where the zone is not known. */
function dayIn(at: number, zone: string): Day | undefined {
  const wall = wallOf(at, zone)
  if (wall === undefined) return undefined
  const date = new Date(wall)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

function dayAfter({ year, month, day }: Day, days: number): Day {
  const date = new Date(Date.UTC(year, month - 1, day + days))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** When the clocks of the zone show that; where they are put forward over it, as much later. */
function momentIn({ year, month, day }: Day, { hour, minute }: Clock, zone: string): number {
  const wanted = Date.UTC(year, month - 1, day, hour, minute)
  const shift = (at: number) => (wallOf(at, zone) ?? at) - at
  const first = wanted - shift(wanted)
  return wanted - shift(first)
}

/** How far the clocks there are ahead of UTC at that moment, in minutes; 0 where the zone is not known. */
export function offsetMinutes(at: number, zone: string): number {
  const minute = Math.floor(at / 60_000) * 60_000
  return ((wallOf(minute, zone) ?? minute) - minute) / 60_000
}

/** What the clocks there show, as if it were UTC. */
function wallOf(at: number, zone: string): number | undefined {
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    }).formatToParts(at)
    const number = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
    return Date.UTC(number('year'), number('month') - 1, number('day'), number('hour'), number('minute'))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return undefined
  }
}
