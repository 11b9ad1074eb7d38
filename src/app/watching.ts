import { randomUUID } from 'node:crypto'
import type { Actor } from '../domain/access/person.ts'
import type { Told } from '../domain/delivery/outbox-message.ts'
import type { Snooze } from '../domain/watching/snooze.ts'
import type { FilterWatch, Place, Watch, WatchOptions } from '../domain/watching/watch.ts'
import { formatTerms, type Term } from '../domain/watching/watch-filter.ts'
import type { Resting, SnoozeTarget, Watched, Watching } from '../kit/context.ts'

/** What a place watches, as commands see it. */

type TaskId = { readonly connection: string; readonly id: string }

/** The part of the watch engine that commands use. */
export interface WatchFacilities {
  /** Replaces the watch of the same task at the same place. Returns whether there was none. */
  watch(watch: Watch): Promise<boolean>
  unwatch(place: Place, task: TaskId): Promise<boolean>
  watches(place: Place): Promise<readonly Watch[]>
  /** Replaces the filter with the same id. */
  watchFilter(filter: FilterWatch): Promise<void>
  /** Ends the filter, and the watches it has made. */
  unwatchFilter(place: Place, filter: Pick<FilterWatch, 'connection' | 'id'>): Promise<boolean>
  filters(place: Place): Promise<readonly FilterWatch[]>
  /** `until` in milliseconds since the epoch; not later than now ends the snooze. */
  snooze(place: Place, target: SnoozeTarget, until: number, by: string): Promise<void>
  /** Those that still last. */
  snoozes(place: Place): Promise<readonly Snooze[]>
  /** Connections that the place is told nothing of since then (milliseconds since the epoch): Slack did not take it any more. */
  resting(place: Place): Promise<readonly Resting[]>
  /** What happened since then to what the place watches, told or not, oldest first. */
  missed(place: Place, since: number): Promise<readonly Told[]>
  now(): number
}

/** Watching for a person at a place. */
export function watchingFor(facilities: WatchFacilities, actor: Actor): Watching {
  return {
    watch: (task, options) => watch(facilities, actor, task, options),
    unwatch: (task) => facilities.unwatch(actor, task),
    watches: () => facilities.watches(actor),
    watchFilter: (connection, terms, options) => watchFilter(facilities, actor, connection, terms, options),
    unwatchFilter: (filter) => facilities.unwatchFilter(actor, filter),
    filters: () => facilities.filters(actor),
    snooze: (target, until) => facilities.snooze(actor, target, until, actor.user),
    snoozes: () => facilities.snoozes(actor),
    resting: () => facilities.resting(actor),
    missed: (since) => facilities.missed(actor, since),
  }
}

function subscription({ team, channel, user, locale }: Actor, createdAt: number, options?: WatchOptions) {
  return { team, channel, by: user, locale, createdAt, ...(options && { options }) }
}

/** One that a filter has made is not the person's own: naming the task takes it out of the filter's hands. */
async function watch(
  facilities: WatchFacilities,
  actor: Actor,
  { connection, id: taskId }: TaskId,
  options: WatchOptions | undefined,
): Promise<Watched> {
  const known = (await facilities.watches(actor)).find(
    (one) => one.connection === connection && one.taskId === taskId && one.via === undefined,
  )
  if (known && !options) return 'already'
  await facilities.watch({ connection, taskId, ...subscription(actor, facilities.now(), options) })
  return known ? 'changed' : 'added'
}

async function watchFilter(
  facilities: WatchFacilities,
  actor: Actor,
  connection: string,
  terms: readonly Term[],
  options: WatchOptions | undefined,
): Promise<Watched> {
  const wanted = identity(terms)
  const known = (await facilities.filters(actor)).find(
    (one) => one.connection === connection && identity(one.terms) === wanted,
  )
  if (known && !options) return 'already'
  const id = known?.id ?? randomUUID().slice(0, 8)
  await facilities.watchFilter({ id, connection, terms, ...subscription(actor, facilities.now(), options) })
  return known ? 'changed' : 'added'
}

/** The order of the terms makes no difference to what they fit. */
function identity(terms: readonly Term[]): string {
  return formatTerms(terms.toSorted((a, b) => (formatTerms([a]) < formatTerms([b]) ? -1 : 1)))
}
