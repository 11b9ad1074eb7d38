import type { Operation } from './operation.ts'
import { queryCompareResult } from './v3/compare-report.ts'
import {
  contentCompareDetail,
  contentCompareDifference,
  contentCompareOverview,
  lineCompareDetail,
  lineCompareOverview,
  objectCompareDetail,
  objectCompareOverview,
} from './v3/compare-results.ts'
import {
  cancelCompareJob,
  createCompareTask,
  createObjectCompareJob,
  createTableCompareJob,
  downloadCompareResult,
  exportCompareResult,
  listTableCompareJobs,
  startTableCompareJob,
} from './v3/compare-tasks.ts'
import { batchTestConnections, batchTestConnectionsCluster } from './v3/connections.ts'
import { batchCreateJobs, batchModifyJobs } from './v3/create.ts'
import {
  batchJobProgress,
  batchRpoAndRto,
  batchStructDetail,
  batchStructProcess,
  drMonitoringData,
} from './v3/monitoring.ts'
import { batchSelectObjects, batchTransformData } from './v3/objects.ts'
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
import {
  batchGetParams,
  batchLimitSpeed,
  batchModifyPasswords,
  batchReplaceDefiner,
  batchSetSmn,
  modifyParams,
} from './v3/settings.ts'
import { batchSetSyncPolicy } from './v3/sync-policy.ts'
import { getLtsConfig, listTuningParams, updateLtsConfig, updateTuningParams } from './v3/tuning.ts'
import { batchUpdateUsers, listSourceUsers } from './v3/users.ts'
import { operationsV5 } from './v5/index.ts'

/** The contract with DRS: every declared operation, each also under its own name. */

export type { Generation, Operation, Paging, RequestOf, ResponseOf, Risk } from './operation.ts'
export { risks } from './operation.ts'
export * from './v5/index.ts'
export {
  batchCreateJobs,
  batchGetParams,
  batchJobDetails,
  batchJobProgress,
  batchJobStatus,
  batchLimitSpeed,
  batchModifyJobs,
  batchModifyPasswords,
  batchPauseJobs,
  batchPrecheck,
  batchPrecheckResult,
  batchReplaceDefiner,
  batchRetryJobs,
  batchRpoAndRto,
  batchSelectObjects,
  batchSetSmn,
  batchSetSyncPolicy,
  batchStartJobs,
  batchStopOrDeleteJobs,
  batchStructDetail,
  batchStructProcess,
  batchSwitchover,
  batchTestConnections,
  batchTestConnectionsCluster,
  batchTransformData,
  batchUpdateUsers,
  cancelCompareJob,
  contentCompareDetail,
  contentCompareDifference,
  contentCompareOverview,
  createCompareTask,
  createObjectCompareJob,
  createTableCompareJob,
  downloadCompareResult,
  drMonitoringData,
  exportCompareResult,
  getLtsConfig,
  lineCompareDetail,
  lineCompareOverview,
  listAvailableZones,
  listJobs,
  listNodeTypes,
  listQuotas,
  listSourceUsers,
  listTableCompareJobs,
  listTuningParams,
  modifyParams,
  objectCompareDetail,
  objectCompareOverview,
  queryCompareResult,
  startTableCompareJob,
  updateLtsConfig,
  updateTuningParams,
}

const operationsV3: readonly Operation[] = [
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
  batchLimitSpeed,
  batchGetParams,
  modifyParams,
  batchStartJobs,
  batchRetryJobs,
  batchPauseJobs,
  batchStopOrDeleteJobs,
  batchModifyPasswords,
  batchReplaceDefiner,
  createCompareTask,
  queryCompareResult,
  listJobs,
  batchJobDetails,
  batchJobStatus,
  batchSetSmn,
  listNodeTypes,
  getLtsConfig,
  updateLtsConfig,
  listTableCompareJobs,
  createTableCompareJob,
  cancelCompareJob,
  startTableCompareJob,
  lineCompareOverview,
  lineCompareDetail,
  contentCompareOverview,
  contentCompareDetail,
  contentCompareDifference,
  createObjectCompareJob,
  objectCompareOverview,
  objectCompareDetail,
  exportCompareResult,
  downloadCompareResult,
  batchUpdateUsers,
  listSourceUsers,
  batchTransformData,
  batchSetSyncPolicy,
  updateTuningParams,
  listTuningParams,
  batchSwitchover,
  drMonitoringData,
  batchStructProcess,
  batchStructDetail,
]

/** Every operation of both generations, each in the order of its reference. */
export const operations: readonly Operation[] = [...operationsV3, ...operationsV5]

export function operationById(id: string): Operation | undefined {
  return operations.find((candidate) => candidate.id === id)
}
