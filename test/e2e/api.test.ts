import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { instances } from '../../src/local-drs/databases.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
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

describe('JSON as a file', () => {
  const operation = 'batch-job-status'
  const field = 'body.jobs.file'
  const many = () =>
    Array.from({ length: 100 }, (_, i) => {
      const seed = { name: `filed-${i}`, scenario: 'sync', engine: 'mysql', status: 'PAUSING' } as const
      return world.drs.control.create({ ...seed, source: '192.168.0.28:3306', destination: instances.mysql })
        .id
    })
  const formOf = async (user = alice(), of = 'batch-job-details') => {
    await user.command(channel, `/drs api ${of}`)
    return user.waitForView({ actionId: 'field' })
  }

  it('goes to DRS with more than anybody can type', async () => {
    const ids = many()
    const text = JSON.stringify(ids, null, 1)
    expect(text.length).toBeGreaterThan(3_000)
    const form = await formOf(alice(), operation)
    await alice().submit(form.id, { [field]: [await alice().upload('jobs.json', text)] })
    const sent = () =>
      world.drs.control
        .requests()
        .filter((call) => call.operation === operation)
        .flatMap(({ body }) => (body as { readonly jobs: readonly string[] }).jobs)
    await expect.poll(sent, { timeout: 10_000 }).toEqual(expect.arrayContaining(ids))
  })

  it.each([
    ['broken.json', '["a1",\n "b2"\n "c3"]', /^broken\.json: This is not JSON\. Line 3, character 2: /],
    ['numbers.json', '[1]', /^numbers\.json: Entry 1: “1” needs quotes/],
    ['picture.png', Buffer.of(0x89, 0x50, 0, 1), /^picture\.png: This file is no text/],
    [
      'large.json',
      JSON.stringify(['x'.repeat(300_000)]),
      /^large\.json: The file has 293 KB; at most 256 KB/,
    ],
    ['huge.json', Buffer.alloc(13 * 1024 * 1024, 0x20), /larger than 12 MB/],
    ['nothing.json', ' \n', /^nothing\.json: This file is empty/],
  ])('%s is refused at its field, and the form stays as it was filled in', async (name, content, why) => {
    const form = await formOf()
    const file = await alice().upload(name, content)
    const { errors } = await alice().submit(form.id, { [field]: [file], 'body.page_req': '{"cur_page":1}' })
    expect(errors).toEqual({ [field]: expect.stringMatching(why) })
    const [kept] = await alice().views()
    expect(JSON.stringify(kept)).toContain('cur_page')
    await alice().close(form.id)
    expect(calls('batch-job-details')).toBe(0)
  })

  it('is asked for in words where there is neither, and not taken where there are both', async () => {
    await alice().command(channel, '/drs api batch-create-jobs')
    const form = await alice().waitForView({ actionId: 'field' })
    const empty = await alice().submit(form.id)
    expect(empty.errors).toEqual({ 'body.jobs': 'Enter the JSON here, or upload it as a file below.' })
    const file = await alice().upload('jobs.json', '[]')
    const twice = await alice().submit(form.id, { 'body.jobs': '[]', 'body.jobs.file': [file] })
    expect(twice.errors).toEqual({ 'body.jobs.file': expect.stringContaining('remove this file') })
    await alice().close(form.id)
  })

  it('is refused in the language of its reader', async () => {
    const liwei = world.people.as('U06LIWEI')
    const form = await formOf(liwei)
    const { errors } = await liwei.submit(form.id, { [field]: [await liwei.upload('坏.json', '[')] })
    expect(errors?.[field]).toMatch(/^坏\.json：不是有效的 JSON。第 1 行/)
    await liwei.close(form.id)
  })
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

describe('a long call that others decide about', () => {
  const operation = 'batch-stop-or-delete-jobs'
  const jobsOf = (name: string) =>
    Array.from({ length: 10 }, (_, i) => {
      const seed = { name: `${name}-${i}`, scenario: 'sync', engine: 'mysql', status: 'PAUSING' } as const
      const made = { ...seed, source: '192.168.0.28:3306', destination: instances.mysql }
      return { job_id: world.drs.control.create(made).id, delete_type: 'terminate' }
    })

  /** The request for it, in a channel of Alice, Bob and Carol. */
  async function asked(jobs: readonly object[], before: string): Promise<SeenMessage> {
    await alice().command(channel, `/drs api ${operation}`)
    const form = await alice().waitForView({ actionId: 'field' })
    await alice().submit(form.id, { jobs: JSON.stringify(jobs), Reason: 'wave 3 is done' })
    return bob().waitFor(channel, { text: 'Approval needed', after: before })
  }

  const bob = () => world.people.as('U02BOB')
  const lastTs = async (where: string) => (await bob().transcript(where)).at(-1)?.ts ?? '0'
  const contentOf = async ([file]: SeenMessage['files']) => {
    const answer = await fetch(String(file?.url_private), {
      headers: { authorization: `Bearer ${world.slack.botToken}` },
    })
    return answer.json()
  }

  it('stands complete in the thread of its request, as a file', async () => {
    const jobs = jobsOf('attached')
    const request = await asked(jobs, await lastTs(channel))
    expect(request.plain).toContain('The complete call is a file in the thread.')
    expect(request.plain).not.toContain(jobs[9]?.job_id)
    const reply = await bob().waitFor(channel, {
      threadTs: request.ts,
      text: 'The complete call: Stop or delete tasks',
    })
    expect(await contentOf(reply.files)).toEqual({ operation, body: { jobs } })
  })

  it.each(['files.getUploadURLExternal', 'files.completeUploadExternal'])(
    'is said to be missing where Slack refuses %s, and given to who asks for it',
    async (method) => {
      const jobs = jobsOf(method.slice(6, 9))
      world.slack.control.fault({ method, kind: 'error', error: 'storage_limit_reached' })
      const request = await asked(jobs, await lastTs(channel))
      const reply = await bob().waitFor(channel, {
        threadTs: request.ts,
        text: 'The complete call is not attached',
      })
      expect(reply.files).toEqual([])
      const direct = await bob().direct()
      const before = await lastTs(direct)
      await bob().click(reply.ts, 'cmd:approvals:file')
      const given = await bob().waitFor(direct, { after: before, text: 'The complete call' })
      expect(await contentOf(given.files)).toEqual({ operation, body: { jobs } })
    },
  )
})

it('asks for the result of an asynchronous call with one press', async () => {
  const task = world.drs.control.tasks().find((one) => one.name === 'orders-to-rds')
  await alice().command(channel, '/drs api batch-precheck')
  const form = await alice().waitForView({ actionId: 'field' })
  const [offered] = await alice().suggest(form.id, 'field', 'orders-to-rds', 'tasks')
  const jobs = '[{"precheck_mode":"forStartJob"}]'
  await alice().submit(form.id, { tasks: [offered?.value], 'body.jobs': jobs })
  const answer = await alice().waitFor(channel, { text: 'Ask for the result' })
  // The bot's own polls go on meanwhile: what matters is that this task was asked for.
  const asked = () =>
    world.drs.control
      .requests()
      .filter(({ operation }) => operation === 'batch-precheck-result')
      .filter(({ body }) => JSON.stringify(body)?.includes(task?.id ?? '?')).length
  const before = asked()
  expect(await alice().click(answer.ts, 'cmd:api:ask')).toMatchObject({ ok: true })
  await alice().waitFor(channel, { text: 'POST /v3/{project_id}/jobs/batch-precheck-result' })
  expect(asked()).toBeGreaterThan(before)
})
