import type { Operation } from './operation.ts'
import { batchTestConnections, batchTestConnectionsCluster } from './v3/connections.ts'
import { batchCreateJobs, batchModifyJobs } from './v3/create.ts'
import { batchJobProgress, batchRpoAndRto } from './v3/monitoring.ts'
import { batchSelectObjects } from './v3/objects.ts'
import { batchPrecheck, batchPrecheckResult } from './v3/precheck.ts'
import { batchJobDetails, batchJobStatus, listJobs } from './v3/query.ts'
import { listAvailableZones, listNodeTypes, listQuotas } from './v3/resources.ts'
import {
  batchPauseJobs,
  batchRetryJobs,
  batchStartJobs,
  batchStopOrDeleteJobs,
  batchSwitchover,
} from './v3/run.ts'

/** The contract with DRS: every declared operation, each also under its own name. */

export type { Generation, Operation, Paging, RequestOf, ResponseOf, Risk } from './operation.ts'
export { risks } from './operation.ts'
export {
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
  batchTestConnectionsCluster,
  listAvailableZones,
  listJobs,
  listNodeTypes,
  listQuotas,
}

/** In the order of the reference. */
export const operations: readonly Operation[] = [
  listQuotas,
  listAvailableZones,
  batchJobProgress,
  batchRpoAndRto,
  batchCreateJobs,
  batchTestConnections,
  batchTestConnectionsCluster,
  batchModifyJobs,
  batchSelectObjects,
  batchPrecheck,
  batchPrecheckResult,
  batchStartJobs,
  batchRetryJobs,
  batchPauseJobs,
  batchStopOrDeleteJobs,
  listJobs,
  batchJobDetails,
  batchJobStatus,
  listNodeTypes,
  batchSwitchover,
]

export function operationById(id: string): Operation | undefined {
  return operations.find((candidate) => candidate.id === id)
}
