import { statusOf } from '../../drs/statuses.ts'
import { getJob } from '../../drs/v5/index.ts'
import { type Clock, wallTime } from '../clock.ts'
import { transferred } from '../contents.ts'
import { type Call, handler } from '../handler.ts'
import { fullPercent, partPercents, remainingWork, shownLag } from '../progress.ts'
import { wording } from '../refusal.ts'
import { structKinds, structObjects, structTimes } from '../struct.ts'
import { findSubtask, type Subtask, subtasksOf } from '../subtasks.ts'
import type { LocalTask } from '../task.ts'
import { zoneless } from '../times.ts'
import { extrasOf, jobInPath } from './asking.ts'
import { compareView } from './compare-view.ts'
import { endpointView } from './endpoints.ts'
import { factsOf } from './facts.ts'
import { pageOf } from './pages.ts'
import { baseInfoView, settingsParts } from './parts.ts'
import { precheckView } from './precheck-action.ts'
import { isPending } from './query-time.ts'
import { refuse } from './refused.ts'
import type { TestedEnd } from './task-facts.ts'

/** Everything about a task (7.5.1): what is always there, and the part that the type asks for. */

/** Part of the answer by the `type` of the query. */
const parts: Readonly<Record<string, (call: Call, task: LocalTask) => object>> = {
  detail: ({ world }, task) => configuration(task, subtasksOf(world, task)),
  network: networkPart,
  precheck: precheckPart,
  progress: progressPart,
  log: logPart,
  compare: compareView,
  file: (_call, task) => ({
    support_import_file_resp: {
      file_size: '5.0',
      previous_select: extrasOf(task).imported ? 'srcImportObject' : '',
    },
  }),
}

/** 7.5.1. */
export const jobDetails = handler(getJob, (_none, call) => {
  const shown = parts[call.query.type ?? ''] ?? parts.detail
  const part = findSubtask(call.world, call.params.job_id ?? '')
  const task = part?.task ?? jobInPath(call)
  const job = { ...headOf(task), ...shown?.(call, task) }
  return { job: part ? { ...job, ...subtaskView(part) } : job }
})

/** What a subtask has of its own. */
function subtaskView({ task, subtask }: NonNullable<ReturnType<typeof findSubtask>>) {
  const { id, name, status } = subtask
  return { id, status, base_info: { ...baseInfoView(task), name }, children: [] }
}

export function headOf(task: LocalTask) {
  return { id: task.id, status: task.life.status, create_time: zoneless(task.createdAt) }
}

export function configuration(task: LocalTask, parts: readonly Subtask[] = []) {
  const { node, publicIps, order, version = '1.0', dbParams } = factsOf(task)
  const { driver } = extrasOf(task)
  return {
    base_info: baseInfoView(task),
    source_endpoint: [endpointView(task, task.source, 'so')],
    target_endpoint: [endpointView(task, task.target, 'ta')],
    ...settingsParts(task),
    ...(dbParams ? { db_param: dbParamView(dbParams) } : {}),
    ...(order ? { period_order: order } : {}),
    node_info: node ?? { spec: { node_type: task.nodeType } },
    public_ip_list: [...publicIps],
    instance_features: {},
    task_version: version,
    connection_management: driver === undefined ? null : { driver_management: { driver_name: driver } },
    bind_public_ip_state: publicIps.length > 0 ? 'bound' : 'unbound',
    children: parts.map(({ id, name }) => ({ id, name })),
  }
}

type DbParams = NonNullable<ReturnType<typeof factsOf>['dbParams']>

function dbParamView({ common, performance }: DbParams) {
  const shown = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([key, target_value]) => ({ key, target_value }))
  return { common: shown(common), performance: shown(performance) }
}

/** Nothing while the test runs. */
function networkPart(call: Call, task: LocalTask) {
  const query = factsOf(task).queries.find((known) => known.id === call.query.query_id)
  if (query?.kind !== 'network') return refuse({ code: 'DRS.10020002', detail: 'query_id' })
  const done = isPending(query, call.world.clock.moment()) ? [] : query.results
  return { network_results: done.map((tested) => testedView(call, tested)) }
}

