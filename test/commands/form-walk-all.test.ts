import { describe, expect, it } from 'vitest'
import { dialects } from '../../src/local-drs/dialects.ts'
import { walk, walkedTasks, walkedVerbs } from './form-walk.ts'

/** Each verb about every task, in each dialect by turns, with forms filled in by chance. */
describe.each(['v3', 'v5'] as const)('what any form lets through over %s', (generation) => {
  it.each(walkedVerbs)('%s is taken by DRS', async (verb) => {
    for (const [seed, dialect] of dialects.entries()) {
      const tasks = walkedTasks.filter((_, i) => i % dialects.length === seed)
      const { odd } = await walk(
        tasks.map((task) => ({ verb, task })),
        { generation, dialect, seed },
      )
      expect(odd).toEqual([])
    }
  })
})
