import { DrsError } from '../drs/drs-error.ts'
import type { Risk } from '../drs/operation.ts'
import type { ClientLog } from './log.ts'
import { type AttemptOutcome, retryAfterMs, retryDecision } from './retry.ts'
import { isSuccess, type WireAnswer, WireFault } from './send.ts'

/** Time and chance, handed in. */
export interface Surroundings {
  /** Milliseconds since the epoch. */
  now(): number
  /** From 0 to 1. */
  random(): number
  sleep(ms: number): Promise<void>
  readonly log: ClientLog
}

export interface Repeatable {
  readonly risk: Risk
  /** For the log: which call this is. */
  readonly facts: Readonly<Record<string, unknown>>
  /** One attempt. What it throws ends the call. */
  once(): Promise<WireAnswer | WireFault>
  /** The error of an attempt that brought no success. */
  explain(result: WireAnswer | WireFault): DrsError
}

/** The first success, or the error of the last attempt worth making. */
export async function repeated(around: Surroundings, call: Repeatable): Promise<WireAnswer> {
  let last: DrsError | undefined
  for (let made = 1; ; made += 1) {
    const result = await attempt(call, last)
    if (!(result instanceof WireFault) && isSuccess(result.status)) return result
    last = call.explain(result)
    const outcome = outcomeOf(result, last.retryable, around.now())
    const decision = retryDecision({ risk: call.risk, outcome, attempt: made, random: around.random() })
    if (!decision.retry) throw last
    around.log.warn(
      { ...call.facts, code: last.code, attempt: made, ...decision },
      'call failed and is repeated',
    )
    await around.sleep(decision.afterMs)
  }
}

/** A repetition that was not even begun says less than what made it necessary. */
async function attempt(call: Repeatable, last: DrsError | undefined): Promise<WireAnswer | WireFault> {
  try {
    return await call.once()
  } catch (error) {
    throw error instanceof DrsError && last !== undefined ? last : error
  }
}

function outcomeOf(result: WireAnswer | WireFault, retryable: boolean, now: number): AttemptOutcome {
  if (result instanceof WireFault) return { kind: result.kind }
  const wait = retryAfterMs(result.headers['retry-after'], now)
  return { kind: 'answer', status: result.status, retryable, retryAfterMs: wait }
}
