import * as z from 'zod'
import { directions, enginePairs, modes, networks, scenarios } from '../engines.ts'
import { statuses } from '../statuses.ts'

/** Values that requests may send; in answers these lists are open and the fields are texts. */

export const engineType = z.enum(enginePairs.map((pair) => pair.engine))
export const scenario = z.enum(scenarios.map((row) => row.value))
export const direction = z.enum(directions.map((row) => row.value))
export const network = z.enum(networks.map((row) => row.value))
export const taskMode = z.enum(modes.map((row) => row.value))
export const taskStatus = z.enum(statuses.map((row) => row.status))

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

/** `so` is the source database, `ta` the destination. */
export const endPoint = z.enum(['so', 'ta'])

export const taskId = z.string().min(1).describe('Task ID')

export const compareJobId = z.string().min(1).describe('Comparison task ID')

/** Placeholders of the paths below one task, and below one comparison of it. */
export const jobParams = z.strictObject({ job_id: taskId })
export const compareJobParams = z.strictObject({ job_id: taskId, compare_job_id: compareJobId })
