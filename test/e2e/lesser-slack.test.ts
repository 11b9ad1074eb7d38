import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** A stand-in for Slack that others wrote: it lacks what this bot needs for user groups only. */
let world: World
let bot: Bot

beforeAll(async () => {
  world = await startWorld(undefined, { without: ['usergroups.list', 'usergroups.users.list'] })
  bot = await startBotIn(world)
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

it('a Slack without user groups does everything for which no role or rule names a group', async () => {
  const alice = world.people.as('U01ALICE')
  await alice.command('C01MIGRATION', '/drs list')
  await alice.waitFor('C01MIGRATION', { text: '0 tasks in sandbox' })
  expect(world.slack.control.log().filter(({ method }) => method === 'usergroups.list')).toEqual([])
})
