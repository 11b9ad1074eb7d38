import { randomUUID } from 'node:crypto'
import type { Actor } from '../domain/access/person.ts'
import type { Batch } from '../domain/delivery/batch.ts'
import type { EventSummary } from '../domain/delivery/outbox-message.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import type { Snooze, SnoozeTarget } from '../domain/watching/snooze.ts'
import type { ChannelRef, FilterWatch, Watch, WatchOptions } from '../domain/watching/watch.ts'
import { type FilterTerm, formatTerms } from '../domain/watching/watch-filter.ts'
import type { ChannelWatching, SuspendedWatches, WatchResult } from '../kit/capabilities.ts'
import type { TaskKnowledge } from '../ports/task-knowledge.ts'
import type { CheckMemory } from './check-board.ts'
import type { ScheduleMemory } from './comparison-plans.ts'
import { reportPlace } from './execution.ts'

/** What a channel watches, as commands see it. */

/** The part of the watch engine that commands use. */
export interface WatchBackend {
  readonly knowledge: TaskKnowledge
  readonly checks: CheckMemory
  readonly comparisons: ScheduleMemory
  /** Replaces the watch of the same task at the same place. Returns whether there was none. */
  watch(watch: Watch): Promise<boolean>
  unwatch(channelRef: ChannelRef, task: TaskRef): Promise<boolean>
  watches(channelRef: ChannelRef): Promise<readonly Watch[]>
  /** Replaces the filter with the same id. */
  watchFilter(filter: FilterWatch): Promise<void>
  /** Ends the filter, and the watches it has made. */
  unwatchFilter(channelRef: ChannelRef, filter: Pick<FilterWatch, 'connection' | 'id'>): Promise<boolean>
  filters(channelRef: ChannelRef): Promise<readonly FilterWatch[]>
  /** `until` in milliseconds since the epoch; not later than now ends the snooze. */
  snooze(channelRef: ChannelRef, target: SnoozeTarget, until: number, by: string): Promise<void>
  /** Those that still last. */
  snoozes(channelRef: ChannelRef): Promise<readonly Snooze[]>
  /** Connections that the channel is told nothing of since then (milliseconds since the epoch): Slack did not take it any more. */
  suspended(channelRef: ChannelRef): Promise<readonly SuspendedWatches[]>
  /** What happened since then to what the channel watches, told or not, oldest first. */
  missed(channelRef: ChannelRef, since: number): Promise<readonly EventSummary[]>
  batch(connection: string, id: string): Promise<Batch | undefined>
}

interface WatchingParts {
  readonly backend: WatchBackend
  readonly actor: Actor
  maySee(connection: string): boolean
  /** Throws where nothing could be told of what is watched. */
  voice(): Promise<void>
  now(): number
}

/** Watching for a person in a channel. */
export function watchingFor({ backend, actor: given, maySee, voice, now }: WatchingParts): ChannelWatching {
  const actor = { ...given, ...reportPlace(given) }
  return {
    watch: async (task, options) => {
      await voice()
      return watch(backend, actor, now, task, options)
    },
    unwatch: (task) => backend.unwatch(actor, task),
    watches: () => backend.watches(actor),
    watchFilter: async (connection, terms, options) => {
      await voice()
      return watchFilter(backend, actor, now, connection, terms, options)
    },
    unwatchFilter: (filter) => backend.unwatchFilter(actor, filter),
    filters: () => backend.filters(actor),
    snooze: (target, until) => backend.snooze(actor, target, until, actor.user),
    snoozes: () => backend.snoozes(actor),
    suspended: () => backend.suspended(actor),
    missed: (since) => backend.missed(actor, since),
    batch: async ({ connection, id }) => {
      const batch = maySee(connection) ? await backend.batch(connection, id) : undefined
      return batch?.team === actor.team ? batch : undefined
    },
    moveHere: async (channel) => {
      await voice()
      return moveHere(backend, actor, { team: actor.team, channel }, maySee)
    },
  }
}

/** What the person watches there is watched here from now on. Returns how much that was. */
async function moveHere(
  backend: WatchBackend,
  { team, channel, user, locale }: Actor,
  from: ChannelRef,
  maySee: (connection: string) => boolean,
): Promise<number> {
  const isOwn = ({ by, connection }: Pick<Watch, 'by' | 'connection'>) => by === user && maySee(connection)
  const [watches, filters] = await Promise.all([backend.watches(from), backend.filters(from)])
  const [named, found] = [watches.filter(({ via }) => via === undefined).filter(isOwn), filters.filter(isOwn)]
  for (const one of named) {
    await backend.watch({ ...one, team, channel, locale })
    await backend.unwatch(from, { connection: one.connection, id: one.taskId })
  }
  for (const filter of found) {
    await backend.watchFilter({ ...filter, team, channel, locale })
    await backend.unwatchFilter(from, filter)
  }
  return named.length + found.length
}

function subscription({ team, channel, user, locale }: Actor, createdAt: number, options?: WatchOptions) {
  return { team, channel, by: user, locale, createdAt, ...(options && { options }) }
}

/** One that a filter has made is not the person's own: naming the task takes it out of the filter's hands. */
async function watch(
  backend: WatchBackend,
  actor: Actor,
  now: () => number,
  { connection, id: taskId }: TaskRef,
  options: WatchOptions | undefined,
): Promise<WatchResult> {
  const known = (await backend.watches(actor)).find(
    (one) => one.connection === connection && one.taskId === taskId && one.via === undefined,
  )
  if (known && !options) {
    // It is looked at again at once: the bot may believe it to be gone.
    await backend.watch(known)
    return 'already'
  }
  await backend.watch({ connection, taskId, ...subscription(actor, now(), options) })
  return known ? 'changed' : 'added'
}

async function watchFilter(
  backend: WatchBackend,
  actor: Actor,
  now: () => number,
  connection: string,
  terms: readonly FilterTerm[],
  options: WatchOptions | undefined,
): Promise<WatchResult> {
  const wanted = identity(terms)
  const known = (await backend.filters(actor)).find(
    (one) => one.connection === connection && identity(one.terms) === wanted,
  )
  if (known && !options) return 'already'
  const id = known?.id ?? randomUUID().slice(0, 8)
  await backend.watchFilter({ id, connection, terms, ...subscription(actor, now(), options) })
  return known ? 'changed' : 'added'
}

/** The order of the terms makes no difference to what they fit. */
function identity(terms: readonly FilterTerm[]): string {
  return formatTerms(terms.toSorted((a, b) => (formatTerms([a]) < formatTerms([b]) ? -1 : 1)))
}
