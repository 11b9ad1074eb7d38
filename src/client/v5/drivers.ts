import type { Driver } from '../../domain/tasks/drivers.ts'
import { listJdbcDrivers } from '../../drs/v5/index.ts'
import { pagesOf } from '../paging.ts'
import { momentOf, nonNegative, rowsOf, textOf, withoutUndefined } from '../values.ts'
import type { V5Deps } from './deps.ts'

/** The drivers of the project, of all pages (7.6.13). */
export async function readDrivers({ client, language }: V5Deps): Promise<readonly Driver[]> {
  const found: Driver[] = []
  for await (const answer of pagesOf(client, listJdbcDrivers, { language }))
    for (const row of rowsOf(answer.items)) {
      const name = textOf(row.driver_name)
      if (name === undefined) continue
      const [size, changedAt] = [nonNegative(row.size), momentOf(row.last_modified)]
      found.push(withoutUndefined({ name, size, changedAt }))
    }
  return found
}
