import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { region } from '../../src/local-drs/databases.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { compiled } from '../helpers/compiled.ts'
import { environmentOf, startBotIn, startWorld, type World } from './world.ts'

/** The bot as a process of its own, first as `npm start` runs it, killed at the worst moments. */
const channel = 'C02DBA'
const task = 'billing-sync'

let world: World
let folder: string
let bot: ChildProcess | undefined

beforeAll(async () => {
  world = await startWorld(defaultSeed)
  folder = await mkdtemp(join(tmpdir(), 'drs-chatops-crash-'))
  await writeFile(join(folder, 'drs-chatops.yml'), stringify(configuration()))
})

afterAll(async () => {
  if (bot && bot.exitCode === null) await kill()
  await world?.stop()
  await rm(folder, { recursive: true, force: true })
})

function configuration() {
  const { endpoint, projectId } = world.drs
  const keys = { ak: 'env:HUAWEICLOUD_SDK_AK', sk: 'env:HUAWEICLOUD_SDK_SK' }
  return {
    connections: { sandbox: { region, endpoint, projectId, ...keys } },
    access: [{ role: 'operator' }],
    polling: { motion: 0.1, steady: 0.3 },
    watch: { group: 0, pace: 0 },
    callsPerMinute: 100_000,
  }
}

async function start(...program: readonly string[]): Promise<void> {
  const { slack, redisUrl, drs } = world
  const env = {
    ...environmentOf(drs),
    PATH: process.env.PATH,
    DRS_CHATOPS_CONFIG: join(folder, 'drs-chatops.yml'),
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    REDIS_URL: redisUrl,
  }
  bot = spawn(process.execPath, program, {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: bot.stdout ?? process.stdin })
  for await (const line of lines) if (line.includes('"ready"')) return
  throw new Error('the bot ended before it was ready')
}

/** SIGKILL: no handler runs, nothing is written down any more. */
async function kill(): Promise<void> {
  const ended = bot && once(bot, 'exit')
  bot?.kill('SIGKILL')
  await ended
}

async function told(): Promise<readonly string[]> {
  const messages = await world.people.as('U01ALICE').transcript(channel)
  return messages.flatMap((message) => message.replies).map((reply) => reply.text.split('\n')[0] ?? '')
}

const change = (from: string, to: string) => `${task}: ${from} phase running → ${to}`

it('finds a message again whose answer it did not live to see, and posts it once', async () => {
  const alice = world.people.as('U01ALICE')
  await start('--import', 'tsx', 'src/main.ts')
  await alice.command(channel, `/drs watch ${task}`)
  await alice.waitFor(channel, { text: 'Incremental' })
  await world.people.post('faults', { method: 'chat.postMessage', kind: 'drop', when: 'after', times: 1 })
  world.drs.control.act({ task, action: 'fail', reason: 'cut' })
  await alice.waitFor(channel, { text: change('Incremental', 'Incremental phase failed') })
  await kill()
  expect(await told()).toEqual([change('Incremental', 'Incremental phase failed')])
})

it('tells after the restart what changed while it was dead', async () => {
  const alice = world.people.as('U01ALICE')
  world.drs.control.act({ task, action: 'resume' })
  world.drs.control.advance({ ms: 60_000 })
  await start(await compiled('src/main.ts'))
  await alice.waitFor(channel, { text: `${task}: Incremental phase failed → Incremental phase running` })
  expect(await told()).toEqual([
    change('Incremental', 'Incremental phase failed'),
    `${task}: Incremental phase failed → Incremental phase running`,
  ])
})

it('keeps one card and one thread through all of it', async () => {
  const messages = await world.people.as('U01ALICE').transcript(channel)
  expect(messages.filter((message) => message.metadata && !message.threadTs)).toHaveLength(1)
})

it('does not tell twice with a second replica on the same Redis', async () => {
  const second = await startBotIn(world)
  const alice = world.people.as('U01ALICE')
  try {
    world.drs.control.act({ task, action: 'pause' })
    await alice.waitFor(channel, { text: change('Incremental', 'Paused') })
    world.drs.control.advance({ ms: 60_000 })
    world.drs.control.act({ task, action: 'resume' })
    await alice.waitFor(channel, { text: `${task}: Paused → Incremental phase running` })
    const lines = await told()
    expect(lines.slice(2)).toEqual([
      change('Incremental', 'Paused'),
      `${task}: Paused → Incremental phase running`,
    ])
  } finally {
    await second.stop()
  }
})
