import type { Generation } from '../../drs/operation.ts'
import type { ObjectSelection } from './selection.ts'

/** What a task selects, as DRS tells it. */
export interface TaskObjects {
  /** Absent before the first choice. */
  readonly selection?: ObjectSelection
  /** The database that tables of two levels go into. */
  readonly root?: string
  /** It can be edited again while the task runs: there is an API with a call for it. */
  readonly whileRunning: boolean
  /** The generation in which the task lives. */
  readonly api: Generation
}
