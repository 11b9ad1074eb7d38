import { incrementComponents, jobMetering, monitorData } from '../../drs/v5/index.ts'
import { type Moment, wallTime } from '../clock.ts'
import { transferred } from '../contents.ts'
import { type Call, handler } from '../handler.ts'
import { currentAction, durations, fullWork } from '../lifecycle.ts'
import { positionAt } from '../log-position.ts'
import { shownLag } from '../progress.ts'
import { noise, uuid } from '../random.ts'
import type { LocalTask } from '../task.ts'
import { zoneless } from '../times.ts'
import { endAnswers, extrasOf, jobInPath, requireEngine } from './asking.ts'

/** Sizes of nodes within the code of a product: the example has `lg` for a large one. */
const sizes: Readonly<Record<string, string>> = { micro: 'mi', small: 'sm', medium: 'md', high: 'lg' }
const products: Readonly<Record<string, string>> = { migration: 'mig', sync: 'sync', cloudDataGuard: 'dr' }
/** Units of 7.5.2. */
const units = { hours: 4, traffic: 17 } as const

/** 7.5.2: the node by the hour and the traffic, which is free. */
export const metering = handler(jobMetering, (_none, call) => {
  const task = jobInPath(call)
  const product = (part: string, spec: string, factor: string, unit: number) => ({
    id: uuid(task.id, 'product', part),
    cloud_service_type: 'hws.service.type.drs',
    resource_type: `hws.resource.type.drs.${part}`,
    resource_spec_code: spec,
    resource_size: 1,
    usage_factor: factor,
    usage_value: 1,
    usage_measure_id: unit,
  })
  const node = `drs.${sizes[task.nodeType] ?? task.nodeType}.${products[task.scenario] ?? task.scenario}`
  return {
    product_info_list: [
      product('vm', node, 'Duration', units.hours),
      product('flow', 'drs.flow.free', 'flow', units.traffic),
    ],
  }
})

/** Work of the business database that the world pretends. */
const rowsPerSecond = 420
const bytesPerRow = 640
const megabyte = 1_048_576
/** Memory and disk of a node (7.5.5, example). */
const node = { memoryMb: 8_192, diskGb: 100 }

/** 7.5.5: moves with the task; nothing moves before its start and after its end. */
export const monitor = handler(monitorData, (_none, call) => {
  const task = jobInPath(call)
  const moment = call.world.clock.moment()
  const rows = rowsMoved(call, task, moment)
  const rate = rateOf(call, task, moment)
  const tick = Math.floor(moment.virtual / 5_000)
  const swing = (word: string, around: number) => around * (0.8 + noise(task.id, word, tick) * 0.4)
  const lag = shownLag(task, moment)
  const position = (behind: number) =>
    task.life.startedAt === undefined ? '' : positionAt(task, moment.virtual - behind)
  return {
    bandwidth: String(Math.round((rate * bytesPerRow) / megabyte)),
    is_src_normal: endAnswers(call, task.source),
    is_dst_normal: endAnswers(call, task.target),
    src_offset: position(0),
    node_offset: position((lag ?? 0) * 0.4),
    dst_offset: position(lag ?? 0),
    src_delay: Math.round((lag ?? 0) * 0.4),
    dst_delay: Math.round(lag ?? 0),
    src_rps: String(rate === 0 ? 0 : Math.round(swing('source', rowsPerSecond))),
    src_io: (rate * 0.002).toFixed(1),
    dst_rps: String(rate),
    dst_io: (rate * 0.003).toFixed(1),
    trans_data: String(Math.round((rows * bytesPerRow) / megabyte)),
    trans_lines: String(rows),
    used_volumes: String(4 + Math.round((rows * bytesPerRow) / (megabyte * 20_480))),
    used_memory: String(Math.round(swing('memory', rate > 0 ? 3_100 : 2_124))),
    used_cpu_percent: swing('cpu', rate > 0 ? 12 : 1.4).toFixed(1),
    node_volume_size: node.diskGb,
    node_memory_size: node.memoryMb,
    update_time: zoneless(moment.wall),
    apply_rate: rate * bytesPerRow,
  }
})

