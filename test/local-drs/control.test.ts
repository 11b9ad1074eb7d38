import { describe, expect, it, vi } from 'vitest'
import { instances } from '../../src/local-drs/databases.ts'
import { defaultSeed, type LocalDrs } from '../../src/local-drs/server.ts'
import { aDrs, call, minutes, sourceTest } from './a-drs.ts'
import { type Received, raw, send } from './signed-request.ts'

const statusCall = { path: '/jobs/batch-status', body: { jobs: ['24834eb6-be30-464e-a299-f7aa730jb101'] } }

function room(drs: LocalDrs, path: string, body?: unknown): Promise<Received> {
  const url = new URL(`${drs.endpoint}/control${path}`)
  return raw(url, body === undefined ? 'GET' : 'POST', {}, body === undefined ? '' : JSON.stringify(body))
}

describe('time', () => {
  it('stands still at speed 0, moves on demand, and runs as fast as told', async () => {
    let now = Date.UTC(2026, 0, 1)
    const drs = await aDrs({ now: () => now, seed: defaultSeed })
    drs.control.create({
      name: 'fresh',
      scenario: 'sync',
      engine: 'mysql',
      source: '192.168.0.28:3306',
      destination: instances.mysql,
    })
    const status = () => drs.control.tasks().find(({ name }) => name === 'fresh')?.status
    now += 3_600_000
    expect(status()).toBe('CREATING')
    drs.control.advance(minutes(1))
    expect(status()).toBe('CREATING')
    drs.control.speed({ speed: 60 })
    now += 1_000
    expect(status()).toBe('CONFIGURATION')
  })

  it('can be slowed down without going back', async () => {
    let now = Date.UTC(2026, 0, 1)
    const drs = await aDrs({ now: () => now, speed: 100, seed: defaultSeed })
    drs.control.create({
      name: 'fresh',
      scenario: 'sync',
      engine: 'mysql',
      source: '192.168.0.28:3306',
      destination: instances.mysql,
    })
    now += 1_300
    drs.control.speed({ speed: 0 })
    now += 1_000_000
    expect(drs.control.tasks()[0]?.status).toBe('CONFIGURATION')
    expect(drs.control.clock().speed).toBe(0)
  })
})

describe('the console behind the bot’s back', () => {
  it('does what the API would allow, by name or id, and says why not otherwise', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const { act } = drs.control
    expect(act({ task: 'billing-sync', action: 'pause' }).status).toBe('PAUSING')
    drs.control.advance(minutes(1))
    expect(act({ task: 'billing-sync', action: 'resume' }).status).toBe('INCRE_TRANSFER_STARTED')
    expect(act({ task: 'billing-sync', action: 'rebuild' }).status).toBe('REBUILD_NODE_STARTED')
    drs.control.advance(minutes(2))
    expect(act({ task: 'billing-sync', action: 'upgrade' }).status).toBe('NODE_UPGRADE_START')
    expect(act({ task: 'dr-orders', action: 'switchover' }).currentAction).toBe('SWITCH_OVER')
    expect(act({ task: 'orders-to-rds', action: 'precheck' }).precheck?.process).toBe('0%')
    drs.control.advance(minutes(1))
    expect(drs.control.tasks().find(({ name }) => name === 'orders-to-rds')?.precheck?.result).toBe(false)
    expect(() => act({ task: 'orders-to-rds', action: 'start' })).toThrow(/DRS\.M00304/)
    expect(() => act({ task: 'nobody', action: 'start' })).toThrow(/no task nobody/)
  })

  it('puts a lag on a task and takes it away', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const id = drs.control.tasks().find(({ name }) => name === 'dr-orders')?.id ?? ''
    const rto = async () =>
      Number((await call(drs, 'batch-rpo-and-rto', { jobs: [id] })).results[0].rto_info.delay)
    drs.control.lag({ task: 'dr-orders', ms: 90_000 })
    expect(await rto()).toBe(90_000)
    drs.control.lag({ task: 'dr-orders', ms: null })
    expect(await rto()).toBeLessThan(1_000)
  })
})

