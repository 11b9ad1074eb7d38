import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { instances } from '../../src/local-drs/databases.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { pass, startBotIn, startWorld, type World } from './world.ts'

/** `/drs api`: any operation through a form made from its schema. */
const channel = 'C01MIGRATION'

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

const alice = () => world.people.as('U01ALICE')
const calls = (operation: string) =>
  world.drs.control.requests().filter((call) => call.operation === operation).length

it('lists every operation by area', async () => {
  await alice().command(channel, '/drs api')
  const list = await alice().waitFor(channel, { text: 'Every operation of DRS' })
  expect(list.plain).toContain('batch-switchover')
  expect(list.plain).toContain('v3 · Disaster recovery')
})

it('calls an operation without parameters at once', async () => {
  await alice().command(channel, '/drs api list-quotas')
  const answer = await alice().waitFor(channel, { text: 'instances' })
  expect(answer.ephemeral).toBe(true)
})

it('guesses a mistyped operation', async () => {
  await alice().command(channel, '/drs api list-quota')
  await alice().waitFor(channel, { text: 'Did you mean list-quotas?' })
})

it('finds operations by their titles while typing', async () => {
  await alice().command(channel, '/drs api')
  const list = await alice().waitFor(channel, { actionId: 'cmd:api:form' })
  await alice().click(list.ts, 'cmd:api:form')
  const form = await alice().waitForView({ actionId: 'field' })
  const found = await alice().suggest(form.id, 'field', 'switchover')
  expect(found.map((option) => option.value)).toContain('batch-switchover')
  await alice().close(form.id)
})

it('asks for the request in a form and shows errors at their fields', async () => {
  const task = world.drs.control.tasks().find((one) => one.name === 'billing-sync')
  await alice().command(channel, '/drs api batch-job-status')
  const form = await alice().waitForView({ actionId: 'field' })
  await alice().submit(form.id, { jobs: 'not json' })
  await alice().waitForView({ error: 'This is not JSON' })
  await alice().submit(form.id, { jobs: '[1]' })
  await alice().waitForView({ error: 'needs quotes' })
  await alice().submit(form.id, { jobs: JSON.stringify([task?.id]) })
  const answer = await alice().waitFor(channel, { text: 'Incremental phase running' })
  expect(JSON.stringify(answer.blocks)).toContain('data_table')
})

it('shows all of a list that DRS cuts into pages of five', async () => {
  const ids = Array.from({ length: 60 }, (_, i) => {
    const seed = { name: `many-${i}`, scenario: 'sync', engine: 'mysql', status: 'PAUSING' } as const
    return world.drs.control.create({ ...seed, source: '192.168.0.28:3306', destination: instances.mysql }).id
  })
  await alice().command(channel, '/drs api batch-job-status')
  const form = await alice().waitForView({ actionId: 'field' })
  await alice().submit(form.id, { jobs: JSON.stringify(ids) })
  const answer = await alice().waitFor(channel, { text: 'Paused' })
  const table = answer.blocks.find((block) => block.type === 'data_table')
  expect(table?.rows).toHaveLength(61)
})

it('refuses a secret that was typed', async () => {
  await alice().command(channel, '/drs api batch-modify-passwords')
  const form = await alice().waitForView({ actionId: 'field' })
  const jobs = [{ job_id: 'a1b2', db_password: 'hunter2hunter2', end_point_type: 'so' }]
  await alice().submit(form.id, { jobs: JSON.stringify(jobs), Reason: 'rotation' })
  const refused = await alice().waitForView({ error: 'never the secret itself' })
  expect(Object.values(refused.errors).join()).not.toContain('hunter2')
  await alice().close(form.id)
  expect(calls('batch-modify-passwords')).toBe(0)
})

it('asks for approval before a destructive call, calls once, and sees it to its end', async () => {
  const task = world.drs.control.tasks().find((one) => one.name === 'billing-sync')
  await alice().command(channel, '/drs api batch-stop-or-delete-jobs')
  const form = await alice().waitForView({ actionId: 'field' })
  const jobs = [{ job_id: task?.id, delete_type: 'terminate' }]
  await alice().submit(form.id, { jobs: JSON.stringify(jobs), Reason: 'no longer needed' })
  const request = await alice().waitFor(channel, { text: 'Approval needed' })
  expect(request.plain).toContain('terminate')
  expect(calls('batch-stop-or-delete-jobs')).toBe(0)
  await world.people.as('U02BOB').click(request.ts, 'cmd:approve:ask')
  await alice().waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
  expect(calls('batch-stop-or-delete-jobs')).toBe(0)
  await alice().click(request.ts, 'cmd:execute:ask')
  await expect.poll(() => calls('batch-stop-or-delete-jobs'), { timeout: 10_000 }).toBe(1)
  pass(world, 2)
  await alice().waitFor(channel, { ts: request.ts, text: 'carried out and confirmed' })
  expect(calls('batch-stop-or-delete-jobs')).toBe(1)
})

it('asks for the result of an asynchronous call with one press', async () => {
  const task = world.drs.control.tasks().find((one) => one.name === 'orders-to-rds')
  await alice().command(channel, '/drs api batch-precheck')
  const form = await alice().waitForView({ actionId: 'field' })
  const [offered] = await alice().suggest(form.id, 'field', 'orders-to-rds', 'tasks')
  const jobs = '[{"precheck_mode":"forStartJob"}]'
  await alice().submit(form.id, { tasks: [offered?.value], 'body.jobs': jobs })
  const answer = await alice().waitFor(channel, { text: 'Ask for the result' })
  const before = calls('batch-precheck-result')
  expect(await alice().click(answer.ts, 'cmd:api:ask')).toMatchObject({ ok: true })
  await alice().waitFor(channel, { text: 'POST /v3/{project_id}/jobs/batch-precheck-result' })
  expect(calls('batch-precheck-result')).toBe(before + 1)
  expect(JSON.stringify(world.drs.control.requests().at(-1)?.body)).toContain(task?.id)
})
