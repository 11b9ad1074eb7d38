import type { Handler } from '../handler.ts'
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
import { createJobs, modifyJobs, precheckJobs, selectObjects, testConnections } from './setup.ts'

/** Every operation that the local DRS carries out. */
export const handlers: readonly Handler[] = [
  quotas,
  availableZones,
  jobProgress,
  rpoAndRto,
  createJobs,
  testConnections,
  modifyJobs,
  selectObjects,
  precheckJobs,
  precheckResults,
  startJobs,
  retryJobs,
  pauseJobs,
  stopOrDeleteJobs,
  jobs,
  jobDetails,
  jobStatus,
  nodeTypes,
  switchoverJobs,
]
