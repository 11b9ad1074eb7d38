import { createClient, createTaskServiceV3, withPriority } from '../../src/client/index.ts'
import type { TaskService } from '../../src/domain/tasks/task-service.ts'
import type { CallBudget } from '../../src/ports/call-budget.ts'
import type { Messenger } from '../../src/ports/messenger.ts'
import { callBudget } from '../../src/store/call-budget.ts'
import { openRedis, type Redis } from '../../src/store/redis.ts'
import { addWatch } from '../../src/store/watches.ts'
import { createEngine, type Engine } from '../../src/watch/engine.ts'
import { defaultEngineOptions } from '../../src/watch/options.ts'
import type { Command, Commands, Opening, Used } from './engine-commands.ts'
import { naivePeer } from './naive.ts'

/**
 * The engine in a process of its own, so that its CPU time and memory are measured without those of the stand-ins.
 * Slack answers at once here; what is measured is the bot.
 */
interface Bench {
  readonly engine: Engine
  /** For what is prepared, and what the call budget counts. */
  readonly redis: Redis
  readonly connections: readonly string[]
  readonly service: (connection: string) => TaskService
  /** When each task was last seen, ms; only while that is measured, since it takes memory. */
  seen: Map<string, number> | undefined
  readonly clock: { now: () => number }
  calls: number
  posts: number
  /** Calls a minute; absent: as many as one likes. */
  budget: CallBudget | undefined
}

let bench: Bench | undefined

function opened(): Bench {
  if (bench === undefined) throw new Error('the engine is not open')
  return bench
}

function open({ endpoint, projectId, ak, sk, redisUrl, connections }: Opening): Bench {
  const clock = { now: Date.now }
  const budget: CallBudget = async (ask) => {
    const { budget: limit } = opened()
    const permit = (await limit?.(ask)) ?? ({ granted: true } as const)
    if (permit.granted) opened().calls += 1
    return permit
  }
  const services = new Map(
    connections.map((name) => {
      const client = createClient(
        { name, endpoint, projectId, region: 'local', credentials: { ak, sk } },
        { now: Date.now, random: Math.random, sleep: scaledSleep, budget },
      )
      return [name, noting(createTaskServiceV3(withPriority(client, 'polls'), 'en'))] as const
    }),
  )
  const service = (connection: string) => {
    const found = services.get(connection)
    if (found === undefined) throw new Error(`there is no connection ${connection}`)
    return found
  }
  const card = () => ({ title: 'bench' })
  const render = {
    ...{ taskCard: card, eventCard: card, actionCard: card, batchCard: card },
    ...{ mergedCard: card, groupCard: card, noticeCard: card },
  }
  const engine = createEngine({
    redisUrl,
    services: service,
    connections,
    messenger: instant,
    render,
    clock: () => opened().clock.now(),
    log: { debug() {}, info() {}, warn: complain, error: complain },
    options: { groupMs: 0, paceMs: 0, claimMs: 100_000 },
  })
  return {
    engine,
    redis: openRedis(redisUrl),
    connections,
    service,
    seen: undefined,
    clock,
    calls: 0,
    posts: 0,
    budget: undefined,
  }
}

/** Whatever tells a task's status counts as a look at it. */
function noting(service: TaskService): TaskService {
  const { progressProbes: pulse } = service
  const note = <Found extends { readonly found: ReadonlyMap<string, unknown> }>(answer: Found): Found => {
    const { seen, clock } = opened()
    if (seen !== undefined) for (const id of answer.found.keys()) seen.set(id, clock.now())
    return answer
  }
  return {
    ...service,
    statuses: async (ids) => note(await service.statuses(ids)),
    ...(pulse && { progressProbes: async (ids: readonly string[]) => note(await pulse(ids)) }),
  }
}

let speed = 1
const scaledSleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / speed))

/** A measure of rounds that failed would be a lie; only a call that got no turn is what is measured. */
function complain(facts: object, sentence: string): void {
  const isShort = 'err' in facts && facts.err instanceof Error && /budget|turn/i.test(facts.err.message)
  if (!isShort) process.stderr.write(`${sentence}: ${'err' in facts ? String(facts.err) : ''}\n`)
}

