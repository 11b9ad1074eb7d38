import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TaskService } from '../../src/domain/tasks/task-service.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { type DrsTask, pendingOf, watchOf, world } from './doubles.ts'

/** Rounds over tasks at rest: what is asked when nothing happens, and that nothing that happens is missed. */

const healthy = 'INCRE_TRANSFER_STARTED'
const lag = (lagMs: number) => ({ percent: 100, lagMs })

let engine: Engine
let w: ReturnType<typeof world>

beforeEach(async () => {
  w = world((await testRedis()).url)
  engine = w.replica()
})
afterEach(() => engine.stop())

async function watch(tasks: Readonly<Record<string, DrsTask>>) {
  for (const [taskId, task] of Object.entries(tasks)) {
    w.drs.set(taskId, task)
    await engine.watch(watchOf({ taskId }))
  }
  await look()
  // What many tasks are like in detail is asked by turns.
  if (Object.keys(tasks).length > 10) while ((await look()).includes('details'));
}

/** The questions of a round in which everything is due. */
async function look() {
  w.drs.calls.length = 0
  w.clock.pass(60_000)
  await engine.poll('prod')
  return w.drs.calls.map(({ question }) => question).sort()
}

async function seen(taskId = 't1') {
  const snapshot = await engine.snapshot('prod', taskId)
  return { status: snapshot?.status, lagMs: snapshot?.progress?.lagMs, rpoMs: snapshot?.recovery?.rpoMs }
}

function many(count: number, task: DrsTask, prefix = 't'): Record<string, DrsTask> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, task]))
}

describe('a healthy task', () => {
  it('is asked for its status and for its progress by turns, one question each', async () => {
    await watch({ t1: { status: healthy, progress: lag(1_000) } })
    const rounds = [await look(), await look(), await look(), await look()]
    expect(rounds).toEqual([['pulse'], ['status'], ['pulse'], ['status']])
  })

  it('shows its lag all the same', async () => {
    await watch({ t1: { status: healthy, progress: lag(1_000) } })
    w.drs.set('t1', { status: healthy, progress: lag(9_000) })
    await look()
    expect(await seen()).toMatchObject({ lagMs: 9_000 })
  })

  it('that is not any more is found out whichever turn it is', async () => {
    await watch({
      t1: { status: healthy, progress: lag(1_000) },
      t2: { status: healthy, progress: lag(1_000) },
    })
    w.drs.set('t1', { status: 'INCRE_TRANSFER_FAILED', error: 'lost', progress: lag(2_000) })
    expect(await look()).toEqual(['details', 'pulse'])
    expect(await seen('t1')).toMatchObject({ status: 'INCRE_TRANSFER_FAILED' })
    w.drs.set('t2', { status: 'PAUSING', progress: lag(2_000) })
    await look()
    expect(await seen('t2')).toMatchObject({ status: 'PAUSING' })
  })

  it('that is gone is found out whichever turn it is', async () => {
    await watch({ t1: { status: healthy, progress: lag(1_000) } })
    w.drs.tasks.delete('t1')
    expect(await look()).toEqual(['pulse', 'status'])
    expect(await look()).toEqual(['status'])
    expect(await seen()).toMatchObject({ status: null })
  })

  it('is believed by its status, not by the hint of its progress', async () => {
    await watch({ t1: { status: healthy, hint: 'FULL_TRANSFER_COMPLETE', progress: lag(1_000) } })
    w.drs.set('t1', { status: healthy, hint: 'FULL_TRANSFER_COMPLETE', progress: lag(3_000) })
    expect(await look()).toEqual(['details', 'pulse'])
    expect(await seen()).toMatchObject({ status: healthy, lagMs: 3_000 })
  })

  it('is asked for its status if its details do not answer', async () => {
    await watch({ t1: { status: healthy, progress: lag(1_000) } })
    w.drs.broken.add('details')
    w.drs.set('t1', { status: 'PAUSING', progress: lag(1_000) })
    expect(await look()).toContain('status')
    expect(await seen()).toMatchObject({ status: 'PAUSING' })
  })

  it('whose hint does not move is found out one turn later', async () => {
    await watch({ t1: { status: healthy, progress: lag(1_000) } })
    w.drs.set('t1', { status: 'PAUSING', hint: healthy, progress: lag(1_000) })
    await look()
    await look()
    expect(await seen()).toMatchObject({ status: 'PAUSING' })
  })

  it('is asked for everything while an action is awaited', async () => {
    await watch({ t1: { status: healthy, progress: lag(1_000) } })
    await engine.trackAction(pendingOf({ verb: 'pause', deadline: Number.MAX_SAFE_INTEGER }))
    const rounds = [await look(), await look()]
    expect(rounds).toEqual([
      ['progress', 'status'],
      ['progress', 'status'],
    ])
  })

  it('has its RPO and RTO asked for with its progress', async () => {
    const dr = { status: healthy, scenario: 'cloudDataGuard', progress: lag(1_000) }
    await watch({ t1: { ...dr, recovery: { rpoMs: 1_000 } } })
    w.drs.set('t1', { ...dr, recovery: { rpoMs: 5_000 } })
    expect(await look()).toEqual(['pulse', 'recovery'])
    expect(await seen()).toMatchObject({ rpoMs: 5_000 })
    expect(await look()).toEqual(['status'])
  })

  it('is asked for its status if its progress does not answer', async () => {
    await watch({ t1: { status: healthy, progress: lag(1_000) } })
    w.drs.broken.add('pulse')
    w.drs.set('t1', { status: 'PAUSING', progress: lag(1_000) })
    expect(await look()).toContain('status')
    expect(await seen()).toMatchObject({ status: 'PAUSING' })
  })
})

describe('many tasks', () => {
  it('cost one question a hundred, and one more where two kinds of them meet', async () => {
    await watch({
      ...many(120, { status: healthy, progress: lag(1_000) }, 'a'),
      ...many(110, { status: 'PAUSING' }, 'b'),
    })
    expect(await look()).toEqual(['pulse', 'pulse', 'status', 'status'])
    expect(await look()).toEqual(['status', 'status', 'status'])
  })

  it('that change cost at most a question each', async () => {
    await watch(many(250, { status: healthy, progress: lag(1_000) }))
    for (const changed of [2, 11, 250]) {
      for (const id of Object.keys(many(changed, { status: healthy })))
        w.drs.set(id, { status: 'PAUSING', progress: lag(1_000) })
      expect((await look()).length).toBeLessThanOrEqual(3 + changed)
      for (const id of Object.keys(many(changed, { status: healthy })))
        expect(await seen(id)).toMatchObject({ status: 'PAUSING' })
      for (const id of Object.keys(many(changed, { status: healthy })))
        w.drs.set(id, { status: healthy, progress: lag(1_000) })
      await look()
    }
  })

  it('cost little where an API tells the progress of one task at a time', async () => {
    const { progressProbes: _, ...service } = w.drs.service
    await engine.stop()
    engine = w.replica({ services: () => service satisfies TaskService })
    await watch(many(50, { status: healthy, progress: lag(1_000) }))
    const refreshed = new Set<string>()
    for (let round = 0; round < 200; round++) {
      const questions = await look()
      const asked = w.drs.calls.filter(({ question }) => question === 'progress').flatMap(({ ids }) => ids)
      for (const id of asked) refreshed.add(id)
      expect(asked.length).toBeLessThanOrEqual(5)
      expect(questions).toContain('status')
    }
    expect(refreshed.size).toBe(50)
  })
})
