import type { Clock, Moment } from './clock.ts'
import { type Database, databaseKey } from './databases.ts'
import { lifeOfPair, partIds, partsOfNew } from './dual-active.ts'
import { type LocalTask, settleTask, taskId } from './task.ts'
import type { Batch } from './v5/batch.ts'

/** Everything that exists: databases and tasks, as time has made them. */
export interface World {
  readonly clock: Clock
  databases(): readonly Database[]
  /** Replaces the database at the same address, or adds it. */
  putDatabase(database: Database): void
  /** Newest first, without deleted ones, and without those that are a part of another. */
  tasks(): readonly LocalTask[]
  /** The tasks that a dual-active pair is made of; none of any other task. */
  partsOf(task: LocalTask): readonly LocalTask[]
  /** Also finds deleted tasks; their status tells. */
  task(id: string): LocalTask | undefined
  putTask(task: LocalTask): void
  /** Adds a task under the next id, or one that was reserved for it. */
  addTask(task: Omit<LocalTask, 'id'>, reserved?: string): LocalTask
  /** An id for a task that may come later. */
  reserveId(): string
  /** Back to the databases of the beginning, without tasks; the first task gets the first id again. */
  reset(): void
  /** Asynchronous batches (7.3 of v5), oldest first. */
  batches(): readonly Batch[]
  putBatch(batch: Batch): void
}

/** `salt` decides about ids; the same salt gives the same ids. */
export function createWorld(clock: Clock, databases: readonly Database[], salt = 'local-drs'): World {
  const byKey = new Map<string, Database>()
  const byId = new Map<string, LocalTask>()
  const batchById = new Map<string, Batch>()
  let count = 0

  function reserveId(): string {
    count += 1
    return taskId(salt, count)
  }

  function partsOf(task: LocalTask, moment: Moment): readonly LocalTask[] {
    const parts = partIds(task).map((id) => byId.get(id))
    return parts.flatMap((part) => (part ? [current(part, moment)] : []))
  }

  function current(task: LocalTask, moment: Moment): LocalTask {
    const life = lifeOfPair(partsOf(task, moment))
    const settled = life ? { ...task, life } : settleTask(task, moment, clock.speed())
    byId.set(settled.id, settled)
    return settled
  }
  function reset(): void {
    byKey.clear()
    for (const database of databases) byKey.set(databaseKey(database), database)
    byId.clear()
    batchById.clear()
    count = 0
  }

  reset()
  return {
    clock,
    reset,
    databases: () => [...byKey.values()],
    putDatabase: (database) => void byKey.set(databaseKey(database), database),
    tasks() {
      const moment = clock.moment()
      const whole = [...byId.values()].filter(({ partOf }) => partOf === undefined)
      const all = whole.map((task) => current(task, moment))
      return all.filter(({ life }) => life.status !== 'DELETED').reverse()
    },
    partsOf: (task) => partsOf(task, clock.moment()),
    task(id) {
      const task = byId.get(id)
      return task && current(task, clock.moment())
    },
    putTask: (task) => void byId.set(task.id, task),
    addTask(task, reserved) {
      const added = { ...task, id: reserved ?? reserveId() }
      for (const one of [added, ...partsOfNew(added)]) byId.set(one.id, one)
      return added
    },
    reserveId,
    batches: () => [...batchById.values()],
    putBatch: (batch) => void batchById.set(batch.id, batch),
  }
}
