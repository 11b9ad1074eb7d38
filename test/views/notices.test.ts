import { describe, expect, it } from 'vitest'
import type { EventSummary, Notice } from '../../src/domain/delivery/outbox-message.ts'
import { deadlineKinds, type Limit, type TaskEvent } from '../../src/domain/watching/event.ts'
import { checkBlocks } from '../../src/local-slack/blocks/validate.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import type { Card, Line } from '../../src/views/card.ts'
import { deadlineFact } from '../../src/views/clock-words.ts'
import { eventCard } from '../../src/views/event-card.ts'
import { eventSections } from '../../src/views/event-title.ts'
import { groupCard, mergedCard } from '../../src/views/grouped-card.ts'
import { noticeCard } from '../../src/views/notice-card.ts'
import { inBoth, noon, sampleSnapshot, words } from '../helpers/samples.ts'

const minute = 60_000
const actions = (card: Card) => (card.buttons ?? []).map((button) => button.action)

type Bare<E> = E extends TaskEvent ? Omit<E, 'id' | 'at'> : never

function event(fields: Bare<TaskEvent>, more: Pick<TaskEvent, 'attribution'> = {}): TaskEvent {
  return { id: 'e1', at: noon, ...fields, ...more }
}

function moved(from: string, to: string, more: Pick<TaskEvent, 'attribution'> = {}): TaskEvent {
  return event({ kind: 'status', from, to }, more)
}

function told(name: string, what: TaskEvent): EventSummary {
  return { taskId: `${name}-jb101`, name, scenario: 'migration', event: what }
}

const failure = moved('INCRE_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED')
const healthy = moved('STARTJOBING', 'FULL_TRANSFER_STARTED')
const failedTask = sampleSnapshot({ status: 'INCRE_TRANSFER_FAILED', error: 'duplicate key in t1' })

/** All that is written on a card, for tests of what it says. */
function written(card: Card): string {
  return JSON.stringify([card.title, card.lines, card.sections])
}

