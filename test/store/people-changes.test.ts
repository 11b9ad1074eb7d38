import { afterEach, beforeEach, expect, it } from 'vitest'
import { peopleKey } from '../../src/store/keys.ts'
import { changesOfPeople } from '../../src/store/plain-values.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { testRedis } from '../helpers/redis.ts'

/** What replicas tell each other of changed people. */
let redis: Redis

beforeEach(async () => {
  redis = await connectRedis((await testRedis()).url)
})
afterEach(() => closeRedis(redis))

it('each replica hears once of everybody who has changed since it asked last', async () => {
  const changes = changesOfPeople(redis)
  const start = await changes.since('')
  expect(start.changes).toBe('all')
  await changes.note({ person: 'U1' })
  await changes.note('groups')
  const first = await changes.since(start.point)
  expect(first.changes).toEqual([{ person: 'U1' }, 'groups'])
  expect((await changes.since(first.point)).changes).toEqual([])
  await changes.note({ person: 'U2' })
  expect((await changes.since(first.point)).changes).toEqual([{ person: 'U2' }])
})

it('a replica takes everybody for changed where more has changed than is kept, or Redis has lost it', async () => {
  const changes = changesOfPeople(redis)
  await changes.note({ person: 'U0' })
  const { point } = await changes.since('')
  for (let i = 0; i < 1001; i++) await changes.note({ person: `U${i}` })
  const flooded = await changes.since(point)
  expect(flooded.changes).toBe('all')
  expect(await redis.xlen(peopleKey)).toBe(1000)
  await redis.del(peopleKey)
  const lost = await changes.since(flooded.point)
  expect(lost).toEqual({ point: '0-0', changes: 'all' })
  expect((await changes.since(lost.point)).changes).toEqual([])
})
