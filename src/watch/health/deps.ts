import type { Locale, Text } from '../../base/i18n.ts'
import { type Notice, noticeEntry, type Told } from '../../domain/delivery/outbox-message.ts'
import type { Tick } from '../../domain/watching/health.ts'
import type { Place } from '../../domain/watching/watch.ts'
import type { Messenger } from '../../ports/messenger.ts'
import type { Redis } from '../../store/redis.ts'
import type { Render } from '../delivery/deps.ts'
import type { EngineEmitter, Log } from '../events.ts'
import { blindAfter, type EngineOptions } from '../options.ts'

/** What the lookout works with, whether Redis is there (blindness.ts) or not (sight-alone.ts). */
export interface SightParts {
  readonly redis: Redis
  readonly connections: readonly string[]
  readonly messenger: Messenger
  readonly render: Pick<Render, 'noticeCard'>
  /** What happened since then at tasks that the place watches, oldest first. */
  readonly missed: (place: Place, since: number) => Promise<readonly Told[]>
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

export interface Watching {
  readonly place: Place
  readonly locale: Locale
}

/** What this replica keeps in memory of a connection, for when Redis is away. */
export interface Memory {
  places: readonly Watching[]
  /** Number of the next blindness. */
  count: number
  heartbeat: number | undefined
  /** Since when Redis does not answer; kept until a check after that has told about it. */
  away: { readonly since: Tick; readonly told: Set<string> } | undefined
}

export function emptyMemory(): Memory {
  return { places: [], count: 0, heartbeat: undefined, away: undefined }
}

/** Longer than this between two checks and the heartbeat is looked at before a round renews it. */
export function checkInterval(options: EngineOptions): number {
  return Math.max(1, Math.floor(blindAfter(options) / 6))
}

export interface Blindness {
  readonly since: number
  readonly cause: Text
  readonly count: number
  /** Names of the tasks that cannot be seen, if not all. */
  readonly tasks?: readonly string[]
  /** Of so many tasks it has been told already. */
  readonly toldBefore: number
}

/** Its id tells the blindness for some tasks from that for others, or for all, that may follow it. */
export function blindEntry(
  connection: string,
  { count, toldBefore, ...blindness }: Blindness,
  locale: Locale,
) {
  const suffix = blindness.tasks === undefined ? '' : `:some${toldBefore}`
  const notice: Notice = { kind: 'blind', ...blindness }
  return noticeEntry({ connection, taskId: '' }, notice, locale, `${count}${suffix}`)
}
