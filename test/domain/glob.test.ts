import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { globFits, globsOverlap } from '../../src/base/glob.ts'

describe('a glob', () => {
  it.each([
    ['*', '', true],
    ['prod-*', 'prod-eu', true],
    ['prod-*', 'xprod-eu', false],
    ['*.eu', 'prodxeu', false],
    ['a*b*c', 'a-b-b-c', true],
    ['prod', 'production', false],
  ])('%s and %s: %s', (glob, text, fits) => {
    expect(globFits(glob, text)).toBe(fits)
  })
})

describe('two globs', () => {
  it.each([
    ['prod-*', '*', true],
    ['prod-*', '*-eu', true],
    ['prod-*', 'lab-*', false],
    ['prod', 'prod', true],
    ['prod', 'pro*', true],
    ['prod', 'prod-*', false],
    ['a*b', '*c*b', true],
    ['', '*', true],
    ['*', '*', true],
  ])('%s and %s have a name in common: %s', (one, other, common) => {
    expect(globsOverlap(one, other)).toBe(common)
    expect(globsOverlap(other, one)).toBe(common)
  })

  it('have one if some name fits both', () => {
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 5 })
    const names = Array.from({ length: 5 }, (_, length) =>
      Array.from({ length: 2 ** length }, (_, n) => n.toString(2).padStart(length, '0').slice(0, length)),
    )
      .flat()
      .map((name) => name.replaceAll('0', 'a').replaceAll('1', 'b'))
    fc.assert(
      fc.property(glob, glob, (one, other) => {
        if (names.some((name) => globFits(one, name) && globFits(other, name)))
          expect(globsOverlap(one, other)).toBe(true)
      }),
    )
  })
})
