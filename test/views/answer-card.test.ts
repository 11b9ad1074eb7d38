import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Locale } from '../../src/base/i18n.ts'
import { operationById } from '../../src/drs/index.ts'
import type { Operation } from '../../src/drs/operation.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { describeAnswer, fileCard, itemErrors } from '../../src/views/answer-card.ts'
import { answerExamples, body } from '../drs/fixtures.ts'

/** The answer of any operation, readable. */
function declared(id: string): Operation {
  const op = operationById(id)
  if (!op) throw new Error(`${id} is not declared`)
  return op
}

const op = declared('list-jobs')
const answerCard = (of: Operation, answer: unknown, locale: Locale) => describeAnswer(of, answer, locale).card
const codeOf = (answer: unknown) =>
  (answerCard(op, answer, 'en').sections ?? []).flatMap(({ code }) => (code === undefined ? [] : [code]))

describe('an answer', () => {
  const good = answerExamples.filter((one) => one.status < 300 && JSON.stringify(body(one)) !== '{}')

  it.each(good.map((example) => [example.file, example] as const))('like %s is shown whole', (_, example) => {
    const shown = body(example)
    const card = answerCard(declared(example.operation), shown, 'en')
    const code = (card.sections ?? []).flatMap((section) => section.code ?? [])
    expect(parse(code.join('\n'))).toEqual(shown)
    expect(JSON.stringify(renderCard(card)).length).toBeLessThan(60_000)
  })

  it.each([
    ['nothing', undefined],
    ['an empty object', {}],
  ])('that is %s says so in both languages', (_, answer) => {
    expect(answerCard(op, answer, 'en').lines).toEqual(['DRS sent an empty answer.'])
    expect(answerCard(op, answer, 'zh-CN').lines).toEqual(['DRS 的响应没有内容。'])
    expect(codeOf(answer)).toEqual([])
  })

  it.each([[''], [[]], [null], [0], [false]])('that is only %j is shown', (answer) => {
    expect(codeOf(answer)).toHaveLength(1)
  })

  it('names the operation and how it was called', () => {
    const card = answerCard(op, { count: 1 }, 'zh-CN')
    expect(card.title).toBe(op.title['zh-CN'])
    expect(card.footer).toEqual([{ code: 'list-jobs' }, ' · ', { code: `${op.method} ${op.path}` }])
  })

  it('that is very long is cut at line ends, and says how much is missing', () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `row ${i}`)
    const card = answerCard(op, { rows }, 'en')
    const codes = codeOf({ rows })
    expect(codes[0]?.split('\n')).toHaveLength(18)
    const left = /… (\d+) more characters/.exec(JSON.stringify(card.sections?.at(-1)))
    const whole = rows.map((row) => `  - ${row}`).join('\n').length + 'rows:\n'.length
    expect(codes.join('\n').length + 1 + Number(left?.[1])).toBe(whole)
    expect(JSON.stringify(answerCard(op, { rows }, 'zh-CN').sections?.at(-1))).toContain('个字符')
  })

  it('that has no room in a message comes as a file, of which the card shows the beginning', () => {
    const many = { rows: Array.from({ length: 300_000 }, (_, n) => n) }
    expect(describeAnswer(op, many, 'en').file).toEqual({ name: 'list-jobs.json', json: many })
    const [long, wide] = [{ line: 'q'.repeat(30_000) }, { rows: Array.from({ length: 5_000 }, () => 'r') }]
    for (const answer of [long, wide]) expect(describeAnswer(op, answer, 'en').file?.json).toBe(answer)
    expect(describeAnswer(op, { rows: [1] }, 'en').file).toBeUndefined()
    expect(JSON.stringify(answerCard(op, many, 'en').sections?.at(-1))).toContain(
      'The whole answer is in a file',
    )
  })

  it('of one endless line is cut as well, and nothing of what is shown is lost', () => {
    const codes = codeOf({ line: 'q'.repeat(9000) })
    expect(codes.join('').replaceAll(/[^q]/g, '')).toHaveLength(9000)
  })

  it('with a field of any name is shown', () => {
    const answer: unknown = JSON.parse('{"__proto__": 0}')
    expect(() => answerCard(op, answer, 'en')).not.toThrow()
  })

  it('of any kind fits in a message', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (answer) => {
        const { blocks } = renderCard(answerCard(op, answer, 'en'))
        expect(blocks.length).toBeLessThanOrEqual(50)
      }),
    )
  })
})

describe('refusals of single items', () => {
  const answer = {
    count: 2,
    results: [
      { id: 'a', status: 'success' },
      { id: 'b', status: 'failed', error_code: 'DRS.M05004', error_msg: 'gone' },
      { id: 'c', error_code: '', error_msg: '' },
      { id: 'd', sub: { error_code: 'DRS.M00202', error_message: 'not now' } },
    ],
  }

  it('are found at every depth', () => {
    const found = itemErrors(op, answer).map(({ code, message, operation }) => ({ code, message, operation }))
    expect(found).toEqual([
      { code: 'DRS.M05004', message: 'gone', operation: 'list-jobs' },
      { code: 'DRS.M00202', message: 'not now', operation: 'list-jobs' },
    ])
  })

  it('are explained before the answer, in the language of the reader', () => {
    const card = answerCard(op, answer, 'zh-CN')
    expect(card.tone).toBe('bad')
    expect(JSON.stringify(card.sections?.[0])).toContain('DRS.M05004')
    expect(JSON.stringify(card.sections?.[0])).toContain('处理建议')
    expect(card.sections?.at(-1)).toHaveProperty('code')
  })

  it('are none where every item went well', () => {
    expect(itemErrors(op, { results: [{ error_code: null }, { error_code: 0 }, 'error_code'] })).toEqual([])
    expect(answerCard(op, { results: [] }, 'en').tone).toBe('good')
  })

  it('of many items still fit in a message', () => {
    const results = Array.from({ length: 100 }, (_, i) => ({ id: `job-${i}`, error_code: 'DRS.M05004' }))
    const { blocks } = renderCard(answerCard(op, { results }, 'en'))
    expect(blocks.length).toBeLessThanOrEqual(50)
  })
})

describe('a file', () => {
  it('is named, and said to be in the direct messages', () => {
    expect(fileCard(op, 'result.xlsx', 'en').lines).toEqual([
      [{ code: 'result.xlsx' }, ' ', 'The file is in your direct messages with the bot.'],
    ])
    expect(fileCard(op, 'result.xlsx', 'zh-CN').title).toBe(op.title['zh-CN'])
  })
})
