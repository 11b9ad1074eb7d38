import { say } from '../base/i18n.ts'
import type { ActionOptions } from '../domain/actions/action.ts'
import type { ServedAction } from '../domain/actions/rows.ts'
import type { BegunComparison } from '../domain/tasks/comparison.ts'
import { type WantedComparison, wantedComparisons } from '../domain/tasks/comparison-order.ts'
import type { ItemResult } from '../domain/tasks/task-service.ts'
import { DrsError } from '../drs/drs-error.ts'
import { errorOf } from '../drs/errors.ts'

/** How one generation carries out the actions whose calls do not follow from a row. Each throws what DRS refuses. */
export type ServedCalls = {
  readonly [Name in ServedAction]: (id: string, options: ActionOptions) => Promise<Omit<Done, 'id' | 'ok'>>
}

type Done = Extract<ItemResult, { readonly ok: true }>

/** Task by task; one that is refused keeps nothing from the others. */
export async function actServed(
  calls: ServedCalls,
  name: ServedAction,
  ids: readonly string[],
  options: ActionOptions,
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = []
  for (const id of ids) results.push(await actOn(calls, name, id, options))
  return results
}

async function actOn(
  calls: ServedCalls,
  name: ServedAction,
  id: string,
  options: ActionOptions,
): Promise<ItemResult> {
  try {
    return { id, ok: true, ...(await calls[name](id, options)) }
  } catch (error) {
    if (error instanceof DrsError) return { id, ok: false, error }
    throw error
  }
}

/**
 * Begins what is wanted, one after the other. What DRS refuses of several is told beside what it has begun; throws where it has
 * begun nothing.
 */
export async function beginAll(
  options: ActionOptions,
  begin: (wanted: WantedComparison) => Promise<string | undefined>,
): Promise<{ readonly aims: { readonly comparisons: readonly BegunComparison[] } }> {
  const begun: BegunComparison[] = []
  let refused: DrsError | undefined
  for (const wanted of wantedComparisons(options)) {
    const { kind, startAt: at } = wanted
    const one = { kind, ...(at !== undefined && { at }) }
    try {
      const id = await begin(wanted)
      begun.push({ ...one, ...(id !== undefined && { id }) })
    } catch (error) {
      if (!(error instanceof DrsError)) throw error
      refused ??= error
      // Of what got no answer nobody knows: it is judged by looking.
      const { code, message, httpStatus = 0 } = error
      const isSure = httpStatus >= 400 && httpStatus < 500
      begun.push({ ...one, ...(isSure && { refused: errorOf(code)?.meaning ?? say(message, message) }) })
      if (!isSure && begun.length === 1) throw error
    }
  }
  if (refused && begun.every((one) => one.refused)) throw refused
  return { aims: { comparisons: begun } }
}
