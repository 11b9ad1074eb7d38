import type { Locale } from '../../base/i18n.ts'
import type { CardExtras, EventExtras } from '../../domain/delivery/card-extras.ts'
import type { Notice, Told } from '../../domain/delivery/outbox-message.ts'
import type { TaskEvent } from '../../domain/watching/event.ts'
import type { Snapshot } from '../../domain/watching/snapshot.ts'
import type { Follow, FollowOutcome } from '../../domain/watching/watch.ts'
import type { Messenger } from '../../ports/messenger.ts'
import type { Redis } from '../../store/redis.ts'
import type { Card } from '../../views/card.ts'
import type { EngineEmitter, Log } from '../events.ts'
import type { Reached } from '../failpoints.ts'
import type { EngineOptions } from '../options.ts'

/** Draws what the engine sends; src/views implements it. */
export interface Render {
  taskCard(snapshot: Snapshot, locale: Locale, now: number, extras?: CardExtras): Card
  /** A single event, in the thread of its task's card. `snapshot`: the state that the event led to. */
  eventCard(event: TaskEvent, snapshot: Snapshot, locale: Locale, extras?: EventExtras): Card
  outcomeCard(follow: Follow, outcome: FollowOutcome, snapshot: Snapshot): Card
  /** Two or more events of one task, oldest first, as one reply: “3 changes merged: A → B → C → D”. */
  mergedCard(events: readonly TaskEvent[], snapshot: Snapshot, locale: Locale, extras?: EventExtras): Card
  /** Events of three or more tasks in the order in which they happened, as one message of the channel. */
  groupCard(told: readonly Told[], locale: Locale, extras?: EventExtras): Card
  noticeCard(notice: Notice, about: About, locale: Locale): Card
  /** What a task's card shows that the watch engine does not know; asked each time the card is drawn. */
  cardExtras?(connection: string, taskId: string): Promise<CardExtras>
}

/** What a notice is about. `taskId` is empty for a connection as a whole. */
export interface About {
  readonly connection: string
  readonly taskId: string
}

/** What delivery works with. */
export interface DeliveryParts {
  readonly redis: Redis
  readonly messenger: Messenger
  readonly render: Render
  readonly clock: () => number
  readonly log: Log
  readonly events: EngineEmitter
  readonly options: EngineOptions
  /** True while shutting down: the entry at hand is finished, the next one is left. */
  readonly stopping: () => boolean
  readonly reached?: Reached
}

/** The lease went to another replica: nothing more may be done or noted here. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** The channel has had as many messages as it takes; the next one has to wait until then (milliseconds since the epoch). */
export class Paced extends Error {
  override readonly name = 'Paced'
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
