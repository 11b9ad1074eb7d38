import { Redis } from 'ioredis'
import { type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import { type Commands, startEngineProcess, type Used } from './engine-commands.ts'
import { type Measure, rounded } from './measure.ts'

/** Watched tasks, and how many connections they lie in; each step watches what the one before did not. */
const sizes = [1_000, 10_000, 100_000]
const connections = Array.from({ length: 20 }, (_, index) => `bench-${index}`)
const channels = Array.from({ length: 200 }, (_, index) => `C${index}`)

/** A moment after which steady tasks are due again. */
const roundMs = 30_000

/** DRS's sister services' documented quota, and how many times as fast as life it is tried. */
const budget = { budget: 60, speed: 2, seconds: 240 }

/** How many of the tasks of the first step change for a comparison with the naive peer. */
const naiveChanges = 100

/**
 * The real engine, as a process of its own, over a real Redis and real HTTP: 100,000 tasks in 20 connections. The stand-in
 * for DRS runs in this process.
 */
export async function scale(): Promise<readonly Measure[]> {
  const drs = await startLocalDrs({ speed: 0 })
  const server = await startRedis({}, {})
  const redis = new Redis(server.url)
  const engine = startEngineProcess()
  try {
    const { endpoint, projectId, ak, sk } = drs
    await engine.open({ endpoint, projectId, ak, sk, redisUrl: server.url, connections })
    const ids = plant(drs, Math.max(...sizes))
    const empty = await usedMemory(redis)
    const steps: Step[] = []
    const beside: Measure[] = []
    for (const [index, size] of sizes.entries()) {
      steps.push(await step(engine, size, ids.slice(sizes[index - 1] ?? 0, size)))
      // Later there are more tasks than the naive peer can bear.
      if (index === 0) beside.push(...(await besideNaive(engine, drs, ids.slice(0, size))))
    }
    const bytes = ((await usedMemory(redis)) - empty) / ids.length
    await engine.pass(roundMs)
    const fresh = await engine.freshness(budget)
    return [...ofSteps(steps), ...ofMemory(steps, bytes), ...beside, ...ofFreshness(fresh)]
  } finally {
    await engine.close()
    redis.disconnect()
    await server.stop()
    await drs.stop()
  }
}

function plant(drs: LocalDrs, count: number): readonly string[] {
  const [source, destination] = drs.control.databases().filter(({ engine }) => engine === 'mysql')
  if (!source || !destination) throw new Error('The local DRS has no two MySQL databases')
  const ends = { source: source.key, destination: destination.key }
  const kind = { scenario: 'sync', engine: 'mysql', status: 'INCRE_TRANSFER_STARTED' } as const
  return Array.from({ length: count }, (_, index) => {
    return drs.control.create({ name: `bench-${index}`, ...kind, ...ends }).id
  })
}

interface Step {
  readonly size: number
  /** The dearer of the two kinds of round: status and progress are asked by turns. */
  readonly round: Used
  readonly heap: number
}

async function step(engine: Commands, size: number, added: readonly string[]): Promise<Step> {
  await engine.watch(
    added.map((id, index) => [
      at(connections, index),
      id,
      at(channels, Math.floor(index / connections.length)),
    ]),
  )
  await engine.round()
  await engine.deliver()
  // The first rounds of a process take longer.
  for (let i = 0; i < (size === sizes[0] ? 4 : 0); i++) await nextRound(engine)
  const one = await nextRound(engine)
  const other = await nextRound(engine)
  return { size, round: one.ms > other.ms ? one : other, heap: await engine.memory() }
}

async function nextRound(engine: Commands): Promise<Used> {
  await engine.pass(roundMs)
  return engine.round()
}

function at(names: readonly string[], index: number): string {
  return names[index % names.length] ?? ''
}

const thousands = (size: number) => size.toLocaleString('en')

function ofSteps(steps: readonly Step[]): readonly Measure[] {
  const last = steps.at(-1)
  const before = steps.at(-2)
  if (!last || !before) return []
  const perTenThousand = ({ round, size }: Step) => rounded((round.cpuMs * 10_000) / size)
  const name = `of a round over ${thousands(last.size)} tasks in ${connections.length} connections`
  return [
    { name: `Time ${name}`, value: Math.round(last.round.ms), limit: roundMs, unit: 'ms' },
    {
      name: `DRS calls ${name}, nothing changed`,
      value: last.round.calls,
      limit: last.size / 100,
      unit: 'calls',
    },
    ...steps.map((one) => ({
      name: `CPU of the bot, round over ${thousands(one.size)} tasks: per 10,000`,
      value: perTenThousand(one),
      unit: 'ms',
    })),
    {
      name: `CPU per task at ${thousands(last.size)} against ${thousands(before.size)}`,
      value: rounded(perTenThousand(last) / perTenThousand(before)),
      limit: linearWithin,
      unit: '×',
    },
  ]
}

/** What a measure of CPU time on a machine with other work may differ by. */
const linearWithin = 1.5

function ofMemory(steps: readonly Step[], bytes: number): readonly Measure[] {
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !last) return []
  const grown = (last.heap - first.heap) / ((last.size - first.size) / 10_000)
  return [
    ...steps.map(({ size, heap }) => ({
      name: `Heap of the bot at ${thousands(size)} tasks`,
      value: rounded(heap / 2 ** 20),
      unit: 'MB',
    })),
    { name: 'Heap of the bot grows per 10,000 tasks', value: Math.round(grown / 1_024), unit: 'KB' },
    {
      name: `Redis memory of a watched task, of ${thousands(last.size)}`,
      value: Math.round(bytes),
      limit: 1_536,
      unit: 'bytes',
    },
  ]
}

