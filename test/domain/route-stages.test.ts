import { describe, expect, it } from 'vitest'
import type { DeliveryFacts, EventMessage } from '../../src/domain/delivery/route-facts.ts'
import {
  absorbedFailures,
  digestStage,
  kindStage,
  ownActionStage,
  quietHoursStage,
  snoozeStage,
  unwatchedStage,
} from '../../src/domain/delivery/route-stages.ts'
import type { WatchOptions } from '../../src/domain/watching/watch.ts'
import { failed, happened, noon, started, watching } from './route-samples.ts'

const byU1 = { by: 'U1', verb: 'start' }

function startedBy(origin: { by: string; verb: string } | 'console') {
  return happened('t1', {
    kind: 'status',
    from: 'STARTJOBING',
    to: 'INCRE_TRANSFER_STARTED',
    attribution: origin,
  })
}

const nobody = watching({})

describe('unwatched', () => {
  it.each<[string, DeliveryFacts, boolean]>([
    ['nobody', nobody, true],
    ['a watch', watching({ t1: {} }), false],
    ['a pending action', { ...nobody, tracked: new Set(['t1']) }, false],
    ['a card that still stands', { ...nobody, cards: new Set(['t1']) }, false],
    ['a watch of another task', watching({ t2: {} }), true],
  ])('is decided by %s', (_, facts, ends) => {
    expect(unwatchedStage(started('t1'), facts)).toEqual(ends ? { reason: 'unwatched' } : undefined)
  })
})

describe('kind', () => {
  it.each<[string, WatchOptions, EventMessage, boolean]>([
    ['no choice', {}, started('t1'), false],
    ['a choice with it', { events: ['status'] }, started('t1'), false],
    ['a choice without it', { events: ['direction'] }, started('t1'), true],
    ['a choice of failures, and a failure', { events: ['failure'] }, failed('t1'), false],
    ['a choice of failures, and a success', { events: ['failure'] }, started('t1'), true],
    ['a choice of nothing', { events: [] }, failed('t1'), true],
    ['a choice of the console, and the console', { events: ['console'] }, startedBy('console'), false],
  ])('with %s', (_, options, message, ends) => {
    expect(kindStage(message, watching({ t1: options }))).toEqual(ends ? { reason: 'kind' } : undefined)
  })
})

describe('own', () => {
  const muted = watching({ t1: { muteOwn: true } })
  it.each<[string, DeliveryFacts, EventMessage, boolean]>([
    ['the subscriber’s own action', muted, startedBy(byU1), true],
    ['another person’s action', muted, startedBy({ by: 'U2', verb: 'start' }), false],
    ['the console', muted, startedBy('console'), false],
    ['nobody', muted, started('t1'), false],
    ['the own action without the option', watching({ t1: {} }), startedBy(byU1), false],
  ])('with %s', (_, facts, message, ends) => {
    expect(ownActionStage(message, facts)).toEqual(ends ? { reason: 'own' } : undefined)
  })

  it('tells a failure whoever began it', () => {
    const message = happened('t1', {
      kind: 'status',
      from: 'STARTJOBING',
      to: 'START_JOB_FAILED',
      attribution: byU1,
    })
    expect(ownActionStage(message, muted)).toBeUndefined()
  })
})

describe('snoozed', () => {
  const whole = { connection: 'prod', since: 1, until: noon + 5, by: 'U2' }
  it.each<[string, DeliveryFacts['snoozes'], unknown]>([
    ['no snooze', [], undefined],
    ['a snooze of the task', [{ ...whole, taskId: 't1' }], { digestQueue: 'snooze:t1', until: noon + 5 }],
    ['a snooze of the channel', [whole], { digestQueue: 'snooze:*', until: noon + 5 }],
    ['a snooze of another task', [{ ...whole, taskId: 't2' }], undefined],
    ['a snooze that is over', [{ ...whole, until: noon }], undefined],
    [
      'two of them, by the longer one',
      [whole, { ...whole, taskId: 't1', until: noon + 9 }],
      { digestQueue: 'snooze:t1', until: noon + 9 },
    ],
  ])('with %s', (_, snoozes, verdict) => {
    const facts = watching({ t1: {} }, { snoozes })
    const expected = verdict === undefined ? undefined : { reason: 'snoozed', ...verdict }
    expect(snoozeStage(failed('t1'), facts, noon)).toEqual(expected)
  })
})

