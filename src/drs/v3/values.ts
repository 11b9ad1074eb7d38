import * as z from 'zod'
import { enginePairs } from '../engines.ts'
import { means } from '../fields.ts'
import { taskId } from '../values.ts'

/** Values that requests of v3 may send, beside those of both generations. */

export {
  direction,
  endPoint,
  exampleInstance,
  jobParams,
  network,
  scenario,
  taskId,
  taskMode,
  taskStatus,
} from '../values.ts'

export const engineType = z.enum(enginePairs.map((pair) => pair.engine))

/** Sizes of a replication instance, smallest first; list-node-types says which are on sale. */
export const nodeType = z.enum(['micro', 'small', 'medium', 'high', 'xlarge', '2xlarge'])

/** `oracle` stands only in the English edition of 6.1.1, `taurus` only in the Chinese one. */
export const databaseType = z.enum([
  'mysql',
  'mongodb',
  'gaussdbv5',
  'gaussdbv5ha',
  'kafka',
  'postgresql',
  'oracle',
  'taurus',
])

export const compareJobId = z
  .string()
  .min(1)
  .meta({
    ...means('Comparison task ID', '对比任务 ID'),
    foundIn: { operations: ['create-table-compare-job', 'list-table-compare-jobs'], as: 'id' },
  })

/** Placeholders of the paths below one comparison. */
export const compareJobParams = z.strictObject({ job_id: taskId, compare_job_id: compareJobId })

/** Of one that compares values. */
export const valueCompareParams = compareJobParams.extend({
  compare_job_id: compareJobId.meta(
    means('Comparison task ID; of type contents', '对比任务 ID；类型为 contents'),
  ),
})
