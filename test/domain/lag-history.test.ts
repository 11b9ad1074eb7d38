import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addLagSample, type LagHistory, lagTrendOf } from '../../src/domain/tasks/lag-history.ts'

const start = 1_700_000_000_000
const second = 1000
const minute = 60 * second

type Sample = readonly [afterMs: number, lagMs: number]

function history(samples: readonly Sample[]): LagHistory {
  return samples.reduce<LagHistory>((all, [after, lag]) => addLagSample(all, lag, start + after), [])
}

/** A delay that goes from one value to another in equal steps, one sample a minute. */
function ramp(from: number, to: number, minutes: number): readonly Sample[] {
  return Array.from(
    { length: minutes + 1 },
    (_, i) => [i * minute, from + ((to - from) * i) / minutes] as const,
  )
}

const anySamples = fc.array(
  fc.tuple(fc.integer({ min: -minute, max: 3 * 3_600_000 }), fc.integer({ min: 0, max: 40 * 86_400_000 })),
  { maxLength: 200 },
)

/** Steps of time between samples, some of them back. */
function walk(steps: readonly Sample[]): LagHistory {
  let at = start
  return steps.reduce<LagHistory>((all, [step, lag]) => {
    at += step
    return addLagSample(all, lag, at)
  }, [])
}

describe('a history', () => {
  it('stays small whatever is added, and ends with the latest sample', () => {
    fc.assert(
      fc.property(anySamples, fc.nat(), (steps, lag) => {
        const full = walk(steps)
        expect(full.length).toBeLessThanOrEqual(40)
        expect(JSON.stringify(full).length).toBeLessThanOrEqual(250)
        expect(addLagSample(full, lag, start + 1000 * 86_400_000).at(-1)).toBe(Math.round(lag / 1000))
      }),
    )
  })

  it('holds whole numbers, and its steps go forward', () => {
    fc.assert(
      fc.property(anySamples, (steps) => {
        const full = walk(steps)
        expect(full.every((value) => Number.isInteger(value) && value >= 0)).toBe(true)
        expect(full.filter((_, i) => i > 0 && i % 2 === 0).every((step) => step > 0)).toBe(true)
      }),
    )
  })

  it('keeps more of what is near than of what is long ago', () => {
    const long = history(ramp(600_000, 0, 120))
    const steps = long.filter((_, i) => i > 0 && i % 2 === 0)
    const [older = 0, newer = 0] = [steps[0], steps.at(-1)]
    expect(older).toBeGreaterThan(newer)
    expect(newer).toBe(60)
  })

  it('begins anew when the clock is set back', () => {
    const before = history(ramp(10_000, 20_000, 5))
    expect(addLagSample(before, 3000, start - minute)).toEqual([start / 1000 - 60, 3])
  })

  it('takes the later of two samples of one second', () => {
    expect(
      history([
        [0, 5000],
        [400, 9000],
      ]),
    ).toEqual([start / 1000, 9])
  })
})

describe('a trend', () => {
  it('says when a falling delay will be below five seconds', () => {
    const trend = lagTrendOf(history(ramp(65_000, 35_000, 10)), start + 10 * minute)
    expect(trend).toMatchObject({ direction: 'falling', lagMs: 35_000, confidence: 'high' })
    expect(trend?.etaMs).toBeCloseTo(10 * minute, -2)
  })

  it.each([
    ['rising', ramp(5000, 60_000, 10)],
    ['steady', ramp(30_000, 30_000, 10)],
  ] as const)('of a %s delay has no end', (direction, samples) => {
    const trend = lagTrendOf(history(samples), start + 10 * minute)
    expect(trend).toMatchObject({ direction })
    expect(trend).not.toHaveProperty('etaMs')
  })

  it('changes its mind soon after the delay has changed its course', () => {
    const turned = [
      ...ramp(120_000, 60_000, 6),
      ...ramp(62_000, 110_000, 3).map(([at, lag]) => [at + 7 * minute, lag] as const),
    ]
    expect(lagTrendOf(history(turned), start + 10 * minute)).toMatchObject({ direction: 'rising' })
    const fellOnce: readonly Sample[] = [
      [0, 60_000],
      [minute, 20_000],
      [2 * minute, 25_000],
      [3 * minute, 30_000],
    ]
    const trend = lagTrendOf(history(fellOnce), start + 3 * minute)
    expect(trend).toMatchObject({ direction: 'rising' })
    expect(trend).not.toHaveProperty('etaMs')
  })

  it('keeps to its course while the delay only scatters about it', () => {
    const noise = [0, 4000, -3000, 5000, -4000, 2000, -5000, 3000, -2000, 4000, 0]
    const noisy = ramp(100_000, 40_000, 10).map(([at, lag], i) => [at, lag + (noise[i] ?? 0)] as const)
    expect(lagTrendOf(history(noisy), start + 10 * minute)).toMatchObject({ direction: 'falling' })
  })

  it('of a delay that is small already needs no forecast', () => {
    expect(lagTrendOf(history(ramp(20_000, 2000, 10)), start + 10 * minute)).not.toHaveProperty('etaMs')
  })

  it('is not made of one or two samples, or of less than half a minute', () => {
    expect(lagTrendOf(undefined, start)).toBeUndefined()
    expect(lagTrendOf(history([[0, 9000]]), start)).toBeUndefined()
    expect(
      lagTrendOf(
        history([
          [0, 9000],
          [second, 8000],
          [2 * second, 7000],
        ]),
        start + 2 * second,
      ),
    ).toBeUndefined()
  })

  it('flattens while a delay stays as it is, because nothing new is kept then', () => {
    const fallen = history(ramp(60_000, 30_000, 5))
    const [early, late] = [lagTrendOf(fallen, start + 5 * minute), lagTrendOf(fallen, start + 14 * minute)]
    expect(early?.etaMs ?? 0).toBeLessThan(late?.etaMs ?? 0)
  })

  it('is doubtful of what goes up and down', () => {
    const wild = Array.from({ length: 10 }, (_, i) => [i * minute, i % 2 === 0 ? 60_000 : 20_000] as const)
    expect(lagTrendOf(history(wild), start + 9 * minute)?.confidence).toBe('low')
  })

  it('is always a number of milliseconds ahead, or none', () => {
    fc.assert(
      fc.property(anySamples, fc.integer({ min: 0, max: 86_400_000 }), (steps, later) => {
        const full = walk(steps)
        const end = full.reduce((sum, value, i) => (i % 2 === 0 ? sum + value : sum), 0)
        const eta = lagTrendOf(full, end * 1000 + later)?.etaMs
        expect(eta === undefined || (Number.isFinite(eta) && eta > 0)).toBe(true)
      }),
    )
  })
})
