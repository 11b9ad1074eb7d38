import { databaseKey } from './databases.ts'
import { shownLag } from './progress.ts'
import { noise } from './random.ts'
import type { End, LocalTask } from './task.ts'
import type { World } from './world.ts'

/** Memory and disk of the node (6.4.2, example). */
const node = { memoryMb: 8_192, diskGb: 100 }
/** Work of the business database that the world pretends. */
const rowsPerSecond = 420
const bytesPerRow = 640

/** Monitoring data of a DR task that is in its incremental phase; it moves with the task's time. */
export function monitored(task: LocalTask, world: World) {
  const moment = world.clock.moment()
  const lag = shownLag(task, moment)
  if (task.scenario !== 'cloudDataGuard' || lag === undefined) return undefined
  const moving = task.life.status === 'INCRE_TRANSFER_STARTED'
  const tick = Math.floor(moment.virtual / 5_000)
  const swing = (word: string, around: number) => around * (0.8 + noise(task.id, word, tick) * 0.4)
  const rate = moving ? Math.round(swing('rows', rowsPerSecond)) : 0
  const seconds = Math.max(0, (moment.virtual - (task.life.startedAt ?? moment.virtual)) / 1_000)
  const lines = Math.round(seconds * rowsPerSecond)
  const position = (behindMs: number) => binlogAt(seconds - behindMs / 1_000)
  return {
    src_normal: reachable(world, task.source),
    dst_normal: reachable(world, task.target),
    sr_offset: position(0),
    node_offset: position(lag * 0.4),
    dst_offset: position(lag),
    sr_delay: Math.round(lag * 0.4),
    dst_delay: lag,
    src_rps: String(Math.round(swing('source', rowsPerSecond))),
    src_io: (rate * 0.002).toFixed(1),
    bandwidth: String(Math.round((rate * bytesPerRow) / 1_024)),
    dst_rps: String(rate),
    dst_io: (rate * 0.003).toFixed(1),
    trans_inMB: String(Math.round((lines * bytesPerRow) / 1_048_576)),
    trans_lines: String(lines),
    volume_used_inGB: String(5 + Math.floor(seconds / 36_000)),
    mem_used_inMB: String(Math.round(swing('memory', 2_166))),
    cpuUsed_percent: swing('cpu', moving ? 12 : 1.4).toFixed(1),
    node_volume_inGB: node.diskGb,
    node_mem_inMB: node.memoryMb,
    migration_bytes_per_second: rate * bytesPerRow,
  }
}

/** A binlog position that grows with time. */
function binlogAt(seconds: number): string {
  const position = Math.max(0, Math.floor(seconds * 1_000))
  const file = 445 + Math.floor(position / 100_000_000)
  return `mysql-bin.${String(file).padStart(6, '0')}:${191 + (position % 100_000_000)}`
}

function reachable(world: World, end: End): boolean {
  const found = world.databases().find((database) => databaseKey(database) === end.database)
  if (!found || end.problem !== undefined) return false
  return !found.broken.some((item) => item === 'srcDbConnection' || item === 'dstDbConnection')
}
