import type { LogEntry } from '../../domain/tasks/timeline.ts'
import { momentOf, numberOf, rowsOf, textOf } from '../values.ts'
import { readJob, type V5Deps } from './deps.ts'

const pageSize = 100
/** So many of the latest lines are read. */
const mostPages = 3

/** The log of a task (7.5.1, type `log`), in the order of the answer, whose pages are counted by lines. */
export async function readTaskLog(on: V5Deps, id: string): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = []
  for (let page = 0; page < mostPages; page += 1) {
    const offset = page * pageSize
    const job = await readJob(on, id, { type: 'log', offset, limit: pageSize })
    const rows = rowsOf(job.logs)
    for (const row of rows) {
      const [at, message] = [momentOf(row.create_time), textOf(row.message)]
      if (at === undefined || message === undefined) continue
      entries.push({ kind: 'log', at, level: textOf(row.level) ?? '', message })
    }
    const total = numberOf(job.total_count) ?? 0
    if (rows.length === 0 || offset + rows.length >= total) break
  }
  return entries
}
