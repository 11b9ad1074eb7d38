import { type Locale, locales } from '../base/i18n.ts'
import type { ActionOptions } from '../domain/actions/action.ts'
import { actionOf, type CallableAction } from '../domain/actions/rows.ts'
import type { ReplicationHealth } from '../domain/tasks/monitoring.ts'
import type { Task } from '../domain/tasks/task.ts'
import type {
  DatabaseAccess,
  ItemResult,
  ListPlace,
  LookupResult,
  NewTask,
  TaskFilter,
  TaskList,
  TaskService,
} from '../domain/tasks/task-service.ts'
import type { TaskLog } from '../domain/tasks/timeline.ts'
import { DrsError } from '../drs/drs-error.ts'
import { enginePair, scenarios } from '../drs/engines.ts'
import type { Generation } from '../drs/operation.ts'
import { type ApiVersionCache, createApiVersionCache, type MissingGenerations } from './api-version-cache.ts'
import type { Client } from './client.ts'
import type { CreatedTask } from './created.ts'
import { createTaskServiceV3 } from './v3/service.ts'
import { isGone } from './v5/find.ts'
import { processMemory } from './v5/precheck-memory.ts'
import { createTaskServiceV5, type V5Options } from './v5/service.ts'

interface TaskServiceOptions extends Omit<V5Options, 'v3'> {
  /** The API generations that the connection may use, default v3. */
  readonly generations?: readonly Generation[]
}

/**
 * The task services of one connection, one per language; they share what was found out about its tasks. Callers need not
 * know in which API generation a task lives.
 */
export function createTaskServiceFor(
  client: Client,
  options: TaskServiceOptions = {},
): (locale: Locale) => TaskService {
  const { generations = ['v3'], prechecks = processMemory(), ...rest } = options
  const has = { v3: generations.includes('v3'), v5: generations.includes('v5') }
  const apiVersions = createApiVersionCache()
  const v5 = { ...rest, prechecks, v3: has.v3 }
  const services = new Map(
    locales.map((locale) => [
      locale,
      createMixedTaskService(
        {
          ...(has.v3 ? { v3: createTaskServiceV3(client, locale) } : {}),
          ...(has.v5 ? { v5: createTaskServiceV5(client, locale, v5) } : {}),
        },
        apiVersions,
        client.missing,
      ),
    ]),
  )
  return (locale) => {
    const service = services.get(locale)
    if (!service) throw new Error(`no task service for the language ${locale}`)
    return service
  }
}

/** The services of one connection in one language; at least one of the two. */
export interface ServicesByApiVersion {
  readonly v3?: TaskService
  readonly v5?: TaskService
}

/**
 * One task service over both API generations of a connection. A task that v3 knows is asked about over v3, whose queries
 * answer for many tasks at once; v5 is for the tasks that v3 does not know. Where a task lives is found out once.
 */
export function createMixedTaskService(
  { v3, v5 }: ServicesByApiVersion,
  apiVersions: ApiVersionCache = createApiVersionCache(),
  missing: MissingGenerations = noneMissing,
): TaskService {
  if (v3 && v5) return mixed({ v3, v5, apiVersions, missing })
  const only = v3 ?? v5
  if (!only) throw new Error('a connection needs an API generation')
  return only
}

interface Both {
  readonly v3: TaskService
  readonly v5: TaskService
  readonly apiVersions: ApiVersionCache
  readonly missing: MissingGenerations
}

const noneMissing: MissingGenerations = { has: () => false, note: () => false }