describe('a task that is overloaded', () => {
  const lagOf = (drs: LocalDrs, name: string) =>
    drs.control.tasks().find((task) => task.name === name)?.lagMs ?? Number.NaN

  it('falls behind until it is let go, and then catches up bit by bit', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const lags = [1, 2, 3].map((count) => {
      drs.control.advance(minutes(count))
      return lagOf(drs, 'billing-sync')
    })
    expect(lags.toSorted((a, b) => a - b)).toEqual(lags)
    expect(lags.at(-1)).toBeGreaterThan(minutes(2).ms)
    drs.control.overload({ task: 'billing-sync', on: false })
    expect(Math.abs(lagOf(drs, 'billing-sync') - (lags.at(-1) ?? 0))).toBeLessThan(2_000)
    drs.control.advance(minutes(1))
    expect(lagOf(drs, 'billing-sync')).toBeLessThan((lags.at(-1) ?? 0) / 1.5)
    drs.control.advance(minutes(20))
    expect(lagOf(drs, 'billing-sync')).toBeLessThan(1_000)
  })

  it('keeps what it is behind by when it is paused', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    drs.control.advance(minutes(4))
    drs.control.act({ task: 'billing-sync', action: 'pause' })
    const before = lagOf(drs, 'billing-sync')
    drs.control.overload({ task: 'billing-sync', on: false })
    expect(Math.abs(lagOf(drs, 'billing-sync') - before)).toBeLessThan(2_000)
  })
})

describe('what the console allows', () => {
  it('is told with each task, and is what it does', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const allowed = (name: string) => drs.control.tasks().find((task) => task.name === name)?.allowed
    expect(allowed('orders-to-rds')).toEqual(['stop', 'precheck'])
    expect(allowed('dr-orders')).toContain('switchover')
    expect(allowed('billing-sync')).not.toContain('switchover')
    drs.control.item({ database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff', broken: false })
    drs.control.act({ task: 'orders-to-rds', action: 'precheck' })
    expect(allowed('orders-to-rds')).not.toContain('precheck')
    drs.control.advance(minutes(1))
    expect(allowed('orders-to-rds')).toContain('start')
  })
})

describe('an item outside the example lists', () => {
  it('fails as well once it is broken', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    drs.control.item({ database: '192.168.0.27:3306', item: 'srcGtidStatusCheck', broken: true })
    drs.control.act({ task: 'orders-to-rds', action: 'precheck' })
    drs.control.advance(minutes(1))
    const task = drs.control.tasks().find(({ name }) => name === 'orders-to-rds')
    const failed = task?.precheck?.precheck_result.filter(({ result }) => result === 'FAILED')
    expect(failed?.map(({ item }) => item).sort()).toEqual(['srcDbBinlogIsOff', 'srcGtidStatusCheck'])
  })
})

describe('a restart of the world', () => {
  it('brings back seed and databases under the same ids, without faults', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const look = () => drs.control.tasks().map(({ id, name, status }) => ({ id, name, status }))
    const before = look()
    drs.control.act({ task: 'orders-to-rds', action: 'stop' })
    drs.control.item({ database: '192.168.0.28:3306', item: 'srcDbConnection', broken: true })
    drs.control.fault({ status: 500 })
    expect((await room(drs, '/restart', {})).status).toBe(200)
    expect(look()).toEqual(before)
    expect(drs.control.faults()).toEqual([])
    expect(drs.control.databases().find(({ name }) => name === 'billing')?.broken).toEqual([])
  })
})

