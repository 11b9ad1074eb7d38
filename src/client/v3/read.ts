import type { TaskObjects } from '../../domain/objects/task-objects.ts'
import type { TaskRules } from '../../domain/tasks/data-rules.ts'
import type { ReplicationHealth } from '../../domain/tasks/monitoring.ts'
import type {
  DatabaseEndpoint,
  PrecheckReport,
  Progress,
  ProgressProbe,
  Recovery,
  Task,
} from '../../domain/tasks/task.ts'
import type { TaskSettings } from '../../domain/tasks/task-settings.ts'
import type { LogEntry } from '../../domain/tasks/timeline.ts'
import { saidErrorCode } from '../../drs/drs-error.ts'
import { requestEngine } from '../../drs/engines.ts'
import {
  batchJobDetails,
  batchJobProgress,
  batchJobStatus,
  batchPrecheckResult,
  batchRpoAndRto,
  drMonitoringData,
  type listJobs,
  type ResponseOf,
} from '../../drs/index.ts'
import type { ErrorFields } from '../answer-forms.ts'
import { readMonitoringV3 } from '../monitoring.ts'
import { readSelectionV3 } from '../objects.ts'
import { type ReportBounds, reportOf } from '../precheck-report.ts'
import { readAlarm, readPolicy, readSpeed } from '../settings.ts'
import { readTags } from '../tags.ts'
import { failedSubtasks, isDeleted, progressOf, scheduledStart } from '../task-facts.ts'
import { delayOf, flagOf, nonNegative, type Rows, rowsOf, textOf, withoutUndefined } from '../values.ts'
import { readRulesV3 } from './data-rules.ts'
import { type BatchQuery, unknownTask } from './find.ts'

/** From v3 answers to the task model. */

type DetailRow = Rows<ResponseOf<typeof batchJobDetails>['results']>
type StatusRow = Rows<ResponseOf<typeof batchJobStatus>['results']>
type ProgressRow = Rows<ResponseOf<typeof batchJobProgress>['results']>
type RecoveryRow = Rows<ResponseOf<typeof batchRpoAndRto>['results']>
type MonitoringRow = Rows<ResponseOf<typeof drMonitoringData>['results']>
type PrecheckRow = Rows<ResponseOf<typeof batchPrecheckResult>['results']>
type ListedRow = Rows<ResponseOf<typeof listJobs>['jobs']>

/** The default page has 5 items, so that the page is always named (6.1.20, 6.1.21). */
const firstPage = { cur_page: 1, per_page: 100 }

/**
 * A task without status is gone, too, when DRS calls it deleted or released (DRS.M05004). Asked for details, DRS also says
 * "missing query result" (DRS.M00289) of one that does not exist.
 */
const unknownOrDeleted: ReadonlySet<string> = new Set([...unknownTask, 'DRS.M05004', 'DRS.M00289'])

const said = ({ error_code }: ErrorFields) => saidErrorCode(error_code) !== undefined

export const statusQuery = {
  op: batchJobStatus,
  bodyFor: (jobs: readonly string[]) => ({ jobs, page_req: firstPage }),
  rows: (answer) => rowsOf(answer.results),
  idOf: (row) => row.id,
  read: (row) => textOf(row.status),
  isGone: isDeleted,
  goneCodes: unknownOrDeleted,
} satisfies BatchQuery<typeof batchJobStatus, StatusRow, string>

export function detailQuery(connection: string) {
  return {
    op: batchJobDetails,
    bodyFor: (jobs: readonly string[]) => ({ jobs, page_req: firstPage }),
    rows: (answer) => rowsOf(answer.results),
    idOf: (row) => row.id,
    read: (row, id) => readTask(connection, id, row),
    isGone: isDeleted,
    goneCodes: unknownOrDeleted,
  } satisfies BatchQuery<typeof batchJobDetails, DetailRow, Task>
}

export const settingsQuery = {
  ...detailQuery(''),
  read: readSettingsV3,
} satisfies BatchQuery<typeof batchJobDetails, DetailRow, TaskSettings>

export const objectsQuery = {
  ...detailQuery(''),
  read: (row: DetailRow) =>
    withoutUndefined({ api: 'v3' as const, whileRunning: false, selection: readSelectionV3(row) }),
} satisfies BatchQuery<typeof batchJobDetails, DetailRow, TaskObjects>

