import type { Locale } from '../../base/i18n.ts'
import type { Log } from '../../base/log.ts'
import type { Batch } from '../../domain/delivery/batch.ts'
import type { Board } from '../../domain/delivery/board.ts'
import type { CardExtras, EventExtras, ToldAction } from '../../domain/delivery/card-extras.ts'
import type { EventSummary, Notice } from '../../domain/delivery/outbox-message.ts'
import type { TaskEvent } from '../../domain/watching/event.ts'
import type { Snapshot } from '../../domain/watching/snapshot.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import type { Messenger } from '../../ports/messenger.ts'
import type { Redis } from '../../store/redis.ts'
import type { Card } from '../../views/card.ts'
import type { EngineEmitter } from '../events.ts'
import type { FailpointHook } from '../failpoints.ts'
import type { EngineOptions } from '../options.ts'

/** Draws what the engine sends; src/views implements it. */
export interface CardRenderer {
  taskCard(snapshot: Snapshot, locale: Locale, now: number, extras?: CardExtras): Card
  /** A single event, in the thread of its task's card. `snapshot`: the state that the event led to. */
  eventCard(event: TaskEvent, snapshot: Snapshot, locale: Locale, extras?: EventExtras): Card
  /** How an action stands, in the thread of its task's card. `event`: what it has brought about that is worth showing. */
  actionCard(told: ToldAction, locale: Locale, extras?: EventExtras): Card
  /** An action on several tasks. */
  batchCard(batch: Batch, locale: Locale, extras?: EventExtras): Card
  /** All tasks of a filter. */
  boardCard(board: Board, locale: Locale, now: number): Card
  /** Two or more events of one task, oldest first, as one reply: “3 changes merged: A → B → C → D”. */
  mergedCard(events: readonly TaskEvent[], snapshot: Snapshot, locale: Locale, extras?: EventExtras): Card
  /** Events of three or more tasks in the order in which they happened, as one message of the channel. */
  groupCard(events: readonly EventSummary[], locale: Locale, extras?: EventExtras): Card
  noticeCard(notice: Notice, about: NoticeSubject, locale: Locale, extras?: EventExtras): Card
  /** What a task's card shows that the watch engine does not know; asked each time the card is drawn. */
  cardExtras?(connection: string, taskId: string, channelRef: ChannelRef): Promise<CardExtras>
}

/** What a notice is about. `taskId` is empty for a connection as a whole. */
export interface NoticeSubject {
  readonly connection: string
  readonly taskId: string
}

/** What delivery works with. */
export interface DeliveryDeps {
  readonly redis: Redis
  readonly messenger: Messenger
  /** The direct message channel with a person, for those who wait for something in a channel that is gone. */
  readonly directMessage?: ((user: string) => Promise<string>) | undefined
  /** The name of a person, by which they are told of without being notified; undefined where Slack does not say. */
  readonly nameOf?: ((user: string) => Promise<string | undefined>) | undefined
  /** The address of a message; undefined where Slack does not say. */
  readonly permalink?: ((channel: string, ts: string) => Promise<string | undefined>) | undefined
  readonly render: CardRenderer
  readonly clock: () => number
  readonly log: Log
  readonly events: EngineEmitter
  readonly options: EngineOptions
  /** True while shutting down: the message at hand is finished, the next one is left. */
  readonly stopping: () => boolean
  readonly onFailpoint?: FailpointHook
}

/** The lease went to another replica: nothing more may be done or noted here. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** The channel has had as many messages as it takes; the next one has to wait until then (milliseconds since the epoch). */
export class PostTooSoon extends Error {
  override readonly name = 'PostTooSoon'
  readonly until: number

  constructor(until: number) {
    super('A message has to keep its distance from the one before')
    this.until = until
  }
}

/** A card could not be drawn: a fault of ours that no repetition mends. */
export class RenderError extends Error {
  override readonly name = 'RenderError'
}