function mixed(both: Both): TaskService {
  const { v3 } = both
  const at = async (id: string) => both[await homeOf(both, id)]
  return {
    ...queries(both),
    ...setUp(both),
    list: (filter) => listBoth(both, filter),
    listPage: (place, filter) => pageOfBoth(both, place, filter),
    comparisons: async (id, options) => (await at(id)).comparisons(id, options),
    comparedPlaces: async (id, comparison, database) =>
      (await at(id)).comparedPlaces(id, comparison, database),
    differingRows: async (id, comparison, page) => (await at(id)).differingRows(id, comparison, page),
    comparisonFile: async (id, comparison) => (await at(id)).comparisonFile(id, comparison),
    regularComparisons: (id) => unlessMissing(both, 'v5', (service) => service.regularComparisons(id), false),
    allowedActions: async (id) => (await at(id)).allowedActions(id),
    act: (name, ids, options) => act(both, name, ids, options),
    selectedObjects: async (task) => ({
      ...(await (await at(task.id)).selectedObjects(task)),
      whileRunning: !both.missing.has('v5'),
    }),
    appliedObjects: (task) => unlessMissing(both, 'v5', (service) => service.appliedObjects(task), false),
    sourceObjects: (task, wanted) =>
      unlessMissing(both, 'v5', (service) => service.sourceObjects(task, wanted), false),
    dataRules: async (task) =>
      (await unlessMissing(both, 'v5', (service) => service.dataRules(task), false)) ?? v3.dataRules(task),
    drivers: () => unlessMissing(both, 'v5', (service) => service.drivers(), false),
    objectSupport: (task) => unlessMissing(both, 'v5', (service) => service.objectSupport(task), false),
    objectImport: (task) => both.v5.objectImport(task),
    objectMappings: (task) => unlessMissing(both, 'v5', (service) => service.objectMappings(task), false),
    importBatches: (id) => unlessMissing(both, 'v5', (service) => service.importBatches(id), false),
    batchTasks: async (id) =>
      (await unlessMissing(both, 'v5', (service) => service.batchTasks(id), false)) ?? v3.batchTasks(id),
    enterpriseProjects: () => unlessMissing(both, 'v5', (service) => service.enterpriseProjects(), false),
    metering: (task) => unlessMissing(both, 'v5', (service) => service.metering(task), false),
    tagged: (scenario, tags) => unlessMissing(both, 'v5', (service) => service.tagged(scenario, tags), false),
    tableColumns: (task, path) =>
      unlessMissing(both, 'v5', (service) => service.tableColumns(task, path), false),
    checkRules: (task, rules) =>
      unlessMissing(both, 'v5', (service) => service.checkRules(task, rules), false),
    requireRulesSaved: (task, query) => both.v5.requireRulesSaved(task, query),
    tags: async (task) =>
      (await unlessMissing(both, 'v5', (service) => service.tags(task), false)) ?? v3.tags(task),
    knownTags: (scenario) => unlessMissing(both, 'v5', (service) => service.knownTags(scenario), false),
    logDelivery: (id) => v3.logDelivery(id),
    sourceUsers: (id) => v3.sourceUsers(id),
    databaseParameters: (id) => v3.databaseParameters(id),
    tuning: async (id) => (await at(id)).tuning(id),
    tuningHistory: async (id) => (await at(id)).tuningHistory(id),
    logPosition: async (id, at) =>
      (await unlessMissing(both, 'v5', (service) => service.logPosition(id, at), false)) ??
      v3.logPosition(id, at),
    isNameFree: (name) => unlessMissing(both, 'v5', (service) => service.isNameFree(name), false),
    quota: () => v3.quota(),
    nodeTypes: (query) => v3.nodeTypes(query),
    nodeStock: (query) => v3.nodeStock(query),
    links: (scenario) => unlessMissing(both, 'v5', (service) => service.links(scenario), false),
    zones: (query) => v3.zones(query),
  }
}

function setUp(both: Both) {
  return {
    homeOfNew: (engine) => homeOfNew(both, engine),
    create: (task) => create(both, task),
    clone: (task, name) => clone(both, task, name),
    testConnection: async (task, end, database) =>
      (await forKafka(both, database, task)).testConnection(task, end, database),
    configure: async (task, source, destination) =>
      (await forKafka(both, destination, task)).configure(task, source, destination),
    selectObjects: async (task, choice) => both[await homeOf(both, task.id)].selectObjects(task, choice),
  } satisfies Partial<TaskService>
}

