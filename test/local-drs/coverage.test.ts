import { describe, expect, it } from 'vitest'
import { operations } from '../../src/drs/index.ts'
import { coverage } from '../../src/local-drs/coverage.ts'
import { indexRows } from '../drs/fixtures.ts'
import { indexRows as indexRowsV5 } from '../drs/v5/fixtures.ts'

describe('what the local DRS serves', () => {
  it('is every v3 operation of the reference, each once', () => {
    const served = coverage.filter(({ api }) => api === 'v3').map(({ id }) => id)
    expect([...served].sort()).toEqual(indexRows.map(({ id }) => id).sort())
  })

  it('is every v5 operation of the reference, each once', () => {
    const served = coverage.filter(({ api }) => api === 'v5').map(({ id }) => id.replace(/^v5-/, ''))
    expect([...served].sort()).toEqual(indexRowsV5.map(({ id }) => id).sort())
  })

  it('is declared in the contract', () => {
    const declared = operations.map(({ api, id }) => `${api} ${id}`)
    expect(declared).toEqual(expect.arrayContaining(coverage.map(({ api, id }) => `${api} ${id}`)))
  })
})
