import type { ListedTask, SearchResult } from '../tasks/task-search.ts'
import type { Snapshot } from '../watching/snapshot.ts'
import type { FilterWatch } from '../watching/watch.ts'

/*
 * A filter that fits many tasks is told by one message, its board: how many tasks stand how, and which need somebody. Only
 * these have cards of their own.
 */

/** A filter with more tasks than these has a board. */
export const mostCards = 25

/** So many tasks that need somebody are listed on a board. */
export const mostOnBoard = 10

/** A task that needs somebody, as its board shows it. */
export interface BoardTask extends ListedTask {
  /** As the last look saw it. */
  readonly snapshot?: Snapshot
  /** The address of its card. */
  readonly link?: string
}

/** What a board shows. */
export interface Board {
  readonly filter: Pick<FilterWatch, 'connection' | 'terms'>
  readonly counts: SearchResult['counts']
  /** Those that need somebody, the worst first; at most `mostOnBoard`. */
  readonly needing: readonly BoardTask[]
  /** The channel does not watch them any more. */
  readonly over?: true
  /** The channel works with another connection, whose tasks its lists show. */
  readonly elsewhere?: true
}
