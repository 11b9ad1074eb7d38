import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { instances, sourcePassword } from '../../src/local-drs/databases.ts'
import { connectRedis, type Redis } from '../../src/store/redis.ts'
import { freePort, handOver, linkIn } from '../helpers/secret-page.ts'
import { approved } from './approving.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** A new password that needs somebody's approval: kept encrypted between the page and the execution, for that call only. */
const channel = 'C01MIGRATION'
let world: World
let bot: Bot
let redis: Redis

beforeAll(async () => {
  const started = await startWorld({
    tasks: [
      {
        name: 'running',
        scenario: 'migration',
        engine: 'mysql',
        status: 'INCRE_TRANSFER_STARTED',
        source: '192.168.0.28:3306',
        destination: instances.mysql,
      },
      {
        name: 'waiting',
        scenario: 'migration',
        engine: 'mysql',
        status: 'CONFIGURATION',
        source: '192.168.0.28:3306',
        destination: instances.mysql,
      },
    ],
  })
  const port = await freePort()
  const web = { url: `http://127.0.0.1:${port}`, port, host: '127.0.0.1', proxies: 0 }
  world = { ...started, config: { ...started.config, keys: [randomBytes(32)], web } }
  bot = await startBotIn(world)
  redis = await connectRedis(world.redisUrl)
})

afterAll(async () => {
  redis?.disconnect()
  await bot?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const asked = () =>
  world.drs.control.requests().filter(({ operation }) => operation === 'batch-modify-passwords').length

describe('a new password that needs approval', () => {
  it('is handed over, asked for, approved, and told to DRS once; nothing of it stays', async () => {
    await alice().command(channel, '/drs password running source --reason "the old one has leaked"')
    const offer = await alice().waitFor(channel, { text: 'New password for running: Source database' })
    await handOver(linkIn(offer), [sourcePassword])
    const there = await alice().waitFor(channel, { text: 'Your password has arrived' })
    expect(await redis.keys('drs:{vault:*')).toHaveLength(1)
    await alice().click(there.ts, 'cmd:password:resume')
    const request = await alice().waitFor(channel, { text: 'the old one has leaked', after: there.ts })
    expect(JSON.stringify(request.blocks)).not.toContain(sourcePassword)
    expect(asked()).toBe(0)
    await approved(world, channel, request)
    await alice().click(request.ts, 'cmd:execute:ask')
    await alice().waitFor(channel, { ts: request.ts, text: 'carried out, not confirmed' })
    expect(asked()).toBe(1)
    expect(await redis.keys('drs:{vault:*')).toEqual([])
  })

  it('for all users that are migrated goes the same way', async () => {
    const told = () =>
      world.drs.control.requests().filter(({ operation }) => operation === 'batch-update-users').length
    const choice = `--users "'app'@'%'" --passwords one --reason "their own are weak"`
    await alice().command(channel, `/drs users waiting ${choice}`)
    const offer = await alice().waitFor(channel, { text: 'Password of the users that waiting migrates' })
    await handOver(linkIn(offer), ['a-Long-and-new-1'])
    const there = await alice().waitFor(channel, { text: 'Your password has arrived', after: offer.ts })
    await alice().click(there.ts, 'cmd:users:resume')
    const request = await alice().waitFor(channel, { text: 'their own are weak', after: there.ts })
    expect(told()).toBe(0)
    await approved(world, channel, request)
    await alice().click(request.ts, 'cmd:execute:ask')
    await alice().waitFor(channel, { ts: request.ts, text: 'waiting: carried out' })
    expect(told()).toBe(1)
    expect(await redis.keys('drs:{vault:*')).toEqual([])
    expect(JSON.stringify(request.blocks)).not.toContain('a-Long-and-new-1')
    await alice().command(channel, '/drs users waiting')
    await alice().waitFor(channel, { text: '1 user and 0 roles will be migrated' })
  })

  it('is not handed over without a reason', async () => {
    await alice().command(channel, '/drs password running source')
    const form = await alice().waitForView({ actionId: 'field' })
    expect(form.plain).toContain('Reason')
    await alice().close(form.id)
  })

  it('is not for a task that has not been started', async () => {
    await alice().command(channel, '/drs password waiting source --reason because')
    await alice().waitFor(channel, { text: 'Passwords can be changed once a task was started' })
  })
})
