import { UserError } from '../base/user-error.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { LookupResult } from '../domain/tasks/task-service.ts'
import type { Watch } from '../domain/watching/watch.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { SelectOption } from '../kit/command.ts'
import type { Context } from '../kit/context.ts'

type Looked = Pick<LookupResult<Task>, 'found' | 'gone'>

/** What DRS says of watched tasks now. One connection that is silent or closed to the person hides only its own. */
export async function watchedTasks(ctx: Context<'details'>, all: readonly Watch[]): Promise<Looked> {
  const connections = [...new Set(all.map((watch) => watch.connection))]
  const looked = await Promise.all(
    connections.map((connection) => {
      const ids = all.filter((watch) => watch.connection === connection).map((watch) => watch.taskId)
      return lookAt(ctx, connection, ids)
    }),
  )
  return {
    found: new Map(looked.flatMap(({ found }) => [...found])),
    gone: new Set(looked.flatMap(({ gone }) => [...gone])),
  }
}

async function lookAt(ctx: Context<'details'>, connection: string, ids: readonly string[]): Promise<Looked> {
  try {
    return await ctx.service(connection).details(ids)
  } catch (error) {
    if (error instanceof DrsError || error instanceof UserError) return { found: new Map(), gone: new Set() }
    throw error
  }
}

/** Watched tasks to choose among, by name where the bot knows it. */
export async function watchedOptions(
  ctx: Context<'list'>,
  all: readonly Watch[],
): Promise<readonly SelectOption[]> {
  const connections = [...new Set(all.map(({ connection }) => connection))]
  const lists = await Promise.all(connections.map((connection) => namesIn(ctx, connection, all)))
  const names = new Map(lists.flat().map((task) => [formatRef(task), task.name]))
  return all.map(({ connection, taskId }) => {
    const value = formatRef({ connection, id: taskId })
    return { value, label: names.get(value) ?? taskId }
  })
}

async function namesIn(
  ctx: Context<'list'>,
  connection: string,
  all: readonly Watch[],
): Promise<readonly Task[]> {
  const ids = all.filter((watch) => watch.connection === connection).map(({ taskId }) => taskId)
  try {
    return (await ctx.service(connection).list({ ids })).tasks
  } catch (error) {
    if (error instanceof DrsError || error instanceof UserError) return []
    throw error
  }
}
