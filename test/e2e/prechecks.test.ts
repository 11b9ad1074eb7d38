import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { pass, startBotIn, startWorld, type World } from './world.ts'

/** From a pre-check that fails to one that passes, as a team reads and handles it in Slack. */
const channel = 'C01MIGRATION'
const name = 'ledger-to-rds'
const source = '192.168.0.27:3306'
const ttl = 'srcCollHasTtlIndex'
const binlog = 'srcDbBinlogIsOff'

let world: World
let bot: Bot

beforeAll(async () => {
  const task = {
    name,
    scenario: 'migration',
    engine: 'mysql',
    status: 'CONFIGURATION',
    source,
    destination: '192.168.0.131:3306',
  } as const
  world = await startWorld({ tasks: [task] })
  for (const item of [binlog, ttl]) world.drs.control.item({ database: source, item, broken: true })
  bot = await startBotIn(world)
  await alice().command(channel, `/drs watch ${name}`)
  await reads('Waiting for configuration')
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const reads = (text: string) => alice().waitFor(channel, { text })

/** Runs a pre-check in the console, and gives the report that the channel gets. */
async function checkInConsole(expected: string): Promise<SeenMessage> {
  world.drs.control.act({ task: name, action: 'precheck' })
  pass(world, 3)
  return reads(expected)
}

describe('the report of a pre-check', () => {
  it('is posted in full, also of one that was run in the console', async () => {
    const report = await checkInConsole('pre-check failed, 1 of')
    expect(report.broadcast).toBe(true)
    expect(report.plain).toContain('❌ The binlog of the source is off')
    expect(report.plain).toContain("Variable 'log_bin' is OFF")
    expect(report.plain).toContain('Switch the binlog on at the source')
    expect(report.plain).toContain('1 alarm · Collections have TTL indexes')
    // What is behind the button does not stand in the channel.
    expect(report.plain).not.toContain('binlog_row_image')
  })

  it('opens what to do about an item in a modal, with statements to copy, and leads on to the next', async () => {
    const report = await reads('pre-check failed')
    await alice().click(report.ts, 'cmd:precheck:fixes')
    const pane = await alice().waitForView({ title: 'How to fix', text: 'The binlog of the source is off' })
    expect(pane.plain).toContain('binlog_row_image = FULL')
    const [next] = valuesOf(pane.blocks, ttl)
    await alice().choose(pane.id, 'cmd:precheck:fixes', next)
    const other = await alice().waitForView({ title: 'How to fix', text: 'catalog.sessions' })
    expect(other.id).toBe(pane.id)
    expect(other.plain).toContain('Collections have TTL indexes* · alarm')
    await alice().close(pane.id)
  })

  it('is shown in the language of whoever opens it', async () => {
    const report = await reads('pre-check failed')
    const wei = world.people.as('U06LIWEI')
    await wei.click(report.ts, 'cmd:precheck:fixes')
    const pane = await wei.waitForView({ title: '处理建议', text: '源库未开启 Binlog' })
    await wei.close(pane.id)
  })

  it('tells what has changed since the run before', async () => {
    world.drs.control.item({ database: source, item: binlog, broken: false })
    const report = await checkInConsole('pre-check passed with 1 alarm')
    expect(report.plain).toMatch(/Since the run at .*: 1 fixed \(The binlog of the source is off\)/)
  })
})

/** Values of options in these blocks that name the item. */
function valuesOf(blocks: unknown, item: string): readonly string[] {
  const found = JSON.stringify(blocks).matchAll(/"value":"([^"]+)"/g)
  return [...found].flatMap(([, value = '']) => (value.endsWith(item) ? [value] : []))
}
