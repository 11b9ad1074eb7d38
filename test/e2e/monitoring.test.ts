import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { openMonitoring } from '../../src/bot/monitoring.ts'
import type { Seed } from '../../src/local-drs/server.ts'
import { testLog } from '../helpers/log.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** What a platform asks the bot: whether it lives, is ready, and its metrics; through the real bot and real sockets. */
let world: World
let bot: Bot

beforeAll(async () => {
  const seed = {
    tasks: [
      {
        ...{ name: 'orders', scenario: 'sync', engine: 'mysql', status: 'INCRE_TRANSFER_STARTED' },
        ...{ source: '192.168.0.28:3306', destination: '192.168.0.131:3306' },
      },
    ],
  } satisfies Seed
  const base = await startWorld(seed)
  world = { ...base, config: { ...base.config, monitoring: { port: 0, host: '127.0.0.1' } } }
  bot = await startBotIn(world)
})
afterAll(async () => {
  await bot.stop()
  await world.stop()
})

/** A card is not there at once on a machine that is busy. */
const patient = { timeout: 15_000 }

const ask = async (path: string, init?: RequestInit) => {
  const answer = await fetch(`http://127.0.0.1:${bot.monitoringPort}${path}`, init)
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() }
}

/** Value of the metric with exactly these labels; NaN if it is not there. */
function figure(text: string, name: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return line === undefined ? Number.NaN : Number(line.slice(name.length))
}

describe('a bot that is well', () => {
  it('lives and is ready, and says how each connection stands', async () => {
    await expect.poll(async () => (await ask('/readyz')).status, patient).toBe(200)
    const { body, type } = await ask('/readyz')
    expect(type).toBe('application/json')
    expect(JSON.parse(body)).toMatchObject({
      ready: true,
      checks: { process: 'running', redis: 'ok', slack: 'ok' },
    })
    expect(Object.keys(JSON.parse(body).checks)).toContain('connection sandbox')
    expect(await ask('/healthz')).toMatchObject({ status: 200, body: 'ok\n' })
  })

  it('counts calls, polls and messages, and the tasks and requests that Redis holds', async () => {
    const alice = world.people.as('U01ALICE')
    await alice.command('C01MIGRATION', '/drs watch orders')
    const posted = 'drs_chatops_messages_total{connection="sandbox",how="posted"}'
    const seen = async () => (await ask('/metrics')).body
    await expect.poll(async () => figure(await seen(), posted), patient).toBeGreaterThan(0)
    const text = await seen()
    const calls = 'drs_chatops_drs_call_seconds_count{connection="sandbox",api="v3",answer="2xx"}'
    expect(figure(text, calls)).toBeGreaterThan(0)
    expect(figure(text, 'drs_chatops_polls_total{connection="sandbox",outcome="done"}')).toBeGreaterThan(0)
    expect(figure(text, 'drs_chatops_tasks{connection="sandbox"}')).toBe(1)
    expect(figure(text, 'drs_chatops_blind{connection="sandbox"}')).toBe(0)
    expect(figure(text, 'drs_chatops_seen_age_seconds{connection="sandbox"}')).toBeLessThan(60)
    expect(figure(text, 'drs_chatops_slack_acknowledge_seconds_count')).toBeGreaterThan(0)
  })

  it('says nothing else, and takes nothing', async () => {
    expect((await ask('/')).status).toBe(404)
    expect((await ask('/metrics', { method: 'POST' })).status).toBe(405)
    expect(await ask('/healthz', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  })

  it('shows no token, key or password', async () => {
    const { slack, drs } = world
    const all = (await ask('/metrics')).body + (await ask('/readyz')).body
    for (const secret of [slack.botToken, slack.appToken, drs.sk, drs.ak]) expect(all).not.toContain(secret)
  })
})

it('before Slack and Redis are there it lives and is not ready', async () => {
  const monitoring = await openMonitoring(
    { ...world.config, monitoring: { port: 0, host: '127.0.0.1' } },
    testLog(),
    Date.now,
  )
  const at = (path: string) => fetch(`http://127.0.0.1:${monitoring?.port}${path}`)
  expect((await at('/healthz')).status).toBe(200)
  const answer = await at('/readyz')
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { ready: false, checks: { process: 'starting' } },
  ])
  expect((await at('/metrics')).status).toBe(200)
  await monitoring?.close()
})

it('nothing listens unless a port is given', async () => {
  const { monitoring: _, ...config } = world.config
  expect(await openMonitoring(config, testLog(), Date.now)).toBeUndefined()
})

it('the dashboard and the alerts name metrics that exist', async () => {
  const { body } = await ask('/metrics')
  const known = new Set(
    [...body.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', kind]) =>
      kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  )
  for (const file of ['docs/monitoring/alerts.yml', 'docs/monitoring/dashboard.json']) {
    const named = readFileSync(file, 'utf8').match(/\b(?:drs_chatops|nodejs|process)_\w+/g) ?? []
    expect(named.length).toBeGreaterThan(3)
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([])
  }
})

it('without its socket to Slack the bot is not ready', async () => {
  world.slack.control.cut()
  await expect.poll(async () => (await ask('/readyz')).status, patient).toBe(503)
  expect(JSON.parse((await ask('/readyz')).body).checks).toMatchObject({
    redis: 'ok',
    slack: 'not connected',
  })
})
