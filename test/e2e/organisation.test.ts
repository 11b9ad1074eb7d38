import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { defaultWorkspace } from '../../src/local-slack/workspace.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** An organisation of several workspaces (Enterprise Grid), in a channel that is shared with strangers (Slack Connect). */
const channel = 'C01MIGRATION'
const usual = defaultWorkspace()
const [model] = usual.people
if (!model) throw new Error('a workspace without people')

const inBoth = { id: 'E0ORG', teams: ['T1SISTER', 'T0LOCAL'] }
const people = [
  { ...model, id: 'U21SISTER', name: 'sis', teamId: 'T1SISTER', enterprise: inBoth },
  { ...model, id: 'U22MOVED', name: 'mo', teamId: 'E0ORG', enterprise: inBoth },
  {
    ...model,
    id: 'U23UNTOLD',
    name: 'una',
    teamId: 'T1SISTER',
    enterprise: inBoth,
    untold: ['team_id', 'profile'],
  },
  {
    ...model,
    id: 'U31APART',
    name: 'ada',
    teamId: 'T1SISTER',
    enterprise: { id: 'E0ORG', teams: ['T1SISTER'] },
  },
  { ...model, id: 'U32STRANGER', name: 'stu', teamId: 'T9PARTNER', isStranger: true },
  {
    ...model,
    id: 'U33FOREIGN',
    name: 'fay',
    teamId: 'T9PARTNER',
    enterprise: { id: 'E9ORG', teams: ['T9PARTNER'] },
  },
]
const workspace = {
  ...usual,
  team: { ...usual.team, enterprise: { id: 'E0ORG', name: 'Example Group' } },
  people: [...usual.people, ...people],
  channels: usual.channels.map((one) =>
    one.id === channel
      ? { ...one, shared: true, members: new Set([...one.members, ...people.map(({ id }) => id)]) }
      : one,
  ),
}

let world: World
let bot: Bot

beforeAll(async () => {
  world = await startWorld(defaultSeed, { workspace })
  bot = await startBotIn(world)
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

describe('a member of the workspace', () => {
  it.each(['U01ALICE', 'U21SISTER', 'U22MOVED', 'U23UNTOLD'])(
    '%s is served with words, buttons, forms and their choices, and the Home tab',
    async (user) => {
      const person = world.people.as(user)
      await person.command(channel, '/drs help')
      await person.waitFor(channel, { text: '/drs list' })
      await person.command(channel, '/drs show')
      const form = await person.waitForView({ actionId: 'field' })
      const [task] = await person.suggest(form.id, 'field', 'dr-orders')
      expect(await person.submit(form.id, { Tasks: [task?.value] })).toMatchObject({ ok: true })
      const card = await person.waitFor(channel, { text: 'dr-orders' })
      expect(card.plain).not.toContain('other workspaces')
      await person.home()
      const home = await person.waitForView({ home: true })
      expect(home.plain).not.toContain('other workspaces')
      await person.choose(home.id, 'cmd:menu', 'cmd:show:ask -')
      await person.close((await person.waitForView({ actionId: 'field' })).id)
    },
  )
})

describe('a stranger', () => {
  it.each(['U31APART', 'U32STRANGER', 'U33FOREIGN'])(
    '%s stays one, with words and the Home tab',
    async (user) => {
      const person = world.people.as(user)
      await person.command(channel, '/drs list')
      await person.waitFor(channel, { text: 'People of other workspaces' })
      await person.home()
      const home = await person.waitForView({ home: true })
      expect(home.plain).toContain('People of other workspaces')
    },
  )
})
