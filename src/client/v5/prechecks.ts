import type { PrecheckReport } from '../../domain/tasks/task.ts'
import type { Found, ItemResult } from '../../domain/tasks/task-service.ts'
import { precheckMode } from '../precheck-mode.ts'
import { findAll } from '../v3/find.ts'
import { precheckQuery } from '../v3/read.ts'
import { type Acted, act, actions } from './actions.ts'
import { type On, readJob } from './deps.ts'
import { findEach } from './find.ts'
import { findStatuses } from './list.ts'
import { readReport } from './read.ts'

/** Starts prechecks and remembers with which id their results can be asked for. */
export async function precheck(
  on: On,
  ids: readonly string[],
  before?: 'reset',
): Promise<readonly ItemResult[]> {
  const found = before === 'reset' ? undefined : (await findStatuses(on, ids)).found
  const acted = await act(on, actions.precheck, ids, (id) => ({
    precheck_mode: found ? precheckMode(found.get(id)) : 'forResetJob',
  }))
  return Promise.all(acted.map((one) => remembered(on, one)))
}

async function remembered({ prechecks }: On, { queryId, ...result }: Acted): Promise<ItemResult> {
  if (queryId !== undefined) await prechecks.put(result.id, queryId)
  return result
}

/**
 * The results of prechecks that the bot started; those of others (the console's) can be asked for by v3 only. Without v3
 * they stay unknown, as if there had been no precheck.
 */
export async function findReports(on: On, ids: readonly string[]): Promise<Found<PrecheckReport>> {
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
