import { readdirSync, readFileSync } from 'node:fs'
import type { App } from '@slack/bolt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { defaultSeed, type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { startBot } from '../local-slack/bot.ts'

const text = readFileSync('docs/sandbox.md', 'utf8')

/** What stands on a message, and in its pane. */
const thing = {
  entity_type: 'slack#/entities/task',
  url: 'https://console.huaweicloud.com/drs/task/1',
  external_ref: { id: 'sandbox/task-1' },
  entity_payload: {
    attributes: { title: { text: 'orders' } },
    actions: { primary_actions: [{ text: 'Pause', action_id: 'cmd:pause:ask', value: 'sandbox/task-1' }] },
  },
}

/** The rows of a marked table, cell by cell, code marks taken off. */
function rowsOf(name: string): readonly (readonly string[])[] {
  const [, table = ''] = new RegExp(`<!-- ${name}: .* -->\n([^]*)<!-- /${name} -->`).exec(text) ?? []
  const lines = table.trim().split('\n').slice(2)
  return lines.map((line) =>
    line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').replace(/^`|`$/g, '')),
  )
}

const first = (name: string) => rowsOf(name).map(([cell = '']) => cell)

/** Carries out the example of a route; a GET takes it as its query. */
async function carryOut(base: string, route: string, example: string): Promise<Response> {
  const [method = '', path = ''] = route.split(' ')
  const fields: Record<string, string> = JSON.parse(example)
  if (method === 'GET') return fetch(new URL(`${path}?${new URLSearchParams(fields)}`, base))
  const headers = { 'content-type': 'application/json' }
  return fetch(new URL(path, base), { method, headers, body: example })
}

describe('docs/sandbox.md on the local Slack', () => {
  let slack: LocalSlack
  const guide = z.object({
    routes: z.array(z.string()),
    acts: z.array(z.string()),
    waitFor: z.array(z.string()),
  })

  beforeAll(async () => {
    slack = await startLocalSlack()
  })
  afterAll(() => slack.stop())

  it('lists all routes, acts and things to wait for', async () => {
    const known = guide.parse(await (await fetch(new URL('/control', slack.pageUrl))).json())
    expect(first('slack-routes').sort()).toEqual(known.routes)
    expect(first('acts').sort()).toEqual(known.acts.toSorted())
    expect(first('waits').sort()).toEqual(known.waitFor.toSorted())
  })

  it.each(rowsOf('slack-routes'))(
    'gives an example of %s that works: %s',
    async (route = '', example = '') => {
      const response = await carryOut(slack.pageUrl, route, example)
      expect([response.status, response.ok ? '' : await response.text()]).toEqual([200, ''])
      // Events go on and on; what is asked for is done, and what is waited for is there.
      if (route.startsWith('GET')) await response.body?.cancel()
      else expect(await response.text()).not.toMatch(/"ok":false|"found":null/)
    },
  )

  it('names what the programs print', async () => {
    const { control: _control, controlOf: _controlOf, stop: _stop, ...printed } = slack
    const [row = ''] = /^.*npm run local-slack.*$/m.exec(text) ?? []
    for (const name of Object.keys(printed)) expect(row).toContain(`\`${name}\``)
  })
})

