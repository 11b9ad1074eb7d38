import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { parseSpan } from '../text/duration.ts'
import { parseMoment } from '../text/moment.ts'

/** Nothing but the card is told of a task, or of all of them, in a channel until then. Milliseconds since the epoch. */
export const snoozeSchema = z.object({
  connection: z.string(),
  /** Absent: everything that the channel is told of the connection. */
  taskId: z.string().exactOptional(),
  since: z.number(),
  until: z.number(),
  /** Slack user. */
  by: z.string(),
})
export type Snooze = DeepReadonly<z.output<typeof snoozeSchema>>

/** What a snooze is for: a task, or everything that a channel is told of a connection. */
export type SnoozeTarget = Pick<Snooze, 'connection' | 'taskId'>

/** The snooze that holds back what happens to a task now: the one that ends last. */
export function snoozeInForce(snoozes: readonly Snooze[], taskId: string, now: number): Snooze | undefined {
  return snoozes
    .filter((snooze) => snooze.taskId === undefined || snooze.taskId === taskId)
    .filter(({ until }) => until > now)
    .toSorted((a, b) => b.until - a.until)[0]
}

/** A snooze is for a while, not for good. */
const longest = 30 * 86_400_000

/**
 * The end of `30m`, `2h`, `until 18:00` or `until tomorrow 6am`, milliseconds since the epoch; `off` is now. `undefined` if it
 * is none of them, or more than thirty days. `zone`: whose 18:00 is meant; an IANA name.
 */
export function parseUntil(text: string, now: number, zone: string): number | undefined {
  const words = text.trim().toLowerCase()
  if (words === 'off') return now
  const moment = parseMoment(words.replace(/^(until|till|至|到)\s*/, ''), now, zone)
  if (moment !== undefined) return moment > now && moment - now <= longest ? moment : undefined
  const ms = parseSpan(words.replace(/^for\s+/, ''))
  return ms === undefined || ms === 0 || ms > longest ? undefined : now + ms
}
