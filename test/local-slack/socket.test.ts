import { App, HTTPReceiver } from '@slack/bolt'
import { afterEach, describe, expect, it } from 'vitest'
import { startLocalSlack } from '../../src/local-slack/server.ts'
import { startBot } from './bot.ts'

describe('the way from the local Slack to the bot', () => {
  const stops: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
  })

  async function bot(wire: Parameters<typeof startBot>[0], options: Parameters<typeof startBot>[1] = {}) {
    const started = await startBot(wire, options)
    stops.push(started.stop)
    return started
  }

  it('comes back after a cut and after a request to refresh', async () => {
    const { driver } = await bot((app) => app.command('/drs', ({ ack }) => ack('here')), {
      clientPingTimeout: 50,
    })
    const alice = driver.as('U01ALICE')
    for (const disturbance of ['cut', 'disconnect']) {
      await driver.post(disturbance)
      await driver.waitForConnections(0)
      await driver.waitForConnections(1)
      expect(await alice.command('C01MIGRATION', '/drs')).toEqual({ ok: true })
    }
    const openings = await driver.calls('apps.connections.open')
    expect(openings).toHaveLength(3)
  })

  it('tells the person when nobody listens and when nobody answers', async () => {
    const { driver, slack } = await bot(() => undefined, { ackWithin: 50 })
    const alice = driver.as('U01ALICE')
    expect(await alice.command('C01MIGRATION', '/drs')).toEqual({ ok: false, error: 'operation_timeout' })
    await alice.waitFor('C01MIGRATION', {
      text: 'failed with the error "operation_timeout"',
      ephemeral: true,
    })
    const alone = await startLocalSlack()
    stops.push(alone.stop)
    const act = { act: 'say', channel: 'C01MIGRATION', text: '/drs' }
    expect(await alone.control.act('U01ALICE', act)).toEqual({ ok: false, error: 'dispatch_failed' })
    expect(slack.control.connections()).toBe(1)
  })

  it('repeats an event that was lost, under the same event id', async () => {
    const events: unknown[] = []
    const { driver, slack } = await bot(
      (app) =>
        app.event('app_home_opened', async ({ body, context, client, event }) => {
          events.push([body.event_id, context.retryNum])
          await client.views.publish({
            user_id: event.user,
            view: { type: 'home', blocks: [{ type: 'divider' }] },
          })
        }),
      { ackWithin: 50, retryEventsAfter: [0] },
    )
    slack.control.envelopeFault({ kind: 'drop', type: 'events_api', times: 1 })
    await driver.as('U01ALICE').home()
    await driver.as('U01ALICE').waitForView({ home: true })
    expect(events).toEqual([[expect.stringMatching(/^Ev/), 1]])
  })

  it('can deliver a click twice', async () => {
    const clicks: string[] = []
    const { driver, slack, app } = await bot((app) =>
      app.action('go', async ({ ack, body, client }) => {
        await ack()
        if (body.type !== 'block_actions') return
        clicks.push(body.trigger_id)
        await client.chat.postMessage({ channel: 'C02DBA', text: `click ${clicks.length}` })
      }),
    )
    const button = {
      type: 'button' as const,
      action_id: 'go',
      text: { type: 'plain_text' as const, text: 'Go' },
    }
    const blocks = [{ type: 'actions' as const, elements: [button] }]
    const { ts = '' } = await app.client.chat.postMessage({ channel: 'C02DBA', text: 'x', blocks })
    slack.control.envelopeFault({ kind: 'duplicate', times: 1 })
    await driver.as('U01ALICE').click(ts, 'go')
    await driver.as('U01ALICE').waitFor('C02DBA', { text: 'click 2' })
    expect(new Set(clicks).size).toBe(1)
  })

  it('signs requests so that an HTTP app takes them', async () => {
    const slack = await startLocalSlack()
    stops.push(slack.stop)
    const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret })
    const app = new App({ receiver, token: slack.botToken, clientOptions: { slackApiUrl: slack.apiUrl } })
    app.command('/drs', ({ ack, command }) => ack({ text: `over HTTP: ${command.text}` }))
    const server = await receiver.start(0)
    stops.push(() => receiver.stop())
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await slack.control.deliverTo(`http://127.0.0.1:${port}/slack/events`)
    const act = { act: 'say', channel: 'C01MIGRATION', text: '/drs hi' }
    expect(await slack.control.act('U01ALICE', act)).toEqual({ ok: true })
    const found = await slack.control.waitForMessage('C01MIGRATION', 'U01ALICE', { text: 'over HTTP: hi' })
    expect(found?.ephemeral).toBe(true)
  })
})
