import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { withSection } from '../../src/kit/docs.ts'
import { metricRows, metricsTable } from '../../src/monitoring/metric-rows.ts'
import { createMetrics } from '../../src/monitoring/metrics.ts'
import { createEmitter } from '../../src/watch/events.ts'

const opened = () => createMetrics({ connections: ['prod'], callsPerMinute: 60 })

async function lines(metrics: ReturnType<typeof opened>): Promise<readonly string[]> {
  return (await metrics.text()).split('\n')
}

describe('the engine', () => {
  it('is counted by what it tells', async () => {
    const metrics = opened()
    const events = createEmitter()
    metrics.count(events)
    const channelRef = { team: 'T1', channel: 'C1' }
    const delivery = { connection: 'prod', channelRef, taskId: 't1', key: 'k' }
    events.emit('poll:done', { connection: 'prod', at: 1, looked: 7, changed: 2 })
    events.emit('poll:failed', { connection: 'prod', at: 1, taskIds: [], error: new Error('no') })
    events.emit('delivery:held', { ...delivery, reason: 'rate-limited', ms: 1_000 })
    events.emit('health:stale', { connection: 'prod', since: 1, cause: 'network', taskIds: ['t1'] })
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        'drs_chatops_polls_total{connection="prod",outcome="done"} 1',
        'drs_chatops_polls_total{connection="prod",outcome="failed"} 1',
        'drs_chatops_polled_tasks_total{connection="prod",found="looked"} 7',
        'drs_chatops_polled_tasks_total{connection="prod",found="changed"} 2',
        'drs_chatops_messages_held_total{connection="prod",reason="rate-limited"} 1',
        'drs_chatops_outages_total{connection="prod",scope="some"} 1',
      ]),
    )
  })

  it('that has done nothing yet has a first value for every rate that an alert is about', async () => {
    expect(await lines(opened())).toContain('drs_chatops_polls_total{connection="prod",outcome="failed"} 0')
  })
})

it('attempts are counted by class of answer, and without one as none', async () => {
  const metrics = opened()
  metrics.called({ connection: 'prod', api: 'v3', status: 429, ms: 100 })
  metrics.called({ connection: 'prod', api: 'v3', ms: 15_000 })
  const count = 'drs_chatops_drs_call_seconds_count{connection="prod",api="v3",'
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([`${count}answer="4xx"} 1`, `${count}answer="none"} 1`]),
  )
})

it('what Redis no longer says is not shown any more', async () => {
  const metrics = opened()
  const facts = { connection: 'prod', isBlind: false, tasks: 3, waitingChannels: 0 }
  metrics.standing([{ ...facts, answeredAt: 1_000 }], new Map([['pending', 2]]), 3_000)
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([
      'drs_chatops_seen_age_seconds{connection="prod"} 2',
      'drs_chatops_requests{state="pending"} 2',
    ]),
  )
  metrics.standing([{ ...facts, answeredAt: undefined }], new Map(), 4_000)
  const text = await metrics.text()
  expect(text).not.toContain('drs_chatops_seen_age_seconds{')
  expect(text).not.toContain('state="pending"')
})

it('two bots in one process do not count together', async () => {
  const [one, other] = [opened(), opened()]
  one.acknowledged(20)
  expect(await lines(other)).toContain('drs_chatops_slack_acknowledge_seconds_count 0')
})

it('docs/monitoring.md has the table of all metrics', () => {
  const text = readFileSync('docs/monitoring.md', 'utf8')
  expect(withSection(text, 'metrics', metricsTable())).toBe(text)
  expect(Object.keys(metricRows).every((name) => text.includes(name))).toBe(true)
})
