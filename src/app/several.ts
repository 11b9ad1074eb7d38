import type { Text, TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { permission } from '../domain/actions/permission.ts'
import {
  type ActionOptionsOf,
  actions,
  type CallableAction,
  type TrackedAction,
} from '../domain/actions/rows.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { ServiceMethod } from '../domain/tasks/service-operations.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { CommandContext, Context } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import type { Line, Tone } from '../views/card.ts'
import { plural } from '../views/format.ts'
import { drsErrorLines } from '../views/problem-card.ts'
import { tasksNamed } from './find-task.ts'

const nothingDone: Text = { en: 'None of these tasks allows it now', 'zh-CN': '这些任务当前都不能执行该操作' }

const oneMessage: Text = {
  en: 'One message here shows the progress of each task.',
  'zh-CN': '本频道的一条消息会显示每个任务的进展。',
}

const severalAsked: TextTemplate<[going: string, count: number]> = {
  en: (going, count) => `${going} ${plural(count, 'task', 'tasks')}…`,
  'zh-CN': (going, count) => `${going} ${count} 个任务……`,
}

/** An action on several tasks: those that cannot be found or do not allow it keep nothing from the others. */
export async function actOnSeveral<
  Uses extends ServiceMethod,
  Name extends Uses & CallableAction & TrackedAction,
>(
  ctx: CommandContext<Uses, 'actions'>,
  action: Name,
  given: readonly string[],
  options: ActionOptionsOf<Name>,
  policyOf: (tasks: readonly Task[]) => Promise<Policy | undefined>,
): Promise<Reply> {
  const { tasks, unknown } = await lookUpTasks(ctx, given)
  const looked = tasks.map((task) => {
    const allowed = permission(action, task)
    return { task, held: allowed.ok ? undefined : allowed.why }
  })
  const possible = looked.filter(({ held }) => held === undefined)
  const { locale } = ctx
  const problems: Line[] = [
    ...unknown,
    ...looked.flatMap(({ task, held }) => (held ? [[{ bold: task.name }, ` · ${held[locale]}`]] : [])),
  ]
  if (possible.length === 0) return answerWith(problems, nothingDone[locale], 'warning')
  for (const connection of new Set(looked.map(({ task }) => task.connection))) {
    const own = looked.filter(({ task }) => task.connection === connection)
    const policy = await policyOf(own.flatMap(({ task, held }) => (held ? [] : [task])))
    await ctx.actions.performAll(action, own, options, policy)
  }
  const going = actions[action].outcome.going[locale]
  return answerWith(unknown, severalAsked[locale](going, possible.length), 'working', oneMessage[locale])
}

function answerWith(list: readonly Line[], title: string, tone: Tone, line?: string): Reply {
  return reply.toMe({
    ...{ title, tone },
    ...(line !== undefined && { lines: [line] }),
    ...(list.length > 0 && { sections: [{ list }] }),
  })
}

/** The tasks, each once, and what there is to say of those that cannot be found. */
export async function lookUpTasks(
  ctx: Pick<Context, 'task' | 'locale'>,
  given: readonly string[],
): Promise<{ readonly tasks: readonly Task[]; readonly unknown: readonly Line[] }> {
  const tasks = new Map<string, Task>()
  const unknown: Line[] = []
  for (const one of given) {
    try {
      for (const task of await tasksNamed(ctx, one)) tasks.set(formatRef(task), task)
    } catch (error) {
      // Anything else is a fault of ours, and concerns them all.
      if (!(error instanceof UserError) && !(error instanceof DrsError)) throw error
      const why = error instanceof UserError ? error.text[ctx.locale] : drsErrorLines(error, ctx.locale)[0]
      unknown.push([{ bold: one }, ' · ', ...[why ?? ''].flat()])
    }
  }
  return { tasks: [...tasks.values()], unknown }
}
