import { permission } from '../domain/actions/permission.ts'
import { isAction } from '../domain/actions/rows.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { SelectOption } from '../kit/command.ts'
import type { Context } from '../kit/context.ts'
import { alikeNames, taskChoices } from '../views/task-line.ts'
import { blockLimits } from './blocks.ts'
import type { HandlerServices } from './handler-services.ts'
import type { Interaction } from './port.ts'
import { cutText } from './text.ts'

/** Type-ahead in forms. */

export interface SuggestQuery {
  readonly draftId: string
  readonly field: string
  readonly typed: string
}

export async function suggestOptions(
  services: HandlerServices,
  interaction: Interaction,
  search: SuggestQuery,
): Promise<readonly SelectOption[]> {
  const draft = await services.deps.drafts.get(search.draftId)
  const command = draft && services.command(draft.command)
  if (!draft || !command || draft.user !== interaction.user) return []
  const session = await services.enter({ ...interaction, channel: draft.channel }, command)
  const ctx = await session.context(command)
  const own = command.options[search.field]
  const wanted = search.typed.toLowerCase()
  const options = own
    ? (await own(ctx, draft.values, search.typed)).filter(({ value, label }) =>
        holds(`${label} ${value}`, wanted),
      )
    : await taskOptions(ctx, draft.command, wanted)
  return options
    .slice(0, blockLimits.options)
    .map(({ value, label }) => ({ value, label: cutText(label, blockLimits.optionText) }))
}

function holds(text: string, wanted: string): boolean {
  return text.toLowerCase().includes(wanted)
}

/**
 * Tasks of the channel's connection; for an action only those whose status allows it. Those whose name fits come first:
 * only where they do not fill the menu are lines made for all the others.
 */
async function taskOptions(ctx: Context, command: string, wanted: string): Promise<readonly SelectOption[]> {
  const { tasks } = await ctx.service(ctx.connection).list()
  const possible = tasks.filter((task) => !isAction(command) || permission(command, task).ok)
  const isNamed = (task: Task) => holds(`${task.name} ${formatRef(task)}`, wanted)
  const alike = alikeNames(tasks)
  const choices = (some: readonly Task[]) => taskChoices(some, ctx, alike)
  const named = choices(possible.filter(isNamed).slice(0, blockLimits.options))
  if (named.length === blockLimits.options) return named
  const others = choices(possible.filter((task) => !isNamed(task)))
  return [...named, ...others.filter(({ label }) => holds(label, wanted))]
}
