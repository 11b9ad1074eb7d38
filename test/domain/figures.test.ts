import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type FiguresAt,
  figureGrains,
  figureRow,
  figuresSeen,
  joinedFigures,
  readFigureRow,
} from '../../src/domain/tasks/figures.ts'

const noon = 1_700_000_000_000
const day = 86_400_000
const { minutes, hours } = figureGrains

const anyFigures = fc.record(
  {
    lagMs: fc.integer({ min: 0, max: 366 * day }),
    percent: fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10),
    rpoMs: fc.integer({ min: 0, max: 366 * day }),
    rtoMs: fc.integer({ min: 0, max: 366 * day }),
  },
  { requiredKeys: [] },
)

describe('a row of figures', () => {
  it('says again what was written, in whole seconds and tenths of a percent, at the beginning of its span', () => {
    fc.assert(
      fc.property(anyFigures, fc.nat(2 ** 45), fc.constantFrom(minutes, hours), (figures, at, grain) => {
        const read = readFigureRow(figureRow({ at, ...figures }, grain), grain)
        expect(read.at).toBe(at - (at % grain.ms))
        expect(Object.keys(read).toSorted()).toEqual(['at', ...Object.keys(figures)].toSorted())
        expect(read.percent).toBe(figures.percent)
        expect(Math.abs((read.lagMs ?? 0) - (figures.lagMs ?? 0))).toBeLessThanOrEqual(500)
      }),
    )
  })

  it('is short', () => {
    const year = 366 * day
    const longest = { at: noon, lagMs: year, percent: 100, rpoMs: year, rtoMs: year }
    expect(figureRow(longest, minutes)).toHaveLength(37)
    expect(figureRow({ at: noon, lagMs: 12_000 }, minutes)).toBe('gva51,12,,,')
  })
})

describe('what is read', () => {
  it('counts only where it can be true', () => {
    const seen = { progress: { percent: 30, lagMs: 2 * day }, recovery: { rpoMs: 1000 } }
    expect(figuresSeen(seen, { createdAt: noon - day }, noon)).toEqual({ percent: 30, rpoMs: 1000 })
    expect(figuresSeen(seen, { createdAt: noon - 3 * day }, noon)).toMatchObject({ lagMs: 2 * day })
    expect(figuresSeen({}, {}, noon)).toEqual({})
  })
})

describe('minutes and hours', () => {
  it('become one line in the order of time, hours only where no minute is kept', () => {
    const at = (ms: number): FiguresAt => ({ at: ms, lagMs: ms })
    const hour = hours.ms
    expect(
      joinedFigures([at(3 * hour + 60_000), at(3 * hour)], [at(0), at(hour), at(2 * hour), at(3 * hour)]),
    ).toEqual([at(0), at(hour), at(2 * hour), at(3 * hour), at(3 * hour + 60_000)])
    expect(joinedFigures([], [at(hour), at(0)])).toEqual([at(0), at(hour)])
  })
})
