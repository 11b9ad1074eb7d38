import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { pass, startBotIn, startWorld, type World } from './world.ts'

/** Promises are made only where they can be kept; one that breaks later is told directly. */
let world: World
let bot: Bot

beforeAll(async () => {
  world = await startWorld(defaultSeed)
  bot = await startBotIn(world)
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const deeds = (operation: string) =>
  world.drs.control.requests().filter((call) => call.operation === operation).length

describe('a channel in which the bot is no member', () => {
  it('gets no promise: nothing is done, what to do is said, and a click has it done and told directly', async () => {
    await alice().command('C03GENERAL', '/drs pause billing-sync target')
    const said = await alice().waitFor('C03GENERAL', { text: '/invite' })
    expect(deeds('batch-pause-jobs')).toBe(0)
    await alice().click(said.ts, 'cmd:pause:directly')
    await alice().waitFor('D01ALICE', { text: 'billing-sync' })
    expect(deeds('batch-pause-jobs')).toBe(1)
    pass(world, 2)
    await alice().waitFor('D01ALICE', { text: 'Paused' })
  })

  it('is not watched in either', async () => {
    const before = (await bot.engine.watchesOfChannel({ team: 'T0LOCAL', channel: 'C03GENERAL' })).length
    await alice().command('C03GENERAL', '/drs watch dr-orders')
    await alice().waitFor('C03GENERAL', { text: '/invite' })
    expect(await bot.engine.watchesOfChannel({ team: 'T0LOCAL', channel: 'C03GENERAL' })).toHaveLength(before)
  })
})

describe('a channel that is lost', () => {
  it('is told to who watches there, who can go on in the direct message', async () => {
    await alice().command('C02DBA', '/drs watch dr-orders')
    await alice().waitFor('C02DBA', { text: 'dr-orders' })
    await world.slack.control.kick('C02DBA')
    const said = await alice().waitFor('D01ALICE', { text: 'can’t post in a channel any more' })
    expect(said.plain).toContain('1 watch of yours is paused')
    await alice().click(said.ts, 'cmd:watches:here')
    await alice().waitFor('D01ALICE', { text: 'Moved here: 1 watch' })
    const here = await bot.engine.watchesOfChannel({ team: 'T0LOCAL', channel: 'D01ALICE' })
    expect(here).toHaveLength(1)
    await world.slack.control.invite('C02DBA')
  })
})
