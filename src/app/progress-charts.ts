import { forecastOfPercent } from '../domain/tasks/figure-forecasts.ts'
import { hasFailed, kindPercent, phaseOf } from '../domain/tasks/object-progress.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Chart } from '../views/chart.ts'
import { type ChartedObject, objectsChart, progressChart } from '../views/charts/progress-chart.ts'
import { objectKindWords } from '../views/object-kind-words.ts'
import { readPasts } from './pictures.ts'
import { unlessRefused } from './task-settings.ts'

type ProgressContext = CommandContext<'fullProgress' | 'objectProgress', 'knowledge'>

/** How the full phase went on, and what holds it up. */
export async function progressCharts(
  ctx: ProgressContext,
  tasks: readonly Task[],
): Promise<readonly (Chart | undefined)[]> {
  const pastOf = await readPasts(ctx, tasks)
  const drawn = tasks.map(async (task) => {
    const { figures, events } = pastOf(task)
    const answer = await unlessRefused(ctx.service(task.connection).fullProgress([task.id]), undefined)
    const full = answer?.found.get(task.id)
    const percent = full?.progress.percent
    const forecast = forecastOfPercent(figures, ctx.now, percent)
    const copies = phaseOf(task.status, task.mode, full?.progress ?? {}) === 'full'
    const objects = copies ? await objectsOf(ctx, task, full?.kinds ?? []) : []
    return [
      progressChart({ task, figures, events, percent, forecast }, ctx),
      objectsChart(task, objects, ctx),
    ]
  })
  return (await Promise.all(drawn)).flat()
}

type Kinds = Parameters<typeof kindPercent>[0][]

/** Tables, where DRS lists them; kinds of objects where not. */
async function objectsOf(
  { service, locale }: ProgressContext,
  task: Task,
  kinds: Readonly<Kinds>,
): Promise<readonly ChartedObject[]> {
  const tables = await unlessRefused(service(task.connection).objectProgress(task, 'table'), undefined)
  const rows = (tables?.rows ?? []).flatMap(({ source: name, percent }) =>
    percent === undefined ? [] : [{ name, percent, failed: false }],
  )
  if (rows.length > 0) return rows
  return kinds.flatMap((kind) => {
    const percent = kindPercent(kind)
    if (percent === undefined) return []
    return [{ name: objectKindWords(kind.kind)[locale], percent, failed: hasFailed(kind) }]
  })
}
