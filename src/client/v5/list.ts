import type { PrecheckReport, Task } from '../../domain/tasks/task.ts'
import type { LookupResult, TaskFilter, TaskList } from '../../domain/tasks/task-service.ts'
import { scenarios } from '../../drs/engines.ts'
import { getJob, v5ListJobs } from '../../drs/v5/index.ts'
import { isNotPublished } from '../api-version-cache.ts'
import { malformed } from '../errors.ts'
import { allPages, noteUnreadableRows, type PageOfScenario, readListPage } from '../listed.ts'
import type { ReportBounds } from '../precheck-report.ts'
import { isDeleted } from '../task-facts.ts'
import { findAll } from '../v3/find.ts'
import { precheckQuery } from '../v3/read.ts'
import { numberOf, rowsOf, textOf } from '../values.ts'
import { readJob, readLivingJob, type V5Deps } from './deps.ts'
import { findEach } from './find.ts'
import { type ListedJob, readListedTaskV5, readReport } from './read.ts'

const { max: pageSize } = v5ListJobs.paging ?? { max: 100 }

/** The rows of a page; the scenario is mandatory (7.2.2). */
async function askPage({ client, language }: V5Deps, filter: TaskFilter, page: number) {
  const { scenario: job_type = '', engine: engine_type = '', name = '', status = '' } = filter
  const query = { job_type, name, status, engine_type, offset: (page - 1) * pageSize, limit: pageSize }
  const { jobs, total_count } = await client.call(v5ListJobs, { language, query })
  const total = numberOf(total_count)
  return { jobs, more: total === undefined ? rowsOf(jobs).length > 0 : page * pageSize < total }
}

/** One page of the list of a scenario. */
export async function listPageV5(on: V5Deps, filter: TaskFilter, page: number): Promise<PageOfScenario> {
  const { scenario = '', status } = filter
  const { jobs, more } = await askPage(on, filter, page)
  const { tasks, unreadable } = readListPage(jobs, (row) =>
    readListedTaskV5(on.client.connection.name, scenario, row),
  )
  return { tasks: tasks.filter((task) => !isDeleted(task) || status === task.status), unreadable, more }
}

export async function listTasksV5(on: V5Deps, filter: TaskFilter): Promise<TaskList> {
  const asked = filter.scenario === undefined ? scenarios.map(({ value }) => value) : [filter.scenario]
  const tasks = new Map<string, Task>()
  let unreadable = 0
  for (const scenario of asked) {
    const list = await allPages((page) => listPageV5(on, { ...filter, scenario }, page))
    for (const task of list.tasks) tasks.set(task.id, task)
    unreadable += list.unreadable
  }
  noteUnreadableRows(on.client, v5ListJobs.id, { unreadable })
  return { tasks: [...tasks.values()], unreadable }
}

/** Subtasks are told by the list only, which takes one id at a time instead of a name (7.2.2). */
export function findFailedSubtasksV5(
  on: V5Deps,
  ids: readonly string[],
  scenario: string,
): Promise<LookupResult<readonly string[]>> {
  return findEach(ids, async (name) => {
    const { tasks } = await listTasksV5(on, { scenario, name })
    return tasks.find(({ id }) => id === name)?.failedSubtasks
  })
}

/** The subtasks of one task; the name in the list may be an id (7.2.2). */
export async function listSubtasksV5(
  on: V5Deps,
  { id, scenario }: Pick<Task, 'id' | 'scenario'>,
): Promise<readonly Task[]> {
  const { jobs } = await askPage(on, { scenario, name: id }, 1)
  const row = rowsOf(jobs).find((job) => job.id === id)
  const read = (child: ListedJob) => readListedTaskV5(on.client.connection.name, scenario, child) ?? []
  return rowsOf(row?.children).flatMap(read)
}

/**
 * The results of prechecks that the bot started; those of others (the console's) can be asked for by v3 only. Without v3
 * they stay unknown, as if there had been no precheck.
 */
export async function findReports(
  on: V5Deps,
  ids: readonly string[],
  bounds?: ReportBounds,
): Promise<LookupResult<PrecheckReport>> {
  const queries = await on.prechecks.get(ids)
  const own = ids.filter((id) => queries.has(id))
  const others = ids.filter((id) => !queries.has(id))
  const reports = await findEach(own, async (id) =>
    readReport(await readJob(on, id, { type: 'precheck', query_id: queries.get(id) }), bounds),
  )
  if (!on.v3 || others.length === 0) return reports
  const rest = await findAll(on.client, on.language, precheckQuery(bounds), others).catch(unknownWithoutV3)
  return {
    found: new Map([...reports.found, ...rest.found]),
    gone: new Set([...reports.gone, ...rest.gone]),
    failed: new Map([...reports.failed, ...rest.failed]),
  }
}

function unknownWithoutV3(error: unknown): LookupResult<PrecheckReport> {
  if (isNotPublished(error)) return { found: new Map(), gone: new Set(), failed: new Map() }
  throw error
}

/** From so many tasks on, a page of the list may answer for several at once. */
const worthListing = 4

/**
 * v5 has no status query for many tasks, and its list cannot be narrowed to ids. So the list is walked, for a quarter of
 * the calls that single questions would take at most, and the tasks it did not show are asked for one by one.
 */
export async function findStatuses(on: V5Deps, ids: readonly string[]): Promise<LookupResult<string>> {
  const listed =
    ids.length < worthListing ? new Map<string, string>() : await listedStatuses(on, new Set(ids))
  const rest = ids.filter((id) => !listed.has(id))
  const single = await findEach(rest, (id) => readStatus(on, id), listed.size > 0)
  return { ...single, found: new Map([...listed, ...single.found]) }
}

async function listedStatuses(on: V5Deps, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const statuses = new Map<string, string>()
  let calls = Math.floor(ids.size / worthListing)
  for (const { value: scenario } of scenarios) {
    for (let [page, more] = [1, true]; more && calls > 0; page += 1, calls -= 1) {
      const answer = await askPage(on, { scenario }, page)
      const rows = rowsOf(answer.jobs).flatMap(statusesIn)
      for (const [id, status] of rows) if (ids.has(id)) statuses.set(id, status)
      if (statuses.size === ids.size) return statuses
      more = answer.more
    }
  }
  return statuses
}

/** Of a task and its subtasks. */
function statusesIn(row: ListedJob): readonly (readonly [string, string])[] {
  return [row, ...rowsOf(row.children)].flatMap((job) => {
    const id = textOf(job.id)
    const status = textOf(job.status)
    return id === undefined || status === undefined || isDeleted(job) ? [] : [[id, status] as const]
  })
}

async function readStatus(on: V5Deps, id: string): Promise<string> {
  const status = textOf((await readLivingJob(on, id)).status)
  if (status === undefined) throw malformed(getJob.id, 'The answer says nothing of the status.')
  return status
}
