import type { TaskStatusName } from '../drs/statuses.ts'
import { reEditStatus } from './re-edit.ts'
import { type LocalTask, taskId } from './task.ts'
import { factsOf } from './v5/facts.ts'
import type { World } from './world.ts'

/**
 * The parts of a task that lists show below it. Those of a dual-active pair are tasks of their own; the others are looked at,
 * while what is done goes to the task.
 */

export interface Subtask {
  readonly id: string
  readonly name: string
  readonly status: TaskStatusName
  /** Where there are two availability zones. */
  readonly role?: 'master' | 'slave'
  /** Where it is a task of its own. */
  readonly own?: LocalTask
}

/**
 * One for each direction of a dual-active pair, one in each availability zone, one for some shards each of a Redis cluster (7.2.1, node_num), and one for each edit that was
 * taken over while changes are replicated.
 */
export function subtasksOf(world: Pick<World, 'clock' | 'partsOf'>, task: LocalTask): readonly Subtask[] {
  const moment = world.clock.moment()
  const ofPair = world
    .partsOf(task)
    .map((own) => ({ id: own.id, name: own.name, status: own.life.status, own }))
  const { zones, shards = 0 } = factsOf(task)
  const inZones = (zones ? (['master', 'slave'] as const) : []).map((role, at) => ({
    id: taskId(`${task.id}/zone`, at),
    name: `${task.name}-${role}`,
    status: task.life.status,
    role,
  }))
  const ofShards = Array.from({ length: task.source.db_type === 'rediscluster' ? shards : 0 }, (_, at) => ({
    id: taskId(`${task.id}/shard`, at),
    name: `${task.name}-shard-${at + 1}`,
    status: task.life.status,
  }))
  const edits = (task.reEdits ?? []).map((edit, at) => ({
    id: edit.id,
    name: `${task.name}-edit-${at + 1}`,
    status: reEditStatus(edit, moment),
  }))
  return [...ofPair, ...inZones, ...ofShards, ...edits]
}

/** The subtask with this id that is only a part, and the task that it is a part of. */
export function findSubtask(
  world: World,
  id: string,
): { readonly task: LocalTask; readonly subtask: Subtask } | undefined {
  // All others need not be made to find that out.
  if (world.task(id) !== undefined) return undefined
  return world
    .tasks()
    .flatMap((task) => [task, ...world.partsOf(task)])
    .flatMap((task) => subtasksOf(world, task).map((subtask) => ({ task, subtask })))
    .find(({ subtask }) => subtask.id === id && subtask.own === undefined)
}
