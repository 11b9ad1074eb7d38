import { statusOf } from '../drs/statuses.ts'
import type { Snapshot } from './snapshot.ts'
import type { Follow } from './watch.ts'

/** Scenario of disaster recovery in DRS's `db_use_type` (6.1.1). */
const disasterRecovery = 'cloudDataGuard'

/** Parts that a round asks for beyond the status. */
export interface Parts {
  readonly progress: boolean
  readonly recovery: boolean
  readonly precheck: boolean
}

/** Name, scenario, direction and error are asked for at first sight, after a change, and while a switchover is awaited. */
export function wantsDetails(
  before: Snapshot | undefined,
  status: string | null,
  follows: readonly Follow[],
): boolean {
  if (status === null) return false
  return before?.status !== status || before.name === undefined || follows.some(awaitsDirection)
}

function awaitsDirection(follow: Follow): boolean {
  return follow.verb === 'switchover'
}

export function wantedParts(status: string | null, scenario: string | undefined): Parts {
  if (status === null) return { progress: false, recovery: false, precheck: false }
  const { kind, status: name } = statusOf(status)
  return {
    progress: kind === 'running' || kind === 'healthy',
    recovery: scenario === disasterRecovery && name.startsWith('INCRE_TRANSFER_'),
    precheck: name === 'CONFIGURATION',
  }
}
