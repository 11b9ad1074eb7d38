import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutInMiddle, textWidth } from '../../src/drawing/frame.ts'
import { thinned } from '../../src/drawing/thinned.ts'
import { tickLabel, timeTicks } from '../../src/drawing/time-ticks.ts'
import type { ChartPoint } from '../../src/views/chart.ts'

const hour = 3_600_000

describe('thinned points', () => {
  const anyPoints = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.option(fc.integer({ min: 0, max: 1000 }))), {
      maxLength: 600,
    })
    .map((steps) => {
      let at = 0
      return steps.map(([step, value]): ChartPoint => {
        at += step
        return [at, value]
      })
    })

  it('are few, in their order, with both ends and the peak', () => {
    fc.assert(
      fc.property(anyPoints, fc.integer({ min: 5, max: 40 }), (points, spans) => {
        const kept = thinned(points, spans)
        const peak = (some: readonly ChartPoint[]) => Math.max(-1, ...some.map(([, value]) => value ?? -1))
        expect(kept.length).toBeLessThanOrEqual(4 * (spans + 1))
        expect(kept).toEqual(points.filter((point) => kept.includes(point)))
        expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)])
        expect(peak(kept)).toBe(peak(points))
      }),
    )
  })

  it('keep a gap', () => {
    const points = Array.from({ length: 1000 }, (_, i): ChartPoint => [i, i === 500 ? null : 5])
    expect(thinned(points, 10)).toContainEqual([500, null])
  })
})

describe('the axis of time', () => {
  const berlin = { zone: 'Europe/Berlin', locale: 'en', label: '' } as const

  it('has round hours of the reader, and days where they begin', () => {
    const from = Date.UTC(2026, 5, 1, 10, 20)
    const ticks = timeTicks({ ...berlin, from, to: from + 24 * hour }, 6)
    expect(ticks.map((at) => tickLabel(at, berlin))).toEqual(['18:00', '2 Jun', '06:00', '12:00'])
    expect(tickLabel(Date.UTC(2026, 5, 1, 16), { zone: 'Asia/Shanghai', locale: 'zh-CN' })).toBe('6月2日')
  })

  it('keeps to the clocks when they change', () => {
    const from = Date.UTC(2026, 9, 24, 20)
    const ticks = timeTicks({ ...berlin, from, to: from + 18 * hour }, 4)
    expect(ticks.map((at) => tickLabel(at, berlin))).toEqual(['25 Oct', '06:00', '12:00'])
  })

  it('is never crowded, however long it is', () => {
    const lengths = fc.integer({ min: 60_000, max: 400 * 24 * hour })
    fc.assert(
      fc.property(lengths, fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York'), (length, zone) => {
        const from = Date.UTC(2026, 2, 1)
        const ticks = timeTicks({ zone, locale: 'en', label: '', from, to: from + length }, 6)
        expect(ticks.length).toBeLessThanOrEqual(8)
        expect(ticks).toEqual(ticks.toSorted((a, b) => a - b))
        expect(ticks.every((at) => at >= from && at <= from + length)).toBe(true)
      }),
    )
  })
})

it('cuts what is too long in its middle, by whole letters', () => {
  expect(cutInMiddle('shop.customers_history_2019', 200, 20)).toMatch(/^shop\..*….*2019$/)
  expect(cutInMiddle('商城.订单明细表', 500, 20)).toBe('商城.订单明细表')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      const short = cutInMiddle(text, 300, 20)
      expect(textWidth(short, 20)).toBeLessThanOrEqual(300)
      expect(() => encodeURIComponent(short)).not.toThrow()
    }),
  )
})