export const rulesQuery = {
  ...detailQuery(''),
  read: readRulesV3,
} satisfies BatchQuery<typeof batchJobDetails, DetailRow, TaskRules>

export const milestonesQuery = {
  ...detailQuery(''),
  read: (row: DetailRow) => readMilestones(row),
} satisfies BatchQuery<typeof batchJobDetails, DetailRow, readonly LogEntry[]>

export const progressQuery = {
  op: batchJobProgress,
  bodyFor: (jobs: readonly string[]) => ({ jobs }),
  rows: (answer) => rowsOf(answer.results),
  idOf: (row) => row.job_id,
  read: (row) => (said(row) ? undefined : readProgress(row)),
  goneCodes: unknownTask,
} satisfies BatchQuery<typeof batchJobProgress, ProgressRow, Progress>

export const progressProbeQuery = {
  ...progressQuery,
  read: (row: ProgressRow): ProgressProbe | undefined => {
    const progress = progressQuery.read(row)
    return progress && withoutUndefined({ status: textOf(row.transfer_status), progress })
  },
} satisfies BatchQuery<typeof batchJobProgress, ProgressRow, ProgressProbe>

export const recoveryQuery = {
  op: batchRpoAndRto,
  bodyFor: (jobs: readonly string[]) => ({ jobs }),
  rows: (answer) => rowsOf(answer.results),
  idOf: (row) => row.job_id,
  read: (row) => (said(row) ? undefined : readRecovery(row)),
  goneCodes: unknownTask,
} satisfies BatchQuery<typeof batchRpoAndRto, RecoveryRow, Recovery>

/** No error fields are documented for these rows; others have them. */
function toldOf({ id, data_guard_minitor: data, error_code, error_msg }: MonitoringRow) {
  return { id, data, error_code, error_msg }
}

/** What cannot be monitored has an empty result or none, without an error (6.4.2): then there is nothing of the kind. */
export const monitoringQuery = {
  op: drMonitoringData,
  bodyFor: (jobs: readonly string[]) => ({ jobs }),
  rows: (answer) =>
    rowsOf(answer.results)
      .map(toldOf)
      .filter((row) => row.data || said(row)),
  idOf: (row) => row.id,
  read: (row) => (row.data ? readMonitoringV3(row.data) : undefined),
  goneCodes: unknownTask,
  noneCodes: new Set(['DRS.M00002', 'DRS.M00289', 'DRS.M00304']),
} satisfies BatchQuery<typeof drMonitoringData, ReturnType<typeof toldOf>, ReplicationHealth>

/** The reports, as much of them as `bounds` say. */
export const precheckQuery = (bounds?: ReportBounds) =>
  ({
    op: batchPrecheckResult,
    bodyFor: (jobs: readonly string[]) => ({ jobs }),
    rows: (answer: ResponseOf<typeof batchPrecheckResult>) => rowsOf(answer.results),
    idOf: (row: PrecheckRow) => row.precheck_id,
    read: (row: PrecheckRow) => (said(row) ? undefined : readReport(row, bounds)),
    // What DRS says of a task that was never prechecked is not documented. These three may mean that no result is there
    // (empty result, missing query result, task information not found); only "job does not exist" surely means no task.
    goneCodes: new Set(['DRS.M00298', 'DRS.10000010']),
    noneCodes: new Set(['DRS.M00002', 'DRS.M00289', 'DRS.M05003']),
    // `precheck_id` equals the task's id in the examples of 6.1.7 only.
    ownIds: true,
  }) satisfies BatchQuery<typeof batchPrecheckResult, PrecheckRow, PrecheckReport>

/** A task of 6.1.20. A row without status describes no task. */
function readTask(connection: string, id: string, row: DetailRow): Task | undefined {
  const status = textOf(row.status)
  if (status === undefined) return undefined
  return withoutUndefined({
    connection,
    id,
    name: textOf(row.name) ?? id,
    scenario: textOf(row.db_use_type) ?? '',
    engine: requestEngine(textOf(row.inst_info?.engine_type) ?? textOf(row.source_endpoint?.db_type) ?? ''),
    status,
    direction: textOf(row.job_direction) ?? '',
    mode: textOf(row.task_type) ?? '',
    network: textOf(row.net_type),
    nodeType: textOf(row.inst_info?.inst_type),
    zones: zonesOf(row),
    description: textOf(row.description),
    error: textOf(row.failed_reason) ?? textOf(row.error_message),
    createdAt: nonNegative(row.create_time),
    source: readEndpoint(row.source_endpoint),
    destination: readEndpoint(row.target_endpoint),
    dualActive: flagOf(row.multi_write),
    tags: readTags(row.tags),
    parentId: parentOf(id, row),
    startAt: scheduledStart(row.inst_info?.start_time),
  })
}

