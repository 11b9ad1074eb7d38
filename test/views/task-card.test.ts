import { describe, expect, it } from 'vitest'
import { addLagSample } from '../../src/domain/tasks/lag-history.ts'
import type { PrecheckItem, PrecheckReport } from '../../src/domain/tasks/task.ts'
import { statuses } from '../../src/drs/statuses.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import type { Card } from '../../src/views/card.ts'
import {
  countVerdicts,
  taskCard,
  taskDetails,
  taskKind,
  taskLine,
  taskNames,
} from '../../src/views/task-card.ts'
import { inBoth, noon, sampleSnapshot, sampleTask, words } from '../helpers/samples.ts'

function facts(card: Card): Readonly<Record<string, unknown>> {
  return Object.fromEntries((card.facts ?? []).map(({ label, value }) => [label, value]))
}

const actions = (card: Card) => (card.buttons ?? []).map((button) => button.action)

function report(verdicts: readonly string[], rest: Partial<PrecheckReport> = {}): PrecheckReport {
  const items: PrecheckItem[] = verdicts.map((verdict, i) => ({ item: `check${i}`, verdict }))
  return { percent: 100, finished: true, passed: !verdicts.includes('FAILED'), items, ...rest }
}

describe('the living card of a task', () => {
  const running = sampleSnapshot({
    status: 'FULL_TRANSFER_STARTED',
    progress: { percent: 42.7, remainingMs: 125_000 },
  })

  it('says name, kind, status and progress, offers what is possible, and where it is', () => {
    expect(taskCard(running, 'en', noon)).toMatchObject({
      title: 'orders-mysql',
      tone: 'working',
      lines: ['Real-time migration · MySQL → MySQL · Full + incremental · To the cloud'],
      footer: [{ code: running.id }, ' · prod · ', { time: noon }],
    })
    expect(facts(taskCard(running, 'en', noon))).toEqual({
      Status: { bold: 'Full phase running' },
      'Full phase': '▓▓▓▓░░░░░░ 42%',
      About: '2 min 5 sec',
    })
    expect(actions(taskCard(running, 'en', noon))).toEqual(['cmd:pause:ask', 'cmd:stop:ask'])
  })

  it('names only ids in its buttons', () => {
    expect(taskCard(running, 'en', noon).buttons?.map((button) => button.value)).toEqual([
      `prod/${running.id}`,
      `prod/${running.id}`,
    ])
  })

  it('marks what is destructive; the verb itself asks for consent, or back', () => {
    expect(taskCard(running, 'en', noon).buttons?.map(({ style }) => style)).toEqual([undefined, 'danger'])
  })

  it('shows the delay instead of the full phase once that is over', () => {
    const card = taskCard(
      sampleSnapshot({
        status: 'INCRE_TRANSFER_STARTED',
        progress: { percent: 100, lagMs: 2500, remainingMs: 0 },
      }),
      'en',
      noon,
    )
    expect(facts(card)).toEqual({ Status: { bold: 'Incremental phase running' }, Delay: '2 sec' })
  })

  it('says where the delay is going', () => {
    const minutes = [60, 50, 40, 30, 20]
    const lags = minutes.reduce<readonly number[]>(
      (all, seconds, i) => addLagSample(all, seconds * 1000, noon + i * 60_000),
      [],
    )
    const state = { status: 'INCRE_TRANSFER_STARTED', progress: { percent: 100, lagMs: 20_000 }, lags }
    const delays = inBoth((locale) => facts(taskCard(sampleSnapshot(state), locale, noon + 240_000)))
    expect(delays.en.Delay).toBe('20 sec, falling; below 5 sec in about 2 min')
    expect(delays['zh-CN'].时延).toBe('20秒，下降中；约 2分钟后低于 5秒')
  })

  it('counts down what DRS does by itself, and names what waits for people', () => {
    const clocks = [{ kind: 'log-retention', endsAt: noon, leftMs: 3 * 3_600_000 }] as const
    const openTickets = [{ id: 't1', verb: words('Stop'), by: 'U1', until: noon }]
    const card = taskCard(sampleSnapshot({ status: 'PAUSING', deadlines: clocks }), 'en', noon, {
      openRequests: openTickets,
    })
    expect(facts(card)).toEqual({
      Status: { bold: 'Paused' },
      'Advised end of the pause': ['within 3 hr · by ', { time: noon }],
      'Waits for approval': ['Stop', ' · asked by ', { user: 'U1' }, ' · until ', { time: noon }],
    })
  })

  it('shows both when the delay is known before the full phase is over', () => {
    const card = taskCard(
      sampleSnapshot({ status: 'FULL_TRANSFER_STARTED', progress: { percent: 80, lagMs: 0 } }),
      'en',
      noon,
    )
    expect(facts(card)).toMatchObject({ 'Full phase': '▓▓▓▓▓▓▓▓░░ 80%', Delay: '0 ms' })
  })

  it.each([
    [{ rpoMs: 800, rtoMs: 61_000 }, '800 ms / 1 min 1 sec'],
    [{ rpoMs: 0 }, '0 ms / –'],
    [{ rtoMs: 5000 }, '– / 5 sec'],
    [{}, undefined],
  ])('shows the recovery figures %j', (recovery, shown) => {
    const card = taskCard(sampleSnapshot({ status: 'INCRE_TRANSFER_STARTED', recovery }), 'en', noon)
    expect(facts(card)['RPO / RTO']).toBe(shown)
  })

  it.each([
    [report(['PASSED', 'PASSED']), 'passed', '已通过'],
    [report(['PASSED', 'ALARM']), 'passed with 1 alarm', '已通过，1 项告警'],
    [report(['FAILED', 'ALARM', 'ALARM']), 'not passed: 1 failed, 2 alarms', '未通过：1 项失败，2 项告警'],
    [report(['FAILED', 'SURPRISE']), 'not passed: 2 failed, 0 alarms', '未通过：2 项失败，0 项告警'],
    [report([], { finished: false, percent: 30 }), 'running, 30%', '进行中，30%'],
  ])('shows the pre-check while the task is configured (%#)', (precheck, en, zh) => {
    const shown = inBoth((locale) => facts(taskCard(sampleSnapshot({ precheck }), locale, noon)))
    expect(shown.en['Pre-check']).toBe(en)
    expect(shown['zh-CN'].预检查).toBe(zh)
    const later = sampleSnapshot({ status: 'FULL_TRANSFER_STARTED', precheck })
    expect(facts(taskCard(later, 'en', noon))).not.toHaveProperty('Pre-check')
  })

  it('says why it failed', () => {
    const failed = sampleSnapshot({ status: 'FULL_TRANSFER_FAILED', error: 'Table t1 has no primary key' })
    const card = taskCard(failed, 'en', noon)
    expect(card.tone).toBe('bad')
    expect(facts(card)['Cause of failure']).toBe('Table t1 has no primary key')
    expect(actions(card)).toContain('cmd:resume:ask')
  })

  it('uses the words of disaster recovery there', () => {
    const dr = sampleSnapshot({
      scenario: 'cloudDataGuard',
      engine: 'cloudDataGuard-mysql',
      status: 'INCRE_TRANSFER_STARTED',
    })
    const card = taskCard(dr, 'en', noon)
    expect(card.lines).toEqual([
      'Real-time disaster recovery · MySQL ⇄ MySQL · Full + incremental · This cloud is the standby',
    ])
    expect(facts(card).Status).toEqual({ bold: 'Disaster recovery in progress' })
    expect(actions(card)).toContain('cmd:switchover:ask')
  })

  it('says that DRS does not know the task any more, and offers nothing', () => {
    const gone = taskCard(sampleSnapshot({ status: null }), 'en', noon)
    expect(gone.lines).toEqual(['DRS no longer knows this task'])
    expect(gone.facts).toBeUndefined()
    expect(gone.buttons).toBeUndefined()
  })

  it('stands with nothing but an id and a status, also one that nobody has described', () => {
    const card = taskCard(
      { connection: 'prod', id: 'x-jb101', version: 0, changedAt: 0, status: 'NEW_ONE' },
      'en',
      noon,
    )
    expect(card).toMatchObject({ title: 'Unnamed task', tone: 'neutral', lines: [], buttons: [] })
    expect(facts(card)).toEqual({ Status: { bold: 'NEW_ONE' } })
  })

  it.each(statuses.map((row) => row.status))(
    'says the status in words, not by its mark alone: %s',
    (status) => {
      const shown = inBoth((locale) => renderCard(taskCard(sampleSnapshot({ status }), locale, noon)).text)
      const row = statuses.find((one) => one.status === status)
      expect(shown.en).toContain(`Status: ${row?.words.en}`)
      expect(shown['zh-CN']).toContain(`任务状态: ${row?.words['zh-CN']}`)
    },
  )

  it.each(['en', 'zh-CN'] as const)('is rendered for Slack as in the golden file (%s)', async (locale) => {
    const rendered = renderCard(taskCard(running, locale, noon))
    await expect(`${JSON.stringify(rendered, null, 2)}\n`).toMatchFileSnapshot(
      `../fixtures/golden/task-card.${locale}.json`,
    )
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

  it('are all there is to know', () => {
    const card = taskDetails(task, { progress: { lagMs: 1200 }, recovery: { rpoMs: 5 } }, 'en')
    expect(facts(card)).toEqual({
      Status: { bold: 'Incremental phase running' },
      Delay: '1 sec',
      'RPO / RTO': '5 ms / –',
      Source: 'mysql · 192.0.2.7:3306 · drs',
      Destination: 'mysql · rds-orders',
      Specifications: 'high',
      Network: 'VPN or dedicated line',
      Created: { time: noon },
      Description: 'orders & more',
    })
    expect(card.footer).toEqual([{ code: task.id }, ' · prod'])
  })

  it('leave out what DRS did not say', () => {
    expect(facts(taskDetails(sampleTask(), {}, 'zh-CN'))).toEqual({ 任务状态: { bold: '配置中' } })
  })

  it('do not offer a switchover of a dual-active task', () => {
    const dr = { ...task, scenario: 'cloudDataGuard' }
    expect(actions(taskDetails(dr, {}, 'en'))).toContain('cmd:switchover:ask')
    expect(actions(taskDetails({ ...dr, dualActive: true }, {}, 'en'))).not.toContain('cmd:switchover:ask')
  })
})

describe('a task in a line', () => {
  it('is its name, status, scenario and engines', () => {
    expect(taskLine(sampleTask(), 'en')).toEqual([
      { bold: 'orders-mysql' },
      ' · Waiting for configuration · Real-time migration · MySQL → MySQL',
    ])
    expect(taskLine(sampleTask(), 'zh-CN')).toEqual([
      { bold: 'orders-mysql' },
      ' · 配置中 · 实时迁移 · MySQL → MySQL',
    ])
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

describe('countVerdicts', () => {
  it('counts a verdict that nobody has described as failed', () => {
    expect(countVerdicts(report(['PASSED', 'ALARM', 'FAILED', 'SURPRISE']))).toEqual({
      failed: 2,
      alarms: 1,
      passed: 1,
    })
  })
})