describe('docs/sandbox.md on what people do', () => {
  const as = 'U01ALICE'
  const channel = 'C02DBA'
  const text = (said: string) => ({ type: 'plain_text' as const, text: said })
  let bot: Awaited<ReturnType<typeof startBot>>
  /** A message of the app with a button, one of the person, one that only they see, and a form. */
  let there: Readonly<Record<'app' | 'own' | 'ephemeral' | 'view', string>> | undefined

  /** What the examples speak of. */
  function wire(app: App): void {
    app.command('/drs', async ({ ack, respond, command, client }) => {
      await ack()
      await respond('only for you')
      const name = { type: 'plain_text_input' as const, action_id: 'name' }
      const pick = {
        type: 'static_select' as const,
        action_id: 'pick',
        options: [{ text: text('MySQL'), value: 'mysql' }],
      }
      const task = { type: 'external_select' as const, action_id: 'task', min_query_length: 1 }
      await client.views.open({
        trigger_id: command.trigger_id,
        view: {
          ...{ type: 'modal', callback_id: 'create', title: text('New task'), submit: text('Create') },
          blocks: [
            { type: 'input', block_id: 'name', label: text('Name'), element: name },
            { type: 'input', block_id: 'pick', label: text('Engine'), element: pick, optional: true },
            { type: 'input', block_id: 'task', label: text('Task'), element: task, optional: true },
          ],
        },
      })
    })
    app.options('task', async ({ ack, options }) => {
      const names = ['orders', 'users'].filter((name) => name.includes(options.value))
      await ack({ options: names.map((name) => ({ text: text(name), value: name })) })
    })
    app.event('entity_details_requested', async ({ event, client }) => {
      await client.entity.presentDetails({ trigger_id: event.trigger_id, metadata: thing })
    })
    app.action(/start|cmd:pause:ask/, ({ ack }) => ack())
    app.view('create', ({ ack }) => ack())
    app.shortcut('watch_task', ({ ack }) => ack())
  }

  beforeAll(async () => {
    bot = await startBot(wire, { manifest: parse(readFileSync('manifest.yml', 'utf8')), rateLimits: false })
  })
  afterAll(() => bot.stop())

  async function prepared(): Promise<NonNullable<typeof there>> {
    const alice = bot.driver.as(as)
    const start = { type: 'button' as const, action_id: 'start', text: text('Start'), value: 'task-1' }
    const { ts: app = '' } = await bot.app.client.chat.postMessage({
      ...{ channel, text: 'orders' },
      blocks: [{ type: 'actions', elements: [start] }],
      metadata: { entities: [thing] },
    })
    await bot.slack.control.act(as, { act: 'openEntity', on: app })
    await bot.slack.control.waitForPane(as, 'Pause')
    if (there) await alice.close(there.view, { all: true })
    await alice.say(channel, 'mine')
    const own = await alice.waitFor(channel, { text: 'mine', after: app })
    await alice.command(channel, '/drs form')
    const view = await alice.waitForView({ title: 'New task' })
    const ephemeral = await alice.waitFor(channel, { text: 'only for you', after: own.ts })
    return { app, own: own.ts, ephemeral: ephemeral.ts, view: view.id }
  }

  const mine: Readonly<Record<string, 'own' | 'ephemeral'>> = {
    edit: 'own',
    remove: 'own',
    dismiss: 'ephemeral',
  }

  it.each(rowsOf('acts'))('gives an example of %s that works: %s', async (act = '', example = '') => {
    there = await prepared()
    const real = example
      .replaceAll('1767614400.000001', there[mine[act] ?? 'app'])
      .replaceAll('V000001', there.view)
    const body = JSON.stringify({ as, act, ...JSON.parse(real) })
    const response = await carryOut(bot.slack.pageUrl, 'POST /control/act', body)
    expect(await response.json()).toMatchObject({ ok: true })
  })
})

describe('docs/sandbox.md on the local DRS', () => {
  let drs: LocalDrs
  const guide = z.object({ get: z.array(z.string()), post: z.array(z.object({ path: z.string() })) })

  beforeAll(async () => {
    drs = await startLocalDrs({ seed: defaultSeed, speed: 1 })
  })
  afterAll(() => drs.stop())

  it('lists all routes', async () => {
    const known = guide.parse(await (await fetch(new URL('/control', drs.endpoint))).json())
    const posts = known.post.map(({ path }) => `POST ${path}`)
    const gets = known.get.map((path) => `GET ${path}`)
    expect(first('drs-routes').sort()).toEqual(['GET /control', ...gets, ...posts].sort())
  })

  it.each(rowsOf('drs-routes'))('gives an example of %s that works: %s', async (route = '', example = '') => {
    const response = await carryOut(drs.endpoint, route, example)
    expect([response.status, response.ok ? '' : await response.text()]).toEqual([200, ''])
  })
})

describe('docs/sandbox.md on the environment', () => {
  it('names every variable that the sandbox reads, and no other', () => {
    const folder = 'src/sandbox'
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'))
    const read = sources.flatMap((name) =>
      [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(/\benv\.([A-Z_]+)\b/g)].map(
        ([, found]) => found,
      ),
    )
    expect(first('environment').sort()).toEqual([...new Set(read)].sort())
  })
})
