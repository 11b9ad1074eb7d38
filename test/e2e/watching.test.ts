import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { instances } from '../../src/local-drs/databases.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { pass, startBotIn, startWorld, type World } from './world.ts'

/** Watching by filter, with limits and with quiet, through Slack's and DRS's own protocols. */
const channel = 'C01MIGRATION'

let world: World
let bot: Bot

beforeAll(async () => {
  world = await startWorld({ tasks: [] })
  bot = await startBotIn(world)
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const reads = (text: string, after?: string) =>
  alice().waitFor(channel, { text, ...(after !== undefined && { after }) })

/** Somebody creates a task in the console. */
function createInConsole(name: string, env: string): void {
  const ends = { source: '192.168.0.28:3306', destination: instances.mysql }
  const status = 'INCRE_TRANSFER_STARTED' as const
  world.drs.control.create({
    name,
    scenario: 'migration',
    engine: 'mysql',
    status,
    tags: [{ key: 'env', value: env }],
    ...ends,
  })
}

async function said(): Promise<readonly SeenMessage[]> {
  return alice().transcript(channel)
}

describe('a filter', () => {
  it('is begun where nothing fits yet', async () => {
    await alice().command(channel, '/drs watch name:shop-* !tag:env=test --lag "30s for 1s" --mention @dba')
    expect((await reads('now watches all matching tasks')).plain).toContain('No task matches now')
  })

  it('finds what is created in the console, and says that it is new', async () => {
    // The first look has to be over, so that what comes then is new; one that ran beside it does not know of it yet.
    await expect.poll(async () => (await bot.engine.filtersOfChannel(place()))[0]?.terms.length).toBe(2)
    for (let looks = 0; looks < 3; looks += 1) await looked()
    createInConsole('shop-one', 'prod')
    expect((await reads('shop-one: new task, found by a filter')).threadTs).toBeDefined()
  })

  it('leaves out what a condition excludes', async () => {
    createInConsole('shop-two', 'test')
    createInConsole('shop-three', 'prod')
    await reads('shop-three: new task')
    expect((await said()).some(({ plain }) => plain.includes('shop-two'))).toBe(false)
  })

  it('is listed with what it has found', async () => {
    await alice().command(channel, '/drs watches')
    expect((await reads('2 tasks found')).plain).toContain('delay above 30 sec for 1 sec')
  })
})

describe('a limit', () => {
  it('is told when the delay has stayed above it, with a mention', async () => {
    world.drs.control.lag({ task: 'shop-one', ms: 47_000 })
    const crossed = await reads('shop-one: delay 47 sec, above this channel’s limit of 30 sec')
    expect(crossed.broadcast).toBe(true)
  })

  // Below five seconds a DRS whose clocks differ shows less than nothing, which counts as none.
  it('is told again when it is back', async () => {
    world.drs.control.lag({ task: 'shop-one', ms: 6000 })
    await reads('shop-one: delay back to 6 sec, within this channel’s limit of 30 sec')
  })
})

/** Whether DRS has been asked for a comparison. */
function begun(): boolean {
  return world.drs.control.requests().some(({ operation }) => operation === 'create-object-compare-job')
}

describe('a comparison', () => {
  it('that somebody has begun is told with what it found', async () => {
    const task = world.drs.control.tasks().find(({ name }) => name === 'shop-one')
    await alice().command(channel, '/drs api create-object-compare-job')
    const form = await alice().waitForView({ actionId: 'field' })
    expect(await alice().submit(form.id, { 'params.job_id': `sandbox/${task?.id}` })).toMatchObject({
      ok: true,
    })
    await expect.poll(begun, { timeout: 10_000 }).toBe(true)
    pass(world, 10)
    const told = await reads('shop-one: Object-level comparison')
    expect(told.plain).toContain('Asked by Alice Meyer')
  })
})

describe('a snooze', () => {
  it('keeps what happens from the channel, but not from the card', async () => {
    await alice().command(channel, '/drs snooze shop-three 1h')
    await reads('Snoozed: shop-three')
    world.drs.control.act({ task: 'shop-three', action: 'fail', reason: 'duplicate key in t1' })
    await alice().waitFor(channel, { text: 'duplicate key in t1', actionId: 'cmd:menu' })
    const told = (await said()).filter(({ plain }) => plain.includes('shop-three: Incremental'))
    expect(told).toEqual([])
  })

  it('tells at its end what happened meanwhile', async () => {
    await alice().command(channel, '/drs snooze shop-three off')
    const over = await reads('The snooze of shop-three is over')
    expect(over.plain).toContain('Incremental phase running → Incremental phase failed')
  })
})

describe('what was missed', () => {
  it('is there task by task, told or not', async () => {
    await alice().command(channel, '/drs missed 1h')
    const { plain, ephemeral } = await reads('The last 1 hr:')
    expect(ephemeral).toBe(true)
    for (const part of [
      'shop-three',
      'Incremental phase failed',
      'shop-one',
      'above this channel’s limit',
      'back to 6 sec',
    ]) {
      expect(plain).toContain(part)
    }
  })
})

describe('the end of a filter', () => {
  it('ends what it has found', async () => {
    await alice().command(channel, '/drs unwatch name:shop-* !tag:env=test')
    await reads('no longer watches these tasks')
    await expect.poll(() => bot.engine.watchesOfChannel(place()), { timeout: 10_000 }).toEqual([])
  })
})

function place() {
  return { team: 'T0LOCAL', channel }
}

async function looked(): Promise<void> {
  await new Promise<void>((resolve) => bot.engine.events.once('discovery:done', () => resolve()))
}

describe('shortcuts', () => {
  const dba = 'C02DBA'

  it('on a message that names a task has the channel watch it, and says so', async () => {
    createInConsole('shop-nine', 'prod')
    // A look at the lists that ran beside it does not know of it yet.
    for (let looks = 0; looks < 2; looks += 1) await looked()
    const said = await alice().say(dba, 'shop-nine will be switched tonight')
    await alice().shortcut('watch_task', String(said.ts))
    const answer = await alice().waitFor(dba, { text: 'This channel now watches shop-nine' })
    expect(answer.ephemeral).toBe(true)
    const card = await alice().waitFor(dba, { text: 'shop-nine', actionId: 'cmd:menu' })
    await alice().shortcut('watch_task', card.ts)
    await alice().waitFor(dba, { text: 'This channel already watches shop-nine' })
  })

  it('on a message about nothing offers to choose a task', async () => {
    const said = await alice().say(dba, 'good morning')
    await alice().shortcut('watch_task', String(said.ts))
    const answer = await alice().waitFor(dba, { text: 'No task of this channel’s connection is named' })
    await alice().click(answer.ts, 'cmd:watch:form')
    const form = await alice().waitForView({ actionId: 'field' })
    await alice().close(form.id)
  })

  it('from anywhere opens the form for a new task', async () => {
    await alice().shortcut('new_task')
    const form = await alice().waitForView({ actionId: 'field', text: 'Name' })
    await alice().close(form.id)
  })
})
