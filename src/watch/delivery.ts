import type { Snapshot, TaskEvent } from '../domain/snapshot.ts'
import type { Follow, FollowOutcome } from '../domain/watch.ts'
import type { Redis } from '../store/redis.ts'
import type { Locale } from '../text.ts'
import type { Card } from '../views/card.ts'
import type { EngineEmitter, Log } from './events.ts'
import type { Messenger } from './messenger.ts'
import type { EngineOptions } from './options.ts'

/** Draws what the engine sends; src/views implements it. */
export interface Render {
  taskCard(snapshot: Snapshot, locale: Locale, now: number): Card
  eventCard(event: TaskEvent, snapshot: Snapshot, locale: Locale): Card
  outcomeCard(follow: Follow, outcome: FollowOutcome, snapshot: Snapshot): Card
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
}

/** The lease went to another replica: nothing more may be done or noted here. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** A card could not be drawn: a fault of ours that no repetition mends. */
export class RenderError extends Error {
  override readonly name = 'RenderError'
}
