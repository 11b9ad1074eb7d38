import { say, type Text } from '../../base/i18n.ts'
import { formatSpan, parseSpan } from '../text/duration.ts'
import type { Limit } from './event.ts'
import type { EventKind } from './event-kinds.ts'
import { type LimitMetric, limitMetrics, parseLimitOf } from './limits.ts'
import type { QuietHours, WatchOptions } from './watch.ts'

/** What a person gave, field by field, as typed or as a form hands it over. */
export interface WatchOptionInput {
  readonly events?: readonly EventKind[] | undefined
  /** A limit, or `off`. */
  readonly lag?: string | undefined
  readonly rpo?: string | undefined
  readonly rto?: string | undefined
  /** `22:00-07:00`, with a time zone behind it or without. */
  readonly quiet?: string | undefined
  readonly digest?: string | undefined
  readonly muteOwn?: boolean | undefined
  readonly where?: 'thread' | 'channel' | undefined
  readonly mention?: readonly string[] | undefined
}

export interface InvalidWatchOption {
  readonly field: 'lag' | 'rpo' | 'rto' | 'quiet' | 'digest'
  readonly text: Text
}

export interface ParsedWatchOptions {
  readonly options: WatchOptions
  readonly wrong: readonly InvalidWatchOption[]
}

/** `zone`: where the person is, for quiet hours that name none; an IANA name. */
export function parseWatchOptions(given: WatchOptionInput, zone: string): ParsedWatchOptions {
  const { events, where, mention, muteOwn } = given
  const limits = limitMetrics.flatMap((metric) => readLimit(metric, given[metric]))
  const quiet = given.quiet === undefined ? undefined : readQuiet(given.quiet, zone)
  const digestMs = given.digest === undefined ? undefined : readDigest(given.digest)
  const found = limits.flatMap(({ limit }) => (limit ? [limit] : []))
  const noLimits = limits.flatMap(({ off }) => (off ? [off] : []))
  return {
    options: {
      ...(events && { events }),
      ...(found.length > 0 && { limits: found }),
      ...(noLimits.length > 0 && { noLimits }),
      ...(quiet && { quiet }),
      ...(digestMs !== undefined && { digestMs }),
      ...(muteOwn && { muteOwn }),
      ...(where && { where }),
      ...(mention && { mention }),
    },
    wrong: [
      ...limits.flatMap(({ wrong }) => (wrong ? [wrong] : [])),
      ...(given.quiet !== undefined && quiet === undefined
        ? [{ field: 'quiet', text: quietRule } as const]
        : []),
      ...(given.digest !== undefined && digestMs === undefined
        ? [{ field: 'digest', text: digestRule } as const]
        : []),
    ],
  }
}

interface ReadLimit {
  readonly limit?: Limit
  readonly off?: LimitMetric
  readonly wrong?: InvalidWatchOption
}

function readLimit(metric: LimitMetric, text: string | undefined): readonly ReadLimit[] {
  if (text === undefined) return []
  if (isOff(text)) return [{ off: metric }]
  const limit = parseLimitOf(metric, text)
  return [limit ? { limit } : { wrong: { field: metric, text: limitRule } }]
}

/** Whether a text says that there is to be no limit. */
export function isOff(text: string): boolean {
  return text.trim().toLowerCase() === 'off'
}

const clockPattern = /^([01]?\d|2[0-3]):([0-5]\d)$/

/** `18:05` as it is kept; `undefined` if it is no time of day. */
export function parseTimeOfDay(text: string): string | undefined {
  const [, hours, minutes] = clockPattern.exec(text.trim()) ?? []
  return hours === undefined ? undefined : `${hours.padStart(2, '0')}:${minutes}`
}

function readQuiet(text: string, zone: string): QuietHours | undefined {
  const [hours = '', given = zone, ...more] = text
    .trim()
    .replace(/\s*[-–—]\s*(?=\d)/, '-')
    .split(/\s+/)
  const [from, to, ...others] = hours.split('-').map(parseTimeOfDay)
  if (!from || !to || from === to || others.length > 0 || more.length > 0 || !isTimeZone(given))
    return undefined
  return { from, to, zone: given }
}

/** Whether the runtime knows the time zone. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    // The one way Intl has to say no.
    return false
  }
}

const shortestDigest = 5 * 60_000
const longestDigest = 7 * 86_400_000

function readDigest(text: string): number | undefined {
  const word = text.trim().toLowerCase()
  const ms = namedDigests[word] ?? parseSpan(word)
  return ms !== undefined && ms >= shortestDigest && ms <= longestDigest ? ms : undefined
}

const namedDigests: Readonly<Partial<Record<string, number>>> = {
  hourly: 3_600_000,
  daily: 86_400_000,
  weekly: longestDigest,
}

const limitRule = say(
  'Write for example 30s, or 30s for 5m to get a message only if it lasts, or off for no limit.',
  '请写成例如 30s，或 30s for 5m（持续 5 分钟才通知），或 off（不设上限）。',
)

const quietRule = say(
  'Write for example 22:00-07:00, or 22:00-07:00 Europe/Berlin.',
  '请写成例如 22:00-07:00，或 22:00-07:00 Asia/Shanghai。',
)

const digestRule = say(
  `Write for example 1h or daily, from ${formatSpan(shortestDigest)} to ${formatSpan(longestDigest)}.`,
  `请写成例如 1h 或 daily，范围 ${formatSpan(shortestDigest)} 至 ${formatSpan(longestDigest)}。`,
)
