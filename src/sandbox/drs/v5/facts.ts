import type * as z from 'zod'
import type { nodeInfo, periodOrder, publicIp } from '../../../drs/v5/task-parts.ts'
import type { PrecheckRun } from '../precheck.ts'
import { uuid } from '../random.ts'
import type { End, LocalTask } from '../task.ts'
import type { World } from '../world.ts'

/** What only v5 sets on a task. Passwords and keys are never kept. */

export type Node = z.output<typeof nodeInfo>
export type PublicIp = z.output<typeof publicIp>
type Order = z.output<typeof periodOrder>

/** What the connection test of one database found. */
export interface TestedEnd {
  readonly role: 'so' | 'ta'
  readonly ip: string
  /** Code of the error; absent when the connection works. */
  readonly code?: string | undefined
}

export type PrecheckMode = 'forStartJob' | 'forRetryJob' | 'forResetJob'

/** An asynchronous action; its result is asked for with its id (7.5.1, query_id). */
export type ActionQuery =
  | {
      readonly kind: 'network'
      readonly id: string
      /** Virtual time. */
      readonly startedAt: number
      readonly results: readonly TestedEnd[]
    }
  | {
      readonly kind: 'precheck'
      readonly id: string
      readonly startedAt: number
      readonly mode: PrecheckMode
      readonly run: PrecheckRun
    }

export interface Facts {
  readonly enterpriseProject: string
  readonly charging: 'period' | 'on_demand'
  readonly order?: Order | undefined
  /** Absent for tasks that v3 created. */
  readonly node?: Node | undefined
  readonly publicIps: readonly PublicIp[]
  /** Oldest first. */
  readonly queries: readonly ActionQuery[]
  readonly clone: boolean
  /** `2.0` for the new kind of task (7.2.6). */
  readonly version?: string | undefined
  /** Planned start that was given when the task was created, as it was written. */
  readonly startTime?: string | undefined
  /** Database parameters to be set, by name. */
  readonly dbParams?: Readonly<Record<'common' | 'performance', Readonly<Record<string, string>>>> | undefined
}

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

type PrecheckQuery = Extract<ActionQuery, { readonly kind: 'precheck' }>

/** The precheck that v5 has started last; none when v3 has started a later one. */
export function lastPrecheck(task: LocalTask): PrecheckQuery | undefined {
  const last = factsOf(task).queries.findLast((query): query is PrecheckQuery => query.kind === 'precheck')
  return last?.startedAt === task.precheck?.startedAt ? last : undefined
}
