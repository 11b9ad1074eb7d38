import type { DatabaseEndpoint, PrecheckReport, Progress, Task } from '../../domain/tasks/task.ts'
import type { TaskSettings } from '../../domain/tasks/task-settings.ts'
import { requestEngine } from '../../drs/engines.ts'
import type { ResponseOf } from '../../drs/operation.ts'
import { getJob, type v5ListJobs } from '../../drs/v5/index.ts'
import { malformed } from '../errors.ts'
import { type ReportBounds, reportOf } from '../precheck-report.ts'
import { readAlarm, readPolicy, readSpeed } from '../settings.ts'
import { readTags } from '../tags.ts'
import { failedSubtasks, progressOf, scheduledStart } from '../task-facts.ts'
import { flagOf, momentOf, nonNegative, type Rows, rowsOf, textOf, withoutUndefined } from '../values.ts'
import type { JobDetails } from './deps.ts'

/** From v5 answers to the task model. */

export type ListedJob = Rows<ResponseOf<typeof v5ListJobs>['jobs']>
type JobEndpoint = Rows<JobDetails['source_endpoint']>

/** A task of 7.5.1. Without a status nothing is known of it. */
export function readTask(connection: string, id: string, job: JobDetails): Task | undefined {
  const status = textOf(job.status)
  if (status === undefined) return undefined
  const info = job.base_info
  const [source] = rowsOf(job.source_endpoint)
  const [destination] = rowsOf(job.target_endpoint)
  return withoutUndefined({
    connection,
    id,
    name: textOf(info?.name) ?? id,
    scenario: textOf(info?.job_type) ?? '',
    engine: requestEngine(textOf(info?.engine_type) ?? textOf(source?.db_type) ?? ''),
    status,
    direction: textOf(info?.job_direction) ?? '',
    mode: textOf(info?.task_type) ?? '',
    network: textOf(info?.net_type),
    nodeType: textOf(job.node_info?.spec?.node_type),
    description: textOf(info?.description),
    createdAt: momentOf(job.create_time),
    source: source && readEndpoint(source),
    destination: destination && readEndpoint(destination),
    dualActive: flagOf(info?.multi_write),
    tags: readTags(info?.tags),
    expiredDays: nonNegative(info?.expired_days),
    startAt: scheduledStart(info?.start_time),
  })
}

export function readSettingsV5(job: JobDetails): TaskSettings {
  const eips = rowsOf(job.public_ip_list).flatMap(({ public_ip }) => textOf(public_ip) ?? [])
  return {
    ...withoutUndefined({ speed: readSpeed(job.speed_limit), alarm: readAlarm(job.alarm_notify) }),
    policy: readPolicy(job.policy_config),
    eips,
  }
}

/** A task of 7.2.2, whose example goes without the scenario that was asked for. */
export function readListedTaskV5(connection: string, scenario: string, row: ListedJob): Task | undefined {
  const id = textOf(row.id)
  const status = textOf(row.status)
  if (id === undefined || status === undefined) return undefined
  return withoutUndefined({
    connection,
    id,
    name: textOf(row.name) ?? id,
    scenario: textOf(row.job_type) ?? scenario,
    engine: requestEngine(textOf(row.engine_type) ?? ''),
    status,
    direction: textOf(row.job_direction) ?? '',
    mode: textOf(row.task_type) ?? '',
    network: textOf(row.net_type),
    description: textOf(row.description),
    createdAt: momentOf(row.create_time),
    billed: flagOf(row.billing_tag),
    failedSubtasks: failedSubtasks(rowsOf(row.children)),
  })
}

function readEndpoint(row: JobEndpoint): DatabaseEndpoint | undefined {
  const dbType = textOf(row.db_type)
  if (dbType === undefined) return undefined
  const { endpoint, cloud, vpc } = row
  return withoutUndefined({
    dbType,
    id: textOf(endpoint?.id),
    ip: textOf(endpoint?.ip),
    port: nonNegative(endpoint?.db_port),
    user: textOf(endpoint?.db_user),
    instanceId: textOf(endpoint?.instance_id),
    instanceName: textOf(endpoint?.instance_name),
    region: textOf(cloud?.region),
    vpcId: textOf(vpc?.vpc_id),
    subnetId: textOf(vpc?.subnet_id),
    dbName: textOf(endpoint?.db_name),
  })
}

/** A task without a progress yet has no such part. */
export function readProgress({ progress_info: info }: JobDetails): Progress | undefined {
  if (info === undefined || info === null) return undefined
  return progressOf({
    percent: info.progress,
    parts: info.progress_map,
    delaySeconds: info.incr_trans_delay,
    delayMillis: info.incr_trans_delay_millis,
  })
}

export function readReport(
  { precheck_result: result }: JobDetails,
  bounds?: ReportBounds,
): PrecheckReport | undefined {
  if (result === undefined || result === null) return undefined
  const report = reportOf(result, result.precheck_results, bounds)
  if (report === undefined) throw malformed(getJob.id, 'The answer does not say how far the pre-check is.')
  return report
}
