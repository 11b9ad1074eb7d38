import { randomBytes } from 'node:crypto'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../../src/bot/bot.ts'
import { logOptions } from '../../src/bot/log-options.ts'
import { instances } from '../../src/local-drs/databases.ts'
import type { Seed } from '../../src/local-drs/server.ts'
import { createRedactors } from '../../src/security/redaction.ts'
import { connectRedis, type Redis } from '../../src/store/redis.ts'
import { environmentOf, startWorld, type World } from '../e2e/world.ts'
import { everythingKept } from '../helpers/redis.ts'
import { freePort, handOver, linkIn } from '../helpers/secret-page.ts'

/**
 * Marked secrets are fed into everything that can carry one, the verbs are played through the whole bot, and then everything
 * that came out is searched for them: Slack, log, audit, Redis, the page, what the local DRS shows.
 */
const marks = {
  source: `Marked-source "x"&<y>\\-1`,
  destination: 'Marked-destination-2',
  typed: 'Marked-typed-3',
  echoed: 'Marked-echoed-4',
  key: 'Marked-certificate-key-5',
} as const

const channel = 'C01MIGRATION'
const port = { source: 3306, destination: 3306 }
const seed: Seed = {
  databases: [
    {
      name: 'orders',
      engine: 'mysql',
      host: '10.9.0.1',
      port: port.source,
      user: 'drs_user',
      password: marks.source,
    },
    {
      name: 'orders-cloud',
      engine: 'mysql',
      host: '192.168.0.131',
      port: port.destination,
      user: 'drs_user',
      password: marks.destination,
      instanceId: instances.mysql,
    },
  ],
  tasks: [
    {
      name: 'fresh',
      scenario: 'migration',
      engine: 'mysql',
      status: 'CONFIGURATION',
      configured: false,
      ...ends(),
    },
    { name: 'running', scenario: 'migration', engine: 'mysql', status: 'INCRE_TRANSFER_STARTED', ...ends() },
  ],
}

function ends() {
  return { source: `10.9.0.1:${port.source}`, destination: `192.168.0.131:${port.destination}` }
}

let world: World
let bot: Bot
let redis: Redis
let log = ''
let environment: Record<string, string>
const pages: string[] = []
const stops: (() => Promise<void>)[] = []

/** Stands before the local DRS and puts secrets into every answer: under telling names, and into texts of any kind. */
async function leakingDrs(endpoint: string): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const target = new URL(incoming.url ?? '/', endpoint)
    const onward = httpRequest(target, { method: incoming.method, headers: incoming.headers }, (answer) => {
      read(answer).then((text) => {
        const { 'content-length': _, ...headers } = answer.headers
        outgoing.writeHead(answer.statusCode ?? 500, headers)
        outgoing.end(leaked(text))
      }, outgoing.destroy)
    })
    incoming.pipe(onward)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  stops.push(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function read(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function leaked(text: string): string {
  try {
    return JSON.stringify(withLeaks(JSON.parse(text)))
  } catch {
    return text
  }
}

function withLeaks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLeaks)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => [name, leakInto(name, field)] as const)
  return {
    ...Object.fromEntries(fields),
    db_password: marks.echoed,
    ssl_cert_key: marks.key,
    note: `{"db_password":"${marks.echoed}"} ${marks.destination}`,
  }
}

/** Texts that the bot shows as they are. */
const shown = /^(error_msg|error_message|description|message|failed_reason)$/

function leakInto(name: string, field: unknown): unknown {
  if (typeof field === 'string' && shown.test(name)) return `${field} [${marks.source} ${marks.destination}]`
  return withLeaks(field)
}

beforeAll(async () => {
  const started = await startWorld(seed)
  stops.push(started.stop)
  const [connection] = started.config.connections
  if (!connection) throw new Error('there is no connection')
  const endpoint = await leakingDrs(connection.endpoint)
  const webPort = await freePort()
  const keys = [randomBytes(32)]
  world = {
    ...started,
    config: {
      ...started.config,
      connections: [{ ...connection, endpoint }],
      keys,
      web: { url: `http://127.0.0.1:${webPort}`, port: webPort, host: '127.0.0.1', proxies: 0 },
      approvals: [],
    },
  }
  environment = {
    ...environmentOf(world.drs),
    DB_SOURCE_PASSWORD: marks.source,
    DB_DESTINATION_PASSWORD: marks.destination,
    DRS_CHATOPS_KEY: keys.map((key) => key.toString('base64')).join(),
  }
  const redactors = createRedactors()
  const out = new Writable({
    write: (chunk, _, done) => {
      log += chunk
      done()
    },
  })
  const logger = pino(logOptions('debug', redactors.outsideSlack), out)
  bot = await startBot({ config: world.config, log: logger, env: environment, redactors })
  redis = await connectRedis(world.redisUrl)
})

