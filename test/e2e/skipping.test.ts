import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { approveAs } from './approving.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** A failed check that DRS lets be skipped, on a connection whose tasks live in v5: with a reason and somebody's approval. */
const channel = 'C01MIGRATION'
const name = 'ledger-to-rds'
const source = '192.168.0.27:3306'

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
  world = await startWorld({ tasks: [task] }, { generations: ['v5'], speed: 600 })
  world.drs.control.item({ database: source, item: 'srcDbBinlogIsOff', broken: false })
  world.drs.control.item({ database: source, item: 'srcTableNameContainsNonAscii', broken: true })
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

it('is skipped from what the report says of it, once somebody else has approved', async () => {
  await alice().command(channel, `/drs precheck ${name}`)
  const report = await reads('pre-check failed, 1 of')
  await alice().click(report.ts, 'cmd:precheck:fixes')
  const pane = await alice().waitForView({ actionId: 'cmd:skip:form' })
  await alice().click(pane.id, 'cmd:skip:form')
  const form = await alice().waitForView({ id: pane.id, actionId: 'field' })
  expect(form.plain).toContain('A table name has characters that aren’t supported')
  expect(form.plain).toContain('The task can start though these checks have failed')
  await alice().submit(form.id, { Reason: 'the table is left out' })
  const request = await reads('Approval needed')
  expect(request.plain).toContain('A table name has characters that aren’t supported')
  await approveAs(world, 'U02BOB', request)
  await alice().waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
  await alice().click(request.ts, 'cmd:execute:ask')
  // The report shows it where it stands.
  const shown = await alice().waitFor(channel, {
    ts: report.ts,
    text: '1 skipped · A table name has characters',
  })
  expect(shown.plain).toContain(`${name}: pre-check passed`)
  await reads('Check items skipped by Alice Meyer')
  await alice().waitFor(channel, { ts: request.ts, text: 'carried out and confirmed' })
  const asked = world.drs.control.requests(100_000).filter(({ operation }) => operation === 'job-action')
  expect(asked).toHaveLength(2)
})

it('lets the task start', async () => {
  await alice().command(channel, `/drs start ${name}`)
  await reads('Started by Alice Meyer')
})
