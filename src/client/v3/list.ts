import { chunks } from '../../base/chunks.ts'
import { verbsOfDrsCommands } from '../../domain/actions/drs-commands.ts'
import type { Task } from '../../domain/tasks/task.ts'
import type { LookupResult, TaskFilter, TaskList } from '../../domain/tasks/task-service.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { scenarios } from '../../drs/engines.ts'
import { listJobs } from '../../drs/index.ts'
import type { DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import { allPages, noteUnreadableRows, type PageOfScenario, readListPage } from '../listed.ts'
import { isDeleted } from '../task-facts.ts'
import { numberOf, type Rows, rowsOf, textsOf } from '../values.ts'
import { readListedTaskV3 } from './read.ts'

/** The scenario is mandatory (6.1.19); without one all are asked. */
export async function listTasksV3(
  client: Client,
  language: DrsLanguage,
  filter: TaskFilter,
): Promise<TaskList> {
  const asked = filter.scenario === undefined ? scenarios.map(({ value }) => value) : [filter.scenario]
  const lists: TaskList[] = []
  for (const scenario of asked) lists.push(await listScenario(client, language, scenario, filter))
  const unreadable = lists.reduce((sum, list) => sum + list.unreadable, 0)
  noteUnreadableRows(client, listJobs.id, { unreadable })
  return { tasks: lists.flatMap(({ tasks }) => tasks), unreadable }
}

/** The largest page (6.1.19). */
const pageSize = 100

/** One page of the list of a scenario. */
export async function listPageV3(
  client: Client,
  language: DrsLanguage,
  { scenario = '', ...filter }: TaskFilter,
  page: number,
): Promise<PageOfScenario> {
  const body = listBody(scenario, filter, page)
  const answer = await client.call(listJobs, { language, body })
  const { tasks, unreadable } = readListPage(answer.jobs, (row) =>
    readListedTaskV3(client.connection.name, row),
  )
  const total = numberOf(answer.total_record)
  const more = total === undefined ? tasks.length > 0 : page * pageSize < total
  const living = tasks.filter((task) => !isDeleted(task) || filter.status === task.status)
  return { tasks: living, unreadable, more }
}

function listScenario(
  client: Client,
  language: DrsLanguage,
  scenario: string,
  filter: TaskFilter,
): Promise<TaskList> {
  return allPages((page) => listPageV3(client, language, { ...filter, scenario }, page))
}

/** Subtasks are told by the list only, which takes up to a hundred ids instead of a name (6.1.19). */
export async function findFailedSubtasksV3(
  client: Client,
  language: DrsLanguage,
  ids: readonly string[],
  scenario: string,
): Promise<LookupResult<readonly string[]>> {
  const found = new Map<string, readonly string[]>()
  for (const some of chunks(ids, pageSize)) {
    const { tasks } = await listScenario(client, language, scenario, { name: some.join(',') })
    for (const { id, failedSubtasks } of tasks) {
      if (failedSubtasks && some.includes(id)) found.set(id, failedSubtasks)
    }
  }
  return { found, gone: new Set(), failed: new Map() }
}

/** The subtasks of one task; its name in the list may be its id (6.1.19). */
export async function listSubtasksV3(
  client: Client,
  language: DrsLanguage,
  { id, scenario }: Pick<Task, 'id' | 'scenario'>,
): Promise<readonly Task[]> {
  const answer = await client.call(listJobs, { language, body: listBody(scenario, { name: id }, 1) })
  const row = rowsOf(answer.jobs).find((job) => job.id === id)
  const read = (child: Rows<typeof answer.jobs>) => readListedTaskV3(client.connection.name, child) ?? []
  return rowsOf(row?.children).flatMap(read)
}

/**
 * The tasks with their network, which the details of some regions leave to the list (6.1.20, 6.1.19). Where the list does
 * not tell it either, it stays unknown. A part of a pair is in no list of its own: its network is that of the pair.
 */
export async function withNetworks(
  client: Client,
  language: DrsLanguage,
  tasks: readonly Task[],
): Promise<readonly Task[]> {
  const open = tasks.filter(({ network, scenario }) => network === undefined && scenario !== '')
  const networks = new Map<string, string>()
  for (const scenario of new Set(open.map((task) => task.scenario))) {
    const ids = open.filter((task) => task.scenario === scenario).flatMap(listedIds)
    for (const { id, network } of await listedByIds(client, language, scenario, ids))
      if (network !== undefined) networks.set(id, network)
  }
  return tasks.map((task) => {
    const listed = listedIds(task).flatMap((id) => networks.get(id) ?? [])
    const network = task.network ?? listed[0]
    return network === undefined ? task : { ...task, network }
  })
}

/** What is called the main task of one in two zones may be its part, so that its own entry counts first. */
function listedIds({ id, parentId }: Task): readonly string[] {
  return parentId === undefined ? [id] : [id, parentId]
}

async function listedByIds(
  client: Client,
  language: DrsLanguage,
  scenario: string,
  ids: readonly string[],
): Promise<readonly Task[]> {
  const listed: Task[] = []
  for (const some of chunks(ids, pageSize)) {
    try {
      const { tasks } = await listScenario(client, language, scenario, { name: some.join(',') })
      listed.push(...tasks)
    } catch (error) {
      if (!(error instanceof DrsError)) throw error
    }
  }
  return listed
}

/** Filters that are not meant are sent empty, as in the examples: a missing engine means `mysql` (6.1.19). */
function listBody(scenario: string, { engine = '', name = '', status = '' }: TaskFilter, page: number) {
  return {
    cur_page: page,
    per_page: pageSize,
    db_use_type: scenario,
    engine_type: engine,
    net_type: '',
    name,
    status,
  }
}

/** What the list says of the actions of one task; the name may be an id, and the scenario has to be found out (6.1.19). */
export async function allowedInList(
  client: Client,
  language: DrsLanguage,
  id: string,
): Promise<ReadonlySet<string> | undefined> {
  for (const { value } of scenarios) {
    const answer = await client.call(listJobs, { language, body: listBody(value, { name: id }, 1) })
    const rows = rowsOf(answer.jobs).flatMap((row) => [row, ...rowsOf(row.children)])
    const row = rows.find((candidate) => candidate.id === id)
    if (row) return row.job_action ? verbsOfDrsCommands(textsOf(row.job_action.available_actions)) : undefined
  }
  return undefined
}
