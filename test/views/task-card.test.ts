import { describe, expect, it } from 'vitest'
import { addLagSample } from '../../src/domain/tasks/lag-history.ts'
import type { PrecheckItem, PrecheckReport } from '../../src/domain/tasks/task.ts'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'
import { statuses } from '../../src/drs/statuses.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { lineToPlain } from '../../src/slack/text.ts'
import type { Card } from '../../src/views/card.ts'
import { taskCard, taskKind, taskNames } from '../../src/views/task-card.ts'
import { taskDetails } from '../../src/views/task-details.ts'
import { alikeNames, taskChoices, taskLine } from '../../src/views/task-line.ts'
import { inBoth, noon, sampleSnapshot, sampleTask, words } from '../helpers/samples.ts'

const hour = 3_600_000
const actions = (card: Card) => (card.buttons ?? []).map((button) => button.action)
const state = (card: Card) => lineToPlain(card.state ?? '')
const lines = (card: Card) => (card.lines ?? []).map(lineToPlain)
const cardOf = (fields: Partial<Snapshot>) => taskCard(sampleSnapshot(fields), 'en', noon)

function report(verdicts: readonly string[], rest: Partial<PrecheckReport> = {}): PrecheckReport {
  const items: PrecheckItem[] = verdicts.map((verdict, i) => ({ item: `check${i}`, verdict }))
  return { percent: 100, finished: true, passed: !verdicts.includes('FAILED'), items, ...rest }
}

const ends = {
  source: { ip: '10.0.0.12', port: 3306 },
  destination: { ip: '10.0.0.9', port: 3306, instanceName: 'rds-orders' },
} as const

