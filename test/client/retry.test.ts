import { describe, expect, it } from 'vitest'
import {
  type AttemptOutcome,
  type RetryDecision,
  retryAfterMs,
  retryDecision,
  retryLimits,
} from '../../src/client/retry.ts'
import { type Risk, risks } from '../../src/drs/operation.ts'

const answer = (status: number, retryable = false): AttemptOutcome => ({ kind: 'answer', status, retryable })

const table: readonly [AttemptOutcome, read: RetryDecision['reason'], change: RetryDecision['reason']][] = [
  [{ kind: 'unsent' }, 'never-arrived', 'never-arrived'],
  [{ kind: 'timeout' }, 'read-repeats', 'maybe-executed'],
  [{ kind: 'broken' }, 'read-repeats', 'maybe-executed'],
  [{ kind: 'oversized' }, 'final-answer', 'final-answer'],
  [answer(429), 'throttled', 'throttled'],
  [answer(500), 'read-repeats', 'maybe-executed'],
  [answer(503), 'read-repeats', 'maybe-executed'],
  [answer(422, true), 'read-repeats', 'maybe-executed'],
  [answer(400), 'final-answer', 'final-answer'],
  [answer(404), 'final-answer', 'final-answer'],
  [answer(401), 'credentials', 'credentials'],
  [answer(403, true), 'credentials', 'credentials'],
]

const repeated = new Set(['never-arrived', 'throttled', 'read-repeats'])

describe('retryDecision', () => {
  it.each(table)('%j: a read is %s, a change is %s', (outcome, read, change) => {
    const reasons = Object.fromEntries(
      risks.map((risk) => [risk, retryDecision({ risk, outcome, attempt: 1, random: 0.5 }).reason]),
    )
    expect(reasons).toEqual({ read, change, destructive: change } satisfies Record<Risk, string>)
  })

  it.each(table)('%j: only the repeating reasons repeat', (outcome) => {
    for (const risk of risks) {
      const decision = retryDecision({ risk, outcome, attempt: 1, random: 0.5 })
      expect(decision.retry).toBe(repeated.has(decision.reason))
    }
  })

  it('gives up after the last attempt', () => {
    const asked = { risk: 'read', outcome: { kind: 'unsent' }, random: 1 } as const
    expect(retryDecision({ ...asked, attempt: retryLimits.attempts - 1 }).retry).toBe(true)
    expect(retryDecision({ ...asked, attempt: retryLimits.attempts })).toEqual({
      retry: false,
      afterMs: 0,
      reason: 'attempts-used-up',
    })
  })

  it('waits longer each time, up to a cap, and spreads the repetitions', () => {
    const wait = (attempt: number, random: number) =>
      retryDecision({ risk: 'read', outcome: { kind: 'timeout' }, attempt, random }).afterMs
    expect([1, 2, 3].map((attempt) => wait(attempt, 1))).toEqual([500, 1000, 2000])
    expect(wait(3, 0)).toBe(0)
    expect(wait(3, 0.25)).toBe(500)
  })

  it('never repeats earlier than the service asked, and not at all if that is too long', () => {
    const askedFor = (ms: number, random: number) =>
      retryDecision({
        risk: 'change',
        outcome: { kind: 'answer', status: 429, retryable: false, retryAfterMs: ms },
        attempt: 1,
        random,
      })
    expect(askedFor(7_000, 0)).toEqual({ retry: true, afterMs: 7_000, reason: 'throttled' })
    expect(askedFor(7_000, 1).afterMs).toBeGreaterThan(7_000)
    expect(askedFor(retryLimits.longestWaitMs + 1, 0)).toEqual({
      retry: false,
      afterMs: 0,
      reason: 'wait-too-long',
    })
  })
})

describe('retryAfterMs', () => {
  const now = Date.UTC(2025, 10, 19, 8, 30, 0)
  it.each([
    ['3', 3_000],
    ['0', 0],
    ['-5', 0],
    ['Wed, 19 Nov 2025 08:30:10 GMT', 10_000],
    ['Wed, 19 Nov 2025 08:29:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s', (header, expected) => expect(retryAfterMs(header, now)).toBe(expected))
})
