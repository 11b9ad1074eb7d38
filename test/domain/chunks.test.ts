import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chunks } from '../../src/base/chunks.ts'

it('chunks are as large as they may be, and hold everything once and in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 10 }), (items, size) => {
      const parts = chunks(items, size)
      expect(parts.flat()).toEqual(items)
      expect(parts.slice(0, -1).every((part) => part.length === size)).toBe(true)
      expect(parts.every((part) => part.length > 0)).toBe(true)
    }),
  )
})
