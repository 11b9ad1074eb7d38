import type { Locale } from '../../base/i18n.ts'
import type { ActionOptions, BatchCall } from '../../domain/actions/action.ts'
import { actionOf, type CallableAction, isServed } from '../../domain/actions/rows.ts'
import { selectionOf } from '../../domain/objects/selection.ts'
import type { TaskObjects } from '../../domain/objects/task-objects.ts'
import { selectionEntry } from '../../domain/objects/wire.ts'
import type { TaskRules } from '../../domain/tasks/data-rules.ts'
import type { Task } from '../../domain/tasks/task.ts'
import type {
  AvailabilityZone,
  DatabaseAccess,
  ItemResult,
  LookupResult,
  NewTask,
  NodeQuery,
  NodeType,
  Quota,
  TaskService,
} from '../../domain/tasks/task-service.ts'
import type { LogEntry } from '../../domain/tasks/timeline.ts'
import { DrsError } from '../../drs/drs-error.ts'
import {
  batchCreateJobs,
  batchJobDetails,
  batchModifyJobs,
  batchSelectObjects,
  batchTestConnections,
  listAvailableZones,
  listJobs,
  listNodeTypes,
  listQuotas,
} from '../../drs/index.ts'
import { taskRowsIn } from '../answer-forms.ts'
import type { DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import { type CreatedTask, created } from '../created.ts'
import { malformed } from '../errors.ts'
import { languages } from '../languages.ts'
import { pageOfLists } from '../listed.ts'
import { notOffered } from '../own-errors.ts'
import { boundsOf } from '../precheck-report.ts'
import { actServed, beginAll, type ServedCalls } from '../served.ts'
import { flagOf, numberOf, rowsOf, textOf, withoutUndefined } from '../values.ts'
import {
  beginComparisonV3,
  cancelComparisonV3,
  comparisonFileV3,
  exportComparisonV3,
  readComparisonsV3,
  startComparisonNowV3,
} from './compare.ts'
import { comparedPlacesV3, differingRowsV3, type V3Deps } from './compare-results.ts'
import { findAll } from './find.ts'
import {
  allowedInList,
  findFailedSubtasksV3,
  listPageV3,
  listSubtasksV3,
  listTasksV3,
  withNetworks,
} from './list.ts'
import { readLogDelivery } from './log-delivery.ts'
import { readFullProgressV3, readInitialization, readObjectProgressV3 } from './object-progress.ts'
import { readDatabaseParameters, readTuningV3 } from './parameters.ts'
import {
  detailQuery,
  milestonesQuery,
  monitoringQuery,
  objectsQuery,
  precheckQuery,
  progressProbeQuery,
  progressQuery,
  recoveryQuery,
  rulesQuery,
  settingsQuery,
  statusQuery,
} from './read.ts'
import { readSourceUsers } from './source-users.ts'
import { changeAll, changeOne, configuredJob, newJob, testedDatabase } from './write.ts'

/**
 * The task model over the v3 API of one connection, in one language. Each question of the interface is one operation,
 * split into as many calls as its limits need.
 */
export function createTaskServiceV3(client: Client, locale: Locale): TaskService {
  const language = languages[locale]
  const on = { client, language }
  return {
    ...queries(client, language),
    ...setUp(client, language),
    ...comparing(on),
    act: (name, ids, options) =>
      isServed(name)
        ? actServed(servedCalls(on), name, ids, options)
        : act(client, language, name, ids, options),
    allowedActions: (id) => allowedInList(client, language, id),
  }
}

function comparing(on: V3Deps) {
  return {
    comparisons: (id, options) => readComparisonsV3(on, id, options),
    comparedPlaces: (id, comparison, database) => comparedPlacesV3(on, id, comparison, database),
    differingRows: (id, { id: comparison }, page) => differingRowsV3(on, id, comparison, page),
    comparisonFile: (id, comparison) => comparisonFileV3(on, id, comparison),
    regularComparisons: async () => undefined,
  } satisfies Partial<TaskService>
}

function servedCalls(on: V3Deps): ServedCalls {
  return {
    compare: (id, options) => beginAll(options, (wanted) => beginComparisonV3(on, id, wanted)),
    endcompare: async (id, { comparison = '' }) => {
      await cancelComparisonV3(on, id, comparison)
      return {}
    },
    comparenow: async (id, { comparison = '' }) => {
      await startComparisonNowV3(on, id, comparison)
      return {}
    },
    exportcompare: async (id, { comparison = '', kind = '' }) => {
      await exportComparisonV3(on, id, { id: comparison, kind })
      return {}
    },
  }
}

function queries(client: Client, language: DrsLanguage) {
  return {
    list: (filter = {}) => listTasksV3(client, language, filter),
    listPage: pageOfLists(listJobs.id, client, (filter, page) => listPageV3(client, language, filter, page)),
    details: (ids) => readDetails(client, language, ids),
    settings: (ids) => findAll(client, language, settingsQuery, ids),
    selectedObjects: ({ id }) => readObjects(client, language, id),
    appliedObjects: async () => undefined,
    sourceObjects: async () => undefined,
    dataRules: ({ id }) => readRules(client, language, id),
    drivers: async () => undefined,
    objectSupport: async () => undefined,
    objectImport: async () => {
      throw notOffered('objectImport')
    },
    objectMappings: async () => undefined,
    importBatches: async () => undefined,
    batchTasks: async () => [],
    enterpriseProjects: async () => undefined,
    metering: async () => undefined,
    tagged: async () => undefined,
    tableColumns: async () => undefined,
    checkRules: async () => undefined,
    requireRulesSaved: async () => undefined,
    tags: async ({ id }) => {
      const { found, failed } = await readDetails(client, language, [id])
      const [error] = failed.values()
      if (error) throw error
      return found.get(id)?.tags ?? []
    },
    knownTags: async () => undefined,
    logDelivery: (id) => readLogDelivery(client, language, id),
    sourceUsers: (id) => readSourceUsers(client, language, id),
    databaseParameters: (id) => readDatabaseParameters(client, language, id),
    tuning: (id) => readTuningV3(client, language, id),
    tuningHistory: async () => undefined,
    isNameFree: async () => undefined,
    logPosition: async () => {
      throw notOffered('position')
    },
    statuses: (ids) => findAll(client, language, statusQuery, ids),
    progress: (ids) => findAll(client, language, progressQuery, ids),
    fullProgress: (ids) => readFullProgressV3(client, language, ids),
    initialization: (ids) => readInitialization(client, language, ids),
    objectProgress: (task, kind) => readObjectProgressV3(client, language, task, kind),
    components: async () => undefined,
    abnormalRows: async () => undefined,
    progressProbes: (ids) => findAll(client, language, progressProbeQuery, ids),
    recovery: (ids) => findAll(client, language, recoveryQuery, ids),
    monitoring: (ids) => findAll(client, language, monitoringQuery, ids),
    taskLog: async ({ id }) => ({ entries: await readMilestones(client, language, id) }),
    subtasks: (task) => listSubtasksV3(client, language, task),
    failedSubtasks: (ids, scenario) => findFailedSubtasksV3(client, language, ids, scenario),
    precheckReports: (ids, options) => findAll(client, language, precheckQuery(boundsOf(options)), ids),
    quota: () => readQuota(client, language),
    nodeTypes: async (query) =>
      (await readNodeStock(client, language, query)).flatMap(({ type, soldOut }) => (soldOut ? [] : [type])),
    nodeStock: (query) => readNodeStock(client, language, query),
    links: async () => undefined,
    zones: (query) => readZones(client, language, query),
  } satisfies Partial<TaskService>
}

async function readObjects(client: Client, language: DrsLanguage, id: string): Promise<TaskObjects> {
  const { found, failed } = await findAll(client, language, objectsQuery, [id])
  const error = failed.get(id)
  if (error) throw error
  return found.get(id) ?? { api: 'v3', whileRunning: false }
}

async function readMilestones(
  client: Client,
  language: DrsLanguage,
  id: string,
): Promise<readonly LogEntry[]> {
  const { found, failed } = await findAll(client, language, milestonesQuery, [id])
  const error = failed.get(id)
  if (error) throw error
  return found.get(id) ?? []
}

async function readRules(client: Client, language: DrsLanguage, id: string): Promise<TaskRules> {
  const { found, failed } = await findAll(client, language, rulesQuery, [id])
  const error = failed.get(id)
  if (error) throw error
  return found.get(id) ?? { api: 'v3', rules: [], unreadable: 0 }
}

/**
 * On the VPC network a test wants VPC and subnet (6.1.2). A database of which they are not known is where the replication
 * instance is.
 */
async function placeOf(
  client: Client,
  language: DrsLanguage,
  { id, network }: Task,
  { vpcId, subnetId }: DatabaseAccess,
): Promise<Pick<DatabaseAccess, 'vpcId' | 'subnetId'>> {
  if (network !== 'vpc' || (vpcId !== undefined && subnetId !== undefined)) return {}
  const [row] = taskRowsIn(await client.call(batchJobDetails, { language, body: { jobs: [id] } }))
  return withoutUndefined({ vpcId: textOf(row?.vpc_id), subnetId: textOf(row?.subnet_id) })
}

async function readDetails(
  client: Client,
  language: DrsLanguage,
  ids: readonly string[],
): Promise<LookupResult<Task>> {
  const read = await findAll(client, language, detailQuery(client.connection.name), ids)
  const tasks = await withNetworks(client, language, [...read.found.values()])
  return { ...read, found: new Map(tasks.map((task) => [task.id, task])) }
}

function setUp(client: Client, language: DrsLanguage) {
  const home = client.connection
  return {
    homeOfNew: () => 'v3',
    create: (task) => create(client, language, task),
    clone: async () => {
      throw notOffered('clone')
    },
    async testConnection(given, end, database) {
      const [task = given] = await withNetworks(client, language, [given])
      const place = await placeOf(client, language, task, { ...task[end], ...database })
      const body = { jobs: [testedDatabase(home, task, end, { ...database, ...place })] }
      return changeOne(client, language, batchTestConnections, task.id, body)
    },
    async configure(given, source, destination) {
      const [task = given] = await withNetworks(client, language, [given])
      const body = { jobs: [configuredJob(home, task, source, destination)] }
      return changeOne(client, language, batchModifyJobs, task.id, body)
    },
    selectObjects(task, choice) {
      const body = { jobs: [selectionEntry(task.id, selectionOf(choice))] }
      return changeOne(client, language, batchSelectObjects, task.id, body)
    },
  } satisfies Partial<TaskService>
}

function create(client: Client, language: DrsLanguage, task: NewTask): Promise<CreatedTask> {
  return created(
    batchCreateJobs.id,
    async () => {
      const body = { jobs: [newJob(client.connection, task)] }
      return client.call(batchCreateJobs, { language, body })
    },
    async () => (await listTasksV3(client, language, { scenario: task.scenario, name: task.name })).tasks,
    task.name,
  )
}

/** Carries out what the action's row says. Where v3 has no call for it, nothing is sent. */
async function act(
  client: Client,
  language: DrsLanguage,
  name: CallableAction,
  ids: readonly string[],
  options: ActionOptions,
): Promise<readonly ItemResult[]> {
  const { drs } = actionOf(name)
  const call = drs?.onlyV5?.(options) ? undefined : drs?.v3
  if (!call) return refuseAll(ids, name)
  if (drs?.engineCounts) return actOnKnown(client, language, call, ids, options)
  const known = drs?.statusCounts?.(options) ? await findAll(client, language, statusQuery, ids) : undefined
  return changeAll(client, language, call.operation, ids, (some) => ({
    [call.list ?? 'jobs']: some.map((id) => call.job(id, options, known?.found.get(id), undefined)),
    ...call.shared?.(options),
  }))
}

/** The call repeats what DRS knows of each task; nothing is sent for one that it does not show. */
async function actOnKnown(
  client: Client,
  language: DrsLanguage,
  call: BatchCall,
  ids: readonly string[],
  options: ActionOptions,
): Promise<readonly ItemResult[]> {
  const { found, failed } = await readDetails(client, language, ids)
  const shown = ids.filter((id) => found.has(id))
  const done = await changeAll(client, language, call.operation, shown, (some) => ({
    [call.list ?? 'jobs']: some.map((id) =>
      call.job(id, options, found.get(id)?.status, found.get(id)?.engine),
    ),
    ...call.shared?.(options),
  }))
  const unseen = ids.filter((id) => !found.has(id))
  return [
    ...done,
    ...unseen.map((id): ItemResult => ({ id, ok: false, error: failed.get(id) ?? notShown(id) })),
  ]
}

function notShown(id: string): DrsError {
  const message = `DRS does not show the task ${id}.`
  return new DrsError({ code: 'DRS.M05004', message, operation: batchJobDetails.id })
}

function refuseAll(ids: readonly string[], what: string): readonly ItemResult[] {
  return ids.map((id) => ({ id, ok: false, error: notOffered(what) }))
}

async function readQuota(client: Client, language: DrsLanguage): Promise<Quota> {
  const { quotas } = await client.call(listQuotas, { language })
  const limit = numberOf(quotas?.resource?.quota)
  const used = numberOf(quotas?.resource?.used)
  if (limit === undefined || used === undefined)
    throw malformed(listQuotas.id, 'The answer has no quota and its use.')
  return { limit, used }
}

async function readNodeStock(
  client: Client,
  language: DrsLanguage,
  query: NodeQuery,
): Promise<readonly NodeType[]> {
  const answer = await client.call(listNodeTypes, {
    language,
    query: { ...nodeFields(query), is_use_sellout_info: true },
  })
  return rowsOf(answer.node_types).flatMap((row) => {
    const type = textOf(row.node_type)
    return type === undefined ? [] : [withoutUndefined({ type, soldOut: flagOf(row.is_sellout) })]
  })
}

async function readZones(
  client: Client,
  language: DrsLanguage,
  query: NodeQuery & { readonly nodeType: string },
): Promise<readonly AvailabilityZone[]> {
  const body = { ...nodeFields(query), node_type: query.nodeType }
  const answer = await client.call(listAvailableZones, { language, body })
  return rowsOf(answer.az_infos).flatMap((row) => {
    const code = textOf(row.code)
    if (code === undefined) return []
    return [{ code, name: textOf(row.name) ?? code, available: row.status === 'ENABLED' }]
  })
}

function nodeFields({ engine, scenario, direction }: NodeQuery) {
  return { engine_type: engine, db_use_type: scenario, job_direction: direction }
}
