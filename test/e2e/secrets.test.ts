import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { destinationPassword, instances, sourcePassword, subnetId } from '../../src/local-drs/databases.ts'
import { connectRedis, type Redis } from '../../src/store/redis.ts'
import { everythingKept } from '../helpers/redis.ts'
import { freePort, handOver, linkIn } from '../helpers/secret-page.ts'
import type { PersonDriver, Values } from '../helpers/slack-driver.ts'
import { pass, startBotIn, startWorld, type World } from './world.ts'

/** Passwords that go past Slack: through the bot's own page, over real HTTP, to a DRS that tries them. */
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
    ],
  })
  const port = await freePort()
  const web = { url: `http://127.0.0.1:${port}`, port, host: '127.0.0.1', proxies: 0 }
  world = { ...started, config: { ...started.config, keys: [randomBytes(32)], web, approvals: [] } }
  bot = await startBotIn(world)
  redis = await connectRedis(world.redisUrl)
})

afterAll(async () => {
  redis?.disconnect()
  await bot?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const reads = (text: string, after?: string) => alice().waitFor(channel, { text, ...(after && { after }) })

async function send(person: PersonDriver, title: string, values: Values): Promise<void> {
  const view = await person.waitForView({ title, actionId: 'field' })
  expect(await person.submit(view.id, values)).toMatchObject({ ok: true })
}

describe('a task whose passwords nobody wants to write anywhere', () => {
  const name = 'shop-to-cloud'

  it('is created once they were handed over on the page', async () => {
    await alice().command(channel, '/drs create')
    await send(alice(), 'New task', { Name: name, Scenario: 'migration' })
    await send(alice(), 'What is replicated', { Databases: 'mysql', Direction: 'up' })
    await send(alice(), 'Replication instance', { Network: 'eip', Specifications: 'high', Subnet: subnetId })
    await send(alice(), 'Source database', {
      'Source address': '192.168.0.28',
      'Source port': '3306',
      'Source user': 'drs_user',
    })
    await send(alice(), 'Destination database', {
      'Destination address': '192.168.0.131',
      'Destination port': '3306',
      'Destination user': 'drs_user',
      'Destination instance ID': instances.mysql,
    })
    const offer = await reads('Enter the password on my page')
    expect(offer.ephemeral).toBe(true)
    const handed = await handOver(linkIn(offer), [sourcePassword, destinationPassword])
    expect(handed.page).toContain('drs_user at 192.168.0.28:3306')
    expect([handed.status, handed.body.includes('go back to Slack')]).toEqual([200, true])
    const there = await reads('Your password has arrived')
    expect(there.ephemeral).toBe(true)
    // A second click at once creates nothing more.
    await Promise.all([1, 2].map(() => alice().click(there.ts, 'cmd:create:resume')))
    await reads(`DRS accepted the new task ${name}`)
    expect(world.drs.control.tasks().filter((task) => task.name === name)).toHaveLength(1)
  })

  it('leaves no question that is answered already', async () => {
    const shown = (await alice().transcript(channel)).map(({ plain }) => plain)
    expect(shown.filter((text) => text.includes('Your password has arrived'))).toEqual([])
  })

  it('is tested with what is kept for it, without asking again', async () => {
    pass(world, 5)
    await reads('Created by Alice Meyer')
    await alice().command(channel, `/drs test ${name}`)
    await reads(`${name}: both databases answer`)
  })

  it('asks again when the account is another one: what was kept is for that one only', async () => {
    const before = await reads(`${name}: both databases answer`)
    await alice().command(channel, `/drs test ${name} --sourceHost 192.168.0.66`)
    const offer = await reads('Enter the password on my page', before.ts)
    const page = await fetch(linkIn(offer).url).then((answer) => answer.text())
    expect(page).toContain('drs_user at 192.168.0.66:3306')
    expect(page).not.toContain('destination')
    await alice().command(channel, `/drs test ${name} --sourceHost 192.168.0.28`)
    await reads(`${name}: both databases answer`, offer.ts)
  })

  it('leaves nothing behind when it is deleted', async () => {
    expect(await redis.keys('drs:{vault:*')).toHaveLength(2)
    await alice().command(channel, `/drs stop ${name}`)
    await alice().click((await reads(`Stop: ${name}?`)).ts, 'cmd:stop:do')
    await reads('Stop: DRS accepted')
    pass(world, 10)
    await reads('Stopped by Alice Meyer')
    await alice().command(channel, `/drs delete ${name}`)
    await alice().click((await reads(`Delete: ${name}?`)).ts, 'cmd:delete:do')
    await expect.poll(() => redis.keys('drs:{vault:*'), { timeout: 10_000 }).toEqual([])
  })
})

describe('a new password of a running task', () => {
  it('is passed on at once and stored nowhere, where nobody has to approve', async () => {
    const before = await redis.keys('drs:{vault:*')
    await alice().command(channel, '/drs password running source')
    const offer = await alice().waitFor(channel, { text: 'New password for running: Source database' })
    const { status } = await handOver(linkIn(offer), [sourcePassword])
    expect(status).toBe(200)
    await reads('running: DRS uses the new password of the source database')
    expect(await redis.keys('drs:{vault:*')).toEqual(before)
    const asked = world.drs.control
      .requests()
      .filter(({ operation }) => operation === 'batch-modify-passwords')
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['root', 'too short or too simple'],
    ['elements', 'too short or too simple'],
    ['switchover', 'too short or too simple'],
  ])('is not taken where nobody could tell it from other words: %s', async (chosen, why) => {
    const before = (await alice().transcript(channel)).at(-1)?.ts
    await alice().command(channel, '/drs password running source')
    const link = linkIn(await reads('New password for running: Source database', before))
    const { status, body } = await handOver(link, [chosen])
    expect([status, body.includes(why)]).toEqual([400, true])
    // The link was not used up by it.
    expect((await handOver(link, [sourcePassword])).status).toBe(200)
  })

  it('changes nothing of what is shown of anything else, although it is the name of a thing', async () => {
    const before = (await alice().transcript(channel)).at(-1)?.ts
    await alice().command(channel, '/drs password running source')
    const link = linkIn(await reads('New password for running: Source database', before))
    expect((await handOver(link, ['list-quotas'])).status).toBe(200)
    await alice().command(channel, '/drs api list-quotas')
    const shown = JSON.stringify(await reads('list-quotas', before))
    expect(shown).not.toContain('***')
  })

  it('may be a reference', async () => {
    await alice().command(channel, '/drs password running destination --password env:DB_DESTINATION_PASSWORD')
    await reads('running: DRS uses the new password of the destination database')
  })

  it.each(['hunter2', 'kept:00000000-0000-4000-8000-000000000000'])(
    'is not “%s”, typed into Slack',
    async (typed) => {
      await alice().command(channel, `/drs password running source --password ${typed}`)
      await reads('Where the bot finds it')
    },
  )

  it('is never taken for a reason, wherever it is typed', async () => {
    const before = (await alice().transcript(channel)).at(-1)?.ts
    await alice().command(channel, '/drs password running source Typed-by-mistake-1')
    const answer = await reads('Never type the password itself', before)
    expect(JSON.stringify(answer)).not.toContain('Typed-by-mistake-1')
    await alice().command(channel, '/drs password running source --reason "password: Typed-by-mistake-2"')
    expect(JSON.stringify(await reads('This seems to contain a password', answer.ts))).not.toContain(
      'Typed-by',
    )
    expect(await everythingKept(world.redisUrl)).not.toContain('Typed-by-mistake')
  })
})
