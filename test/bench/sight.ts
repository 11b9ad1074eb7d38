import { restingTasks } from '../../src/store/resting-groups.ts'
import { usedDuring } from './engine-commands.ts'
import { type Measure, pause, rounded, thousands, untilThere } from './measure.ts'
import { channelIds, inTurn, onStage, plant } from './stage.ts'

const connection = 'bench'
/** What one page costs too much or too little shows with so many as with more. */
const allTasks = 2_000
/** Tasks on a page of the list (6.1.19, 7.2.2). */
const perPage = 100
const steadyMs = 15_000
/** Short, so that all is soon known of every task. */
const hastyMs = 4_000

/** What it costs to see tasks for the first time, and tasks at rest where there is only the newer API generation. */
export async function sight(share: number): Promise<readonly Measure[]> {
  const tasks = allTasks * share
  return [await firstSight(tasks), await v5Round(tasks)]
}

function firstSight(tasks: number): Promise<Measure> {
  return onStage(async (stage) => {
    const engine = await stage.engine({ connections: [connection] })
    const ids = plant(stage, tasks)
    await engine.watch(ids.map((id, index) => [connection, id, inTurn(channelIds, index)]))
    await engine.start()
    await untilThere({ what: 'cards stand', all: tasks }, async () => (await engine.used()).posts)
    const { calls } = await engine.used()
    return {
      name: `First sight of ${thousands(tasks)} tasks: calls per 100 before their cards stand`,
      value: rounded((100 * calls) / tasks),
      goal: 1.1,
      unit: 'calls',
    }
  })
}

function v5Round(tasks: number): Promise<Measure> {
  return onStage(async (stage) => {
    const opening = { connections: [connection], generations: ['v5'] } as const
    const first = await stage.engine({ ...opening, options: { steady: hastyMs } })
    const ids = plant(stage, tasks)
    await first.watch(ids.map((id, index) => [connection, id, inTurn(channelIds, index)]))
    await first.start()
    await untilThere(
      { what: 'tasks rest', all: tasks },
      async () => (await restingTasks(stage.redis, connection)).length,
    )
    await first.close()
    const engine = await stage.engine({ ...opening, options: { steady: steadyMs } })
    await engine.start()
    await pause(2 * steadyMs)
    const { calls } = await usedDuring(engine, () => pause(2 * steadyMs))
    return {
      name: `v5 only, a round of ${thousands(tasks)} tasks at rest: calls against the pages of the list`,
      value: rounded(calls / 2 / (tasks / perPage)),
      goal: 1.1,
      unit: '×',
    }
  })
}
