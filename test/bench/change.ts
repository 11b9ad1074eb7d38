import { type Measure, pause, rounded, until } from './measure.ts'
import { channelIds, inTurn, onStage, plant, redisFigures } from './stage.ts'

const connection = 'bench'
const tasks = 400
const changes = 200
/** Long against what a change takes, so that polls are few and the same with and without changes. */
const steadyMs = 10_000

/** What a change costs Redis from the poll that sees it to its message, with the usual grouping and pace. */
export function change(): Promise<readonly Measure[]> {
  return onStage(async (stage) => {
    const engine = await stage.engine({
      connections: [connection],
      slackMs: 50,
      options: { groupMs: 2_000, paceMs: 1_000, steady: steadyMs },
    })
    const ids = plant(stage, tasks)
    await engine.watch(ids.map((id, index) => [connection, id, inTurn(channelIds, index)]))
    await engine.start()
    await until('every task has its card', async () => (await engine.used()).posts >= tasks)
    await pause(3 * steadyMs)
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
    if (edits - before.edits < changes) throw new Error('not every change was told')
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
