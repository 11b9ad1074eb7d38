import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keysOf } from '../../src/store/keys.ts'
import { idsByName, indexChanges, indexState, readWholeIndex } from '../../src/store/task-index.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, watchOf, world } from './doubles.ts'

/** The index of a connection's tasks, which walks of DRS's lists keep. */

let redis: Redis
let engines: Engine[]
let w: ReturnType<typeof world>

beforeEach(async () => {
  const { url } = await testRedis()
  redis = new Redis(url)
  w = world(url)
  engines = []
})
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.stop()))
  redis.disconnect()
})

function replica(options: Parameters<typeof w.replica>[0] = {}) {
  const engine = w.replica(options)
  engines.push(engine)
  return engine
}

function plant(count: number, prefix = 'task') {
  for (let i = 0; i < count; i += 1)
    w.drs.set(`${prefix}-${i}`, { status: 'INCRE_TRANSFER_STARTED', name: `${prefix} ${i}` })
}

async function walk(engine: Engine) {
  w.drs.calls.length = 0
  w.clock.pass(60_000)
  await engine.discover('prod')
  return w.drs.calls.filter(({ question }) => question === 'list').length
}

async function known() {
  return (await readWholeIndex(redis, 'prod')).map(({ id }) => id).sort()
}

describe('a walk', () => {
  it('costs a call for each page, and reads every task however many there are', async () => {
    plant(20_100)
    const engine = replica()
    expect(await walk(engine)).toBe(201)
    expect(await known()).toHaveLength(20_100)
  })

  it('writes nothing of what has not changed', async () => {
    plant(250)
    const engine = replica()
    await walk(engine)
    const { version } = await indexState(redis, 'prod')
    const before = await redis.hgetall(keysOf('prod').index)
    await walk(engine)
    expect((await indexState(redis, 'prod')).version).toBe(version)
    w.drs.set('task-7', { status: 'PAUSING', name: 'task 7' })
    await walk(engine)
    expect(await indexChanges(redis, 'prod', version)).toEqual(['task-7'])
    const after = await redis.hgetall(keysOf('prod').index)
    expect(Object.keys(after).filter((id) => after[id] !== before[id])).toEqual(['task-7'])
  })

  it('goes on where it was when a page fails, and is complete only then', async () => {
    plant(250)
    const engine = replica()
    let pages = 0
    w.drs.hooks.during = async () => {
      pages += 1
      if (pages === 2) w.drs.broken.add('list')
    }
    await expect(walk(engine)).rejects.toThrow('scripted failure')
    expect(await indexState(redis, 'prod')).toMatchObject({ asOf: undefined })
    expect(await known()).toHaveLength(100)
    delete w.drs.hooks.during
    w.drs.broken.clear()
    await walk(engine)
    expect(await known()).toHaveLength(250)
    expect((await indexState(redis, 'prod')).asOf).toBeDefined()
  })

  it('over a long list takes several turns, and sees a new task in each', async () => {
    plant(1_000)
    const engine = replica({ options: { listPages: 3 } })
    await walk(engine)
    expect(await walk(engine)).toBe(3)
    w.drs.set('young', { status: 'CREATING', name: 'young' })
    // The first page of each list, and three more of the walk.
    expect(await walk(engine)).toBe(4)
    expect(await known()).toContain('young')
  })

  it('believes that a task is gone when two complete walks have not seen it', async () => {
    plant(3)
    const engine = replica()
    await walk(engine)
    w.drs.tasks.delete('task-1')
    await walk(engine)
    expect(await known()).toContain('task-1')
    await walk(engine)
    expect(await known()).toEqual(['task-0', 'task-2'])
    expect(await idsByName(redis, 'prod', 'task', 10)).toEqual(['task-0', 'task-2'])
  })

  it('keeps a task that moves to a page that was read before, walk after walk', async () => {
    plant(30)
    w.drs.hooks.pageSize = 10
    const engine = replica()
    await walk(engine)
    for (let walks = 0; walks < 4; walks += 1) {
      let pages = 0
      // Once the first page is read one of its tasks goes: every task behind it moves up, one of them to the page before.
      w.drs.hooks.during = async () => {
        pages += 1
        if (pages === 2) w.drs.tasks.delete(`task-${29 - walks}`)
      }
      await walk(engine)
    }
    delete w.drs.hooks.during
    await walk(engine)
    await walk(engine)
    expect(await known()).toEqual([...w.drs.tasks.keys()].sort())
  })

  it('is made by one replica at a time, and what another one comes with late is refused', async () => {
    plant(250)
    const [a, b] = [replica(), replica()]
    let other: Promise<void> = Promise.resolve()
    w.drs.hooks.during = async () => {
      delete w.drs.hooks.during
      await b.discover('prod')
      // The first one's time runs out, and the second one walks.
      await redis.del(keysOf('prod').walker)
      other = b.discover('prod')
      await other
    }
    await a.discover('prod')
    expect(await known()).toHaveLength(250)
    expect(w.drs.calls.filter(({ question }) => question === 'list')).toHaveLength(1 + 3)
    expect(await redis.exists(keysOf('prod').walker)).toBe(0)
  })

  it('has a watched task looked at at once that is listed in another state', async () => {
    plant(1)
    const engine = replica()
    await engine.watch(watchOf({ taskId: 'task-0' }))
    await engine.poll('prod')
    await engine.deliverPending()
    await walk(engine)
    await engine.poll('prod')
    w.drs.set('task-0', { status: 'INCRE_TRANSFER_FAILED', name: 'task 0' })
    await engine.discover('prod')
    await engine.poll('prod')
    expect((await engine.missed(channelRef, 0)).map(({ event }) => event.kind)).toEqual(['status'])
  })

  it('does not overlook what a look has put into the index since', async () => {
    plant(1)
    const engine = replica()
    await engine.watch(watchOf({ taskId: 'task-0' }))
    await walk(engine)
    await engine.poll('prod')
    w.drs.set('task-0', { status: 'PAUSING', name: 'task 0' })
    w.clock.pass(60_000)
    await engine.poll('prod')
    expect((await readWholeIndex(redis, 'prod'))[0]?.status).toBe('PAUSING')
    w.drs.set('task-0', { status: 'INCRE_TRANSFER_STARTED', name: 'task 0' })
    await walk(engine)
    expect((await readWholeIndex(redis, 'prod'))[0]?.status).toBe('INCRE_TRANSFER_STARTED')
  })
})

it('a task of the index costs little memory', async () => {
  plant(2_000)
  const used = async () => Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1])
  const engine = replica()
  await walk(engine)
  const before = await used()
  plant(4_000, 'further')
  await walk(engine)
  expect(((await used()) - before) / 4_000).toBeLessThan(900)
})
