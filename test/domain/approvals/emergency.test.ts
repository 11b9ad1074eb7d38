import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/domain/approvals/decide.ts'
import { transitionRefusals } from '../../../src/domain/approvals/words.ts'
import {
  asked,
  asks,
  emergency,
  facts,
  hour,
  minute,
  moved,
  once,
  single,
  steps,
  whyNot,
} from './fixtures.ts'

describe('break-glass', () => {
  const broken = moved(once, emergency, asked + minute)

  it('begins at once on one admin’s word and opens a review for a day', () => {
    expect(broken).toMatchObject({
      state: 'executing',
      executedBy: 'UADMIN',
      breakGlass: {
        by: 'UADMIN',
        why: 'site is lost',
        at: asked + minute,
        reviewBy: asked + minute + 24 * hour,
      },
    })
  })

  it.each([
    ['by an approver', { ...emergency, by: 'UBOB' }, 'admin'],
    ['by an operator', { ...emergency, by: 'UOPS' }, 'admin'],
    ['without the number of the tasks', { ...emergency, typed: 'orders-dr' }, '3 tasks'],
    ['without a reason', { ...emergency, why: '  ' }, 'reason'],
  ])('%s is refused', (_, step, said) => {
    expect(whyNot(decide(once, step, facts(), asked))?.en).toContain(said)
  })

  it('wants the exact name of a single task and the operation of a call', () => {
    const one = asks(single)
    expect(decide(one, { ...emergency, typed: 'Orders-dr' }, facts(), asked).kind).toBe('refused')
    expect(moved(one, { ...emergency, typed: ' orders-dr ' }).state).toBe('executing')
    const call = {
      kind: 'call',
      verb: 'stop',
      operation: 'stop-job',
      title: { en: '', 'zh-CN': '' },
      input: {},
    } as const
    expect(moved(asks({ ...single, payload: call }), { ...emergency, typed: 'stop-job' }).state).toBe(
      'executing',
    )
  })

  it('of a call wants the name of the task that it is about, or their number', () => {
    const call = {
      kind: 'call',
      verb: 'stop',
      operation: 'stop-job',
      title: { en: '', 'zh-CN': '' },
      input: {},
    } as const
    const tasks = single.payload.kind === 'action' ? single.payload.tasks : []
    const about = (more: typeof tasks) => asks({ ...single, payload: { ...call, tasks: more } })
    expect(decide(about(tasks), { ...emergency, typed: 'stop-job' }, facts(), asked).kind).toBe('refused')
    expect(moved(about(tasks), { ...emergency, typed: 'orders-dr' }).state).toBe('executing')
    const two = [...tasks, ...tasks.map((task) => ({ ...task, id: 'other', name: 'other' }))]
    expect(decide(about(two), { ...emergency, typed: 'orders-dr' }, facts(), asked).kind).toBe('refused')
    expect(moved(about(two), { ...emergency, typed: '2 tasks' }).state).toBe('executing')
  })

  it('does not change who may do what', () => {
    const change = { kind: 'change', verb: 'policy', title: { en: '', 'zh-CN': '' }, change: '{}' } as const
    const request = asks({ ...single, payload: change })
    expect(whyNot(decide(request, { ...emergency, typed: 'policy' }, facts(), asked))).toBe(
      transitionRefusals.noGlass,
    )
  })

  it.each(['executing', 'verified', 'failed', 'stale'] as const)(
    'is looked at by somebody else, %s',
    (state) => {
      const request = { ...broken, state }
      const seen = moved(request, steps.review, asked + 2 * minute)
      expect(seen).toMatchObject({
        state,
        breakGlass: { review: { by: 'UCAROL', note: 'seen', at: asked + 2 * minute } },
      })
      expect(whyNot(decide(seen, steps.review, facts(), asked))).toBe(transitionRefusals.noReview)
    },
  )

  it.each([
    ['the admin who broke it', 'UADMIN', 'seen', transitionRefusals.ownReview],
    ['who asked for it', 'UASKS', 'seen', transitionRefusals.ownReview],
    ['somebody who is no approver', 'UOPS', 'seen', transitionRefusals.notReviewer],
    ['somebody without a word', 'UBOB', ' ', transitionRefusals.reasonMissing],
  ])('is not closed by %s', (_, by, note, why) => {
    expect(whyNot(decide(broken, { kind: 'review', by, note }, facts(), asked))).toBe(why)
  })

  it('is told to be overdue once, and can be closed even then', () => {
    const late = asked + 25 * hour
    expect(decide(broken, { kind: 'tick' }, facts(), asked + 24 * hour)).toEqual({ kind: 'unchanged' })
    const told = moved(broken, { kind: 'tick' }, late)
    expect(told).toMatchObject({ reminded: 3, state: 'executing' })
    expect(decide(told, { kind: 'tick' }, facts(), late)).toEqual({ kind: 'unchanged' })
    expect(decide(told, steps.review, facts(), late).kind).toBe('moved')
  })
})
