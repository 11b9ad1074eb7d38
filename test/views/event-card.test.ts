import { describe, expect, it } from 'vitest'
import type { PrecheckItem } from '../../src/domain/tasks/task.ts'
import type { TaskEvent } from '../../src/domain/watching/event.ts'
import { checkBlocks } from '../../src/local-slack/blocks/validate.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import type { Card } from '../../src/views/card.ts'
import { eventCard } from '../../src/views/event-card.ts'
import { inBoth, noon, sampleSnapshot } from '../helpers/samples.ts'

const actions = (card: Card) => (card.buttons ?? []).map((button) => button.action)

function statusEvent(from: string, to: string): TaskEvent {
  return { id: 'e1', at: noon, kind: 'status', from, to }
}

describe('a change of status', () => {
  it('is said with both states, in both languages', () => {
    const event = statusEvent('CONFIGURATION', 'STARTJOBING')
    const now = sampleSnapshot({ status: 'STARTJOBING' })
    expect(inBoth((locale) => eventCard(event, now, locale).title)).toEqual({
      en: 'orders-mysql: Waiting for configuration → Starting',
      'zh-CN': 'orders-mysql：配置中 → 启动中',
    })
  })

  it.each([
    ['FULL_TRANSFER_STARTED', 'neutral'],
    ['INCRE_TRANSFER_STARTED', 'good'],
    ['FULL_TRANSFER_FAILED', 'bad'],
  ])('to %s sounds %s', (to, tone) => {
    expect(eventCard(statusEvent('PAUSING', to), sampleSnapshot({ status: to }), 'en').tone).toBe(tone)
  })

  it('to a failure brings the cause and the way on', () => {
    const failed = sampleSnapshot({ status: 'INCRE_TRANSFER_FAILED', error: 'duplicate key in t1' })
    const card = eventCard(statusEvent('INCRE_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED'), failed, 'en')
    expect(card.lines).toEqual([{ code: 'duplicate key in t1' }])
    expect(actions(card)).toEqual(['cmd:resume:ask', 'cmd:snooze:four-hours', 'cmd:show:ask'])
    expect(card.buttons?.[0]?.value).toBe(`prod/${failed.id}`)
  })

  it.each(['CREATE_FAILED', 'RELEASE_RESOURCE_FAILED', 'CHANGE_JOB_FAILED', 'NODE_UPGRADE_FAILED'])(
    'to %s offers nothing that its state does not allow',
    (to) => {
      const card = eventCard(statusEvent('CREATING', to), sampleSnapshot({ status: to }), 'en')
      expect(actions(card)).toEqual(['cmd:snooze:four-hours', 'cmd:show:ask'])
    },
  )

  it('offers nothing when the task has gone on meanwhile', () => {
    const event = statusEvent('INCRE_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED')
    expect(actions(eventCard(event, sampleSnapshot({ status: 'INCRE_TRANSFER_STARTED' }), 'en'))).toEqual([])
    expect(actions(eventCard(event, sampleSnapshot({ status: null }), 'en'))).toEqual([])
  })

  it('names a task without a name by its id', () => {
    const unnamed = { connection: 'prod', id: 'x-jb101', version: 1, changedAt: noon, status: 'PAUSING' }
    expect(eventCard(statusEvent('CREATING', 'PAUSING'), unnamed, 'en').title).toMatch(/^x-jb101: /)
  })
})

