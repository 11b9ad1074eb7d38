import { describe, expect, it } from 'vitest'
import { dialects } from '../../src/local-drs/dialects.ts'
import { chanceOf } from '../soak/random.ts'
import { walk, walkedTasks, walkedVerbs } from './form-walk.ts'

/** The form of each verb, about three tasks chosen by chance; all of them are walked in form-walk-all.test.ts. */
describe.each(['v3', 'v5'] as const)('what a form lets through over %s', (generation) => {
  it.each(dialects.map((dialect, seed) => [dialect, seed] as const))(
    'is taken by a DRS that speaks %s',
    async (dialect, seed) => {
      const chance = chanceOf(seed)
      const walked = walkedVerbs.flatMap((verb) =>
        [1, 2, 3].map(() => ({ verb, task: chance.oneOf(walkedTasks) })),
      )
      const { odd, through } = await walk(walked, { generation, dialect, seed })
      expect(odd).toEqual([])
      // How many the statuses drawn allow is chance, too.
      expect(through).toBeGreaterThan(3)
    },
  )
})

it('is noticed where DRS misses a field', async () => {
  const task = walkedTasks.find(
    ({ engine, status }) => engine === 'mysql-to-kafka' && status === 'CONFIGURATION',
  )
  if (!task) throw new Error('no task copies to Kafka')
  const walked = [{ verb: 'start', task }]
  const how = { generation: 'v3', dialect: 'documents', seed: 1 } as const
  expect((await walk(walked, how)).odd).toEqual([])
  const { odd } = await walk(walked, { ...how, setUp: false })
  expect(JSON.stringify(odd)).toContain('topic_policy')
})
