import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Engine } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, watchOf, world } from './doubles.ts'

let engine: Engine
let w: ReturnType<typeof world>

beforeEach(async () => {
  w = world((await testRedis()).url)
  engine = w.replica()
})
afterEach(() => engine.stop())

/** A round in which everything is due. */
async function look() {
  w.clock.pass(60_000)
  await engine.poll('prod')
}

describe('the subtasks of a task', () => {
  const asked = () => w.drs.calls.filter(({ question }) => question === 'subtasks').map(({ ids }) => ids)
  const started = { status: 'CHILD_TRANSFER_STARTED', scenario: 'sync' }

  it('are asked for while they are copied, of all tasks at once, and told when one fails', async () => {
    for (const id of ['t1', 't2']) w.drs.set(id, { ...started, failedSubtasks: ['old'] })
    w.drs.set('t3', { status: 'FULL_TRANSFER_STARTED', scenario: 'sync' })
    for (const taskId of ['t1', 't2', 't3']) await engine.watch(watchOf({ taskId }))
    await look()
    w.drs.set('t2', { ...started, failedSubtasks: ['old', 'orders-2'] })
    await look()
    await look()
    expect(asked().map((ids) => ids.toSorted())).toEqual([
      ['t1', 't2'],
      ['t1', 't2'],
      ['t1', 't2'],
    ])
    const told = (await engine.missed(channelRef, 0)).map(({ taskId, event }) => ({ taskId, event }))
    expect(told).toMatchObject([{ taskId: 't2', event: { kind: 'subtasks', failed: ['orders-2'] } }])
  })

  it('are asked for once more when the status says that they have failed, and then not again', async () => {
    w.drs.set('t1', started)
    await engine.watch(watchOf())
    await look()
    w.drs.set('t1', { ...started, status: 'CHILD_TRANSFER_FAILED', failedSubtasks: ['orders-1'] })
    await look()
    expect(asked()).toHaveLength(2)
    await look()
    expect(asked()).toHaveLength(2)
    const kinds = (await engine.missed(channelRef, 0)).map(({ event }) => event.kind)
    expect(kinds).toEqual(['status', 'subtasks'])
  })
})
