import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import { approvalKeys, peopleKey } from '../../src/store/keys.ts'
import { changesOfPeople } from '../../src/store/plain-values.ts'
import { closeRedis, connectRedis } from '../../src/store/redis.ts'
import { approved, askFor } from '../e2e/approving.ts'
import { pass, passUntil, startBotIn, startWorld, type World } from '../e2e/world.ts'
import { type Counter, countCalls } from './coverage.ts'
import { isStandIn, type Measure, measure } from './measures.ts'

/**
 * What is measured while the bot runs: all of it in this process, over a real Redis, a DRS whose clock stands still, and a
 * Slack. Everything is counted where it leaves the bot (commands that reach Redis, calls that reach Slack and DRS) or by
 * the runtime itself, so that the code may be arranged anew without the probes.
 */
export async function measureLive(): Promise<readonly Measure[]> {
  const server = await startRedis({}, { ...process.env, REDIS_URL: '' })
  const world = await startWorld(defaultSeed, { redisUrl: server.url })
  const counter = countCalls()
  const quiet = { motion: hour, steady: hour, discovery: hour }
  const workers = noteWorkers()
  const bot = await startBotIn({ ...world, config: { ...world.config, polling: quiet } })
  try {
    const carriedOut = await carryingOut(world, counter)
    await Promise.all(workers.map((worker) => worker.pause()))
    return [...carriedOut, ...(await walkOfPause(world, counter))]
  } finally {
    counter.stop()
    await bot.stop()
    await world.stop()
    await server.stop()
  }
}

const hour = 3_600_000
const channel = 'C01MIGRATION'

/** One click of *Carry out* on a request that two people have approved, until whoever clicked is answered. */
async function carryingOut(world: World, counter: Counter): Promise<readonly Measure[]> {
  const alice = world.people.as('U01ALICE')
  const request = await askFor(alice, channel, '/drs switchover dr-orders', 'measured')
  await approved(world, channel, request)
  // So that each reading of a person is seen.
  await forgetPeople(world.redisUrl)
  const asked = await askedOfSlack(world)
  const redis = watchRedis()
  counter.take()
  await alice.click(request.ts, 'cmd:execute:ask')
  await alice.waitFor(channel, { text: 'Sent to DRS', ephemeral: true })
  const built = counter.take().filter(({ name }) => name === contextBuilder)
  const people = (await askedOfSlack(world)).slice(asked.length)
  const commands = redis.take()
  redis.stop()
  const reads = (key: string) => commands.filter((command) => command.split(' ').includes(key))
  return [
    atLeastOne(measure('reads of grants for one Carry out', reads(approvalKeys.grants), 1)),
    atLeastOne(measure('reads of rules for one Carry out', reads(approvalKeys.rules), 1)),
    atLeastOne(readsOfPeople(people, reads(peopleKey))),
    atLeastOne(
      measure(
        'contexts built for one Carry out',
        built.map(({ path, name, count }) => `${path} ${name} × ${count}`),
        1,
        built.reduce((sum, { count }) => sum + count, 0),
      ),
    ),
  ]
}

/**
 * How often Slack was asked about whom it was asked about most; or, if that is more, how often each of them was looked up
 * on the average. A look-up that memory answers shows in the look at Redis that tells whether memory is out of date.
 */
function readsOfPeople(asked: readonly string[], looks: readonly string[]): Measure {
  const people = [...new Set(asked)]
  const most = Math.max(0, ...people.map((user) => asked.filter((one) => one === user).length))
  const average = Math.ceil(looks.length / Math.max(1, people.length))
  const list = [...asked.map((user) => `users.info ${user}`), ...looks]
  return measure('reads of each person for one Carry out', list, 1, Math.max(most, average))
}

/** The function that makes the context of a command. */
const contextBuilder = 'createContext'

/** Nothing at all means that the probe looks in the wrong place. */
function atLeastOne(measured: Measure): Measure {
  if (measured.today > 0) return measured
  throw new Error(`${measured.check}: none was seen; say in test/house/live.ts where they happen now`)
}

/** Whom the bot has asked Slack about so far, in order. */
async function askedOfSlack({ people }: World): Promise<readonly string[]> {
  return (await people.calls('users.info')).map(({ args }) => String(args.user))
}

