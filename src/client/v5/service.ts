import type { Locale } from '../../base/i18n.ts'
import type { ActionOptions } from '../../domain/actions/action.ts'
import { verbsOfDrsCommands } from '../../domain/actions/drs-commands.ts'
import { actionOf, type CallableAction, isServed } from '../../domain/actions/rows.ts'
import type { KindProgress } from '../../domain/tasks/object-progress.ts'
import type { Recovery } from '../../domain/tasks/task.ts'
import type { LookupResult, TaskService } from '../../domain/tasks/task-service.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { getJob, jobActionsAllowed, monitorData, v5ListJobs, validateJobName } from '../../drs/v5/index.ts'
import { isNotPublished } from '../api-version-cache.ts'
import type { Client } from '../client.ts'
import { malformed } from '../errors.ts'
import { languages } from '../languages.ts'
import { pageOfLists } from '../listed.ts'
import { readMonitoringV5 } from '../monitoring.ts'
import { notOffered } from '../own-errors.ts'
import { boundsOf } from '../precheck-report.ts'
import { actServed, beginAll, type ServedCalls } from '../served.ts'
import { createTaskServiceV3 } from '../v3/service.ts'
import { flagOf, textsOf } from '../values.ts'
import { actOnTasks } from './actions.ts'
import {
  beginComparisonV5,
  cancelComparisonV5,
  comparedPlacesV5,
  readComparisonsV5,
  readRegularComparisons,
} from './compare.ts'
import { checkRulesV5, readColumns, readRulesV5, requireRulesSaved } from './data-rules.ts'
import { type AsyncWaiting, readJob, readLivingJob, type V5Deps } from './deps.ts'
import { readDrivers } from './drivers.ts'
import { findEach, isGone } from './find.ts'
import { readBatchTasks, readImportBatches } from './import-batches.ts'
import { readLinks } from './links.ts'
import {
  findFailedSubtasksV5,
  findReports,
  findStatuses,
  listPageV5,
  listSubtasksV5,
  listTasksV5,
} from './list.ts'
import { readMappings, readObjectImport, readObjectSupport } from './object-files.ts'
import {
  readAbnormalRows,
  readComponents,
  readFullProgressV5,
  readObjectProgressV5,
} from './object-progress.ts'
import { readAppliedV5, readObjectsV5, readSourceV5 } from './objects.ts'
import { readTuningHistory, readTuningV5 } from './parameters.ts'
import { readLogPosition } from './position.ts'
import { type PrecheckMemory, processMemory } from './precheck-memory.ts'
import { readProgress, readSettingsV5, readTask } from './read.ts'
import { findTagged, readEnterpriseProjects, readMetering } from './resources.ts'
import { cloneTaskV5, configure, createTaskV5, selectObjects, testConnection } from './set-up.ts'
import { readKnownTags, readTagsV5 } from './tags.ts'
import { readTaskLog } from './task-log.ts'

export interface V5Options {
  /** How results of asynchronous calls are waited for; default real time. */
  readonly waiting?: AsyncWaiting
  /** Shared by all languages and replicas, or a precheck's result is found only where it was started. */
  readonly prechecks?: PrecheckMemory
  /** False for a connection that has v5 only; what v5 lacks is then refused (`not-offered`) or unknown. Default true. */
  readonly v3?: boolean
}

/**
 * The task model over the v5 API of one connection (chapter 7), in one language. What v5 has no call for (RPO and RTO,
 * some actions, quota, node types, zones) is asked of v3.
 */
export function createTaskServiceV5(client: Client, locale: Locale, options: V5Options = {}): TaskService {
  const { waiting = realTime, prechecks = processMemory(), v3 = true } = options
  const on: V5Deps = { client, language: languages[locale], waiting, prechecks, v3 }
  const inV3 = v3 ? createTaskServiceV3(client, locale) : undefined
  return {
    ...(inV3 ? borrowed(inV3) : lacking),
    ...queries(on),
    ...setUp(on),
    act: (name, ids, options) => {
      if (isServed(name)) return actServed(servedCalls(on), name, ids, options)
      return inV3 && isAskedOfV3(name, options)
        ? inV3.act(name, ids, options)
        : actOnTasks(on, name, ids, options)
    },
  }
}