describe('quiet', () => {
  const night = { from: '22:00', to: '07:00', zone: 'UTC' }
  const midnight = Date.UTC(2026, 2, 5)
  const morning = Date.UTC(2026, 2, 5, 7)
  const facts = watching({ t1: { quiet: night } })

  it('keeps what is no failure until the morning', () => {
    const verdict = { reason: 'quiet', digestQueue: `quiet:${morning}`, until: morning }
    expect(quietHoursStage(started('t1'), facts, midnight)).toEqual(verdict)
  })

  it('lets failures through, and everything by day', () => {
    expect(quietHoursStage(failed('t1'), facts, midnight)).toBeUndefined()
    expect(quietHoursStage(started('t1'), facts, noon)).toBeUndefined()
    expect(quietHoursStage(started('t1'), watching({ t1: {} }), midnight)).toBeUndefined()
  })

  it('lets a crossed limit through, and keeps its recovery', () => {
    const limit = { metric: 'lag', aboveMs: 1000, forMs: 0 } as const
    const about = { kind: 'limit', limit, valueMs: 2000, since: midnight } as const
    expect(quietHoursStage(happened('t1', { ...about, state: 'crossed' }), facts, midnight)).toBeUndefined()
    expect(quietHoursStage(happened('t1', { ...about, state: 'recovered' }), facts, midnight)).toMatchObject({
      until: morning,
    })
  })
})

describe('digest', () => {
  const hour = 3_600_000

  it('keeps what is no failure for the next digest', () => {
    const facts = watching({ t1: { digestMs: hour } })
    expect(digestStage(started('t1'), facts, noon)).toEqual({
      reason: 'digest',
      digestQueue: 'digest',
      until: noon + hour,
    })
    expect(digestStage(failed('t1'), facts, noon)).toBeUndefined()
  })

  it('does not come in quiet hours but at their end', () => {
    const quietHours = { from: '12:30', to: '14:00', zone: 'UTC' }
    const facts = watching({ t1: { digestMs: hour, quiet: quietHours } })
    expect(digestStage(started('t1'), facts, noon)).toMatchObject({ until: noon + 2 * hour })
  })
})

describe('a failure of a part', () => {
  const whole = failed('whole')
  const part = failed('part', { parentId: 'whole' })
  const facts = watching({ whole: {}, part: {} })

  it('is absorbed by that of the whole, whichever was seen first', () => {
    expect(absorbedFailures([whole, part], facts)).toEqual(new Map([[part, whole]]))
    expect(absorbedFailures([part, whole], facts)).toEqual(new Map([[part, whole]]))
  })

  it('is absorbed by the top of a tree', () => {
    const leaf = failed('leaf', { parentId: 'part' })
    expect(absorbedFailures([leaf, part, whole], facts)).toEqual(
      new Map([
        [leaf, whole],
        [part, whole],
      ]),
    )
  })

  it('is told where the whole goes on, or where parts stand in a circle', () => {
    expect(absorbedFailures([part, started('whole')], facts).size).toBe(0)
    const [a, b] = [failed('a', { parentId: 'b' }), failed('b', { parentId: 'a' })]
    expect(absorbedFailures([a, b], facts).size).toBe(0)
  })

  it('leaves what is no failure of a part alone', () => {
    const recovered = happened(
      'part',
      { kind: 'status', from: 'INCRE_TRANSFER_FAILED', to: 'INCRE_TRANSFER_STARTED' },
      { parentId: 'whole' },
    )
    expect(absorbedFailures([recovered, whole], facts).size).toBe(0)
  })

  const minute = 60_000
  it.each<[string, Partial<DeliveryFacts>, WatchOptions, boolean]>([
    ['a moment before', { failing: new Map([['whole', noon - minute]]) }, {}, true],
    ['long before', { failing: new Map([['whole', noon - 11 * minute]]) }, {}, false],
    ['only after the part', { failing: new Map([['whole', noon + minute]]) }, {}, false],
    ['unheard', { failing: new Map([['whole', noon - minute]]) }, { events: ['direction'] }, false],
    [
      'during a snooze',
      {
        failing: new Map([['whole', noon - minute]]),
        snoozes: [{ connection: 'prod', taskId: 'whole', since: 0, until: noon + minute, by: 'U1' }],
      },
      {},
      false,
    ],
  ])('of a whole that failed %s', (_, more, options, ends) => {
    const found = absorbedFailures([part], watching({ whole: options, part: {} }, more))
    expect([...found]).toEqual(ends ? [[part, undefined]] : [])
  })
})
