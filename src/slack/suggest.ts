import { permission } from '../domain/actions/permission.ts'
import { isAction } from '../domain/actions/rows.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Option } from '../kit/command.ts'
import type { Context } from '../kit/context.ts'
import { taskLine } from '../views/task-card.ts'
import { limits } from './blocks.ts'
import type { Desk } from './handler-services.ts'
import type { Gesture } from './port.ts'
import { cut, lineToLabel } from './text.ts'

/** Type-ahead in forms. */

export interface Search {
  readonly draftId: string
  readonly field: string
  readonly typed: string
}

export async function suggest(desk: Desk, gesture: Gesture, search: Search): Promise<readonly Option[]> {
  const draft = await desk.parts.drafts.get(search.draftId)
  const command = draft && desk.command(draft.command)
  if (!draft || !command || draft.user !== gesture.user) return []
  const session = await desk.enter({ ...gesture, channel: draft.channel }, command)
  const ctx = await session.context(command)
  const own = command.options[search.field]
  const options = own ? await own(ctx, draft.values) : await taskOptions(ctx, draft.command)
  const wanted = search.typed.toLowerCase()
  return options
    .filter(({ value, label }) => `${label} ${value}`.toLowerCase().includes(wanted))
    .slice(0, limits.options)
    .map(({ value, label }) => ({ value, label: cut(label, limits.optionText) }))
}

/** All tasks of the channel's connection; for an action only those whose status allows it. */
async function taskOptions(ctx: Context, command: string): Promise<readonly Option[]> {
  const tasks = await ctx.service(ctx.connection).list()
  return tasks
    .filter((task) => !isAction(command) || permission(command, task).ok)
    .map((task) => ({ value: formatRef(task), label: lineToLabel(taskLine(task, ctx.locale)) }))
}
