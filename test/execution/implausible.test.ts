import { expect, it } from 'vitest'
import { readFreshTasks } from '../../src/execution/fresh-reads.ts'
import { noon, sampleTask } from '../helpers/samples.ts'

it('a delay that cannot be true is not known to the preconditions', async () => {
  const task = sampleTask({ createdAt: noon - 3_600_000 })
  const found = <T>(value: T) => ({
    found: new Map([[task.id, value]]),
    gone: new Set<string>(),
    failed: new Map(),
  })
  const read = async (lagMs: number) => {
    const drs = {
      details: async () => found(task),
      progress: async () => found({ lagMs }),
      recovery: async () => found({}),
      comparisons: async () => [],
    }
    const all = await readFreshTasks(drs, [task], { comparisons: false, now: noon, failed: () => undefined })
    return all.get(task.id)?.observed
  }
  expect(await read(2000)).toMatchObject({ lagMs: 2000 })
  expect(await read(9_223_372_036_854)).not.toHaveProperty('lagMs')
})
