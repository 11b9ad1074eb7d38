import { say, type Text } from '../../base/i18n.ts'
import { parseClock } from '../text/moment.ts'

/** Flow control of a task (6.1.8): whole hours of the day, by UTC, and how fast the full copy may be in them. */
export interface SpeedRange {
  /** The hour of UTC at which it begins, 0 to 23. */
  readonly from: number
  /** So many hours, 1 to 24. */
  readonly hours: number
  /** MB/s. */
  readonly speed: number
}

const mostRanges = 10
const mostSpeed = 9999
const dayMinutes = 24 * 60

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** As DRS writes it: the end is the last minute of the last hour, and 16:00 to 15:59 is the whole day. */
export function wireRange({ from, hours, speed }: SpeedRange) {
  const first = hours === 24 ? 16 : from
  return {
    begin: `${twoDigits(first)}:00`,
    end: `${twoDigits((first + hours - 1) % 24)}:59`,
    speed: String(speed),
  }
}

/** `undefined` for what is not a range of hours by UTC. */
export function rangeOnWire(row: {
  readonly begin: string | undefined
  readonly end: string | undefined
  readonly speed: number | undefined
}): SpeedRange | undefined {
  const [from, last] = [row.begin, row.end].map(hourOnWire)
  if (from === undefined || last === undefined || row.speed === undefined) return undefined
  return { from, hours: ((last - from + 24) % 24) + 1, speed: row.speed }
}

function hourOnWire(time: string | undefined): number | undefined {
  const [, hour] = /^(\d{1,2}):\d\d(?::\d\d)?$/.exec(time ?? '') ?? []
  return hour === undefined || Number(hour) > 23 ? undefined : Number(hour)
}

/** Ranges as one word, for an option of an action. */
export function rangesText(ranges: readonly SpeedRange[]): string {
  return ranges.map(({ from, hours, speed }) => `${from}+${hours}=${speed}`).join(',')
}

export function rangesIn(text: string): readonly SpeedRange[] {
  return [...text.matchAll(/(\d+)\+(\d+)=(\d+)/g)].map(([, from, hours, speed]) => ({
    from: Number(from),
    hours: Number(hours),
    speed: Number(speed),
  }))
}

export type ParsedSpeed =
  | { readonly ok: true; readonly ranges: readonly SpeedRange[] }
  | { readonly ok: false; readonly why: Text }

const off = /^(?:off|none|no limit|unlimited|不限速|不限|取消限速)$/i
const wholeDay = /^(?:(?:all day|全天)\s*)?(\d+)\s*(?:mb\/s)?$/i
const hoursAndSpeed = /^(\S.*?)\s*(?:[-–—~～]|to|到|至)\s*(\S.*?)\s*(?:\s|=|[:：]\s)\s*(\d+)\s*(?:mb\/s)?$/i

/**
 * `off`, `15` for the whole day, or ranges such as `08:00-18:00 15` with commas or lines between. `offset`: how far the clocks of
 * whoever typed it are ahead of UTC, in minutes.
 */
export function parseSpeedLimit(text: string, offset: number): ParsedSpeed {
  const words = text.trim()
  if (off.test(words)) return { ok: true, ranges: [] }
  const parts = words
    .split(/[\n,，;；、]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length > mostRanges) return { ok: false, why: tooMany(parts.length) }
  const ranges: SpeedRange[] = []
  for (const part of parts) {
    const range = parseRange(part, offset)
    if ('why' in range) return { ok: false, why: range.why }
    ranges.push(range)
  }
  const hours = ranges.flatMap(hoursOf)
  if (ranges.length === 0) return { ok: false, why: notUnderstood(words) }
  return new Set(hours).size === hours.length ? { ok: true, ranges } : { ok: false, why: overlapping }
}

function hoursOf({ from, hours }: SpeedRange): readonly number[] {
  return Array.from({ length: hours }, (_, index) => (from + index) % 24)
}

function parseRange(text: string, offset: number): SpeedRange | { readonly why: Text } {
  const [, all] = wholeDay.exec(text) ?? []
  const [, begin = '', end = '', given = all] = hoursAndSpeed.exec(text) ?? []
  if (given === undefined) return { why: notUnderstood(text) }
  const speed = Number(given)
  if (speed < 1 || speed > mostSpeed) return { why: outOfBounds(given) }
  if (all !== undefined) return { from: 0, hours: 24, speed }
  const [first, last] = [minuteOf(begin), endOf(end)]
  if (first === undefined || last === undefined) return { why: notUnderstood(text) }
  if (first % dayMinutes === last % dayMinutes && last < dayMinutes) return { why: sameTime }
  const length = ((last - first + dayMinutes - 1) % dayMinutes) + 1
  const start = first - offset
  if (start % 60 !== 0 || length % 60 !== 0) return { why: wholeHours(offset) }
  return { from: (((start / 60) % 24) + 24) % 24, hours: length / 60, speed }
}

/** Minutes since midnight. */
function minuteOf(text: string): number | undefined {
  const clock = parseClock(/^\d{1,2}$/.test(text) ? `${text}:00` : text)
  return clock && clock.hour * 60 + clock.minute
}

/** The minute after it ends: midnight is the end of the day, and DRS’s own 17:59 is 18:00. */
function endOf(text: string): number | undefined {
  if (/^24(?:[:：]00)?$/.test(text)) return dayMinutes
  const minute = minuteOf(text)
  if (minute === undefined) return undefined
  const end = minute % 60 === 59 ? minute + 1 : minute
  return end === 0 ? dayMinutes : end
}

const overlapping = say('Two of the time ranges overlap.', '时间段有重叠。')
const sameTime = say(
  'A range can’t begin and end at the same time. For the whole day, enter the speed alone.',
  '开始时间不能与结束时间相同。如需全天限速，请仅填写速度。',
)

function notUnderstood(text: string): Text {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return say(
    `“${shown}” is not a speed limit. Try “15”, “08:00-18:00 15” or “off”.`,
    `“${shown}”不是有效的限速设置，可填写“15”、“08:00-18:00 15”或“off”。`,
  )
}

function tooMany(count: number): Text {
  return say(
    `These are ${count} time ranges. DRS takes at most 10.`,
    `共 ${count} 个时间段，DRS 最多支持 10 个。`,
  )
}

function outOfBounds(given: string): Text {
  return say(
    `${given} MB/s is not possible. DRS takes 1 to 9999.`,
    `不支持 ${given} MB/s，取值范围为 1～9999。`,
  )
}

/** DRS counts whole hours by UTC, which are half hours in some zones. */
function wholeHours(offset: number): Text {
  const minute = twoDigits(((offset % 60) + 60) % 60)
  return say(
    `DRS limits whole hours of UTC. In your time zone, times have to end in :${minute}.`,
    `DRS 按 UTC 整点限速。在您的时区，时间须为每小时的第 ${minute} 分。`,
  )
}
