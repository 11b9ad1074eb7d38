import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chanceBefore, type ForecastQuestion, forecastOf } from '../../src/domain/tasks/forecast.ts'

const noon = 1_700_000_000_000
const minute = 60_000
const hour = 60 * minute

type Point = ForecastQuestion['points'][number]

/** Seconds of delay, one a minute, the last of them now. */
function delays(...seconds: readonly (number | undefined)[]): readonly Point[] {
  return seconds.map((value, i) => ({
    at: noon - (seconds.length - 1 - i) * minute,
    value: value === undefined ? undefined : value * 1000,
  }))
}

function ramp(from: number, to: number, steps: number): readonly number[] {
  return Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps)
}

function delayIn(points: readonly Point[], more: Partial<ForecastQuestion> = {}) {
  return forecastOf({
    points,
    now: noon,
    target: 5000,
    wanted: 'below',
    windowMs: 15 * minute,
    grain: 1000,
    bounds: [0, Number.POSITIVE_INFINITY],
    ...more,
  })
}

const minutesAhead = (time: number | undefined) =>
  time === undefined ? undefined : Math.round((time - noon) / minute)

describe('a forecast', () => {
  it('of a steady drain names its end, sure of it', () => {
    const forecast = delayIn(delays(...ramp(95, 35, 10)))
    expect(forecast).toMatchObject({ direction: 'falling', confidence: 'good', from: { value: 35_000 } })
    expect(minutesAhead(forecast?.reached.expected)).toBe(5)
  })

  it.each([
    ['rising', delays(...ramp(5, 65, 10))],
    ['steady', delays(...ramp(40, 40, 10))],
  ] as const)('of a %s delay has no end', (direction, points) => {
    const forecast = delayIn(points)
    expect(forecast).toMatchObject({ direction })
    expect(forecast?.reached.expected).toBeUndefined()
    expect(forecast && chanceBefore(forecast, noon + hour)).toBe('unlikely')
  })

  it.each([
    ['fell once and rises since', [60, 20, 25, 30, 35, 40], 'rising'],
    ['rose and drains since', [10, 30, 50, 70, 90, 80, 70, 60, 50], 'falling'],
    ['drained and stands still since', [90, 70, 50, 30, 30, 30, 30, 30, 30], 'steady'],
    ['stood still and drains since', [60, 60, 60, 60, 60, 60, 50, 40, 30], 'falling'],
  ] as const)('changes its mind: a delay that %s', (_, seconds, direction) => {
    expect(delayIn(delays(...seconds))).toMatchObject({ direction })
  })

  it('goes by the new pace where a drain has become slower', () => {
    const forecast = delayIn(delays(300, 260, 220, 180, 140, 138, 136, 134, 132, 130))
    expect(minutesAhead(forecast?.reached.expected)).toBeGreaterThan(45)
  })

  it('knows nothing of what came before a silence, such as a pause', () => {
    expect(delayIn(delays(90, 80, 70, 60, undefined, 50, 40))).toBeUndefined()
    expect(delayIn(delays(10, 20, 30, undefined, 60, 50, 40, 30))).toMatchObject({ direction: 'falling' })
  })

  it('takes a value to hold until the next: what stood for long and jumped has not crept up', () => {
    const jumped = [
      { at: noon - 14 * minute, value: 2000 },
      { at: noon - minute, value: 60_000 },
      { at: noon, value: 90_000 },
    ]
    expect(delayIn(jumped)?.at(noon + minute).expected).toBeGreaterThan(100_000)
  })

  it('is doubtful of few moments, and of what goes up and down', () => {
    expect(delayIn(delays(30, 20, 10))).toMatchObject({ confidence: 'poor' })
    const wild = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 90 : 20) - i)
    expect(delayIn(delays(...wild))?.confidence).not.toBe('good')
  })

  it('of what is there already is that it is there', () => {
    const forecast = delayIn(delays(...ramp(60, 2, 10)))
    expect(forecast?.reached).toEqual({ earliest: noon, expected: noon, latest: noon })
  })

  it('of the full phase names its end', () => {
    const points = ramp(20, 50, 60).map((value, i) => ({
      at: noon - (60 - i) * minute,
      value: Math.floor(value),
    }))
    const forecast = forecastOf({
      ...{ points, now: noon, target: 100, wanted: 'above', windowMs: 2 * hour, grain: 1, bounds: [0, 100] },
    })
    expect(forecast).toMatchObject({ direction: 'rising', confidence: 'good' })
    expect(minutesAhead(forecast?.reached.expected)).toBeGreaterThan(92)
    expect(minutesAhead(forecast?.reached.expected)).toBeLessThan(108)
    expect(forecast?.at(noon + 10 * hour)).toMatchObject({ expected: 100, high: 100 })
  })

  it('says how likely the end comes before a time', () => {
    const noise = [0, 4, -3, 5, -4, 2, -5, 3, -2, 4, 0]
    const forecast = delayIn(delays(...ramp(100, 40, 10).map((value, i) => value + (noise[i] ?? 0))))
    const chance = (ahead: number) => forecast && chanceBefore(forecast, noon + ahead * minute)
    expect([chance(2), chance(6), chance(60)]).toEqual(['unlikely', 'possible', 'likely'])
  })

  it('is a range around what is expected, wider the further ahead, and ends in the order of its times', () => {
    const seconds = fc.array(fc.oneof(fc.nat(4000), fc.constant(undefined)), { maxLength: 40 })
    fc.assert(
      fc.property(seconds, fc.nat(3600), (values, later) => {
        const forecast = delayIn(delays(...values), { now: noon + later * 1000 })
        if (forecast === undefined) return
        const { earliest = Infinity, expected = Infinity, latest = Infinity } = forecast.reached
        expect(earliest).toBeLessThanOrEqual(expected)
        expect(expected).toBeLessThanOrEqual(latest)
        const [near, far] = [forecast.at(noon + 2 * hour), forecast.at(noon + 3 * hour)]
        for (const { low, expected, high } of [near, far]) {
          expect(low).toBeGreaterThanOrEqual(0)
          expect(expected).toBeGreaterThanOrEqual(low)
          expect(high).toBeGreaterThanOrEqual(expected)
        }
        if (forecast.direction === 'steady')
          expect(far.high - far.low).toBeGreaterThanOrEqual(near.high - near.low)
      }),
    )
  })
})
