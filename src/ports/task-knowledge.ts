import type { CardExtras } from '../domain/delivery/card-extras.ts'
import type { EventSummary } from '../domain/delivery/outbox-message.ts'
import type { PriceTable } from '../domain/tasks/cost.ts'
import type { FiguresAt } from '../domain/tasks/figures.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import type { Limit } from '../domain/watching/event.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'

/** What the bot itself knows of tasks, beside what DRS says when it is asked. */
export interface TaskKnowledge {
  /** What a card of the task shows in that channel: requests, how it is set up, limits, the console. */
  extras(task: TaskRef, channelRef: ChannelRef): Promise<CardExtras>
  /** The last seen states of those that are or were watched, by id. */
  seen(connection: string, ids: readonly string[]): Promise<ReadonlyMap<string, Snapshot>>
  /** What was read of them since then (milliseconds since the epoch), oldest first; nothing of those that nobody watches. */
  figures(
    connection: string,
    ids: readonly string[],
    since: number,
  ): Promise<ReadonlyMap<string, readonly FiguresAt[]>>
  /** What happened to a task since then (milliseconds since the epoch) as far as that channel may see it, oldest first. */
  history(task: TaskRef, since: number, channelRef: ChannelRef): Promise<readonly EventSummary[]>
  /** The limits of a connection, which hold where a watch says nothing of a figure. */
  limits(connection: string): readonly Limit[]
  /** What the operator has written down of prices there; DRS tells none. */
  prices(connection: string): PriceTable | undefined
  /** Where the task is in the console, if that is configured. */
  consoleUrl(task: TaskRef): string | undefined
  /** The task that an address of the console is about. */
  taskAt(url: string): TaskRef | undefined
  /** Tasks that need somebody: by the last seen state, or because a request waits. Costs the same for any number of tasks. */
  needing(connection: string): Promise<ReadonlySet<string>>
}
