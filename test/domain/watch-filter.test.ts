import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Filterable,
  type FilterTerm,
  filterFields,
  formatTerms,
  looksLikeTerms,
  matchesTerms,
  parseTerms,
} from '../../src/domain/watching/watch-filter.ts'
import { directions, enginePairs, scenarios } from '../../src/drs/engines.ts'
import { statuses } from '../../src/drs/statuses.ts'

const task: Filterable = {
  name: 'billing-eu-1',
  scenario: 'sync',
  engine: 'mysql-to-kafka',
  direction: 'up',
  status: 'INCRE_TRANSFER_FAILED',
  tags: ['env=prod', 'team'],
}

const fits = (text: string, of: Filterable = task) => matchesTerms(parseTerms(text).terms, of)

describe('terms', () => {
  it('are read as they are typed, in any order and number', () => {
    expect(parseTerms('engine:mysql  name:billing-* !tag:env=test')).toEqual({
      terms: [
        { field: 'engine', glob: 'mysql', not: false },
        { field: 'name', glob: 'billing-*', not: false },
        { field: 'tag', glob: 'env=test', not: true },
      ],
      connections: [],
      wrong: [],
    })
  })

  it('keep blanks inside quotes', () => {
    const { terms } = parseTerms('tag:"owner=team a"')
    expect(terms).toEqual([{ field: 'tag', glob: 'owner=team a', not: false }])
    expect(formatTerms(terms)).toBe('tag:"owner=team a"')
  })

  it('may name connections, which are none of them', () => {
    expect(parseTerms('connection:prod Connection:lab status:failed')).toMatchObject({
      connections: ['prod', 'lab'],
      terms: [{ field: 'status' }],
      wrong: [],
    })
    expect(parseTerms('!connection:prod').wrong).toHaveLength(1)
  })

  it.each([
    ['engin:mysql', 'Did you mean “engine:”'],
    ['colour:red', 'Known: scenario: engine: direction: status: name: tag: connection:'],
    ['billing', 'name:billing*'],
    ['name:', 'needs a value'],
    ['status:faild', 'Did you mean “failed”'],
    ['scenario:backup', 'Known: migration'],
    ['direction:sideways', 'Known: up, in, down'],
  ])('that are wrong are refused with the way out: %s', (text, said) => {
    const { terms, wrong } = parseTerms(text)
    expect(terms).toEqual([])
    expect(wrong[0]?.why.en).toContain(said)
    expect(wrong[0]?.why['zh-CN']).toMatch(/\p{Script=Han}/u)
  })

  it.each([
    ['engine:mysql', true],
    ['!tag:env=test', true],
    ['status:failed name:a*', true],
    ['orders', false],
    ['prod/a1b2-jb101', false],
    ['orders-2026', false],
  ])('are told from names of tasks: %s', (text, are) => {
    expect(looksLikeTerms(text)).toBe(are)
  })

  const value = fc.stringMatching(/^[a-z0-9*=_.-]{1,12}$/)
  const open = fc.record({
    field: fc.constantFrom('engine' as const, 'name' as const, 'tag' as const),
    glob: value,
    not: fc.boolean(),
  })

  it('are the same when they are written and read again', () => {
    fc.assert(
      fc.property(fc.array(open), (terms) => {
        expect(parseTerms(formatTerms(terms))).toEqual({ terms, connections: [], wrong: [] })
      }),
    )
  })

  it('never make reading throw, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { terms, connections, wrong } = parseTerms(text)
        const words = text.match(/(?:"[^"]*"|[^\s"])+/g) ?? []
        expect(terms.length + connections.length + wrong.length).toBe(words.length)
      }),
    )
  })
})

describe('a task', () => {
  it.each([
    ['', true],
    ['name:billing-*', true],
    ['name:BILLING-EU-1', true],
    ['name:billing', false],
    ['name:*eu*', true],
    ['name:.*', false],
    ['name:b.lling-eu-1', false],
    ['scenario:sync', true],
    ['scenario:synchronization', true],
    ['scenario:实时同步', true],
    ['scenario:dr', false],
    ['engine:mysql', true],
    ['engine:kafka', true],
    ['engine:mysql-to-kafka', true],
    ['engine:postgresql', false],
    ['direction:in', true],
    ['direction:out', false],
    ['status:failed', true],
    ['status:失败', true],
    ['status:INCRE_TRANSFER_FAILED', true],
    ['status:INCRE_*', true],
    ['status:healthy', false],
    ['tag:env', true],
    ['tag:env=prod', true],
    ['tag:env=*', true],
    ['tag:team', true],
    ['tag:en', false],
    ['name:a* name:billing*', true],
    ['name:billing* status:healthy', false],
    ['!name:billing*', false],
    ['!tag:env=test', true],
    ['name:billing* !tag:env=prod', false],
    ['!status:ended !status:stopping', true],
  ])('fits %s: %s', (text, expected) => {
    expect(fits(text)).toBe(expected)
  })

  it('of disaster recovery is called so', () => {
    const dr = { scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql', status: 'PAUSING' }
    expect(fits('scenario:dr engine:mysql status:paused', dr)).toBe(true)
  })

  it('of which something is not known is neither found nor excluded by it', () => {
    expect(fits('tag:env', { name: 'x' })).toBe(false)
    expect(fits('!tag:env', { name: 'x' })).toBe(true)
    expect(fits('status:failed', { name: 'x', status: null })).toBe(false)
  })

  const anyTask = fc.record({
    name: fc.string({ maxLength: 10 }),
    scenario: fc.constantFrom(...scenarios.map(({ value }) => value)),
    engine: fc.constantFrom(...enginePairs.map(({ engine }) => engine)),
    direction: fc.constantFrom(...directions.map(({ value }) => value)),
    status: fc.constantFrom(...statuses.map(({ status }) => status)),
    tags: fc.array(fc.string({ maxLength: 5 })),
  })
  const anyTerm: fc.Arbitrary<FilterTerm> = fc.record({
    field: fc.constantFrom(...filterFields),
    glob: fc.oneof(fc.constantFrom('*', 'sync', 'mysql', 'up', 'failed', 'a*'), fc.string({ maxLength: 4 })),
    not: fc.boolean(),
  })

  it('is never found by a term and by its opposite', () => {
    fc.assert(
      fc.property(anyTask, anyTerm, (some, term) => {
        const [one, opposite] = [
          matchesTerms([term], some),
          matchesTerms([{ ...term, not: !term.not }], some),
        ]
        expect(one).toBe(!opposite)
      }),
    )
  })

  it('that is excluded stays so whatever else is wanted', () => {
    fc.assert(
      fc.property(anyTask, anyTerm, fc.array(anyTerm), (some, term, others) => {
        const exclusion = { ...term, not: true }
        fc.pre(!matchesTerms([exclusion], some))
        expect(matchesTerms([...others, exclusion], some)).toBe(false)
      }),
    )
  })

  it('is found by its own values', () => {
    fc.assert(
      fc.property(anyTask, ({ name, ...some }) => {
        const terms = parseTerms(
          `scenario:${some.scenario} engine:${some.engine} direction:${some.direction} status:${some.status}`,
        )
        expect(terms.wrong).toEqual([])
        expect(matchesTerms(terms.terms, { name, ...some })).toBe(true)
      }),
    )
  })
})
