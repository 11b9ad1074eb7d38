import { statusOf } from '../../drs/statuses.ts'
import { actionOf } from '../actions/rows.ts'
import { isInMotion } from './poll-interval.ts'
import type { Snapshot } from './snapshot.ts'
import type { PendingAction } from './watch.ts'

/** Scenario of disaster recovery in DRS's `db_use_type` (6.1.1). */
const disasterRecovery = 'cloudDataGuard'

/** Parts that a poll asks for beyond the status. */
export interface ExtraQuestions {
  readonly progress: boolean
  readonly recovery: boolean
  readonly precheck: boolean
}

/** Name, scenario, direction and error are asked for at first sight, after a change, and while a switchover is awaited. */
export function wantsDetails(
  before: Snapshot | undefined,
  status: string | null,
  actions: readonly PendingAction[],
): boolean {
  if (status === null) return false
  return before?.status !== status || before.name === undefined || actions.some(awaitsDirection)
}

function awaitsDirection({ verb }: PendingAction): boolean {
  return actionOf(verb).outcome?.awaits === 'direction'
}

/**
 * Comparisons are asked for task by task, with several calls, so only where somebody has begun one; and of one that takes long
 * ever more seldom, up to once a minute.
 */
export function awaitsComparison(actions: readonly PendingAction[], at: number): boolean {
  return actions.some((action) => isComparing(action) && isTurnOf(action, at))
}

export function isComparing({ verb }: PendingAction): boolean {
  return actionOf(verb).outcome?.awaits === 'comparison'
}

const minute = 60_000
/** Somewhat longer than the time between two polls, so that none of the turns is missed. */
const turnMs = 8_000

function isTurnOf({ since }: PendingAction, at: number): boolean {
  const minutes = Math.floor((at - since) / minute)
  return minutes < 1 || at % Math.min(minute, minutes * 10_000) < turnMs
}

/** A healthy task of which nothing is awaited, and whose status is the one that is known already. */
export function isSteady(
  before: Snapshot | undefined,
  status: string | null,
  actions: readonly PendingAction[],
): boolean {
  return status !== null && before?.status === status && actions.length === 0 && isHealthy(status)
}

function isHealthy(status: string): boolean {
  return statusOf(status).kind === 'healthy'
}

/**
 * Failed subtasks stand in lists only. They are asked for where a status speaks of subtasks that may have failed since:
 * after a change, and as long as it says that they are on their way.
 */
export function wantsSubtasks(before: Snapshot | undefined, status: string | null): boolean {
  if (status === null || !statusOf(status).status.startsWith('CHILD_TRANSFER_')) return false
  return before?.status !== status || isInMotion(status)
}

/**
 * Of so many tasks at rest, how many are asked for their progress in one look where each costs a call: of many only one, so
 * that it costs all of them what a page of the list does.
 */
export function progressShare(tasks: number): number {
  return tasks > 50 ? 1 : 5
}

/**
 * Up to `count` of the ids, others at another moment. Every one comes up as often as the rest in the long run, whatever
 * the time between two moments, and without a memory of who was last.
 */
export function rotatingSample(ids: readonly string[], count: number, at: number): readonly string[] {
  if (ids.length <= count) return ids
  const drawn = ids.map((id) => [lot(`${at}${id}`), id] as const).sort(([a], [b]) => a - b)
  return drawn.slice(0, count).map(([, id]) => id)
}

/** FNV-1a, then mixed once more: ids that differ in one letter must not keep their order. */
function lot(text: string): number {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
}

export function extraQuestionsFor(status: string | null, scenario: string | undefined): ExtraQuestions {
  if (status === null) return { progress: false, recovery: false, precheck: false }
  const { kind, status: name } = statusOf(status)
  return {
    progress: kind === 'running' || kind === 'healthy',
    recovery: scenario === disasterRecovery && name.startsWith('INCRE_TRANSFER_'),
    precheck: name === 'CONFIGURATION',
  }
}