describe('differences and passwords', () => {
  it('are set over HTTP, shown with the task, and taken back', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const wish = { task: 'billing-sync', table: 'billing.taxes', rows: 3, kind: 'changed' }
    const { json } = await room(drs, '/difference', wish)
    expect(json.differences).toEqual({ 'billing.taxes': { kind: 'changed', rows: 3 } })
    expect((await room(drs, '/difference', { ...wish, rows: 0 })).json.differences).toEqual({})
    const changed = await room(drs, '/password', { database: instances.mysql, password: 'fresh-secret' })
    expect(changed.text).not.toContain('fresh-secret')
    const locked = drs.control.tasks().filter(({ target }) => target.problem === 'DRS.KE0002')
    expect(locked.map(({ name }) => name).sort()).toEqual(['billing-sync', 'orders-to-rds'])
  })

  it.each([
    ['/difference', { task: 'billing-sync', table: 'billing.nothing', rows: 3 }, 'billing.taxes'],
    ['/difference', { task: 'billing-sync', table: 'billing.taxes', rows: -1 }, 'rows'],
    ['/password', { database: '10.0.0.1:3306', password: 'x' }, '10.0.0.1:3306'],
  ])('%s with %j is refused with a hint', async (path, body, hint) => {
    const drs = await aDrs({ seed: defaultSeed })
    const { status, json } = await room(drs, path, body)
    expect(status).toBe(400)
    expect(json.error).toContain(hint)
  })
})

describe('faults', () => {
  it('refuse with status and code as often as told, and only their operation', async () => {
    const drs = await aDrs()
    drs.control.fault({ operation: 'batch-job-status', status: 503, code: 'DRS.M00004', times: 2 })
    const statuses = async () => (await send(drs, statusCall)).status
    expect((await send(drs, { path: '/quotas' })).status).toBe(200)
    expect([await statuses(), await statuses(), await statuses()]).toEqual([503, 503, 200])
  })

  it('throttle with Retry-After until they are cleared', async () => {
    const drs = await aDrs()
    drs.control.fault({ retryAfter: 7 })
    const throttled = await send(drs, { path: '/quotas' })
    expect([throttled.status, throttled.headers['retry-after'], throttled.json.error_code]).toEqual([
      429,
      '7',
      'APIGW.0308',
    ])
    drs.control.clearFaults()
    expect((await send(drs, { path: '/quotas' })).status).toBe(200)
  })

  it('are cleared one by one', async () => {
    const drs = await aDrs()
    drs.control.fault({ status: 503, times: 2 })
    const [first] = drs.control.fault({ delayMs: 1 })
    await send(drs, { path: '/quotas' })
    expect(drs.control.clearFault({ id: first?.id ?? 0 })).toEqual([{ delayMs: 1, id: 2 }])
    expect((await send(drs, { path: '/quotas' })).status).toBe(200)
  })

  it('cut the connection, break the body, and answer late', async () => {
    const drs = await aDrs()
    drs.control.fault({ cut: true, times: 1 })
    await expect(send(drs, { path: '/quotas' })).rejects.toThrow(/socket hang up|ECONNRESET/)
    expect(drs.control.requests().at(-1)).toMatchObject({ operation: 'list-quotas', status: 0 })
    drs.control.fault({ malformed: true, times: 1 })
    const broken = await send(drs, { path: '/quotas' })
    expect([broken.status, broken.json]).toEqual([200, undefined])
    drs.control.fault({ delayMs: 30, times: 1 })
    const before = performance.now()
    expect((await send(drs, { path: '/quotas' })).status).toBe(200)
    expect(performance.now() - before).toBeGreaterThanOrEqual(29)
  })

  it('do not keep the service from stopping', async () => {
    const drs = await aDrs()
    drs.control.fault({ delayMs: 600_000, times: 1 })
    const hanging = send(drs, { path: '/quotas' }).catch((error: Error) => error.message)
    await vi.waitUntil(() => drs.control.faults().length === 0)
    await drs.stop()
    expect(await hanging).toMatch(/socket hang up|ECONNRESET/)
  })
})

