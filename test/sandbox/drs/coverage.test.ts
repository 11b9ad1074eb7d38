import { describe, expect, it } from 'vitest'
import { operations } from '../../../src/drs/index.ts'
import { coverage } from '../../../src/sandbox/drs/coverage.ts'
import { indexRows } from '../../drs/fixtures.ts'

describe('what the local DRS serves', () => {
  it('is every v3 operation of the reference, each once', () => {
    const served = coverage.filter(({ api }) => api === 'v3').map(({ id }) => id)
    expect([...served].sort()).toEqual(indexRows.map(({ id }) => id).sort())
  })

  it('is declared in the contract', () => {
    const declared = operations.map(({ api, id }) => `${api} ${id}`)
    const strange = coverage.map(({ api, id }) => `${api} ${id}`).filter((name) => !declared.includes(name))
    expect(strange.filter((name) => name.startsWith('v3'))).toEqual([])
  })
})
