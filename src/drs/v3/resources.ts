import * as z from 'zod'
import { flag, list, means, noBody, numeric, part, queryFlag, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { direction, engineType, scenario } from './values.ts'

/** What may still be created, and on which nodes. */

export const listQuotas = operation({
  id: 'list-quotas',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/quotas',
  title: { en: 'Query quotas', 'zh-CN': '查询配额' },
  risk: 'read',
  section: '5.1.1',
  success: 200,
  request: noBody,
  response: z.looseObject({
    quotas: part(
      {
        resource: part(
          {
            type: text('What the quota counts', '配额的类型'),
            min: numeric('Smallest quota', '最小配额'),
            max: numeric('Largest quota', '最大配额'),
            quota: numeric('Quota of this tenant', '当前租户的配额'),
            used: numeric('Used of it', '已用配额'),
          },
          'Quota of tasks',
          '任务配额',
        ),
      },
      'Quotas',
      '配额',
    ),
  }),
})

export const listAvailableZones = operation({
  id: 'list-available-zones',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/available-zone',
  title: { en: 'Query AZs with nodes on sale', 'zh-CN': '查询规格未售罄的可用区' },
  risk: 'read',
  section: '5.2.1',
  success: 200,
  request: z.strictObject({
    engine_type: engineType.meta(means('Engine type', '引擎类型')),
    db_use_type: scenario.meta(means('Scenario', '场景')),
    job_direction: direction.meta(means('Direction', '方向')),
    node_type: z.string().meta(means('Node type', '规格')),
    multi_write: z
      .enum(['true', 'false'])
      .optional()
      .meta(means('Dual-active DR, default false', '双主灾备，默认为否')),
  }),
  response: z.looseObject({
    az_infos: list(
      {
        code: text('AZ code', '可用区编码'),
        name: text('AZ name', '可用区名称'),
        status: text('ENABLED or DISABLED', 'ENABLED 或 DISABLED'),
      },
      'AZs',
      '可用区列表',
    ),
  }),
})

export const listNodeTypes = operation({
  id: 'list-node-types',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/node-type',
  title: { en: 'Query node types', 'zh-CN': '查询可用的节点规格' },
  risk: 'read',
  section: '6.1.23',
  success: 200,
  query: z.strictObject({
    engine_type: engineType.meta(means('Engine type', '引擎类型')),
    db_use_type: scenario.meta(means('Scenario', '场景')),
    job_direction: direction.meta(means('Direction', '方向')),
    is_use_sellout_info: queryFlag
      .optional()
      .meta(means('Tell which are sold out, default false', '返回已售罄的规格，默认为否')),
    is_multi_write: queryFlag.optional().meta(means('Dual-active DR, default false', '双主灾备，默认为否')),
  }),
  request: noBody,
  response: z.looseObject({
    node_types: list(
      { node_type: text('Node type', '规格'), is_sellout: flag('Sold out', '已售罄') },
      'Node types',
      '规格列表',
    ),
  }),
})
