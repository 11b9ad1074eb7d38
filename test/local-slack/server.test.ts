import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { startLocalSlack } from '../../src/local-slack/server.ts'
import { compiled } from '../helpers/compiled.ts'
import { slackDriver } from '../helpers/slack-driver.ts'
import { startBot } from './bot.ts'

describe('the local Slack as a whole', () => {
  const stops: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
  })

  it('starts alone, prints one line of JSON, and ends when asked', async () => {
    const program = await compiled('src/local-slack/main.ts')
    const child = spawn(process.execPath, [program, '--port', '0'])
    const ended = once(child, 'exit')
    const lines: string[] = []
    const reader = createInterface(child.stdout)
    reader.on('line', (line) => lines.push(line))
    await once(reader, 'line')
    const printed = JSON.parse(lines[0] ?? '')
    expect(Object.keys(printed).sort()).toEqual([
      'apiUrl',
      'appToken',
      'authorizeUrl',
      'botToken',
      'clientId',
      'clientSecret',
      'pageUrl',
      'signingSecret',
    ])
    const alice = slackDriver(printed.pageUrl).as('U01ALICE')
    await alice.say('C01MIGRATION', 'hello')
    expect((await alice.transcript('C01MIGRATION')).map((one) => one.text)).toEqual(['hello'])
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(lines).toHaveLength(1)
  })

  it('serves the page and every module it names, and nothing else', async () => {
    const slack = await startLocalSlack()
    stops.push(slack.stop)
    const text = async (path: string) => {
      const response = await fetch(new URL(path, slack.pageUrl))
      return { status: response.status, body: await response.text() }
    }
    const wanted = new Set(['/'])
    for (const path of wanted) {
      const { status, body } = await text(path)
      expect([path, status]).toEqual([path, 200])
      const names = body.matchAll(/(?:from '|import '|"(?=\/page\/))([./][\w./-]+\.\w+)/g)
      for (const [, name = ''] of names) wanted.add(new URL(name, new URL(path, 'http://page')).pathname)
    }
    expect(wanted.size).toBeGreaterThan(10)
    expect((await text('/page/..%2fserver.ts')).status).toBe(404)
    expect((await text('/page/none.js')).status).toBe(404)
  })

  it('calls only the declared actions of its panels', async () => {
    const called: string[] = []
    const other = createServer((request, response) => {
      called.push(`${request.method} ${request.url}`)
      response.end('done')
    }).listen(0, '127.0.0.1')
    await once(other, 'listening')
    stops.push(async () => other.close())
    const address = other.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/repair`
    const action = { label: 'Repair binlog', method: 'POST', url, body: { item: 'binlog' } }
    const slack = await startLocalSlack({ panels: [{ title: 'DRS', lines: ['broken'], actions: [action] }] })
    stops.push(slack.stop)
    const panels = new URL('/panels', slack.pageUrl)
    expect(await (await fetch(panels)).json()).toEqual({
      panels: [{ title: 'DRS', lines: ['broken'], actions: ['Repair binlog'] }],
    })
    const run = async (body: object) =>
      (
        await fetch(panels, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json()
    expect(await run({ panel: 0, action: 0 })).toEqual({ ok: true, status: 200, text: 'done' })
    expect(await run({ panel: 0, action: 7, url })).toMatchObject({ ok: false })
    expect(called).toEqual(['POST /repair'])
  })

  it('checks what people enter, field by field, before the app hears of it', async () => {
    const plain = (text: string) => ({ type: 'plain_text' as const, text })
    const field = (label: string, element: object) => ({
      type: 'input',
      block_id: label,
      label: plain(label),
      element,
    })
    const blocks = [
      field('days', {
        type: 'number_input',
        is_decimal_allowed: false,
        action_id: 'v',
        min_value: '14',
        max_value: '100',
      }),
      field('mail', { type: 'email_text_input', action_id: 'v' }),
      field('site', { type: 'url_text_input', action_id: 'v' }),
      field('name', { type: 'plain_text_input', action_id: 'v', min_length: 4 }),
      field('list', { type: 'file_input', action_id: 'v' }),
      field('who', { type: 'multi_users_select', action_id: 'v' }),
      field('at', { type: 'datetimepicker', action_id: 'v' }),
      field('how', { type: 'checkboxes', action_id: 'v', options: [{ text: plain('Users'), value: 'u' }] }),
    ]
    const submitted: unknown[] = []
    const bot = await startBot((app) => {
      app.command('/drs', async ({ ack, client, command }) => {
        await ack()
        const view = { type: 'modal', callback_id: 'all', title: plain('All'), submit: plain('Go'), blocks }
        await client.apiCall('views.open', { trigger_id: command.trigger_id, view })
      })
      app.view('all', async ({ ack, view }) => {
        submitted.push(view.state.values)
        await ack()
      })
    })
    stops.push(bot.stop)
    const alice = bot.driver.as('U01ALICE')
    await alice.command('C01MIGRATION', '/drs')
    const { id } = await alice.waitForView({ title: 'All' })
    const wrong = { days: '7', mail: 'nobody', site: 'there', name: 'abc', how: ['Users'], at: 1_800_000_000 }
    const { errors } = await alice.submit(id, wrong)
    expect(Object.keys(errors ?? {}).sort()).toEqual(['days', 'list', 'mail', 'name', 'site', 'who'])
    const file = await alice.upload('tasks.csv', 'name\norders\n')
    const right = {
      days: '30',
      mail: 'a@b.example',
      site: 'https://b.example',
      name: 'orders',
      list: [file],
      who: ['U02BOB'],
    }
    expect(await alice.submit(id, right)).toEqual({ ok: true })
    expect(submitted).toMatchObject([
      {
        days: { v: { value: '30' } },
        list: { v: { files: [{ name: 'tasks.csv', size: 12 }] } },
        who: { v: { selected_users: ['U02BOB'] } },
        at: { v: { selected_date_time: 1_800_000_000 } },
        how: { v: { selected_options: [{ value: 'u' }] } },
      },
    ])
  })
})
