import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { startBotProcess } from '../../src/sandbox/bot-process.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import { botEnvironment } from './environment.ts'
import { type Measure, median, pause, thousands } from './measure.ts'
import { plant } from './stage.ts'

const tasks = 20_000
const channel = 'C01MIGRATION'
const person = 'U01ALICE'
const turns = 3

/** How many calls of DRS it takes to type a name, and to type one that no task has, in the real bot. */
export async function names(): Promise<readonly Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'drs-chatops-bench-'))
  const server = await startRedis({}, { ...process.env, REDIS_URL: '' })
  const drs = await startLocalDrs({ speed: 0 })
  plant({ drs }, tasks)
  const slack = await startLocalSlack({
    manifest: parse(await readFile('manifest.yml', 'utf8')),
    rateLimits: false,
  })
  const environment = await botEnvironment({ folder, drs, slack, redisUrl: server.url, group: 0 })
  const bot = await startBotProcess(environment, join(folder, 'bot.log'))
  try {
    const view = await openForm(slack)
    const letters = ['b', 'be', 'ben', 'benc', 'bench']
    const presses = await callsOf(drs, async () => {
      for (const query of letters) {
        await slack.control.act(person, { act: 'suggest', on: view.on, actionId: view.actionId, query })
      }
    })
    const misses = await callsOf(drs, async () => {
      await slack.control.act(person, { act: 'say', channel, text: '/drs show no-such-task' })
      await pause(500)
    })
    const of = `among ${thousands(tasks)} tasks`
    return [
      {
        name: `Calls of DRS for a key press of type-ahead ${of}`,
        value: presses / letters.length,
        goal: 0,
        unit: 'calls',
      },
      { name: `Calls of DRS for a name that no task has ${of}`, value: misses, goal: 0, unit: 'calls' },
    ]
  } finally {
    await bot.stop()
    await Promise.all([slack.stop(), drs.stop()])
    await server.stop()
    await rm(folder, { recursive: true })
  }
}

/** The form whose first field is a task. */
async function openForm(slack: LocalSlack): Promise<{ readonly on: string; readonly actionId: string }> {
  await slack.control.act(person, { act: 'say', channel, text: '/drs start' })
  const view = await slack.control.waitForView(person, { actionId: 'field' })
  if (view === undefined) throw new Error('the form did not come')
  return { on: view.id, actionId: 'field' }
}

/** What the bot asks meanwhile by itself comes in bursts: it begins when DRS has not been asked for a while, and the middle of some counts. */
async function callsOf(drs: LocalDrs, work: () => Promise<void>): Promise<number> {
  const counts: number[] = []
  for (let turn = 0; turn < turns; turn++) {
    await silence(drs)
    const begin = Date.now()
    await work()
    await silence(drs)
    counts.push(drs.control.requests(1_000).filter(({ at }) => at >= begin).length)
  }
  return median(counts)
}

const silentMs = 1_500
const patienceMs = 60_000

async function silence(drs: LocalDrs): Promise<void> {
  const end = Date.now() + patienceMs
  const last = () => drs.control.requests(1).at(-1)?.at ?? 0
  while (Date.now() - last() < silentMs && Date.now() < end) await pause(200)
}