describe('the log of requests', () => {
  it('tells what was called, without secrets', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const id = drs.control.tasks().find(({ name }) => name === 'orders-to-rds')?.id ?? ''
    await call(
      drs,
      'batch-test-connections',
      { jobs: [sourceTest(id)] },
      { headers: { 'x-language': 'zh-cn' } },
    )
    await send(drs, { path: '/nowhere', body: { token: 'abc' } })
    const log = drs.control.requests(2)
    expect(log).toMatchObject([
      {
        method: 'POST',
        path: `/v3/${drs.projectId}/jobs/batch-connection`,
        operation: 'batch-test-connections',
        status: 200,
        language: 'zh-cn',
        body: { jobs: [{ db_user: 'drs_user', db_password: '***' }] },
      },
      { status: 404, body: { token: '***' } },
    ])
    expect(JSON.stringify(log)).not.toContain('source-secret')
    expect(drs.control.answer(log[1]?.requestId ?? '')).toMatchObject({ error_code: 'APIGW.0101' })
    expect(log.every(({ ms }) => ms >= 0)).toBe(true)
    expect(drs.control.requests(1)).toHaveLength(1)
  })
})

describe('over HTTP', () => {
  it('lists what there is', async () => {
    const drs = await aDrs()
    const { json } = await room(drs, '')
    expect(json.get).toContain('/control/tasks')
    expect(json.post.map((entry: { path: string }) => entry.path)).toContain('/control/item')
    for (const path of json.get) expect((await room(drs, path.replace('/control', ''))).status).toBe(200)
  })

  it('does the same as in process, without a signature', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const repaired = await room(drs, '/item', {
      database: '192.168.0.27:3306',
      item: 'srcDbBinlogIsOff',
      broken: false,
    })
    expect(repaired.json).toMatchObject({ key: '192.168.0.27:3306', broken: [] })
    expect(repaired.json).not.toHaveProperty('password')
    expect((await room(drs, '/act', { task: 'dr-orders', action: 'pause' })).json.status).toBe('PAUSING')
    expect((await room(drs, '/advance', minutes(1))).status).toBe(200)
    expect((await room(drs, '/speed', { speed: 30 })).json.speed).toBe(30)
    expect((await room(drs, '/fault', { status: 500 })).json).toEqual([{ status: 500, id: 1 }])
    expect((await room(drs, '/clearFaults', {})).json).toEqual([])
    const created = await room(drs, '/create', {
      name: 'late',
      scenario: 'sync',
      engine: 'mysql',
      source: '192.168.0.28:3306',
      destination: instances.mysql,
    })
    expect(created.json).toMatchObject({ name: 'late', status: 'CREATING' })
    expect((await room(drs, '/tasks')).json).toHaveLength(4)
  })

  it('says what is wrong with a request', async () => {
    const drs = await aDrs()
    const answers = [
      await room(drs, '/speed', { speed: 'fast' }),
      await room(drs, '/act', { task: 'nobody', action: 'start' }),
      await room(drs, '/create', {
        name: 'lost',
        scenario: 'sync',
        engine: 'mysql',
        source: '10.0.0.1:1',
        destination: instances.mysql,
      }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400])
    expect(answers.map(({ json }) => json.error)).toEqual([
      expect.stringContaining('speed'),
      'There is no task nobody',
      expect.stringContaining('There is no database 10.0.0.1:1; known are 192.168.0.27:3306'),
    ])
    expect((await room(drs, '/nothing', {})).status).toBe(404)
    expect((await room(drs, '/tasks', {})).status).toBe(404)
  })
})

describe('pages of other sites', () => {
  it.each([
    ['from another origin', { origin: 'https://example.com' }],
    ['from another port', { origin: 'http://127.0.0.1:1' }],
    ['without an origin', { 'sec-fetch-site': 'cross-site' }],
    ['under a name of their own', { host: 'example.com', origin: 'http://example.com' }],
  ])('cannot steer it %s', async (_what, headers) => {
    const drs = await aDrs({ seed: defaultSeed })
    const url = new URL(`${drs.endpoint}/control/advance`)
    const { status } = await raw(url, 'POST', headers, JSON.stringify({ ms: 60_000 }))
    expect(status).toBe(403)
  })

  it('but its own can', async () => {
    const drs = await aDrs()
    const url = new URL(`${drs.endpoint}/control/advance`)
    const own = await raw(url, 'POST', { origin: drs.endpoint }, JSON.stringify({ ms: 1 }))
    expect(own.status).toBe(200)
  })
})
