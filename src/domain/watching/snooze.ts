import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'

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

/** The snooze that holds back what happens to a task now: the one that ends last. */
export function snoozeInForce(snoozes: readonly Snooze[], taskId: string, now: number): Snooze | undefined {
  return snoozes
    .filter((snooze) => snooze.taskId === undefined || snooze.taskId === taskId)
    .filter(({ until }) => until > now)
    .toSorted((a, b) => b.until - a.until)[0]
}
