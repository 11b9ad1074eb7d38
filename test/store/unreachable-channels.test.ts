import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cardMessage } from '../../src/domain/delivery/outbox-message.ts'
import { keysOf } from '../../src/store/keys.ts'
import { peekOutbox } from '../../src/store/outbox.ts'
import { addPendingAction, pendingActionsOfTask } from '../../src/store/pending-actions.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { claimDue, commitTask, loadTasks } from '../../src/store/task-states.ts'
import {
  isChannelSuspended,
  resumeChannel,
  suspendChannel,
  suspendedChannels,
} from '../../src/store/unreachable-channels.ts'
import { addWatch, removeWatch, watchesOfChannel, watchingChannels } from '../../src/store/watches.ts'
import { snapshot } from '../domain/fixtures.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, pendingOf, watchOf } from '../watch/doubles.ts'

const other = { team: 'T1', channel: 'C2' }
const keys = keysOf('prod')
let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

async function due(): Promise<readonly string[]> {
  const claimed = await claimDue(redis, 'prod', { due: 1_000_000, until: 2_000_000, limit: 1_000 })
  return claimed.map(({ id }) => id).sort()
}

/** A look that finds the task in another state. */
async function see(taskId: string, status: string) {
  const [stored] = await loadTasks(redis, 'prod', [taskId])
  const version = (stored?.version ?? 0) + 1
  return commitTask(redis, {
    connection: 'prod',
    taskId,
    expected: version - 1,
    snapshot: snapshot({ id: taskId, version, status }),
    messages: [cardMessage('prod', taskId, String(version))],
    outcomes: [],
    claimed: 0,
    next: 5,
  })
}

async function said(where: typeof channelRef) {
  return (await peekOutbox(redis, 'prod', where, 1_000)).map(({ message }) => message.id)
}

describe('a suspended channel', () => {
  it('keeps its watches, but nothing is looked at or said for it', async () => {
    for (const taskId of ['t1', 't2']) await addWatch(redis, watchOf({ taskId }), 1)
    await addWatch(redis, watchOf(other), 1)
    await addPendingAction(redis, pendingOf({ taskId: 't2' }), 1)
    const watches = await suspendChannel(redis, 'prod', channelRef, 7)
    expect(watches?.map(({ taskId }) => taskId).sort()).toEqual(['t1', 't2'])
    expect(await suspendChannel(redis, 'prod', channelRef, 8)).toBeUndefined()
    expect(await watchesOfChannel(redis, ['prod'], channelRef)).toHaveLength(2)
    expect(await suspendedChannels(redis, 'prod')).toEqual([{ channelRef, since: 7 }])
    expect(await pendingActionsOfTask(redis, 'prod', 't2')).toEqual([])
    expect(await due()).toEqual(['t1'])
    expect(await see('t1', 'CREATING')).toEqual([other])
    expect(await said(channelRef)).toEqual([])
    expect(await watchingChannels(redis, 'prod')).toEqual([{ channelRef: other, locale: 'en' }])
  })

  it('goes on with all of them, and with their cards', async () => {
    const ids = Array.from({ length: 450 }, (_, i) => `t${i}`)
    for (const taskId of ids) await addWatch(redis, watchOf({ taskId }), 1)
    await redis.hset(keys.posts(channelRef), 't1', '{"ts":"1.1","locale":"en"}')
    await suspendChannel(redis, 'prod', channelRef, 7)
    expect(await due()).toEqual([])
    expect(await resumeChannel(redis, 'prod', channelRef, 8)).toBe(true)
    expect(await due()).toEqual([...ids].sort())
    expect(await said(channelRef)).toHaveLength(450)
    expect(await redis.hget(keys.posts(channelRef), 't1')).toContain('1.1')
    expect(await resumeChannel(redis, 'prod', channelRef, 9)).toBe(false)
  })

  it('is suspended no more when its last watch ends', async () => {
    await addWatch(redis, watchOf(), 1)
    await suspendChannel(redis, 'prod', channelRef, 7)
    await removeWatch(redis, 'prod', 't1', channelRef)
    expect(await isChannelSuspended(redis, 'prod', channelRef)).toBe(false)
    expect(await redis.exists(keys.places)).toBe(0)
  })

  it('has its limits again afterwards', async () => {
    const limits = [{ metric: 'lag', aboveMs: 1_000, forMs: 0 } as const]
    await addWatch(redis, watchOf({ options: { limits } }), 1)
    await suspendChannel(redis, 'prod', channelRef, 7)
    expect(await redis.exists(keys.limits('t1'), keys.limited)).toBe(0)
    await resumeChannel(redis, 'prod', channelRef, 8)
    expect(await redis.sismember(keys.limited, 't1')).toBe(1)
  })
})

it('tasks that come and go leave nothing behind but the floor, above which no version is used twice', async () => {
  for (let i = 0; i < 20; i++) {
    await addWatch(redis, watchOf({ taskId: `t${i}` }), 1)
    expect(await see(`t${i}`, 'CREATING')).toEqual([channelRef])
    await removeWatch(redis, 'prod', `t${i}`, channelRef)
  }
  expect(await redis.get(keys.floor)).toBe('20')
  const left = await redis.keys('*')
  const kept = left.filter((key) => !key.startsWith(keys.snapshot('')) && key !== keys.floor)
  expect(kept).toEqual([])
  for (const key of left.filter((one) => one.startsWith(keys.snapshot('')))) {
    expect(await redis.pttl(key)).toBeGreaterThan(0)
  }
})
