import { randomUUID } from 'node:crypto'
import type { Told } from '../domain/entry.ts'
import { formatTerms, type Term } from '../domain/filter.ts'
import type { Snooze } from '../domain/snooze.ts'
import type { FilterWatch, Place, Watch, WatchOptions } from '../domain/watch.ts'
import type { Locale } from '../text.ts'

/** What a place watches, as commands see it. */

type TaskId = { readonly connection: string; readonly id: string }

/** Everything a snooze can be for: a task, or all that a place is told of a connection. */
export type SnoozeTarget = Pick<Snooze, 'connection' | 'taskId'>

export interface Resting {
  readonly connection: string
  readonly since: number
}

/** `changed`: it was watched before, with other options. */
export type Watched = 'added' | 'changed' | 'already'

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

export interface Watching {
  /** Without options a watch that is there already stays as it is. */
  watch(task: TaskId, options?: WatchOptions): Promise<Watched>
  unwatch(task: TaskId): Promise<boolean>
  watches(): Promise<readonly Watch[]>
  /** A filter with the same terms counts as the same. */
  watchFilter(connection: string, terms: readonly Term[], options?: WatchOptions): Promise<Watched>
  unwatchFilter(filter: Pick<FilterWatch, 'connection' | 'id'>): Promise<boolean>
  filters(): Promise<readonly FilterWatch[]>
  snooze(target: SnoozeTarget, until: number): Promise<void>
  snoozes(): Promise<readonly Snooze[]>
  resting(): Promise<readonly Resting[]>
  missed(since: number): Promise<readonly Told[]>
}

interface Asker extends Place {
  readonly user: string
  readonly locale: Locale
}

/** Watching for a person at a place. */
export function watchingFor(facilities: WatchFacilities, asker: Asker): Watching {
  return {
    watch: (task, options) => watch(facilities, asker, task, options),
    unwatch: (task) => facilities.unwatch(asker, task),
    watches: () => facilities.watches(asker),
    watchFilter: (connection, terms, options) => watchFilter(facilities, asker, connection, terms, options),
    unwatchFilter: (filter) => facilities.unwatchFilter(asker, filter),
    filters: () => facilities.filters(asker),
    snooze: (target, until) => facilities.snooze(asker, target, until, asker.user),
    snoozes: () => facilities.snoozes(asker),
    resting: () => facilities.resting(asker),
    missed: (since) => facilities.missed(asker, since),
  }
}

function subscription({ team, channel, user, locale }: Asker, createdAt: number, options?: WatchOptions) {
  return { team, channel, by: user, locale, createdAt, ...(options && { options }) }
}

/** One that a filter has made is not the person's own: naming the task takes it out of the filter's hands. */
async function watch(
  facilities: WatchFacilities,
  asker: Asker,
  { connection, id: taskId }: TaskId,
  options: WatchOptions | undefined,
): Promise<Watched> {
  const known = (await facilities.watches(asker)).find(
    (one) => one.connection === connection && one.taskId === taskId && one.via === undefined,
  )
  if (known && !options) return 'already'
  await facilities.watch({ connection, taskId, ...subscription(asker, facilities.now(), options) })
  return known ? 'changed' : 'added'
}

async function watchFilter(
  facilities: WatchFacilities,
  asker: Asker,
  connection: string,
  terms: readonly Term[],
  options: WatchOptions | undefined,
): Promise<Watched> {
  const wanted = identity(terms)
  const known = (await facilities.filters(asker)).find(
    (one) => one.connection === connection && identity(one.terms) === wanted,
  )
  if (known && !options) return 'already'
  const id = known?.id ?? randomUUID().slice(0, 8)
  await facilities.watchFilter({ id, connection, terms, ...subscription(asker, facilities.now(), options) })
  return known ? 'changed' : 'added'
}

/** The order of the terms makes no difference to what they fit. */
function identity(terms: readonly Term[]): string {
  return formatTerms(terms.toSorted((a, b) => (formatTerms([a]) < formatTerms([b]) ? -1 : 1)))
}
