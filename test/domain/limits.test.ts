import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Limit } from '../../src/domain/watching/event.ts'
import type { LimitState } from '../../src/domain/watching/limit-state.ts'
import { formatLimit, limitMetrics, parseLimit, stepLimits } from '../../src/domain/watching/limits.ts'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'
import { snapshot } from './fixtures.ts'

const lag = (ms: number | undefined, more: Partial<Snapshot> = {}) =>
  snapshot({
    status: 'INCRE_TRANSFER_STARTED',
    ...(ms !== undefined && { progress: { lagMs: ms } }),
    ...more,
  })

const limit: Limit = { metric: 'lag', aboveMs: 30_000, forMs: 300_000 }

/** Looks at the values one after the other, a minute apart. */
function play(limits: readonly Limit[], looks: readonly Snapshot[]) {
  let state: LimitState | undefined
  return looks.map((look, i) => {
    const step = stepLimits(limits, state, look, i * 60_000)
    // What is kept between two looks is JSON.
    state = JSON.parse(JSON.stringify(step.state))
    return step.told.map(({ state: what, valueMs, since }) => ({ what, valueMs, since }))
  })
}

describe('a limit', () => {
  it.each([
    ['lag>30s for 5m', limit],
    ['LAG > 30s FOR 5m', limit],
    ['rpo>10s', { metric: 'rpo', aboveMs: 10_000, forMs: 0 }],
    ['rto>1h30m for 90s', { metric: 'rto', aboveMs: 5_400_000, forMs: 90_000 }],
  ])('is read from %s', (text, expected) => {
    expect(parseLimit(text)).toEqual(expected)
  })

  it.each([
    '',
    'lag',
    'lag>',
    'lag>fast',
    'lag<30s',
    'cpu>30s',
    'lag>30s for',
    'lag>30s for 5m for 6m',
    'lag>-1s',
  ])('is not read from “%s”', (text) => {
    expect(parseLimit(text)).toBeUndefined()
  })

  it('is written so that it can be read again', () => {
    const span = fc.integer({ min: 0, max: 86_400_000 })
    const anyLimit = fc.record({ metric: fc.constantFrom(...limitMetrics), aboveMs: span, forMs: span })
    fc.assert(
      fc.property(anyLimit, (one) => {
        expect(parseLimit(formatLimit(one))).toEqual(one)
      }),
    )
  })
})

describe('crossing', () => {
  it('is told once after the time, with the value and since when', () => {
    const told = play([limit], [lag(1000), ...Array.from({ length: 8 }, (_, i) => lag(40_000 + i))])
    expect(told.flat()).toEqual([{ what: 'crossed', valueMs: 40_005, since: 60_000 }])
    expect(told[6]).toHaveLength(1)
  })

  it('is told at once where no time is asked for', () => {
    expect(play([{ ...limit, forMs: 0 }], [lag(30_001)])[0]).toMatchObject([{ what: 'crossed' }])
  })

  it('is not told of a value that is at its limit, or that comes back in time', () => {
    const told = play(
      [limit],
      [lag(30_000), lag(31_000), lag(31_000), lag(2000), ...Array(4).fill(lag(31_000))],
    )
    expect(told.flat()).toEqual([])
  })

  it('is over when the value is back once, and is told since when it lasted', () => {
    const told = play(
      [{ ...limit, forMs: 60_000 }],
      [lag(40_000), lag(50_000), lag(45_000), lag(30_000), lag(1000)],
    )
    expect(told.flat()).toEqual([
      { what: 'crossed', valueMs: 50_000, since: 0 },
      { what: 'recovered', valueMs: 30_000, since: 0 },
    ])
  })

  it('counts on while the value is unknown, and says nothing then', () => {
    const unknown = lag(undefined)
    const told = play([limit], [lag(40_000), ...Array(6).fill(unknown), lag(41_000), unknown, lag(1000)])
    expect(told.flat().map(({ what }) => what)).toEqual(['crossed', 'recovered'])
    expect(told[7]).toHaveLength(1)
  })

  it('does not trust the delay that a task had before it failed', () => {
    const failed = lag(40_000, { status: 'INCRE_TRANSFER_FAILED' })
    expect(play([limit], [lag(40_000), ...Array(8).fill(failed)]).flat()).toEqual([])
  })

  it('of RPO and RTO is known of disaster recovery only', () => {
    const recovery = { rpoMs: 90_000, rtoMs: 1000 }
    const limits = [
      { metric: 'rpo', aboveMs: 1000, forMs: 0 },
      { metric: 'rto', aboveMs: 1000, forMs: 0 },
    ] as const
    expect(play(limits, [lag(0, { scenario: 'cloudDataGuard', recovery })]).flat()).toMatchObject([
      { what: 'crossed', valueMs: 90_000 },
    ])
    expect(play(limits, [lag(0, { recovery })]).flat()).toEqual([])
  })

  it('forgets limits that are no longer wanted', () => {
    const { state } = stepLimits([{ ...limit, forMs: 0 }], undefined, lag(40_000), 0)
    expect(stepLimits([], state, lag(1000), 1)).toEqual({ state: {}, told: [] })
  })

  it('is told by turns, and never twice in a row', () => {
    const looks = fc.array(fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: undefined }), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(looks, fc.integer({ min: 0, max: 600_000 }), (values, forMs) => {
        const told = play(
          [{ ...limit, forMs }],
          values.map((ms) => lag(ms)),
        ).flat()
        expect(told.map(({ what }) => what)).toEqual(
          told.map((_, i) => (i % 2 === 0 ? 'crossed' : 'recovered')),
        )
      }),
    )
  })
})

describe('a figure that swings around its limit', () => {
  const at = { ...limit, forMs: 0 }

  it('rings once, and again only far above, or when it stays above', () => {
    const swing = Array.from({ length: 30 }, (_, i) => lag(i % 2 === 0 ? 31_000 : 29_000))
    expect(
      play([at], swing)
        .flat()
        .map(({ what }) => what),
    ).toEqual(['crossed', 'recovered'])
    const jump = play([at], [...swing, lag(60_000)])
    expect(jump.at(-1)).toMatchObject([{ what: 'crossed', valueMs: 60_000 }])
    const stays = play([at], [...swing.slice(0, 4), ...Array(11).fill(lag(31_000))])
    expect(stays.slice(4).flat()).toMatchObject([{ what: 'crossed', valueMs: 31_000 }])
  })
})

describe('a figure that cannot be read', () => {
  const unread = (since: number) => lag(40_000, { unread: { lag: { since, again: true } } })

  it('is told once after the time of the limit, and when it is back', () => {
    const looks = [lag(1000), ...Array(8).fill(unread(60_000)), lag(2000)]
    expect(play([limit], looks).flat()).toEqual([
      { what: 'unreadable', valueMs: undefined, since: 60_000 },
      { what: 'readable', valueMs: 2000, since: 60_000 },
    ])
    expect(play([limit], looks)[6]).toHaveLength(1)
  })

  it('is not told of one question that fails, even where the limit has no time', () => {
    const now = { ...limit, forMs: 0 }
    expect(play([now], [lag(1000), unread(60_000), lag(1000)]).flat()).toEqual([])
    expect(play([now], [lag(1000), unread(60_000), unread(60_000)]).flat()).toHaveLength(1)
  })

  it('that is above its limit when it is back is told as that', () => {
    const looks = [lag(1000), unread(60_000), unread(60_000), lag(40_000)]
    expect(play([{ ...limit, forMs: 0 }], looks).flat()).toMatchObject([
      { what: 'unreadable' },
      { what: 'crossed' },
    ])
  })
})
