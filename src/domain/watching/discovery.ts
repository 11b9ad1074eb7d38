import { statusOf } from '../../drs/statuses.ts'
import type { FilterWatch, Watch } from './watch.ts'
import { type Filterable, matchesTerms } from './watch-filter.ts'

/** A task as a list of tasks shows it. */
export interface DiscoverableTask extends Filterable {
  readonly id: string
  readonly status: string
}

export interface DiscoveryFacts<Task extends DiscoverableTask> {
  /** The filters of the channel, oldest first: the first that fits a task keeps it. */
  readonly filters: readonly FilterWatch[]
  /** Everything the connection has. */
  readonly tasks: readonly Task[]
  /** Tasks of which not enough is known yet to tell whether a filter fits: nothing changes for them. */
  readonly undecided?: ReadonlySet<string>
  /** What the channel watches now. */
  readonly watches: readonly Watch[]
}

export interface DiscoveryPlan<Task extends DiscoverableTask> {
  readonly add: readonly { readonly task: Task; readonly filter: FilterWatch }[]
  /** Watches that belong to another filter now, or whose filter has other options. */
  readonly change: readonly Watch[]
  /** Tasks whose watch has no filter any more that fits. */
  readonly remove: readonly string[]
}

/**
 * What the filters of a channel change of its watches. Watches that somebody asked for by name are left alone. A task that
 * has ended is not begun with, unless a filter asks for a status; one that is watched stays when it ends.
 */
export function planDiscovery<Task extends DiscoverableTask>(
  facts: DiscoveryFacts<Task>,
): DiscoveryPlan<Task> {
  const { filters, watches, undecided = new Set<string>() } = facts
  const tasks = facts.tasks.filter(({ id }) => !undecided.has(id))
  const watched = new Map(watches.map((watch) => [watch.taskId, watch]))
  const fits = new Map(
    tasks.flatMap((task) => {
      const filter = filters.find(({ terms }) => matchesTerms(terms, task))
      return filter === undefined ? [] : [[task.id, { task, filter }] as const]
    }),
  )
  const found = watches.filter(({ via }) => via !== undefined)
  return {
    add: [...fits.values()].filter(({ task, filter }) => !watched.has(task.id) && isWorthIt(task, filter)),
    change: found.flatMap((watch) => {
      const filter = fits.get(watch.taskId)?.filter
      return filter === undefined || isUnder(watch, filter) ? [] : [watchFromFilter(filter, watch.taskId)]
    }),
    remove: found
      .filter(({ taskId }) => !fits.has(taskId) && !undecided.has(taskId))
      .map(({ taskId }) => taskId),
  }
}

/** Whether a filter asks for the tags of this task, everything else about it being right. */
export function asksForTags(filters: readonly FilterWatch[], task: DiscoverableTask): boolean {
  if (task.tags !== undefined) return false
  return filters.some(({ terms }) => {
    const others = terms.filter(({ field }) => field !== 'tag')
    return others.length < terms.length && matchesTerms(others, task)
  })
}

/** Whether one of these filters has the task as well, or may have it once its tags are known. */
export function isAmong(filters: readonly FilterWatch[], task: DiscoverableTask | undefined): boolean {
  if (task === undefined) return false
  return filters.some(({ terms }) => matchesTerms(terms, task)) || asksForTags(filters, task)
}

function isWorthIt({ status }: DiscoverableTask, { terms }: FilterWatch): boolean {
  return statusOf(status).kind !== 'ended' || terms.some(({ field, not }) => field === 'status' && !not)
}

/** The watch that a filter makes of a task. */
export function watchFromFilter(filter: FilterWatch, taskId: string): Watch {
  const { id: via, terms: _, ...rest } = filter
  return { ...rest, taskId, via }
}

function isUnder(watch: Watch, filter: FilterWatch): boolean {
  const { via, locale, options } = watch
  const same = via === filter.id && locale === filter.locale
  return same && JSON.stringify(options) === JSON.stringify(filter.options)
}
