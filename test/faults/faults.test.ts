import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compiled } from '../helpers/compiled.ts'
import { play } from './play.ts'
import { openRedisWay } from './redis-way.ts'
import { openNursery } from './replica.ts'
import type { Ground } from './stage.ts'
import { faults } from './table.ts'

/** The most telling of the faults; `npm run faults` plays all of them. */
let ground: Ground

beforeAll(async () => {
  const program = { path: await compiled('test/faults/bot.ts'), execArgv: [] }
  ground = { redis: await openRedisWay(), nursery: openNursery(program) }
})

afterAll(async () => {
  ground?.nursery.close()
  await ground?.redis.stop()
})

describe('what the channels are told', () => {
  it.each(faults.filter(({ telling }) => telling))(
    'is all of it, once and in order: $name',
    { timeout: 300_000 },
    async (fault) => {
      expect((await play(ground, fault)).broken).toEqual([])
    },
  )
})