describe('the living card of a task', () => {
  const running = sampleSnapshot({
    ...ends,
    status: 'FULL_TRANSFER_STARTED',
    progress: { percent: 42.7, remainingMs: 125_000 },
  })

  it('says what it is and how it is in two lines, offers the next step, and where it is', () => {
    const card = taskCard(running, 'en', noon)
    expect(card).toMatchObject({ title: 'orders-mysql', mark: '🔵' })
    expect(state(card)).toBe('Full phase running · ▓▓▓▓░░░░░░ 42% · about 2 min 5 sec left')
    expect(lines(card)).toEqual([
      'MySQL 10.0.0.12:3306 → MySQL rds-orders · Real-time migration · Full + incremental · To the cloud · prod',
    ])
    expect(card.footer).toEqual([{ code: 'a1b2c3d4' }, ' · ', 'updated ', { time: noon }])
    expect(card.facts).toBeUndefined()
  })

  it('has at most three buttons; what is grave is in the menu, where the verb itself asks for approval', () => {
    const card = taskCard(running, 'en', noon)
    expect(actions(card)).toEqual(['cmd:progress:ask', 'cmd:pause:ask'])
    expect(card.menu?.map(({ action }) => action)).toEqual([
      'cmd:show:details',
      'cmd:settings:ask',
      'cmd:timeline:ask',
      'cmd:stop:ask',
    ])
  })

  it('names only ids in its buttons', () => {
    const { buttons = [], menu = [] } = taskCard(running, 'en', noon)
    expect(new Set([...buttons, ...menu].map(({ value }) => value))).toEqual(new Set([`prod/${running.id}`]))
  })

  it('shows the delay instead of the full phase once that is over', () => {
    const card = cardOf({
      status: 'INCRE_TRANSFER_STARTED',
      progress: { percent: 100, lagMs: 2500, remainingMs: 0 },
    })
    expect(card.mark).toBe('🟢')
    expect(state(card)).toBe('Incremental phase running · delay 2 sec')
  })

  it('says where the delay is going', () => {
    const minutes = [60, 50, 40, 30, 20]
    const lags = minutes.reduce<readonly number[]>(
      (all, seconds, i) => addLagSample(all, seconds * 1000, noon + i * 60_000),
      [],
    )
    const fields = { status: 'INCRE_TRANSFER_STARTED', progress: { percent: 100, lagMs: 20_000 }, lags }
    const shown = inBoth((locale) => state(taskCard(sampleSnapshot(fields), locale, noon + 240_000)))
    expect(shown.en).toContain('delay 20 sec, falling; below 5 sec in about 2 min')
    expect(shown['zh-CN']).toContain('时延 20秒，下降中；约 2分钟后低于 5秒')
  })

  it('is orange above the limit, and says why', () => {
    const late = { status: 'INCRE_TRANSFER_STARTED', progress: { lagMs: 7_200_000 } }
    const snapshot = sampleSnapshot({
      ...late,
      limits: { 'lag>1m for 3m': { since: noon - hour, told: true } },
    })
    const shown = inBoth((locale) => taskCard(snapshot, locale, noon))
    expect([shown.en.mark, shown['zh-CN'].mark]).toEqual(['🟠', '🟠'])
    expect(shown.en.lines?.[1]).toEqual([
      'Delay is above its limit of 1 min',
      ' ',
      'since ',
      { time: noon - hour },
    ])
    expect(shown['zh-CN'].lines?.[1]).toEqual(['时延超过上限 1分钟', ' ', '自 ', { time: noon - hour }])
  })

  it('goes by the limits of its channel where that has any', () => {
    const snapshot = sampleSnapshot({ status: 'INCRE_TRANSFER_STARTED', progress: { lagMs: 90_000 } })
    const limit = { metric: 'lag', aboveMs: 30_000, forMs: 0 } as const
    const own = taskCard(snapshot, 'en', noon, { crossed: [], ownCrossed: [{ limit, since: noon }] })
    expect(own.mark).toBe('🟠')
    expect(lines(own)[1]).toContain('Delay is above its limit of 30 sec since ')
    expect(taskCard(snapshot, 'en', noon, { crossed: [], ownCrossed: [] }).mark).toBe('🟢')
  })

  it('counts down what DRS does by itself, and names what waits for people, with the way to it', () => {
    const deadlines = [{ kind: 'log-retention', endsAt: noon, leftMs: 3 * hour }] as const
    const request = { id: 't1', verb: words('Stop'), by: 'U1', until: noon }
    const card = taskCard(
      sampleSnapshot({
        status: 'PAUSING',
        deadlines,
        statusSince: noon,
        statusBy: { by: 'U2', verb: 'pause' },
      }),
      'en',
      noon,
      { openRequests: [request, { ...request, link: 'https://x.slack.com/archives/C1/p1' }] },
    )
    expect(card.mark).toBe('🟠')
    expect(card.state).toEqual(['Paused', ' · ', 'since ', { time: noon }, ' · ', 'by ', { user: 'U2' }])
    const rest = [' · asked by ', { user: 'U1' }, ' · until ', { time: noon }]
    expect(card.lines?.slice(1)).toEqual([
      ['Recommended end of the pause: ', 'within 3 hr · by ', { time: noon }],
      ['Waits for approval: ', 'Stop', ...rest],
      ['Waits for approval: ', { link: 'https://x.slack.com/archives/C1/p1', text: 'Stop' }, ...rest],
    ])
  })

  it('says that a pause came from the console', () => {
    const card = cardOf({ status: 'PAUSING', statusBy: 'console' })
    expect(state(card)).toBe('Paused · in the console')
    expect([card.mark, actions(card)]).toEqual(['⏸️', ['cmd:resume:ask']])
  })

  it.each([
    [{ rpoMs: 800, rtoMs: 61_000 }, ' · RPO 800 ms · RTO 1 min 1 sec'],
    [{ rpoMs: 0 }, ' · RPO 0 ms'],
    [{ rtoMs: 5000 }, ' · RTO 5 sec'],
    [{}, ''],
  ])('shows the recovery figures %j', (recovery, shown) => {
    const card = cardOf({ status: 'INCRE_TRANSFER_STARTED', scenario: 'cloudDataGuard', recovery })
    expect(state(card)).toBe(`Disaster recovery in progress${shown}`)
  })

  it('has two columns for the two sides of a pair, and names their addresses there only', () => {
    const card = cardOf({
      ...ends,
      scenario: 'cloudDataGuard',
      engine: 'cloudDataGuard-mysql',
      status: 'INCRE_TRANSFER_STARTED',
    })
    expect(card.facts).toEqual([
      { label: 'Active', said: '10.0.0.12:3306' },
      { label: 'Standby', said: 'rds-orders' },
    ])
    expect(lines(card)).toEqual([
      'MySQL ⇄ MySQL · Real-time disaster recovery · Full + incremental · This cloud is the standby · prod',
    ])
    expect(card.menu?.map(({ action }) => action)).toContain('cmd:switchover:ask')
  })

  it.each([
    [report(['PASSED', 'PASSED']), 'pre-check passed', '预检查已通过', '⚪'],
    [report(['PASSED', 'ALARM']), 'pre-check passed, 1 alarm', '预检查已通过，1 项告警', '⚪'],
    [
      report(['FAILED', 'ALARM', 'ALARM']),
      'pre-check failed: 1 item, 2 alarms',
      '预检查未通过：1 项失败，2 项告警',
      '🟠',
    ],
    [report([], { finished: false, percent: 30 }), 'pre-check 30%', '预检查 30%', '🔵'],
  ])('shows the pre-check while the task is configured (%#)', (precheck, en, zh, mark) => {
    const shown = inBoth((locale) => taskCard(sampleSnapshot({ ...ends, precheck }), locale, noon))
    expect(state(shown.en)).toBe(`Waiting for configuration · ${en}`)
    expect(state(shown['zh-CN'])).toBe(`配置中 · ${zh}`)
    expect(shown.en.mark).toBe(mark)
    expect(state(cardOf({ status: 'FULL_TRANSFER_STARTED', precheck }))).not.toContain('pre-check')
  })

  it('leads from the databases over their test and the pre-check to the start', () => {
    const empty = sampleSnapshot()
    const database = { dbType: 'mysql', ip: '10.0.0.1', user: 'drs' }
    const setup = { source: database, destination: database }
    const passed = report(['PASSED'])
    const after = { ...setup, testedAt: noon - 1 }
    const firsts = [
      taskCard(empty, 'en', noon),
      taskCard(empty, 'en', noon, { setup }),
      taskCard(empty, 'en', noon, { setup: after }),
      taskCard(sampleSnapshot({ precheck: passed, precheckAt: noon - hour }), 'en', noon, { setup: after }),
      taskCard(sampleSnapshot({ precheck: passed, precheckAt: noon }), 'en', noon, { setup: after }),
    ].map(({ buttons: [first] = [] }) => [first?.label, first?.style])
    expect(firsts).toEqual([
      ['Enter databases', 'primary'],
      ['Test connections', 'primary'],
      ['Run pre-check', 'primary'],
      ['Run pre-check', 'primary'],
      ['Start', 'primary'],
    ])
  })

  it('says why it failed, and since when', () => {
    const card = cardOf({
      status: 'FULL_TRANSFER_FAILED',
      error: 'Table t1 has no primary key',
      statusSince: noon - hour,
    })
    expect(card.mark).toBe('🔴')
    expect(card.state).toEqual(['Full phase failed', ' · ', 'since ', { time: noon - hour }])
    expect(lines(card)).toContain('Table t1 has no primary key')
    expect(actions(card)).toEqual(['cmd:resume:ask', 'cmd:show:ask', 'cmd:snooze:four-hours'])
  })

  it('tells the last comparison once it is over', () => {
    const comparison = { id: 'c1', kind: 'row', status: 'SUCCESSFUL', clean: true, endedAt: noon } as const
    expect(cardOf({ status: 'INCRE_TRANSFER_STARTED', comparisons: [comparison] }).lines?.at(-1)).toEqual([
      'Row comparison: no differences',
      ' · ',
      { time: noon },
    ])
    const going = { ...comparison, status: 'RUNNING' }
    expect(lines(cardOf({ status: 'INCRE_TRANSFER_STARTED', comparisons: [going] }))).toHaveLength(1)
  })

  it('leads to the console where its address is configured', () => {
    const card = taskCard(running, 'en', noon, { consoleUrl: 'https://console.example.com/a1' })
    expect(card.footer).toContainEqual({ link: 'https://console.example.com/a1', text: 'Open in console' })
  })

  it('that is no longer watched says so, keeps what it showed, and offers nothing', () => {
    const card = taskCard(running, 'en', noon, { unwatched: true })
    expect([card.mark, card.buttons, card.menu]).toEqual(['⚪', undefined, undefined])
    expect(state(card)).toMatch(/^no longer watched here · Full phase running/)
  })

  it('says that DRS does not know the task any more, and offers nothing', () => {
    const gone = cardOf({ status: null, lastStatus: 'INCRE_TRANSFER_STARTED' })
    expect([gone.mark, state(gone), gone.buttons]).toEqual(['🔴', 'DRS no longer knows this task', []])
    expect(cardOf({ status: null, lastStatus: 'RELEASE_RESOURCE_COMPLETE' }).mark).toBe('⚪')
  })

  it('stands with nothing but an id and a status, also one that nobody has described', () => {
    const card = taskCard(
      { connection: 'prod', id: 'x-jb101', version: 0, changedAt: 0, status: 'NEW_ONE' },
      'en',
      noon,
    )
    expect([card.title, state(card), lines(card)]).toEqual(['Unnamed task', 'NEW_ONE', ['prod']])
  })

  it.each(statuses.map((row) => row.status))(
    'says the status in words, not by its mark alone: %s',
    (status) => {
      const shown = inBoth((locale) => renderCard(taskCard(sampleSnapshot({ status }), locale, noon)).text)
      const row = statuses.find((one) => one.status === status)
      expect(shown.en).toContain(`orders-mysql · ${row?.words.en}`)
      expect(shown['zh-CN']).toContain(`orders-mysql · ${row?.words['zh-CN']}`)
    },
  )

  it.each(['en', 'zh-CN'] as const)('is rendered for Slack as in the golden file (%s)', async (locale) => {
    const rendered = renderCard(taskCard(running, locale, noon))
    await expect(`${JSON.stringify(rendered, null, 2)}\n`).toMatchFileSnapshot(
      `../fixtures/golden/task-card.${locale}.json`,
    )
  })
})

