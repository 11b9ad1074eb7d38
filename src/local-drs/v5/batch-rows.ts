import type { Call } from '../handler.ts'
import { isTakenName } from '../names.ts'
import { uuid } from '../random.ts'
import type { Refusal } from '../refusal.ts'
import { chooseObjects } from '../selection.ts'
import { alarmFrom, type Settings } from '../settings.ts'
import type { World } from '../world.ts'
import type { Batch, BatchRow } from './batch.ts'
import {
  type Described,
  type Draft,
  draftOf,
  draftRefusal,
  type NewAsyncJob,
  unknownNames,
} from './new-task.ts'
import { policyWith, speedLimitsFrom, tuningOfNew, usersFrom } from './parts.ts'
import { isPending } from './query-time.ts'

/** From the description of a batch over its check to its tasks (7.3.1, 7.3.2). */

/** "Test connection failed", "parameter check failed", "start and end are the same" (table A-5). */
const notConnected = 'DRS.10010007'
const checkFailed = 'DRS.10010024'
const sameTime = 'DRS.10000012'

export interface Wish {
  readonly described: Described
  readonly job: NewAsyncJob
}

/** A new batch, whose check begins. */
export function newBatch(call: Call, wishes: readonly Wish[]): Batch {
  const moment = call.world.clock.moment()
  return {
    id: uuid('async-job', call.world.batches().length),
    status: 'ASYNC_JOB_VALIDATING',
    createdAt: moment.wall,
    startedAt: moment.virtual,
    rows: wishes.map((wish) => newRow(call, wish, call.world.reserveId())),
  }
}

export function newRow(call: Call, { described, job }: Wish, id: string): BatchRow {
  const draft = draftOf(call, described, job)
  const tuning = tuningOf(job)
  const settings: Settings = {
    ...draft.settings,
    policy: policyWith({}, job.policy_config),
    speedLimits: speedLimitsFrom(job.speed_limit ?? []),
    ...(job.alarm_notify ? { alarm: alarmFrom(job.alarm_notify) } : {}),
    ...(job.user_migration ? { users: usersFrom(job.user_migration) } : {}),
    tuning: 'bad' in tuning ? {} : tuning,
  }
  const dbParams = job.db_param && {
    common: named(job.db_param.common),
    performance: named(job.db_param.performance),
  }
  const v5 = draft.v5 && { ...draft.v5, dbParams }
  const faults = 'bad' in tuning ? [{ code: checkFailed, detail: String(tuning.bad) }] : []
  return {
    id,
    draft: { ...draft, settings, ...(v5 ? { v5 } : {}) },
    selection: job.db_object,
    faults,
    problems: [],
  }
}

/** The table of 7.3.1 has both names for the advanced settings. */
function tuningOf({ tuning_params, tuning_parameters }: NewAsyncJob) {
  const wish = tuning_params ?? tuning_parameters
  return wish ? tuningOfNew(wish) : {}
}

function named(
  params: readonly { readonly key: string; readonly target_value: string }[] = [],
): Readonly<Record<string, string>> {
  return Object.fromEntries(params.map(({ key, target_value }) => [key, target_value]))
}

/** The batch as time has made it: a check that is over has found what is wrong. */
export function settledBatch(world: World, batch: Batch): Batch {
  if (batch.status !== 'ASYNC_JOB_VALIDATING' || isPending(batch, world.clock.moment())) return batch
  const rows = batch.rows.map((row) => ({ ...row, problems: problemsOf(world, batch, row) }))
  const failed = rows.some(({ problems }) => problems.length > 0)
  const settled: Batch = {
    ...batch,
    rows,
    status: failed ? 'ASYNC_JOB_VALIDATE_FAILED' : 'AUTO_PARAM_VALIDATE_SUCCESS',
  }
  world.putBatch(settled)
  return settled
}

/** What stands against making a task of a row. */
export function problemsOf(world: World, batch: Batch, row: BatchRow): readonly Refusal[] {
  const { draft, selection, faults } = row
  const name = draft.name.toLowerCase()
  const twice = batch.rows.some((other) => other.id !== row.id && other.draft.name.toLowerCase() === name)
  const refusal = draftRefusal(draft, () => twice || isTakenName(world.tasks(), draft.name))
  const { source, target, settings } = draft
  const closed = source.problem ?? target.problem
  const unknown = unknownNames({ ...draft, id: row.id }, selection, world.databases())
  return [
    ...faults,
    ...(refusal ? [refusal] : []),
    ...(closed ? [{ code: notConnected }] : []),
    ...(unknown.length > 0 ? [{ code: checkFailed, detail: unknown.join(', ') }] : []),
    ...(settings.speedLimits.some(({ begin, end }) => begin === end) ? [{ code: sameTime }] : []),
  ]
}

/** Makes the tasks; they lack nothing but a precheck. */
export function commitRows(world: World, batch: Batch): Batch {
  const moment = world.clock.moment()
  for (const { id, draft, selection } of batch.rows) {
    const task = world.addTask(
      { ...ready(draft, moment.virtual), createdAt: moment.wall, updatedAt: moment.wall },
      id,
    )
    if (task.scenario !== 'cloudDataGuard') chooseObjects(world, task, selection)
  }
  const committed: Batch = { ...batch, status: 'COMMIT_SUCCESS' }
  world.putBatch(committed)
  return committed
}

function ready(draft: Draft, since: number): Draft {
  return { ...draft, life: { ...draft.life, since }, tested: { so: true, ta: true }, configured: true }
}