function servedCalls(on: V5Deps): ServedCalls {
  return {
    compare: (id, options) => beginAll(options, (wanted) => beginComparisonV5(on, id, wanted)),
    endcompare: async (id, { comparison = '' }) => {
      await cancelComparisonV5(on, id, comparison)
      return {}
    },
    comparenow: async () => {
      throw notOffered('comparenow')
    },
    exportcompare: async () => {
      throw notOffered('exportcompare')
    },
  }
}

function isAskedOfV3(name: CallableAction, options: ActionOptions): boolean {
  const { drs } = actionOf(name)
  return drs?.v5 === 'v3' || drs?.onlyV3?.(options) === true
}

const realTime: AsyncWaiting = { sleep: (ms) => new Promise((done) => setTimeout(done, ms)) }

type Lacking =
  | 'recovery'
  | 'initialization'
  | 'quota'
  | 'nodeTypes'
  | 'nodeStock'
  | 'zones'
  | 'databaseParameters'
  | 'logDelivery'
  | 'sourceUsers'
  | 'differingRows'

/** Watching a DR task must not fail for RPO and RTO in a region that has no v3. */
function borrowed({ recovery, ...more }: Pick<TaskService, Lacking>): Pick<TaskService, Lacking> {
  const { quota, nodeTypes, nodeStock, zones, databaseParameters, logDelivery, sourceUsers } = more
  const known = { quota, nodeTypes, nodeStock, zones, databaseParameters, logDelivery, sourceUsers }
  return {
    recovery: (ids) => recovery(ids).catch(nothingWithoutV3<Recovery>),
    initialization: (ids) => more.initialization(ids).catch(nothingWithoutV3<readonly KindProgress[]>),
    // v5 shows tables, and no rows of them (7.5.1).
    differingRows: (...asked) => more.differingRows(...asked),
    ...known,
  }
}

function nothingWithoutV3<Value>(error: unknown): LookupResult<Value> {
  if (isNotPublished(error)) return nothing()
  throw error
}

function nothing<Value>(): LookupResult<Value> {
  return { found: new Map(), gone: new Set(), failed: new Map() }
}

const documentedNodeTypes = ['micro', 'small', 'medium', 'high']

/** Without v3. RPO and RTO are unknown rather than an error: watching a DR task must not fail for them. */
const lacking: Pick<TaskService, Lacking> = {
  recovery: async () => nothing(),
  initialization: async () => nothing(),
  databaseParameters: async () => undefined,
  logDelivery: async () => undefined,
  sourceUsers: async () => undefined,
  differingRows: async () => undefined,
  quota: async () => {
    throw notOffered('quota')
  },
  // Those that 7.2.1 names.
  nodeTypes: async () => documentedNodeTypes,
  nodeStock: async () => documentedNodeTypes.map((type) => ({ type })),
  zones: async () => {
    throw notOffered('zones')
  },
}

