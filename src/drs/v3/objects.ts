import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, list, numeric, obeying, type Rule, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { itemError, jobResults } from './shapes.ts'
import { taskId } from './values.ts'

/** Which objects are transferred. */

const selectedObjectFields = z.strictObject({
  id: z.string().optional().describe('Database name, or database-*-*-table for a table or view'),
  parent_id: z.string().nullable().optional().describe('Database name; mandatory for a table or view'),
  object_type: z.enum(['database', 'table', 'schema', 'view']).optional().describe('Kind of object'),
  object_name: z.string().optional().describe('Object name'),
  select: z
    .enum(['true', 'false', 'partial'])
    .optional()
    .describe('Transferred; partial: some of its tables'),
  object_alias_name: z.string().nullable().optional().describe('New name, only in a synchronization'),
})

type SelectedObject = z.output<typeof selectedObjectFields>

const lacksParent = (object: SelectedObject): boolean =>
  (object.object_type === 'table' || object.object_type === 'view') && !object.parent_id

const selectedObject = selectedObjectFields.superRefine(
  obeying([{ path: ['parent_id'], says: 'mandatory for a table or view', broken: lacksParent }]),
)

const selectionFields = z.strictObject({
  job_id: taskId,
  selected: z.boolean().optional().describe('true: only the objects in job; false (default): all objects'),
  sync_database: z.boolean().optional().describe('Database-level synchronization'),
  job: z.array(selectedObject).optional().describe('Objects; mandatory when selected is true'),
})

const selectionRules: readonly Rule<z.output<typeof selectionFields>>[] = [
  {
    path: ['job'],
    says: 'mandatory when selected is true',
    broken: (selection) => selection.selected === true && !selection.job,
  },
]

export const batchSelectObjects = operation({
  id: 'batch-select-objects',
  api: 'v3',
  method: 'PUT',
  path: '/v3/{project_id}/jobs/batch-select-objects',
  title: { en: 'Select objects', 'zh-CN': '批量选择数据库对象' },
  effects: [effects.objectsSelected],
  section: '6.1.5',
  success: 202,
  batch: { list: 'jobs', limit: 10 },
  request: z.strictObject({
    jobs: z
      .array(selectionFields.superRefine(obeying(selectionRules)))
      .max(10)
      .describe('Selection per task'),
  }),
  response: z.looseObject({
    all_counts: numeric('Number of results'),
    results: list(
      { job_id: text('Task ID'), status: flag('The selection was taken over'), ...itemError },
      'One result per task',
    ),
  }),
})

const transformation = z.strictObject({
  transformation_type: z
    .enum(['contentConditionalFilter', 'configConditionalFilter'])
    .describe('Processing rule or configuration rule'),
  value: z.string().max(256).describe('SQL condition; the word config for a configuration rule'),
})

const short = z.string().max(256)

const configTransformation = z.strictObject({
  db_table_name: z.string().describe('database.table'),
  db_name: short.describe('Database name'),
  table_name: short.describe('Table name'),
  col_names: short.describe('Column names, separated by commas'),
  prim_key_or_index: short.describe('Primary key or unique index'),
  indexs: short.describe('Index to be optimized'),
  values: short.describe('Filter condition'),
})

export const batchTransformData = operation({
  id: 'batch-transform-data',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-transformation',
  title: { en: 'Set data processing rules', 'zh-CN': '批量数据加工' },
  effects: [effects.rulesSet],
  section: '6.3.1',
  success: 200,
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          job_id: taskId.optional().describe('Task ID'),
          object_info: z
            .array(
              z.strictObject({
                id: z.string().optional().describe('database-*-*-table'),
                select: z.literal('true').optional().describe('Advanced configuration: true'),
              }),
            )
            .optional()
            .describe('Tables; mandatory for a processing rule'),
          transformation_info: transformation.describe('Rule'),
          config_transformation: configTransformation.optional().describe('Advanced settings of the rule'),
        }),
      )
      .describe('One rule per table'),
  }),
  response: jobResults,
})
