import { expect, it, onTestFinished } from 'vitest'
import { openRedis } from '../../src/store/redis.ts'
import { createEmitter } from '../../src/watch/events.ts'
import { defaultEngineOptions } from '../../src/watch/options.ts'
import { createPollRunner } from '../../src/watch/polling/schedule.ts'
import { testRedis } from '../helpers/redis.ts'
import { silentLog, world } from './doubles.ts'

/** The jobs of one replica. */

it('a discovery that lasts takes no room from the polls: the next one leaves its job at once', async () => {
  const { url } = await testRedis()
  const redis = openRedis(url)
  onTestFinished(() => redis.disconnect())
  const { drs, clock } = world(url)
  const runner = createPollRunner({
    ...{ redis, clock: clock.now, log: silentLog, events: createEmitter(), options: defaultEngineOptions },
    service: () => drs.service,
    wait: async () => undefined,
    onOutcome: undefined,
    healthMonitor: { checkIfLate: async () => {}, afterPoll: async () => {} },
    retire: async () => undefined,
    queues: () => undefined,
    deliveries: () => undefined,
  })
  let answer = () => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  const asked = new Promise<void>((resolve) => {
    drs.hooks.during = () => {
      resolve()
      return answered
    }
  })
  const first = runner.discoverQuietly('prod')
  await asked
  await runner.discoverQuietly('prod')
  answer()
  await first
  expect(drs.calls.filter(({ question }) => question === 'list')).toHaveLength(1)
})
