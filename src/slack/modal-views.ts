import type { ModalView } from '@slack/types'
import { UserError } from '../base/user-error.ts'
import type { Command } from '../kit/command.ts'
import type { FormDraft } from '../ports/form-drafts.ts'
import type { Card, Line } from '../views/card.ts'
import { noteView } from './forms.ts'
import type { HandlerServices, Session } from './handler-services.ts'
import { dispatchWords } from './messages.ts'
import type { Interaction, SlackPort } from './port.ts'
import { SlackRefusal } from './refusals.ts'

/** What forms and panes share: a modal is shown at once, and filled when it is known what stands in it. */

/** Shows a view, in place of the one in which the person clicked. Returns its id. */
export async function showView(
  slack: SlackPort,
  { pane, triggerId }: Interaction,
  view: ModalView,
): Promise<string> {
  if (pane) {
    await slack.updateView(pane.viewId, view)
    return pane.viewId
  }
  if (triggerId === undefined) throw new UserError(dispatchWords.draftGone)
  return (await slack.openView(triggerId, view)).viewId
}

interface FilledView {
  readonly viewId: string
  readonly title: string
  /** The hash of what the person saw when they asked for it: what they have turned to since then stays. */
  readonly seen?: string | undefined
}

/** Draws what stands in place of the loading view, also that it cannot be drawn. A person who has closed it, or turned on, hears nothing. */
export async function fillView(
  services: HandlerServices,
  { interaction, locale }: Session,
  command: Command,
  { viewId, title, seen }: FilledView,
  draw: () => Promise<ModalView>,
): Promise<void> {
  const { slack } = services.deps
  try {
    await slack.updateView(viewId, await draw(), seen)
  } catch (error) {
    if (isClosed(error)) return
    await services.noteRefusal(interaction, error, command.name)
    const card = services.problem(interaction, locale, error, { verb: command.name, tasks: [] })
    const note = noteView(title, cardLines(card), locale)
    await slack.updateView(viewId, note, seen).catch(ignoreIfClosed)
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof SlackRefusal && (error.kind === 'closed' || error.kind === 'moved')
}

export function ignoreIfClosed(error: unknown): void {
  if (!isClosed(error)) throw error
}

/** A card in a form: what stands apart in a message comes last. */
export function cardLines({ title, lines = [], sections = [] }: Card): readonly Line[] {
  return [{ bold: title }, ...lines, ...sections.flatMap((section) => section.lines ?? [])]
}

/** A view does not say for which channel it was opened. */
export function placedBy(interaction: Interaction, draft: FormDraft | undefined): Interaction {
  if (!draft) return interaction
  const { channel, reportTo, connection } = draft
  return {
    ...interaction,
    channel,
    ...(reportTo !== undefined && { reportTo }),
    ...(connection !== undefined && { connection }),
  }
}
