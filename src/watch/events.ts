import { EventEmitter } from 'node:events'
import type { OutboxMessage, OutboxMessageOf } from '../domain/delivery/outbox-message.ts'
import type { SettleReason } from '../domain/delivery/route-facts.ts'
import type { StaleCause } from '../domain/watching/health.ts'
import type { ChannelBarrier, ChannelRef, PendingAction, Watch } from '../domain/watching/watch.ts'

/**
 * What the engine tells: tests wait on these, metrics count them, and the bot reacts to them. Each replica tells what it
 * did itself.
 */
export type EngineEvents = {
  /** A poll came to its end; `looked` tasks were asked about, `changed` of them were stored anew. */
  'poll:done': [{ connection: string; at: number; looked: number; changed: number }]
  /** DRS (or Redis) did not answer for these tasks; nothing was changed and they are asked about again soon. */
  'poll:failed': [{ connection: string; at: number; taskIds: readonly string[]; error: unknown }]
  /** The filters of a connection have looked at the list of its tasks. */
  'discovery:done': [{ connection: string; at: number; listed: number; added: number; removed: number }]
  /** The list of tasks was not to be had; filters find nothing until the next one. */
  'discovery:failed': [{ connection: string; at: number; error: unknown }]
  /** The channels that watch the connection are told that it, or some of its tasks, cannot be seen. */
  'health:stale': [{ connection: string; since: number; cause: StaleCause; taskIds?: readonly string[] }]
  /** It can be seen again, and the channels that were told are told so. */
  'health:recovered': [{ connection: string; since: number; until: number }]
  /** DRS refused one of the questions about single tasks. */
  'task:failed': [{ connection: string; taskId: string; question: string; error: unknown }]
  /** A message is in Slack and noted. `merged`: how many outbox messages it stands for. `taskId` is empty if of several tasks. */
  'delivery:sent': [Delivery & { ts: string; how: 'posted' | 'edited' | 'found'; merged: number }]
  /** A channel has to wait: Slack limits the rate, or cannot be reached. Nothing is lost. */
  'delivery:held': [Delivery & { reason: string; ms: number }]
  /** Slack will never take this message, or could not be given it for too long: what it would have said is dropped. */
  'delivery:refused': [
    Delivery & {
      because: 'refused' | 'given-up' | 'undrawable'
      entries: readonly OutboxMessage[]
      error: unknown
    },
  ]
  /** Nothing more is to be done about an outbox message that is not a card, and why. */
  'message:settled': [
    { connection: string; channelRef: ChannelRef; taskId: string; id: string; reason: SettleReason },
  ]
  /** The channel is archived, deleted, or the bot was removed: its watches of this connection have ended. */
  'channel:unreachable': [
    {
      connection: string
      channelRef: ChannelRef
      watches: readonly Watch[]
      /** Whose end is told directly from now on. */
      actions: readonly PendingAction[]
      /** What would have been told there of the end of actions. */
      outcomes: readonly OutboxMessageOf<'outcome'>[]
      barrier?: ChannelBarrier
    },
  ]
  /** A pending action ended. At least once per outcome, on any replica. */
  outcome: [OutboxMessageOf<'outcome'>]
}

interface Delivery {
  connection: string
  channelRef: ChannelRef
  taskId: string
  key: string
}

export type EngineEmitter = EventEmitter<EngineEvents>

export function createEmitter(): EngineEmitter {
  return new EventEmitter<EngineEvents>()
}
