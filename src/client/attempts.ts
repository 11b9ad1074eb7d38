import { DrsError } from '../drs/drs-error.ts'
import type { Risk } from '../drs/operation.ts'
import type { ClientLog } from './log.ts'
import { type AttemptOutcome, retryAfterMs, retryDecision } from './retry.ts'
import { type HttpAnswer, HttpFault, isSuccess } from './send.ts'

/** Time and chance, handed in. */
export interface RetryDeps {
  /** Milliseconds since the epoch. */
  now(): number
  /** From 0 to 1. */
  random(): number
  sleep(ms: number): Promise<void>
  readonly log: ClientLog
}

export interface RetriableCall {
  readonly risk: Risk
  /** For the log: which call this is. */
  readonly facts: Readonly<Record<string, unknown>>
  /** One attempt. What it throws ends the call. */
  attempt(): Promise<HttpAnswer | HttpFault>
  /** The error of an attempt that brought no success. */
  explain(result: HttpAnswer | HttpFault): DrsError
}

/** The first success, or the error of the last attempt worth making. */
export async function withRetry(deps: RetryDeps, call: RetriableCall): Promise<HttpAnswer> {
  let last: DrsError | undefined
  for (let made = 1; ; made += 1) {
    const result = await attempt(call, last)
    if (!(result instanceof HttpFault) && isSuccess(result.status)) return result
    last = call.explain(result)
    const outcome = outcomeOf(result, last.retryable, deps.now())
    const decision = retryDecision({ risk: call.risk, outcome, attempt: made, random: deps.random() })
    if (!decision.retry) throw last
    deps.log.warn(
      { ...call.facts, code: last.code, attempt: made, ...decision },
      'call failed and is repeated',
    )
    await deps.sleep(decision.afterMs)
  }
}

/** A repetition that was not even begun says less than what made it necessary. */
async function attempt(call: RetriableCall, last: DrsError | undefined): Promise<HttpAnswer | HttpFault> {
  try {
    return await call.attempt()
  } catch (error) {
    throw error instanceof DrsError && last !== undefined ? last : error
  }
}

function outcomeOf(result: HttpAnswer | HttpFault, retryable: boolean, now: number): AttemptOutcome {
  if (result instanceof HttpFault) return { kind: result.kind }
  const wait = retryAfterMs(result.headers['retry-after'], now)
  return { kind: 'answer', status: result.status, retryable, retryAfterMs: wait }
}
