import { createClient, createTaskServiceFor, withPriority } from '../../src/client/index.ts'
import type { TaskService } from '../../src/domain/tasks/task-service.ts'
import type { CallBudget } from '../../src/ports/call-budget.ts'
import type { Messenger } from '../../src/ports/messenger.ts'
import { callBudget } from '../../src/store/call-budget.ts'
import { openRedis, type Redis } from '../../src/store/redis.ts'
import { addWatch } from '../../src/store/watches.ts'
import { createEngine, type Engine } from '../../src/watch/engine.ts'
import type { Command, Commands, Freshness, Opening, Used } from './engine-commands.ts'
import { createFloor } from './floor.ts'
import { pause, percentile } from './measure.ts'

/**
 * The engine in a process of its own, so that its CPU time and memory are measured without those of the stand-ins. Slack
 * is a function here; what is measured is the bot.
 */
interface Bench {
  readonly engine: Engine
  /** For what is prepared, and what the call budget counts. */
  readonly redis: Redis
  readonly floor: ReturnType<typeof createFloor>
  readonly counts: { calls: number; posts: number; edits: number; looks: number; notices: number }
  /** When each task was last seen, ms; only while that is measured, since it takes memory. */
  seen: Map<string, number> | undefined
  /** Of those only. */
  of: ReadonlySet<string> | undefined
  longestGap: number
}

let bench: Bench | undefined

function opened(): Bench {
  if (bench === undefined) throw new Error('the engine is not open')
  return bench
}

function open(opening: Opening): Bench {
  const { redisUrl, connections, options = {}, slackMs = 0 } = opening
  const redis = openRedis(redisUrl)
  const counts = { calls: 0, posts: 0, edits: 0, looks: 0, notices: 0 }
  const services = servicesOf(opening, redis, counts)
  const card = () => ({ title: 'bench' })
  const messenger: Messenger = {
    post: async () => {
      if (slackMs > 0) await pause(slackMs)
      counts.posts += 1
      return { ts: `1.${counts.posts}` }
    },
    update: async () => {
      if (slackMs > 0) await pause(slackMs)
      counts.edits += 1
    },
    find: async () => undefined,
    remove: async () => {},
  }
  const engine = createEngine({
    redisUrl,
    services,
    connections,
    messenger,
    render: {
      ...{ taskCard: card, eventCard: card, actionCard: card, batchCard: card, boardCard: card },
      ...{ mergedCard: card, groupCard: card, noticeCard: card },
    },
    clock: Date.now,
    log: { debug() {}, info() {}, warn: complain, error: complain },
    options: { groupMs: 0, paceMs: 0, ...options },
  })
  engine.events.on('health:stale', () => {
    counts.notices += 1
  })
  return {
    engine,
    redis,
    floor: createFloor(opening, redis),
    counts,
    seen: undefined,
    of: undefined,
    longestGap: 0,
  }
}

function servicesOf(opening: Opening, redis: Redis, counts: Bench['counts']) {
  const { endpoint, projectId, ak, sk, connections, generations, budget: wish } = opening
  const limited = wish && callBudget(redis, wish)
  const budget: CallBudget = async (ask) => {
    const permit = (await limited?.(ask)) ?? ({ granted: true } as const)
    if (permit.granted) counts.calls += 1
    return permit
  }
  // Permits are waited for as long as usual, measured by the window.
  const patience = wish && {
    longestPermitWaitMs: { people: wish.windowMs / 3, polls: wish.windowMs * 0.75 },
  }
  const services = new Map(
    connections.map((name) => {
      const client = createClient(
        { name, endpoint, projectId, region: 'local', credentials: { ak, sk } },
        { now: Date.now, random: Math.random, sleep: pause, budget, ...patience },
      )
      const of = (priority: 'motion' | 'rest') =>
        noting(
          createTaskServiceFor(withPriority(client, priority), { ...(generations && { generations }) })('en'),
        )
      return [name, { motion: of('motion'), rest: of('rest') }] as const
    }),
  )
  return (connection: string, _: unknown, priority: 'motion' | 'rest' = 'rest') => {
    const found = services.get(connection)
    if (found === undefined) throw new Error(`there is no connection ${connection}`)
    return found[priority]
  }
}

/** Whatever tells a task's status counts as a look at it. */
function noting(service: TaskService): TaskService {
  const { progressProbes } = service
  const note = <Found extends { readonly found: ReadonlyMap<string, unknown> }>(answer: Found): Found => {
    noteSeen(answer.found)
    return answer
  }
  return {
    ...service,
    statuses: async (ids) => note(await service.statuses(ids)),
    details: async (ids) => note(await service.details(ids)),
    list: async (...about) => {
      const answer = await service.list(...about)
      noteSeen(new Map(answer.tasks.map(({ id }) => [id, true])))
      return answer
    },
    ...(progressProbes && {
      progressProbes: async (ids: readonly string[]) => note(await progressProbes(ids)),
    }),
  }
}

function noteSeen(found: ReadonlyMap<string, unknown>): void {
  const own = opened()
  own.counts.looks += found.size
  const { seen, of } = own
  if (seen === undefined) return
  const now = Date.now()
  for (const id of found.keys()) {
    if (of !== undefined && !of.has(id)) continue
    const before = seen.get(id)
    if (before !== undefined) own.longestGap = Math.max(own.longestGap, now - before)
    seen.set(id, now)
  }
}

/** A measure of rounds that failed would be a lie; only a call that got no turn is what is measured. */
function complain(facts: object, sentence: string): void {
  const isShort = 'err' in facts && facts.err instanceof Error && /budget|turn/i.test(facts.err.message)
  if (!isShort)
    process.stderr.write(`${sentence}: ${'err' in facts ? String(facts.err) : JSON.stringify(facts)}\n`)
}

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
        await addWatch(redis, { connection, taskId, team: 'T0BENCH', channel, ...by }, Date.now())
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  },
  start: () => opened().engine.start(),
  async used(): Promise<Used> {
    const { user, system } = process.cpuUsage()
    return { ms: performance.now(), cpuMs: (user + system) / 1_000, ...opened().counts }
  },
  async noteSeen(of) {
    const own = opened()
    own.seen = new Map(of?.map((id) => [id, Date.now()]))
    own.of = of && new Set(of)
    own.longestGap = 0
  },
  async freshness(): Promise<Freshness> {
    const { seen = new Map<string, number>(), of, longestGap } = opened()
    const now = Date.now()
    const ages = [...seen.values()].map((at) => now - at)
    return {
      p50: percentile(ages, 50),
      p99: percentile(ages, 99),
      longestGap: Math.max(longestGap, ...(of ? ages : [])),
    }
  },
  floor: (work) => opened().floor(work),
  async memory() {
    global.gc?.()
    return process.memoryUsage().heapUsed
  },
  async close() {
    await opened().engine.stop()
    opened().redis.disconnect()
    process.disconnect()
  },
} satisfies Commands

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
