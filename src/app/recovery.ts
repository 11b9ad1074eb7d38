import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Line } from '../views/card.ts'
import type { Chart } from '../views/chart.ts'
import { drChart } from '../views/charts/dr-chart.ts'
import type { ShownDr, ShownPair } from '../views/dr-card.ts'
import { limitsHere } from './limits-here.ts'
import { readPasts } from './pictures.ts'
import { answerOf, refusalLines } from './refusals.ts'

/** What is asked about DR tasks, as views show it. */

export type RecoveryContext = CommandContext<
  'details' | 'recovery' | 'monitoring' | 'subtasks',
  'knowledge' | 'watching'
>

/** The scenario of disaster recovery (6.1.1). */
const disasterRecovery = 'cloudDataGuard'

export function isDr({ scenario }: Pick<Task, 'scenario'>): boolean {
  return scenario === disasterRecovery
}

/** These tasks of disaster recovery with all that DRS and the bot know of them; what is refused of one is said of that one. */
export async function readPairs(ctx: RecoveryContext, tasks: readonly Task[]): Promise<readonly ShownDr[]> {
  const parts = await Promise.all(tasks.map((task) => partsOf(ctx, task)))
  const refusals = new Map(parts.map(({ task, refused }) => [formatRef(task), refused]))
  const all = [...tasks, ...parts.flatMap(({ subtasks }) => subtasks)]
  const shown = await readFigures(ctx, all)
  const of = (task: Task): ShownPair => shown.get(formatRef(task)) ?? { task, limits: [], refused: [] }
  return parts.map(({ task, subtasks }) => {
    const own = of(task)
    const refused = [...own.refused, ...(refusals.get(formatRef(task)) ?? [])]
    return { ...own, refused, subtasks: subtasks.map(of) }
  })
}

/** RPO and RTO of each pair; of dual-active DR those of its parts. */
export async function drCharts(
  ctx: RecoveryContext,
  tasks: readonly Task[],
): Promise<readonly (Chart | undefined)[]> {
  const pairs = (await readPairs(ctx, tasks)).flatMap((dr) => [dr, ...dr.subtasks])
  const pastOf = await readPasts(
    ctx,
    pairs.map(({ task }) => task),
  )
  return pairs.map((pair) => drChart({ ...pair, ...pastOf(pair.task) }, ctx))
}

interface Parts {
  readonly task: Task
  readonly subtasks: readonly Task[]
  readonly refused: readonly Line[]
}

/** The list tells which parts there are; their own details, which way each goes. */
async function partsOf(ctx: RecoveryContext, task: Task): Promise<Parts> {
  if (!task.dualActive) return { task, subtasks: [], refused: [] }
  const drs = ctx.service(task.connection)
  try {
    const listed = await drs.subtasks(task)
    if (listed.length === 0) return { task, subtasks: [], refused: [] }
    const { found } = await drs.details(listed.map(({ id }) => id))
    const subtasks = listed.map((one) => ({ ...one, ...found.get(one.id), dualActive: false }))
    return { task, subtasks, refused: [] }
  } catch (error) {
    return { task, subtasks: [], refused: refusalLines(task, error, ctx) }
  }
}

async function readFigures(
  ctx: RecoveryContext,
  tasks: readonly Task[],
): Promise<ReadonlyMap<string, ShownPair>> {
  const limits = await limitsHere(ctx)
  const connections = [...new Set(tasks.map(({ connection }) => connection))]
  const read = connections.map(async (connection) => {
    const own = tasks.filter((task) => task.connection === connection)
    // A dual-active pair itself is a virtual task, of which DRS measures nothing (6.4.3).
    const ids = own.filter(({ dualActive }) => !dualActive).map(({ id }) => id)
    const drs = ctx.service(connection)
    const [recovery, monitoring, seen] = await Promise.all([
      ids.length === 0 ? undefined : answerOf(drs.recovery(ids)),
      ids.length === 0 ? undefined : answerOf(drs.monitoring(ids)),
      ctx.knowledge.seen(
        connection,
        own.map(({ id }) => id),
      ),
    ])
    return own.map((task): readonly [string, ShownPair] => [
      formatRef(task),
      {
        task,
        recovery: recovery?.found.get(task.id),
        monitoring: monitoring?.found.get(task.id),
        seen: seen.get(task.id),
        limits: limits(task),
        refused: [recovery, monitoring].flatMap((one) => {
          const error = task.dualActive ? undefined : (one?.error ?? one?.failed.get(task.id))
          return error === undefined ? [] : refusalLines(task, error, ctx)
        }),
      },
    ])
  })
  return new Map((await Promise.all(read)).flat())
}
