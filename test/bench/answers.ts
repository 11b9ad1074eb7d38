import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { commandTarget } from '../../src/domain/command-targets.ts'
import { defaultSeed, type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { startBotProcess } from '../../src/sandbox/bot-process.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import { botEnvironment } from './environment.ts'
import { type Measure, pause, percentile, rounded, timed } from './measure.ts'
import { startMeasure } from './start.ts'

const channel = 'C01MIGRATION'
const person = 'U01ALICE'

/**
 * The real bot as a process of its own, over Socket Mode: how fast it acknowledges what people do, opens a form, and
 * brings a change to the channel. The stand-ins for Slack and DRS run in this process.
 */
export async function answers(): Promise<readonly Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'drs-chatops-bench-'))
  const server = await startRedis({}, { ...process.env, REDIS_URL: '' })
  const drs = await startLocalDrs({ seed: defaultSeed, speed: 0 })
  const slack = await startLocalSlack({
    manifest: parse(await readFile('manifest.yml', 'utf8')),
    rateLimits: false,
  })
  const environment = await botEnvironment({ folder, drs, slack, redisUrl: server.url, group: 0 })
  const { ms: ready, result: bot } = await timed(() => startBotProcess(environment, join(folder, 'bot.log')))
  try {
    return [
      startMeasure('bot', ready),
      ...(await acknowledgements(slack)),
      await forms(drs, slack),
      await changes(drs, slack),
    ]
  } finally {
    await bot.stop()
    await Promise.all([slack.stop(), drs.stop()])
    await server.stop()
    await rm(folder, { recursive: true })
  }
}

type Done = Awaited<ReturnType<LocalSlack['control']['act']>>

/** A measure of what was refused would be a lie. */
function mustBe(done: Done): void {
  if (!done.ok) throw new Error(`Slack says: ${done.error}`)
}

async function act(slack: LocalSlack, what: Record<string, unknown>): Promise<number> {
  const { ms, result } = await timed(() => slack.control.act(person, what))
  mustBe(result)
  return ms
}

const say = (text: string) => ({ act: 'say', channel, text })

async function until<T>(found: Promise<T | undefined>, what: string): Promise<T> {
  const one = await found
  if (one === undefined) throw new Error(`${what} did not come`)
  return one
}

const perSecond = 50
const loadSeconds = 6

/** Commands and clicks by turns at an even pace, whether or not those before them are answered. */
async function acknowledgements(slack: LocalSlack): Promise<readonly Measure[]> {
  const action = commandTarget('show', 'ask')
  await act(slack, say('/drs list'))
  const list = await until(
    slack.control.waitForMessage(channel, person, { actionId: action }),
    'the list of tasks',
  )
  const value = 'bench/billing-sync'
  const acts = [say('/drs list'), { act: 'click', on: list.ts, actionId: action, value }]
  const under: Promise<number>[] = []
  const begin = performance.now()
  for (let i = 0; i < perSecond * loadSeconds; i++) {
    await pause(begin + (i * 1_000) / perSecond - performance.now())
    under.push(act(slack, acts[i % acts.length] ?? {}))
  }
  const times = await Promise.all(under)
  await settled(slack, times.length)
  const name = `Acknowledged at ${perSecond} commands and clicks a second`
  return [
    { name: `${name}: p50`, value: rounded(percentile(times, 50)), unit: 'ms' },
    { name: `${name}: p99`, value: rounded(percentile(times, 99)), limit: 250, unit: 'ms' },
  ]
}

const settleMs = 15_000

/** Until every act has its answer, so that the next measure is not one of what is left to do. */
async function settled(slack: LocalSlack, acts: number): Promise<void> {
  const end = performance.now() + settleMs
  const answered = () => slack.control.transcript(channel, person).filter(({ ephemeral }) => ephemeral).length
  while (answered() <= acts) {
    if (performance.now() > end) throw new Error(`${answered()} of ${acts} acts were answered`)
    await pause(50)
  }
}

const slowMs = 200
const openings = 20

/** From the command to the form that can be filled, with a DRS that takes its time. */
async function forms(drs: LocalDrs, slack: LocalSlack): Promise<Measure> {
  drs.control.fault({ delayMs: slowMs })
  const times: number[] = []
  for (let i = 0; i < openings; i++) {
    const begin = performance.now()
    await act(slack, say(i % 2 === 0 ? '/drs create' : '/drs start'))
    const view = await until(slack.control.waitForView(person, { actionId: 'field' }), 'the form')
    times.push(performance.now() - begin)
    mustBe(await slack.control.act(person, { act: 'close', view: view.id, all: true }))
  }
  drs.control.clearFaults()
  return {
    name: `Form opened after a command, DRS at ${slowMs} ms: p99`,
    value: rounded(percentile(times, 99)),
    limit: 700,
    unit: 'ms',
  }
}

const turns = 12

/** From the answer of DRS in which a poll saw a change to its message in the channel. */
async function changes(drs: LocalDrs, slack: LocalSlack): Promise<Measure> {
  const task = drs.control.tasks().find(({ name }) => name === 'billing-sync')
  if (!task) throw new Error('The local DRS has no such task')
  await act(slack, say('/drs watch billing-sync'))
  const card = await until(
    slack.control.waitForMessage(channel, person, { ephemeral: false, text: task.name }),
    'the card',
  )
  const times: number[] = []
  let after = card.ts
  for (let i = 0; i < turns; i++) {
    drs.control.act({ task: task.id, action: i % 2 === 0 ? 'pause' : 'resume' })
    drs.control.advance({ ms: 60_000 })
    const event = await until(
      slack.control.waitForMessage(channel, person, { threadTs: card.ts, after }),
      'the event',
    )
    times.push(Date.now() - seenAt(drs))
    after = event.ts
  }
  return {
    name: 'A change is in Slack after the poll that saw it, ungrouped: p99',
    value: Math.round(percentile(times, 99)),
    limit: 2_000,
    unit: 'ms',
  }
}

/** When the last status query was answered. */
function seenAt(drs: LocalDrs): number {
  const looks = drs.control.requests(50).filter(({ operation }) => operation === 'batch-job-details')
  return looks.at(-1)?.at ?? Number.NaN
}