/** Both look at the same tasks, of which some have changed since. */
async function besideNaive(
  engine: Commands,
  drs: LocalDrs,
  ids: readonly string[],
): Promise<readonly Measure[]> {
  await engine.naive(ids)
  const changed = ids.slice(0, naiveChanges)
  for (const task of changed) drs.control.act({ task, action: 'pause' })
  drs.control.advance({ ms: 60_000 })
  const naive = await engine.naive(ids)
  const own = await nextRound(engine)
  for (const task of changed) drs.control.act({ task, action: 'resume' })
  drs.control.advance({ ms: 60_000 })
  await nextRound(engine)
  const of = `round over ${thousands(ids.length)} tasks, ${naiveChanges} of them changed`
  const rows = [
    ['calls', naive.calls, own.calls, 'calls'],
    ['time', naive.ms, own.ms, 'ms'],
    ['CPU', naive.cpuMs, own.cpuMs, 'ms'],
  ] as const
  return rows.flatMap(([what, theirs, ours, unit]) => [
    { name: `Naive peer, ${of}: ${what}`, value: Math.round(theirs), unit },
    { name: `Bot, ${of}: ${what}`, value: Math.round(ours), unit },
    { name: `Naive peer against the bot: ${what}`, value: rounded(theirs / ours), unit: '×' },
  ])
}

function ofFreshness({
  p50,
  p99,
  callsPerMinute,
}: Awaited<ReturnType<Commands['freshness']>>): readonly Measure[] {
  const tasks = thousands(Math.max(...sizes))
  const name = `What is known of ${tasks} tasks at ${budget.budget} calls a minute and connection, clock × ${budget.speed}`
  return [
    { name: `${name}: age p50`, value: rounded(p50 / 1_000), unit: 's' },
    { name: `${name}: age p99`, value: rounded(p99 / 1_000), unit: 's' },
    {
      name: `${name}: calls a minute and connection`,
      value: rounded(callsPerMinute),
      limit: budget.budget,
      unit: 'calls',
    },
  ]
}

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1])
}
