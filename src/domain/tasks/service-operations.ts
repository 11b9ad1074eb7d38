import {
  batchCreateJobs,
  batchGetParams,
  batchJobDetails,
  batchJobProgress,
  batchJobStatus,
  batchModifyJobs,
  batchPrecheckResult,
  batchRpoAndRto,
  batchSelectObjects,
  batchStructDetail,
  batchStructProcess,
  batchTestConnections,
  contentCompareDetail,
  contentCompareDifference,
  contentCompareOverview,
  downloadCompareResult,
  drMonitoringData,
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
  objectCompareDetail,
  objectCompareOverview,
} from '../../drs/index.ts'
import { type Generation, type Operation, type Risk, risks } from '../../drs/operation.ts'
import {
  checkDataFiltering,
  cloneJob,
  collectColumns,
  collectDbObjectsV51,
  collectDbPosition,
  comparePolicy,
  configurationHistories,
  countResourceInstances,
  createJob,
  dataFilteringResult,
  dataProcessingRulesResult,
  dbObjectsStatus,
  dbPositionResult,
  filterResourceInstances,
  getAsyncJob,
  getDataProcessingRules,
  getJob,
  incrementComponents,
  jobActionNetwork,
  jobActionsAllowed,
  jobMetering,
  listAsyncJobs,
  listColumns,
  listConfigurations,
  listDbObjectsV51,
  listDirtyData,
  listEnterpriseProjects,
  listHealthCompareJobs,
  listJdbcDrivers,
  listJobTags,
  listLinks,
  listObjectMappings,
  listProgressData,
  listProjectJobTags,
  monitorData,
  objectSupport,
  objectsSavingStatus,
  objectTemplateProgress,
  updateJob,
  v5ListJobs,
  validateJobName,
} from '../../drs/v5/index.ts'
import { callsOfAction } from '../actions/operations.ts'
import { actionOf, type CallableAction, isCallable } from '../actions/rows.ts'
import type { TaskService } from './task-service.ts'

/** A method of the task service: a question, a step of setting up, or an action. */
export type ServiceMethod = Exclude<keyof TaskService, 'act'> | CallableAction

/** The steps of setting up, which change a task; like actions they are taken through src/execution. */
type SetUpCall = 'create' | 'clone' | 'testConnection' | 'configure' | 'selectObjects'

/** Of these words the questions, which change nothing. */
export type ReadCall<Calls extends ServiceMethod> = Exclude<Calls, CallableAction | SetUpCall>

type Behind = Readonly<Record<Generation, readonly Operation[]>>

/**
 * The operations behind each word, in both generations; roles and documentation of a command follow from the words it
 * uses. v5 has no call of its own for recovery, switchover, quota, node types and zones, and its precheck result can only
 * be asked for by who started the precheck: there the v3 calls of the same connection are used.
 */
