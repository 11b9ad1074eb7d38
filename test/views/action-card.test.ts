import { describe, expect, it } from 'vitest'
import { trackedActions } from '../../src/domain/actions/rows.ts'
import type { ToldAction } from '../../src/domain/delivery/card-extras.ts'
import type { TaskEvent } from '../../src/domain/watching/event.ts'
import type { PendingAction } from '../../src/domain/watching/watch.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { actionCard } from '../../src/views/action-card.ts'
import type { Card } from '../../src/views/card.ts'
import { eventCard } from '../../src/views/event-card.ts'
import { inBoth, noon, sampleSnapshot } from '../helpers/samples.ts'

const written = (card: Card) => JSON.stringify(renderCard(card))

const alice = 'U024BE7LH'
const names = new Map([[alice, 'Alice Meyer']])

const pause: PendingAction = {
  ...{ id: 'f1', team: 'T1', channel: 'C1', connection: 'prod', taskId: 'a1b2-jb101', verb: 'pause' },
  ...{ by: alice, locale: 'en', since: noon, deadline: noon + 1000 },
}

const paused = sampleSnapshot({ status: 'PAUSING' })

function told(more: Partial<ToldAction>): ToldAction {
  return { action: pause, stage: 'reached', snapshot: paused, ...more }
}

describe('an action in its one reply', () => {
  it.each([
    ['begun', 'working', 'Pausing… (Alice Meyer)', '正在暂停……（Alice Meyer）'],
    ['reached', 'good', 'Paused by Alice Meyer', 'Alice Meyer 已暂停'],
    ['failed', 'bad', 'Pause of orders-mysql failed', 'orders-mysql：暂停失败'],
    ['refused', 'bad', 'Pause of orders-mysql refused by DRS', 'orders-mysql：DRS 拒绝了暂停'],
    ['overdue', 'warning', 'Pause of orders-mysql not confirmed yet', 'orders-mysql：暂停尚未确认'],
  ] as const)('%s', (stage, tone, en, zh) => {
    const cards = inBoth((locale) => actionCard(told({ stage }), locale, { names }))
    expect([cards.en.tone, cards.en.title, cards['zh-CN'].title]).toEqual([tone, en, zh])
  })

  it('names whoever asked, and notifies nobody', () => {
    for (const stage of ['begun', 'reached', 'failed', 'refused', 'overdue'] as const) {
      const text = written(actionCard(told({ stage }), 'en', { names }))
      expect(text).toContain('Alice Meyer')
      expect(text).not.toContain('<@')
    }
    expect(written(actionCard(told({}), 'en', { names, mention: [alice] }))).toContain(`<@${alice}>`)
    expect(actionCard(told({}), 'en').title).toBe('Paused by someone')
  })

  it('shows how the task stands, in words where they say more', () => {
    const running = sampleSnapshot({ status: 'INCRE_TRANSFER_STARTED' })
    const resumed = told({ action: { ...pause, verb: 'resume' }, snapshot: running })
    expect(inBoth((locale) => actionCard(resumed, locale, { names }).title)).toEqual({
      en: 'Resumed by Alice Meyer: Incremental phase running',
      'zh-CN': 'Alice Meyer 已续传：增量迁移中',
    })
    expect([actionCard(resumed, 'en').mark, actionCard(told({}), 'en').mark]).toEqual(['🟢', '⏸️'])
  })

  it('says that a task which was started has ended since', () => {
    const over = sampleSnapshot({ status: 'RELEASE_RESOURCE_COMPLETE' })
    const started = told({ action: { ...pause, verb: 'start' }, snapshot: over })
    expect(actionCard(started, 'en').lines).toEqual(['The task has ended since.'])
    expect(
      actionCard(told({ action: { ...pause, verb: 'stop' }, snapshot: over }), 'en').lines,
    ).toBeUndefined()
  })

  it('warns of repeating what is only late', () => {
    expect(actionCard(told({ stage: 'overdue' }), 'en').lines?.[0]).toContain('before you try again')
  })

  it('gives the cause of a failure, and of a refusal', () => {
    const broken = sampleSnapshot({ status: 'INCRE_TRANSFER_FAILED', error: 'duplicate key in t1' })
    expect(actionCard(told({ stage: 'failed', snapshot: broken }), 'en').lines).toContainEqual({
      code: 'duplicate key in t1',
    })
    const why = { en: 'too late', 'zh-CN': '太迟' }
    expect(actionCard(told({ stage: 'refused', why }), 'zh-CN').lines).toContain('太迟')
  })

  it.each([
    [false, 'bad', 'orders-mysql: pre-check not passed, 0 items failed'],
    [true, 'good', 'orders-mysql: pre-check passed'],
  ])('shows the report of a pre-check, and never a good sign over a bad one', (passed, tone, title) => {
    const event: TaskEvent = {
      ...{ id: 'e1', at: noon, kind: 'precheck', passed, items: [] },
      attribution: { by: alice, verb: 'precheck', order: 'o1' },
    }
    const checked = told({ action: { ...pause, verb: 'precheck' }, event })
    const card = actionCard(checked, 'en', { names })
    expect([card.tone, card.title, card.mark]).toEqual([tone, title, undefined])
    expect(card.lines).toContain('Asked by Alice Meyer')
  })

  it.each(trackedActions)('has words for %s in both languages', (verb) => {
    for (const stage of ['begun', 'reached', 'failed'] as const) {
      const titles = inBoth((locale) => actionCard(told({ action: { ...pause, verb }, stage }), locale).title)
      expect(titles.en).toMatch(/^[A-Z][a-z]+/)
      expect(titles['zh-CN']).toMatch(/\p{Script=Han}/u)
    }
  })
})

describe('the same where the task is only watched', () => {
  const attribution = { by: alice, verb: 'stop', order: 'o1' }
  const status = (from: string, to: string): TaskEvent => ({
    ...{ id: 'e1', at: noon, kind: 'status', from, to, attribution },
  })

  it('is told as what a person does and has done', () => {
    const titles = ['RELEASE_RESOURCE_STARTED', 'RELEASE_RESOURCE_COMPLETE'].map(
      (to) => eventCard(status('PAUSING', to), sampleSnapshot({ status: to }), 'en', { names }).title,
    )
    expect(titles).toEqual(['Stopping… (Alice Meyer)', 'Stopped by Alice Meyer'])
  })

  it('is told in words of its own where the action is none whose end can be seen', () => {
    const event = {
      ...status('INCRE_TRANSFER_STARTED', 'CHANGE_JOB_STARTED'),
      attribution: { by: alice, verb: 'edit' },
    }
    const card = eventCard(event, sampleSnapshot({ status: 'CHANGE_JOB_STARTED' }), 'en', { names })
    expect(card.title).toContain('→ Task being changed')
    expect(card.lines).toContain('Asked by Alice Meyer')
  })
})
