import { randomUUID } from 'node:crypto'
import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { Command } from '../kit/command.ts'
import { noteView, paneView } from './forms.ts'
import { actorOf, type HandlerServices, type Session } from './handler-services.ts'
import { dispatchWords } from './messages.ts'
import { fillView, placedBy, showView } from './modal-views.ts'
import { withPictures } from './pictures.ts'
import type { Interaction } from './port.ts'

/** Cards in a modal: what one person wants to read, and act on, beside the message that everybody sees. */

/** An act of a command, with the value of what was clicked. */
export interface PaneAct {
  readonly act: string
  readonly value: string
  readonly title: Text
}

/** Shows the card of an act in a modal, or in the one in which the person clicked. */
export async function showPane(
  services: HandlerServices,
  session: Session,
  command: Command,
  { act, value, title }: PaneAct,
): Promise<void> {
  const { interaction, locale } = session
  const { drafts, slack } = services.deps
  const run = command.actions[act]
  if (!run) throw new UserError(dispatchWords.targetGone)
  const ctx = await services.authorize(session, command)
  const { pane, silence } = interaction
  const viewId = pane?.viewId ?? (await showView(slack, interaction, noteView(title[locale], [], locale)))
  if (!pane) silence?.break()
  const draftId = pane?.draftId ?? randomUUID()
  await fillView(services, session, command, { viewId, title: title[locale] }, async () => {
    await drafts.put(draftId, { command: command.name, page: 0, values: {}, ...actorOf(interaction) })
    const { card } = await run(ctx, value)
    return paneView(draftId, title[locale], await withPictures(services.deps, card), locale)
  })
  silence?.break()
}

/** A click in a modal belongs to the channel from which the modal was opened. */
export async function placedInPane(
  services: HandlerServices,
  interaction: Interaction,
): Promise<Interaction> {
  const { pane, user } = interaction
  if (!pane) return interaction
  const draft = await services.deps.drafts.get(pane.draftId)
  if (!draft || draft.user !== user) throw new UserError(dispatchWords.draftGone)
  return placedBy(interaction, draft)
}
