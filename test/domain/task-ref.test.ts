import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatRef, parseRef } from '../../src/domain/tasks/task-ref.ts'

describe('a task reference', () => {
  it('is read back as it was written', () => {
    const connection = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/)
    const id = fc.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}jb1[0-9]{2}$/)
    fc.assert(
      fc.property(connection, id, (c, i) => {
        expect(parseRef(formatRef({ connection: c, id: i }))).toEqual({ connection: c, id: i })
      }),
    )
  })

  it.each(['', '/', 'prod', 'prod/', '/id', 'order-db'])('is not %j', (value) => {
    expect(parseRef(value)).toBeUndefined()
  })

  it('belongs to the connection before the first slash', () => {
    expect(parseRef('prod/a/b')).toEqual({ connection: 'prod', id: 'a/b' })
  })
})
