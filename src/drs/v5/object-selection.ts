import * as z from 'zod'
import { means, numeric, text } from '../fields.ts'
import { rule } from '../rule-words.ts'
import { answered, answeredMap } from './answered.ts'

/**
 * What a task takes: databases by source name, below them schemas or tables, below these columns (7.2.3, 7.4).
 * `all: false` as soon as something below is filtered or mapped. `sync_type: config` marks what an advanced filter only
 * refers to, and what is not synchronized itself.
 */

const syncType = z
  .string()
  .optional()
  .meta(means('config: only referred to by an advanced filter', 'config：仅供高级过滤引用'))

/** SQL expressions. */
const conditions = z.array(z.string().max(512)).optional()

const columnObject = z.strictObject({
  sync_type: syncType,
  primary_key_for_data_filtering: z
    .string()
    .optional()
    .meta(means('Advanced filter: name of the primary key', '高级过滤：主键名称')),
  index_for_data_filtering: z
    .string()
    .optional()
    .meta(means('Advanced filter: index of the cached data', '高级过滤：缓存数据的索引')),
  name: z.string().optional().meta(means('Name at the destination', '在目标库的名称')),
  type: z.string().optional().meta(means('Data type', '数据类型')),
  primary_key_for_column_filtering: z
    .string()
    .optional()
    .meta(means('Column mapping: PRI for a primary key', '列映射：PRI 表示主键')),
  filtered: z
    .boolean()
    .optional()
    .meta(means('Column filter: true takes the column', '列过滤：true 表示选择该列')),
  additional: z
    .boolean()
    .optional()
    .meta(means('Additional column; not together with filtered', '附加列；不能与 filtered 同时使用')),
  operation_type: z.string().optional().meta(means('How an additional column is filled', '附加列的填充方式')),
  value: z.string().optional().meta(means('Value of an additional column', '附加列的值')),
})

const tableObject = z.strictObject({
  sync_type: syncType,
  type: z.enum(['table', 'view', 'procedure']).optional().meta(means('Kind of object', '对象类型')),
  name: z.string().optional().meta(means('Name at the destination', '在目标库的名称')),
  all: z.boolean().optional().meta(means('Take the whole table', '选择整张表')),
  db_alias_name: z
    .string()
    .optional()
    .meta(means('One-to-many: database at the destination', '一对多：目标库名')),
  schema_alias_name: z
    .string()
    .optional()
    .meta(means('One-to-many: schema at the destination', '一对多：目标 Schema')),
  filtered: z.boolean().optional().meta(means('Rows are filtered', '对行进行过滤')),
  filter_conditions: conditions.meta(means('SQL conditions of the filter', '过滤的 SQL 条件')),
  config_conditions: conditions.meta(means('SQL conditions of the advanced filter', '高级过滤的 SQL 条件')),
  is_synchronized: z.boolean().optional().meta(means('Synchronized already', '已在同步中')),
  columns: z
    .record(z.string(), columnObject)
    .optional()
    .meta(means('Columns by source name', '列，以源列名为键')),
})

const tablesByName = z
  .record(z.string(), tableObject)
  .optional()
  .meta(means('Tables by source name', '表，以源表名为键'))

const schemaObject = z.strictObject({
  sync_type: syncType,
  name: z.string().optional().meta(means('Name at the destination', '在目标库的名称')),
  all: z.boolean().optional().meta(means('Take the whole schema', '选择整个 Schema')),
  tables: tablesByName,
})

export const databaseObject = z.strictObject({
  sync_type: z
    .enum(['config'])
    .optional()
    .meta(means('config: only referred to by an advanced filter', 'config：仅供高级过滤引用')),
  name: z.string().optional().meta(means('Name at the destination', '在目标库的名称')),
  all: z.boolean().optional().meta(means('Take the whole database', '选择整个数据库')),
  schemas: z
    .record(z.string(), schemaObject)
    .optional()
    .meta(means('Schemas by source name', 'Schema，以源端名称为键')),
  tables: tablesByName,
  total_table_num: z
    .int()
    .optional()
    .meta(means('Number of tables; absent above the threshold', '表的数量；超过上限时不返回')),
  is_synchronized: z.boolean().optional().meta(means('Synchronized already', '已在同步中')),
})

export const databasesByName = z.record(z.string(), databaseObject)

const targetRootDb = z.strictObject({
  db_name: z.string().optional().meta(means('Database name', '库名')),
  db_encoding: z.string().optional().meta(means('Encoding, default utf8', '编码，默认为 utf8')),
})

export const objectSelection = z
  .strictObject({
    object_scope: z
      .enum(['all', 'database', 'table'])
      .meta(means('Everything, databases or tables', '全部、库级或表级')),
    target_root_db: targetRootDb
      .optional()
      .meta(means('Destination database of two-level sources', '两层结构源库对应的目标库')),
    object_info: databasesByName
      .optional()
      .meta(means('Databases by source name; absent for everything', '数据库，以源库名为键；不填表示全部')),
  })
  .refine((selection) => selection.object_scope === 'all' || selection.object_info !== undefined, {
    path: ['object_info'],
    message: rule('mandatory unless object_scope is all'),
  })

/** A selection as the look-ups of 7.4 answer it. */
export const selectionAnswer = z.looseObject({
  object_scope: text('all, database or table', 'all、database 或 table'),
  target_root_db: answered(
    targetRootDb,
    'Destination database of two-level sources',
    '两层结构源库对应的目标库',
  ),
  object_info: answeredMap(databaseObject, 'Databases by source name', '数据库，以源库名为键'),
  max_table_num: numeric('Most tables of a database that are listed', '单个数据库列出的表数上限'),
  status: text('State of the look-up: pending, failed or success', '查询状态：pending、failed 或 success'),
  id: text('ID of the look-up', '查询 ID'),
})

/** The number of tables that a selection names. */
export function namedTables(selection: z.output<typeof objectSelection>): number {
  return Object.values(selection.object_info ?? {})
    .flatMap((database) => [database, ...Object.values(database.schemas ?? {})])
    .reduce((sum, { tables }) => sum + Object.keys(tables ?? {}).length, 0)
}