afterAll(async () => {
  redis?.disconnect()
  await bot?.stop()
  for (const stop of stops.toReversed()) await stop()
})

const alice = () => world.people.as('U01ALICE')

/** Types the command and waits for an answer with that text. */
async function say(text: string, answer: string) {
  await alice().command(channel, text)
  return alice().waitFor(channel, { text: answer })
}

async function hand(text: string, secrets: readonly string[]): Promise<{ url: string; code: string }> {
  const link = linkIn(await alice().waitFor(channel, { text }))
  const { page, body } = await handOver(link, secrets)
  pages.push(page, body)
  return link
}

describe('no secret comes out', () => {
  const links: { url: string; code: string }[] = []

  it('while people work with them', async () => {
    const at = (side: string, host: string) =>
      `--${side}Host ${host} --${side}Port 3306 --${side}User drs_user`
    const both = `${at('source', '10.9.0.1')} ${at('destination', '192.168.0.131')}`
    const references =
      '--sourcePassword env:DB_SOURCE_PASSWORD --destinationPassword env:DB_DESTINATION_PASSWORD'
    await say('/drs list', 'fresh')
    await say('/drs show running', 'running')
    await say(`/drs test fresh ${both} ${references}`, 'both databases answer')
    await say('/drs precheck fresh', 'Pre-check: DRS accepted')
    await say('/drs watch running', 'running')
    // Wrong ones: DRS refuses them, and its refusal names the right ones.
    await say('/drs password running source', 'New password for running: Source database')
    links.push(await hand('New password for running: Source database', [marks.typed]))
    await say(
      '/drs password running destination --password env:DB_DESTINATION_PASSWORD',
      'DRS uses the new password',
    )
    await say(`/drs password running source --password ${marks.typed}`, 'not a reference')
    await say('/drs password running source --password env:SLACK_BOT_TOKEN', 'not allowed')
    await say('/drs password running source --password file:/etc/passwd', 'not allowed')
    await say('/drs api list-quotas', 'list-quotas')
    await say('/drs show nothing', 'There is no task')
    await say('/drs stop fresh', 'Stop: fresh?')
  })

  const secrets = () => [
    ...Object.values(marks),
    world.drs.sk,
    world.slack.botToken,
    world.slack.appToken,
    environment.DRS_CHATOPS_KEY ?? '',
  ]

  /** Every way in which it could be written. */
  const spellings = (secret: string) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ]

  function expectNone(text: string, of: readonly string[] = secrets()): void {
    expect(text.length).toBeGreaterThan(0)
    for (const secret of of) for (const spelling of spellings(secret)) expect(text).not.toContain(spelling)
  }

  it('in Slack', async () => {
    const calls = await world.people.calls()
    const seen = await alice().transcript(channel)
    expectNone(JSON.stringify([calls.map(({ method, args }) => [method, args]), seen]))
  })

  it('in the log, nor a link or its code', () => {
    expectNone(log)
    const tokens = links.map(({ url }) => url.split('/').at(-1) ?? '')
    expectNone(log, [...tokens, ...links.map(({ code }) => code)])
    for (const line of log.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
  })

  it('in Redis, nor a link or its code; audit included', async () => {
    const held = await everythingKept(world.redisUrl)
    expect(held).toContain('reads env:DB_SOURCE_PASSWORD')
    expectNone(held)
    expectNone(
      held,
      links.map(({ url }) => url.split('/').at(-1) ?? ''),
    )
  })

  it('on the page', () => expectNone(pages.join('\n')))

  it('in what the local DRS shows of its traffic', () => {
    const shownCalls = JSON.stringify(world.drs.control.requests())
    expectNone(shownCalls, [marks.source, marks.destination, marks.typed])
  })

  it('although all of it was there', async () => {
    const answers = await fetch(`${world.config.connections[0]?.endpoint}/v3/x/jobs`).then((answer) =>
      answer.text(),
    )
    for (const mark of [marks.echoed, marks.key, marks.destination]) expect(answers).toContain(mark)
    expect(JSON.stringify(await alice().transcript(channel))).toContain('***')
  })
})
