import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { menuTarget } from '../../src/domain/command-targets.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { askFor, chooseEntry } from './approving.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** Wherever somebody asks, an approver can decide, or the requester hears why not before they write a reason. */
const pair = 'dr-orders'
const places = { migration: 'C01MIGRATION', dba: 'C02DBA', general: 'C03GENERAL' } as const

let world: World
let bot: Bot

/** Bob and Carol approve everywhere, Dana in one channel only: her direct messages give her no role of their own. */
const approvers = ['U02BOB', 'U03CAROL'] as const

beforeAll(async () => {
  const made = await startWorld(defaultSeed)
  const here = { connections: ['*'], channels: ['*'] }
  const grants = [
    { role: 'operator', users: ['*'], ...here },
    { role: 'approver', users: approvers, ...here },
    { role: 'approver', users: ['U04DANA'], ...here, channels: [places.migration] },
  ] as const
  world = { ...made, config: { ...made.config, grants } }
  bot = await startBotIn(world)
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const bob = () => world.people.as('U02BOB')

/** Bob approves the request that he finds in his direct messages; the requester's message says so. */
async function bobApprovesDirectly(home: string, after: string): Promise<void> {
  const direct = await bob().waitFor('D02BOB', { text: `Approval needed: stop ${pair}`, after })
  expect(direct.plain).toContain('— Alice Meyer')
  await bob().click(direct.ts, 'cmd:approve:ask')
  const shown = await alice().waitFor(home, { text: `Stop ${pair}: approved`, actionId: menuTarget })
  await bob().waitFor('D02BOB', { ts: direct.ts, text: `Stop ${pair}: approved` })
  await chooseEntry(alice(), home, shown, 'cmd:cancel:ask')
  await bob().waitFor('D02BOB', { ts: direct.ts, text: 'cancelled' })
}

const last = async (channel: string) => (await bob().transcript(channel)).at(-1)?.ts ?? '0'

describe('a request', () => {
  it('from a channel with approvers calls them there', async () => {
    const request = await askFor(alice(), places.migration, `/drs stop ${pair}`, 'it is over')
    expect(request.plain).toContain('please decide by')
    expect(request.plain).toContain('<@U02BOB>')
    await bob().click(request.ts, 'cmd:approve:ask')
    await alice().waitFor(places.migration, { text: 'Approved: Stop', after: request.ts })
    await alice().command(places.migration, `/drs stop ${pair}`)
    const form = await alice().waitForView({ actionId: 'field' })
    await alice().submit(form.id, { Reason: 'once more' })
    const refused = await alice().waitFor(places.migration, {
      text: 'already an open request',
      ephemeral: true,
    })
    expect(refused.plain).toContain('Open the request')
    await chooseEntry(alice(), places.migration, request, 'cmd:cancel:ask')
    await alice().waitFor(places.migration, { ts: request.ts, text: 'cancelled' })
  })

  it('is decided in direct messages by whoever may decide where it was asked', async () => {
    const { migration } = places
    const people = ['U02BOB', 'U03CAROL', 'U04DANA']
    for (const user of people) await world.slack.control.kick(migration, user)
    const request = await askFor(alice(), migration, `/drs stop ${pair}`, 'for Dana')
    const dana = world.people.as('U04DANA')
    const direct = await dana.waitFor('D04DANA', { text: 'Approval needed' })
    await dana.click(direct.ts, 'cmd:approve:ask')
    await alice().waitFor(migration, { ts: request.ts, text: 'approved' })
    await chooseEntry(alice(), migration, request, 'cmd:cancel:ask')
    await dana.waitFor('D04DANA', { ts: direct.ts, text: 'cancelled' })
    for (const user of people) await world.slack.control.invite(migration, user)
  })

  it('from a direct message reaches each approver directly', async () => {
    const home = await alice().direct()
    const before = await last('D02BOB')
    await askFor(alice(), home, `/drs stop ${pair}`, 'asked directly')
    await bobApprovesDirectly(home, before)
  })

  it('from the Home tab does so, too', async () => {
    const home = await alice().direct()
    const before = await last('D02BOB')
    await alice().home()
    const tab = await alice().waitForView({ home: true, actionId: menuTarget })
    await alice().choose(tab.id, menuTarget, 'cmd:stop:ask -')
    const form = await alice().waitForView({ actionId: 'field' })
    const [task] = await alice().suggest(form.id, 'field', pair)
    const sent = await alice().submit(form.id, { Tasks: [task?.value], Reason: 'asked from Home' })
    expect(sent).toMatchObject({ ok: true })
    await bobApprovesDirectly(home, before)
  })

  it('from a channel without approvers reaches them directly, and is shown there as well', async () => {
    for (const user of approvers) await world.slack.control.kick(places.dba, user)
    const before = await last('D02BOB')
    await askFor(alice(), places.dba, `/drs stop ${pair}`, 'no approver here')
    await bobApprovesDirectly(places.dba, before)
  })

  it('from a channel without the bot goes on in the direct message, if the requester wants it', async () => {
    const home = await alice().direct()
    const before = await last('D02BOB')
    await alice().command(places.general, `/drs stop ${pair}`)
    const said = await alice().waitFor(places.general, { text: '/invite' })
    await alice().click(said.ts, 'cmd:stop:directly')
    const form = await alice().waitForView({ actionId: 'field' })
    await alice().submit(form.id, { Reason: 'the bot is not there' })
    await bobApprovesDirectly(home, before)
  })

  it('that nobody could approve is refused before anybody writes a reason', async () => {
    for (const user of approvers) await world.slack.control.deactivate(user)
    await alice().command(places.dba, `/drs stop ${pair}`)
    const refused = await alice().waitFor(places.dba, {
      text: 'nobody besides you can approve',
      ephemeral: true,
    })
    expect(refused.plain).toContain('Needs approval from 1 approver')
    expect(await alice().views()).toEqual([])
    for (const user of approvers) await world.slack.control.deactivate(user, false)
  })
})
