import * as z from 'zod'
import { commaJoined, flag, list, looseText, mapOf, orEmpty, text } from '../fields.ts'
import { answered, answeredList } from './answered.ts'
import { namedTables, objectSelection } from './object-selection.ts'

/** A data processing rule (7.9.1, 7.9.3, 7.9.4): filters, columns, DML and DDL, renaming. */

const mostFilteredTables = 500

/** One condition per table, without columns of large objects. */
const filterCondition = z.strictObject({
  value: z.string().max(512).optional().describe('SQL condition, or config for a joined table'),
  filtering_type: z
    .enum(['contentConditionalFilter', 'configConditionalFilter'])
    .optional()
    .describe('Simple condition, or joined table'),
})

const addedColumn = z.strictObject({
  column_type: z.string().optional().describe('Kind, for example ADDITIONALCOLUMN,create_time'),
  column_name: z.string().optional().describe('Name'),
  column_value: z.string().optional().describe('Value'),
  data_type: z.string().optional().describe('Data type'),
})

/** The example sends null for what does not apply. */
const columnText = z.string().nullable().optional()

const column = z.strictObject({
  column_name: z.string().optional().describe('Name'),
  column_type: z.string().optional().describe('Data type'),
  primary_key_or_unique_index: columnText.describe('P primary, U unique, D distribution key'),
  column_mapped_name: columnText.describe('Name at the destination'),
  is_filtered: z.boolean().optional().describe('The column is left out'),
  is_partition_key: z.boolean().optional().describe('Partition key'),
})

const tableColumns = z.strictObject({
  db_name: z.string().optional().describe('Database'),
  schema_name: z.string().optional().describe('Schema'),
  table_name: z.string().optional().describe('Table'),
  column_infos: z.array(column).optional().describe('Columns'),
  total_count: z.int().optional().describe('Number of columns; only in answers'),
})

const renaming = z.strictObject({
  prefix_name: z.string().optional().describe('Prefix'),
  suffix_name: z.string().optional().describe('Suffix'),
  type: z.enum(['prefixAndSuffix', 'manyToOne']).optional().describe('Prefix and suffix, or many to one'),
})

const processingRule = z.strictObject({
  filter_conditions: z.array(filterCondition).optional().describe('Filter conditions'),
  is_batch_process: z.boolean().optional().describe('For a database or several tables'),
  add_columns: z.array(addedColumn).optional().describe('Additional columns'),
  ddl_operation: z
    .record(z.string(), z.string())
    .optional()
    .describe('DDL by kind of object; empty for none'),
  dml_operation: orEmpty(commaJoined(['i', 'u', 'd']))
    .optional()
    .describe('DML: i, u and d; empty for none'),
  db_object_column_info: tableColumns.optional().describe('Column mapping and filter'),
  db_or_table_rename_rule: renaming.optional().describe('Renaming of databases and tables'),
  db_object: objectSelection.optional().describe('Objects of the rule'),
  is_synchronized: z.boolean().optional().describe('The rule is at work already'),
})

function filteredTables(rules: readonly z.output<typeof processingRule>[]): number {
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
    `at most ${mostFilteredTables} filtered tables`,
  )
  .optional()

export const columnsAnswer = answeredList(tableColumns, 'Columns per table')

/** An object in the table, a list in the example. */
const columnsOfRule = z
  .union([
    columnsAnswer,
    answered(tableColumns, 'Columns of one table').transform((one) => (one ? [one] : one)),
  ])
  .describe('Column mapping and filter, by table')

export const processingAnswer = list(
  {
    filter_conditions: answeredList(filterCondition, 'Filter conditions'),
    is_batch_process: flag('For a database or several tables'),
    add_columns: answeredList(addedColumn, 'Additional columns'),
    ddl_operation: mapOf(looseText, 'DDL by kind of object'),
    dml_operation: text('DML: i, u and d, joined by commas'),
    db_object_column_info: columnsOfRule,
    db_or_table_rename_rule: answered(renaming, 'Renaming of databases and tables'),
    db_object: answered(objectSelection, 'Objects of the rule'),
    is_synchronized: flag('The rule is at work already'),
  },
  'Rules',
)
