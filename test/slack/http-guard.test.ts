import { createHmac } from 'node:crypto'
import { connect } from 'node:net'
import { App } from '@slack/bolt'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type GuardedReceiver, guardedReceiver, largestSlackBody } from '../../src/slack/http-guard.ts'
import { type TestLog, testLog } from '../helpers/log.ts'
import { quiet } from '../local-slack/bot.ts'

/** The door before Bolt, over real HTTP. The clock is in the test's hand, Bolt's own check of it stays with the real one. */
const secret = 'a-signing-secret'
const commandBody = 'command=%2Fdrs&text=help&team_id=T1&user_id=U1&channel_id=C1&trigger_id=1.2'

let receiver: GuardedReceiver
let log: TestLog
let heard: string[]
let seen: Set<string>
let offset = 0
let memory: 'works' | 'is away' | 'hangs' = 'works'

let goOn = () => {}

beforeAll(async () => {
  receiver = guardedReceiver({
    ...{ signingSecret: secret, port: 0, logger: quiet, timeoutMs: 300, memoryMs: 100 },
    log: { ...testLog(), warn: (facts, sentence) => log.warn(facts, sentence) },
    now: () => Date.now() + offset,
    first: async (signature) => {
      if (memory === 'is away') throw new Error('Redis is away')
      if (memory === 'hangs') await new Promise<void>((resolve) => (goOn = resolve))
      return !seen.has(signature) && Boolean(seen.add(signature))
    },
  })
  const app = new App({
    ...{ receiver, logger: quiet, convoStore: false },
    authorize: async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'UBOT' }),
  })
  app.command('/drs', async ({ ack, command }) => {
    heard.push(command.text)
    await ack()
  })
  await app.start()
})

beforeEach(() => {
  log = testLog()
  heard = []
  seen = new Set()
  offset = 0
  memory = 'works'
})

afterAll(() => receiver?.stop())

const origin = () => `http://127.0.0.1:${receiver.port()}`
const stampNow = () => Math.floor(Date.now() / 1000)

function signed(body: string, stamp: number | string = stampNow(), key = secret): Record<string, string> {
  const mac = createHmac('sha256', key).update(`v0:${stamp}:${body}`).digest('hex')
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(stamp),
    'x-slack-signature': `v0=${mac}`,
  }
}

const post = (body: string, headers: Record<string, string> = signed(body), path = '/slack/events') =>
  fetch(`${origin()}${path}`, { method: 'POST', body, headers })

describe('a request that Slack has signed', () => {
  it('comes through', async () => {
    expect((await post(commandBody)).status).toBe(200)
    expect(heard).toEqual(['help'])
  })

  it.each([-299, 299])('comes through with a clock that is %i seconds off', async (seconds) => {
    offset = seconds * 1000
    expect((await post(commandBody)).status).toBe(200)
  })

  it('is answered with the challenge when Slack checks the address', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'again' })
    const response = await post(body, { ...signed(body), 'content-type': 'application/json' })
    expect(await response.json()).toEqual({ challenge: 'again' })
  })
})

