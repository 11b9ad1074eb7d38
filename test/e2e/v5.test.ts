import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { approveAs, askFor } from './approving.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** The same verbs on a connection whose tasks live in v5 only: nobody has to know. */
const channel = 'C01MIGRATION'
const name = 'ledger-to-rds'

let world: World
let bot: Bot

beforeAll(async () => {
  const task = {
    name,
    scenario: 'sync',
    engine: 'mysql',
    status: 'CONFIGURATION',
    source: '192.168.0.27:3306',
    destination: '192.168.0.131:3306',
  } as const
  world = await startWorld({ tasks: [task] }, { generations: ['v5'], speed: 600 })
  bot = await startBotIn(world)
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const reads = (text: string) => alice().waitFor(channel, { text })

it('is found, shown and watched', async () => {
  await alice().command(channel, '/drs list')
  await reads('1 task in sandbox')
  await alice().command(channel, `/drs watch ${name}`)
  await reads('Waiting for configuration')
})

it('fails its pre-check with reason and fix, and passes after the repair', async () => {
  await alice().command(channel, `/drs precheck ${name}`)
  const report = await reads('pre-check not passed, ')
  expect(report.plain).toContain('srcDbBinlogIsOff')
  world.drs.control.item({ database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff', broken: false })
  await alice().click(report.ts, 'cmd:precheck:ask')
  await reads('pre-check passed')
})

it('starts, replicates, pauses, resumes and ends', async () => {
  await alice().command(channel, `/drs start ${name}`)
  await reads('Incremental phase running')
  await alice().command(channel, `/drs pause ${name}`)
  await reads('Paused by Alice Meyer')
  await alice().command(channel, `/drs resume ${name}`)
  await reads('Resumed by Alice Meyer')
  const request = await askFor(alice(), channel, `/drs stop ${name}`, 'over')
  await approveAs(world, 'U02BOB', request)
  await alice().waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
  await alice().click(request.ts, 'cmd:execute:ask')
  await reads('Stopped by Alice Meyer')
})
