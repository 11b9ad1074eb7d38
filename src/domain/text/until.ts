import { quietUntil } from '../delivery/route-quiet.ts'
import { parseTimeOfDay } from '../watching/watch-options.ts'
import { parseSpan } from './duration.ts'

/** A snooze is for a while, not for good. */
const longest = 30 * 86_400_000

/**
 * The end of `30m`, `2h` or `until 18:00`, milliseconds since the epoch; `off` is now. `undefined` if it is none of them, or
 * more than thirty days. `zone`: whose 18:00 is meant; an IANA name.
 */
export function parseUntil(text: string, now: number, zone: string): number | undefined {
  const words = text.trim().toLowerCase()
  if (words === 'off') return now
  const clock = parseTimeOfDay(words.replace(/^(until|till|至|到)\s*/, ''))
  // From a time of day round to the same one: it ends when it is that time again.
  if (clock !== undefined) return quietUntil({ from: clock, to: clock, zone }, now)
  const ms = parseSpan(words.replace(/^for\s+/, ''))
  return ms === undefined || ms === 0 || ms > longest ? undefined : now + ms
}
