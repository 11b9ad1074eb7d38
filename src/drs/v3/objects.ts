import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, list, means, numeric, obeying, type Rule, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { itemError, jobResults } from './shapes.ts'
import { taskId } from './values.ts'

/** Which objects are transferred. */

const selectedObjectFields = z.strictObject({
  id: z
    .string()
    .optional()
    .meta(
      means(
        'Database name, or database-*-*-table for a table or view',
        '库名；表或视图写作 database-*-*-table',
      ),
    ),
  parent_id: z
    .string()
    .nullable()
    .optional()
    .meta(means('Database name; mandatory for a table or view', '库名；表或视图必填')),
  object_type: z
    .enum(['database', 'table', 'schema', 'view'])
    .optional()
    .meta(means('Kind of object', '对象类型')),
  object_name: z.string().optional().meta(means('Object name', '对象名称')),
  select: z
    .enum(['true', 'false', 'partial'])
    .optional()
    .meta(means('Transferred; partial: some of its tables', '是否同步；partial 表示其中部分表')),
  object_alias_name: z
    .string()
    .nullable()
    .optional()
    .meta(means('New name, only in a synchronization', '新名称，仅用于同步')),
})

type SelectedObject = z.output<typeof selectedObjectFields>

const lacksParent = (object: SelectedObject): boolean =>
  (object.object_type === 'table' || object.object_type === 'view') && !object.parent_id

const selectedObject = selectedObjectFields.superRefine(
  obeying([{ path: ['parent_id'], says: rule('mandatory for a table or view'), broken: lacksParent }]),
)

const selectionFields = z.strictObject({
  job_id: taskId,
  selected: z
    .boolean()
    .optional()
    .meta(
      means(
        'true: only the objects in job; false (default): all objects',
        'true 表示只选 job 中的对象；false（默认）表示全部对象',
      ),
    ),
  sync_database: z.boolean().optional().meta(means('Database-level synchronization', '库级同步')),
  job: z
    .array(selectedObject)
    .optional()
    .meta(means('Objects; mandatory when selected is true', '对象；selected 为 true 时必填')),
})

const selectionRules: readonly Rule<z.output<typeof selectionFields>>[] = [
  {
    path: ['job'],
    says: rule('mandatory when selected is true'),
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
      .meta(means('Selection per task', '各任务的对象选择')),
  }),
  response: z.looseObject({
    all_counts: numeric('Number of results', '结果数'),
    results: list(
      {
        job_id: text('Task ID', '任务 ID'),
        status: flag('The selection was taken over', '对象选择已生效'),
        ...itemError,
      },
      'One result per task',
      '每个任务一条结果',
    ),
  }),
})

const transformation = z.strictObject({
  transformation_type: z
    .enum(['contentConditionalFilter', 'configConditionalFilter'])
    .meta(means('Processing rule or configuration rule', '数据加工规则或配置规则')),
  value: z
    .string()
    .max(256)
    .meta(means('SQL condition; the word config for a configuration rule', 'SQL 条件；配置规则填 config')),
})

const short = z.string().max(256)

const configTransformation = z.strictObject({
  db_table_name: z.string().meta(means('database.table', 'database.table')),
  db_name: short.meta(means('Database name', '库名')),
  table_name: short.meta(means('Table name', '表名')),
  col_names: short.meta(means('Column names, separated by commas', '列名，以逗号分隔')),
  prim_key_or_index: short.meta(means('Primary key or unique index', '主键或唯一索引')),
  indexs: short.meta(means('Index to be optimized', '要优化的索引')),
  values: short.meta(means('Filter condition', '过滤条件')),
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
          job_id: taskId.optional().meta(means('Task ID', '任务 ID')),
          object_info: z
            .array(
              z.strictObject({
                id: z.string().optional().meta(means('database-*-*-table', 'database-*-*-table')),
                select: z
                  .literal('true')
                  .optional()
                  .meta(means('Advanced configuration: true', '高级配置：true')),
              }),
            )
            .optional()
            .meta(means('Tables; mandatory for a processing rule', '表；数据加工规则必填')),
          transformation_info: transformation.meta(means('Rule', '规则')),
          config_transformation: configTransformation
            .optional()
            .meta(means('Advanced settings of the rule', '规则的高级设置')),
        }),
      )
      .meta(means('One rule per table', '每张表一条规则')),
  }),
  response: jobResults,
})
