import type { Locale } from '../base/i18n.ts'
import type { CommandWith } from '../domain/command-targets.ts'
import type { FiguresAt } from '../domain/tasks/figures.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef, splitList } from '../domain/tasks/task-ref.ts'
import type { TaskEvent } from '../domain/watching/event.ts'
import type { CommandContext, TaskFinder } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import type { Chart } from '../views/chart.ts'
import { pictureCard } from '../views/picture-card.ts'

/** What the bot has kept of a task. */
export interface KeptPast {
  readonly figures: readonly FiguresAt[]
  readonly events: readonly TaskEvent[]
}

/** What one looks at: older than a day says little of today. */
const shownMs = 86_400_000

/** The figures and the events of each of these tasks. */
export async function readPasts(
  { knowledge, now }: Pick<CommandContext<never, 'knowledge'>, 'knowledge' | 'now'>,
  tasks: readonly Task[],
): Promise<(task: Task) => KeptPast> {
  const since = now - shownMs
  const read = tasks.map(async (task): Promise<readonly [string, KeptPast]> => {
    const [figures, events] = await Promise.all([
      knowledge.figures(task.connection, [task.id], since),
      knowledge.history(task, since),
    ])
    return [
      formatRef(task),
      { figures: figures.get(task.id) ?? [], events: events.map(({ event }) => event) },
    ]
  })
  const known = new Map(await Promise.all(read))
  return (task) => known.get(formatRef(task)) ?? { figures: [], events: [] }
}

/** The acts of a command that has pictures: shown to one person, and posted for all. */
export function pictureActs<Ctx extends { readonly task: TaskFinder; readonly locale: Locale }>(
  command: CommandWith<'picture'>,
  draw: (ctx: Ctx, tasks: readonly Task[]) => Promise<readonly (Chart | undefined)[]>,
) {
  const cardOf = async (ctx: Ctx, value: string) => {
    const tasks: Task[] = []
    for (const ref of splitList(value)) tasks.push(await ctx.task(ref))
    const charts = await draw(ctx, tasks)
    return pictureCard(
      command,
      charts.filter((chart) => chart !== undefined),
      value,
      ctx.locale,
    )
  }
  return {
    picture: async (ctx: Ctx, value: string): Promise<Reply> => reply.toMe(await cardOf(ctx, value)),
    post: async (ctx: Ctx, value: string): Promise<Reply> => ({
      kind: 'pictures',
      card: await cardOf(ctx, value),
    }),
  }
}
