import * as z from 'zod'
import { effects } from '../effects.ts'
import {
  flag,
  list,
  means,
  noBody,
  noContent,
  numeric,
  queryFlag,
  queryTexts,
  text,
  texts,
} from '../fields.ts'
import { operation } from '../operation.ts'
import { jobParams } from '../values.ts'
import { selectionAnswer } from './object-selection.ts'
import { asyncQuery, templateProgress } from './shapes.ts'
import { largestPage, objectSource, offsetPage, queryIdOnly, resultById, templateLevel } from './values.ts'

/** Objects of a task (7.4): looked up, selected by file, saved with update-job. */

const sourceField = objectSource.meta(
  means('Objects of the source, selected ones, or synchronized ones', '源库的对象、已选对象或已同步对象'),
)

const databaseNames = { ...means('Databases', '数据库'), example: ['testDb'] }

/** Replaced by collect-db-objects-v51. A POST without body. */
export const collectDbObjects = operation({
  id: 'collect-db-objects',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/{job_id}/db-objects/collect',
  title: { en: 'Collect objects (old)', 'zh-CN': '提交查询数据库对象信息（旧）' },
  risk: 'read',
  section: '7.4.1',
  success: 202,
  results: [resultById('db-objects-status')],
  params: jobParams,
  query: z.strictObject({
    ...offsetPage,
    type: sourceField,
    is_refresh: queryFlag
      .optional()
      .meta(means('Read the source again instead of the cache', '重新读取源库，不使用缓存')),
    db_names: queryTexts.optional().meta(databaseNames),
  }),
  request: noBody,
  response: asyncQuery,
})

export const collectDbObjectsV51 = operation({
  id: 'collect-db-objects-v51',
  api: 'v5',
  method: 'POST',
  path: '/v5.1/{project_id}/jobs/{job_id}/db-objects/collect',
  title: { en: 'Collect objects', 'zh-CN': '提交查询数据库对象信息' },
  risk: 'read',
  section: '7.4.2',
  success: 202,
  results: [resultById('db-objects-status')],
  params: jobParams,
  request: z.strictObject({
    db_names: z.array(z.string()).optional().meta(databaseNames),
    type: sourceField,
    is_refresh: z
      .enum(['true', 'false'])
      .optional()
      .meta(means('Read the source again instead of the cache', '重新读取源库，不使用缓存')),
  }),
  response: asyncQuery,
})

export const dbObjectsStatus = operation({
  id: 'db-objects-status',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/db-objects/collection-status',
  title: { en: 'Query collected objects', 'zh-CN': '获取数据库对象信息查询结果' },
  risk: 'read',
  section: '7.4.3',
  success: 200,
  params: jobParams,
  query: queryIdOnly,
  request: noBody,
  response: selectionAnswer,
})

/** Replaced by list-db-objects-v51. */
export const listDbObjects = operation({
  id: 'list-db-objects',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/db-objects',
  title: { en: 'Query objects (old)', 'zh-CN': '查询数据库对象信息（旧）' },
  risk: 'read',
  section: '7.4.4',
  success: 200,
  params: jobParams,
  query: z.strictObject({
    ...offsetPage,
    type: sourceField,
    db_names: queryTexts.optional().meta(databaseNames),
  }),
  request: noBody,
  response: selectionAnswer,
})

/** The path ends in the singular. */
export const listDbObjectsV51 = operation({
  id: 'list-db-objects-v51',
  api: 'v5',
  method: 'GET',
  path: '/v5.1/{project_id}/jobs/{job_id}/db-object',
  title: { en: 'Query selected objects', 'zh-CN': '查询数据库对象信息' },
  risk: 'read',
  section: '7.4.5',
  success: 200,
  params: jobParams,
  query: z.strictObject({ type: z.enum(['modified']).meta(means('Selected objects', '已选对象')) }),
  request: noBody,
  response: selectionAnswer,
})

export const downloadObjectTemplate = operation({
  id: 'download-object-template',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/db-object/template',
  title: { en: 'Download the object template', 'zh-CN': '下载对象选择模板' },
  risk: 'read',
  section: '7.4.6',
  success: 200,
  params: jobParams,
  download: true,
  query: z.strictObject({ file_import_db_level: templateLevel }),
  request: noBody,
  response: noContent,
})

/** Which ending is right depends on the link; a .zip may hold 1 MB (one file, unpacked up to 20 MB). */
export const uploadObjectTemplate = operation({
  id: 'upload-object-template',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/{job_id}/db-object/template',
  title: { en: 'Upload an object template', 'zh-CN': '上传对象选择模板' },
  effects: [effects.objectsSelected],
  section: '7.4.7',
  success: 200,
  results: [{ operation: 'object-template-progress' }],
  params: jobParams,
  upload: {
    file: 'file',
    endings: ['.xls', '.xlsx', '.json', '.txt', '.zip'],
    maxBytes: 5 * 1024 * 1024,
    template: 'download-object-template',
  },
  query: z.strictObject({ file_import_db_level: templateLevel }),
  request: noBody,
  response: templateProgress,
})

