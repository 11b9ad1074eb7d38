import type * as z from 'zod'
import {
  batchLimitSpeed,
  batchModifyPasswords,
  batchReplaceDefiner,
  batchSetSmn,
  getLtsConfig,
  updateLtsConfig,
} from '../../drs/index.ts'
import { isEnded, setOn, wrongStatus } from '../change.ts'
import { isPair, onlySubtasks } from '../dual-active.ts'
import { type Call, distinct, handler, jobResult, taskInPath, unique } from '../handler.ts'
import type { LifeStatus } from '../lifecycle.ts'
import { givePassword } from '../passwords.ts'
import { configurationRefusal, reconfigured } from '../perform.ts'
import { alarmFrom } from '../settings.ts'
import type { LocalTask } from '../task.ts'

type SpeedWish = z.output<typeof batchLimitSpeed.request>['speed_limits'][number]

/** 6.1.8: none for incremental tasks; an empty list takes the limit away. */
export const limitSpeed = handler(batchLimitSpeed, ({ speed_limits }, call) => {
  distinct(speed_limits)
  const results = speed_limits.map((wish) =>
    jobResult(call, wish.job_id, (task) => limit(call, task, wish.speed_limit)),
  )
  return { results, count: results.length }
})

function limit(call: Call, task: LocalTask, ranges: SpeedWish['speed_limit']): string | undefined {
  if (isPair(task)) return onlySubtasks
  if (task.life.mode === 'INCR_TRANS') return 'DRS.M00403'
  if (isEnded(task)) return wrongStatus
  if (ranges.some(({ begin, end }) => begin === end)) return 'DRS.M00306'
  setOn(call.world, task, { speedLimits: ranges })
  return undefined
}

/** 6.1.15 names STARTJOB_FAILED, which is START_JOB_FAILED everywhere else. */
const withPasswords: ReadonlySet<LifeStatus> = new Set<LifeStatus>([
  'STARTJOBING',
  'START_JOB_FAILED',
  'FULL_TRANSFER_STARTED',
  'FULL_TRANSFER_FAILED',
  'FULL_TRANSFER_COMPLETE',
  'INCRE_TRANSFER_STARTED',
  'INCRE_TRANSFER_FAILED',
  'PAUSING',
])

/** 6.1.15: each end of a task is an item of its own. */
export const modifyPasswords = handler(batchModifyPasswords, ({ jobs }, call) => {
  unique(
    jobs.map((job) => `${job.job_id}/${job.end_point_type}`),
    'job_id',
  )
  const results = jobs.map(({ job_id, end_point_type, db_password }) => ({
    ...jobResult(call, job_id, (task) => {
      if (isPair(task)) return onlySubtasks
      if (!withPasswords.has(task.life.status)) return wrongStatus
      return givePassword(call.world, task, end_point_type, db_password)
    }),
    end_point_type,
  }))
  return { results, count: results.length }
})

/** 6.1.16. */
export const replaceDefiners = handler(batchReplaceDefiner, ({ jobs }, call) => {
  distinct(jobs)
  const results = jobs.map(({ job_id, replace_definer }) =>
    jobResult(call, job_id, (task) => {
      const refusal = configurationRefusal(call.world, task)
      if (refusal) return refusal
      call.world.putTask(reconfigured(call.world, task, { replaceDefiner: replace_definer }))
      return undefined
    }),
  )
  return { count: results.length, results }
})

/** 6.1.22: not for stopped tasks; the engine must be the task's, the status may have moved on meanwhile. */
export const setSmn = handler(batchSetSmn, ({ jobs, alarm_notify_info }, call) => {
  distinct(jobs)
  const results = jobs.map(({ job_id, engine_type }) =>
    jobResult(call, job_id, (task) => {
      if (isEnded(task)) return wrongStatus
      if (engine_type !== task.engine) return { code: 'DRS.M00202', detail: 'engine_type' }
      setOn(call.world, task, { alarm: alarmFrom(alarm_notify_info) })
      return undefined
    }),
  )
  return { count: results.length, results }
})

/** 6.1.24. */
export const ltsConfig = handler(getLtsConfig, (_none, call) => {
  const { logs } = taskInPath(call).settings
  return { job: { log_group_id: '', log_stream_id: '', ...logs } }
})

/** 6.1.25, whose answer is "None". */
export const updateLts = handler(updateLtsConfig, ({ job }, call) => {
  const task = taskInPath(call)
  const { logs } = task.settings
  setOn(call.world, task, {
    logs: { ...logs, ...job, lts_enabled: job?.lts_enabled ?? logs.lts_enabled },
  })
  return undefined
})
