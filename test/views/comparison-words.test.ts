import { expect, it } from 'vitest'
import { comparisonSentence, comparisonTone } from '../../src/views/comparison-words.ts'
import { inBoth } from '../helpers/samples.ts'

it('a comparison that compared nothing says so, and is no good news', () => {
  const comparison = {
    id: 'c1',
    kind: 'row',
    status: 'SUCCESSFUL',
    clean: false,
    differences: 0,
    uncomparable: 0,
    nothingCompared: true,
  } as const
  expect(inBoth((locale) => comparisonSentence(comparison, locale))).toEqual({
    en: 'Row comparison: nothing was compared',
    'zh-CN': '行对比，没有对比任何对象',
  })
  expect(comparisonTone(comparison)).toBe('warning')
})
