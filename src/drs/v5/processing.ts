import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, list, means, noBody, numeric, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobParams } from '../values.ts'
import { columnsAnswer, processingAnswer, processingRules } from './processing-rules.ts'
import { asyncQuery } from './shapes.ts'
import { offsetPage, queryIdOnly, resultById, undocumentedPage } from './values.ts'

/**
 * Data processing rules (7.9): columns are collected, filters checked, rules saved, all asynchronously. Four of the paths
 * have the singular `job`.
 */

export const updateDataProcessingRules = operation({
  id: 'update-data-processing-rules',
  api: 'v5',
  method: 'PUT',
  path: '/v5/{project_id}/jobs/{job_id}/data-processing-rules',
  title: { en: 'Modify data processing rules', 'zh-CN': '更新数据加工规则' },
  effects: [effects.rulesSet],
  section: '7.9.1',
  success: 202,
  results: [resultById('data-processing-rules-result')],
  params: jobParams,
  request: z.strictObject({ data_process_info: processingRules.meta(means('Rules', '规则列表')) }),
  response: asyncQuery,
})

export const dataProcessingRulesResult = operation({
  id: 'data-processing-rules-result',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/data-processing-rules/result',
  title: { en: 'Query whether rules were modified', 'zh-CN': '获取数据加工规则更新结果' },
  risk: 'read',
  section: '7.9.2',
  success: 200,
  params: jobParams,
  query: queryIdOnly,
  request: noBody,
  response: asyncQuery,
})

export const getDataProcessingRules = operation({
  id: 'get-data-processing-rules',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/data-processing-rules',
  title: { en: 'Query data processing rules', 'zh-CN': '查询数据加工规则' },
  risk: 'read',
  section: '7.9.3',
  success: 200,
  paging: { style: 'offset', max: undocumentedPage },
  params: jobParams,
  query: z.strictObject(offsetPage),
  request: noBody,
  response: z.looseObject({
    data_process_info: processingAnswer,
    count: numeric('Number of rules on all pages', '各页规则总数'),
  }),
})

export const checkDataFiltering = operation({
  id: 'check-data-filtering',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/job/{job_id}/data-filtering/check',
  title: { en: 'Check data filters', 'zh-CN': '校验数据过滤规则' },
  risk: 'read',
  section: '7.9.4',
  success: 202,
  results: [resultById('data-filtering-result')],
  params: jobParams,
  request: z.strictObject({
    data_process_info: processingRules.meta(means('Rules to be checked', '要校验的规则')),
  }),
  response: asyncQuery,
})

export const dataFilteringResult = operation({
  id: 'data-filtering-result',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/job/{job_id}/data-filtering/result',
  title: { en: 'Query the result of checking filters', 'zh-CN': '获取数据过滤校验结果' },
  risk: 'read',
  section: '7.9.5',
  success: 200,
  params: jobParams,
  query: queryIdOnly,
  request: noBody,
  response: z.looseObject({
    success_count: numeric('Rules that passed', '通过的规则'),
    failed_count: numeric('Rules that failed', '未通过的规则'),
    db_object_filtering_result: list(
      {
        db_name: text('Database', '数据库'),
        schema_name: text('Schema', 'Schema'),
        table_name: text('Table', '表'),
        is_success: flag('The filter passed', '过滤条件校验通过'),
        message: text('Why it failed', '失败原因'),
      },
      'Result per table',
      '各表的结果',
    ),
  }),
})

export const collectColumns = operation({
  id: 'collect-columns',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/job/{job_id}/columns/collect',
  title: { en: 'Collect columns', 'zh-CN': '采集数据库表的列信息' },
  risk: 'read',
  section: '7.9.6',
  success: 202,
  results: [resultById('list-columns')],
  params: jobParams,
  request: z.strictObject({
    is_force_refresh: z.boolean().optional().meta(means('Read the source again', '重新读取源库')),
    db_object_infos: z
      .array(
        z.strictObject({
          db_name: z.string().meta(means('Database', '数据库')),
          schema_name: z.string().optional().meta(means('Schema', 'Schema')),
          table_name: z.string().meta(means('Table', '表')),
        }),
      )
      .meta(means('Tables', '表')),
  }),
  response: asyncQuery,
})

export const listColumns = operation({
  id: 'list-columns',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/job/{job_id}/columns',
  title: { en: 'Query collected columns', 'zh-CN': '获取数据库表的列信息' },
  risk: 'read',
  section: '7.9.7',
  success: 200,
  paging: { style: 'offset', max: undocumentedPage },
  params: jobParams,
  query: z.strictObject({ ...queryIdOnly.shape, ...offsetPage }),
  request: noBody,
  response: z.looseObject({
    results: columnsAnswer,
    total_count: numeric('Number of tables on all pages', '各页表的总数'),
  }),
})
