import { uuid } from '../random.ts'
import type { End, LocalTask } from '../task.ts'
import type { World } from '../world.ts'
import type { ActionQuery, Facts } from './task-facts.ts'

/** `0` is the enterprise project "default". */
export const noFacts: Facts = {
  enterpriseProject: '0',
  charging: 'on_demand',
  publicIps: [],
  queries: [],
  clone: false,
}

export function factsOf(task: Pick<LocalTask, 'v5'>): Facts {
  return task.v5 ?? noFacts
}

export function withFacts<Task extends Pick<LocalTask, 'v5'>>(task: Task, change: Partial<Facts>): Task {
  return { ...task, v5: { ...factsOf(task), ...change } }
}

/** Keeps the result of an asynchronous action and gives the id to ask for it with. */
export function addQuery(world: World, task: LocalTask, query: (id: string) => ActionQuery): string {
  const { queries } = factsOf(task)
  const id = uuid(task.id, 'action', queries.length)
  world.putTask(withFacts(task, { queries: [...queries, query(id)] }))
  return id
}

/** The id under which DRS knows a database of a task (7.2.3, example). */
export function endpointId(task: Pick<LocalTask, 'id'>, end: End): string {
  return uuid(task.id, 'endpoint', end.database ?? '', end.ip ?? '', end.inst_id ?? '')
}
