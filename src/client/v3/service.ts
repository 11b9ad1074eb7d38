import type { Locale } from '../../base/i18n.ts'
import type { ItemResult, NewTask, TaskService } from '../../domain/tasks/task-service.ts'
import {
  batchCreateJobs,
  batchModifyJobs,
  batchPauseJobs,
  batchPrecheck,
  batchRetryJobs,
  batchSelectObjects,
  batchStartJobs,
  batchStopOrDeleteJobs,
  batchSwitchover,
  batchTestConnections,
} from '../../drs/index.ts'
import type { Language } from '../call.ts'
import type { Client } from '../client.ts'
import { itemError, malformed } from '../errors.ts'
import { languages } from '../languages.ts'
import { notOffered } from '../own-errors.ts'
import { precheckMode } from '../precheck-mode.ts'
import { rowsOf, textOf } from '../values.ts'
import { readComparisons, startComparison } from './compare.ts'
import { findAll } from './find.ts'
import { allowedInList, findFailedSubtasks, listAll } from './list.ts'
import { detailQuery, precheckQuery, progressQuery, pulseQuery, recoveryQuery, statusQuery } from './read.ts'
import { readNodeTypes, readQuota, readZones } from './resources.ts'
import { changeAll, changeOne, configuredJob, newJob, selection, testedDatabase } from './write.ts'

/**
 * The task model over the v3 API of one connection, in one language. Each question of the interface is one operation,
 * split into as many calls as its limits need.
 */
export function createTaskService(client: Client, locale: Locale): TaskService {
  const language = languages[locale]
  return {
    ...queries(client, language),
    ...setUp(client, language),
    ...actions(client, language),
    stop: (ids, { force }) => endAll(client, language, ids, force ? 'force_terminate' : 'terminate'),
    delete: (ids) => endAll(client, language, ids, 'delete'),
    reset: async (ids) => refuseAll(ids, 'reset'),
    allowedActions: (id) => allowedInList(client, language, id),
    startComparison: ({ id }, kind, choice = {}) => startComparison(client, language, id, kind, choice),
    comparisons: (id) => readComparisons(client, language, id),
  }
}

function queries(client: Client, language: Language) {
  return {
    list: (filter = {}) => listAll(client, language, filter),
    details: (ids) => findAll(client, language, detailQuery(client.connection.name), ids),
    statuses: (ids) => findAll(client, language, statusQuery, ids),
    progress: (ids) => findAll(client, language, progressQuery, ids),
    pulse: (ids) => findAll(client, language, pulseQuery, ids),
    recovery: (ids) => findAll(client, language, recoveryQuery, ids),
    failedSubtasks: (ids, scenario) => findFailedSubtasks(client, language, ids, scenario),
    precheckReports: (ids) => findAll(client, language, precheckQuery, ids),
    quota: () => readQuota(client, language),
    nodeTypes: (query) => readNodeTypes(client, language, query),
    zones: (query) => readZones(client, language, query),
  } satisfies Partial<TaskService>
}

function setUp(client: Client, language: Language) {
  const home = client.connection
  return {
    create: (task) => create(client, language, task),
    testConnection(task, end, database) {
      const body = { jobs: [testedDatabase(home, task, end, database)] }
      return changeOne(client, language, batchTestConnections, task.id, body)
    },
    configure(task, source, destination) {
      const body = { jobs: [configuredJob(home, task, source, destination)] }
      return changeOne(client, language, batchModifyJobs, task.id, body)
    },
    selectObjects(task, choice) {
      const body = { jobs: [selection(task, choice)] }
      return changeOne(client, language, batchSelectObjects, task.id, body)
    },
  } satisfies Partial<TaskService>
}

async function create(client: Client, language: Language, task: NewTask) {
  const body = { jobs: [newJob(client.connection, task)] }
  const answer = await client.call(batchCreateJobs, { language, body })
  const [row] = rowsOf(answer.results)
  const id = textOf(row?.id)
  const error = row && itemError(batchCreateJobs.id, row)
  if (error) throw error
  if (id === undefined) throw malformed(batchCreateJobs.id, 'The answer does not name the new task.')
  return { id, status: textOf(row?.status) ?? 'CREATING' }
}

function actions(client: Client, language: Language) {
  return {
    async precheck(ids, before) {
      if (before === 'reset') return refuseAll(ids, 'precheck')
      const { found } = await findAll(client, language, statusQuery, ids)
      const body = bodyOf((job_id) => ({ job_id, precheck_mode: precheckMode(found.get(job_id)) }))
      return changeAll(client, language, batchPrecheck, ids, body)
    },
    start(ids, at) {
      const when = at === undefined ? {} : { start_time: String(at) }
      return changeAll(
        client,
        language,
        batchStartJobs,
        ids,
        bodyOf((job_id) => ({ job_id, ...when })),
      )
    },
    pause(ids, what) {
      const body = bodyOf((job_id) => ({ job_id, pause_mode: what }))
      return changeAll(client, language, batchPauseJobs, ids, body)
    },
    /**
     * Without `is_sync_re_edit`: the Chinese edition wants it after a task was edited again, and the example of both
     * editions goes without; only the English table calls it mandatory (6.1.12).
     */
    resume: (ids) =>
      changeAll(
        client,
        language,
        batchRetryJobs,
        ids,
        bodyOf((job_id) => ({ job_id })),
      ),
    switchover: (ids) =>
      changeAll(
        client,
        language,
        batchSwitchover,
        ids,
        bodyOf((id) => id),
      ),
  } satisfies Partial<TaskService>
}

function refuseAll(ids: readonly string[], what: string): readonly ItemResult[] {
  return ids.map((id) => ({ id, ok: false, error: notOffered(what) }))
}

function endAll(
  client: Client,
  language: Language,
  ids: readonly string[],
  delete_type: 'terminate' | 'force_terminate' | 'delete',
) {
  return changeAll(
    client,
    language,
    batchStopOrDeleteJobs,
    ids,
    bodyOf((job_id) => ({ job_id, delete_type })),
  )
}

/** `{ jobs }` with an entry for each task. */
function bodyOf<Entry>(entry: (id: string) => Entry) {
  return (ids: readonly string[]) => ({ jobs: ids.map(entry) })
}
