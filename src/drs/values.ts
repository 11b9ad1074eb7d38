import * as z from 'zod'
import { directions, modes, networks, scenarios } from './engines.ts'
import { means } from './fields.ts'
import { statuses } from './statuses.ts'

/** Values of requests that both generations share; in answers these lists are open and the fields are texts. */

export const scenario = z.enum(scenarios.map((row) => row.value))
export const direction = z.enum(directions.map((row) => row.value))
export const network = z.enum(networks.map((row) => row.value))
export const taskMode = z.enum(modes.map((row) => row.value))
export const taskStatus = z.enum(statuses.map((row) => row.status))

/** `so` is the source database, `ta` the destination. */
export const endPoint = z.enum(['so', 'ta'])

/** The form of an instance's ID, for examples (6.1.1). */
export const exampleInstance = 'e05a3679efe241d8b5dee80b17c1a863in01'

/** The ID of a task that there is; forms offer the tasks. */
export const taskId = z
  .string()
  .min(1)
  .meta({ ...means('Task ID', '任务 ID'), task: true })

/** The placeholder of the paths below one task. */
export const jobParams = z.strictObject({ job_id: taskId })