describe('an event', () => {
  const limit = { metric: 'lag', aboveMs: 30_000, forMs: 5 * minute } as const
  const crossedOf = (of: Limit) =>
    event({ kind: 'limit', limit: of, state: 'crossed', valueMs: 47_000, since: noon - 5 * minute })
  const crossed = crossedOf(limit)
  const recovered = event({
    kind: 'limit',
    limit,
    state: 'recovered',
    valueMs: 3000,
    since: noon - 12 * minute,
  })
  const row = { id: 'c1', kind: 'row', status: 'SUCCESSFUL' } as const

  it.each<[TaskEvent, string, string]>([
    [
      crossed,
      'orders-mysql: delay 47 sec, above this channel’s limit of 30 sec',
      'orders-mysql：时延 47秒，超过本频道的上限 30秒',
    ],
    [
      recovered,
      'orders-mysql: delay back to 3 sec, within this channel’s limit of 30 sec',
      'orders-mysql：时延已恢复至 3秒，在本频道的上限 30秒以内',
    ],
    [
      event({ kind: 'comparison', comparison: { ...row, clean: true, differences: 0 } }),
      'orders-mysql: Row comparison: no differences',
      'orders-mysql：行对比，没有差异',
    ],
    [
      event({ kind: 'comparison', comparison: { ...row, clean: false, differences: 3, uncomparable: 1 } }),
      'orders-mysql: Row comparison: 3 differences, 1 item could not be compared',
      'orders-mysql：行对比，3 处差异，1 项无法对比',
    ],
    [
      event({ kind: 'comparison', comparison: { id: 'c1', kind: 'random', status: 'TIMEOUT_INTERRUPT' } }),
      'orders-mysql: Comparison: timed out',
      'orders-mysql：数据对比，超时中断',
    ],
    [
      event({ kind: 'subtasks', failed: ['a', 'b'] }),
      'orders-mysql: subtasks a and b failed',
      'orders-mysql：子任务 a、b 失败',
    ],
    [
      event({ kind: 'appeared' }),
      'orders-mysql: new task, found by a filter of this channel',
      'orders-mysql：发现新任务，符合本频道的关注条件',
    ],
    [
      event({ kind: 'clock', deadline: { kind: 'ends-itself', endsAt: noon, leftMs: 23 * 60 * minute } }),
      'orders-mysql: DRS ends this failed task by itself within 23 hr',
      'orders-mysql：任务异常，DRS 将在 23小时内自动结束该任务',
    ],
  ])('%# is said in both languages', (what, en, zh) => {
    expect(inBoth((locale) => eventCard(what, sampleSnapshot(), locale).title)).toEqual({ en, 'zh-CN': zh })
  })

  it('says whose limit it is', () => {
    const of = (from: 'connection' | 'default') =>
      inBoth((locale) => eventCard(crossedOf({ ...limit, from }), sampleSnapshot(), locale).title)
    expect(of('connection')).toEqual({
      en: 'orders-mysql: delay 47 sec, above the connection’s limit of 30 sec',
      'zh-CN': 'orders-mysql：时延 47秒，超过连接的上限 30秒',
    })
    expect(of('default')).toEqual({
      en: 'orders-mysql: delay 47 sec, above the default limit of 30 sec',
      'zh-CN': 'orders-mysql：时延 47秒，超过默认上限 30秒',
    })
  })

  it('says how long a limit has been crossed', () => {
    expect(eventCard(crossed, sampleSnapshot(), 'en').lines).toEqual(['It has been above for 5 min.'])
    expect(eventCard(recovered, sampleSnapshot(), 'en').lines).toEqual(['It was above for 12 min.'])
    expect(eventCard({ ...crossed, at: noon - 5 * minute }, sampleSnapshot(), 'en').lines ?? []).toEqual([])
  })

  it.each(deadlineKinds)('of the clock %s says what to do', (kind) => {
    const cards = inBoth((locale) =>
      eventCard(
        event({ kind: 'clock', deadline: { kind, endsAt: noon, leftMs: minute } }),
        failedTask,
        locale,
      ),
    )
    expect(String(cards.en.lines?.[0])).toMatch(/^[A-Z].*\.$/)
    expect(String(cards['zh-CN'].lines?.[0])).toMatch(/\p{Script=Han}.*。$/u)
  })

  it('says in words that the full phase is over', () => {
    const over = moved('FULL_TRANSFER_STARTED', 'INCRE_TRANSFER_STARTED')
    expect(eventCard(over, sampleSnapshot(), 'en').lines).toEqual(['The full phase is finished.'])
  })

  it('says who has done it, where that is known', () => {
    const [from, to] = ['INCRE_TRANSFER_STARTED', 'RELEASE_RESOURCE_STARTED'] as const
    const mine = moved(from, to, { attribution: { by: 'U1', verb: 'stop' } })
    expect(eventCard(mine, sampleSnapshot(), 'en', { names: new Map([['U1', 'Ann']]) }).title).toBe(
      'Stopping… (Ann)',
    )
    const console = eventCard(moved(from, to, { attribution: 'console' }), sampleSnapshot(), 'en')
    expect(console.lines).toEqual(['Done outside the bot: in the console or by another program.'])
    expect(eventCard(moved(from, to), sampleSnapshot(), 'en').lines ?? []).toEqual([])
  })

  it('mentions people and groups with what is bad, and with nothing else', () => {
    const mention = ['U1', 'S1']
    const bad = eventCard(failure, failedTask, 'en', { mention })
    expect(bad.lines?.at(-1)).toEqual([{ user: 'U1' }, ' ', { group: 'S1' }])
    expect(written(eventCard(healthy, sampleSnapshot(), 'en', { mention }))).not.toContain('U1')
  })

  it('counts the failures that follow from it', () => {
    expect(written(eventCard(failure, failedTask, 'en', { absorbed: 3 }))).toContain(
      '3 failed subtasks follow',
    )
    expect(written(eventCard(failure, failedTask, 'zh-CN', { absorbed: 3 }))).toContain('3 个子任务失败')
  })
})

describe('merged events of a task', () => {
  const steps = [
    moved('STARTJOBING', 'FULL_TRANSFER_STARTED'),
    moved('FULL_TRANSFER_STARTED', 'FULL_TRANSFER_FAILED'),
  ]

  it('are the way that it went', () => {
    const failed = { ...failedTask, status: 'FULL_TRANSFER_FAILED' }
    expect(inBoth((locale) => mergedCard(steps, failed, locale).title)).toEqual({
      en: 'orders-mysql: 2 changes merged: Starting → Full phase running → Full phase failed',
      'zh-CN': 'orders-mysql：已合并 2 项变化：启动中 → 全量迁移中 → 全量迁移失败',
    })
    const card = mergedCard(steps, failed, 'en', { mention: ['U1'] })
    expect(card).toMatchObject({ tone: 'bad', lines: [{ code: 'duplicate key in t1' }, [{ user: 'U1' }]] })
    expect(actions(card)).toContain('cmd:resume:ask')
  })

  it('are listed in their order, without the name that stands in the title', () => {
    expect(mergedCard([...steps].reverse(), failedTask, 'en').sections).toEqual([
      {
        list: [
          [{ time: noon }, ' · ', { bold: 'Full phase running → Full phase failed' }],
          [{ time: noon }, ' · ', 'Starting → Full phase running'],
        ],
      },
    ])
  })

  it('are the latest ones where they are too many', () => {
    const many = [...Array<TaskEvent>(5).fill(failure), ...Array<TaskEvent>(15).fill(healthy)]
    const { sections = [] } = mergedCard(many, sampleSnapshot(), 'en')
    expect(JSON.stringify(sections[0])).not.toContain('failed')
    expect(sections[0]?.list).toHaveLength(15)
    expect(sections[1]).toEqual({ lines: ['and 5 more, see /drs missed'] })
  })

  it('are only counted in the title where more happened than moves', () => {
    const card = mergedCard([...steps, event({ kind: 'appeared' })], sampleSnapshot(), 'en')
    expect(card.title).toBe('orders-mysql: 3 changes merged')
    expect(actions(card)).toEqual([])
  })
})

