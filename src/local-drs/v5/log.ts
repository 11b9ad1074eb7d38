import { statusOf } from '../../drs/statuses.ts'
import { type Clock, wallTime } from '../clock.ts'
import type { LocalTask } from '../task.ts'
import { zoneless } from '../times.ts'

/** A line of the log of a task (table 7-336). */
export interface LogLine {
  readonly level: 'INFO' | 'WARN' | 'ERROR'
  readonly message: string
  readonly create_time: string
}

/** What is known of the past of a task, the latest first; in life the log tells much more. */
export function logOf(task: LocalTask, clock: Clock): readonly LogLine[] {
  const moment = clock.moment()
  const { life, precheck } = task
  const at = (virtual: number) => wallTime(virtual, moment, clock.speed())
  const failed = life.status.endsWith('_FAILED')
  const now = failed && life.error ? life.error : statusOf(life.status).words.en
  const lines: readonly (readonly [number, LogLine['level'], string] | undefined)[] = [
    [task.createdAt, 'INFO', `Task ${task.name} created`],
    precheck && [at(precheck.startedAt), 'INFO', 'Pre-check started'],
    life.startedAt === undefined ? undefined : [at(life.startedAt), 'INFO', 'Task started'],
    life.fullCompleteAt === undefined ? undefined : [at(life.fullCompleteAt), 'INFO', 'Full phase complete'],
    [at(life.since), failed ? 'ERROR' : 'INFO', now],
  ]
  return lines
    .flatMap((line) => (line ? [line] : []))
    .toSorted(([a], [b]) => b - a)
    .map(([time, level, message]) => ({ level, message, create_time: zoneless(time) }))
}
