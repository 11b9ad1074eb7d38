import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { approveAs } from './approving.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** Settings of tasks as people make them in Slack: at once, and where others have to agree. */
const channel = 'C01MIGRATION'
const topic = 'urn:smn:eu-west-7:04f9aca88c00d3202fd4c01ed679daf0:drs-zw'

let world: World
let bot: Bot

beforeAll(async () => {
  const ends = { source: '192.168.0.27:3306', destination: '192.168.0.131:3306' }
  const task = { scenario: 'migration', engine: 'mysql', ...ends } as const
  world = await startWorld({
    tasks: [
      { ...task, name: 'ledger-to-rds', status: 'INCRE_TRANSFER_STARTED' },
      { ...task, name: 'books-to-rds', status: 'CONFIGURATION' },
      { ...task, name: 'shop-to-rds', status: 'CONFIGURATION', scenario: 'sync' },
    ],
  })
  bot = await startBotIn(world)
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const calls = (operation: string) =>
  world.drs.control.requests(100_000).filter((one) => one.operation === operation)

it('limits the speed in hours of the person’s clocks, once both zones were shown', async () => {
  await alice().command(channel, '/drs speed books-to-rds')
  const form = await alice().waitForView({ actionId: 'field' })
  expect(form.plain).toContain('Not limited')
  await alice().submit(form.id, { Limit: '08:00-18:00 15' })
  const question = await alice().waitFor(channel, { text: 'Limit the speed of books-to-rds in these hours?' })
  expect(question.plain).toContain('UTC: 15 MB/s')
  expect(calls('batch-limit-speed')).toEqual([])
  await alice().click(question.ts, 'cmd:speed:set')
  const done = await alice().waitFor(channel, { text: 'Speed limit set: books-to-rds' })
  expect(done.plain).toContain('08:00–18:00')
  expect(calls('batch-limit-speed')).toHaveLength(1)
})

it('sets the alarm of a running task once somebody else has approved, and says so on the request', async () => {
  await alice().command(channel, '/drs alarm ledger-to-rds')
  const form = await alice().waitForView({ text: 'DRS notifies nobody' })
  await alice().submit(form.id, { 'SMN topic': topic, Reason: 'new on-call' })
  const request = await alice().waitFor(channel, { text: 'Approval needed' })
  expect(request.plain).toContain(topic)
  expect(calls('batch-set-smn')).toEqual([])
  await approveAs(world, 'U02BOB', request)
  await alice().waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
  await alice().click(request.ts, 'cmd:execute:ask')
  const ended = await alice().waitFor(channel, { ts: request.ts, text: 'DRS has accepted the new settings' })
  expect(ended.plain).not.toContain('raw call')
  expect(JSON.stringify(calls('batch-set-smn')[0]?.body)).toContain(topic)
})

it('takes the objects of a task from a file, once the change was shown, and gives the old ones back as a file', async () => {
  await alice().command(channel, '/drs objects shop-to-rds')
  const first = await alice().waitForView({ text: 'shop-to-rds' })
  await alice().submit(first.id, { 'What is copied': 'Databases and tables by name or file' })
  const second = await alice().waitForView({ text: 'Or a file' })
  const rows = 'database,table,target database,target table\nshop,orders,shop,sold\nwarehouse,,,\n'
  const file = await alice().upload('objects.csv', rows)
  await alice().submit(second.id)
  const empty = await alice().waitForView({ error: 'Enter at least one line' })
  await alice().submit(empty.id, { 'Or a file': [file] })
  const preview = await alice().waitFor(channel, { text: 'not saved yet' })
  expect(preview.plain).toMatch(/\+ shop\.orders -(?:>|&gt;) shop\.sold\n\+ warehouse\.\*/)
  expect(calls('batch-select-objects')).toEqual([])
  await alice().click(preview.ts, 'cmd:objects:save')
  const saved = await alice().waitFor(channel, { text: 'Objects saved: shop-to-rds' })
  expect(saved.plain).toContain('shop.sold')
  expect(JSON.stringify(calls('batch-select-objects')[0]?.body)).toContain('"object_alias_name":"sold"')
  const own = await alice().transcript(await alice().direct())
  expect(own.flatMap(({ files }) => files.map(({ name }) => name))).toContain(
    'shop-to-rds-objects-before.txt',
  )
})
