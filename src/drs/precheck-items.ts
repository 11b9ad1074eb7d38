import { connectionItems } from './precheck-items/connections.ts'
import { mongodbItems } from './precheck-items/mongodb.ts'
import { mysqlLogItems } from './precheck-items/mysql-log.ts'
import { mysqlObjectItems } from './precheck-items/mysql-objects.ts'
import { mysqlSettingItems } from './precheck-items/mysql-settings.ts'
import { postgresqlItems } from './precheck-items/postgresql.ts'
import type { PrecheckItemRow } from './precheck-items/row.ts'

export { checkReasonOf } from './precheck-items/reasons.ts'
export type { Fix, PrecheckItemRow } from './precheck-items/row.ts'

/**
 * The precheck items whose name on the wire is known: from the examples of both APIs, the SDK's list for
 * `skipped_precheck_list`, and public reports. The set is open: DRS may answer with others.
 */
export const precheckItems: readonly PrecheckItemRow[] = [
  ...connectionItems,
  ...mysqlLogItems,
  ...mysqlSettingItems,
  ...mysqlObjectItems,
  ...mongodbItems,
  ...postgresqlItems,
]

const byName = new Map(
  precheckItems.flatMap((row) =>
    [row.item, ...(row.aliases ?? [])].map((name): [string, PrecheckItemRow] => [name.toLowerCase(), row]),
  ),
)

/** The row of an item, whatever its case: documents and SDK spell some names differently. */
export function precheckItemOf(item: string): PrecheckItemRow | undefined {
  return byName.get(item.trim().toLowerCase())
}