export function testedView(call: Call, { ip, code }: Pick<TestedEnd, 'ip' | 'code'>) {
  if (code === undefined) return { ip, success: true, status: 'success', result: 'success' }
  const said = wording({ code }, call.locale)
  return { ip, success: false, status: 'failed', result: 'failed', error_code: code, error_msg: said }
}

function precheckPart(call: Call, task: LocalTask) {
  const view = precheckView(call, task, call.query.query_id ?? '')
  return view ? { precheck_result: view } : refuse({ code: 'DRS.10020002', detail: 'query_id' })
}

/** Numbers are texts, -1 for a lag that is not there yet, as in 5.2.2. */
function progressPart({ world }: Call, task: LocalTask) {
  const moment = world.clock.moment()
  const { life } = task
  const lag = shownLag(task, moment)
  const percents = Object.entries(partPercents(life, moment))
  return {
    progress_info: {
      progress: String(fullPercent(life, moment)),
      incr_trans_delay: lag === undefined ? '-1' : String(Math.floor(lag / 1_000)),
      incr_trans_delay_millis: lag === undefined ? '-1' : String(lag),
      task_mode: life.mode,
      transfer_status: life.status,
      process_time: life.startedAt === undefined ? '0' : String(moment.virtual - life.startedAt),
      remaining_time: String(Math.ceil(remainingWork(life, moment) / 1_000)),
      progress_map: Object.fromEntries(
        life.status.startsWith('FULL_TRANSFER')
          ? percents.map(([name, percent]) => [name, { completed: `${percent}%`, remaining_time: null }])
          : [],
      ),
    },
    migration_object_progress_info: objectProgress(world.clock, task, transferred(task, world.databases())),
  }
}

function objectProgress(clock: Clock, task: LocalTask, schemas: ReturnType<typeof transferred>) {
  const moment = clock.moment()
  const { life } = task
  const time = (virtual: number | undefined) =>
    virtual === undefined ? null : zoneless(wallTime(virtual, moment, clock.speed()))
  return {
    migration_object_overview: structKinds.map((type) => {
      const objects = structObjects(task, type, schemas, moment)
      const done = objects.filter(({ percent }) => percent === 100).length
      const { start, end } = structTimes(task, type, moment)
      return {
        type,
        src_count: String(objects.length),
        dst_count: String(done),
        status: start === undefined ? '0' : done === objects.length ? '2' : '1',
        start_time: time(start),
        end_time: time(end),
      }
    }),
    create_time: zoneless(moment.wall),
    full_start_time: life.mode === 'INCR_TRANS' ? null : time(life.startedAt),
    full_complete_time: time(life.fullCompleteAt),
    incr_start_time: life.lag === undefined ? null : time(life.fullCompleteAt ?? life.startedAt),
    end_time: life.status === 'RELEASE_RESOURCE_COMPLETE' ? time(life.since) : null,
  }
}

function logPart(call: Call, task: LocalTask) {
  const lines = logOf(task, call.world.clock)
  return { total_count: lines.length, logs: [...pageOf(lines, call)] }
}

/** A line of the log of a task (table 7-336). */
interface LogLine {
  readonly level: 'INFO' | 'WARN' | 'ERROR'
  readonly message: string
  readonly create_time: string
}

/** What is known of the past of a task, the latest first; in life the log tells much more. */
function logOf(task: LocalTask, clock: Clock): readonly LogLine[] {
  const moment = clock.moment()
  const { life, precheck } = task
  const at = (virtual: number) => wallTime(virtual, moment, clock.speed())
  const failed = life.status.endsWith('_FAILED')
  const now = failed && life.error ? life.error : statusOf(life.status).words.en
  const lines: readonly (readonly [number, LogLine['level'], string] | undefined)[] = [
    [task.createdAt, 'INFO', `Task ${task.name} created`],
    precheck && [at(precheck.startedAt), 'INFO', 'Pre-check started'],
    life.startedAt === undefined ? undefined : [at(life.startedAt), 'INFO', 'Task started'],
    life.fullCompleteAt === undefined ? undefined : [at(life.fullCompleteAt), 'INFO', 'Full phase complete'],
    [at(life.since), failed ? 'ERROR' : 'INFO', now],
  ]
  return lines
    .flatMap((line) => (line ? [line] : []))
    .toSorted(([a], [b]) => b - a)
    .map(([time, level, message]) => ({ level, message, create_time: zoneless(time) }))
}
