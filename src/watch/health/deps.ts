import type { Locale, Text } from '../../base/i18n.ts'
import type { Log } from '../../base/log.ts'
import { type EventSummary, type Notice, noticeMessage } from '../../domain/delivery/outbox-message.ts'
import type { StaleCause } from '../../domain/watching/health.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import type { Messenger } from '../../ports/messenger.ts'
import type { StoredHealth } from '../../store/heartbeats.ts'
import type { Redis } from '../../store/redis.ts'
import type { CardRenderer } from '../delivery/deps.ts'
import type { EngineEmitter } from '../events.ts'
import { type EngineOptions, staleAfter } from '../options.ts'

/** What the health monitor works with, whether Redis is there (monitor.ts) or not (without-redis.ts). */
export interface HealthMonitorDeps {
  readonly redis: Redis
  readonly connections: readonly string[]
  readonly messenger: Messenger
  readonly render: Pick<CardRenderer, 'noticeCard'>
  /** What happened since then at tasks that the channel watches, oldest first. */
  readonly missed: (channelRef: ChannelRef, since: number) => Promise<readonly EventSummary[]>
  readonly clock: () => number
  /** Milliseconds of a clock that is never set. */
  readonly steadyClock: () => number
  /** 0 to 1. */
  readonly random: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly log: Log
  readonly events: EngineEmitter
  readonly options: EngineOptions
}

export interface WatchingChannel {
  readonly channelRef: ChannelRef
  readonly locale: Locale
}

/** What this replica keeps in memory of a connection, for when Redis is away and for when it has lost something. */
export interface ReplicaMemory {
  /** What Redis said when it last answered; absent if it never did. */
  known: Pick<StoredHealth, 'count' | 'born'> | undefined
  channels: readonly WatchingChannel[]
  heartbeat: number | undefined
  /** The outage of the whole connection that is told and not over. */
  told: ToldOutage | undefined
  /** Since when Redis does not do what is asked, ms, and why; kept until there was a look again. */
  away: { readonly since: number; readonly cause: StaleCause } | undefined
}

/** Told to some channels at least, or tried to be. */
export interface ToldOutage {
  readonly since: number
  readonly cause: StaleCause
  /** Ids of the channels that need not be told any more. */
  readonly places: Set<string>
}

export function emptyReplicaMemory(): ReplicaMemory {
  return { known: undefined, channels: [], heartbeat: undefined, told: undefined, away: undefined }
}

/** Longer than this between two checks and the heartbeat is looked at before a poll renews it. */
export function healthCheckInterval(options: EngineOptions): number {
  return Math.max(1, Math.floor(staleAfter(options) / 6))
}

export interface StaleNotice {
  readonly since: number
  readonly cause: Text
  readonly count: number
  /** Names of the tasks that cannot be seen, if not all. */
  readonly tasks?: readonly string[]
  /** Of so many tasks it has been told already. */
  readonly toldBefore: number
}

/** Its id tells the outage for some tasks from that for others, or for all, that may follow it. */
export function staleMessage(
  connection: string,
  { count, toldBefore, ...blindness }: StaleNotice,
  locale: Locale,
) {
  const suffix = blindness.tasks === undefined ? '' : `:some${toldBefore}`
  const notice: Notice = { kind: 'blind', ...blindness }
  return noticeMessage({ connection, taskId: '' }, notice, locale, `${count}${suffix}`)
}
