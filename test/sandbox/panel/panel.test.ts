import { describe, expect, it } from 'vitest'
import { instances } from '../../../src/local-drs/databases.ts'
import type { State } from '../../../src/sandbox/panel/state.ts'
import { aPanel } from './a-panel.ts'

const taskIn = (state: State | undefined, name: string) => state?.tasks.find((task) => task.name === name)

describe('what the page is shown of the local DRS', () => {
  it('is every task with its words in both languages and what the console allows', async () => {
    const { get } = await aPanel()
    const { state } = (await get('state')).body
    expect(taskIn(state, 'orders-to-rds')).toMatchObject({
      scenarioWords: { en: 'Real-time migration', 'zh-CN': '实时迁移' },
      words: { en: 'Waiting for configuration', 'zh-CN': '配置中' },
      from: 'orders',
      to: 'rds-orders',
      lag: null,
      allowed: ['stop', 'precheck'],
    })
    expect(taskIn(state, 'dr-orders')?.words['zh-CN']).toBe('灾备中')
    expect(taskIn(state, 'billing-sync')?.overloaded).toBe(true)
    expect(state.databases.find(({ name }: { name: string }) => name === 'orders')).toEqual({
      key: '192.168.0.27:3306',
      name: 'orders',
      engine: 'mysql',
      broken: ['srcDbBinlogIsOff'],
      destination: false,
    })
  })

  it('has every documented precheck item, operation and engine to choose from', async () => {
    const { get } = await aPanel()
    const { body } = await get('catalogue')
    expect(body.items.find(({ item }: { item: string }) => item === 'srcDbBinlogIsOff').title['zh-CN']).toBe(
      '源数据库二进制日志是否开启',
    )
    expect(body.operations.length).toBeGreaterThan(100)
    expect(body.access.instance).toBe(instances.mysql)
  })

  it('is told anew when something changes, with the way of the lag', async () => {
    const { drs, follow, pass } = await aPanel()
    const lags = (state: State | undefined) =>
      (taskIn(state, 'billing-sync')?.lag?.curve ?? []).filter((lag) => lag !== null)
    await follow(({ state }) => lags(state).length === 1)
    drs.control.advance({ ms: 60_000 })
    pass(5_000)
    const { state } = await follow((news) => lags(news.state).length === 2)
    const [before = 0, after = 0] = lags(state)
    expect(after - before).toBeGreaterThan(20_000)
    expect(taskIn(state, 'billing-sync')?.lag?.curve).toHaveLength(60)
  })

  it('is nothing that a page of another site may ask for', async () => {
    const { url } = await aPanel()
    const foreign = { headers: { origin: 'http://elsewhere.example' } }
    expect((await fetch(url('state'), foreign)).status).toBe(403)
  })
})

describe('what the page can turn', () => {
  it('acts in the console and says in both languages what is refused', async () => {
    const { act, drs } = await aPanel()
    expect((await act('act', { task: 'billing-sync', action: 'fail', reason: 'disk full' })).body.ok).toBe(
      true,
    )
    expect(drs.control.tasks().find(({ name }) => name === 'billing-sync')).toMatchObject({
      status: 'INCRE_TRANSFER_FAILED',
      error: 'disk full',
    })
    const { body } = await act('act', { task: 'orders-to-rds', action: 'start' })
    expect(body).toEqual({
      ok: false,
      error: {
        en: expect.stringMatching(/status.*\(DRS\.M00304\)/),
        'zh-CN': expect.stringMatching(/状态.*（DRS\.M00304）/),
      },
    })
  })

  it('breaks and repairs items, sets faults, and clears them one by one', async () => {
    const { act, drs } = await aPanel()
    await act('item', { database: '192.168.0.28:3306', item: 'srcDbConnection', broken: true })
    expect(drs.control.databases().find(({ name }) => name === 'billing')?.broken).toEqual([
      'srcDbConnection',
    ])
    await act('fault', { operation: 'list-jobs', status: 503 })
    await act('fault', { retryAfter: 5 })
    await act('clearFault', { id: 1 })
    expect(drs.control.faults()).toEqual([{ id: 2, retryAfter: 5 }])
  })

  it('changes a password, never shows it, and gives the usual one back', async () => {
    const { act, get, drs } = await aPanel()
    const database = '192.168.0.28:3306'
    const problem = () => drs.control.tasks().find(({ name }) => name === 'billing-sync')?.source.problem
    const changed = await act('password', { database, password: 'quite-new-1' })
    expect(problem()).toBe('DRS.KE0002')
    const { body } = await get('state')
    expect(JSON.stringify([changed.body, body])).not.toContain('quite-new-1')
    expect((await act('usualPassword', { database })).body.ok).toBe(true)
    expect((await act('usualPassword', { database: 'nowhere:1' })).body.ok).toBe(false)
  })

  it('reaches nothing else of the control room', async () => {
    const { act } = await aPanel()
    expect((await act('difference', {})).body.ok).toBe(false)
    expect((await act('speed', { speed: 'fast' })).body.error.en).toContain('speed')
  })
})
