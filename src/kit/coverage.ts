import { batchTestConnectionsCluster, createCompareTask, queryCompareResult } from '../drs/index.ts'
import type { Operation } from '../drs/operation.ts'
import {
  batchAsyncCreate,
  batchJobActionCancelCompare,
  batchJobActionColumnLimit,
  batchJobActionCreateCompare,
  batchJobActionNetwork,
  batchJobActionReloadParameters,
  collectDbObjects,
  createResourceTags,
  deleteJob,
  deleteResourceTags,
  jobActionColumnLimit,
  listDbObjects,
  listProjectResourceTags,
  listResourceTags,
  stopJob,
  updateAsyncJob,
} from '../drs/v5/index.ts'
import type { Command } from './command.ts'

/** An operation with the verbs that ask for it in words of their own. */
export interface Coverage {
  readonly operation: Operation
  readonly verbs: readonly Command[]
  /** Why no verb does, so that it is left to `/drs api`. */
  readonly onlyByApi?: string
}

/** The verb that takes any operation: it counts for none. */
const anyOperation = 'api'

/** Operations that no verb is meant to ask for, each with the reason. */
const leftToApi: readonly (readonly [operation: Operation, why: string])[] = [
  [deleteJob, 'Deletes one task; `/drs delete` asks for the call that takes one or many.'],
  [stopJob, 'Stops one task; `/drs stop` asks for the call that takes one or many.'],
  [createResourceTags, 'The same tags as those of tasks; `/drs tags` asks for the calls of tasks.'],
  [deleteResourceTags, 'The same tags as those of tasks; `/drs tags` asks for the calls of tasks.'],
  [listResourceTags, 'The same tags as those of tasks; `/drs tags` asks for the calls of tasks.'],
  [
    createCompareTask,
    'Begins two comparisons without their settings; `/drs compare` asks for the calls that begin one.',
  ],
  [
    queryCompareResult,
    'Only of comparisons that `create-compare-task` began; `/drs compare` reads level by level.',
  ],
  [
    batchJobActionCreateCompare,
    'The same for several tasks; `/drs compare` asks for the call that takes one.',
  ],
  [
    batchJobActionCancelCompare,
    'The same for several tasks; `/drs compare` asks for the call that takes one.',
  ],
  [listProjectResourceTags, 'The same tags as those of tasks; `/drs tags` asks for the calls of tasks.'],
  [batchAsyncCreate, 'Takes as JSON the batch that `/drs import` takes as a sheet.'],
  [updateAsyncJob, 'Changes a batch as JSON; with `/drs import` the corrected sheet is uploaded again.'],
  [batchJobActionNetwork, 'The test of one database for several tasks; `/drs test` asks task by task.'],
  [batchJobActionReloadParameters, 'Reloads for several tasks; `/drs params` asks task by task.'],
  [jobActionColumnLimit, 'Its parameters are not documented; `/drs transform` leaves columns out.'],
  [batchJobActionColumnLimit, 'Its parameters are not documented; `/drs transform` leaves columns out.'],
  [collectDbObjects, 'Replaced by the call of v5.1, for which `/drs objects` asks.'],
  [listDbObjects, 'Replaced by the call of v5.1, for which `/drs objects` asks.'],
  [
    batchTestConnectionsCluster,
    'Its databases are a JSON text whose members are documented by examples only; `/drs test` tests both databases.',
  ],
]

/** Each operation once. One that is declared as an action of another counts for that as well. */
export function coverageOf(
  operations: readonly Operation[],
  commands: readonly Command[],
): readonly Coverage[] {
  const reasons = new Map(leftToApi)
  return operations.map((operation) => {
    const isAsked = ({ id, actionOf }: Operation) => id === operation.id || actionOf === operation.id
    const verbs = commands.filter((one) => one.name !== anyOperation && one.operations.some(isAsked))
    const onlyByApi = reasons.get(operation)
    return { operation, verbs, ...(onlyByApi !== undefined && { onlyByApi }) }
  })
}
