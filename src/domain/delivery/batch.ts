import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { trackedActions } from '../actions/rows.ts'
import { localeSchema, textSchema } from '../text/schemas.ts'
import { channelRefSchema } from '../watching/watch.ts'

/** An action on several tasks that is told in one message of the channel where somebody asked for it. Times in milliseconds since the epoch. */
export const batchHeadSchema = channelRefSchema.extend({
  /** The token of the order. */
  id: z.string(),
  connection: z.string(),
  verb: z.enum(trackedActions),
  by: z.string(),
  locale: localeSchema,
  since: z.number(),
  /** What has shown no result by then counts as not confirmed. */
  deadline: z.number(),
  /** The message in whose thread it is told; without one it is a message of the channel. */
  threadTs: z.string().exactOptional(),
})
export type BatchHead = DeepReadonly<z.output<typeof batchHeadSchema>>

/** `asked`: its end is waited for. `held`: DRS was not asked. */
export const batchTaskStates = ['asked', 'held', 'refused', 'reached', 'failed', 'overdue'] as const

export const batchTaskSchema = z.object({
  name: z.string(),
  state: z.enum(batchTaskStates),
  /** Why it was not done. */
  why: textSchema.exactOptional(),
})
export type BatchTask = DeepReadonly<z.output<typeof batchTaskSchema>>
export type BatchTaskState = BatchTask['state']

export interface Batch extends BatchHead {
  /** In the order in which they were named. */
  readonly tasks: readonly (BatchTask & { readonly id: string })[]
}

/** How it stands at a moment: what is still waited for after the deadline is not confirmed. */
export function batchAt(batch: Batch, now: number): Batch {
  if (now <= batch.deadline) return batch
  const late = (task: Batch['tasks'][number]) =>
    task.state === 'asked' ? ({ ...task, state: 'overdue' } as const) : task
  return { ...batch, tasks: batch.tasks.map(late) }
}

export function isBatchOver({ tasks }: Batch): boolean {
  return tasks.every(({ state }) => state !== 'asked')
}
