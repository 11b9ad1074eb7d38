import * as z from 'zod'
import { flag, list, noBody, numeric, part, queryFlag, text } from '../fields.ts'
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
            type: text('What the quota counts'),
            min: numeric('Smallest quota'),
            max: numeric('Largest quota'),
            quota: numeric('Quota of this tenant'),
            used: numeric('Used of it'),
          },
          'Quota of tasks',
        ),
      },
      'Quotas',
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
    engine_type: engineType.describe('Engine type'),
    db_use_type: scenario.describe('Scenario'),
    job_direction: direction.describe('Direction'),
    node_type: z.string().describe('Node type'),
    multi_write: z.enum(['true', 'false']).optional().describe('Dual-active DR, default false'),
  }),
  response: z.looseObject({
    az_infos: list(
      { code: text('AZ code'), name: text('AZ name'), status: text('ENABLED or DISABLED') },
      'AZs',
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
    engine_type: engineType.describe('Engine type'),
    db_use_type: scenario.describe('Scenario'),
    job_direction: direction.describe('Direction'),
    is_use_sellout_info: queryFlag.optional().describe('Tell which are sold out, default false'),
    is_multi_write: queryFlag.optional().describe('Dual-active DR, default false'),
  }),
  request: noBody,
  response: z.looseObject({
    node_types: list({ node_type: text('Node type'), is_sellout: flag('Sold out') }, 'Node types'),
  }),
})