describe('the addresses on a card', () => {
  const shown = (ip: string, port?: number) =>
    lines(cardOf({ source: { ip, ...(port !== undefined && { port }) } }))[0]?.split(' → ')[0]
  it.each([
    ['10.0.0.1', 3306, 'MySQL 10.0.0.1:3306'],
    ['2001:db8::10', 27017, 'MySQL [2001:db8::10]:27017'],
    ['10.0.0.1:27017,10.0.0.2:27017', 27017, 'MySQL 10.0.0.1:27017 +1'],
    ['db.example.com', undefined, 'MySQL db.example.com'],
  ])('%s with port %s is %s', (ip, port, expected) => {
    expect(shown(ip, port)).toBe(expected)
  })
})

describe('the details of a task', () => {
  const task = sampleTask({
    status: 'INCRE_TRANSFER_STARTED',
    network: 'vpn',
    nodeType: 'high',
    description: 'orders & more',
    createdAt: noon,
    source: { dbType: 'mysql', ip: '192.0.2.7', port: 3306, user: 'drs' },
    destination: { dbType: 'mysql', instanceId: 'f00-in01', instanceName: 'rds-orders' },
  })
  const details = (of: typeof task, more = {}) => taskDetails(of, more, { now: noon, locale: 'en' })

  it('are all there is to know, what is seldom wanted folded', () => {
    const card = details(task, { progress: { lagMs: 1200 } })
    expect(state(card)).toBe('Incremental phase running · delay 1 sec')
    const [more] = card.sections ?? []
    expect([more?.heading, more?.folded]).toEqual(['More about this task', true])
    expect(more?.lines?.map(lineToPlain)).toEqual([
      'Source: MySQL · 192.0.2.7:3306 · drs',
      'Destination: MySQL · rds-orders',
      'Specifications: high',
      'Network: VPN or dedicated line',
      expect.stringMatching(/^Created: /),
      'Description: orders &amp; more',
      `Task ID: ${task.id}`,
    ])
  })

  it('tell how far the task has come', () => {
    const course = (of: typeof task, more = {}) =>
      details(of, more).course?.steps.map(({ title, state: at }) => `${title} ${at}`)
    expect(course(task)).toEqual([
      'Created complete',
      'Connections tested complete',
      'Pre-check complete',
      'Started complete',
      'Full phase complete',
      'Incremental phase in_progress',
    ])
    const fresh = sampleTask({ mode: 'FULL_TRANS' })
    expect(course(fresh, { precheck: report(['FAILED']) })).toEqual([
      'Created complete',
      'Connections tested pending',
      'Pre-check error',
      'Started pending',
      'Full phase pending',
    ])
    expect(course(sampleTask({ status: 'RELEASE_RESOURCE_COMPLETE' }))).toBeUndefined()
  })

  it('tell what only the bot has seen, as long as the status is the same', () => {
    const snapshot = sampleSnapshot({ status: 'PAUSING', statusSince: noon - hour, statusBy: 'console' })
    expect(state(details({ ...task, status: 'PAUSING' }, { snapshot }))).toContain('in the console')
    expect(state(details(task, { snapshot }))).not.toContain('in the console')
  })

  it('do not offer a switchover of a dual-active task', () => {
    const menu = (of: typeof task) => details(of).menu?.map(({ action }) => action)
    const dr = { ...task, scenario: 'cloudDataGuard' }
    expect(menu(dr)).toContain('cmd:switchover:ask')
    expect(menu({ ...dr, dualActive: true })).not.toContain('cmd:switchover:ask')
  })
})

