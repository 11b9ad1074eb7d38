import * as z from 'zod'
import { isPattern } from '../src/app/find-task.ts'
import { pictureActs } from '../src/app/pictures.ts'
import { progressCharts } from '../src/app/progress-charts.ts'
import { lookUpTasks } from '../src/app/several.ts'
import { unlessRefused } from '../src/app/task-settings.ts'
import { say } from '../src/base/i18n.ts'
import { type KindProgress, phaseOf } from '../src/domain/tasks/object-progress.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef, splitList } from '../src/domain/tasks/task-ref.ts'
import { DrsError } from '../src/drs/drs-error.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { pictureTitle } from '../src/views/picture-card.ts'
import {
  type ListedProgress,
  progressCard,
  progressListCard,
  progressObjectsCard,
  readObjectsValue,
} from '../src/views/progress-card.ts'

const objectsTitle = say('Objects of the task', '任务对象')

const reads = ['fullProgress', 'initialization', 'objectProgress', 'components', 'recovery'] as const
type Ctx = CommandContext<(typeof reads)[number], 'knowledge'>

/** How far tasks are, by kind of object and object by object (DRS API reference 5.2.2, 6.4.3, 6.4.4; 7.5.1, 7.5.6, 7.7.3). */
export const progressCommand = command({
  name: 'progress',
  group: 'see',
  summary: say('Show how far tasks are, by kind of object', '查看任务进度和各类对象的完成情况'),
  uses: reads,
  capabilities: ['knowledge'],
  args: z.strictObject({ task: arg.tasks() }),
  positional: ['task'],
  async run(ctx, { task: given }) {
    const [first = given, ...more] = splitList(given)
    if (more.length === 0 && !isPattern(first)) return showOne(ctx, await ctx.task(first))
    const { tasks, unknown } = await lookUpTasks(ctx, [first, ...more])
    const [only, ...others] = tasks
    if (only && others.length === 0 && unknown.length === 0)
      return showOne(ctx, await ctx.task(formatRef(only)))
    return reply.toMe(progressListCard(await progressOfAll(ctx, tasks), unknown, ctx))
  },
  looks: ['objects', 'picture'],
  panes: { objects: objectsTitle, picture: pictureTitle },
  actions: {
    ...pictureActs('progress', progressCharts),
    objects: async (ctx, value) => {
      const { task: ref, ...place } = readObjectsValue(value)
      const task = await ctx.task(ref)
      const objects = await ctx.service(task.connection).objectProgress(task, place.kind)
      return reply.toMe(progressObjectsCard(task, place, objects, ctx.locale))
    },
  },
})

async function showOne(ctx: Ctx, task: Task): Promise<Reply> {
  const { id, connection, scenario } = task
  const drs = ctx.service(connection)
  const { found, failed } = await drs.fullProgress([id])
  const [error] = failed.values()
  if (error) throw error
  const full = found.get(id)
  const phase = phaseOf(task.status, task.mode, full?.progress ?? {})
  const incremental = phase === 'incremental'
  const [kinds, components, recovery] = await Promise.all([
    phase === 'before' || incremental ? undefined : kindsOf(ctx, task, full?.kinds),
    // DRS has components for some links only, and refuses the question for the others.
    incremental && scenario === 'sync' ? unlessRefused(drs.components(task), undefined) : undefined,
    incremental && scenario === 'cloudDataGuard'
      ? unlessRefused(drs.recovery([id]), undefined).then((answer) => answer?.found.get(id))
      : undefined,
  ])
  return reply.toMe(progressCard({ task, full, kinds, components, recovery }, ctx))
}

/** Counts by kind: with the progress over v5, by a call of their own for DR tasks of v3. Why there are none is a value. */
async function kindsOf(
  ctx: Ctx,
  { id, connection, scenario }: Task,
  known: readonly KindProgress[] | undefined,
): Promise<readonly KindProgress[] | DrsError | undefined> {
  if (known !== undefined || scenario !== 'cloudDataGuard') return known
  try {
    const { found, failed } = await ctx.service(connection).initialization([id])
    return found.get(id) ?? failed.get(id)
  } catch (error) {
    if (error instanceof DrsError) return error
    throw error
  }
}

/** Each connection is asked by itself; one that does not answer keeps the others from nobody. */
async function progressOfAll(ctx: Ctx, tasks: readonly Task[]): Promise<readonly ListedProgress[]> {
  const connections = [...new Set(tasks.map(({ connection }) => connection))]
  const asked = connections.map(async (connection) => {
    const own = tasks.filter((task) => task.connection === connection)
    const ids = own.map(({ id }) => id)
    try {
      const { found, failed } = await ctx.service(connection).fullProgress(ids)
      return own.map((task): ListedProgress => {
        const full = found.get(task.id)
        return full ? { task, full } : { task, error: failed.get(task.id) }
      })
    } catch (error) {
      if (error instanceof DrsError) return own.map((task): ListedProgress => ({ task, error }))
      throw error
    }
  })
  const listed = new Map((await Promise.all(asked)).flat().map((one) => [formatRef(one.task), one]))
  return tasks.flatMap((task) => listed.get(formatRef(task)) ?? [])
}
