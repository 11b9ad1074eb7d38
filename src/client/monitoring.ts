import type { MonitoredEnd, MonitoredNode, ReplicationHealth } from '../domain/tasks/monitoring.ts'
import type { drMonitoringData, ResponseOf } from '../drs/index.ts'
import type { monitorData } from '../drs/v5/index.ts'
import { delayOf, flagOf, momentOf, nonNegative, type Rows, textOf, withoutUndefined } from './values.ts'

type RowV3 = NonNullable<Rows<ResponseOf<typeof drMonitoringData>['results']>['data_guard_minitor']>
type AnswerV5 = ResponseOf<typeof monitorData>

/** 6.4.2. */
export function readMonitoringV3(row: RowV3): ReplicationHealth {
  return withoutUndefined({
    source: endOf(row.src_normal, row.sr_offset, row.sr_delay, row.src_rps),
    destination: endOf(row.dst_normal, row.dst_offset, row.dst_delay, row.dst_rps),
    node: nodeOf({
      offset: row.node_offset,
      cpu: row.cpuUsed_percent,
      memory: [row.mem_used_inMB, row.node_mem_inMB],
      disk: [row.volume_used_inGB, row.node_volume_inGB],
    }),
    bandwidth: nonNegative(row.bandwidth),
    bytesPerSecond: nonNegative(row.migration_bytes_per_second),
  })
}

/** 7.5.5. */
export function readMonitoringV5(answer: AnswerV5): ReplicationHealth {
  return withoutUndefined({
    source: endOf(answer.is_src_normal, answer.src_offset, answer.src_delay, answer.src_rps),
    destination: endOf(answer.is_dst_normal, answer.dst_offset, answer.dst_delay, answer.dst_rps),
    node: nodeOf({
      offset: answer.node_offset,
      cpu: answer.used_cpu_percent,
      memory: [answer.used_memory, answer.node_memory_size],
      disk: [answer.used_volumes, answer.node_volume_size],
    }),
    bandwidth: nonNegative(answer.bandwidth),
    bytesPerSecond: nonNegative(answer.apply_rate),
    at: momentOf(answer.update_time),
  })
}

function endOf(normal: unknown, offset: unknown, delay: unknown, rows: unknown): MonitoredEnd {
  return withoutUndefined({
    reachable: flagOf(normal),
    offset: offsetOf(offset),
    delayMs: delayOf(delay),
    rowsPerSecond: nonNegative(rows),
  })
}

interface NodeFields {
  readonly offset: unknown
  readonly cpu: unknown
  readonly memory: readonly [used: unknown, total: unknown]
  readonly disk: readonly [used: unknown, total: unknown]
}

function nodeOf({ offset, cpu, memory, disk }: NodeFields): MonitoredNode {
  return withoutUndefined({
    offset: offsetOf(offset),
    cpuPercent: nonNegative(cpu),
    memoryMb: nonNegative(memory[0]),
    memoryMbTotal: nonNegative(memory[1]),
    diskGb: nonNegative(disk[0]),
    diskGbTotal: nonNegative(disk[1]),
  })
}

/** The example of 6.4.2 has `N/A` where there is none. */
function offsetOf(value: unknown): string | undefined {
  const text = textOf(value)
  return text !== undefined && /^(?:n\/?a|-)$/i.test(text.trim()) ? undefined : text
}
