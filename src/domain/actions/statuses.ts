import { type StatusKind, statuses, statusOf } from '../../drs/statuses.ts'

/** Sets of statuses in which actions are possible, and which they lead to. */

export function isOneOf(status: string, ...kinds: readonly StatusKind[]): boolean {
  return kinds.includes(statusOf(status).kind)
}

export function isFailed(status: string): boolean {
  return isOneOf(status, 'failed')
}

export function isFailedOrEnded(status: string): boolean {
  return isOneOf(status, 'failed', 'ended')
}

export function isUnderWay(status: string): boolean {
  return isOneOf(status, 'running', 'healthy')
}

/** A short task may be through before anybody looks: then it has passed the status in which it would have been under way. */
export function isUnderWayOrPast(status: string): boolean {
  return isUnderWay(status) || isOneOf(status, 'ended')
}

const starting: ReadonlySet<string> = new Set(['STARTJOBING', 'WAITING_FOR_START', 'CHILD_TRANSFER_STARTING'])
const beforeStart: ReadonlySet<string> = new Set(['CONFIGURATION', 'START_JOB_FAILED', ...starting])

export function isStarting(status: string): boolean {
  return starting.has(status)
}

export function isBeforeStart(status: string): boolean {
  return beforeStart.has(status)
}

/** It moves, or is about to. */
export function isGoing(status: string): boolean {
  return isStarting(status) || isUnderWay(status)
}

/** 6.1.14: a task in any other status has to be stopped first. */
export const deletable = ['CREATE_FAILED', 'RELEASE_RESOURCE_COMPLETE', 'RELEASE_CHILD_TRANSFER_COMPLETE']

export const stoppable = statuses
  .filter((row) => !row.terminal && row.kind !== 'stopping' && row.status !== 'CREATING')
  .map((row) => row.status)

/** 7.10.1: parameters of the task can be set then. */
export const tunable = [
  'CONFIGURATION',
  'FULL_TRANSFER_STARTED',
  'INCRE_TRANSFER_STARTED',
  'FULL_TRANSFER_FAILED',
  'INCRE_TRANSFER_FAILED',
  'PAUSING',
]

/** DRS knows the task. */
export const existing = statuses.map(({ status }) => status).filter((status) => status !== 'DELETED')

export const failedWhileRunning = ['START_JOB_FAILED', 'FULL_TRANSFER_FAILED', 'INCRE_TRANSFER_FAILED']

/** 6.1.15: once a task was started, and as long as it is not ending. */
export const passwordCounts = [
  'STARTJOBING',
  'START_JOB_FAILED',
  'FULL_TRANSFER_STARTED',
  'FULL_TRANSFER_FAILED',
  'FULL_TRANSFER_COMPLETE',
  'INCRE_TRANSFER_STARTED',
  'INCRE_TRANSFER_FAILED',
  'PAUSING',
]

/** DRS has the mode given by hand: before the first start, or on a task that has run already (6.1.6, 7.6.1). */
export function precheckMode(status: string | undefined): 'forStartJob' | 'forRetryJob' {
  return /^(FULL|INCRE)_TRANSFER_|^PAUSING$|^CHANGE_JOB_/.test(status ?? '') ? 'forRetryJob' : 'forStartJob'
}

/** The full copy is still to come, under way or interrupted; a paused task does not say in which phase it is. */
export const fullCopyAhead = [
  'CONFIGURATION',
  'WAITING_FOR_START',
  'STARTJOBING',
  'START_JOB_FAILED',
  'FULL_TRANSFER_STARTED',
  'FULL_TRANSFER_FAILED',
  'PAUSING',
]

/** From here a task begins anew. */
export const interrupted = ['PAUSING', ...failedWhileRunning]