describe('a finished pre-check', () => {
  const event = (passed: boolean, items: readonly PrecheckItem[]): TaskEvent => ({
    id: 'e2',
    at: noon,
    kind: 'precheck',
    passed,
    items,
  })
  const passing: PrecheckItem = { item: 'srcDbServerIdCheck', verdict: 'PASSED' }
  const alarm: PrecheckItem = { item: 'srcBinlogRowImageCheck', verdict: 'ALARM' }
  const failing: PrecheckItem = {
    item: 'srcDbBinlogIsOff',
    verdict: 'FAILED',
    reason: 'MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE',
    failedSubtasks: ['orders_1', 'orders_2'],
  }

  it.each([
    [true, [passing], 'good', 'orders-mysql: pre-check passed', 'orders-mysql：预检查已通过'],
    [
      true,
      [passing, alarm],
      'warning',
      'orders-mysql: pre-check passed with 1 alarm',
      'orders-mysql：预检查已通过，1 项告警',
    ],
    [
      false,
      [failing, alarm],
      'bad',
      'orders-mysql: pre-check not passed, 1 item failed',
      'orders-mysql：预检查未通过，1 项失败',
    ],
  ] as const)('is summed up in its title (%s, %#)', (passed, items, tone, en, zh) => {
    const cards = inBoth((locale) => eventCard(event(passed, items), sampleSnapshot(), locale))
    expect([cards.en.tone, cards.en.title, cards['zh-CN'].title]).toEqual([tone, en, zh])
  })

  it('leads on to the start, or to the next try', () => {
    expect(actions(eventCard(event(true, [passing]), sampleSnapshot(), 'en'))).toEqual(['cmd:start:ask'])
    const again = eventCard(event(false, [failing]), sampleSnapshot(), 'en')
    expect(actions(again)).toEqual(['cmd:precheck:ask'])
    expect(again.buttons?.[0]?.label).toBe('Run the pre-check again')
  })

  it('offers no start of a task that has been started since', () => {
    const started = sampleSnapshot({ status: 'STARTJOBING' })
    expect(actions(eventCard(event(true, [passing]), started, 'en'))).toEqual([])
  })

  it.each(['en', 'zh-CN'] as const)('is rendered for Slack as in the golden file (%s)', async (locale) => {
    const rendered = renderCard(eventCard(event(false, [passing, alarm, failing]), sampleSnapshot(), locale))
    expect(checkBlocks(rendered.blocks, 'message')).toEqual([])
    await expect(`${JSON.stringify(rendered, null, 2)}\n`).toMatchFileSnapshot(
      `../fixtures/golden/precheck-event.${locale}.json`,
    )
  })
})

describe('other events', () => {
  it('say which way a disaster recovery task now runs', () => {
    const event: TaskEvent = { id: 'e3', at: noon, kind: 'direction', from: 'up', to: 'down' }
    const dr = sampleSnapshot({ scenario: 'cloudDataGuard', direction: 'down' })
    expect(inBoth((locale) => eventCard(event, dr, locale).title)).toEqual({
      en: 'orders-mysql: direction changed. This cloud is the active side.',
      'zh-CN': 'orders-mysql：方向已改变，本云为主。',
    })
  })

  it('say that a figure has not been readable, and that it is again', () => {
    const limit = { metric: 'lag', aboveMs: 10_000, forMs: 0 } as const
    const told = { id: 'e5', kind: 'limit', limit, since: noon, at: noon + 300_000 } as const
    const gone = inBoth((locale) => eventCard({ ...told, state: 'unreadable' }, sampleSnapshot(), locale))
    expect([gone.en.tone, gone.en.title, gone['zh-CN'].title]).toEqual([
      'warning',
      'orders-mysql: delay has not been readable for 5 min',
      'orders-mysql：时延已 5分钟无法读取',
    ])
    const back = eventCard({ ...told, state: 'readable', valueMs: 2000 }, sampleSnapshot(), 'en')
    expect([back.tone, back.title, back.lines]).toEqual([
      'good',
      'orders-mysql: delay is readable again: 2 sec',
      ['It was not readable for 5 min.'],
    ])
  })

  it('say that a task is unstable, how often it has failed, and that this is over', () => {
    const told = { id: 'e6', kind: 'unstable', since: noon, at: noon + 720_000, times: 6 } as const
    const title = (state: 'going' | 'over') =>
      inBoth((locale) => eventCard({ ...told, state }, sampleSnapshot(), locale).title)
    expect([title('going'), title('over')]).toEqual([
      {
        en: 'orders-mysql: unstable, failed 6 times in 12 min',
        'zh-CN': 'orders-mysql：运行不稳定，12分钟内失败 6 次',
      },
      {
        en: 'orders-mysql: stable again, after 6 failures in 12 min',
        'zh-CN': 'orders-mysql：已恢复稳定，此前 12分钟内失败 6 次',
      },
    ])
    const returned = { id: 'e7', at: noon, kind: 'returned', to: 'CONFIGURATION' } as const
    expect(eventCard(returned, sampleSnapshot(), 'en').title).toBe(
      'orders-mysql: DRS knows this task again. It is in “Waiting for configuration”.',
    )
  })

  it('say that a task is gone', () => {
    const event: TaskEvent = { id: 'e4', at: noon, kind: 'gone', from: 'CONFIGURATION' }
    const card = eventCard(event, sampleSnapshot({ status: null }), 'en')
    expect(card.title).toBe('orders-mysql: DRS no longer knows this task. It was deleted.')
    expect(actions(card)).toEqual([])
  })
})
