import * as z from 'zod'
import { numeric, text } from '../fields.ts'
import { answered, answeredMap } from './answered.ts'

/**
 * What a task takes: databases by source name, below them schemas or tables, below these columns (7.2.3, 7.4).
 * `all: false` as soon as something below is filtered or mapped. `sync_type: config` marks what an advanced filter only
 * refers to, and what is not synchronized itself.
 */

const syncType = z.string().optional().describe('config: only referred to by an advanced filter')

/** SQL expressions. */
const conditions = z.array(z.string().max(512)).optional()

const columnObject = z.strictObject({
  sync_type: syncType,
  primary_key_for_data_filtering: z.string().optional().describe('Advanced filter: name of the primary key'),
  index_for_data_filtering: z.string().optional().describe('Advanced filter: index of the cached data'),
  name: z.string().optional().describe('Name at the destination'),
  type: z.string().optional().describe('Data type'),
  primary_key_for_column_filtering: z.string().optional().describe('Column mapping: PRI for a primary key'),
  filtered: z.boolean().optional().describe('Column filter: true takes the column'),
  additional: z.boolean().optional().describe('Additional column; not together with filtered'),
  operation_type: z.string().optional().describe('How an additional column is filled'),
  value: z.string().optional().describe('Value of an additional column'),
})

const tableObject = z.strictObject({
  sync_type: syncType,
  type: z.enum(['table', 'view', 'procedure']).optional().describe('Kind of object'),
  name: z.string().optional().describe('Name at the destination'),
  all: z.boolean().optional().describe('Take the whole table'),
  db_alias_name: z.string().optional().describe('One-to-many: database at the destination'),
  schema_alias_name: z.string().optional().describe('One-to-many: schema at the destination'),
  filtered: z.boolean().optional().describe('Rows are filtered'),
  filter_conditions: conditions.describe('SQL conditions of the filter'),
  config_conditions: conditions.describe('SQL conditions of the advanced filter'),
  is_synchronized: z.boolean().optional().describe('Synchronized already'),
  columns: z.record(z.string(), columnObject).optional().describe('Columns by source name'),
})

const tablesByName = z.record(z.string(), tableObject).optional().describe('Tables by source name')

const schemaObject = z.strictObject({
  sync_type: syncType,
  name: z.string().optional().describe('Name at the destination'),
  all: z.boolean().optional().describe('Take the whole schema'),
  tables: tablesByName,
})

export const databaseObject = z.strictObject({
  sync_type: z.enum(['config']).optional().describe('config: only referred to by an advanced filter'),
  name: z.string().optional().describe('Name at the destination'),
  all: z.boolean().optional().describe('Take the whole database'),
  schemas: z.record(z.string(), schemaObject).optional().describe('Schemas by source name'),
  tables: tablesByName,
  total_table_num: z.int().optional().describe('Number of tables; absent above the threshold'),
  is_synchronized: z.boolean().optional().describe('Synchronized already'),
})

export const databasesByName = z.record(z.string(), databaseObject)

const targetRootDb = z.strictObject({
  db_name: z.string().optional().describe('Database name'),
  db_encoding: z.string().optional().describe('Encoding, default utf8'),
})

export const objectSelection = z
  .strictObject({
    object_scope: z.enum(['all', 'database', 'table']).describe('Everything, databases or tables'),
    target_root_db: targetRootDb.optional().describe('Destination database of two-level sources'),
    object_info: databasesByName.optional().describe('Databases by source name; absent for everything'),
  })
  .refine((selection) => selection.object_scope === 'all' || selection.object_info !== undefined, {
    path: ['object_info'],
    message: 'mandatory unless object_scope is all',
  })

/** A selection as the look-ups of 7.4 answer it. */
export const selectionAnswer = z.looseObject({
  object_scope: text('all, database or table'),
  target_root_db: answered(targetRootDb, 'Destination database of two-level sources'),
  object_info: answeredMap(databaseObject, 'Databases by source name'),
  max_table_num: numeric('Most tables of a database that are listed'),
  status: text('State of the look-up: pending, failed or success'),
  id: text('ID of the look-up'),
})

/** The number of tables that a selection names. */
export function namedTables(selection: z.output<typeof objectSelection>): number {
  return Object.values(selection.object_info ?? {})
    .flatMap((database) => [database, ...Object.values(database.schemas ?? {})])
    .reduce((sum, { tables }) => sum + Object.keys(tables ?? {}).length, 0)
}
