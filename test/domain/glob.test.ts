import { describe, expect, it } from 'vitest'
import { globFits } from '../../src/domain/text/glob.ts'

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
