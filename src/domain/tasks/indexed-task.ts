import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import type { Task } from './task.ts'
import type { TaskFilter } from './task-service.ts'

/** What is kept of a task for everybody who looks for one: what DRS's lists tell, and the tags where they were read. */
export const indexedTaskSchema = z.object({
  name: z.string(),
  scenario: z.string(),
  engine: z.string(),
  status: z.string(),
  direction: z.string(),
  mode: z.string(),
  network: z.string().exactOptional(),
  error: z.string().exactOptional(),
  /** Milliseconds since the epoch. */
  createdAt: z.number().exactOptional(),
  failedSubtasks: z.array(z.string()).exactOptional(),
  billed: z.boolean().exactOptional(),
  /** `key` or `key=value`; only the details tell them. */
  tags: z.array(z.string()).exactOptional(),
  parentId: z.string().exactOptional(),
  /** The version of the index with which the task appeared. */
  since: z.number(),
})
export type IndexedTask = DeepReadonly<z.output<typeof indexedTaskSchema>> & Pick<Task, 'connection' | 'id'>

/** Of a long error the beginning is enough to recognise it; the whole text stands in the details. */
const longestError = 300

/** A listed task as the index keeps it; what only details tell stays as it was `before`. */
export function indexedTaskOf(task: Task, before: IndexedTask | undefined, since: number): IndexedTask {
  const { connection, id, name, scenario, engine, status, direction, mode } = task
  const { network, error, createdAt, failedSubtasks, billed } = task
  const tags = task.tags ?? before?.tags
  const parentId = task.parentId ?? before?.parentId
  return {
    ...{ connection, id, name, scenario, engine, status, direction, mode },
    ...(network !== undefined && { network }),
    ...(error !== undefined && { error: error.slice(0, longestError) }),
    ...(createdAt !== undefined && { createdAt }),
    ...(failedSubtasks !== undefined && { failedSubtasks }),
    ...(billed !== undefined && { billed }),
    ...(tags !== undefined && { tags }),
    ...(parentId !== undefined && { parentId }),
    since: before?.since ?? since,
  }
}

/** Whether a task fits, as DRS's own lists would say it: the name in part and in any case, or ids separated by commas. */
export function fitsTaskFilter(task: Task, filter: TaskFilter): boolean {
  const { scenario, status, engine, name = '', prefix = '', named } = filter
  if (scenario !== undefined && task.scenario !== scenario) return false
  if (status !== undefined && task.status !== status) return false
  if (engine !== undefined && task.engine !== engine) return false
  const own = task.name.toLowerCase()
  if (named !== undefined && own !== named.toLowerCase()) return false
  const begins = prefix.toLowerCase()
  if (!own.startsWith(begins) && !task.id.toLowerCase().startsWith(begins)) return false
  return own.includes(name.toLowerCase()) || name.split(',').includes(task.id)
}
