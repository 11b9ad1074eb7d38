import type { TaskRef } from '../domain/tasks/task-ref.ts'
import type { Limit } from '../domain/watching/event.ts'
import { hasOwnLimit } from '../domain/watching/usual-limits.ts'
import type { CommandContext } from '../kit/context.ts'

/** The limits that hold for a task in this channel: those of its watch, and for other figures those of the connection. */
export async function limitsHere(
  ctx: CommandContext<never, 'knowledge' | 'watching'>,
): Promise<(task: TaskRef) => readonly Limit[]> {
  const watches = await ctx.watching.watches()
  return ({ connection, id }) => {
    const watch = watches.find((one) => one.connection === connection && one.taskId === id)
    const options = watch?.options ?? {}
    const usual = ctx.knowledge.limits(connection).filter(({ metric }) => !hasOwnLimit(options, metric))
    return [...(options.limits ?? []), ...usual]
  }
}