export const objectTemplateProgress = operation({
  id: 'object-template-progress',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/db-object/template/progress',
  title: { en: 'Query the object import progress', 'zh-CN': '查询对象导入进度' },
  risk: 'read',
  section: '7.4.8',
  success: 200,
  params: jobParams,
  query: z.strictObject(offsetPage),
  request: noBody,
  response: templateProgress,
})

export const objectTemplateResult = operation({
  id: 'object-template-result',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/db-object/template/result',
  title: { en: 'Download the object import result', 'zh-CN': '获取对象导入结果' },
  risk: 'read',
  section: '7.4.9',
  success: 200,
  params: jobParams,
  download: true,
  query: z.strictObject({
    type: z
      .enum(['detail', 'synchronized', 'change'])
      .meta(means('Checked file, issued objects, or changes', '已校验的文件、已下发的对象或变更内容')),
  }),
  request: noBody,
  response: noContent,
})

/** `query_id` is the ID that update-job answered when it saved the objects. */
export const objectsSavingStatus = operation({
  id: 'objects-saving-status',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/db-objects/saving-status',
  title: { en: 'Query the progress of saving objects', 'zh-CN': '获取对象保存进度' },
  risk: 'read',
  section: '7.4.10',
  success: 200,
  params: jobParams,
  query: queryIdOnly,
  request: noBody,
  response: asyncQuery,
})

export const listObjectMappings = operation({
  id: 'list-object-mappings',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/{job_id}/object-mappings',
  title: { en: 'Query object mappings', 'zh-CN': '查询同步映射列表' },
  risk: 'read',
  section: '7.4.11',
  success: 200,
  paging: { style: 'body_offset', max: largestPage },
  params: jobParams,
  request: z.strictObject({
    offset: z
      .int()
      .min(0)
      .optional()
      .meta(means('Items to be skipped, default 0', '偏移量，即跳过的条数，默认为 0')),
    limit: z
      .int()
      .min(1)
      .max(largestPage)
      .optional()
      .meta(means('Items per page, default 10', '每页条数，默认为 10')),
    db_name: z.string().optional().meta(means('Database', '数据库')),
    schema_name: z.string().optional().meta(means('Schema', 'Schema')),
    table_name: z.string().optional().meta(means('Table', '表')),
    has_column_info: z.boolean().optional().meta(means('Tables with column mapping', '有列映射的表')),
  }),
  response: z.looseObject({
    count: numeric('Number of mappings on all pages', '各页映射总数'),
    object_mapping_list: list(
      {
        source_db_name: text('Source database', '源库'),
        source_schema_name: text('Source schema', '源 Schema'),
        source_table_name: text('Source table', '源表'),
        target_db_name: text('Destination database', '目标库'),
        target_schema_name: text('Destination schema', '目标 Schema'),
        target_table_name: text('Destination table', '目标表'),
        has_column_info: flag('Columns are mapped', '有列映射'),
      },
      'Mappings',
      '映射列表',
    ),
  }),
})

export const objectSupport = operation({
  id: 'object-support',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/object/support',
  title: { en: 'Query what object selection supports', 'zh-CN': '查询是否支持对象选择和列映射' },
  risk: 'read',
  section: '7.4.12',
  success: 200,
  params: jobParams,
  request: noBody,
  response: z.looseObject({
    is_full_trans_support_object: flag('Objects can be selected in full tasks', '全量任务支持选择对象'),
    is_incre_trans_support_object: flag(
      'Objects can be selected in incremental tasks',
      '增量任务支持选择对象',
    ),
    is_full_incre_trans_support_object: flag(
      'Objects can be selected in full + incremental tasks',
      '全量+增量任务支持选择对象',
    ),
    support_object_import_engine: texts('Engine types that can import objects', '支持导入对象的引擎类型'),
    is_support_column_mapping: flag('Columns can be mapped', '支持列映射'),
    is_database_support_search: flag('Databases can be searched', '支持搜索数据库'),
    is_schema_support_search: flag('Schemas can be searched', '支持搜索 Schema'),
    is_table_support_search: flag('Tables can be searched', '支持搜索表'),
    file_size: numeric('Largest file, MB', '文件大小上限，单位 MB'),
    previous_select: text(
      'Last selection: empty, or srcImportObject by file',
      '上次选择方式：空，或通过文件（srcImportObject）',
    ),
    import_level: text('table or database', 'table 或 database'),
  }),
})
