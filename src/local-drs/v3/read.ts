import type * as z from 'zod'
import {
  batchJobDetails,
  batchJobProgress,
  batchJobStatus,
  batchPrecheckResult,
  batchRpoAndRto,
  listAvailableZones,
  listJobs,
  listNodeTypes,
  listQuotas,
} from '../../drs/index.ts'
import { wallTime } from '../clock.ts'
import { type Call, handler, isRefusal, itemError, itemErrorMessage, lookUp, unique } from '../handler.ts'
import { precheckReport } from '../precheck.ts'
import { fullPercent, partPercents, recoveryDelays, remainingWork, shownLag } from '../progress.ts'
import { findSubtask } from '../subtasks.ts'
import type { LocalTask } from '../task.ts'
import { spaced } from '../times.ts'
import { factsOf } from '../v5/facts.ts'
import { detailsView, listView, subtaskDetails } from '../view.ts'

/** Tasks that a tenant may have; the example of 5.1.1 shows the same number. */
const quota = 9999

/** 5.1.1. */
export const quotas = handler(listQuotas, (_none, call) => ({
  quotas: {
    resource: { type: 'instances', min: 0, max: quota, quota, used: call.world.tasks().length },
  },
}))

/** 6.1.23: sold out sizes are told only on demand. */
export const nodeTypes = handler(listNodeTypes, (_none, call) => {
  const tells = call.query.is_use_sellout_info === 'true'
  const types = ['micro', 'small', 'medium', 'high', 'xlarge', '2xlarge']
  return {
    node_types: types.map((type) => ({ node_type: type, is_sellout: tells && type === '2xlarge' })),
  }
})

/** 5.2.1: the zones of the example; the large nodes are on sale in one zone less. */
export const availableZones = handler(listAvailableZones, ({ node_type }) => ({
  az_infos: [
    { code: 'az1xahz', name: 'az1xahz', status: 'DISABLED' },
    { code: 'az2xahz', name: 'az2', status: node_type.includes('xlarge') ? 'DISABLED' : 'ENABLED' },
    { code: 'az3xahz', name: 'az3', status: 'ENABLED' },
    { code: 'az4xahz', name: 'az4', status: 'ENABLED' },
  ],
}))

/** A page of a list; a size of 0 means everything. */
function page<T>(items: readonly T[], number: number, size: number): readonly T[] {
  return size === 0 || number === 0 ? items : items.slice((number - 1) * size, number * size)
}

/** `page_req` of 6.1.20 and 6.1.21: without it the first five. */
function pageOf<T>(
  items: readonly T[],
  request: { cur_page?: number | undefined; per_page?: number | undefined } = {},
) {
  return page(items, request.cur_page ?? 1, request.per_page ?? 5)
}

/** 6.1.21: `error_message`, and `count` is the number of tasks on the page. */
export const jobStatus = handler(batchJobStatus, ({ jobs, page_req }, call) => {
  unique(jobs, 'jobs')
  const results = pageOf(jobs, page_req).map((id) => {
    const found = lookUp(call, id)
    if (!isRefusal(found)) return { id, status: found.life.status }
    const part = subtaskCalled(call, id)
    return part ? { id, status: part.subtask.status } : { id, ...itemErrorMessage(call, found) }
  })
  return { results, count: results.length }
})

function subtaskCalled({ world }: Call, id: string) {
  return findSubtask(world, id)
}

/** 6.1.20. */
export const jobDetails = handler(batchJobDetails, ({ jobs, page_req }, call) => {
  unique(jobs, 'jobs')
  const results = pageOf(jobs, page_req).map((id) => {
    const found = lookUp(call, id)
    if (!isRefusal(found)) return detailsView(found, call.world)
    const part = subtaskCalled(call, id)
    return part ? subtaskDetails(part, call.world) : { id, ...itemErrorMessage(call, found) }
  })
  return { count: results.length, results }
})

type Filter = z.output<typeof listJobs.request>

/** 6.1.19: an absent engine type means mysql, an empty one any. */
export const jobs = handler(listJobs, (filter, call) => {
  const found = call.world.tasks().filter((task) => matches(task, filter))
  const shown = page(found, filter.cur_page, filter.per_page)
  return {
    jobs: shown.map((task) => listView(task, call.world)),
    total_record: found.length,
  }
})

