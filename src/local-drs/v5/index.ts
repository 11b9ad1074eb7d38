import type { Handler } from '../handler.ts'
import { actOnJob, actOnJobs, allowedActions, endJob, endJobs, nameCheck } from './actions.ts'
import { batchDetails, commitBatch, createBatch, listBatches, updateBatch } from './async-jobs.ts'
import { jobDetails } from './detail.ts'
import { enterpriseProjects } from './enterprise-projects.ts'
import { importFromFile, jobTemplate } from './job-import.ts'
import { cloneTask, createTask, deleteTask, deleteTasks, listTasks, updateTask } from './jobs.ts'
import { availableLinks } from './links.ts'
import { handlersB } from './rest.ts'

/** Every v5 operation that the local DRS carries out; single actions are carried out by the calls that carry them. */
export const handlersV5: readonly Handler[] = [
  availableLinks,
  createTask,
  listTasks,
  updateTask,
  deleteTask,
  deleteTasks,
  cloneTask,
  createBatch,
  commitBatch,
  listBatches,
  batchDetails,
  updateBatch,
  jobTemplate,
  importFromFile,
  jobDetails,
  actOnJob,
  endJob,
  actOnJobs,
  endJobs,
  allowedActions,
  nameCheck,
  enterpriseProjects,
  ...handlersB,
]
