import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { iamActions } from '../../src/doctor/iam.ts'
import { operationById } from '../../src/drs/index.ts'
import { type OddDrs, oddDrs } from '../helpers/odd-drs.ts'
import { startBotIn, startWorld, type World } from './world.ts'

const channel = 'C01MIGRATION'
const [viewer, admin, chinese] = ['U01ALICE', 'U04DANA', 'U06LIWEI']

it('knows all IAM actions of the reference, each once', () => {
  expect(new Set(iamActions).size).toBe(iamActions.length)
  expect(iamActions).toHaveLength(19)
})

describe.each(['v3', 'v5'] as const)('/drs doctor on a connection of %s', (generation) => {
  let world: World
  let odd: OddDrs
  let bot: Bot

  beforeAll(async () => {
    world = await startWorld(undefined, { generations: [generation] })
    odd = await oddDrs(world.drs)
    const [connection] = world.config.connections
    if (!connection) throw new Error('no connection')
    const everywhere = { connections: ['*'], channels: ['*'] }
    const config = {
      ...world.config,
      connections: [{ ...connection, endpoint: odd.endpoint }],
      grants: [
        { role: 'viewer', users: ['*'], ...everywhere },
        { role: 'admin', users: [admin, chinese], ...everywhere },
      ] as const,
    }
    bot = await startBotIn({ ...world, config })
  })
  afterAll(async () => {
    await bot?.stop()
    await odd?.stop()
    await world?.stop()
  })
  afterEach(() => {
    odd.off('batch-job-details')
    world.slack.control.clearFaults()
  })

  const sentFile = async (user: string) => {
    const person = world.people.as(user)
    const { files } = await person.waitFor(await person.direct(), {
      pattern: 'checks (passed|failed)|项检查',
    })
    const url = String(files.at(-1)?.url_private ?? '')
    return (await fetch(url)).text()
  }

  it('says what is well, changes nothing, and gives the whole as a file', async () => {
    const before = odd.asked.length
    await world.people.as(admin).command(channel, '/drs doctor')
    await world.people.as(admin).waitFor(channel, { text: 'IAM actions' })
    const report = await sentFile(admin)
    expect(report).toContain('API generations (sandbox): ')
    expect(report).toContain('Slack rate limits: ')
    expect(report).toContain('Redis version: ')
    expect(report).toContain('Clock (sandbox): ')
    expect(report).toMatch(
      generation === 'v3'
        ? /IAM actions \(sandbox\): granted: .*drs:migrationJob:get.*can’t be tried without changing something: .*drs:migrationJobs:delete/
        : /IAM actions \(sandbox\): can’t be checked/,
    )
    const asked = odd.asked.slice(before).flatMap(({ operation }) => operationById(operation) ?? [])
    expect(asked.filter(({ risk }) => risk !== 'read')).toEqual([])
  })

  it('shows no secret', async () => {
    await world.people.as(admin).command(channel, '/drs doctor')
    const shown = await sentFile(admin)
    for (const secret of [world.slack.botToken, world.slack.appToken, world.drs.sk, world.drs.ak])
      expect(shown).not.toContain(secret)
  })

  it('speaks Chinese to those who read it', async () => {
    await world.people.as(chinese).command(channel, '/drs doctor')
    expect(await sentFile(chinese)).toContain('IAM 授权项（sandbox）：')
  })

  it('is refused to a viewer, with the role that it needs', async () => {
    await world.people.as(viewer).command(channel, '/drs doctor')
    await world.people.as(viewer).waitFor(channel, { text: 'Only admins of sandbox' })
  })

  it.runIf(generation === 'v3')('names a right that is missing', async () => {
    odd.instead('batch-job-details', () => ({
      status: 403,
      body: { error_code: 'DRS.M00102', error_msg: 'Policy doesn’t allow drs:migrationJob:get <!channel>' },
    }))
    await world.people.as(admin).command(channel, '/drs doctor')
    await world.people.as(admin).waitFor(channel, { text: 'missing: drs:migrationJob:get' })
  })

  it('says that Slack has limited the bot', async () => {
    world.slack.control.fault({ method: 'chat.postEphemeral', kind: 'rate-limit', retryAfter: 1 })
    world.slack.control.fault({ method: 'response_url', kind: 'status', status: 500 })
    await world.people.as(admin).command(channel, '/drs help')
    await world.people.waitForCall('chat.postEphemeral', 2)
    await world.people.as(admin).command(channel, '/drs doctor')
    await world.people.as(admin).waitFor(channel, { text: 'chat.postEphemeral 1' })
  })
})
