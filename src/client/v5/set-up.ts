import { actions } from '../../domain/actions/rows.ts'
import { selectionOf, writtenSelection } from '../../domain/objects/selection.ts'
import type { Task } from '../../domain/tasks/task.ts'
import type { DatabaseAccess, ItemResult, NewTask, ObjectChoice } from '../../domain/tasks/task-service.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { engineNames } from '../../drs/engines.ts'
import type { RequestOf } from '../../drs/operation.ts'
import { cloneJob, createJob, jobActionNetwork, listLinks, updateJob } from '../../drs/v5/index.ts'
import type { OpenEnums } from '../call.ts'
import type { ProjectRef } from '../connection.ts'
import { type CreatedTask, created } from '../created.ts'
import { targetReadonly } from '../endpoints.ts'
import { itemError, malformed } from '../errors.ts'
import { type ItemRow, itemResult } from '../items.ts'
import { unfinished } from '../own-errors.ts'
import { pagesOf } from '../paging.ts'
import { asRecord, flagOf, rowsOf, textOf, withoutUndefined } from '../values.ts'
import { changeTask } from './actions.ts'
import { awaitResult, type JobDetails, readJob, type V5Deps } from './deps.ts'
import { type JobEndpoint, jobEndpoint } from './endpoint.ts'
import { listTasksV5 } from './list.ts'

/** Creating a task, its databases and its objects. */

type NewJob = OpenEnums<RequestOf<typeof createJob>['job']>
type Change = OpenEnums<RequestOf<typeof updateJob>['job']>

export function createTaskV5(on: V5Deps, task: NewTask): Promise<CreatedTask> {
  const { client, language } = on
  return created(
    createJob.id,
    async () => {
      const engine = await offeredEngine(on, task)
      const job = newJob(client.connection, { ...task, engine })
      return client.call(createJob, { language, body: { job } })
    },
    async () => (await listTasksV5(on, { scenario: task.scenario, name: task.name })).tasks,
    task.name,
  )
}

export function cloneTaskV5(
  on: V5Deps,
  { id, scenario }: Pick<Task, 'id' | 'scenario'>,
  name: string,
): Promise<CreatedTask> {
  const { client, language } = on
  return created(
    cloneJob.id,
    () => client.call(cloneJob, { language, body: { job_id: id, name } }),
    async () => (await listTasksV5(on, { scenario, name })).tasks,
    name,
  )
}

/**
 * The name of an engine that the region offers (7.1.1): A.8 and other clients of DRS call a synchronization of MySQL by
 * different ones. That of the request where there is no choice, or the links do not tell.
 */
async function offeredEngine({ client, language }: V5Deps, task: NewTask): Promise<string> {
  const names = engineNames(task.engine)
  if (names.length === 1) return task.engine
  const offered = new Set<unknown>()
  try {
    const query = { job_type: task.scenario }
    for await (const answer of pagesOf(client, listLinks, { language, query }))
      for (const { engine_type } of rowsOf(answer.job_links)) offered.add(engine_type)
  } catch (error) {
    if (!(error instanceof DrsError)) throw error
  }
  return names.find((name) => offered.has(name)) ?? task.engine
}

function newJob(home: ProjectRef, task: NewTask): NewJob {
  const isDr = task.scenario === 'cloudDataGuard'
  const source = jobEndpoint(home, 'so', task.source)
  const target = jobEndpoint(home, 'ta', task.destination)
  const readonly = targetReadonly(task)
  // On the VPC network, into the cloud, the instance is on the side of the source.
  const besideSource = task.network === 'vpc' && task.direction === 'up'
  const [near, far] = besideSource ? [task.source, task.destination] : [task.destination, task.source]
  const vpc_id = task.vpcId ?? near.vpcId ?? far.vpcId
  return {
    base_info: {
      name: task.name,
      job_type: task.scenario,
      engine_type: task.engine,
      job_direction: task.direction,
      task_type: task.mode,
      net_type: task.network,
      // Mandatory in DR.
      ...(isDr ? { multi_write: task.dualActive ?? false } : {}),
      ...withoutUndefined({
        description: task.description,
        enterprise_project_id: task.enterpriseProject,
      }),
    },
    source_endpoint: [
      task.sourceShards === undefined ? source : { ...source, config: { node_num: task.sourceShards } },
    ],
    target_endpoint: [
      readonly === undefined ? target : { ...target, config: { is_target_readonly: readonly } },
    ],
    node_info: {
      spec: { node_type: task.nodeType },
      ...nodesInZones(task),
      // The subnet goes with its VPC only; without both DRS takes the network of the cloud's database.
      ...(vpc_id === undefined ? {} : { vpc: { vpc_id, subnet_id: task.subnetId } }),
    },
  }
}

