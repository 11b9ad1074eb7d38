import type { Risk } from '../drs/operation.ts'

/** How one attempt ended, in the terms the decision needs. */
export type AttemptOutcome =
  /** The request surely never arrived: connection refused, name not resolved, not connected in time. */
  | { readonly kind: 'unsent' }
  /** Sent, and no answer in time: nobody knows whether DRS has carried it out. */
  | { readonly kind: 'timeout' }
  /** The connection broke or the answer was cut off. */
  | { readonly kind: 'broken' }
  /** An answer came that is too large to be taken. */
  | { readonly kind: 'oversized' }
  | {
      readonly kind: 'answer'
      readonly status: number
      /** What the error table says about the code of the answer. */
      readonly retryable: boolean
      /** From the header `Retry-After`, milliseconds. */
      readonly retryAfterMs?: number | undefined
    }

export interface RetryQuestion {
  readonly risk: Risk
  readonly outcome: AttemptOutcome
  /** Attempts made so far, the failed one included: 1 after the first. */
  readonly attempt: number
  /** From 0 to 1. */
  readonly random: number
}

export interface RetryDecision {
  readonly retry: boolean
  /** Milliseconds to wait before the next attempt. */
  readonly afterMs: number
  readonly reason:
    | 'never-arrived'
    | 'throttled'
    | 'read-repeats'
    | 'maybe-executed'
    | 'final-answer'
    | 'credentials'
    | 'attempts-used-up'
    | 'wait-too-long'
}

export const retryLimits = { attempts: 4, baseMs: 250, capMs: 8_000, longestWaitMs: 30_000 } as const

/**
 * Should a failed attempt be repeated? A read may be repeated whenever a repetition can help. A change is repeated only
 * when it surely was not carried out: it never left, or the gateway refused it for its rate (429) before DRS saw it.
 */
export function retryDecision(question: RetryQuestion): RetryDecision {
  const reason = verdict(question)
  if (!repeating.has(reason)) return { retry: false, afterMs: 0, reason }
  if (question.attempt >= retryLimits.attempts)
    return { retry: false, afterMs: 0, reason: 'attempts-used-up' }
  const asked = question.outcome.kind === 'answer' ? question.outcome.retryAfterMs : undefined
  if (asked !== undefined && asked > retryLimits.longestWaitMs)
    return { retry: false, afterMs: 0, reason: 'wait-too-long' }
  return { retry: true, afterMs: waitMs(question, asked), reason }
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, section 10.2.3). Undefined if unreadable. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

const repeating: ReadonlySet<RetryDecision['reason']> = new Set([
  'never-arrived',
  'throttled',
  'read-repeats',
])

function verdict({ risk, outcome }: RetryQuestion): RetryDecision['reason'] {
  if (outcome.kind === 'unsent') return 'never-arrived'
  if (outcome.kind === 'oversized') return 'final-answer'
  if (outcome.kind !== 'answer') return risk === 'read' ? 'read-repeats' : 'maybe-executed'
  if (outcome.status === 429) return 'throttled'
  // The table calls DRS.M00100 retryable with a new token; the same signature fails again.
  if (outcome.status === 401 || outcome.status === 403) return 'credentials'
  if (outcome.status < 500 && !outcome.retryable) return 'final-answer'
  return risk === 'read' ? 'read-repeats' : 'maybe-executed'
}

/** Exponential with full jitter; never earlier than the service asked for, and spread beyond that. */
function waitMs({ attempt, random }: RetryQuestion, asked: number | undefined): number {
  const backOff = Math.round(random * Math.min(retryLimits.capMs, retryLimits.baseMs * 2 ** attempt))
  return asked === undefined ? backOff : asked + Math.min(backOff, retryLimits.baseMs * 2)
}
