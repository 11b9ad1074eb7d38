import { randomUUID } from 'node:crypto'
import type { Operation } from '../drs/operation.ts'
import type { CallBudget, Priority } from '../ports/call-budget.ts'
import { budgetUsedUp } from './errors.ts'
import type { ClientLog } from './log.ts'

export interface PermitOptions {
  readonly connection: string
  readonly budget: CallBudget | undefined
  /** Longest wait for a permit, ms: of a person, who sits before it, and of a poll. */
  readonly longestMs: { readonly people: number; readonly polls: number }
  readonly log: ClientLog
  sleep(ms: number): Promise<void>
}

/** Waits until the call may be made. Throws `DrsError` (`budget`) if that would take too long. */
export type AwaitPermit = (op: Operation, priority: Priority) => Promise<void>

export function createPermits(options: PermitOptions): AwaitPermit {
  const { connection, budget, longestMs, log, sleep } = options
  if (budget === undefined) return async () => undefined
  return async (op, priority) => {
    const callId = randomUUID()
    let patienceMs = priority === 'people' ? longestMs.people : longestMs.polls
    for (;;) {
      const request = { connection, api: op.api, priority, callId, longestWaitMs: patienceMs }
      const permit = await ask(budget, request, log)
      if (permit.granted) return
      if (permit.gaveUp) throw budgetUsedUp(op.id, permit.waitMs)
      await sleep(permit.waitMs)
      patienceMs -= permit.waitMs
    }
  }
}

/** A budget that cannot be asked (Redis is away) holds nobody up: DRS's own throttle is still there. */
async function ask(budget: CallBudget, request: Parameters<CallBudget>[0], log: ClientLog) {
  try {
    return await budget(request)
  } catch (err) {
    log.warn({ connection: request.connection, err }, 'the call budget cannot be asked; calling without it')
    return { granted: true } as const
  }
}