describe('events of several tasks', () => {
  const all = [told('a', healthy), told('b', failure), told('c', healthy)]

  it('are counted, and what failed comes first', () => {
    const card = groupCard(all, 'en', { mention: ['S1'] })
    expect(card.title).toBe('3 changes in 3 tasks, 1 needs attention')
    expect(card.lines).toEqual([[{ group: 'S1' }]])
    expect(card.sections?.map(({ heading, list }) => [heading, list?.length])).toEqual([
      ['Needs attention', 1],
      ['Everything else', 2],
    ])
  })

  it('have no headings where nothing failed', () => {
    expect(groupCard([told('a', healthy), told('b', healthy)], 'zh-CN')).toMatchObject({
      title: '2 个任务共 2 项变化',
      tone: 'neutral',
      lines: [],
    })
    expect(eventSections([told('a', healthy)], 'en')[0]).not.toHaveProperty('heading')
  })

  it('are cut where they are too many, failures last', () => {
    const many = [...Array(20).fill(told('a', healthy)), ...Array(12).fill(told('b', failure))]
    const sections = eventSections(many, 'en')
    expect(sections.map(({ list, lines }) => list?.length ?? lines)).toEqual([
      12,
      3,
      ['and 17 more, see /drs missed'],
    ])
  })
})

