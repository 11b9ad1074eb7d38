import {
  batchCreateJobs,
  batchJobDetails,
  batchJobProgress,
  batchJobStatus,
  batchModifyJobs,
  batchPauseJobs,
  batchPrecheck,
  batchPrecheckResult,
  batchRetryJobs,
  batchRpoAndRto,
  batchSelectObjects,
  batchStartJobs,
  batchStopOrDeleteJobs,
  batchSwitchover,
  batchTestConnections,
  listAvailableZones,
  listJobs,
  listNodeTypes,
  listQuotas,
} from '../drs/index.ts'
import { type Operation, type Risk, risks } from '../drs/operation.ts'
import type { TaskService } from './task-service.ts'

/** A word of the task vocabulary. */
export type ServiceCall = keyof TaskService

/** The operations behind each word; roles and documentation of a command follow from the words it uses. */
export const serviceOperations: Readonly<Record<ServiceCall, readonly Operation[]>> = {
  list: [listJobs],
  details: [batchJobDetails],
  statuses: [batchJobStatus],
  progress: [batchJobProgress],
  recovery: [batchRpoAndRto],
  precheckReports: [batchPrecheckResult],
  create: [batchCreateJobs],
  testConnection: [batchTestConnections],
  configure: [batchModifyJobs],
  selectObjects: [batchSelectObjects],
  precheck: [batchPrecheck],
  start: [batchStartJobs],
  pause: [batchPauseJobs],
  resume: [batchRetryJobs],
  stop: [batchStopOrDeleteJobs],
  delete: [batchStopOrDeleteJobs],
  switchover: [batchSwitchover],
  quota: [listQuotas],
  nodeTypes: [listNodeTypes],
  zones: [listAvailableZones],
}

export function operationsOf(calls: readonly ServiceCall[]): readonly Operation[] {
  return [...new Set(calls.flatMap((call) => serviceOperations[call]))]
}

/** The gravest risk among the operations behind these words. */
export function riskOf(calls: readonly ServiceCall[]): Risk {
  const worst = Math.max(0, ...operationsOf(calls).map((op) => risks.indexOf(op.risk)))
  return risks[worst] ?? 'destructive'
}
