import { isEntry } from '../../drs/effects.ts'
import type { BodyEntry, OperationInput } from '../../drs/operation.ts'

/** The parts of a request that each are about one task, and the tasks that a request names. */

export interface CallEntry {
  /** Absent where the request is not about a task that there is. */
  readonly taskId?: string
  readonly body: BodyEntry
}

/** The lists whose entries are each about a task. */
const lists = ['jobs', 'speed_limits'] as const

/** One for each task in the body's lists, or one for what stands under `job`, or the body as a whole. */
export function entriesOf({ params, body }: OperationInput): readonly CallEntry[] {
  const whole = isEntry(body) ? body : {}
  const listed = lists.flatMap((name) => (Array.isArray(whole[name]) ? whole[name] : []))
  const single = isEntry(whole.job) ? [whole.job] : []
  const parts = [...listed, ...single]
  const inPath = taskInPath(params)
  return (parts.length > 0 ? parts : [whole]).map((part) => {
    const taskId = typeof part === 'string' ? part : (taskOf(part) ?? inPath)
    return { body: isEntry(part) ? part : {}, ...(taskId !== undefined && { taskId }) }
  })
}

/** 6.1.2 calls it `id`; 7.2.3 has it among the new values. */
function taskOf(entry: BodyEntry): string | undefined {
  const { job_id, id, params } = entry
  const named = [job_id, isEntry(params) ? params.job_id : undefined, id]
  return named.find((one) => typeof one === 'string')
}

/** Of tags (7.11.4, 7.11.5) the resource is a task. */
export function taskInPath(params: OperationInput['params']): string | undefined {
  return params?.job_id ?? params?.resource_id
}

/**
 * The tasks that are named anywhere in a request: under `job_id` or `resource_id`, or in a list of `jobs`. What a batch
 * holds that is not committed (7.3.5) are no tasks yet.
 */
export function taskIdsIn(input: OperationInput): readonly string[] {
  return input.params?.async_job_id === undefined ? [...new Set(namedIn(input))] : []
}

function namedIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namedIn)
  if (!isEntry(value)) return []
  return Object.entries(value).flatMap(([name, part]) => {
    if ((name === 'job_id' || name === 'resource_id') && typeof part === 'string') return [part]
    return name === 'jobs' && Array.isArray(part) ? part.flatMap(namedByEntry) : namedIn(part)
  })
}

function namedByEntry(entry: unknown): readonly string[] {
  if (typeof entry === 'string') return [entry]
  const own = isEntry(entry) && typeof entry.id === 'string' ? [entry.id] : []
  return [...own, ...namedIn(entry)]
}

/** Tasks that query or body name beside another one in the path: nobody could say which of them is meant. */
export function tasksBesidePath({ params, ...more }: OperationInput): readonly string[] {
  const inPath = taskInPath(params)
  return inPath === undefined ? [] : taskIdsIn(more).filter((id) => id !== inPath)
}
