import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { instances, subnetId } from '../../src/local-drs/databases.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import type { PersonDriver, Values } from '../helpers/slack-driver.ts'
import { approveAs, approved, askFor, chooseEntry, counting } from './approving.ts'
import { pass, passUntil, startBotIn, startWorld, type World } from './world.ts'

/** The main job, played through Slack's own protocols: nothing between the person's keys and DRS is replaced. */
const channel = 'C01MIGRATION'
const binlog = { database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff' }

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

async function send(person: PersonDriver, title: string, values: Values): Promise<void> {
  const view = await person.waitForView({ title, actionId: 'field' })
  expect(await person.submit(view.id, values)).toMatchObject({ ok: true })
}

/** The card of a task: the message with its events in the thread. */
async function cardOf(person: PersonDriver, name: string): Promise<SeenMessage> {
  const card = (await person.transcript(channel)).find(
    (message) => message.metadata && message.text.startsWith(name),
  )
  if (!card) throw new Error(`there is no card of ${name}`)
  return card
}

describe('the life of a migration, told in the channel', () => {
  const alice = () => world.people.as('U01ALICE')
  const name = 'shop-to-cloud'
  const reads = (text: string) => alice().waitFor(channel, { text })

  it('is created with the wizard', async () => {
    await alice().command(channel, '/drs create')
    await send(alice(), 'New task', { Name: name, Scenario: 'migration' })
    await send(alice(), 'What is replicated', { Databases: 'mysql', Direction: 'up' })
    await send(alice(), 'Replication instance', { Network: 'eip', Specifications: 'high', Subnet: subnetId })
    await send(alice(), 'Source database', {
      'Source address': '192.168.0.27',
      'Source port': '3306',
      'Source user': 'drs_user',
      'Reference to the source password': 'env:DB_SOURCE_PASSWORD',
    })
    await send(alice(), 'Destination database', {
      'Destination address': '192.168.0.131',
      'Destination port': '3306',
      'Destination user': 'drs_user',
      'Reference to the destination password': 'env:DB_DESTINATION_PASSWORD',
      'Destination instance ID': instances.mysql,
    })
    await alice().waitForNoView()
    expect((await reads(`DRS accepted the new task ${name}`)).ephemeral).toBe(true)
  })

  it('has a card that follows it', async () => {
    await reads('Creating')
    pass(world, 5)
    await reads('Created by Alice Meyer')
    expect((await cardOf(alice(), name)).plain).toContain('Waiting for configuration')
  })

  it('is configured by testing its connections', async () => {
    await alice().command(channel, `/drs test ${name}`)
    await reads(`${name}: both databases answer`)
  })

  it('fails its pre-check, which is posted with reason and fix', async () => {
    await alice().command(channel, `/drs precheck ${name}`)
    await reads(`Pre-check: DRS accepted the request for ${name}`)
    pass(world, 3)
    const report = await reads('pre-check not passed, ')
    expect(report.ephemeral).toBe(false)
    expect(report.broadcast).toBe(true)
    expect(report.plain).toContain('srcDbBinlogIsOff')
    expect(report.plain).toContain('log-bin')
    expect(report.threadTs).toBe((await cardOf(alice(), name)).ts)
  })

  it('cannot be started before the pre-check has passed', async () => {
    await alice().command(channel, `/drs start ${name}`)
    expect((await reads('refused by DRS')).ephemeral).toBe(true)
  })

  it('passes its pre-check once the source is repaired', async () => {
    world.drs.control.item({ ...binlog, broken: false })
    const report = await reads('pre-check not passed')
    await alice().click(report.ts, 'cmd:precheck:ask')
    await world.people.waitForCall('chat.update')
    await alice().waitFor(channel, { text: `Pre-check: DRS accepted`, after: report.ts })
    pass(world, 3)
    await reads('pre-check passed')
  })

  it('starts, copies everything and replicates', async () => {
    const passed = await reads('pre-check passed')
    await alice().click(passed.ts, 'cmd:start:ask')
    await alice().waitFor(channel, { text: 'Start: DRS accepted' })
    await reads('Starting… (Alice Meyer)')
    passUntil(world, name, 'FULL_TRANSFER_STARTED')
    await reads('Started by Alice Meyer: Full phase running')
    passUntil(world, name, 'FULL_TRANSFER_COMPLETE')
    expect((await reads('→ Full phase complete')).broadcast).toBe(true)
    passUntil(world, name, 'INCRE_TRANSFER_STARTED')
    await reads('→ Incremental')
  })

  it('is paused and resumed', async () => {
    await alice().command(channel, `/drs pause ${name}`)
    await reads('Paused by Alice Meyer')
    pass(world, 1)
    await alice().command(channel, `/drs resume ${name}`)
    await reads('Resumed by Alice Meyer: Incremental phase running')
  })

  it('is stopped with the approval of one other person', async () => {
    const request = await askFor(alice(), channel, `/drs stop ${name}`, 'the migration is over')
    await approveAs(world, 'U02BOB', request)
    await alice().waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
    await alice().click(request.ts, 'cmd:execute:ask')
    await reads('Stopping… (Alice Meyer)')
    pass(world, 5)
    await reads('Stopped by Alice Meyer')
    await alice().waitFor(channel, { ts: request.ts, text: 'carried out and confirmed' })
  })

  it('has told each fact in one reply, which was edited as it went on', async () => {
    const card = await cardOf(alice(), name)
    const told = card.replies.filter(({ ephemeral }) => !ephemeral)
    expect(told.map(({ text }) => text.split('\n')[0])).toEqual([
      'Created by Alice Meyer',
      `${name}: pre-check not passed, 1 item failed`,
      `Start of ${name} refused by DRS`,
      `${name}: pre-check passed`,
      'Started by Alice Meyer: Full phase running',
      `${name}: Full phase complete → Incremental phase running`,
      'Paused by Alice Meyer',
      'Resumed by Alice Meyer: Incremental phase running',
      'Stopped by Alice Meyer',
    ])
  })
})

describe('a switchover with the approval of other people', () => {
  const alice = () => world.people.as('U01ALICE')
  const bob = () => world.people.as('U02BOB')
  const name = 'dr-orders'
  const ask = (reason: string) => askFor(alice(), channel, `/drs switchover ${name}`, reason)

  it('is refused in the form for a task that is not disaster recovery', async () => {
    await alice().command(channel, '/drs switchover billing-sync why not')
    const refused = await alice().waitForView({ text: 'Only a disaster recovery task' })
    await alice().close(refused.id)
  })

  it('shows the pair as it is, and what was typed, before it asks', async () => {
    await alice().command(channel, `/drs switchover ${name} yearly drill`)
    const form = await alice().waitForView({ actionId: 'field' })
    for (const shown of [name, 'This cloud is the standby', 'RPO / RTO', 'Connections', 'Last comparison']) {
      expect(form.plain).toContain(shown)
    }
    await alice().submit(form.id)
    const request = await alice().waitFor(channel, { text: `Approval needed: switch over ${name}` })
    expect(request.plain).toContain('yearly drill')
    await chooseEntry(alice(), channel, request, 'cmd:cancel:ask')
    await alice().waitFor(channel, { ts: request.ts, text: 'Cancelled' })
  })

  it('cannot be approved by the person who asked', async () => {
    const request = await ask('planned failover')
    await alice().click(request.ts, 'cmd:approve:ask')
    await alice().waitFor(channel, { text: 'You cannot decide about your own request' })
    await chooseEntry(alice(), channel, request, 'cmd:cancel:ask')
    await alice().waitFor(channel, { ts: request.ts, text: 'Cancelled' })
  })

  it('ends with a reject and its reason', async () => {
    const request = await ask('planned failover')
    await bob().click(request.ts, 'cmd:reject:ask')
    await send(bob(), '/drs reject', { Reason: 'not on a Friday' })
    const closed = await alice().waitFor(channel, { ts: request.ts, text: 'declined' })
    expect(closed.plain).toContain('not on a Friday')
  })

  it('waits for a click of its own, is carried out once, looked after, and verified', async () => {
    const request = await ask('planned failover')
    const switchovers = counting(world, 'batch-switchover')
    await approved(world, channel, request)
    expect(switchovers()).toBe(0)
    await alice().click(request.ts, 'cmd:execute:ask')
    await alice().waitFor(channel, { text: 'Sent to DRS', after: request.ts })
    pass(world, 2)
    await alice().waitFor(channel, { text: 'Switched over by Alice Meyer' })
    await alice().waitFor(channel, { ts: request.ts, text: 'carried out and confirmed' })
    expect(switchovers()).toBe(1)
  })

  it('is not executed if the task has changed since the request', async () => {
    const request = await ask('back again')
    await approved(world, channel, request)
    world.drs.control.act({ task: name, action: 'fail', reason: 'network' })
    await alice().click(request.ts, 'cmd:execute:ask')
    const closed = await alice().waitFor(channel, { ts: request.ts, text: 'not carried out' })
    expect(closed.plain).toContain('has failed since')
  })
})

describe('in Chinese', () => {
  const liwei = () => world.people.as('U06LIWEI')

  it('answers and explains in the language of the person', async () => {
    await liwei().command(channel, '/drs help')
    await liwei().waitFor(channel, { text: '您在此可以执行的操作' })
    await liwei().command(channel, '/drs strat billing-sync')
    await liwei().waitFor(channel, { text: '您是想输入 /drs start 吗？' })
    await liwei().command(channel, '/drs create')
    const form = await liwei().waitForView({ actionId: 'field' })
    expect(form.plain).toContain('任务名称')
    await liwei().submit(form.id, { 任务名称: '9', 场景: 'migration' })
    await liwei().waitForView({ error: '以字母开头' })
    await liwei().close(form.id)
  })

  it('posts the card and the events of its watch in Chinese, once the channel is', async () => {
    await liwei().command('C02DBA', '/drs use --language zh')
    await liwei().waitFor('C02DBA', { text: '本频道的消息从现在起使用简体中文' })
    await liwei().command('C02DBA', '/drs watch billing-sync')
    await liwei().waitFor('C02DBA', { text: '增量' })
    world.drs.control.act({ task: 'billing-sync', action: 'fail', reason: 'the source went away' })
    const event = await liwei().waitFor('C02DBA', { pattern: '→.*失败' })
    expect(event.broadcast).toBe(true)
    expect(event.plain).toContain('the source went away')
  })
})

describe('people who may not', () => {
  it('refuses guests of the workspace', async () => {
    await world.people.as('U05GUEST').command(channel, '/drs list')
    await world.people.as('U05GUEST').waitFor(channel, { text: 'Guests of this workspace' })
  })
})
