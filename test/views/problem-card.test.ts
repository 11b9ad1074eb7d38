import { describe, expect, it } from 'vitest'
import { locales } from '../../src/base/i18n.ts'
import { AccessDenied, UserError } from '../../src/base/user-error.ts'
import { ownActs } from '../../src/domain/command-targets.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { errorOf } from '../../src/drs/errors.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { problemCard } from '../../src/views/problem-card.ts'
import { inBoth, sampleTask, words } from '../helpers/samples.ts'

const start = { verb: 'start', tasks: [sampleTask()] }

const shown = (error: unknown) => inBoth((locale) => renderCard(problemCard(error, locale, 'ref-1')).text)

describe('a problem, as the person sees it', () => {
  it('is their own language’s words when they can put it right', () => {
    const card = problemCard(new UserError(words('Choose a task')), 'zh-CN', 'ref-1', start)
    expect(card).toEqual({
      title: 'orders-mysql 启动：未执行',
      tone: 'warning',
      lines: ['Choose a task（中）'],
    })
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
    const cards = inBoth((locale) => problemCard(error, locale, 'ref-1', start))
    expect([cards.en.title, cards['zh-CN'].title]).toEqual([
      'Start of orders-mysql refused by DRS',
      'orders-mysql 启动被 DRS 拒绝',
    ])
    expect(cards.en.sections?.at(-1)).toMatchObject({ heading: 'Details', code: error.message })
    expect(cards.en.buttons?.map(({ action }) => action)).toEqual(['cmd:show:ask'])
  })

  it('of a code that nobody has described says so and still gives the code', () => {
    const texts = shown(new DrsError({ code: 'DRS.99999999', message: '', operation: 'list-jobs' }))
    expect(texts.en).toContain('DRS returned a code that its documents don’t describe.')
    expect(texts['zh-CN']).toContain('DRS 返回的错误码在文档中没有说明。')
    expect(texts.en).toContain('Code: DRS.99999999')
    expect(texts.en).not.toContain('Request ID')
  })

  it.each([
    ['network', 'Start of orders-mysql: no answer from DRS', 'orders-mysql 启动：DRS 未应答'],
    ['timeout', 'Start of orders-mysql: no answer from DRS', 'orders-mysql 启动：DRS 未应答'],
    ['budget', 'Start of orders-mysql: not sent to DRS', 'orders-mysql 启动：未发送到 DRS'],
    [
      'malformed',
      'Start of orders-mysql: DRS gave an unclear answer',
      'orders-mysql 启动：DRS 的应答无法识别',
    ],
    ['unfinished', 'Start of orders-mysql: not finished in time', 'orders-mysql 启动：未在预期时间内完成'],
  ])('of a call that DRS did not refuse does not say so (%s)', (code, en, zh) => {
    const error = new DrsError({ code, message: '', operation: 'list-jobs' })
    const titles = inBoth((locale) => problemCard(error, locale, 'ref-1', start).title)
    expect(titles).toEqual({ en, 'zh-CN': zh })
  })

  it.each([
    [undefined, 'This: not done'],
    [{ verb: 'list', tasks: [] }, 'Task list: not done'],
    [{ verb: 'show', tasks: [sampleTask()] }, 'Task details of orders-mysql: not done'],
    [{ verb: 'stop', tasks: [sampleTask(), sampleTask({ id: 'b' })] }, 'Stop of 2 tasks: not done'],
    [{ verb: 'pause', tasks: [] }, 'Pause: not done'],
    // No such command: that is what was typed.
    [{ verb: 'pauze', tasks: [] }, '/drs pauze: not done'],
  ])('is named by what was tried: %j', (attempt, title) => {
    expect(problemCard(new UserError(words('No')), 'en', 'ref-1', attempt).title).toBe(title)
  })

  it('names every verb in words, for those who pressed a button', () => {
    for (const verb of Object.keys(ownActs)) {
      const attempt = { verb, tasks: [] }
      const titles = inBoth(
        (locale) => problemCard(new AccessDenied(words('No')), locale, 'r', attempt).title,
      )
      expect(titles.en).not.toContain('/drs')
      expect(titles.en).toMatch(/: not allowed$/)
      expect(titles['zh-CN']).toMatch(/\p{Script=Han}.*：无权限$/u)
    }
    const approve = { verb: 'approve', tasks: [] }
    expect(problemCard(new AccessDenied(words('No')), 'en', 'r', approve).title).toBe('Approve: not allowed')
  })

  it('of a field that breaks a rule names the field', () => {
    const error = new DrsError({
      code: 'invalid-request',
      message: 'a: b',
      field: 'jobs.0.name',
      operation: 'x',
    })
    const { lines } = problemCard(error, 'en', 'ref-1', start)
    expect(lines?.[0]).toEqual(['This field breaks a documented rule: ', { code: 'jobs.0.name' }])
  })

  it('of a missing right says whom to ask', () => {
    const card = problemCard(new AccessDenied(words('No'), ['U1', 'S1']), 'en', 'ref-1', start)
    expect(card.title).toBe('Start of orders-mysql: not allowed')
    expect(card.lines?.at(-1)).toEqual(['Ask for access: ', { user: 'U1' }, ' ', { group: 'S1' }])
  })

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
