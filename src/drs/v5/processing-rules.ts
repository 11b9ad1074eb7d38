import * as z from 'zod'
import { commaJoined, flag, list, looseText, mapOf, means, orEmpty, text } from '../fields.ts'
import { rule } from '../rule-words.ts'
import { answered, answeredList } from './answered.ts'
import { namedTables, objectSelection } from './object-selection.ts'

/** A data processing rule (7.9.1, 7.9.3, 7.9.4): filters, columns, DML and DDL, renaming. */

export const mostFilteredTables = 500

/** One condition per table, without columns of large objects. */
const filterCondition = z.strictObject({
  value: z
    .string()
    .max(512)
    .optional()
    .meta(means('SQL condition, or config for a joined table', 'SQL 条件；关联表填 config')),
  filtering_type: z
    .enum(['contentConditionalFilter', 'configConditionalFilter'])
    .optional()
    .meta(means('Simple condition, or joined table', '简单条件或关联表')),
})

const addedColumn = z.strictObject({
  column_type: z
    .string()
    .optional()
    .meta(means('Kind, for example ADDITIONALCOLUMN,create_time', '类型，例如 ADDITIONALCOLUMN,create_time')),
  column_name: z.string().optional().meta(means('Name', '名称')),
  column_value: z.string().optional().meta(means('Value', '值')),
  data_type: z.string().optional().meta(means('Data type', '数据类型')),
})

/** The example sends null for what does not apply. */
const columnText = z.string().nullable().optional()

const column = z.strictObject({
  column_name: z.string().optional().meta(means('Name', '名称')),
  column_type: z.string().optional().meta(means('Data type', '数据类型')),
  primary_key_or_unique_index: columnText.meta(
    means('P primary, U unique, D distribution key', 'P 主键，U 唯一索引，D 分布键'),
  ),
  column_mapped_name: columnText.meta(means('Name at the destination', '在目标库的名称')),
  is_filtered: z.boolean().optional().meta(means('The column is left out', '不同步该列')),
  is_partition_key: z.boolean().optional().meta(means('Partition key', '分区键')),
})

const tableColumns = z.strictObject({
  db_name: z.string().optional().meta(means('Database', '数据库')),
  schema_name: z.string().optional().meta(means('Schema', 'Schema')),
  table_name: z.string().optional().meta(means('Table', '表')),
  column_infos: z.array(column).optional().meta(means('Columns', '列')),
  total_count: z.int().optional().meta(means('Number of columns; only in answers', '列数；仅出现在返回中')),
})

const renaming = z.strictObject({
  prefix_name: z.string().optional().meta(means('Prefix', '前缀')),
  suffix_name: z.string().optional().meta(means('Suffix', '后缀')),
  type: z
    .enum(['prefixAndSuffix', 'manyToOne'])
    .optional()
    .meta(means('Prefix and suffix, or many to one', '前缀和后缀，或多对一')),
})

export const processingRule = z.strictObject({
  filter_conditions: z.array(filterCondition).optional().meta(means('Filter conditions', '过滤条件')),
  is_batch_process: z
    .boolean()
    .optional()
    .meta(means('For a database or several tables', '用于一个数据库或多张表')),
  add_columns: z.array(addedColumn).optional().meta(means('Additional columns', '附加列')),
  ddl_operation: z
    .record(z.string(), z.string())
    .optional()
    .meta(means('DDL by kind of object; empty for none', 'DDL，按对象类型列出；留空表示不同步')),
  dml_operation: orEmpty(commaJoined(['i', 'u', 'd']))
    .optional()
    .meta(means('DML: i, u and d; empty for none', 'DML：i、u、d；留空表示不同步')),
  db_object_column_info: tableColumns.optional().meta(means('Column mapping and filter', '列映射和列过滤')),
  db_or_table_rename_rule: renaming
    .optional()
    .meta(means('Renaming of databases and tables', '库名和表名的映射')),
  db_object: objectSelection.optional().meta(means('Objects of the rule', '规则作用的对象')),
  is_synchronized: z.boolean().optional().meta(means('The rule is at work already', '规则已生效')),
})

export type ProcessingRule = z.output<typeof processingRule>

function filteredTables(rules: readonly ProcessingRule[]): number {
  return rules.reduce(
    (sum, { filter_conditions, db_object }) =>
      filter_conditions && db_object ? sum + namedTables(db_object) : sum,
    0,
  )
}

export const processingRules = z
  .array(processingRule)
  .refine(
    (rules) => filteredTables(rules) <= mostFilteredTables,
    rule('at most %s filtered tables', mostFilteredTables),
  )
  .optional()

export const columnsAnswer = answeredList(tableColumns, 'Columns per table', '各表的列')

/** An object in the table, a list in the example. */
const columnsOfRule = z
  .union([
    columnsAnswer,
    answered(tableColumns, 'Columns of one table', '单张表的列').transform((one) => (one ? [one] : one)),
  ])
  .meta(means('Column mapping and filter, by table', '列映射和列过滤，按表'))

export const processingAnswer = list(
  {
    filter_conditions: answeredList(filterCondition, 'Filter conditions', '过滤条件'),
    is_batch_process: flag('For a database or several tables', '用于一个数据库或多张表'),
    add_columns: answeredList(addedColumn, 'Additional columns', '附加列'),
    ddl_operation: mapOf(looseText, 'DDL by kind of object', '各类对象的 DDL'),
    dml_operation: text('DML: i, u and d, joined by commas', 'DML：i、u、d，以逗号分隔'),
    db_object_column_info: columnsOfRule,
    db_or_table_rename_rule: answered(renaming, 'Renaming of databases and tables', '库名和表名的映射'),
    db_object: answered(objectSelection, 'Objects of the rule', '规则作用的对象'),
    is_synchronized: flag('The rule is at work already', '规则已生效'),
  },
  'Rules',
  '规则列表',
)
