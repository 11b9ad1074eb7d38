import { comparePolicy, listHealthCompareJobs, listProgressData } from '../../drs/v5/index.ts'
import { isEnded } from '../change.ts'
import { wallTime } from '../clock.ts'
import { transferred } from '../contents.ts'
import { type Call, handler } from '../handler.ts'
import { noise, uuid } from '../random.ts'
import { structObjects } from '../struct.ts'
import type { LocalTask } from '../task.ts'
import { zoneless } from '../times.ts'
import { jobInPath, notFound, pageOf } from './asking.ts'
import { incrementalTime } from './monitoring.ts'

/** Regular ("health") comparisons: every day, as long as a task is in its incremental phase. No call sets them. */

const day = 86_400_000
/** When they begin and end, within a day in UTC (7.7.1, example). */
const window = { from: 8 * 3_600_000, begin: '08:00:00', end: '10:00:00' }
const kinds = ['lines', 'account', 'object_comparison']
/** So many of them are remembered. */
const mostRemembered = 1_000

/** 7.7.1. */
export const policy = handler(comparePolicy, (_none, call) => {
  const task = jobInPath(call, notFound)
  if (task.life.mode === 'FULL_TRANS') return { status: 'NO_SUPPORT' }
  if (task.life.lag === undefined || isEnded(task)) return { status: 'CLOSED' }
  return {
    interval_hour: 24,
    period: '** * 1,2,3,4,5,6,7',
    status: 'OPEN',
    begin_time: window.begin,
    end_time: window.end,
    compare_type: kinds,
    next_compare_time: zoneless(nextStart(call.world.clock.moment().wall)),
    compare_policy: 'normal',
  }
})

/** The first daily start after an instant. */
function nextStart(wall: number): number {
  const today = Math.floor(wall / day) * day + window.from
  return today > wall ? today : today + day
}

/** 7.7.2: newest first. */
export const healthComparisons = handler(listHealthCompareJobs, (_none, call) => {
  const task = jobInPath(call, notFound)
  const { status } = call.query
  const all = comparisonsOf(call, task)
  const found = status === undefined ? all : all.filter((comparison) => comparison.status === status)
  return { count: found.length, compare_jobs: [...pageOf(found, call)] }
})

function comparisonsOf(call: Call, task: LocalTask) {
  const { clock } = call.world
  const moment = clock.moment()
  const incremental = incrementalTime(task, moment)
  if (incremental === 0) return []
  const until = isEnded(task) ? wallTime(task.life.since, moment, clock.speed()) : moment.wall
  const first = nextStart(wallTime(moment.virtual - incremental, moment, clock.speed()))
  const count = Math.max(0, Math.floor((until - first) / day) + 1)
  return Array.from({ length: Math.min(count, mostRemembered) }, (_, at) => {
    const start = first + (count - 1 - at) * day
    const id = uuid(task.id, 'health', start)
    const end = start + 8_000 + Math.floor(noise(id) * 60_000)
    const over = end <= moment.wall
    return {
      id,
      type: kinds.join(),
      status: over ? 'SUCCESSFUL' : 'RUNNING',
      start_time: String(start),
      ...(over ? { end_time: String(end) } : {}),
      compute_type: 'drs',
    }
  })
}

/** 7.7.3. */
export const progressData = handler(listProgressData, (_none, call) => {
  const task = jobInPath(call, notFound)
  const moment = call.world.clock.moment()
  const schemas = transferred(task, call.world.databases())
  const found = structObjects(task, call.params.type ?? '', schemas, moment)
  return {
    count: found.length,
    create_time: String(moment.wall),
    flow_compare_data: pageOf(found, call).map(({ schema, name, percent }) => ({
      src_db: schema,
      src_tb: name,
      dst_db: schema,
      dst_tb: name,
      progress: percent,
    })),
  }
})
