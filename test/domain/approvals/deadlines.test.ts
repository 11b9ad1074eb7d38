import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/domain/approvals/decide.ts'
import type { ApprovalRequest, RequestTransition } from '../../../src/domain/approvals/request.ts'
import {
  approved,
  asked,
  asks,
  emergency,
  facts,
  fresh,
  managers,
  minute,
  moved,
  once,
  posted,
  single,
  startOf,
  steps,
  voteOf,
  whyNot,
} from './fixtures.ts'

describe('the two deadlines', () => {
  const open: readonly (readonly [string, ApprovalRequest, RequestTransition, number])[] = [
    ['an answer', once, voteOf(once, 'UCAROL'), fresh.answerBy],
    ['a refusal', once, { kind: 'reject', by: 'UCAROL', why: 'no' }, fresh.answerBy],
    ['taking it back', once, { kind: 'cancel', by: 'UASKS' }, fresh.answerBy],
    ['narrowing', once, steps.narrow, fresh.answerBy],
    ['withdrawing', once, steps.withdraw, fresh.answerBy],
    ['an emergency', once, emergency, fresh.answerBy],
    ['the execution', approved, startOf(approved), asked + 15 * minute],
    ['cancelling an approved one', approved, { kind: 'cancel', by: 'UASKS' }, asked + 15 * minute],
    ['finding it stale', approved, steps.stale, asked + 15 * minute],
    ['an emergency after the approval', approved, emergency, asked + 15 * minute],
  ]

  it.each(open)('allow %s up to the very last millisecond', (_, request, step, limit) => {
    expect(decide(request, step, facts(), limit).kind).toBe('moved')
  })

  it.each(open)(
    'refuse %s one millisecond later and leave an expired request to be stored',
    (_, request, step, limit) => {
      const decision = decide(request, step, facts(), limit + 1)
      expect(decision).toMatchObject({
        kind: 'refused',
        request: { state: 'expired', version: request.version + 1 },
      })
      expect(whyNot(decision)?.en).toContain('Expired')
    },
  )

  it('are seen by a tick', () => {
    expect(decide(once, { kind: 'tick' }, facts(), fresh.answerBy + 1)).toMatchObject({
      kind: 'moved',
      request: { state: 'expired' },
    })
  })

  it('do not lose where the message is', () => {
    const late = decide(fresh, { kind: 'posted', messages: posted }, facts(), fresh.answerBy + 1)
    expect(late).toMatchObject({ kind: 'moved', request: { state: 'expired', messages: posted, version: 1 } })
    const known = { ...fresh, messages: posted }
    expect(decide(known, steps.posted, facts(), asked)).toEqual({ kind: 'unchanged' })
  })

  it('remind at one half and at three quarters, each once', () => {
    const request = asks(single, { escalateTo: managers })
    const tick = (from: ApprovalRequest, minutes: number) =>
      moved(from, { kind: 'tick' }, asked + minutes * minute)
    expect(tick(request, 29)).toBe(request)
    const half = tick(request, 30)
    expect(half).toMatchObject({ reminded: 1 })
    expect(half).not.toHaveProperty('escalatedAt')
    expect(tick(half, 44)).toBe(half)
    const late = tick(half, 45)
    expect(late).toMatchObject({ reminded: 2, escalatedAt: asked + 45 * minute })
    expect(tick(late, 50)).toBe(late)
    // Nobody looked in between.
    expect(tick(request, 59)).toMatchObject({ reminded: 2, escalatedAt: asked + 59 * minute, version: 1 })
  })
})
