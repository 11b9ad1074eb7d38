import type { PrecheckItem, PrecheckReport } from '../../src/domain/tasks/task.ts'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'
import type { PendingAction } from '../../src/domain/watching/watch.ts'

export const connection = 'prod'
export const taskId = 'task-1'

export function snapshot(fields: Partial<Snapshot> = {}): Snapshot {
  return {
    connection,
    id: taskId,
    version: 3,
    changedAt: 1_000,
    name: 'orders',
    scenario: 'migration',
    engine: 'mysql',
    mode: 'FULL_INCR_TRANS',
    direction: 'up',
    status: 'CONFIGURATION',
    ...fields,
  }
}

export function report(fields: Partial<PrecheckReport> = {}): PrecheckReport {
  return { percent: 100, finished: true, passed: true, items: [item('a', 'PASSED')], ...fields }
}

export function item(name: string, verdict: string): PrecheckItem {
  return { item: name, verdict }
}

export function samplePending(fields: Partial<PendingAction> = {}): PendingAction {
  return {
    id: 'f1',
    team: 'T1',
    channel: 'C1',
    connection,
    taskId,
    verb: 'start',
    by: 'U1',
    locale: 'en',
    since: 2_000,
    deadline: 10_000,
    ...fields,
  }
}