/** Two of a task with a standby, else that of its node. */
function zonesOf(row: DetailRow): readonly string[] | undefined {
  const pair = [row.master_az, row.slave_az].flatMap((zone) => textOf(zone) ?? [])
  const zones = pair.length > 0 ? pair : [row.az_code].flatMap((zone) => textOf(zone) ?? [])
  return zones.length > 0 ? zones : undefined
}

function readSettingsV3(row: DetailRow): TaskSettings {
  return withoutUndefined({
    speed: readSpeed(row.speed_limit),
    alarm: readAlarm(row.alarm_notify),
    policy: readPolicy(row),
    destinationReadOnly: flagOf(row.is_target_readonly),
    definerReplaced: flagOf(row.replace_definer),
  })
}

/** 0 stands for what has not happened yet. */
function readMilestones(row: DetailRow): readonly LogEntry[] {
  const moments = [
    ['created', row.create_time],
    ['started', row.actual_start_time],
    ['full-complete', row.full_transfer_complete_time],
  ] as const
  return moments.flatMap(([stage, value]) => {
    const at = nonNegative(value)
    return at === undefined || at === 0 ? [] : [{ kind: 'milestone' as const, stage, at }]
  })
}

/** The parts of a task in two availability zones name it as their main task. */
function parentOf(id: string, row: DetailRow): string | undefined {
  return [row.parent_id, row.master_job_id]
    .map(textOf)
    .find((parent) => parent !== undefined && parent !== id)
}

/**
 * A task of 6.1.19. Its `create_time` has no time zone: for one and the same task the examples differ by eight hours from
 * the timestamp of 6.1.20, so that it is left out here.
 */
export function readListedTaskV3(connection: string, row: ListedRow): Task | undefined {
  const id = textOf(row.id)
  const status = textOf(row.status)
  if (id === undefined || status === undefined) return undefined
  return withoutUndefined({
    connection,
    id,
    name: textOf(row.name) ?? id,
    scenario: textOf(row.db_use_type) ?? '',
    engine: requestEngine(textOf(row.engine_type) ?? ''),
    status,
    direction: textOf(row.job_direction) ?? '',
    mode: textOf(row.task_type) ?? '',
    network: textOf(row.net_type),
    description: textOf(row.description),
    error: textOf(row.error_msg),
    billed: flagOf(row.billing_tag),
    failedSubtasks: failedSubtasks(rowsOf(row.children)),
  })
}

function readEndpoint(row: DetailRow['source_endpoint']): DatabaseEndpoint | undefined {
  const dbType = textOf(row?.db_type)
  if (!row || dbType === undefined) return undefined
  const port = nonNegative(row.db_port)
  return withoutUndefined({
    dbType,
    ip: textOf(row.ip),
    // 0 for MongoDB and DDS, whose ports stand in `ip` (6.1.2).
    port: port === 0 ? undefined : port,
    user: textOf(row.db_user),
    instanceId: textOf(row.inst_id),
    instanceName: textOf(row.inst_name),
    region: textOf(row.region),
    vpcId: textOf(row.vpc_id),
    subnetId: textOf(row.subnet_id),
    dbName: textOf(row.db_name),
  })
}

function readProgress(row: ProgressRow): Progress {
  return progressOf({
    percent: row.progress,
    parts: row.progress_map,
    delaySeconds: row.incre_trans_delay,
    delayMillis: row.incre_trans_delay_millis,
  })
}

function readRecovery(row: RecoveryRow): Recovery {
  return withoutUndefined({
    rpoMs: delayOf(row.rpo_info?.delay),
    rtoMs: delayOf(row.rto_info?.delay),
  })
}

function readReport(row: PrecheckRow, bounds?: ReportBounds): PrecheckReport | undefined {
  return reportOf(row, row.precheck_result, bounds)
}
