import { afterEach, beforeEach, expect, it } from 'vitest'
import { keysOf } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { findWatch } from '../../src/store/watches.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { type TestLog, testLog } from '../helpers/log.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, pendingOf, watchOf, world } from './doubles.ts'

let redis: Redis
let engine: Engine
let log: TestLog
let w: ReturnType<typeof world>

beforeEach(async () => {
  const { url } = await testRedis()
  redis = await connectRedis(url)
  log = testLog()
  w = world(url)
  engine = w.replica({ log })
})
afterEach(async () => {
  await engine.stop()
  await closeRedis(redis)
})

async function look(): Promise<void> {
  w.clock.pass(60_000)
  await engine.poll('prod')
  await engine.deliverPending()
  await engine.checkHealth()
}

const options = { limits: [{ metric: 'lag', aboveMs: 1_000, forMs: 0 }], digestMs: 3_600_000 } as const

/** Something of every kind lies there, and something waits to be said. */
async function busyWorld(): Promise<void> {
  w.drs.set('t1', { status: 'STARTJOBING', progress: { lagMs: 5_000 } })
  w.drs.set('t2', { status: 'STARTJOBING', tags: ['env=prod'] })
  await engine.watch(watchOf({ options }))
  await engine.watchFilter({
    ...{ ...channelRef, id: 'x', connection: 'prod', by: 'U1', locale: 'en', createdAt: 1 },
    terms: [{ field: 'tag', glob: 'env=*', not: false }],
  })
  await engine.discover('prod')
  await look()
  w.drs.set('t1', { status: 'INCRE_TRANSFER_STARTED', progress: { lagMs: 5_000 } })
  await look()
  await engine.snooze(channelRef, { connection: 'prod' }, w.clock.now() + 3_600_000, 'U1')
  await engine.trackAction(pendingOf({ verb: 'pause' }))
  w.drs.broken.add('status').add('progress').add('pulse')
  await look()
  w.drs.broken.clear()
}

/** Replaces every JSON that the bot has written; returns how many. */
async function spoil(change: (text: string) => string): Promise<number> {
  let count = 0
  const isJson = (text: string) => text.startsWith('{')
  for (const key of await redis.keys('drs:*')) {
    const type = await redis.type(key)
    if (type === 'string') {
      const text = (await redis.get(key)) ?? ''
      if (isJson(text)) count += Number((await redis.set(key, change(text))) === 'OK')
    } else if (type === 'hash') {
      for (const [field, text] of Object.entries(await redis.hgetall(key)))
        if (isJson(text)) count += 1 + 0 * (await redis.hset(key, field, change(text)))
    } else if (type === 'list') {
      const texts = await redis.lrange(key, 0, -1)
      for (const [i, text] of texts.entries())
        count += Number((await redis.lset(key, i, change(text))) === 'OK')
    }
  }
  return count
}

it.each([
  ['cut off', (text: string) => text.slice(0, -1)],
  ['of a newer release', (text: string) => text.replace('"v":1', '"v":2')],
  ['of a release without versions', (text: string) => text.replace(/"v":1,?/, '')],
  ['another shape', () => '{"v":1,"foreign":true}'],
  ['no object', () => '7'],
])('rounds go on over what is %s, and it is told of', async (_, change) => {
  await busyWorld()
  expect(await spoil(change)).toBeGreaterThan(8)
  const failed: unknown[] = []
  engine.events.on('poll:failed', (told) => failed.push(told))
  engine.events.on('task:failed', (told) => failed.push(told))

  await look()
  await engine.discover('prod')
  await engine.missed(channelRef, 0)
  await look()
  expect(failed).toEqual([])
  const told = () =>
    new Set(log.lines.flatMap(({ facts }) => ('kind' in facts && 'why' in facts ? [facts.kind] : [])))
  await expect
    .poll(() => [...told()])
    .toEqual(
      expect.arrayContaining(['watch', 'filter watch', 'limits of a watch', 'snapshot', 'pending action']),
    )

  // Watching anew puts everything right.
  expect(await engine.watch(watchOf({ options }))).toBe(false)
  expect(await findWatch(redis, 'prod', 't1', channelRef)).toEqual(watchOf({ options }))
  await look()
  w.drs.set('t1', { status: 'INCRE_TRANSFER_FAILED' })
  const before = w.slack.messages.length
  await look()
  expect(w.slack.messages.slice(before).map(({ card }) => card.title)).toContain(
    'INCRE_TRANSFER_STARTED>INCRE_TRANSFER_FAILED',
  )
  expect(await redis.llen(keysOf('prod').outbox(channelRef))).toBe(0)
})
