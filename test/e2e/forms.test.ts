import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { instances, subnetId } from '../../src/local-drs/databases.ts'
import { defaultSeed, type Seed } from '../../src/local-drs/server.ts'
import type { SeenView } from '../../src/local-slack/control/seen.ts'
import { everythingKept } from '../helpers/redis.ts'
import type { PersonDriver, Values } from '../helpers/slack-driver.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** Forms in bad weather: closed, restarted, sent twice, with a DRS that is slow, silent or refuses. */
const channel = 'C01MIGRATION'
const ping = '<!channel> & <@U02BOB>'

const twin = (name: string) => ({ ...defaultSeed.tasks?.[1], name, description: ping })
const seed = { ...defaultSeed, tasks: [...(defaultSeed.tasks ?? []), twin('twin-a'), twin('twin-b')] } as Seed

let world: World
let bot: Bot

beforeAll(async () => {
  world = await startWorld(seed)
  bot = await startBotIn(world)
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

/** Where the channel was when the test began. */
let start = '0'

beforeEach(async () => {
  start = (await alice().transcript(channel)).at(-1)?.ts ?? '0'
})

afterEach(async () => {
  world.drs.control.clearFaults()
  await world.people.clearFaults()
  for (const view of await alice().views()) await alice().close(view.id)
})

const alice = () => world.people.as('U01ALICE')
const reads = (text: string) => alice().waitFor(channel, { text, after: start })
const created = () =>
  world.drs.control.requests(1000).filter(({ operation }) => operation === 'batch-create-jobs').length

/** The pages of the wizard, in their order. */
const pages = (name: string): readonly (readonly [title: string, values: Values])[] => [
  ['New task', { Name: name, Scenario: 'migration' }],
  ['What is replicated', { Databases: 'mysql', Direction: 'up' }],
  ['Replication instance', { Network: 'eip', Specifications: 'high', Subnet: subnetId }],
  ['Source database', { 'Source address': '192.168.0.27', 'Source port': '3306', 'Source user': 'drs_user' }],
  ['Destination database', { 'Destination instance ID': instances.mysql }],
  ['Review', {}],
]

async function page(person: PersonDriver, title: string): Promise<SeenView> {
  return person.waitForView({ title, actionId: 'field' })
}

/** Fills the first `count` pages from the one that is open. */
async function fill(name: string, count: number): Promise<void> {
  for (const [title, values] of pages(name).slice(0, count)) {
    const view = await page(alice(), title)
    expect(await alice().submit(view.id, values)).toMatchObject({ ok: true })
  }
}

const entered = (view: SeenView, block: string) => JSON.stringify(view.values[block])

describe('a wizard that was left', () => {
  it('comes back as it was, after the modal was closed and the bot restarted', async () => {
    await alice().command(channel, '/drs create')
    await fill('left-alone', 2)
    await alice().close((await page(alice(), 'Replication instance')).id)
    await bot.stop()
    bot = await startBotIn(world)
    await alice().command(channel, '/drs create')
    const first = await page(alice(), 'New task')
    expect(entered(first, 'name')).toContain('left-alone')
    await alice().submit(first.id)
    const second = await page(alice(), 'What is replicated')
    expect(entered(second, 'engine')).toContain('"mysql"')
  })

  it('asks for what was named when it was begun: nobody sees that any more', async () => {
    await alice().command(channel, '/drs create named-then')
    await alice().close((await page(alice(), 'New task')).id)
    await alice().command(channel, '/drs create')
    expect(entered(await page(alice(), 'New task'), 'name')).toContain('named-then')
  })

  it('belongs to its person and its channel', async () => {
    await alice().command(channel, '/drs create')
    await fill('left-alone', 1)
    await alice().close((await page(alice(), 'What is replicated')).id)
    const bob = world.people.as('U02BOB')
    await bob.command(channel, '/drs create')
    const his = await page(bob, 'New task')
    expect(entered(his, 'name')).not.toContain('left-alone')
    await bob.close(his.id)
    await alice().command('C02DBA', '/drs create')
    expect(entered(await page(alice(), 'New task'), 'name')).not.toContain('left-alone')
  })

  it('for longer than its hour says so', async () => {
    await alice().command(channel, '/drs create too-late')
    const view = await page(alice(), 'New task')
    await forget(view.privateMetadata.split(':')[0] ?? '')
    await alice().submit(view.id, { Scenario: 'migration' })
    await alice().waitForView({ text: 'This form is older than an hour or was already submitted' })
  })

  it('keeps no password that was typed in place of a reference', async () => {
    await alice().command(channel, '/drs create with-password')
    await fill('with-password', 0)
    const first = await page(alice(), 'New task')
    await alice().submit(first.id, { Scenario: 'migration' })
    for (const [title, values] of pages('with-password').slice(1, 3)) {
      await alice().submit((await page(alice(), title)).id, values)
    }
    const source = await page(alice(), 'Source database')
    const typed = { 'Source user': 'drs_user', 'Reference to the source password': 'hunter2' }
    await alice().submit(source.id, typed)
    await alice().waitForView({ error: 'This is not a reference' })
    const stored = await everythingKept(world.redisUrl)
    expect(stored).toContain('drs_user')
    expect(stored).not.toContain('hunter2')
  })

  /** As Redis does after an hour. */
  async function forget(draft: string): Promise<void> {
    const redis = new Redis(world.redisUrl)
    for (const key of await redis.keys(`*${draft}*`)) await redis.del(key)
    redis.disconnect()
  }
})

describe('a form that Slack delivers twice', () => {
  it('creates one task', async () => {
    const before = created()
    await alice().command(channel, '/drs create')
    await fill('only-once', 5)
    const last = await page(alice(), 'Review')
    await world.people.post('envelope-faults', { kind: 'duplicate', type: 'interactive', times: 1 })
    await alice().submit(last.id)
    await reads('DRS accepted the new task only-once')
    await alice().command(channel, '/drs list only-once')
    await reads('1 task in sandbox')
    expect(created() - before).toBe(1)
  })
})

describe('a slow DRS', () => {
  it('does not hold up the form: a loading page comes first', async () => {
    world.drs.control.fault({ operation: 'list-node-types', delayMs: 2000, times: 1 })
    await alice().command(channel, '/drs create')
    await fill('slow-cloud', 2)
    await alice().waitForView({ title: 'Replication instance', text: 'One moment' })
    // The loading page may even be there before DRS has got the call.
    await vi.waitFor(() => expect(world.drs.control.faults()).toEqual([]))
    expect((await page(alice(), 'Replication instance')).plain).toContain('Specifications')
  })

  it('is waited for with a word to the person', async () => {
    // The name may be known already; the task itself is read anew.
    world.drs.control.fault({ operation: 'batch-job-details', delayMs: 3_500 })
    await alice().command(channel, '/drs show billing-sync')
    const [notice, answer] = [await reads('Working on it'), await reads('Incremental phase running')]
    world.drs.control.clearFaults()
    expect(notice.ephemeral).toBe(true)
    expect(answer.ts > notice.ts).toBe(true)
  })
})

describe('a creation that DRS refuses', () => {
  it('keeps what was entered: the form opens again, and can be sent again', async () => {
    world.drs.control.fault({
      operation: 'batch-create-jobs',
      status: 400,
      code: 'DRS.M00202',
      message: ping,
      times: 1,
    })
    await alice().command(channel, '/drs create')
    await fill('second-try', 6)
    const refused = await alice().waitFor(channel, { actionId: 'cmd:create:again', after: start })
    expect(refused.plain).toContain('DRS.M00202')
    await alice().click(refused.ts, 'cmd:create:again')
    const first = await page(alice(), 'New task')
    expect(entered(first, 'name')).toContain('second-try')
    for (const [title] of pages('')) await alice().submit((await page(alice(), title)).id)
    await reads('DRS accepted the new task second-try')
  })

  it('cannot be opened again by somebody else', async () => {
    world.drs.control.fault({ operation: 'batch-create-jobs', status: 400, code: 'DRS.M00202', times: 1 })
    await alice().command(channel, '/drs create')
    await fill('not-yours', 6)
    const refused = await alice().waitFor(channel, { actionId: 'cmd:create:again', after: start })
    expect(refused.ephemeral).toBe(true)
    const theirs = await world.people.as('U02BOB').click(refused.ts, 'cmd:create:again')
    expect(theirs.ok).toBe(false)
  })
})

describe('a name that several tasks have', () => {
  it('gets a chooser', async () => {
    await alice().command(channel, '/drs show twin')
    const asked = await reads('2 tasks match. Which one?')
    const [, value] =
      /"text":"[^"]*twin-b[^"]*"[^}]*},"value":"([^"]+)"/.exec(JSON.stringify(asked.blocks)) ?? []
    await alice().choose(asked.ts, 'cmd:show:pick', value)
    // The answer takes the place of the question.
    await alice().waitFor(channel, { ts: asked.ts, text: 'twin-b', actionId: 'cmd:menu' })
  })
})

