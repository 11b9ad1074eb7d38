import { statusOf } from '../../drs/statuses.ts'
import { actionOf } from '../actions/rows.ts'
import type { TaskEvent } from './event.ts'
import type { Observation, Snapshot } from './snapshot.ts'
import type { PendingAction } from './watch.ts'

/** DRS says at times, for some seconds, that a task does not exist: that is believed when it repeats. Times in milliseconds. */

/**
 * Whether a poll that DRS answered with "does not exist" says too little yet: a task that nobody has asked to end, and that
 * was not missing `confirmMs` ago.
 */
export function isDoubtfullyGone(
  before: Snapshot | undefined,
  seen: Observation,
  at: number,
  confirmMs: number,
  actions: readonly PendingAction[],
): before is Snapshot {
  if (seen.status !== null || before === undefined || before.status === null) return false
  if (statusOf(before.status).terminal || actions.some(endsTask)) return false
  return before.missingSince === undefined || at - before.missingSince < confirmMs
}

function endsTask({ verb }: PendingAction): boolean {
  return actionOf(verb).outcome?.whenGone === 'reached'
}

/** For so long a task that is gone may come back. */
const mayReturnMs = 60 * 60_000

/** When to look at a task that is gone: seldom, and not for ever. */
export function nextLookAtGone(snapshot: Snapshot, at: number, intervalMs: number): number | undefined {
  if (snapshot.status !== null) return undefined
  return at - (snapshot.statusSince ?? snapshot.changedAt) < mayReturnMs ? at + intervalMs : undefined
}

/** A task that was told to be gone is there again. */
export function returnEvents(before: Snapshot | undefined, next: Snapshot, at: number): readonly TaskEvent[] {
  if (before?.status !== null || next.status === null) return []
  const id = `${next.connection}:${next.id}:${next.version}:returned`
  return [{ id, at, kind: 'returned', to: next.status }]
}