/** Two nodes in a zone each are named in one text (table 7-24). */
function nodesInZones({ zones }: NewTask): Pick<NewJob['node_info'], 'base_info'> {
  if (!zones) return {}
  const { primary, standby, arch } = zones
  return { base_info: { instance_type: 'ha', arch, availability_zone: `${primary},${standby}` } }
}

/** The test is asynchronous (7.6.1): its result is asked for with the query id of the action. */
export async function testConnection(
  on: V5Deps,
  task: Task,
  end: 'source' | 'destination',
  access: DatabaseAccess,
): Promise<ItemResult> {
  const database = { ...task[end], ...access }
  return testEndpoint(
    on,
    task.id,
    jobEndpoint(on.client.connection, end === 'source' ? 'so' : 'ta', database),
  )
}

async function testEndpoint(on: V5Deps, id: string, endpoint: JobEndpoint): Promise<ItemResult> {
  const { client, language } = on
  const answer = await client.call(jobActionNetwork, {
    language,
    params: { job_id: id },
    body: { job: { action_params: { endpoints: [endpoint] } } },
  })
  const query_id = textOf(asRecord(answer).query_id)
  if (query_id === undefined) throw malformed(jobActionNetwork.id, 'The answer has no query ID.')
  const results = await awaitResult(on.waiting, async () =>
    finished(await readJob(on, id, { type: 'network', query_id })),
  )
  return results ? testResult(id, results) : { id, ok: false, error: unfinished(jobActionNetwork.id) }
}

type NetworkResult = ReturnType<typeof networkResults>[number]

function networkResults(job: JobDetails) {
  return rowsOf(job.network_results)
}

/** A result that says neither yes nor no is not there yet. */
function finished(job: JobDetails): readonly NetworkResult[] | undefined {
  const results = networkResults(job)
  return results.length > 0 && results.every((row) => verdictOf(row) !== undefined) ? results : undefined
}

function verdictOf({ status, success }: NetworkResult): boolean | undefined {
  const word = textOf(status)?.toLowerCase()
  return word === 'success' ? true : word === 'failed' ? false : flagOf(success)
}

function testResult(id: string, results: readonly NetworkResult[]): ItemResult {
  const broken = results.find((row) => verdictOf(row) === false)
  if (!broken) return { id, ok: true }
  const reason = textOf(broken.result) ?? 'The connection does not work.'
  const error =
    itemError(jobActionNetwork.id, broken) ??
    new DrsError({
      code: 'DRS.KE0004',
      message: textOf(broken.error_msg) ?? reason,
      operation: jobActionNetwork.id,
    })
  return { id, ok: false, error }
}

/**
 * Saves the databases, then tests both: whether a test counts for databases that are saved after it is documented nowhere.
 */
export async function configure(
  on: V5Deps,
  task: Task,
  source: DatabaseAccess,
  destination: DatabaseAccess,
): Promise<ItemResult> {
  const home = on.client.connection
  const from = jobEndpoint(home, 'so', { ...task.source, ...source })
  const to = jobEndpoint(home, 'ta', { ...task.destination, ...destination })
  const params = { source_endpoint: [from], target_endpoint: [to] }
  const { result } = await update(on, task.id, { type: 'endpoint', params })
  if (!result.ok) return result
  const tested = await testEndpoint(on, task.id, from)
  return tested.ok ? testEndpoint(on, task.id, to) : tested
}

/** All objects, or whole databases, where nothing was selected before that would have to be kept. */
export function selectObjects(on: V5Deps, { id }: Task, choice: ObjectChoice): Promise<ItemResult> {
  const { basedOn: _, ...saving } = actions.objects.drs.v5
  return changeTask(on, saving, id, { selection: writtenSelection(selectionOf(choice)) })
}

/** Whole databases, under their own names. */
async function update({ client, language }: V5Deps, job_id: string, job: Change) {
  const answer: ItemRow = await client.call(updateJob, { language, params: { job_id }, body: { job } })
  return { result: itemResult(updateJob.id, job_id, answer), answer }
}