describe('a notice', () => {
  const about = { connection: 'prod', taskId: '' }
  const held = [told('a', failure), told('a', healthy)]
  const notices: readonly Notice[] = [
    { kind: 'blind', since: noon, cause: words('DRS does not answer') },
    { kind: 'sighted', since: noon, until: noon + 20 * minute, missed: held },
    { kind: 'repeat', since: noon, snapshot: failedTask },
    { kind: 'snooze-over', by: 'U1', since: noon, held },
    { kind: 'digest', reason: 'quiet', since: noon, held },
    { kind: 'digest', reason: 'digest', since: noon, held },
    { kind: 'emptied', at: noon },
  ]

  it.each([
    [0, 'Can’t see the tasks of prod', '无法查看 prod 的任务'],
    [1, 'Can see the tasks of prod again', '已恢复查看 prod 的任务'],
    [2, 'orders-mysql: still “Incremental phase failed”', 'orders-mysql：仍为“增量迁移失败”'],
    [3, 'The snooze of this channel is over', '静默已结束：本频道'],
    [4, 'The quiet hours are over: 2 changes in 1 task', '免打扰时段已结束：1 个任务共 2 项变化'],
    [5, 'Digest: 2 changes in 1 task', '变化汇总：1 个任务共 2 项变化'],
    [6, 'All watches of prod are lost', 'prod 的关注已全部丢失'],
  ] as const)('%d has its title', (i, en, zh) => {
    const notice = notices[i]
    if (!notice) throw new Error('no such notice')
    expect(inBoth((locale) => noticeCard(notice, about, locale).title)).toEqual({ en, 'zh-CN': zh })
  })

  it('of blindness gives the cause, and promises to tell', () => {
    const card = noticeCard({ kind: 'blind', since: noon, cause: words('No answer') }, about, 'en')
    expect(card.lines?.[0]).toEqual(['Since ', { time: noon }, ': ', 'No answer'])
    expect(written(card)).toContain('Then you get what you missed.')
  })

  it('of some tasks says how many and which, ten of them by name', () => {
    const cause = words('DRS answers with errors')
    const many = Array.from({ length: 12 }, (_, i) => `db-${i + 1}`)
    const blind = (tasks: readonly string[]) =>
      inBoth((locale) => noticeCard({ kind: 'blind', since: noon, cause, tasks }, about, locale))
    const one = blind(['orders'])
    expect([one.en.title, one['zh-CN'].title]).toEqual([
      'Can’t see 1 task of prod',
      '无法查看 prod 的 1 个任务',
    ])
    const twelve = blind(many)
    expect(twelve.en.title).toBe('Can’t see 12 tasks of prod')
    expect(twelve.en.lines).toEqual([
      [{ bold: 'db-1, db-2, db-3, db-4, db-5, db-6, db-7, db-8, db-9, db-10, and 2 more' }],
      ['Since ', { time: noon }, ': ', cause.en],
      'Their changes won’t show here until this is fixed. Then you get what you missed.',
    ])
    expect(written(twelve['zh-CN'])).toContain('db-9、db-10等 12 个任务')
  })

  it('of a memory that was emptied says what is lost, and what to do', () => {
    const card = inBoth((locale) => noticeCard({ kind: 'emptied', at: noon }, about, locale))
    expect(card.en.lines?.[0]).toEqual(['At ', { time: noon }, ': the bot’s memory (Redis) was emptied.'])
    expect(written(card.en)).toMatch(/watches, .*open requests, .*roles/)
    for (const one of [card.en, card['zh-CN']]) expect(written(one)).toContain('/drs watch')
  })

  it('of sight on some tasks says which', () => {
    const notice = {
      kind: 'sighted',
      since: noon,
      until: noon + minute,
      missed: [],
      tasks: ['orders', 'users'],
    } as const
    const card = inBoth((locale) => noticeCard(notice, about, locale))
    expect([card.en.title, card['zh-CN'].title]).toEqual([
      'Can see 2 tasks of prod again',
      '已恢复查看 prod 的 2 个任务',
    ])
    expect(card.en.lines?.[0]).toEqual([{ bold: 'orders and users' }])
  })

  it('of sight says for how long, and what was missed', () => {
    const seen = (missed: readonly EventSummary[]) =>
      noticeCard({ kind: 'sighted', since: noon, until: noon + 20 * minute, missed }, about, 'en')
    expect(written(seen(held))).toContain('(20 min)')
    expect(written(seen(held))).toContain('Meanwhile: 2 changes in 1 task')
    expect(seen([]).lines?.at(-1)).toBe('Nothing happened meanwhile.')
  })

  it('of a failure that lasts offers what helps', () => {
    const card = noticeCard({ kind: 'repeat', since: noon, snapshot: failedTask }, about, 'en')
    expect(card.lines).toEqual([['Since ', { time: noon }], { code: 'duplicate key in t1' }])
    expect(actions(card)).toEqual(['cmd:resume:ask', 'cmd:snooze:four-hours', 'cmd:show:ask'])
  })

  it('of a snooze names its task', () => {
    const notice = { kind: 'snooze-over', by: 'U1', since: noon, held } as const
    const over = (more: { readonly name?: string }) =>
      noticeCard({ ...notice, ...more }, { connection: 'prod', taskId: 'a-jb101' }, 'en')
    expect(over({ name: 'a' }).title).toBe('The snooze of a is over')
    expect(over({}).title).toBe('The snooze of a-jb101 is over')
    expect(over({ name: 'a' }).sections?.map(({ list }) => list)).toEqual([
      [
        [{ time: noon }, ' · ', { bold: 'Incremental phase running → Incremental phase failed' }],
        [{ time: noon }, ' · ', 'Starting → Full phase running'],
      ],
    ])
  })

  it('is something that Slack takes', () => {
    for (const notice of notices) {
      for (const locale of ['en', 'zh-CN'] as const) {
        const { blocks } = renderCard(noticeCard(notice, about, locale))
        expect(checkBlocks(blocks, 'message')).toEqual([])
      }
    }
  })
})

describe('a clock on the card', () => {
  const fact = (line: Line | undefined) => JSON.stringify(line)

  it('is a countdown with its date', () => {
    const clock = { kind: 'ends-itself', endsAt: noon, leftMs: 13 * 86_400_000 } as const
    expect(deadlineFact(clock, 'en')).toEqual({
      label: 'Ends automatically',
      value: ['within 13 days · by ', { time: noon }],
    })
    expect(deadlineFact(clock, 'zh-CN').value).toEqual(['13天内 · 最晚 ', { time: noon }])
    expect(fact(deadlineFact({ ...clock, leftMs: 60 * minute }, 'en').value)).toContain('"bold"')
    expect(fact(deadlineFact({ ...clock, leftMs: 0 }, 'en').value)).toContain('overdue')
  })
})
