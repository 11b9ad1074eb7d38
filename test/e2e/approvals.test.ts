import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { approveAs, approved, askFor, chooseEntry, counting } from './approving.ts'
import { pass, startBotIn, startWorld, type World } from './world.ts'

/** Approval over the whole bot, two replicas of it: who counts, what counts, and that nothing is done twice. */
const channel = 'C01MIGRATION'
const pair = 'dr-orders'

let world: World
let bots: readonly Bot[]

beforeAll(async () => {
  const made = await startWorld(defaultSeed)
  const everywhere = { users: ['U04DANA'], connections: ['*'], channels: ['*'] }
  const grants = [...made.config.grants, { role: 'admin', ...everywhere } as const]
  world = { ...made, config: { ...made.config, grants, auditChannel: 'C02DBA' } }
  bots = [await startBotIn(world), await startBotIn(world)]
})

afterAll(async () => {
  for (const bot of bots ?? []) await bot.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const bob = () => world.people.as('U02BOB')
const carol = () => world.people.as('U03CAROL')
const ask = (reason: string) => askFor(alice(), channel, `/drs switchover ${pair}`, reason)
const shows = (request: SeenMessage, text: string) => alice().waitFor(channel, { ts: request.ts, text })

/** Waits until DRS was asked once more, lets it work, and until the message says that it is done. */
async function carriedOut(request: SeenMessage, switchovers: () => number): Promise<void> {
  await expect.poll(switchovers, { timeout: 10_000 }).toBe(1)
  pass(world, 2)
  await shows(request, 'carried out and confirmed')
  expect(switchovers()).toBe(1)
}

describe('approval', () => {
  it('needs two different people; a second click of one of them is nothing new', async () => {
    const request = await ask('drill')
    await approveAs(world, 'U02BOB', request)
    await shows(request, '1 of 2, from approvers')
    await approveAs(world, 'U02BOB', request)
    await approveAs(world, 'U01ALICE', request)
    await alice().waitFor(channel, { text: 'You cannot decide about your own request', after: request.ts })
    await shows(request, '1 of 2, from approvers')
    await approveAs(world, 'U03CAROL', request)
    await shows(request, 'Carry it out by')
    await chooseEntry(bob(), channel, request, 'cmd:withdraw:ask')
    await shows(request, '1 of 2, from approvers')
    await chooseEntry(alice(), channel, request, 'cmd:cancel:ask')
    await shows(request, 'cancelled')
  })

  it('typed by its number shows the request first, and counts with its button only', async () => {
    const request = await ask('typed')
    const [, id = ''] = /sandbox · ([0-9a-f]{8}) ·/.exec(request.plain) ?? []
    await bob().command(channel, `/drs approve ${id}`)
    const shown = await bob().waitFor(channel, { text: 'Only you can see this', after: request.ts })
    await shows(request, '0 of 2, from approvers')
    await bob().click(shown.ts, 'cmd:approve:ask')
    await shows(request, '1 of 2, from approvers')
    await chooseEntry(alice(), channel, request, 'cmd:cancel:ask')
    await shows(request, 'cancelled')
  })

  it('is asked for in the language of the channel, also when that changes meanwhile', async () => {
    const request = await ask('language')
    await shows(request, 'Approval needed')
    await alice().command(channel, '/drs use --language zh')
    await shows(request, '需要审批')
    await alice().command(channel, '/drs use --language en')
    await shows(request, 'Approval needed')
    await chooseEntry(alice(), channel, request, 'cmd:cancel:ask')
    await shows(request, 'cancelled')
  })

  it('for several tasks may be given without one of them, and then asks everybody anew', async () => {
    const names = ['billing-sync', 'orders-to-rds']
    const request = await askFor(alice(), channel, `/drs stop ${names.join(',')}`, 'both are done')
    expect(request.plain).toContain('stop 2 tasks')
    await chooseEntry(bob(), channel, request, 'cmd:approve:choose')
    const asked = await bob().waitFor(channel, { actionId: 'cmd:approve:without', ephemeral: true })
    await bob().choose(asked.ts, 'cmd:approve:without', leaveOut(asked, names[1] ?? ''))
    const narrowed = await shows(request, `Stop ${names[0]}`)
    expect(narrowed.plain).toContain('taken out')
    await chooseEntry(alice(), channel, request, 'cmd:cancel:ask')
    await shows(request, 'cancelled')
  })
})

/** The value behind the name in the menu of the message. */
function leaveOut({ blocks }: SeenMessage, name: string): string {
  const menu = /"options":(\[.*?\])/.exec(JSON.stringify(blocks))?.[1] ?? '[]'
  const options: readonly { text: { text: string }; value: string }[] = JSON.parse(menu)
  return options.find(({ text }) => text.text === name)?.value ?? ''
}

describe('the card of the task', () => {
  it('shows a request as long as it is open', async () => {
    const after = (await alice().transcript(channel)).at(-1)?.ts ?? '0'
    await alice().command(channel, `/drs watch ${pair}`)
    const card = await alice().waitFor(channel, { text: pair, actionId: 'cmd:menu', after })
    const request = await ask('shown on the card')
    await alice().waitFor(channel, { ts: card.ts, text: 'asked by Alice Meyer' })
    await chooseEntry(alice(), channel, request, 'cmd:cancel:ask')
    await expect
      .poll(async () => (await alice().waitFor(channel, { ts: card.ts })).plain, { timeout: 10_000 })
      .not.toContain('asked by')
  })
})

describe('carrying out', () => {
  it('is asked of DRS once, however many click on whichever replica at the same moment', async () => {
    const request = await ask('at once')
    await approved(world, channel, request)
    const switchovers = counting(world, 'batch-switchover')
    const people = [alice(), bob(), carol(), world.people.as('U06LIWEI')]
    await Promise.all(people.map((person) => person.click(request.ts, 'cmd:execute:ask')))
    await carriedOut(request, switchovers)
  })

  it('offers the way back as a request of its own', async () => {
    const done = await alice().waitFor(channel, {
      actionId: 'cmd:switchover:ask',
      text: 'carried out and confirmed',
    })
    await alice().click(done.ts, 'cmd:switchover:ask')
    const form = await alice().waitForView({ actionId: 'field' })
    expect(form.plain).toContain(pair)
    await alice().submit(form.id, { Reason: 'the drill is over' })
    const request = await alice().waitFor(channel, { text: 'Approval needed', after: done.ts })
    await chooseEntry(alice(), channel, request, 'cmd:cancel:ask')
    await shows(request, 'cancelled')
  })

  it('whose answer is lost is not repeated: looking at the task decides', async () => {
    const request = await ask('the answer gets lost')
    await approved(world, channel, request)
    const switchovers = counting(world, 'batch-switchover')
    world.drs.control.fault({ operation: 'batch-switchover', times: 1, cut: true })
    await alice().click(request.ts, 'cmd:execute:ask')
    await alice().waitFor(channel, { text: 'No answer from DRS', after: request.ts })
    await carriedOut(request, switchovers)
  })

  it('that DRS refuses fails with its reason', async () => {
    const request = await ask('refused')
    await approved(world, channel, request)
    world.drs.control.fault({
      operation: 'batch-switchover',
      times: 1,
      status: 403,
      code: 'DRS.M00400',
      message: 'not now',
    })
    await alice().click(request.ts, 'cmd:execute:ask')
    const failed = await shows(request, 'refused by DRS')
    expect(failed.plain).toContain('DRS.M00400')
  })
})

describe('break-glass', () => {
  it('needs the name typed, tells the audit channel, and is reviewed by somebody else', async () => {
    const dana = world.people.as('U04DANA')
    const request = await ask('both approvers are on a plane')
    const [, id = ''] = /sandbox · ([0-9a-f]{8}) ·/.exec(request.plain) ?? []
    const switchovers = counting(world, 'batch-switchover')
    await dana.command(channel, `/drs breakglass ${id} wrong-name the source room is on fire`)
    await dana.waitFor(channel, { text: pair, after: request.ts, ephemeral: true })
    await dana.command(channel, `/drs breakglass ${id} ${pair} the source room is on fire`)
    const told = await dana.waitFor('C02DBA', { text: 'Carried out without approval' })
    expect(told.plain).toContain('the source room is on fire')
    await carriedOut(request, switchovers)
    await bob().click(told.ts, 'cmd:review:ask')
    const form = await bob().waitForView({ actionId: 'field' })
    await bob().submit(form.id, { 'What you found': 'it was on fire' })
    await shows(request, 'it was on fire')
  })
})