describe('the Home tab', () => {
  it('opens forms, and what its buttons answer is in the direct messages', async () => {
    const direct = await alice().direct()
    await alice().home()
    const home = await alice().waitForView({ home: true, actionId: 'cmd:list:ask' })
    await alice().click(home.id, 'cmd:list:ask')
    await alice().waitFor(direct, { text: 'tasks in sandbox' })
    await alice().choose(home.id, 'cmd:menu', 'cmd:show:ask -')
    const form = await alice().waitForView({ actionId: 'field' })
    const [task] = await alice().suggest(form.id, 'field', 'billing')
    await alice().submit(form.id, { Task: task?.value })
    await alice().waitFor(direct, { text: 'Incremental phase running' })
  })

  it('shows what runs, and begins a task of the kind that was clicked', async () => {
    await alice().home()
    const home = await alice().waitForView({ home: true, text: 'Running' })
    expect(home.plain).toContain('Needs you')
    await alice().click(home.id, 'cmd:create:ask:1')
    const form = await alice().waitForView({ actionId: 'field', text: 'Name' })
    expect(form.plain).not.toContain('Scenario')
    await alice().close(form.id)
  })
})

describe('words from outside', () => {
  const unsafe = /<!channel>|<@U02BOB>/

  it('of an error do not ping anybody', async () => {
    world.drs.control.fault({
      operation: 'batch-job-details',
      status: 400,
      code: 'DRS.M00202',
      message: ping,
    })
    await alice().command(channel, '/drs show twin-a')
    const said = await reads('DRS.M00202')
    world.drs.control.clearFaults()
    expect(said.plain).toContain('&lt;!channel&gt; &amp; &lt;@U02BOB&gt;')
    expect(JSON.stringify([said.text, said.blocks])).not.toMatch(unsafe)
  })

  it('of a description or a cause of failure do not ping anybody', async () => {
    world.drs.control.act({ task: 'twin-a', action: 'fail', reason: ping })
    await alice().command(channel, '/drs show twin-a')
    const said = await reads('&lt;!channel&gt;')
    expect(JSON.stringify([said.text, said.blocks])).not.toMatch(unsafe)
    await alice().command(channel, '/drs watch twin-a')
    const card = await alice().waitFor(channel, {
      text: '&lt;!channel&gt;',
      ephemeral: false,
      after: said.ts,
    })
    expect(JSON.stringify([card.text, card.blocks])).not.toMatch(unsafe)
  })

  it('that somebody typed do not ping anybody', async () => {
    await alice().command(channel, '/drs show <!channel>')
    const said = await reads('There is no task')
    expect(JSON.stringify([said.text, said.blocks])).not.toMatch(unsafe)
  })
})

/** Last: after failures in a row the bot spares DRS for a moment. */
describe('a silent DRS', () => {
  it('turns choices into text fields, and the wizard goes on', async () => {
    world.drs.control.fault({ operation: 'list-node-types', cut: true })
    await alice().command(channel, '/drs create')
    await fill('no-choices', 2)
    const view = await page(alice(), 'Replication instance')
    expect(view.plain).toContain('DRS returned no choices. Type the value.')
    await alice().submit(view.id, { Network: 'eip', Specifications: 'high', Subnet: subnetId })
    await page(alice(), 'Source database')
  })

  it('is said to the person who asked', async () => {
    world.drs.control.fault({ cut: true })
    await alice().command(channel, '/drs show twin-a')
    // Asked in vain, or not asked any more because it has been in vain before.
    await alice().waitFor(channel, { pattern: 'no answer from DRS|not sent to DRS', after: start })
  })
})
