import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { pass, startBotIn, startWorld, type World } from './world.ts'

/** A comparison as a team begins and follows it in Slack: one message from its beginning to its result. */
const channel = 'C01MIGRATION'
const name = 'orders-sync'

describe.each(['v3', 'v5'] as const)('a comparison over %s', (generation: Generation) => {
  let world: World
  let bot: Bot

  beforeAll(async () => {
    const task = {
      name,
      scenario: 'sync',
      engine: 'mysql',
      status: 'INCRE_TRANSFER_STARTED',
      source: '192.168.0.28:3306',
      destination: '192.168.0.131:3306',
    } as const
    world = await startWorld({ tasks: [task] }, { generations: [generation] })
    bot = await startBotIn(world)
    await alice().command(channel, `/drs watch ${name}`)
    await reads('Incremental')
  })

  afterAll(async () => {
    await bot?.stop()
    await world?.stop()
  })

  const alice = () => world.people.as('U01ALICE')
  const reads = (text: string) => alice().waitFor(channel, { text })

  it('is begun from the card, and its message becomes its result', async () => {
    world.drs.control.difference({ task: name, table: 'billing.invoices', rows: 4, kind: 'missing' })
    const card = await alice().waitFor(channel, { actionId: 'cmd:compare:form' })
    await alice().click(card.ts, 'cmd:compare:form')
    const first = await alice().waitForView({ title: 'Compare data', text: name })
    await alice().submit(first.id, {})
    const second = await alice().waitForView({ id: first.id, text: 'When' })
    await alice().submit(second.id, {})
    const begun = await reads(`Comparing ${name}`)
    pass(world, 0.5)
    await alice().waitFor(channel, { ts: begun.ts, text: 'Row comparison' })
    pass(world, 10)
    const over = await alice().waitFor(channel, { ts: begun.ts, text: 'differences found' })
    expect(over.plain).toContain('Object-level comparison: no differences')
    expect(over.plain).toContain('billing.invoices')
    expect(over.plain).toContain('Alice Meyer')
    const replies = (await alice().transcript(channel)).flatMap((message) => message.replies)
    expect(replies.filter(({ plain }) => plain.includes('omparison'))).toHaveLength(1)
    await alice().click(over.ts, 'cmd:compare:result')
    const pane = await alice().waitForView({ title: 'Result of a comparison', text: 'differ' })
    await alice().close(pane.id)
  })

  it('is cancelled from its message, and says so', async () => {
    await alice().command(channel, `/drs compare ${name} rows`)
    const begun = await alice().waitFor(channel, {
      text: `Comparing ${name}`,
      actionId: 'cmd:compare:cancel',
    })
    await alice().click(begun.ts, 'cmd:compare:cancel')
    const over = await alice().waitFor(channel, { ts: begun.ts, text: 'cancelled' })
    expect(over.plain).not.toContain('no differences')
  })

  it('is begun by the bot itself where somebody has planned it', async () => {
    const until = new Date(Date.now() + 2 * 24 * 3_600_000).toISOString()
    await alice().command(channel, `/drs compare ${name} objects --every 1d --until ${until}`)
    await reads(`Comparison of ${name} planned`)
    const begun = await alice().waitFor(channel, {
      text: `Comparing ${name}`,
      actionId: 'cmd:compare:cancel',
    })
    pass(world, 10)
    await alice().waitFor(channel, { ts: begun.ts, text: 'no differences' })
    await alice().command(channel, `/drs compare ${name}`)
    const history = await reads('Planned here')
    expect(history.plain).toContain('Object-level comparison, every day')
  })

  it('holds up no stop', async () => {
    await alice().command(channel, `/drs compare ${name} rows`)
    await alice().waitFor(channel, { text: `Comparing ${name}`, actionId: 'cmd:compare:cancel' })
    await alice().command(channel, `/drs pause ${name}`)
    await reads('Paus')
    expect(world.drs.control.tasks().find((task) => task.name === name)?.status).toBeDefined()
  })
})
