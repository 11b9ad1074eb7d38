import type { LookupResult } from '../../domain/tasks/task-service.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { isOneOf, unknownTask } from '../v3/find.ts'

/** How many calls for single tasks are under way at a time. */
const atOnce = 5

/** DRS.M05004: deleted or released. */
const goneCodes: ReadonlySet<string> = new Set([...unknownTask, 'DRS.M05004'])

export function isGone(error: DrsError): boolean {
  return isOneOf(goneCodes, error)
}

/**
 * Asks for each task by itself, as v5 has no queries for many. `ask` gives `undefined` for a task that has nothing of the
 * kind. If no call at all was answered, the first error is thrown; `answered`: another call has been already.
 */
export async function findEach<Value>(
  ids: readonly string[],
  ask: (id: string) => Promise<Value | undefined>,
  answered = false,
): Promise<LookupResult<Value>> {
  const found = new Map<string, Value>()
  const gone = new Set<string>()
  const failed = new Map<string, DrsError>()
  const asked = [...new Set(ids)]
  await inParallel(asked, atOnce, async (id) => {
    const value = await settled(ask(id))
    if (value instanceof DrsError) isGone(value) ? gone.add(id) : failed.set(id, value)
    else if (value !== undefined) found.set(id, value)
  })
  const [first] = failed.values()
  if (first && !answered && failed.size === asked.length) throw first
  return { found, gone, failed }
}

/** The refusal of DRS as a value; other faults are bugs and thrown. */
async function settled<Value>(call: Promise<Value>): Promise<Value | DrsError> {
  try {
    return await call
  } catch (error) {
    if (error instanceof DrsError) return error
    throw error
  }
}

/** Does the work for every item, for at most `width` of them at a time. The results are in the order of the items. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return results
}
