import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { indexedServices } from '../../src/bot/indexed-services.ts'
import type { TaskService } from '../../src/domain/tasks/task-service.ts'
import { putListed } from '../../src/store/task-index.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { watchOf, world } from '../watch/doubles.ts'

/** Which tasks there are, as people are answered. */

let redis: Redis
let engine: Engine
let w: ReturnType<typeof world>
let drs: TaskService

beforeEach(async () => {
  const { url } = await testRedis()
  redis = new Redis(url)
  w = world(url)
  engine = w.replica()
  drs = serviceOver()
  for (const name of ['Orders', 'orders-eu', 'billing', '100%_odd'])
    w.drs.set(`id-${name.toLowerCase()}`, { status: 'PAUSING', name, scenario: 'sync' })
})
afterEach(async () => {
  await engine.stop()
  redis.disconnect()
})

function serviceOver(parts: Partial<Parameters<typeof indexedServices>[1]> = {}) {
  return indexedServices(() => w.drs.service, {
    redis,
    walk: (connection) => engine.discover(connection),
    now: w.clock.now,
    sleep: () => new Promise(() => {}),
    ...parts,
  })('prod', 'en')
}

async function names(filter: Parameters<TaskService['list']>[0]) {
  return (await drs.list(filter)).tasks.map(({ name }) => name)
}

describe('a list of tasks', () => {
  it('is read once, and then answered without a call', async () => {
    await drs.list()
    w.drs.calls.length = 0
    expect(await names({})).toEqual(['100%_odd', 'billing', 'Orders', 'orders-eu'])
    expect(await names({ name: 'RDER' })).toEqual(['Orders', 'orders-eu'])
    expect(await names({ prefix: 'oRD' })).toEqual(['Orders', 'orders-eu'])
    expect(await names({ prefix: 'id-b' })).toEqual(['billing'])
    expect(await names({ ids: ['id-billing', 'id-nobody'] })).toEqual(['billing'])
    expect(await names({ status: 'CREATING' })).toEqual([])
    for (const typed of ['x', 'xy', 'xyz']) expect(await names({ name: typed })).toEqual([])
    expect(await names({ prefix: 'nothing' })).toEqual([])
    expect(w.drs.calls).toEqual([])
  })

  it('follows what changes, without being read again', async () => {
    await drs.list()
    w.drs.tasks.delete('id-billing')
    w.drs.set('id-new', { status: 'CREATING', name: 'brand-new' })
    w.drs.set('id-orders', { status: 'INCRE_TRANSFER_FAILED', name: 'Orders', scenario: 'sync' })
    for (let walks = 0; walks < 2; walks += 1) await engine.discover('prod')
    expect(await names({})).toEqual(['100%_odd', 'brand-new', 'Orders', 'orders-eu'])
    expect(await names({ status: 'INCRE_TRANSFER_FAILED' })).toEqual(['Orders'])
  })

  it('knows whether a name is taken, in any case, without asking DRS or waiting', async () => {
    await drs.list()
    w.clock.pass(600_000)
    w.drs.calls.length = 0
    expect(await names({ named: 'ORDERS' })).toEqual(['Orders'])
    expect(await names({ named: 'orders-e' })).toEqual([])
    expect(w.drs.calls).toEqual([])
    const fresh = serviceOver({ walk: () => new Promise(() => {}) })
    expect((await fresh.list({ named: 'nobody' })).tasks).toEqual([])
  })

  it('says how old it is', async () => {
    await drs.list()
    const asOf = w.clock.now()
    w.clock.pass(500_000)
    expect(await drs.list()).toMatchObject({ asOf })
  })

  it('holds at once what the bot has created itself', async () => {
    await drs.list()
    const made = { connection: 'prod', id: 'id-made', name: 'made', status: 'CREATING' }
    const facts = { scenario: 'sync', engine: 'mysql', direction: 'up', mode: 'FULL_TRANS' }
    await putListed(redis, 'prod', [{ ...made, ...facts }])
    expect(await names({ prefix: 'mad' })).toEqual(['made'])
    expect(await names({ name: 'ade' })).toEqual(['made'])
  })

  it('keeps a task that is so new that DRS does not know it, and has one again that is back', async () => {
    await drs.list()
    const facts = { scenario: 'sync', engine: 'mysql', direction: 'up', mode: 'FULL_TRANS' }
    await putListed(redis, 'prod', [
      { connection: 'prod', id: 'id-made', name: 'made', status: 'CREATING', ...facts },
    ])
    for (const taskId of ['id-made', 'id-billing']) await engine.watch(watchOf({ taskId }))
    const look = async () => {
      w.clock.pass(40_000)
      await engine.poll('prod')
    }
    await look()
    expect(await names({ prefix: 'made' })).toEqual(['made'])
    w.drs.tasks.delete('id-billing')
    for (let looks = 0; looks < 5; looks += 1) await look()
    expect(await names({ ids: ['id-billing'] })).toEqual([])
    w.drs.set('id-billing', { status: 'PAUSING', name: 'billing', scenario: 'sync' })
    for (let looks = 0; looks < 3; looks += 1) await look()
    expect(await names({ ids: ['id-billing'] })).toEqual(['billing'])
  })

  it('that is old is completed by one question for a name that it lacks, and no more for a while', async () => {
    await drs.list()
    w.clock.pass(600_000)
    w.drs.calls.length = 0
    w.drs.set('id-late', { status: 'CREATING', name: 'late' })
    expect(await names({ prefix: 'late' })).toContain('late')
    for (let i = 0; i < 5; i += 1) await drs.list({ prefix: `nobody-${i}` })
    expect(w.drs.calls).toHaveLength(1)
    expect(await names({ name: 'ate' })).toEqual(['late'])
  })

  it('that another replica reads for the first time keeps no task from whoever names it', async () => {
    drs = serviceOver({ walk: async () => {} })
    w.drs.hooks.pageSize = 1
    for (const name of ['late', 'later']) {
      w.drs.set(`id-${name}`, { status: 'PAUSING', name, scenario: 'sync' })
      expect(await names({ prefix: name })).toContain(name)
    }
    w.drs.calls.length = 0
    for (const name of ['n', 'no', 'nob', 'nobo', 'nobod']) await drs.list({ name })
    expect(w.drs.calls).toHaveLength(1)
  })

  it('that is read for the first time keeps nobody waiting, and says that it is not complete', async () => {
    drs = serviceOver({ walk: () => new Promise(() => {}), sleep: async () => {} })
    expect(await drs.list()).toEqual({ tasks: [], unreadable: 0, partial: true })
  })
})
