import {
  batchPauseJobs,
  batchRetryJobs,
  batchStartJobs,
  batchStopOrDeleteJobs,
  batchSwitchover,
} from '../../drs/index.ts'
import { wrongStatus } from '../change.ts'
import { wallTime } from '../clock.ts'
import { databaseKey } from '../databases.ts'
import { type Call, distinct, handler, isRefusal, itemError, jobResult, lookUp, unique } from '../handler.ts'
import { perform } from '../perform.ts'
import { hexDigits } from '../random.ts'
import { takeEdits } from '../re-edit.ts'
import { type End, type LocalTask, rolesExchanged } from '../task.ts'
import { zoneless } from '../times.ts'

/** 6.1.11: at once, or at `start_time` in milliseconds; a planned start is not changed. */
export const startJobs = handler(batchStartJobs, ({ jobs }, call) => {
  distinct(jobs)
  const results = jobs.map((job) =>
    jobResult(call, job.job_id, (task) =>
      task.life.status === 'WAITING_FOR_START'
        ? wrongStatus
        : perform(call.world, task, 'start', {
            startAt: job.start_time ? Number(job.start_time) : undefined,
          }),
    ),
  )
  return { count: results.length, results }
})

/** 6.1.13. */
export const pauseJobs = handler(batchPauseJobs, ({ jobs }, call) => {
  distinct(jobs)
  const results = jobs.map((job) => jobResult(call, job.job_id, (task) => perform(call.world, task, 'pause')))
  return { results, count: results.length }
})

/** 6.1.12: goes on after a pause, tries again after a failure, or takes over what was edited. */
export const retryJobs = handler(batchRetryJobs, ({ jobs }, call) => {
  distinct(jobs)
  const results = jobs.map(({ job_id, is_sync_re_edit }) =>
    jobResult(call, job_id, (task) =>
      is_sync_re_edit ? takeEdits(call.world, task) : perform(call.world, task, 'resume'),
    ),
  )
  return { results, count: results.length }
})

const endings = {
  terminate: { verb: 'stop', force: false },
  force_terminate: { verb: 'stop', force: true },
  delete: { verb: 'delete', force: false },
} as const

/** 6.1.14. */
export const stopOrDeleteJobs = handler(batchStopOrDeleteJobs, ({ jobs }, call) => {
  distinct(jobs)
  const results = jobs.map((job) => {
    const { verb, force } = endings[job.delete_type]
    return jobResult(call, job.job_id, (task) => perform(call.world, task, verb, { force }))
  })
  return { count: results.length, results }
})

/** 6.4.1: no `status`; the roles are answered as they will be, as in the example. */
export const switchoverJobs = handler(batchSwitchover, ({ jobs }, call) => {
  unique(jobs, 'jobs')
  const results = jobs.map((id) => {
    const found = lookUp(call, id)
    if (isRefusal(found)) return { job_id: id, ...itemError(call, found) }
    const refusal = perform(call.world, found, 'switchover')
    return refusal === undefined ? switched(call, found) : { job_id: id, ...itemError(call, refusal) }
  })
  return { count: results.length, results }
})

function switched(call: Call, task: LocalTask) {
  const after = rolesExchanged(task)
  const now = zoneless(call.world.clock.moment().wall)
  return {
    job_id: task.id,
    updated_at: now,
    source_db: databaseView(call, task, after.source),
    target_db: databaseView(call, task, after.target),
    job_direction: after.direction,
    is_target_readonly: after.targetReadOnly,
  }
}

/** A database as 6.4.1 shows it, with the stars that the example has for passwords. */
function databaseView(call: Call, task: LocalTask, end: End) {
  const database = call.world.databases().find((known) => databaseKey(known) === end.database)
  return {
    id: hexDigits(32, task.id, end.ip ?? '', end.inst_id ?? ''),
    region: end.region,
    ip: end.ip,
    topic: null,
    instance_name: end.inst_name ?? null,
    db_type: end.db_type,
    db_user: end.db_user,
    db_password: '********',
    manage_ip: null,
    traffic_ip: end.ip,
    db_port: end.db_port,
    created_at: zoneless(task.createdAt),
    updated_at: zoneless(wallTime(task.life.since, call.world.clock.moment(), call.world.clock.speed())),
    full_trans_user_pwd: '******',
    increment_trans_user_pwd: '******',
    ssl_link: end.ssl_link ?? false,
    db_version: database?.version ?? null,
    project_id: end.project_id,
    cluster_mode: 'Single',
    instance_id: end.inst_id ?? null,
    subnet_id: end.subnet_id ?? null,
    vpc_id: end.vpc_id ?? null,
  }
}
