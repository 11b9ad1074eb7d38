import { batchStructDetail, batchStructProcess, drMonitoringData } from '../../drs/index.ts'
import { onlySubtasks, wrongStatus } from '../change.ts'
import { wallTime } from '../clock.ts'
import { transferred } from '../contents.ts'
import { type Call, handler, isRefusal, itemErrorMessage, lookUp, unique } from '../handler.ts'
import { monitored } from '../monitoring.ts'
import type { Refusal } from '../refusal.ts'
import { structKinds, structObjects, structTimes } from '../struct.ts'
import type { LocalTask } from '../task.ts'

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
  if (found.dualActive) return { code: onlySubtasks }
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
