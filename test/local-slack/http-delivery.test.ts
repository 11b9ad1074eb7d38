import { createHmac } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../src/local-slack/server.ts'

interface Heard {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

describe('delivery by signed HTTP requests', () => {
  const stops: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
  })

  /** An app that answers each request as it is told; the first is the challenge of the request URL. */
  async function appThat(answer: (response: ServerResponse, count: number, heard: Heard) => void) {
    const heard: Heard[] = []
    const news = new EventEmitter<{ heard: [] }>()
    const server = createServer(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part)
      const body = Buffer.concat(parts).toString('utf8')
      const one = { path: request.url ?? '', headers: request.headers, body }
      const { challenge } = body.startsWith('{') ? JSON.parse(body) : {}
      if (challenge !== undefined) {
        response.end(JSON.stringify({ challenge }))
        return
      }
      heard.push(one)
      answer(response, heard.length, one)
      news.emit('heard')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    stops.push(async () => {
      server.closeAllConnections()
      server.close()
    })
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/slack/events`
    const until = async (count: number) => {
      while (heard.length < count) await once(news, 'heard')
    }
    return { heard, url, until }
  }

  async function start(url: string, options: LocalSlackOptions = {}): Promise<LocalSlack> {
    const slack = await startLocalSlack({ ackWithin: 1000, retryEventsAfter: [0, 0, 0], ...options })
    stops.unshift(slack.stop)
    expect(await slack.control.deliverTo(url)).toBe(true)
    return slack
  }

  const openHome = (slack: LocalSlack) => slack.control.act('U01ALICE', { act: 'home' })
  const retries = (heard: readonly Heard[]) =>
    heard.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])
  const eventIds = (heard: readonly Heard[]) => heard.map(({ body }) => JSON.parse(body).event_id)

  it('signs the raw body', async () => {
    const app = await appThat((response) => response.end())
    // Slack's own patience: a slow machine must not turn the one request into a repeated one.
    const slack = await start(app.url, { ackWithin: 3000 })
    await openHome(slack)
    await app.until(1)
    const { headers, body = '' } = app.heard[0] ?? {}
    const stamp = headers?.['x-slack-request-timestamp']
    const mac = createHmac('sha256', slack.signingSecret).update(`v0:${stamp}:${body}`).digest('hex')
    expect(headers?.['x-slack-signature']).toBe(`v0=${mac}`)
    expect(retries(app.heard)).toEqual([[undefined, undefined]])
  })

  it('repeats an event three times and says why', async () => {
    const app = await appThat((response, count) => {
      if (count === 1) response.writeHead(500).end()
      else if (count === 2) response.destroy()
      else if (count === 3) return
      else response.end()
    })
    const slack = await start(app.url)
    await openHome(slack)
    await app.until(4)
    expect(retries(app.heard)).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'connection_failed'],
      ['3', 'http_timeout'],
    ])
    expect(new Set(eventIds(app.heard)).size).toBe(1)
  })

  it('ends after the third repetition, and at once where the app asks for it', async () => {
    const app = await appThat((response, count) => {
      if (count <= 4) response.writeHead(503).end()
      else if (count === 5) response.writeHead(503, { 'x-slack-no-retry': '1' }).end()
      else response.end()
    })
    const slack = await start(app.url)
    await openHome(slack)
    await app.until(4)
    await openHome(slack)
    await openHome(slack)
    const [first, second, third] = [...new Set(eventIds(app.heard))]
    expect(eventIds(app.heard)).toEqual([first, first, first, first, second, third])
  })

  it('follows two redirects and no third', async () => {
    const app = await appThat((response, count) => {
      if (count === 3) response.end()
      else response.writeHead(307, { location: `/step-${count}` }).end()
    })
    const slack = await start(app.url, { retryEventsAfter: [0] })
    await openHome(slack)
    expect(app.heard.map(({ path }) => path)).toEqual(['/slack/events', '/step-1', '/step-2'])
    await openHome(slack)
    await app.until(7)
    expect(retries(app.heard.slice(3))).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
      ['1', 'too_many_redirects'],
    ])
  })

  it('sends commands as forms, and tells the person when the app fails', async () => {
    const app = await appThat((response, count) => {
      if (count === 1) response.writeHead(500).end()
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('All is well')
    })
    const slack = await start(app.url)
    const act = { act: 'say', channel: 'C02DBA', text: '/drs list' }
    expect(await slack.control.act('U01ALICE', act)).toEqual({ ok: false, error: 'dispatch_failed' })
    expect(await slack.control.act('U01ALICE', act)).toEqual({ ok: true })
    expect(new URLSearchParams(app.heard[1]?.body).get('text')).toBe('list')
    const [last] = slack.control.transcript('C02DBA', 'U01ALICE').slice(-1)
    expect(last).toMatchObject({ text: 'All is well', ephemeral: true })
  })

  it('notices an app that does not repeat the challenge', async () => {
    const slack = await startLocalSlack({ ackWithin: 100 })
    stops.push(slack.stop)
    expect(await slack.control.deliverTo(slack.pageUrl)).toBe(false)
  })
})
