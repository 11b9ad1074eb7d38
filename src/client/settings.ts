import { rangeOnWire, type SpeedRange } from '../domain/tasks/speed-limit.ts'
import { asRecord, flagOf, numberOf, textOf } from './values.ts'

/**
 * Flow control (6.1.20, 7.5.1). Unknown rather than half of it: where a row cannot be read, or says that its hours are not those of
 * UTC without saying which.
 */
export function readSpeed(value: unknown): readonly SpeedRange[] | undefined {
  if (value === null) return []
  if (!Array.isArray(value)) return undefined
  const ranges = value.map(asRecord).flatMap((row) => {
    const { begin, end, speed, is_utc } = row
    const range = rangeOnWire({ begin: textOf(begin), end: textOf(end), speed: numberOf(speed) })
    return range && flagOf(is_utc) !== false ? [range] : []
  })
  return ranges.length === value.length ? ranges : undefined
}
