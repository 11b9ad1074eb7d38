import type { TaskStatusName } from '../drs/statuses.ts'
import type { Moment } from './clock.ts'
import { reEditStatus } from './re-edit.ts'
import { type LocalTask, taskId } from './task.ts'
import { factsOf } from './v5/facts.ts'

/** The parts of a task that lists show below it; they are looked at, while what is done goes to the task. */

export interface Subtask {
  readonly id: string
  readonly name: string
  readonly status: TaskStatusName
  /** Where there are two availability zones. */
  readonly role?: 'master' | 'slave'
}

/**
 * One in each availability zone, one for some shards each of a Redis cluster (7.2.1, node_num), and one for each edit that was
 * taken over while changes are replicated.
 */
export function subtasksOf(task: LocalTask, moment: Moment): readonly Subtask[] {
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
  return [...inZones, ...ofShards, ...edits]
}

/** The subtask with this id, and the task that it is a part of. */
export function findSubtask(
  tasks: readonly LocalTask[],
  id: string,
  moment: Moment,
): { readonly task: LocalTask; readonly subtask: Subtask } | undefined {
  return tasks
    .flatMap((task) => subtasksOf(task, moment).map((subtask) => ({ task, subtask })))
    .find(({ subtask }) => subtask.id === id)
}