const instant: Messenger = {
  post: async () => ({ ts: `1.${++opened().posts}` }),
  update: async () => {},
  find: async () => undefined,
  remove: async () => {},
}

/** What it costs this process. */
async function used<T>(work: () => Promise<T>): Promise<Used> {
  const before = {
    ms: performance.now(),
    cpu: process.cpuUsage(),
    calls: opened().calls,
    posts: opened().posts,
  }
  await work()
  const { user, system } = process.cpuUsage(before.cpu)
  const { calls, posts } = opened()
  return {
    ms: performance.now() - before.ms,
    cpuMs: (user + system) / 1_000,
    calls: calls - before.calls,
    posts: posts - before.posts,
  }
}

const everywhere = (work: (connection: string) => Promise<void>) =>
  Promise.all(opened().connections.map(work)).then(() => undefined)

/** So many at the same time. */
const lanes = 200

const commands = {
  open: async (opening) => {
    bench = open(opening)
  },
  async watch(watches) {
    const { redis } = opened()
    const left = watches.values()
    const lane = async () => {
      for (const [connection, taskId, channel] of left) {
        const by = { by: 'U0BENCH', locale: 'en', createdAt: 0 } as const
        await addWatch(redis, { connection, taskId, team: 'T0BENCH', channel, ...by }, opened().clock.now())
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  },
  async pass(ms) {
    const { clock } = opened()
    const now = clock.now() + ms
    clock.now = () => now
  },
  round: () => used(() => everywhere((connection) => opened().engine.poll(connection))),
  deliver: () => used(() => opened().engine.deliverPending()),
  naive: (ids) => used(() => naivePeer(opened().service(opened().connections[0] ?? ''), ids, instant)),
  async memory() {
    global.gc?.()
    return process.memoryUsage().heapUsed
  },
  freshness: ({ budget, speed: factor, seconds }) => freshness(budget, factor, seconds),
  async close() {
    await opened().engine.stop()
    opened().redis.disconnect()
    process.disconnect()
  },
} satisfies Commands

/** The looks of a connection at the same time in one replica, as the engine has them. */
const mostRounds = 2

/** Rounds by a clock that runs `factor` times as fast, and how old what is known of each task is then, in ms. */
async function freshness(budget: number, factor: number, seconds: number) {
  const own = opened()
  const [began, at] = [performance.now(), own.clock.now()]
  own.clock.now = () => at + (performance.now() - began) * factor
  speed = factor
  const seen = new Map<string, number>()
  own.seen = seen
  own.budget = callBudget(own.redis, { limit: budget, now: () => Math.round(own.clock.now()) })
  const running = new Map<string, number>()
  const tick = async (connection: string) => {
    const count = running.get(connection) ?? 0
    if (count >= mostRounds) return
    running.set(connection, count + 1)
    await own.engine.poll(connection)
    running.set(connection, (running.get(connection) ?? 1) - 1)
  }
  const rounds: Promise<void>[] = []
  const timer = setInterval(() => {
    rounds.push(...own.connections.map(tick))
  }, defaultEngineOptions.motion / factor)
  const ages: number[] = []
  const calls = own.calls
  for (let i = 0; i < samples; i++) {
    await new Promise((resolve) => setTimeout(resolve, (seconds * 1_000) / factor / samples))
    // What was before the rounds found their pace is not measured.
    if (i < samples / 2) continue
    const now = own.clock.now()
    for (const time of seen.values()) ages.push(now - time)
  }
  clearInterval(timer)
  const used = own.calls - calls
  await Promise.all(rounds)
  const sorted = Float64Array.from(ages).sort()
  const rank = (percent: number) => sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN
  return { p50: rank(50), p99: rank(99), callsPerMinute: used / own.connections.length / (seconds / 60) }
}

const samples = 20

process.on('message', ({ id, name, input }: Command) => {
  const command: (input: never) => Promise<unknown> = commands[name]
  command(input as never).then(
    (output) => process.send?.({ id, output }),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
