import type { Refusal } from './refusal.ts'
import type { LocalTask } from './task.ts'

/** What other calls must have set before a task can be started ("only after all tasks are configured", 6.1.11). */

interface Condition {
  /** The field that is missing otherwise. */
  readonly field: string
  applies(task: LocalTask): boolean
  /** Whether it was set by something other than the policy. */
  elsewhere?(task: LocalTask): boolean
}

const toKafka = ({ target }: LocalTask): boolean => target.db_type === 'kafka'
const isIncremental = ({ scenario, life }: LocalTask): boolean =>
  scenario === 'sync' && life.mode === 'INCR_TRANS'

/** Sources whose logs have a position to start from (6.3.2, 7.6.9); the others go on from their replication slot. */
const withPosition: ReadonlySet<string> = new Set(['mysql', 'taurus', 'mongodb'])

/** 6.3.2, where each is called mandatory. */
const conditions: readonly Condition[] = [
  { field: 'topic_policy', applies: toKafka },
  { field: 'partition_policy', applies: toKafka },
  {
    field: 'topic',
    applies: (task) => toKafka(task) && task.settings.policy.topic_policy === '0',
  },
  {
    field: 'ddl_topic',
    applies: (task) => toKafka(task) && task.settings.policy.ddl_trans === true,
  },
  { field: 'slot_name', applies: ({ engine }) => engine === 'gaussdbv5ha-to-kafka' },
  {
    field: 'file_and_position',
    applies: (task) => isIncremental(task) && withPosition.has(task.source.db_type),
    elsewhere: ({ extras }) => extras?.startPosition !== undefined,
  },
  {
    field: 'gtid_set',
    applies: (task) => isIncremental(task) && task.source.db_type === 'mysql',
    elsewhere: ({ extras }) => extras?.startPosition?.gtidSet !== undefined,
  },
]

/** The first thing that is missing. */
export function missingBeforeStart(task: LocalTask): Refusal | undefined {
  const missing = conditions.find(
    ({ field, applies, elsewhere }) => applies(task) && !task.settings.policy[field] && !elsewhere?.(task),
  )
  return missing && { code: 'DRS.M00201', detail: missing.field }
}
