import { chunks } from '../base/chunks.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { Operation, ResponseOf } from '../drs/operation.ts'
import type { CallInput, DrsLanguage } from './call.ts'
import type { Client } from './client.ts'

/** What one call of a split batch brought for its items: an answer with an entry per item, or one error for all of them. */
export type BatchResult<Item, Answer> = { readonly items: readonly Item[] } & (
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: DrsError }
)

/** For queries without a documented limit: the largest page that DRS knows (6.1.20, 6.1.21). */
const readLimit = 100
/** For changes without a documented limit: the one that their documented siblings have (6.1.1 to 6.1.6). */
const changeLimit = 10

/** How many items one call of the operation takes. */
export function batchLimit(op: Operation): number {
  return op.batch?.limit ?? (op.risk === 'read' ? readLimit : changeLimit)
}

/**
 * Calls an operation for any number of items, in as many calls as its limit needs, one after the other. A call that
 * fails concerns its own items only. Faults that are not DRS's (a bug here) are thrown.
 */
export async function callInBatches<Op extends Operation, Item>(
  client: Client,
  op: Op,
  items: readonly Item[],
  makeBody: (items: readonly Item[]) => NonNullable<CallInput<Op>['body']>,
  language?: DrsLanguage,
): Promise<readonly BatchResult<Item, ResponseOf<Op>>[]> {
  const batches: BatchResult<Item, ResponseOf<Op>>[] = []
  for (const part of chunks(items, batchLimit(op))) {
    const input = { body: makeBody(part), ...(language === undefined ? {} : { language }) }
    batches.push(await callForItems(client, op, part, input))
  }
  return batches
}

async function callForItems<Op extends Operation, Item>(
  client: Client,
  op: Op,
  items: readonly Item[],
  input: CallInput<Op>,
): Promise<BatchResult<Item, ResponseOf<Op>>> {
  try {
    return { items, ok: true, answer: await client.call(op, input) }
  } catch (error) {
    if (error instanceof DrsError) return { items, ok: false, error }
    throw error
  }
}
