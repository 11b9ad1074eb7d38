import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { serverTroubles } from '../faults/redis-troubles.ts'
import { openRedisWay, type RedisWay } from '../faults/redis-way.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** What people are answered while the bot's Redis hangs or takes nothing: in time, and nothing that they typed is lost. */
const channel = 'C01MIGRATION'

let redis: RedisWay
let world: World
let bot: Bot

beforeAll(async () => {
  redis = await openRedisWay({ aof: false })
  // Whether the answer comes is what counts here, not how busy the machine is.
  world = await startWorld(defaultSeed, { redisUrl: redis.url, ackWithin: 60_000 })
  bot = await startBotIn(world)
})

afterEach(() => redis.mend())

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
  await redis?.stop()
})

const alice = () => world.people.as('U01ALICE')
const deeds = (operation: string) =>
  world.drs.control.requests().filter((call) => call.operation === operation).length

/** A form with a task filled in. */
async function formOf(command: string): Promise<string> {
  await alice().command(channel, command)
  const { id } = await alice().waitForView({ actionId: 'field' })
  const [task] = await alice().suggest(id, 'field', 'billing-sync')
  const filled = await alice().fill(id, { Tasks: [task?.value] })
  if (!filled.ok)
    throw new Error(`the form was not filled in: ${JSON.stringify(filled)} ${JSON.stringify(task)}`)
  return id
}

describe('while Redis hangs', () => {
  it('a form that is sent stays as it was typed, says why, and is carried out once when it is sent again', async () => {
    const form = await formOf('/drs pause')
    await redis.hang()
    const { errors } = await alice().submit(form)
    expect(Object.values(errors ?? {})).toEqual([
      expect.stringMatching(
        /Redis.*did not answer in time.*What you typed is still here.*您填写的内容仍在此处/,
      ),
    ])
    expect(deeds('batch-pause-jobs')).toBe(0)
    redis.mend()
    expect(await alice().submit(form)).toMatchObject({ ok: true })
    await alice().waitFor(channel, { text: 'billing-sync' })
    expect(deeds('batch-pause-jobs')).toBe(1)
  })

  it('a command is said to be under way, and answered when Redis is back', async () => {
    await redis.hang()
    await alice().command(channel, '/drs list')
    await alice().waitFor(channel, { text: 'Still working on it' })
    redis.mend()
    await alice().waitFor(channel, { text: 'dr-orders' })
  })
})

describe.each(['read-only', 'full'] as const)('while Redis is %s', (trouble) => {
  it('a form that is sent stays as it was typed, and says so', async () => {
    const { begin, end } = serverTroubles[trouble]
    const form = await formOf('/drs show')
    await redis.look(begin)
    const { errors } = await alice().submit(form)
    await redis.look(end)
    const [said = ''] = Object.values(errors ?? {})
    expect(said).toMatch(/Redis.*What you typed is still here/)
    await alice().close(form)
  })
})
