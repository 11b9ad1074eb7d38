import type { PrecheckReport } from '../../domain/tasks/task.ts'
import type { LookupResult } from '../../domain/tasks/task-service.ts'
import { findAll } from '../v3/find.ts'
import { precheckQuery } from '../v3/read.ts'
import { readJob, type V5Deps } from './deps.ts'
import { findEach } from './find.ts'
import { readReport } from './read.ts'

/**
 * The results of prechecks that the bot started; those of others (the console's) can be asked for by v3 only. Without v3
 * they stay unknown, as if there had been no precheck.
 */
export async function findReports(on: V5Deps, ids: readonly string[]): Promise<LookupResult<PrecheckReport>> {
  const queries = await on.prechecks.get(ids)
  const own = ids.filter((id) => queries.has(id))
  const others = ids.filter((id) => !queries.has(id))
  const reports = await findEach(own, async (id) =>
    readReport(await readJob(on, id, { type: 'precheck', query_id: queries.get(id) })),
  )
  if (!on.v3 || others.length === 0) return reports
  const rest = await findAll(on.client, on.language, precheckQuery, others)
  return {
    found: new Map([...reports.found, ...rest.found]),
    gone: new Set([...reports.gone, ...rest.gone]),
    failed: new Map([...reports.failed, ...rest.failed]),
  }
}
