import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { comparisonSchema } from '../tasks/comparison.ts'
import { earlierChecksSchema } from '../tasks/precheck.ts'
import {
  endpointSchema,
  type PrecheckReport,
  precheckReportSchema,
  progressSchema,
  recoverySchema,
} from '../tasks/task.ts'
import { clockSchema, originSchema } from './event.ts'
import { limitStateSchema } from './limit-state.ts'

/** Of a database what a card shows of it; there may be a hundred thousand tasks. */
const shownEndSchema = endpointSchema.pick({ ip: true, port: true, instanceId: true, instanceName: true })

/** What one poll saw of a task. Parts that the poll did not ask for are absent and stay as they were. */
const observationSchema = z.object({
  name: z.string().exactOptional(),
  scenario: z.string().exactOptional(),
  engine: z.string().exactOptional(),
  mode: z.string().exactOptional(),
  direction: z.string().exactOptional(),
  /** `key` or `key=value`. */
  tags: z.array(z.string()).exactOptional(),
  /** The task that this one is a part of. */
  parentId: z.string().exactOptional(),
  /** `null`: DRS does not know the task (any more). */
  status: z.string().nullable(),
  error: z.string().exactOptional(),
  progress: progressSchema.exactOptional(),
  recovery: recoverySchema.exactOptional(),
  precheck: precheckReportSchema.exactOptional(),
  /** The latest comparison of each kind, the latest first, where one is awaited. */
  comparisons: z.array(comparisonSchema).exactOptional(),
  /** Failed subtasks, by name. */
  failedSubtasks: z.array(z.string()).exactOptional(),
  /** After so many days in an abnormal state DRS ends the task (6.1.1 `expired_days`). */
  expiredDays: z.number().exactOptional(),
  /** Scheduled start, milliseconds since the epoch. */
  startAt: z.number().exactOptional(),
  /** Milliseconds since the epoch. */
  createdAt: z.number().exactOptional(),
  /** Only DRS's list has told of the task so far: what its details and reports say for the first time is no news. */
  listed: z.literal(true).exactOptional(),
  /** Where the two databases are, as far as DRS tells. */
  source: shownEndSchema.exactOptional(),
  destination: shownEndSchema.exactOptional(),
  dualActive: z.boolean().exactOptional(),
})
export type Observation = DeepReadonly<z.output<typeof observationSchema>> & {
  /** Parts that were asked for and not answered. */
  readonly unanswered?: readonly ('progress' | 'recovery')[]
  /** The finished report of the pre-check before the one that is awaited, as long as DRS still shows it. */
  readonly oldPrecheck?: PrecheckReport
}

const unreadSchema = z.object({
  /** Milliseconds since the epoch. */
  since: z.number(),
  /** More than one question has failed. */
  again: z.literal(true).exactOptional(),
  /** For so long that the figure is not to be relied on. */
  long: z.literal(true).exactOptional(),
})

/** The last known state of a watched task, kept to find differences; DRS holds the truth. */
export const snapshotSchema = observationSchema.extend({
  connection: z.string(),
  id: z.string(),
  /** Grows by one with every stored change; compare-and-set rests on it. */
  version: z.number(),
  /** When the state was last seen to be different, milliseconds since the epoch. */
  changedAt: z.number(),
  /** When the present status was first seen, milliseconds since the epoch. */
  statusSince: z.number().exactOptional(),
  /** Who brought the present status about, where that is known. */
  statusBy: originSchema.exactOptional(),
  /** The status before DRS said that it does not know the task. */
  lastStatus: z.string().exactOptional(),
  /** When the finished pre-check was first seen, milliseconds since the epoch. */
  precheckAt: z.number().exactOptional(),
  /** What the pre-check before the present one has found. */
  earlierChecks: earlierChecksSchema.exactOptional(),
  /** The deadlines that run (domain/tasks/deadlines.ts), as they were last shown. */
  deadlines: z.array(clockSchema).exactOptional(),
  /** When it failed last, at most a few times; see unstable.ts. */
  failures: z.array(z.number()).exactOptional(),
  /** It fails and recovers again and again. Times in milliseconds since the epoch. */
  unstable: z
    .object({
      since: z.number(),
      /** How often it has failed since. */
      times: z.number(),
      toldAt: z.number(),
      /** The status before the last failure. */
      from: z.string(),
    })
    .exactOptional(),
  /** See `Observation`. */
  oldPrecheck: precheckReportSchema.exactOptional(),
  /** Since when DRS says that it does not know the task, as long as that is not believed. */
  missingSince: z.number().exactOptional(),
  /** Recent delays, see lag-history.ts. */
  lags: z.array(z.number()).exactOptional(),
  /** Where the limits stand that hold for watches without their own. */
  limits: limitStateSchema.exactOptional(),
  /** Figures that should be there and could not be read. */
  unread: z
    .object({
      lag: unreadSchema.exactOptional(),
      rpo: unreadSchema.exactOptional(),
      rto: unreadSchema.exactOptional(),
    })
    .exactOptional(),
})
export type Snapshot = DeepReadonly<z.output<typeof snapshotSchema>>
