import type { Handler } from '../handler.ts'
import { testClusters } from './cluster-test.ts'
import {
  cancelCompare,
  createCompare,
  createObjectCompare,
  createTableCompare,
  listTableCompares,
  startTableCompare,
} from './compare.ts'
import { downloadCompare, exportCompare } from './compare-files.ts'
import { compareReport } from './compare-report.ts'
import {
  contentDetail,
  contentDifference,
  contentOverview,
  lineDetail,
  lineOverview,
  objectDetail,
  objectOverview,
} from './compare-results.ts'
import { monitoringData, structDetail, structProcess } from './dr.ts'
import { changeParams, getParams } from './parameters.ts'
import { setSyncPolicy, transformData } from './policy.ts'
import {
  availableZones,
  jobDetails,
  jobProgress,
  jobStatus,
  jobs,
  nodeTypes,
  precheckResults,
  quotas,
  rpoAndRto,
} from './read.ts'
import { pauseJobs, retryJobs, startJobs, stopOrDeleteJobs, switchoverJobs } from './run.ts'
import { limitSpeed, ltsConfig, modifyPasswords, replaceDefiners, setSmn, updateLts } from './settings.ts'
import { createJobs, modifyJobs, precheckJobs, selectObjects, testConnections } from './setup.ts'
import { tuning, updateTuning } from './tuning.ts'
import { sourceUsers, updateUsers } from './users.ts'

/** v3, in the order of the reference. */
const v3: readonly Handler[] = [
  quotas,
  availableZones,
  jobProgress,
  rpoAndRto,
  createJobs,
  testConnections,
  testClusters,
  modifyJobs,
  selectObjects,
  precheckJobs,
  precheckResults,
  limitSpeed,
  getParams,
  changeParams,
  startJobs,
  retryJobs,
  pauseJobs,
  stopOrDeleteJobs,
  modifyPasswords,
  replaceDefiners,
  createCompare,
  compareReport,
  jobs,
  jobDetails,
  jobStatus,
  setSmn,
  nodeTypes,
  ltsConfig,
  updateLts,
  listTableCompares,
  createTableCompare,
  cancelCompare,
  startTableCompare,
  lineOverview,
  lineDetail,
  contentOverview,
  contentDetail,
  contentDifference,
  createObjectCompare,
  objectOverview,
  objectDetail,
  exportCompare,
  downloadCompare,
  updateUsers,
  sourceUsers,
  transformData,
  setSyncPolicy,
  updateTuning,
  tuning,
  switchoverJobs,
  monitoringData,
  structProcess,
  structDetail,
]

/** Every operation that the local DRS carries out, of each generation over the same world. */
export const handlers: readonly Handler[] = [...v3]