describe('a task in a line', () => {
  it('is its state, name, status, engines and connection', () => {
    const shown = inBoth((locale) => lineToPlain(taskLine(sampleTask(), { now: noon, locale })))
    expect(shown).toEqual({
      en: '⚪ orders-mysql · Waiting for configuration · MySQL → MySQL · prod',
      'zh-CN': '⚪ orders-mysql · 配置中 · MySQL → MySQL · prod',
    })
  })

  it('is told from another one of the same name by id and address', () => {
    const two = [
      sampleTask({ id: 'aaaaaaaa-1', source: { dbType: 'mysql', ip: '10.0.0.1', port: 3306 } }),
      sampleTask({ id: 'bbbbbbbb-2', name: 'ORDERS-mysql' }),
      sampleTask({ id: 'cccccccc-3', name: 'billing' }),
    ]
    const alike = alikeNames(two)
    expect(two.map((task) => lineToPlain(taskLine(task, { now: noon, locale: 'en', alike })))).toEqual([
      expect.stringContaining('orders-mysql · aaaaaaaa · 10.0.0.1:3306 · Waiting'),
      expect.stringContaining('ORDERS-mysql · bbbbbbbb · Waiting'),
      expect.stringContaining('billing · Waiting'),
    ])
    const choices = taskChoices(two, { now: noon, locale: 'en' })
    expect(new Set(choices.map(({ label }) => label.slice(0, 40))).size).toBe(3)
  })

  it('keeps wire names that nobody has described, and leaves out what is not known', () => {
    const odd = { scenario: 'backup', engine: 'db2-to-mysql', mode: '', direction: 'sideways' }
    expect(taskKind(odd, 'en')).toBe('backup · db2-to-mysql · sideways')
  })

  it('joins names as the language does', () => {
    const two = [sampleTask({ name: 'a' }), sampleTask({ name: 'b' })]
    expect(inBoth((locale) => taskNames(two, locale))).toEqual({ en: 'a and b', 'zh-CN': 'a和b' })
  })
})
