import type { LocalTask } from './task.ts'

/** Positions in the log of a source; they grow with time and look like those of its engine. */

/** Bytes of log per second, which the world pretends. */
const bytesPerSecond = 1_000
const fileSize = 100_000_000
const firstFile = 200

/** The position at an instant of milliseconds since the epoch, for example `mysql-bin.000277:805`. */
export function positionAt(
  { source, createdAt }: Pick<LocalTask, 'source' | 'createdAt'>,
  at: number,
): string {
  const seconds = Math.floor(at / 1_000)
  if (source.db_type === 'mongodb') return `${seconds}:1`
  const start = Math.floor(createdAt / 1_000) - 86_400
  const bytes = Math.max(0, seconds - start) * bytesPerSecond
  if (source.db_type === 'mysql' || source.db_type === 'taurus') return binlogAt(bytes)
  if (source.db_type === 'postgresql') return `0/${bytes.toString(16).toUpperCase().padStart(8, '0')}`
  return `${bytes};0|0`
}

function binlogAt(bytes: number): string {
  const file = firstFile + Math.floor(bytes / fileSize)
  return `mysql-bin.${String(file).padStart(6, '0')}:${bytes % fileSize}`
}