function queries(on: V5Deps) {
  const { name } = on.client.connection
  return {
    list: (filter = {}) => listTasksV5(on, filter),
    listPage: pageOfLists(v5ListJobs.id, on.client, (filter, page) => listPageV5(on, filter, page)),
    details: (ids) =>
      findEach(ids, async (id) => {
        const task = readTask(name, id, await readLivingJob(on, id))
        if (task === undefined) throw malformed(getJob.id, 'The answer says nothing about this task.')
        return task
      }),
    settings: (ids) => findEach(ids, async (id) => readSettingsV5(await readLivingJob(on, id))),
    selectedObjects: ({ id }) => readObjectsV5(on, id),
    appliedObjects: ({ id }) => readAppliedV5(on, id),
    sourceObjects: ({ id }, wanted) => readSourceV5(on, id, wanted),
    dataRules: ({ id }) => readRulesV5(on, id),
    drivers: () => readDrivers(on),
    objectSupport: ({ id }) => readObjectSupport(on, id),
    objectImport: ({ id }) => readObjectImport(on, id),
    objectMappings: ({ id }) => readMappings(on, id),
    importBatches: (id) => readImportBatches(on, id),
    batchTasks: (id) => readBatchTasks(on, id),
    enterpriseProjects: () => readEnterpriseProjects(on),
    metering: ({ id }) => readMetering(on, id),
    tagged: (scenario, tags) => findTagged(on, scenario, tags),
    tableColumns: ({ id }, path) => readColumns(on, id, path),
    checkRules: ({ id }, rules) => checkRulesV5(on, id, rules),
    requireRulesSaved: ({ id }, query) => requireRulesSaved(on, id, query),
    tags: (task) => readTagsV5(on, task),
    logPosition: (id, at) => readLogPosition(on, id, at),
    isNameFree: async (name) => {
      const body = { name, type: 'trans' } as const
      return flagOf((await on.client.call(validateJobName, { language: on.language, body })).is_valid)
    },
    links: (scenario) => readLinks(on, scenario),
    knownTags: (scenario) => readKnownTags(on, scenario),
    tuning: (id) => readTuningV5(on, id),
    tuningHistory: (id) => readTuningHistory(on, id),
    statuses: (ids) => findStatuses(on, ids),
    toldByListsOnly: (ids) => ids,
    progress: (ids) => findEach(ids, async (id) => readProgress(await readJob(on, id, { type: 'progress' }))),
    fullProgress: (ids) =>
      findEach(ids, async (id) => readFullProgressV5(await readJob(on, id, { type: 'progress' }))),
    objectProgress: ({ id }, kind) => readObjectProgressV5(on, id, kind),
    components: ({ id }) => readComponents(on, id),
    abnormalRows: ({ id }, since) => readAbnormalRows(on, id, since),
    monitoring: (ids) =>
      findEach(ids, async (id) =>
        readMonitoringV5(
          await on.client.call(monitorData, { language: on.language, params: { job_id: id } }),
        ),
      ),
    taskLog: async ({ id }) => ({ entries: await readTaskLog(on, id) }),
    subtasks: (task) => listSubtasksV5(on, task),
    failedSubtasks: (ids, scenario) => findFailedSubtasksV5(on, ids, scenario),
    precheckReports: (ids, options) => findReports(on, ids, boundsOf(options)),
    allowedActions: (id) => readAllowed(on, id),
    comparisons: (id, options) => readComparisonsV5(on, id, options),
    comparedPlaces: (id, comparison, database) => comparedPlacesV5(on, id, comparison, database),
    comparisonFile: async () => undefined,
    regularComparisons: (id) => readRegularComparisons(on, id),
  } satisfies Partial<TaskService>
}

async function readAllowed(
  { client, language }: V5Deps,
  id: string,
): Promise<ReadonlySet<string> | undefined> {
  try {
    const answer = await client.call(jobActionsAllowed, { language, params: { job_id: id } })
    return answer.job_action ? verbsOfDrsCommands(textsOf(answer.job_action.available_actions)) : undefined
  } catch (error) {
    if (error instanceof DrsError && isGone(error)) return undefined
    throw error
  }
}

function setUp(on: V5Deps) {
  return {
    homeOfNew: () => 'v5',
    create: (task) => createTaskV5(on, task),
    clone: (task, name) => cloneTaskV5(on, task, name),
    testConnection: (task, end, database) => testConnection(on, task, end, database),
    configure: (task, source, destination) => configure(on, task, source, destination),
    selectObjects: (task, choice) => selectObjects(on, task, choice),
  } satisfies Partial<TaskService>
}
