import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keysOf } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { claimTask, recentActions, releaseTask } from '../../src/store/task-locks.ts'
import { testRedis } from '../helpers/redis.ts'

let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

function claim(verb: string, token: string, now = 1_000, taskId = 't1') {
  return claimTask(redis, 'prod', taskId, { by: `U-${token}`, verb, token }, 60_000, now)
}

describe('a task', () => {
  it('belongs to one action at a time, and whoever is late hears whose it is', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, (_, i) => claim('stop', `a${i}`)))
    expect(claims.filter(({ ok }) => ok)).toHaveLength(1)
    const winner = claims.findIndex(({ ok }) => ok)
    const held = { by: `U-a${winner}`, verb: 'stop', since: 1_000 }
    expect(await claim('start', 'late')).toEqual({ ok: false, held })
    expect(await claim('start', 'late', 1_000, 't2')).toEqual({ ok: true })
  })

  it('can be claimed once more by who holds it', async () => {
    await claim('stop', 'a')
    await redis.pexpire(keysOf('prod').acting('t1'), 5)
    expect(await claim('stop', 'a')).toEqual({ ok: true })
    expect(await redis.pttl(keysOf('prod').acting('t1'))).toBeGreaterThan(1_000)
  })

  it('is free again after its release, and only its holder can release it', async () => {
    await claim('stop', 'a')
    await releaseTask(redis, 'prod', 't1', 'b')
    expect(await claim('start', 'b')).toMatchObject({ ok: false })
    await releaseTask(redis, 'prod', 't1', 'a')
    expect(await claim('start', 'b')).toEqual({ ok: true })
  })

  it('is free again by itself if its holder dies', async () => {
    await claim('stop', 'a')
    expect(await redis.pttl(keysOf('prod').acting('t1'))).toBeGreaterThan(0)
  })
})

it('the last action on each task is remembered after its release, but not for ever', async () => {
  await claim('pause', 'a', 1_000)
  await releaseTask(redis, 'prod', 't1', 'a')
  await claim('resume', 'b', 2_000)
  expect(await recentActions(redis, 'prod', ['t1', 't2'])).toEqual(
    new Map([['t1', { by: 'U-b', verb: 'resume', at: 2_000, token: 'b' }]]),
  )
  expect(await redis.pttl(keysOf('prod').act('t1'))).toBeGreaterThan(0)
})
