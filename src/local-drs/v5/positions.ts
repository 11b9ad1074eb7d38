import { collectDbPosition, dbPositionResult, updateStartPosition } from '../../drs/v5/index.ts'
import { handler } from '../handler.ts'
import { positionAt } from '../log-position.ts'
import { configurationRefusal } from '../perform.ts'
import { RefusedCall } from '../refusal.ts'
import type { LocalTask } from '../task.ts'
import {
  ask,
  askedBefore,
  askedState,
  endAnswers,
  jobInPath,
  note,
  refuseStatus,
  requireEngine,
  withoutNode,
} from './asking.ts'

/** "Query the object information first" (7.6.7, example). */
const notCollected = 'DRS.10030014'

/** Only MySQL to DWS (7.6.2). */
function collecting(task: LocalTask): boolean {
  return task.scenario === 'sync' && task.source.db_type === 'mysql' && task.target.db_type === 'dws'
}

/** 7.6.2. */
export const collectPosition = handler(collectDbPosition, ({ reset_position_time }, call) => {
  const task = jobInPath(call)
  requireEngine(task, collecting(task))
  refuseStatus(task, withoutNode)
  const at = Date.parse(reset_position_time)
  if (Number.isNaN(at)) throw new RefusedCall('DRS.10020002', 'reset_position_time')
  const position = positionAt(task, at)
  return ask(call.world, task, { kind: 'position', position }, !endAnswers(call, task.source))
})

/** 7.6.7. */
export const positionResult = handler(dbPositionResult, (_none, call) => {
  const task = jobInPath(call)
  requireEngine(task, collecting(task))
  const query = askedBefore(call, task, 'position', notCollected)
  const status = askedState(query, call.world.clock.moment())
  return { job_id: task.id, status, ...(status === 'success' ? { position: query.position } : {}) }
})

/** Source and destination of the links that 7.6.9 supports. */
const withStartPosition: Readonly<Record<string, readonly string[]>> = {
  mysql: ['mysql', 'dws', 'taurus', 'oracle', 'kafka'],
  taurus: ['taurus', 'mysql', 'oracle', 'kafka'],
  mongodb: ['kafka', 'mongodb'],
}

/** 7.6.9: incremental synchronizations alone; sources of MySQL need the GTID set, MongoDB writes time and counter. */
export const startPosition = handler(updateStartPosition, ({ file_and_position, gtid_set }, call) => {
  const task = jobInPath(call)
  const { source, target, scenario, life } = task
  const fits = withStartPosition[source.db_type]?.includes(target.db_type) === true
  requireEngine(task, fits && scenario === 'sync' && life.mode === 'INCR_TRANS')
  const refusal = configurationRefusal(call.world, task)
  if (refusal) throw new RefusedCall(refusal, undefined, 400)
  const isTimestamp = /^\d+:\d+$/.test(file_and_position)
  if (isTimestamp !== (source.db_type === 'mongodb')) {
    throw new RefusedCall('DRS.10020002', 'file_and_position')
  }
  if (source.db_type === 'mysql' && gtid_set === undefined) throw new RefusedCall('DRS.10020001', 'gtid_set')
  note(call.world, task, { startPosition: { position: file_and_position, gtidSet: gtid_set } })
  return {}
})
