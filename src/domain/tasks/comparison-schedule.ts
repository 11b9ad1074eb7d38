import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { localeSchema } from '../text/schemas.ts'

/**
 * A comparison that the bot begins at its time, once or again and again: the API has no repetition, and no time for
 * comparisons of objects. Times in milliseconds since the epoch.
 */
export const comparisonScheduleSchema = z.object({
  id: z.string(),
  connection: z.string(),
  taskId: z.string(),
  /** Of the task, for what is told of it. */
  name: z.string(),
  /** Where it was asked for, and where it is told. */
  team: z.string(),
  channel: z.string(),
  /** Whose it is: it runs only as long as the person may compare. */
  by: z.string(),
  locale: localeSchema,
  /** Of the action; checked again when it begins. */
  options: z.record(z.string(), z.string()),
  nextAt: z.number(),
  /** Between two runs; absent: once. */
  everyMs: z.number().exactOptional(),
  /** No run begins later. */
  until: z.number().exactOptional(),
})
export type ComparisonSchedule = DeepReadonly<z.output<typeof comparisonScheduleSchema>>

/** So long a repeated comparison may go on: somebody has to want it again. */
export const longestRepetitionMs = 90 * 24 * 60 * 60_000

/** When it runs after that moment; runs that were missed are not made up for. Nothing once it is over. */
export function nextRun({ nextAt, everyMs, until }: ComparisonSchedule, now: number): number | undefined {
  if (everyMs === undefined) return undefined
  const missed = Math.max(0, Math.floor((now - nextAt) / everyMs))
  const next = nextAt + (missed + 1) * everyMs
  return until !== undefined && next > until ? undefined : next
}
