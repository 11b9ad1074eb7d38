import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { comparisonSchema } from '../tasks/comparison.ts'
import { earlierChecksSchema } from '../tasks/precheck.ts'
import { precheckItemSchema } from '../tasks/task.ts'

/** What is told when a value stays above a limit, and again when it is back below. Times in milliseconds. */
export const limitSchema = z.object({
  metric: z.enum(['lag', 'rpo', 'rto']),
  aboveMs: z.number(),
  /** So long it has to stay above before anybody is told; 0 tells at once. */
  forMs: z.number(),
  /** Whose it is where a watch has none of its own for the metric; absent: the watch's own. */
  from: z.enum(['connection', 'default']).exactOptional(),
})
export type Limit = DeepReadonly<z.output<typeof limitSchema>>

/** Limits that DRS keeps to by itself, or that somebody set. */
export const deadlineKinds = [
  'ends-itself',
  'node-reclaimed',
  'create-failed-ends',
  'log-retention',
  'scheduled-start',
] as const
export type DeadlineKind = (typeof deadlineKinds)[number]

export const clockSchema = z.object({
  kind: z.enum(deadlineKinds),
  /** Milliseconds since the epoch. */
  endsAt: z.number(),
  /** What is left, as coarse as it is shown: whole days, then hours, then ten minutes. In milliseconds. */
  leftMs: z.number(),
})
export type Deadline = DeepReadonly<z.output<typeof clockSchema>>

/**
 * Who brought an event about: somebody through the bot, or somebody behind its back. Absent: nobody, or not known.
 * `order`: the token of the order that it comes from.
 */
export const originSchema = z.union([
  z.object({ by: z.string(), verb: z.string(), order: z.string().exactOptional() }),
  z.literal('console'),
])
export type Attribution = DeepReadonly<z.output<typeof originSchema>>

const everyEvent = { id: z.string(), at: z.number(), attribution: originSchema.exactOptional() }

/** Something that happened to a task, found by comparing two observations. `id` is unique and repeatable. */
export const taskEventSchema = z.discriminatedUnion('kind', [
  z.object({ ...everyEvent, kind: z.literal('status'), from: z.string(), to: z.string() }),
  z.object({
    ...everyEvent,
    kind: z.literal('precheck'),
    passed: z.boolean(),
    items: z.array(precheckItemSchema),
    /** The run before, where one is known. */
    earlier: earlierChecksSchema.exactOptional(),
  }),
  z.object({ ...everyEvent, kind: z.literal('direction'), from: z.string(), to: z.string() }),
  z.object({ ...everyEvent, kind: z.literal('gone'), from: z.string() }),
  /** DRS knows a task again that was told to be gone. */
  z.object({ ...everyEvent, kind: z.literal('returned'), to: z.string() }),
  /** It has failed `times` times since then, with recoveries between. One message tells it from `begun` on; `over`: it is stable. */
  z.object({
    ...everyEvent,
    kind: z.literal('unstable'),
    state: z.enum(['begun', 'going', 'over']),
    since: z.number(),
    times: z.number(),
  }),
  /** Only for the channels whose watches have the limit, or have none of their own. */
  z.object({
    ...everyEvent,
    kind: z.literal('limit'),
    limit: limitSchema,
    /** `unreadable`: nobody knows whether it is crossed; `readable`: it is known again, and not crossed. */
    state: z.enum(['crossed', 'recovered', 'unreadable', 'readable']),
    /** The value when it was told, in milliseconds; absent while it cannot be read. */
    valueMs: z.number().exactOptional(),
    /** Since when it was above, or could not be read, milliseconds since the epoch. */
    since: z.number(),
  }),
  z.object({ ...everyEvent, kind: z.literal('comparison'), comparison: comparisonSchema }),
  z.object({ ...everyEvent, kind: z.literal('subtasks'), failed: z.array(z.string()) }),
  z.object({ ...everyEvent, kind: z.literal('clock'), deadline: clockSchema }),
  /** A filter found a task that is new. */
  z.object({ ...everyEvent, kind: z.literal('appeared') }),
])
export type TaskEvent = DeepReadonly<z.output<typeof taskEventSchema>>
