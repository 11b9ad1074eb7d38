import { randomUUID } from 'node:crypto'
import type { Operation } from '../drs/operation.ts'
import type { CallBudget, Lane } from '../ports/call-budget.ts'
import { budgetUsedUp } from './errors.ts'
import type { ClientLog } from './log.ts'

export interface TurnOptions {
  readonly connection: string
  readonly budget: CallBudget | undefined
  /** Longest wait for a turn, ms. */
  readonly longestMs: number
  readonly log: ClientLog
  sleep(ms: number): Promise<void>
}

/** Waits until the call may be made. Throws `DrsError` (`budget`) if that would take too long. */
export type AwaitTurn = (op: Operation, lane: Lane) => Promise<void>

export function createTurns(options: TurnOptions): AwaitTurn {
  const { connection, budget, longestMs, log, sleep } = options
  if (budget === undefined) return async () => undefined
  return async (op, lane) => {
    const ticket = randomUUID()
    let patienceMs = longestMs
    for (;;) {
      const request = { connection, api: op.api, lane, ticket, patienceMs }
      const turn = await ask(budget, request, log)
      if (turn.granted) return
      if (turn.gaveUp) throw budgetUsedUp(op.id, turn.waitMs)
      await sleep(turn.waitMs)
      patienceMs -= turn.waitMs
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