describe('a request is turned away', () => {
  const stamp = stampNow()
  it.each<[string, number, () => Promise<Response>]>([
    ['with another key', 401, () => post(commandBody, signed(commandBody, stamp, 'guessed'))],
    ['with the signature of another body', 401, () => post(`${commandBody}&x=1`, signed(commandBody))],
    ['without a signature', 401, () => post(commandBody, { 'x-slack-request-timestamp': String(stamp) })],
    ['without a time', 401, () => post(commandBody, { 'x-slack-signature': 'v0=00' })],
    ['with a time that is no number', 401, () => post(commandBody, signed(commandBody, 'NaN'))],
    ['with an empty time', 401, () => post(commandBody, signed(commandBody, ''))],
    ['that is too old', 401, () => post(commandBody, signed(commandBody, stampNow() - 310))],
    ['that comes from the future', 401, () => post(commandBody, signed(commandBody, stampNow() + 310))],
    ['to another path', 404, () => post(commandBody, signed(commandBody), '/')],
    ['to a path below', 404, () => post(commandBody, signed(commandBody), '/slack/events/x')],
    ['to a path that climbs', 404, () => post(commandBody, signed(commandBody), '/x/..//slack/events')],
    ['that is a GET', 405, () => fetch(`${origin()}/slack/events`)],
    ['that is a PUT', 405, () => fetch(`${origin()}/slack/events`, { method: 'PUT', body: 'x' })],
  ])('%s', async (_, status, send) => {
    const response = await send()
    expect(response.status).toBe(status)
    expect(await response.text()).toBe('')
    expect(heard).toEqual([])
    expect(log.lines).toMatchObject([{ level: 'warn', facts: { status } }])
  })

  it('whose signature nobody can tell from a replay', async () => {
    memory = 'is away'
    expect((await post(commandBody)).status).toBe(503)
    expect(heard).toEqual([])
  })

  it('whose memory hangs, and is not let through once that goes on', async () => {
    memory = 'hangs'
    expect((await post(commandBody)).status).toBe(503)
    goOn()
    memory = 'works'
    expect((await post(`${commandBody}&more=1`)).status).toBe(200)
    expect(heard).toEqual(['help'])
  })

  it('the second time, whoever sends it', async () => {
    const headers = signed(commandBody)
    expect((await post(commandBody, headers)).status).toBe(200)
    expect((await post(commandBody, headers)).status).toBe(401)
    expect(heard).toEqual(['help'])
  })

  it('twice at once', async () => {
    const headers = signed(commandBody)
    const statuses = await Promise.all([post(commandBody, headers), post(commandBody, headers)])
    expect(statuses.map((one) => one.status).sort()).toEqual([200, 401])
    expect(heard).toEqual(['help'])
  })
})

describe('what Slack itself sends besides', () => {
  it('a repetition is answered, and not acted on again', async () => {
    const headers = signed(commandBody)
    await post(commandBody, headers)
    const again = await post(commandBody, { ...headers, 'x-slack-retry-num': '1' })
    expect(again.status).toBe(200)
    expect(heard).toEqual(['help'])
  })

  it('the word repetition opens no door', async () => {
    const response = await post(commandBody, {
      ...signed(commandBody, undefined, 'guessed'),
      'x-slack-retry-num': '1',
    })
    expect(response.status).toBe(401)
  })

  it('a look at the certificate is answered without a signature, and reaches nobody', async () => {
    const body = 'ssl_check=1&token=x&command=%2Fdrs&text=help'
    const response = await post(body, { 'content-type': 'application/x-www-form-urlencoded' })
    expect(response.status).toBe(200)
    expect(heard).toEqual([])
  })
})

describe('a body', () => {
  const pad = (size: number) => commandBody.padEnd(size, 'x')

  it('of the largest size comes through', async () => {
    expect((await post(pad(largestSlackBody))).status).toBe(200)
  })

  it('that says it is larger is not read', async () => {
    expect((await post(pad(largestSlackBody + 1))).status).toBe(413)
    expect(heard).toEqual([])
  })

  it('that does not say how large it is, is read up to there', async () => {
    const answer = await raw(
      `POST /slack/events HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${chunk(pad(largestSlackBody))}${chunk('x')}`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toMatch(/connection: close/i)
  })

  it('that does not come to its end is not waited for', async () => {
    const answer = await raw('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc')
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  })
})

describe('every answer', () => {
  it.each<[string, () => Promise<Response>]>([
    ['good', () => post(commandBody)],
    ['unsigned', () => post(commandBody, {})],
    ['unknown', () => post('', {}, '/healthz')],
    ['GET', () => fetch(`${origin()}/slack/events`)],
    ['malformed', () => post('{', { ...signed('{'), 'content-type': 'application/json' })],
  ])('that is %s forbids browsers to make anything of it', async (_, send) => {
    const { headers } = await send()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-powered-by')).toBeNull()
  })
})

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

/** Sends those bytes and takes what comes back until the server hangs up. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(receiver.port() ?? 0, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (part) => {
      answer += part.toString()
    })
    socket.on('error', () => resolve(answer))
    socket.on('close', () => resolve(answer))
  })
}
