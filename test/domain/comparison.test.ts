import { describe, expect, it } from 'vitest'
import { areOver, type Comparison, comparisonBegun, worstFirst } from '../../src/domain/tasks/comparison.ts'
import { comparisonKindsOf, wantedComparisons } from '../../src/domain/tasks/comparison-order.ts'
import { type ComparisonSchedule, nextRun } from '../../src/domain/tasks/comparison-schedule.ts'
import {
  verdictKind,
  verdictOfCode,
  verdictOfNumber,
  verdicts,
  verdictWords,
} from '../../src/drs/comparison-verdicts.ts'
import { combinedComparison } from '../../src/execution/fresh-reads.ts'
import { noon } from '../helpers/samples.ts'

const row = (fields: Partial<Comparison> = {}): Comparison => ({
  ...{ id: 'r', kind: 'row', status: 'SUCCESSFUL', startedAt: noon, endedAt: noon + 1, clean: true },
  ...fields,
})

describe('what is found of a place', () => {
  it('is read from the numbers and the words of the documents, and unknown otherwise', () => {
    expect([0, 2, 10, 12, 23, 27].map(verdictOfNumber)).toEqual([
      ...['different', 'equal', 'both-empty', 'missing', 'too-large', 'timed-out'],
    ])
    expect(['TARGET_DB_NOT_EXIST', 'TARGET_DB_NOT_EXIT'].map(verdictOfCode)).toEqual(['missing', 'missing'])
    for (const strange of [1, 24, 99, undefined]) expect(verdictOfNumber(strange)).toBe('uncomparable')
    expect(verdictOfCode('SOMETHING_NEW')).toBe('uncomparable')
  })

  it('has words in both languages, and counts as equal only where it is', () => {
    for (const one of verdicts) {
      expect(verdictWords(one)['zh-CN']).toMatch(/\p{Script=Han}/u)
      expect(verdictKind(one) === 'equal').toBe(one === 'equal' || one === 'both-empty')
    }
  })

  it('is sorted with what is missing first, then by how much differs', () => {
    const places = [
      { database: 'a', verdict: 'equal' },
      { database: 'b', verdict: 'too-large' },
      { database: 'c', verdict: 'different', differing: 3 },
      { database: 'd', verdict: 'different', source: 90, target: 10 },
      { database: 'e', verdict: 'missing', differing: 1 },
    ] as const
    expect(worstFirst(places).map(({ database }) => database)).toEqual(['e', 'd', 'c', 'b', 'a'])
  })
})

describe('what somebody has begun', () => {
  it('is found by its id, or as the one of its kind that began since', () => {
    const old = row({ id: 'old', startedAt: noon - 3_600_000 })
    const mine = row({ id: 'mine' })
    expect(comparisonBegun({ kind: 'row', id: 'mine' }, [row({ id: 'other' }), mine], noon)?.id).toBe('mine')
    // The id that v5 answers may be that of the call.
    expect(comparisonBegun({ kind: 'row', id: 'query' }, [mine, old], noon)?.id).toBe('mine')
    expect(comparisonBegun({ kind: 'row' }, [old], noon)).toBeUndefined()
  })

  it('is over when all of it is, but for what DRS refused and what only people end', () => {
    const refused = { en: 'busy', 'zh-CN': '忙' }
    const begun = [{ kind: 'row' }, { kind: 'value' }] as const
    expect(areOver(begun, [row()], noon)).toBe(false)
    expect(areOver(begun, [row(), row({ kind: 'value', status: 'INCRE_DOING' })], noon)).toBe(true)
    expect(areOver([{ kind: 'row' }, { kind: 'object', refused }], [row()], noon)).toBe(true)
    expect(areOver([{ kind: 'row' }], [row({ status: 'WAITING_FOR_RUNNING' })], noon)).toBe(false)
  })
})

it('an order names its kinds in one sequence, and settings only where DRS takes them', () => {
  expect(comparisonKindsOf({ kinds: 'row,object' })).toEqual(['object', 'row'])
  const wanted = wantedComparisons({ kinds: 'object,row', policy: 'manyToOne', method: 'static' })
  expect(wanted.map(({ options }) => options)).toEqual([{}, { comparePolicy: 'manyToOne' }])
  expect(() => wantedComparisons({ kinds: 'everything' })).toThrow()
})

describe('the gate', () => {
  const objects: Comparison = {
    id: 'o',
    kind: 'object',
    status: 'SUCCESSFUL',
    startedAt: noon - 5,
    clean: true,
  }

  it('counts a comparison of objects from its beginning: DRS tells no end of it', () => {
    expect(combinedComparison([row(), objects])).toEqual({ endedAt: noon - 5, clean: true })
  })

  it('wants both kinds, over and clean', () => {
    expect(combinedComparison([row()])).toBeUndefined()
    expect(combinedComparison([row(), { ...objects, status: 'RUNNING' }])).toBeUndefined()
    expect(combinedComparison([row({ clean: false }), objects])).toMatchObject({ clean: false })
    const failed = row({ id: 'new', status: 'FAILED' })
    const { clean: _, ...unjudged } = failed
    expect(combinedComparison([unjudged, row(), objects])).not.toHaveProperty('clean')
  })
})

it.each([
  ['once', {}, noon + 1, undefined],
  ['in time', { everyMs: 10 }, noon + 1, noon + 10],
  ['late', { everyMs: 10 }, noon + 35, noon + 40],
  ['with its last', { everyMs: 10, until: noon + 10 }, noon, noon + 10],
  ['beyond its end', { everyMs: 10, until: noon + 9 }, noon, undefined],
])('a planned comparison that ran %s runs next when it should', (_what, fields, now, next) => {
  const plan: ComparisonSchedule = {
    ...{ id: 'p', connection: 'prod', taskId: 't', name: 'orders', team: 'T', channel: 'C', by: 'U' },
    locale: 'en',
    ...{ options: { kinds: 'row' }, nextAt: noon },
    ...fields,
  }
  expect(nextRun(plan, now)).toBe(next)
})
