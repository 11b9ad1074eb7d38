import type { ModalView } from '@slack/types'
import type { CommandTarget } from '../domain/command-targets.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { ReceivedFile } from '../ports/drs.ts'
import type { JsonFile } from '../views/answer-card.ts'
import type { Card, CardSubject } from '../views/card.ts'
import type { Chart } from '../views/chart.ts'
import type { RenderedMessage } from './blocks.ts'
import type { EntityReader } from './work-objects.ts'

/** What the dispatcher asks of Slack; app.ts implements it with Bolt's client. */
export interface SlackPort {
  /** The bot's own workspace: people of others are refused. Every method but `post` throws `SlackRefusal`. */
  readonly team: string
  openView(triggerId: string, view: ModalView): Promise<{ readonly viewId: string }>
  /**
   * `seen`: the hash of the view as the person saw it; if it shows something else by now, a refusal of kind `moved` is thrown
   * and nothing changes. Gives the new hash, where Slack tells it.
   */
  updateView(viewId: string, view: ModalView, seen?: string): Promise<string | undefined>
  publishHome(user: string, message: RenderedMessage): Promise<void>
  /** The direct message channel with a person. */
  directMessage(user: string): Promise<string>
  /** A message for one person that has to arrive: in their direct messages with the bot. */
  tell(user: string, message: RenderedMessage): Promise<void>
  /** Falls back to a direct message where the person or the bot is not in the channel. */
  whisper(channelRef: ChannelRef & { readonly user: string }, message: RenderedMessage): Promise<void>
  /** A file that this person handed over; at most 12 MB, what DRS takes. Throws `UserError`, also for files of others. */
  readFile(id: string, user: string): Promise<ReceivedFile>
  /** Hands a file to a person in their direct messages with the bot. */
  sendFile(user: string, file: ReceivedFile | JsonFile, comment: string): Promise<void>
  /** A file for everybody in the channel, in a thread where one is named; `false` if the channel takes none of the bot. */
  shareFile(
    place: ChannelRef & { readonly threadTs?: string },
    file: ReceivedFile,
    comment: string,
  ): Promise<boolean>
  /** The id of the drawn picture, ready to be shown in a modal; nobody sees it elsewhere. Throws if there is none. */
  uploadPicture(chart: Chart): Promise<string>
  /** The drawn picture for everybody, as `shareFile`. Throws where it cannot be drawn. */
  sharePicture(
    place: ChannelRef & { readonly threadTs?: string },
    chart: Chart,
    comment: string,
  ): Promise<boolean>
  /** `false` if the bot may not post there. */
  post(channelRef: ChannelRef, message: RenderedMessage): Promise<boolean>
  /** Fills the pane that somebody has opened; `false` where this workspace has none. */
  presentDetails(triggerId: string, pane: PaneContent): Promise<boolean>
  /** Shows below a message what the addresses in it are about. */
  unfurl(place: LinkPlace, links: readonly UnfurledLink[]): Promise<void>
}

/** What stands in Slack's own pane of a thing: the thing as one person may see it, or why it is not shown to them. */
export type PaneContent =
  | { readonly card: Card; readonly subject: CardSubject; readonly reader: EntityReader }
  | { readonly refusal: { readonly title: string; readonly text: string } }

/** Where addresses stand: in a message, or in one that is being typed. */
export type LinkPlace =
  | { readonly channel: string; readonly ts: string }
  | { readonly unfurlId: string; readonly source: 'composer' }

export interface UnfurledLink {
  /** As it was posted. */
  readonly url: string
  readonly card: Card
}

/** How long a person has seen nothing: it ends with the first thing that is shown. */
export interface Silence {
  isBroken(): boolean
  break(): void
}

/** One act of a person, as far as the bot cares; its `team` is that of the person, who with it is somebody. */
export interface Interaction extends ChannelRef {
  readonly user: string
  /** The connection that they named, in place of the channel's; see `Actor`. */
  readonly connection?: string
  /** What was typed or clicked, to be begun again with more said. */
  readonly begun?: () => { readonly action: CommandTarget; readonly value: string }
  /** The direct message channel in which they want to be told of it, instead of the channel. */
  readonly reportTo?: string
  /** The message that was clicked, or the one in whose thread it is. */
  readonly threadTs?: string
  /** Lives for three seconds, usable once. */
  readonly triggerId?: string
  /** Whether the person has seen anything of what they began; absent where nobody waits. */
  readonly silence?: Silence
  /** Answers where the act happened, through its response_url; a bearer secret that never leaves app.ts. */
  readonly respond?: (message: RenderedMessage, options: { readonly replace: boolean }) => Promise<void>
  /** The act was done on a message that only this person sees: the answer takes its place. */
  readonly ownMessage?: OwnMessage
  /** The act was done in a modal. */
  readonly pane?: Pane
}

/** A modal that shows a card; what it is about lies in a draft. */
export interface Pane {
  readonly viewId: string
  readonly draftId: string
}

export interface OwnMessage {
  /** Takes it away, where nothing is left to be said to the person alone. */
  remove(): Promise<void>
}
