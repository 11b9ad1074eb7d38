import type { Ticket, WantedAction } from '../domain/approvals/request.ts'
import type { ItemResult } from '../domain/tasks/task-service.ts'
import type { Follow } from '../domain/watching/watch.ts'
import { DrsError } from '../drs/drs-error.ts'
import { isRefusal } from '../execution/certainty.ts'
import type { ApprovalParts } from './deps.ts'
import { settle } from './settle.ts'

/** Asks DRS to do to the tasks what was approved. */
export async function askAction(
  parts: ApprovalParts,
  ticket: Ticket,
  { verb, tasks, options }: WantedAction,
  follows: readonly Follow[],
): Promise<void> {
  const ids = tasks.map(({ id }) => id)
  try {
    const results = await parts.service(ticket.connection, ticket.locale).act(verb, ids, options ?? {})
    await settle(parts, ticket, follows, results)
  } catch (error) {
    if (!(error instanceof DrsError)) throw error
    // Of several tasks some may have been asked for before it, so that all of them are looked after.
    const certain = isRefusal(error) && ids.length === 1
    const lost = new DrsError({ code: 'network', message: error.message, operation: error.operation })
    const results = ids.map((id): ItemResult => ({ id, ok: false, error: certain ? error : lost }))
    await settle(parts, ticket, follows, results)
  }
}
