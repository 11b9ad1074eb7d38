import { afterEach, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { type RedisGroup, startClusterGroup, startSentinelGroup } from '../helpers/redis-groups.ts'
import { approved, askFor, counting } from './approving.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** The bot over several servers that are one Redis, before and after one of them dies. */
const channel = 'C02DBA'
const task = 'billing-sync'

let group: RedisGroup | undefined
let world: World | undefined
let bot: Bot | undefined

afterEach(async () => {
  await bot?.stop()
  await world?.stop()
  await group?.stop()
})

it.each([
  ['Sentinels', startSentinelGroup],
  ['a cluster', startClusterGroup],
])('what was approved before a failover of %s is carried out after it, once, and told', async (_, start) => {
  group = await start()
  world = await startWorld(defaultSeed, { redisUrl: group.url })
  bot = await startBotIn(world)
  const alice = world.people.as('U01ALICE')
  await alice.command(channel, `/drs watch ${task}`)
  await alice.waitFor(channel, { text: 'Incremental' }, 30_000)
  const stops = counting(world, 'batch-stop-or-delete-jobs')
  const request = await askFor(alice, channel, `/drs stop ${task}`, 'moved')
  await approved(world, channel, request)

  await group.failOver()

  // A click in the moment of the failover is carried out, or refused in words: then people click again.
  const refusals = () =>
    (world?.slack.control.transcript(channel, 'U01ALICE') ?? []).filter(
      ({ ephemeral, text }) => ephemeral && /not done.*can’t reach its memory/s.test(text),
    ).length
  await expect
    .poll(
      async () => {
        const refused = refusals()
        if (stops() === 0) await alice.click(request.ts, 'cmd:execute:ask')
        await expect.poll(() => stops() > 0 || refusals() > refused, { timeout: 30_000 }).toBe(true)
        return stops()
      },
      { timeout: 40_000, interval: 1_000 },
    )
    .toBe(1)
  world.drs.control.advance({ ms: 600_000 })
  await alice.waitFor(channel, { ts: request.ts, text: 'confirmed' }, 20_000)
  expect(stops()).toBe(1)
})
