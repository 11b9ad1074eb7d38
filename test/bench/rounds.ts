import { restingTasks } from '../../src/store/resting-groups.ts'
import { type Commands, type FloorWork, type Used, usedDuring } from './engine-commands.ts'
import { type Measure, median, pause, rounded, thousands, untilThere } from './measure.ts'
import { channelIds, inTurn, onStage, plant, redisFigures, type Stage } from './stage.ts'

/**
 * Watched tasks; each step watches what the one before did not. All ratios are those of a call for a hundred tasks, and so the
 * same for more; all connections are one project, whose lists each of them reads as a whole.
 */
const allSizes = [4_000, 20_000]
const connections = Array.from({ length: 4 }, (_, index) => `bench-${index}`)

/** Between two looks at a task at rest; a third of the usual time, since what is measured is a round. */
const steadyMs = 10_000
/** Short, so that all is soon known of every task. */
const hastyMs = 4_000
/** The walk of the lists is not part of a round. */
const discovery = 3_600_000
const windows = 3

interface Step {
  readonly size: number
  /** Of one round: CPU in ms, calls, Redis commands; the median of some. */
  readonly round: Figures
  readonly floor: { readonly memory: Figures; readonly redis: Figures }
  readonly heap: number
}

interface Figures {
  readonly cpuMs: number
  readonly calls: number
  readonly commands: number
}

/**
 * The started engine, as a process of its own, over a real Redis and real HTTP, with tasks at rest in 20 connections, beside
 * the floor program that asks DRS the same. The stand-in for DRS runs in this process.
 */
export function rounds(share: number): Promise<readonly Measure[]> {
  const sizes = allSizes.map((size) => size * share)
  return onStage(async (stage) => {
    const ids = plant(stage, Math.max(...sizes))
    const { bytes: empty } = await redisFigures(stage.redis)
    const steps: Step[] = []
    for (const [index, size] of sizes.entries()) {
      const first = await stage.engine({
        connections,
        options: { steady: hastyMs, discovery, claimMs: 60_000 },
      })
      await watchAll(first, ids.slice(sizes[index - 1] ?? 0, size))
      await first.start()
      await untilThere({ what: 'tasks rest', all: size, everyMs: 2_000 }, () => allResting(stage))
      await first.close()
      const engine = await stage.engine({
        connections,
        options: { steady: steadyMs, discovery, claimMs: 60_000 },
      })
      await engine.start()
      steps.push(await step(stage, engine, ids.slice(0, size)))
      await engine.close()
    }
    // The floor program has written its own state meanwhile.
    await stage.redis.eval(deleteFloor, 0)
    const bytes = ((await redisFigures(stage.redis)).bytes - empty) / ids.length
    return [...ofSteps(steps), ...ofMemory(steps, bytes)]
  })
}

async function allResting({ redis }: Stage): Promise<number> {
  const resting = await Promise.all(connections.map((connection) => restingTasks(redis, connection)))
  return resting.flat().length
}

const deleteFloor = "for _, key in ipairs(redis.call('KEYS', 'floor:*')) do redis.call('DEL', key) end"

function watchAll(engine: Commands, added: readonly string[]): Promise<void> {
  return engine.watch(
    added.map((id, index) => [
      inTurn(connections, index),
      id,
      inTurn(channelIds, Math.floor(index / connections.length)),
    ]),
  )
}

/** A task at rest is looked at once in each interval; in two of them status and progress have had their turn. */
async function step(stage: Stage, engine: Commands, ids: readonly string[]): Promise<Step> {
  await pause(2 * steadyMs)
  const own: Figures[] = []
  for (let i = 0; i < windows; i++) {
    const before = await redisFigures(stage.redis)
    const used = await usedDuring(engine, () => pause(2 * steadyMs))
    const { commands } = await redisFigures(stage.redis)
    own.push(ofOneRound(used, commands - before.commands))
  }
  const heap = await engine.memory()
  const beside = await stage.engine({ connections })
  const [memory, redis] = [await floorOf(beside, ids, 'memory'), await floorOf(beside, ids, 'redis')]
  return { size: ids.length, round: middle(own), floor: { memory, redis }, heap }
}

async function floorOf(
  beside: Commands,
  ids: readonly string[],
  state: FloorWork['state'],
): Promise<Figures> {
  const work = connections.map((connection, index) => {
    return { connection, ids: ids.filter((_, at) => at % connections.length === index), state }
  })
  // The first time it writes all that it sees.
  await beside.floor(work)
  const own: Figures[] = []
  for (let i = 0; i < windows; i++) {
    let commands = 0
    const used = await usedDuring(beside, async () => {
      commands = await beside.floor(work)
    })
    own.push(ofOneRound({ ...used, calls: (2 * ids.length) / 100 }, commands))
  }
  return middle(own)
}

function ofOneRound({ cpuMs, calls }: Pick<Used, 'cpuMs' | 'calls'>, commands: number): Figures {
  return { cpuMs: cpuMs / 2, calls: calls / 2, commands: commands / 2 }
}

function middle(figures: readonly Figures[]): Figures {
  return {
    cpuMs: median(figures.map(({ cpuMs }) => cpuMs)),
    calls: median(figures.map(({ calls }) => calls)),
    commands: median(figures.map(({ commands }) => commands)),
  }
}

/** What a measure of CPU time on a machine with other work may differ by. */
const linearWithin = 1.5

function ofSteps(steps: readonly Step[]): readonly Measure[] {
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !last) return []
  const perTenThousand = ({ round, size }: Step) => rounded((round.cpuMs * 10_000) / size)
  const of = `of an unchanged round of ${thousands(last.size)}`
  const { round, floor } = last
  return [
    ...steps.map((one) => ({
      name: `CPU of a round of ${thousands(one.size)} tasks, started engine: per 10,000`,
      value: perTenThousand(one),
      unit: 'ms',
    })),
    {
      name: `CPU ${of}: floor, state in memory`,
      value: rounded(round.cpuMs / floor.memory.cpuMs),
      unit: '×',
    },
    {
      name: `CPU ${of}: floor, state in Redis`,
      value: rounded(round.cpuMs / floor.redis.cpuMs),
      goal: 2.5,
      unit: '×',
    },
    {
      name: `Redis commands ${of}: floor`,
      value: rounded(round.commands / floor.redis.commands),
      goal: 5,
      unit: '×',
    },
    { name: `DRS calls ${of}`, value: round.calls, limit: 1.1 * (last.size / 100), unit: 'calls' },
    {
      name: `CPU per task at ${thousands(last.size)} against ${thousands(first.size)}`,
      value: rounded(perTenThousand(last) / perTenThousand(first)),
      limit: linearWithin,
      unit: '×',
    },
    {
      name: `CPU of the engine in a round of ${thousands(last.size)}: part of a core`,
      value: rounded((100 * round.cpuMs) / steadyMs),
      limit: 100,
      unit: '%',
    },
  ]
}

function ofMemory(steps: readonly Step[], bytes: number): readonly Measure[] {
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !last) return []
  const grown = (last.heap - first.heap) / ((last.size - first.size) / 10_000)
  return [
    {
      name: `Heap of the engine at ${thousands(last.size)} tasks`,
      value: rounded(last.heap / 2 ** 20),
      unit: 'MB',
    },
    { name: 'Heap of the engine grows per 10,000 tasks', value: Math.round(grown / 1_024), unit: 'KB' },
    {
      name: `Redis memory of a watched task, of ${thousands(last.size)}`,
      value: Math.round(bytes),
      limit: 1_536,
      unit: 'bytes',
    },
  ]
}
