import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { ComparisonSchedule } from '../../src/domain/tasks/comparison-schedule.ts'
import {
  claimComparisonSchedules,
  comparisonSchedulesOf,
  putComparisonSchedule,
  removeComparisonSchedule,
  settleComparisonSchedule,
} from '../../src/store/comparison-schedules.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon } from '../helpers/samples.ts'

const schedule: ComparisonSchedule = {
  ...{ id: 'plan-1', connection: 'prod', taskId: 'task-1', name: 'orders' },
  ...{ team: 'T1', channel: 'C1', by: 'UALICE', locale: 'en' },
  ...{ options: { kinds: 'row' }, nextAt: noon, everyMs: 1_000 },
}
const claim = (due: number) => ({ due, until: due + 500, limit: 10 })

let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

async function stored() {
  await putComparisonSchedule(redis, schedule)
}

it('a planned comparison is handed to one replica of many, and to another where that has died', async () => {
  await stored()
  expect(await claimComparisonSchedules(redis, 'prod', claim(noon - 1))).toEqual([])
  const claims = await Promise.all(
    Array.from({ length: 5 }, () => claimComparisonSchedules(redis, 'prod', claim(noon))),
  )
  expect(claims.flat()).toEqual([{ schedule, claimed: noon + 500 }])
  expect(await claimComparisonSchedules(redis, 'prod', claim(noon + 499))).toEqual([])
  expect(await claimComparisonSchedules(redis, 'prod', claim(noon + 500))).toHaveLength(1)
})

it('one that was claimed by another meanwhile is settled by the other alone', async () => {
  await stored()
  const [slow] = await claimComparisonSchedules(redis, 'prod', claim(noon))
  const [quick] = await claimComparisonSchedules(redis, 'prod', claim(noon + 500))
  if (!slow || !quick) throw new Error('nothing was claimed')
  await settleComparisonSchedule(redis, quick, noon + 1_000)
  await settleComparisonSchedule(redis, slow, undefined)
  expect(await comparisonSchedulesOf(redis, 'prod')).toEqual([{ ...schedule, nextAt: noon + 1_000 }])
})

it('one that somebody has ended meanwhile does not come back', async () => {
  await stored()
  const [claimed] = await claimComparisonSchedules(redis, 'prod', claim(noon))
  if (!claimed) throw new Error('nothing was claimed')
  expect(await removeComparisonSchedule(redis, 'prod', schedule.id)).toBe(true)
  expect(await removeComparisonSchedule(redis, 'prod', schedule.id)).toBe(false)
  await settleComparisonSchedule(redis, claimed, noon + 1_000)
  expect(await comparisonSchedulesOf(redis, 'prod')).toEqual([])
  expect(await claimComparisonSchedules(redis, 'prod', claim(noon + 5_000))).toEqual([])
})