function matches(task: LocalTask, filter: Filter): boolean {
  const engine = filter.engine_type ?? 'mysql'
  return [
    task.scenario === filter.db_use_type,
    engine === '' || task.engine === engine,
    !filter.net_type || task.network === filter.net_type,
    !filter.status || task.life.status === filter.status,
    !filter.enterprise_project_id || factsOf(task).enterpriseProject === filter.enterprise_project_id,
    !filter.name || namedBy(task, filter.name),
    !filter.instance_ids?.length || filter.instance_ids.some((id) => boundTo(task, 'inst_id', id)),
    !filter.instance_ip || boundTo(task, 'ip', filter.instance_ip),
    hasTags(task, filter.tags ?? {}),
  ].every(Boolean)
}

/** Part of a name, or ids separated by commas. */
function namedBy(task: LocalTask, words: string): boolean {
  if (words.split(',').includes(task.id)) return true
  return task.name.toLowerCase().includes(words.toLowerCase())
}

function boundTo(task: LocalTask, field: 'inst_id' | 'ip', value: string): boolean {
  return task.source[field] === value || task.target[field] === value
}

function hasTags(task: LocalTask, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) =>
    task.tags.some((tag) => tag.key === key && tag.value === value),
  )
}

/** 5.2.2: numbers as strings, -1 for a lag that is not there yet. */
export const jobProgress = handler(batchJobProgress, ({ jobs }, call) => {
  unique(jobs, 'jobs')
  const results = jobs.map((id) => {
    const found = lookUp(call, id)
    return isRefusal(found) ? { job_id: id, ...itemError(call, found) } : progressView(call, found)
  })
  return { count: results.length, results }
})

function progressView(call: Call, task: LocalTask) {
  const moment = call.world.clock.moment()
  const { life } = task
  const lag = shownLag(task, moment)
  const parts = Object.entries(partPercents(life, moment))
  const started = life.startedAt && wallTime(life.startedAt, moment, call.world.clock.speed())
  return {
    job_id: task.id,
    progress: String(fullPercent(life, moment)),
    incre_trans_delay: lag === undefined ? '-1' : String(Math.floor(lag / 1000)),
    incre_trans_delay_millis: lag === undefined ? '-1' : String(lag),
    task_mode: life.mode,
    transfer_status: life.status,
    process_time: String(started ?? 0),
    remaining_time: String(Math.ceil(remainingWork(life, moment) / 1000)),
    ...(life.status.startsWith('FULL_TRANSFER')
      ? {
          progress_map: Object.fromEntries(
            parts.map(([part, percent]) => [part, { completed: `${percent}%`, remaining_time: null }]),
          ),
        }
      : {}),
  }
}

/** 6.1.7: a task that was never checked has no result to be found. */
export const precheckResults = handler(batchPrecheckResult, ({ jobs }, call) => {
  const results = jobs.map((id) => {
    const found = lookUp(call, id)
    if (isRefusal(found)) return { precheck_id: id, ...itemError(call, found) }
    const run = found.precheck
    if (!run) return { precheck_id: id, ...itemError(call, { code: 'DRS.M00289', detail: id }) }
    return precheckReport(found, run, call.world.clock.moment())
  })
  return { count: results.length, results }
})

/** 5.3.1: milliseconds as strings, for DR tasks only; before the incremental phase there is nothing to tell. */
export const rpoAndRto = handler(batchRpoAndRto, ({ jobs }, call) => {
  unique(jobs, 'jobs')
  const results = jobs.map((id) => {
    const found = lookUp(call, id)
    if (isRefusal(found)) return { job_id: id, ...itemError(call, found) }
    if (found.scenario !== 'cloudDataGuard') return { job_id: id, ...itemError(call, { code: 'DRS.M00304' }) }
    return recoveryView(call, found)
  })
  return { count: results.length, results }
})

function recoveryView(call: Call, task: LocalTask) {
  const moment = call.world.clock.moment()
  const delays = recoveryDelays(task, moment)
  const point = (delay: number) => ({
    delay: String(delay),
    time: spaced(moment.wall),
    gtid_set: 'NA',
    check_point: `mysql-bin.000514:${197 + Math.floor((moment.virtual - task.life.since) / 1000)}`,
  })
  return {
    job_id: task.id,
    rpo_info: delays ? point(delays.rpo) : null,
    rto_info: delays ? point(delays.rto) : null,
  }
}
