import { batchStructDetail, batchStructProcess, drMonitoringData } from '../../drs/index.ts'
import { wrongStatus } from '../change.ts'
import { wallTime } from '../clock.ts'
import { transferred } from '../contents.ts'
import { databaseKey } from '../databases.ts'
import { isPair, onlySubtasks } from '../dual-active.ts'
import { type Call, handler, isRefusal, itemErrorMessage, lookUp, unique } from '../handler.ts'
import { shownLag } from '../progress.ts'
import { noise } from '../random.ts'
import type { Refusal } from '../refusal.ts'
import { structKinds, structObjects, structTimes } from '../struct.ts'
import type { End, LocalTask } from '../task.ts'
import type { World } from '../world.ts'

/** 6.4.2: no error fields; what cannot be monitored has an empty result. */
export const monitoringData = handler(drMonitoringData, ({ jobs }, call) => {
  unique(jobs, 'jobs')
  const results = jobs.map((id) => {
    const found = lookUp(call, id)
    const data = isRefusal(found) ? undefined : monitored(found, call.world)
    return { id, data_guard_minitor: data ?? null }
  })
  return { results, count: results.length }
})

/** DR tasks that run; a dual-active pair itself is a virtual ID (6.4.3). */
function initialized(call: Call, id: string): LocalTask | Refusal {
  const found = lookUp(call, id)
  if (isRefusal(found)) return found
  if (isPair(found)) return { code: onlySubtasks }
  const runs = found.scenario === 'cloudDataGuard' && found.life.startedAt !== undefined
  return runs ? found : { code: wrongStatus }
}

/** 6.4.3. */
export const structProcess = handler(batchStructProcess, ({ jobs }, call) => {
  unique(jobs, 'jobs')
  const results = jobs.map((id) => {
    const found = initialized(call, id)
    return isRefusal(found)
      ? { job_id: id, ...itemErrorMessage(call, found) }
      : { job_id: id, struct_process: processOf(call, found) }
  })
  return { count: results.length, results }
})

function processOf(call: Call, task: LocalTask) {
  const { clock } = call.world
  const moment = clock.moment()
  const schemas = transferred(task, call.world.databases())
  const time = (at: number) => wallTime(at, moment, clock.speed())
  return {
    create_time: String(moment.wall),
    result: structKinds.map((type) => {
      const objects = structObjects(task, type, schemas, moment)
      const done = objects.filter(({ percent }) => percent === 100).length
      const { start, end } = structTimes(task, type, moment)
      return {
        type,
        status: start === undefined ? 0 : done === objects.length ? 2 : 1,
        src_count: objects.length,
        dst_count: done,
        start_time: start === undefined ? 0 : time(start),
        end_time: end === undefined ? 0 : time(end),
      }
    }),
  }
}

/** 6.4.4: the page goes over the objects of each task. */
export const structDetail = handler(batchStructDetail, ({ jobs, page_req = {} }, call) => {
  unique(jobs, 'jobs')
  const size = page_req.per_page ?? 5
  const from = ((page_req.cur_page ?? 1) - 1) * size
  const results = jobs.map((id) => {
    const found = initialized(call, id)
    if (isRefusal(found)) return { job_id: id, ...itemErrorMessage(call, found) }
    const objects = objectsOf(call, found)
    return {
      job_id: id,
      struct_detail: {
        total_record: objects.length,
        create_time: String(call.world.clock.moment().wall),
        list: size === 0 ? objects : objects.slice(from, from + size),
      },
    }
  })
  return { count: results.length, results }
})

function objectsOf(call: Call, task: LocalTask) {
  const schemas = transferred(task, call.world.databases())
  const moment = call.world.clock.moment()
  return structObjects(task, call.params.type ?? '', schemas, moment).map(({ schema, name, percent }) => ({
    progress: percent,
    src_DB: schema,
    src_TB: name,
    dst_DB: schema,
    dst_TB: name,
  }))
}

/** Memory and disk of the node (6.4.2, example). */
const node = { memoryMb: 8_192, diskGb: 100 }
/** Work of the business database that the world pretends. */
const rowsPerSecond = 420
const bytesPerRow = 640

/** Monitoring data of a DR task that is in its incremental phase; it moves with the task's time. */
function monitored(task: LocalTask, world: World) {
  const moment = world.clock.moment()
  const lag = shownLag(task, moment)
  if (task.scenario !== 'cloudDataGuard' || lag === undefined) return undefined
  const moving = task.life.status === 'INCRE_TRANSFER_STARTED'
  const tick = Math.floor(moment.virtual / 5_000)
  const swing = (word: string, around: number) => around * (0.8 + noise(task.id, word, tick) * 0.4)
  const rate = moving ? Math.round(swing('rows', rowsPerSecond)) : 0
  const seconds = Math.max(0, (moment.virtual - (task.life.startedAt ?? moment.virtual)) / 1_000)
  const lines = Math.round(seconds * rowsPerSecond)
  const position = (behindMs: number) => binlogAt(seconds - behindMs / 1_000)
  return {
    src_normal: reachable(world, task.source),
    dst_normal: reachable(world, task.target),
    sr_offset: position(0),
    node_offset: position(lag * 0.4),
    dst_offset: position(lag),
    sr_delay: Math.round(lag * 0.4),
    dst_delay: lag,
    src_rps: String(Math.round(swing('source', rowsPerSecond))),
    src_io: (rate * 0.002).toFixed(1),
    bandwidth: String(Math.round((rate * bytesPerRow) / 1_024)),
    dst_rps: String(rate),
    dst_io: (rate * 0.003).toFixed(1),
    trans_inMB: String(Math.round((lines * bytesPerRow) / 1_048_576)),
    trans_lines: String(lines),
    volume_used_inGB: String(5 + Math.floor(seconds / 36_000)),
    mem_used_inMB: String(Math.round(swing('memory', 2_166))),
    cpuUsed_percent: swing('cpu', moving ? 12 : 1.4).toFixed(1),
    node_volume_inGB: node.diskGb,
    node_mem_inMB: node.memoryMb,
    migration_bytes_per_second: rate * bytesPerRow,
  }
}

/** A binlog position that grows with time. */
function binlogAt(seconds: number): string {
  const position = Math.max(0, Math.floor(seconds * 1_000))
  const file = 445 + Math.floor(position / 100_000_000)
  return `mysql-bin.${String(file).padStart(6, '0')}:${191 + (position % 100_000_000)}`
}

function reachable(world: World, end: End): boolean {
  const found = world.databases().find((database) => databaseKey(database) === end.database)
  if (!found || end.problem !== undefined) return false
  return !found.broken.some((item) => item === 'srcDbConnection' || item === 'dstDbConnection')
}