/** Notes the commands that go to Redis from this process. */
function watchRedis() {
  const send = Redis.prototype.sendCommand
  const sent: string[] = []
  Redis.prototype.sendCommand = function noted(command, ...more) {
    sent.push([command.name, ...command.args].join(' '))
    return send.call(this, command, ...more)
  }
  return {
    /** Since the last look. */
    take: () => sent.splice(0),
    stop: () => {
      Redis.prototype.sendCommand = send
    },
  }
}

/** As another replica says it: what this one remembers of people is out of date. */
async function forgetPeople(url: string): Promise<void> {
  const redis = await connectRedis(url)
  const { note } = changesOfPeople(redis)
  for (const person of ['U01ALICE', 'U02BOB', 'U03CAROL', 'U04DANA']) await note({ person })
  await note('groups')
  await closeRedis(redis)
}

/** The workers of the bot that is started next: what they run is nobody's walk. */
function noteWorkers(): readonly Worker[] {
  const workers: Worker[] = []
  const { run } = Worker.prototype
  Worker.prototype.run = function noted() {
    if (!workers.includes(this)) workers.push(this)
    return run.call(this)
  }
  return workers
}

/** What the bot does now and then for itself differs from walk to walk. */
const walks = 3
const minutesToPause = 5

/**
 * The files in which a function runs between a typed `/drs pause <task>` and the arrival of the call at DRS, in every one
 * of several walks; of those that the stand-ins bring none counts. The connection has tasks of one generation only. What
 * the walk sets going in the watch engine, which any replica may take up, is another walk: the workers are held meanwhile.
 */
async function walkOfPause(world: World, counter: Counter): Promise<readonly Measure[]> {
  const task = 'billing-sync'
  const alice = world.people.as('U01ALICE')
  const touched: ReadonlySet<string>[] = []
  for (let walk = 0; walk < walks; walk++) {
    passUntil(world, task, 'INCRE_TRANSFER_STARTED')
    const before = (await alice.transcript(channel)).at(-1)?.ts ?? '0'
    await stillness(counter)
    const arrived = arrivalOf('/batch-pause-task', () => counter.take().map(({ path }) => path))
    counter.take()
    await alice.command(channel, `/drs pause ${task}`)
    touched.push(new Set(await arrived))
    await alice.waitFor(channel, { text: 'DRS accepted', ephemeral: true, after: before })
    pass(world, minutesToPause)
    world.drs.control.act({ task, action: 'resume' })
  }
  const [first = new Set<string>(), ...others] = touched
  const files = [...first].filter((path) => !isStandIn(path) && others.every((one) => one.has(path)))
  return [
    atLeastOne(measure('files touched by /drs pause until DRS is called', files.sort(), 40)),
    atLeastOne(measure('files on the way of /drs pause, with doors closed', withDoorsClosed(files), 40)),
  ]
}

/**
 * Who follows the walk knocks at the doors of `client` and `store` (sign and send; read and write) and need not know how it
 * looks behind them, passes the wiring of `bot` once, and takes for granted what every room stands on.
 */
function withDoorsClosed(files: readonly string[]): readonly string[] {
  const doors = /^src\/(client|store|bot)\//
  const ground = /^src\/(?:base|security|drs)\//
  return [...new Set(files.filter((path) => !ground.test(path)).map((path) => doors.exec(path)?.[1] ?? path))]
}

const looks = 10
const looksEveryMs = 20

/** Until nothing of the product has run for a while: what the last act has set going in the background is done. */
async function stillness(counter: Counter): Promise<void> {
  for (let still = 0; still < looks; ) {
    await setTimeout(looksEveryMs)
    still = counter.take().every(({ path }) => isStandIn(path)) ? still + 1 : 0
  }
}

/** What `look` sees at the moment at which a request whose path ends so reaches a server of this process. */
function arrivalOf<T>(pathEnd: string, look: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const name = 'http.server.request.start'
    const listen = (message: unknown) => {
      const { request } = message as { readonly request: IncomingMessage }
      if (!request.url?.endsWith(pathEnd)) return
      unsubscribe(name, listen)
      try {
        resolve(look())
      } catch (error) {
        reject(error)
      }
    }
    subscribe(name, listen)
  })
}