/** Rows of the full phase as far as it has come, and what the incremental phase has added. */
export function rowsMoved(call: Call, task: LocalTask, moment: Moment): number {
  const { life } = task
  if (life.startedAt === undefined) return 0
  const whole = rowsOf(call, task)
  const full = life.mode === 'INCR_TRANS' ? 0 : whole * (fullWork(life, moment.virtual) / durations.full)
  return Math.round(full + (incrementalTime(task, moment) / 1_000) * rowsPerSecond)
}

function rowsOf(call: Call, task: LocalTask): number {
  return transferred(task, call.world.databases())
    .flatMap(({ tables }) => tables)
    .reduce((sum, { rows }) => sum + rows, 0)
}

/** How long the task has been in its incremental phase, in virtual milliseconds; pauses count. */
export function incrementalTime({ life }: LocalTask, moment: Moment): number {
  const since = life.fullCompleteAt ?? life.startedAt
  return life.lag === undefined || since === undefined ? 0 : Math.max(0, moment.virtual - since)
}

/** Rows that arrive per second at present. */
function rateOf(call: Call, task: LocalTask, moment: Moment): number {
  if (task.life.status === 'FULL_TRANSFER_STARTED') {
    return Math.round(rowsOf(call, task) / (durations.full / 1_000))
  }
  if (task.life.status !== 'INCRE_TRANSFER_STARTED') return 0
  const tick = Math.floor(moment.virtual / 5_000)
  return Math.round(rowsPerSecond * (0.8 + noise(task.id, 'rows', tick) * 0.4))
}

/** Source and destination of the links that 7.5.6 supports. */
const withComponents: Readonly<Record<string, readonly string[]>> = {
  oracle: ['gaussdbv5', 'gaussdbv5ha', 'dws', 'mysql'],
  gaussdbv5: ['gaussdbv5', 'mysql', 'gaussdbv5ha', 'dws', 'oracle'],
  gaussdbv5ha: ['gaussdbv5ha', 'gaussdbv5', 'dws', 'oracle'],
}

/** 7.5.6: capture and replay of a synchronization, once it is in its incremental phase. */
export const components = handler(incrementComponents, (_none, call) => {
  const task = jobInPath(call)
  const { source, target, life, scenario } = task
  const fits = withComponents[source.db_type]?.includes(target.db_type) === true
  requireEngine(task, fits && scenario === 'sync' && life.mode !== 'FULL_TRANS')
  const moment = call.world.clock.moment()
  const lag = shownLag(task, moment)
  const parts =
    lag === undefined
      ? []
      : [component(call, task, 'capture', lag * 0.4), component(call, task, 'apply', lag)]
  return { increment_components_list: parts, update_time: zoneless(moment.wall) }
})

function component(call: Call, task: LocalTask, type: 'capture' | 'apply', behind: number) {
  const { clock } = call.world
  const moment = clock.moment()
  const start = moment.virtual - incrementalTime(task, moment)
  const own = extrasOf(task).startPosition?.position
  return {
    type,
    status: componentStatus(task, moment),
    start_time: zoneless(wallTime(start, moment, clock.speed())),
    start_point: own ?? positionAt(task, start),
    current_point: positionAt(task, moment.virtual - behind),
    resolution_time: zoneless(moment.wall - behind),
    delay: String(Math.round(behind / 1_000)),
  }
}

function componentStatus({ life }: LocalTask, moment: Moment): string {
  if (life.status === 'INCRE_TRANSFER_STARTED') return 'STARTED'
  if (life.status === 'STARTJOBING') return 'STARTING'
  return currentAction(life, moment) === 'STOP_JOB' ? 'STOPPING' : 'STOPPED'
}
