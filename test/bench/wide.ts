import { type Commands, usedDuring } from './engine-commands.ts'
import { type Measure, pause, rounded, thousands, until } from './measure.ts'
import { channelIds, inTurn, onStage, plant, type Stage } from './stage.ts'

const connection = 'bench'
/** How long DRS takes for an answer. */
const drsMs = 150
const steadyMs = 30_000

/** One connection with very many tasks and a DRS that takes its time, by one replica and by two. */
export async function wide(): Promise<readonly Measure[]> {
  return [...(await oneConnection(100_000)), await twoReplicas(40_000)]
}

function oneConnection(tasks: number): Promise<readonly Measure[]> {
  return onStage(async (stage) => {
    const engine = await begin(stage, tasks)
    await pause(2 * steadyMs)
    await engine.noteSeen()
    const used = await usedDuring(engine, () => pause(2 * steadyMs))
    const { p99 } = await engine.freshness()
    const of = `one connection of ${thousands(tasks)} tasks, DRS at ${drsMs} ms`
    return [
      {
        name: `Looks in an interval, ${of}: of its tasks`,
        value: rounded((50 * used.looks) / tasks),
        unit: '%',
      },
      {
        name: `What is known of ${of}: age p99`,
        value: rounded(p99 / 1_000),
        goal: (2 * steadyMs) / 1_000,
        unit: 's',
      },
      { name: `Calls in an interval, ${of}`, value: Math.round(used.calls / 2), unit: 'calls' },
    ]
  })
}

/** As fast as they can, since a task is due again at once: what one gets done against two. */
function twoReplicas(tasks: number): Promise<Measure> {
  return onStage(async (stage) => {
    const hasty = { steady: 1_000, motion: 1_000 }
    const one = await begin(stage, tasks, hasty)
    const alone = await usedDuring(one, () => pause(windowMs))
    const other = await stage.engine({ connections: [connection], options: hasty })
    await other.start()
    await pause(windowMs / 2)
    const [first, second] = await Promise.all(
      [one, other].map((engine) => usedDuring(engine, () => pause(windowMs))),
    )
    const both = (first?.looks ?? 0) + (second?.looks ?? 0)
    return {
      name: `Time of a round of ${thousands(tasks)} tasks, DRS at ${drsMs} ms: two replicas against one`,
      value: rounded(alone.looks / both),
      goal: 0.65,
      unit: '×',
    }
  })
}

const windowMs = 20_000

async function begin(stage: Stage, tasks: number, options = {}): Promise<Commands> {
  const engine = await stage.engine({ connections: [connection], options })
  const ids = plant(stage, tasks)
  await engine.watch(ids.map((id, index) => [connection, id, inTurn(channelIds, index)]))
  await engine.start()
  await until('every task has its card', async () => (await engine.used()).posts >= tasks, 1_000)
  stage.drs.control.fault({ delayMs: drsMs })
  return engine
}
