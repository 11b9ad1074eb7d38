import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseTerms } from '../../src/domain/watching/watch-filter.ts'
import { type RedisServer, startRedis } from '../../src/sandbox/redis.ts'
import { keysOf } from '../../src/store/keys.ts'
import { claimTask, releaseTask } from '../../src/store/task-locks.ts'
import { suspendChannel } from '../../src/store/unreachable-channels.ts'
import { channelRef, pendingOf, shown, watchOf, world } from './doubles.ts'

/** On a server of a Redis Cluster every step that touches keys of two slots fails. */

/** A server of our own, whatever REDIS_URL names. */
const { REDIS_URL: _, ...withoutUrl } = process.env

let server: RedisServer
let redis: Redis

beforeAll(async () => {
  server = await startRedis({ as: 'cluster' }, withoutUrl)
  redis = new Redis(server.url)
  const slots = Array.from({ length: 16_384 }, (_, slot) => slot)
  await redis.cluster('ADDSLOTS', ...slots)
  while (!(await redis.cluster('INFO')).includes('cluster_state:ok')) await redis.ping()
})
afterAll(async () => {
  redis?.disconnect()
  await server?.stop()
})

it('the server refuses what would not work on a cluster', async () => {
  await expect(redis.mget('a', 'b')).rejects.toThrow('CROSSSLOT')
})

it('watches, filters, pending actions, polls, messages and health work on a cluster', async () => {
  const w = world(server.url)
  const engine = w.replica({ steadyClock: w.clock.now, options: { motion: 50 } })
  const reads = (title: string) =>
    new Promise<void>((resolve) => {
      engine.events.on('delivery:sent', () => {
        if (w.slack.messages.map(shown).includes(title)) resolve()
      })
    })
  const sent = (key: string) =>
    new Promise<void>((resolve) => {
      engine.events.on('delivery:sent', (one) => {
        if (one.key === key) resolve()
      })
    })
  try {
    w.drs.set('t1', { status: 'STARTJOBING' })
    w.drs.set('t2', { status: 'INCRE_TRANSFER_STARTED', progress: { percent: 100, lagMs: 9_000 } })
    const [card, event] = [sent('card:prod:t1'), sent('prod:t1:2:status')]
    await engine.start()
    const limits = [{ metric: 'lag', aboveMs: 1_000, forMs: 0 } as const]
    await engine.watch(watchOf({ options: { limits } }))
    await card
    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED' })
    w.clock.pass(10_000)
    await event
    const filter = {
      ...channelRef,
      id: 'f1',
      connection: 'prod',
      by: 'U1',
      locale: 'en',
      createdAt: 1,
    } as const
    await engine.watchFilter({ ...filter, terms: parseTerms('name:*').terms, options: { limits } })
    await engine.discover('prod')
    expect(await engine.watchesOfChannel(channelRef)).toHaveLength(2)
    const claim = { by: 'U1', verb: 'pause', token: 'x' }
    expect(await claimTask(redis, 'prod', 't1', claim, 1_000, w.clock.now())).toEqual({ ok: true })
    await releaseTask(redis, 'prod', 't1', 'x')
    const outcome = reads('pause reached')
    await engine.trackAction(pendingOf({ verb: 'pause', status: 'FULL_TRANSFER_STARTED' }))
    w.drs.set('t1', { status: 'PAUSING' })
    w.clock.pass(10_000)
    await outcome
    const told = sent('batch:x')
    const head = { ...pendingOf({ verb: 'pause' }), id: 'x' }
    await engine.tellBatch(head, [{ id: 't2', name: 't2', state: 'asked' }], 'begun')
    await told
    const member = pendingOf({ id: 'x.t2', order: 'x', taskId: 't2', verb: 'pause', inBatch: true })
    await engine.trackAction(member)
    await engine.refuseAction(member, { en: 'no', 'zh-CN': '不' })
    expect(await engine.batch('prod', 'x')).toMatchObject({ tasks: [{ id: 't2', state: 'refused' }] })
    await engine.snooze(channelRef, { connection: 'prod' }, w.clock.now() + 1_000, 'U1')
    await suspendChannel(redis, 'prod', channelRef, w.clock.now())
    expect(await engine.resumeChannel(channelRef)).toBe(true)
    w.drs.broken.add('status').add('pulse')
    w.clock.pass(600_000)
    await engine.checkHealth()
    expect(await redis.exists(keysOf('prod').blind)).toBe(1)
    expect(await engine.missed(channelRef, 0)).not.toEqual([])
    await engine.unwatchFilter('prod', 'f1', channelRef)
    await engine.unwatch('prod', 't1', channelRef)
    expect(await engine.watchesOfChannel(channelRef)).toEqual([])
  } finally {
    await engine.stop()
  }
})