function queries(both: Both) {
  return {
    ...progressQueries(both),
    details: (ids) => find(both, ids, (service, some) => service.details(some)),
    settings: (ids) => find(both, ids, (service, some) => service.settings(some)),
    statuses: (ids) => find(both, ids, (service, some) => service.statuses(some)),
    toldByListsOnly: (ids) => ids.filter((id) => both.apiVersions.get(id) === 'v5'),
    progress: (ids) => find(both, ids, (service, some) => service.progress(some)),
    // v5 has none: its tasks are missing from the answer.
    progressProbes: (ids) =>
      find(both, ids, async (service, some) => service.progressProbes?.(some) ?? allFailed([])),
    failedSubtasks: (ids, scenario) =>
      find(both, ids, (service, some) => service.failedSubtasks(some, scenario)),
    taskLog: (task) => logOfBoth(both, task),
    subtasks: async (task) => both[await homeOf(both, task.id)].subtasks(task),
    monitoring: (ids) => monitoringOfBoth(both, ids),
    recovery: (ids) => find(both, ids, (service, some) => service.recovery(some)),
    precheckReports: (ids, options) =>
      find(both, ids, (service, some) => service.precheckReports(some, options)),
  } satisfies Partial<TaskService>
}

function progressQueries(both: Both) {
  return {
    fullProgress: (ids) => find(both, ids, (service, some) => service.fullProgress(some)),
    initialization: (ids) => find(both, ids, (service, some) => service.initialization(some)),
    objectProgress: async (task, kind) => {
      // v3 tells the objects of DR tasks only.
      const isPair = task.scenario === 'cloudDataGuard'
      const ask = (service: TaskService) => service.objectProgress(task, kind)
      const inV3 = isPair ? await unlessMissing(both, 'v3', ask, false) : undefined
      return inV3 ?? unlessMissing(both, 'v5', ask, false)
    },
    components: (task) => unlessMissing(both, 'v5', (service) => service.components(task), false),
    abnormalRows: (task, since) =>
      unlessMissing(both, 'v5', (service) => service.abnormalRows(task, since), false),
  } satisfies Partial<TaskService>
}

/** v3 tells of DR tasks only; v5 tells of tasks that v3 knows, too. */
async function monitoringOfBoth(
  both: Both,
  ids: readonly string[],
): Promise<LookupResult<ReplicationHealth>> {
  const first = await find(both, ids, (service, some) => service.monitoring(some))
  const { apiVersions } = both
  const open = ids.filter((id) => !first.found.has(id) && apiVersions.get(id) === 'v3')
  const more =
    open.length === 0
      ? undefined
      : await unlessMissing(
          both,
          'v5',
          async (service) => (await settled(service.monitoring(open), open)).answer,
          false,
        )
  return { ...first, found: new Map([...first.found, ...(more?.found ?? [])]) }
}

/** v5 may have a log of a task that v3 knows, too. */
async function logOfBoth(both: Both, task: Pick<Task, 'id'>): Promise<TaskLog> {
  const home = await homeOf(both, task.id)
  const own = await both[home].taskLog(task)
  if (home === 'v5') return own
  const more = await unlessMissing(both, 'v5', (service) => service.taskLog(task), false).catch(refusedLog)
  return { ...own, ...more, entries: [...own.entries, ...(more?.entries ?? [])] }
}

/** A task that v5 does not know has no log there, which is no fault. */
function refusedLog(error: unknown): TaskLog {
  if (!(error instanceof DrsError)) throw error
  return isGone(error) ? noLog : { ...noLog, error }
}

const noLog: TaskLog = { entries: [] }

/** v5 alone knows engines that are not in 6.1.1, for example Redis (1.4). */
function homeOfNew({ missing }: Both, engine: string): Generation {
  return enginePair(engine) && !missing.has('v3') ? 'v3' : 'v5'
}

/** Only v3 has fields for the security of Kafka, and takes the ids of all tasks. */
async function forKafka(both: Both, { kafka, keyStore }: DatabaseAccess, { id }: Task): Promise<TaskService> {
  const isMore = kafka !== undefined || keyStore !== undefined
  return isMore && !both.missing.has('v3') ? both.v3 : both[await homeOf(both, id)]
}

async function create(both: Both, task: NewTask): Promise<CreatedTask> {
  const { missing, apiVersions } = both
  const home = homeOfNew(both, task.engine)
  try {
    const made = await both[home].create(task)
    apiVersions.put(made.id, home)
    return made
  } catch (error) {
    // Nothing was done: the call has reached nobody.
    if (home === 'v3' && missing.note('v3', error)) return create(both, task)
    throw error
  }
}

/** Only v5 has a call for it, which takes tasks that v3 knows, too; the clone is a task of v5. */
async function clone(both: Both, ...asked: Parameters<TaskService['clone']>): Promise<CreatedTask> {
  const made = await unlessMissing(both, 'v5', (service) => service.clone(...asked), false)
  if (made === undefined) return both.v3.clone(...asked)
  both.apiVersions.put(made.id, 'v5')
  return made
}

