import fc from 'fast-check'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'
import { keysOf } from '../../src/store/keys.ts'
import { restingTasks, wakeFromRest } from '../../src/store/resting-groups.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, type DrsTask, watchOf, world } from './doubles.ts'

/**
 * Whoever looks at tasks at rest in groups sees and tells what somebody does who looks at each by itself, whatever DRS
 * answers and whoever begins to watch meanwhile.
 */

const healthy = (progress: NonNullable<DrsTask['progress']>): DrsTask => ({
  status: 'INCRE_TRANSFER_STARTED',
  progress,
})

const answers: Readonly<Record<string, DrsTask | undefined>> = {
  fine: healthy({ percent: 100, lagMs: 900 }),
  'as fine': healthy({ percent: 100, lagMs: 1_100 }),
  slower: healthy({ percent: 100, lagMs: 31_000 }),
  'far behind': healthy({ percent: 100, lagMs: 4_000_000 }),
  'without delay': healthy({ percent: 100 }),
  'not complete': healthy({ percent: 97, lagMs: 900 }),
  'one part behind': healthy({ percent: 100, lagMs: 900, parts: { table_structure: 40 } }),
  paused: { status: 'PAUSING' },
  failed: { status: 'INCRE_TRANSFER_FAILED', error: 'lost' },
  gone: undefined,
}

type Step = { readonly task: string; readonly answer: string } | { readonly watches: string }

const tasks = ['t0', 't1', 't2', 't3']

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      task: fc.constantFrom(...tasks),
      answer: fc.constantFrom(...Object.keys(answers)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ watches: fc.constantFrom(...tasks) }) },
)

const secondChannel = { team: 'T1', channel: 'C2' }

/** So many looks after each step that both questions have had their turn, and that somebody gone is believed to be. */
const looks = 5

async function seenAndTold(url: string, steps: readonly Step[], how: 'in groups' | 'singly') {
  const redis = new Redis(url)
  await redis.flushdb()
  const w = world(url)
  const engine = w.replica()
  const keys = keysOf('prod')
  async function dueOf(id: string): Promise<number> {
    return Number(await redis.zscore(keys.rests, (await redis.hget(keys.resting, id)) ?? ''))
  }
  async function look() {
    w.clock.pass(30_000)
    const resting = await restingTasks(redis, 'prod')
    if (how === 'singly') for (const id of resting) await wakeFromRest(redis, 'prod', [id], await dueOf(id))
    await engine.poll('prod')
    return resting.length
  }
  try {
    for (const task of tasks) {
      w.drs.set(task, { ...healthy({ percent: 100, lagMs: 900 }), name: task })
      await engine.watch(watchOf({ taskId: task }))
    }
    let rested = 0
    for (const one of [undefined, ...steps]) {
      if (one && 'watches' in one) await engine.watch(watchOf({ ...secondChannel, taskId: one.watches }))
      if (one && 'task' in one) {
        const answer = answers[one.answer]
        if (answer) w.drs.set(one.task, { ...answer, name: one.task })
        else w.drs.tasks.delete(one.task)
      }
      for (let i = 0; i < looks; i += 1) rested += await look()
    }
    const told = await Promise.all([channelRef, secondChannel].map((where) => engine.missed(where, 0)))
    return {
      rested,
      seen: await Promise.all(tasks.map(async (id) => shownOf(await engine.snapshot('prod', id)))),
      told: told.map((all) => all.map(({ taskId, event }) => `${taskId} ${event.kind}`).sort()),
    }
  } finally {
    await engine.stop()
    redis.disconnect()
  }
}

/** What readers see of it. */
function shownOf(snapshot: Snapshot | undefined) {
  const { lagMs, ...progress } = snapshot?.progress ?? {}
  const lag = lagMs === undefined ? 'unknown' : Math.round(lagMs / 1000)
  return { status: snapshot?.status, error: snapshot?.error, lag, progress }
}

it('looks at groups see and tell what looks at each task do', async () => {
  const [first, second] = [await testRedis(), await testRedis()]
  let rested = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const [grouped, singly] = await Promise.all([
        seenAndTold(first.url, steps, 'in groups'),
        seenAndTold(second.url, steps, 'singly'),
      ])
      rested += grouped.rested
      expect({ seen: grouped.seen, told: grouped.told }).toEqual({ seen: singly.seen, told: singly.told })
    }),
    { numRuns: 12 },
  )
  expect(rested).toBeGreaterThan(0)
}, 120_000)
