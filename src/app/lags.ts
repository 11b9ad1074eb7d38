import { forecastOfLag } from '../domain/tasks/figure-forecasts.ts'
import { addLagSample } from '../domain/tasks/lag-history.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Chart } from '../views/chart.ts'
import { lagChart } from '../views/charts/lag-chart.ts'
import type { ShownLag } from '../views/lag-card.ts'
import { limitsHere } from './limits-here.ts'
import { readPasts } from './pictures.ts'
import { answerOf, refusalLines } from './refusals.ts'
import { unlessRefused } from './task-settings.ts'

/** What is asked about the delay of tasks, as views show it. */

type LagContext = CommandContext<'progress' | 'monitoring' | 'components', 'knowledge' | 'watching'>

/** Of so many tasks DRS is asked where the delay arises: v5 answers for one at a time. */
export const mostPlaces = 10

/** The delays of tasks, the worst first; what is refused of one is said of that one. */
export async function readLags(ctx: LagContext, tasks: readonly Task[]): Promise<readonly ShownLag[]> {
  const lags = await byConnection(tasks, (connection, own) => delaysOf(ctx, connection, own))
  const worst = lags.toSorted((a, b) => (b.lagMs ?? -1) - (a.lagMs ?? -1))
  const asked = new Map(
    (
      await byConnection(
        worst.slice(0, mostPlaces).map(({ task }) => task),
        (connection, own) => healthOf(ctx, connection, own),
      )
    ).map((one) => [formatRef(one.task), one]),
  )
  const all = worst.map((lag) => {
    const health = asked.get(formatRef(lag.task))
    return health
      ? { ...lag, monitoring: health.monitoring, refused: [...lag.refused, ...health.refused] }
      : lag
  })
  const [only, ...others] = all
  return only && others.length === 0 ? [await inDetail(ctx, only)] : all
}

/** Of one task also its components, which DRS has for some links only, and where its delay is going. */
async function inDetail(ctx: LagContext, lag: ShownLag): Promise<ShownLag> {
  const { task, lagMs, seenAt } = lag
  const components =
    task.scenario === 'sync' && lagMs !== undefined
      ? await unlessRefused(ctx.service(task.connection).components(task), undefined)
      : undefined
  const { figures } = (await readPasts(ctx, [task]))(task)
  const forecast =
    seenAt === undefined && lagMs !== undefined ? forecastOfLag(figures, ctx.now, lagMs) : undefined
  return {
    ...lag,
    isKept: figures.length > 0,
    ...(components && { components }),
    ...(figures.length > 0 && forecast && { forecast }),
  }
}

/** One picture of all of them. */
export async function lagCharts(
  ctx: LagContext,
  tasks: readonly Task[],
): Promise<readonly (Chart | undefined)[]> {
  const lags = await byConnection(tasks, (connection, own) => delaysOf(ctx, connection, own))
  const pastOf = await readPasts(ctx, tasks)
  const worst = lags.toSorted((a, b) => (b.lagMs ?? -1) - (a.lagMs ?? -1))
  const charted = worst.map(({ task, lagMs: known, seenAt, limit }) => {
    const { figures, events } = pastOf(task)
    const lagMs = seenAt === undefined ? known : undefined
    return { task, figures, events, lagMs, limit, forecast: forecastOfLag(figures, ctx.now, lagMs) }
  })
  return [lagChart(charted, ctx)]
}

async function byConnection<Value>(
  tasks: readonly Task[],
  read: (connection: string, own: readonly Task[]) => Promise<readonly Value[]>,
): Promise<readonly Value[]> {
  const connections = [...new Set(tasks.map(({ connection }) => connection))]
  const all = connections.map((name) =>
    read(
      name,
      tasks.filter(({ connection }) => connection === name),
    ),
  )
  return (await Promise.all(all)).flat()
}

/** A delay that DRS tells now goes before the one that the bot saw last. */
async function delaysOf(
  ctx: LagContext,
  connection: string,
  tasks: readonly Task[],
): Promise<readonly ShownLag[]> {
  const ids = tasks.map(({ id }) => id)
  const [limits, progress, seen] = await Promise.all([
    limitsHere(ctx),
    answerOf(ctx.service(connection).progress(ids)),
    ctx.knowledge.seen(connection, ids),
  ])
  return tasks.map((task): ShownLag => {
    const snapshot = seen.get(task.id)
    const error = progress.error ?? progress.failed.get(task.id)
    const told = progress.found.get(task.id)?.lagMs
    const lagMs = error ? snapshot?.progress?.lagMs : told
    return {
      task,
      lagMs,
      seenAt: error && lagMs !== undefined ? snapshot?.changedAt : undefined,
      lags: snapshot && told !== undefined ? addLagSample(snapshot.lags, told, ctx.now) : snapshot?.lags,
      limit: limits(task).find(({ metric }) => metric === 'lag'),
      refused: error ? refusalLines(task, error, ctx) : [],
    }
  })
}

async function healthOf(ctx: LagContext, connection: string, tasks: readonly Task[]) {
  const health = await answerOf(ctx.service(connection).monitoring(tasks.map(({ id }) => id)))
  return tasks.map((task) => {
    const error = health.error ?? health.failed.get(task.id)
    return {
      task,
      monitoring: health.found.get(task.id),
      refused: error ? refusalLines(task, error, ctx) : [],
    }
  })
}
