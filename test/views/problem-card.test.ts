import { describe, expect, it } from 'vitest'
import { locales } from '../../src/base/i18n.ts'
import { UserError } from '../../src/base/user-error.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { errorOf } from '../../src/drs/errors.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { problemCard } from '../../src/views/problem-card.ts'
import { inBoth, words } from '../helpers/samples.ts'

const shown = (error: unknown) => inBoth((locale) => renderCard(problemCard(error, locale, 'ref-1')).text)

describe('a problem, as the person sees it', () => {
  it('is their own language’s words when they can put it right', () => {
    const card = problemCard(new UserError(words('Choose a task')), 'zh-CN', 'ref-1')
    expect(card).toEqual({ title: '操作未完成', tone: 'warning', lines: ['Choose a task（中）'] })
  })

  it('of DRS has meaning, advice, code and request id, and the raw text last', () => {
    const error = new DrsError({
      code: 'DRS.M00202',
      message: 'The value of parameter name is invalid.',
      operation: 'batch-create-jobs',
      httpStatus: 400,
      requestId: '4c6f-req',
    })
    const row = errorOf('DRS.M00202')
    const texts = shown(error)
    for (const locale of locales) {
      expect(texts[locale]).toContain(row?.meaning[locale])
      expect(texts[locale]).toContain(row?.advice[locale])
      expect(texts[locale]).toContain('DRS.M00202')
      expect(texts[locale]).toContain('4c6f-req')
    }
    expect(problemCard(error, 'en', 'ref-1').footer).toEqual(['Details: ', { code: error.message }])
    expect(problemCard(error, 'en', 'ref-1').title).toBe('DRS refused the request')
    expect(problemCard(error, 'zh-CN', 'ref-1').title).toBe('DRS 拒绝了该请求')
  })

  it('of a code that nobody has described says so and still gives the code', () => {
    const texts = shown(new DrsError({ code: 'DRS.99999999', message: '', operation: 'list-jobs' }))
    expect(texts.en).toContain('The documents do not describe this code.')
    expect(texts['zh-CN']).toContain('文档中没有该错误码的说明。')
    expect(texts.en).toContain('Code: DRS.99999999')
    expect(texts.en).not.toContain('Request ID')
    expect(texts.en).not.toContain('Details')
  })

  it.each(['network', 'timeout'])(
    'of a call without an answer does not blame DRS for refusing (%s)',
    (code) => {
      const card = problemCard(new DrsError({ code, message: '', operation: 'list-jobs' }), 'en', 'ref-1')
      expect(card.title).toBe('DRS could not be reached')
    },
  )

  it.each([
    new Error('connect to redis://:hunter2@10.0.0.5 failed'),
    new TypeError('x is undefined'),
    'hunter2',
    undefined,
  ])('of our own shows where to look it up and nothing of what it says (%#)', (error) => {
    const texts = shown(error)
    for (const locale of locales) {
      expect(texts[locale]).toContain('ref-1')
      expect(texts[locale]).not.toMatch(/hunter2|redis|undefined/)
    }
    expect(problemCard(error, 'en', 'ref-1').tone).toBe('bad')
  })
})
