import { permission } from '../domain/actions/permission.ts'
import { isAction } from '../domain/actions/rows.ts'
import type { SelectOption } from '../kit/command.ts'
import type { Context } from '../kit/context.ts'
import { taskChoices } from '../views/task-line.ts'
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
  const options = own ? await own(ctx, draft.values) : await taskOptions(ctx, draft.command)
  const wanted = search.typed.toLowerCase()
  return options
    .filter(({ value, label }) => `${label} ${value}`.toLowerCase().includes(wanted))
    .slice(0, blockLimits.options)
    .map(({ value, label }) => ({ value, label: cutText(label, blockLimits.optionText) }))
}

/** All tasks of the channel's connection; for an action only those whose status allows it. */
async function taskOptions(ctx: Context, command: string): Promise<readonly SelectOption[]> {
  const { tasks } = await ctx.service(ctx.connection).list()
  const able = tasks.filter((task) => !isAction(command) || permission(command, task).ok)
  return taskChoices(able, ctx)
}