/** What only v5 has is asked there, though v3 may know the task, too. */
function act(
  both: Both,
  name: CallableAction,
  ids: readonly string[],
  options: ActionOptions,
): Promise<readonly ItemResult[]> {
  const { drs } = actionOf(name)
  const inV3 = drs?.served !== undefined || (drs?.v3 !== undefined && !drs.onlyV5?.(options))
  const ask: Act = (service, some) => service.act(name, some, options)
  return inV3 ? change(both, ids, ask) : inV5(both, ids, ask)
}

/** A task that both generations list counts as v3's. Half a list would pass for the whole, so a failure of either is thrown. */
async function listBoth(both: Both, filter?: TaskFilter): Promise<TaskList> {
  const { apiVersions } = both
  const tasks = new Map<string, Task>()
  // v3 refuses a filter for engines that only v5 has.
  const inV3 = !filter?.engine || enginePair(filter.engine) !== undefined
  const first = inV3 ? await unlessMissing(both, 'v3', (service) => service.list(filter), false) : noTasks
  for (const task of first?.tasks ?? []) {
    apiVersions.put(task.id, 'v3')
    tasks.set(task.id, task)
  }
  const second = await unlessMissing(both, 'v5', (service) => service.list(filter), first === undefined)
  for (const task of second?.tasks ?? []) {
    if (tasks.has(task.id)) continue
    if (apiVersions.get(task.id) === undefined) apiVersions.put(task.id, 'v5')
    tasks.set(task.id, task)
  }
  // Both may list the same task, so that it must not count twice.
  const unreadable = Math.max(first?.unreadable ?? 0, second?.unreadable ?? 0)
  return { tasks: [...tasks.values()], unreadable }
}

/** The lists of v3, then those of v5 without the tasks that v3 has shown. */
async function pageOfBoth(both: Both, { list, page }: ListPlace, filter?: Pick<TaskFilter, 'name'>) {
  const { apiVersions } = both
  const generation = list < scenarios.length ? 'v3' : 'v5'
  const lists = 2 * scenarios.length
  const own = { list: list % scenarios.length, page }
  const last = generation === 'v5' && both.missing.has('v3')
  const answer = await unlessMissing(both, generation, (service) => service.listPage(own, filter), last)
  const tasks = (answer?.tasks ?? []).filter(({ id }) => generation === 'v3' || apiVersions.get(id) !== 'v3')
  for (const { id } of tasks) apiVersions.put(id, generation)
  return { ...noTasks, more: false, ...answer, tasks, lists }
}

const noTasks: TaskList = { tasks: [], unreadable: 0 }

/** Undefined where the region does not have the generation, unless it is the `last` that could have an answer. */
async function unlessMissing<Answer>(
  both: Both,
  generation: Generation,
  ask: (service: TaskService) => Promise<Answer>,
  last: boolean,
): Promise<Answer | undefined> {
  if (!last && both.missing.has(generation)) return undefined
  try {
    return await ask(both[generation])
  } catch (error) {
    if (both.missing.note(generation, error) && !last) return undefined
    throw error
  }
}

/** The ids by home, and those of which it could not be found out. */
interface Sorted {
  readonly v3: readonly string[]
  readonly v5: readonly string[]
  readonly gone: ReadonlySet<string>
  readonly failed: ReadonlyMap<string, DrsError>
}

async function sorted(both: Both, ids: readonly string[]): Promise<Sorted> {
  const { apiVersions } = both
  const unknown = ids.filter((id) => apiVersions.get(id) === undefined)
  const first = await lookUp(both, 'v3', unknown)
  const second = await lookUp(both, 'v5', first ? [...first.gone] : unknown, first === undefined)
  const living = (home: Generation) => ids.filter((id) => apiVersions.get(id) === home)
  return {
    v3: living('v3'),
    v5: living('v5'),
    gone: second?.gone ?? first?.gone ?? new Set(),
    failed: new Map([...(first?.failed ?? []), ...(second?.failed ?? [])]),
  }
}