const questions: Readonly<Record<Exclude<ServiceMethod, CallableAction>, Behind>> = {
  list: { v3: [listJobs], v5: [v5ListJobs] },
  listPage: { v3: [listJobs], v5: [v5ListJobs] },
  details: { v3: [batchJobDetails, listJobs], v5: [getJob] },
  settings: { v3: [batchJobDetails], v5: [getJob] },
  tags: { v3: [batchJobDetails, listJobs], v5: [listJobTags] },
  selectedObjects: { v3: [batchJobDetails], v5: [listDbObjectsV51] },
  appliedObjects: { v3: [], v5: [collectDbObjectsV51, dbObjectsStatus] },
  sourceObjects: { v3: [], v5: [collectDbObjectsV51, dbObjectsStatus] },
  dataRules: { v3: [batchJobDetails], v5: [getDataProcessingRules] },
  drivers: { v3: [], v5: [listJdbcDrivers] },
  objectSupport: { v3: [], v5: [objectSupport] },
  objectImport: { v3: [], v5: [objectTemplateProgress] },
  objectMappings: { v3: [], v5: [listObjectMappings] },
  importBatches: { v3: [], v5: [listAsyncJobs] },
  batchTasks: { v3: [], v5: [getAsyncJob] },
  enterpriseProjects: { v3: [], v5: [listEnterpriseProjects] },
  metering: { v3: [], v5: [jobMetering] },
  tagged: { v3: [], v5: [countResourceInstances, filterResourceInstances] },
  tableColumns: { v3: [], v5: [collectColumns, listColumns] },
  checkRules: { v3: [], v5: [checkDataFiltering, dataFilteringResult] },
  requireRulesSaved: { v3: [], v5: [dataProcessingRulesResult] },
  knownTags: { v3: [], v5: [listProjectJobTags] },
  logDelivery: { v3: [getLtsConfig], v5: [getLtsConfig] },
  sourceUsers: { v3: [listSourceUsers], v5: [listSourceUsers] },
  databaseParameters: { v3: [batchGetParams], v5: [batchGetParams] },
  tuning: { v3: [listTuningParams], v5: [listConfigurations] },
  tuningHistory: { v3: [], v5: [configurationHistories] },
  isNameFree: { v3: [], v5: [validateJobName] },
  logPosition: { v3: [], v5: [collectDbPosition, dbPositionResult] },
  statuses: { v3: [batchJobStatus], v5: [v5ListJobs, getJob] },
  toldByListsOnly: { v3: [], v5: [] },
  homeOfNew: { v3: [], v5: [] },
  progress: { v3: [batchJobProgress], v5: [getJob] },
  fullProgress: { v3: [batchJobProgress], v5: [getJob] },
  initialization: { v3: [batchStructProcess], v5: [batchStructProcess] },
  objectProgress: { v3: [batchStructDetail], v5: [listProgressData] },
  components: { v3: [], v5: [incrementComponents] },
  abnormalRows: { v3: [], v5: [listDirtyData] },
  progressProbes: { v3: [batchJobProgress], v5: [] },
  failedSubtasks: { v3: [listJobs], v5: [v5ListJobs] },
  monitoring: { v3: [drMonitoringData], v5: [monitorData] },
  taskLog: { v3: [batchJobDetails], v5: [getJob] },
  subtasks: { v3: [listJobs], v5: [v5ListJobs] },
  recovery: { v3: [batchRpoAndRto], v5: [batchRpoAndRto] },
  precheckReports: { v3: [batchPrecheckResult], v5: [getJob, batchPrecheckResult] },
  create: { v3: [batchCreateJobs, listJobs], v5: [listLinks, createJob, v5ListJobs] },
  clone: { v3: [], v5: [cloneJob, v5ListJobs] },
  testConnection: { v3: [batchTestConnections, listJobs, batchJobDetails], v5: [jobActionNetwork, getJob] },
  configure: { v3: [batchModifyJobs, listJobs], v5: [updateJob, jobActionNetwork, getJob] },
  selectObjects: { v3: [batchSelectObjects], v5: [updateJob, objectsSavingStatus] },
  allowedActions: { v3: [listJobs], v5: [jobActionsAllowed] },
  comparisons: {
    v3: [
      listTableCompareJobs,
      ...[objectCompareOverview, lineCompareOverview, contentCompareOverview],
      ...[objectCompareDetail, lineCompareDetail, contentCompareDetail],
    ],
    v5: [getJob],
  },
  comparedPlaces: {
    v3: [
      objectCompareOverview,
      objectCompareDetail,
      lineCompareOverview,
      lineCompareDetail,
      contentCompareOverview,
      contentCompareDetail,
    ],
    v5: [getJob],
  },
  differingRows: { v3: [contentCompareDifference], v5: [contentCompareDifference] },
  comparisonFile: { v3: [downloadCompareResult], v5: [] },
  regularComparisons: { v3: [], v5: [comparePolicy, listHealthCompareJobs] },
  quota: { v3: [listQuotas], v5: [listQuotas] },
  nodeTypes: { v3: [listNodeTypes], v5: [listNodeTypes] },
  nodeStock: { v3: [listNodeTypes], v5: [listNodeTypes] },
  links: { v3: [], v5: [listLinks] },
  zones: { v3: [listAvailableZones], v5: [listAvailableZones] },
}

/** The words that have calls of their own. */
export const serviceQuestions = Object.keys(questions).filter(
  (word): word is keyof typeof questions => word in questions,
)

/** The operations behind a word; those of an action follow from its row, with what is asked first where the call hangs on it. */
export function operationsBehind(call: ServiceMethod): Behind {
  if (!isCallable(call)) return questions[call]
  const { v3, v5 } = callsOfAction(call)
  const { drs } = actionOf(call)
  const first = drs?.engineCounts ? questions.details : drs?.statusCounts ? questions.statuses : undefined
  return { v3: [...v3, ...(first?.v3 ?? [])], v5: [...v5, ...(first?.v5 ?? [])] }
}

/** Each operation once, those of v3 first. */
export function operationsOf(calls: readonly ServiceMethod[]): readonly Operation[] {
  const v3 = calls.flatMap((call) => operationsBehind(call).v3)
  const v5 = calls.flatMap((call) => operationsBehind(call).v5)
  return [...new Set([...v3, ...v5])]
}

/** The gravest risk among the operations behind these words. */
export function riskOf(calls: readonly ServiceMethod[]): Risk {
  const worst = Math.max(0, ...operationsOf(calls).map((op) => risks.indexOf(op.risk)))
  return risks[worst] ?? 'destructive'
}
