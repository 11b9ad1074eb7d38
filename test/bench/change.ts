import { restingTasks } from '../../src/store/resting-groups.ts'
import { type Measure, NotReached, pause, rounded, untilThere } from './measure.ts'
import { channelIds, inTurn, onStage, plant, redisFigures, type Stage } from './stage.ts'

const connection = 'bench'
const tasks = 400
const changes = 200
/** Long against what a change takes, so that polls are few and the same with and without changes. */
const steadyMs = 10_000

/** Short, so that all is soon known of every task. */
const hastyMs = 4_000

/** Until all is known of every task: what a first sight costs is not what a change costs. */
async function seen(stage: Stage, ids: readonly string[]): Promise<void> {
  const engine = await stage.engine({ connections: [connection], options: { steady: hastyMs } })
  await engine.watch(ids.map((id, index) => [connection, id, inTurn(channelIds, index)]))
  await engine.start()
  await untilThere({ what: 'cards stand', all: ids.length }, async () => (await engine.used()).posts)
  const resting = async () => (await restingTasks(stage.redis, connection)).length
  await untilThere({ what: 'tasks rest', all: ids.length }, resting)
  await engine.close()
}

/** What a change costs Redis from the poll that sees it to its message, with the usual grouping and pace. */
export function change(): Promise<readonly Measure[]> {
  return onStage(async (stage) => {
    const ids = plant(stage, tasks)
    await seen(stage, ids)
    const engine = await stage.engine({
      connections: [connection],
      slackMs: 50,
      options: { groupMs: 2_000, paceMs: 1_000, steady: steadyMs },
    })
    await engine.start()
    await pause(2 * steadyMs)
    const during = async (work: () => void) => {
      const before = await redisFigures(stage.redis)
      work()
      await pause(3 * steadyMs)
      return (await redisFigures(stage.redis)).commands - before.commands
    }
    const without = await during(() => {})
    const before = await engine.used()
    const withThem = await during(() => {
      for (const task of ids.slice(0, changes))
        stage.drs.control.act({ task, action: 'fail', reason: 'connection lost' })
    })
    const { edits } = await engine.used()
    if (edits - before.edits < changes) throw new NotReached('not every change was told')
    return [
      {
        name: 'Redis commands of a change, from seen to told, those in scripts included',
        value: rounded((withThem - without) / changes),
        goal: 40,
        unit: 'commands',
      },
    ]
  })
}