/** Undefined where the region does not have the generation, unless it is the `last` that could have an answer. */
async function lookUp(
  both: Both,
  generation: Generation,
  ids: readonly string[],
  last = false,
): Promise<LookupResult<string> | undefined> {
  if (ids.length === 0) return allFailed([])
  if (!last && both.missing.has(generation)) return undefined
  const { answer, error } = await settled(both[generation].statuses(ids), ids)
  if (both.missing.note(generation, error) && !last) return undefined
  for (const id of answer.found.keys()) both.apiVersions.put(id, generation)
  return answer
}

/** v3 for a task that neither knows: its refusal says so. Throws if it could not be found out. */
async function homeOf(both: Both, id: string): Promise<Generation> {
  const { v5, failed } = await sorted(both, [id])
  const error = failed.get(id)
  if (error) throw error
  return v5.includes(id) ? 'v5' : 'v3'
}

/** Asks both generations about their own tasks. If neither answers, the first error is thrown. */
async function find<Value>(
  both: Both,
  ids: readonly string[],
  ask: (service: TaskService, ids: readonly string[]) => Promise<LookupResult<Value>>,
): Promise<LookupResult<Value>> {
  const { v3, v5, gone, failed } = await sorted(both, ids)
  const parts = await Promise.all([
    v3.length === 0 ? undefined : settled(ask(both.v3, v3), v3),
    v5.length === 0 ? undefined : settled(ask(both.v5, v5), v5),
  ])
  const asked = parts.filter((part) => part !== undefined)
  const [error] = [...asked.flatMap((part) => part.error ?? []), ...failed.values()]
  if (error && gone.size === 0 && asked.every((part) => part.error)) throw error
  return {
    found: new Map(asked.flatMap(({ answer }) => [...answer.found])),
    gone: new Set([...gone, ...asked.flatMap(({ answer }) => [...answer.gone])]),
    failed: new Map([...failed, ...asked.flatMap(({ answer }) => [...answer.failed])]),
  }
}

/** A call that failed as a whole fails for its tasks; the other generation's tasks have their answer all the same. */
async function settled<Value>(
  call: Promise<LookupResult<Value>>,
  ids: readonly string[],
): Promise<{ readonly answer: LookupResult<Value>; readonly error?: DrsError }> {
  try {
    return { answer: await call }
  } catch (error) {
    if (!(error instanceof DrsError)) throw error
    return { answer: allFailed(ids, error), error }
  }
}

function allFailed<Value>(ids: readonly string[], error?: DrsError): LookupResult<Value> {
  const failed = error ? ids.map((id) => [id, error] as const) : []
  return { found: new Map(), gone: new Set(), failed: new Map(failed) }
}

/** Changes the tasks where they live, in the order asked. Nothing is sent for a task whose home is not known. */
async function change(both: Both, ids: readonly string[], ask: Act): Promise<readonly ItemResult[]> {
  const { v3, v5, gone, failed } = await sorted(both, ids)
  // v3 refuses tasks that neither knows, in DRS's own words.
  const v3Ids = [...v3, ...gone]
  const results = [
    ...(await acted(both.v3, v3Ids, ask)),
    ...(await acted(both.v5, v5, ask)),
    ...[...failed].map(([id, error]): ItemResult => ({ id, ok: false, error })),
  ]
  const byId = new Map(results.map((result) => [result.id, result]))
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? [])
}

type Act = (service: TaskService, ids: readonly string[]) => Promise<readonly ItemResult[]>

/** A call that fails as a whole must not hide what was done in the other generation. */
async function acted(service: TaskService, ids: readonly string[], ask: Act): Promise<readonly ItemResult[]> {
  if (ids.length === 0) return []
  try {
    return await ask(service, ids)
  } catch (error) {
    if (!(error instanceof DrsError)) throw error
    return ids.map((id) => ({ id, ok: false, error }))
  }
}

/** What only v5 has, though it may know tasks of v3, too. For one that it does not know, v3 says that it has no such call. */
async function inV5({ v3, v5 }: Both, ids: readonly string[], ask: Act): Promise<readonly ItemResult[]> {
  const results = await acted(v5, ids, ask)
  const strangers = results.flatMap((result) => (!result.ok && isGone(result.error) ? [result.id] : []))
  const refused = new Map((await acted(v3, strangers, ask)).map((result) => [result.id, result]))
  return results.map((result) => refused.get(result.id) ?? result)
}
