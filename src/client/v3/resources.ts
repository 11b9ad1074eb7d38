import type { AvailabilityZone, NodeQuery, Quota } from '../../domain/tasks/task-service.ts'
import { listAvailableZones, listNodeTypes, listQuotas } from '../../drs/index.ts'
import type { DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import { malformed } from '../errors.ts'
import { flagOf, numberOf, rowsOf, textOf } from '../values.ts'

export async function readQuota(client: Client, language: DrsLanguage): Promise<Quota> {
  const { quotas } = await client.call(listQuotas, { language })
  const limit = numberOf(quotas?.resource?.quota)
  const used = numberOf(quotas?.resource?.used)
  if (limit === undefined || used === undefined)
    throw malformed(listQuotas.id, 'The answer has no quota and its use.')
  return { limit, used }
}

export async function readNodeTypes(
  client: Client,
  language: DrsLanguage,
  query: NodeQuery,
): Promise<readonly string[]> {
  const answer = await client.call(listNodeTypes, {
    language,
    query: { ...nodeFields(query), is_use_sellout_info: true },
  })
  return rowsOf(answer.node_types).flatMap((row) =>
    flagOf(row.is_sellout) === true ? [] : (textOf(row.node_type) ?? []),
  )
}

export async function readZones(
  client: Client,
  language: DrsLanguage,
  query: NodeQuery & { readonly nodeType: string },
): Promise<readonly AvailabilityZone[]> {
  const body = { ...nodeFields(query), node_type: query.nodeType }
  const answer = await client.call(listAvailableZones, { language, body })
  return rowsOf(answer.az_infos).flatMap((row) => {
    const code = textOf(row.code)
    if (code === undefined) return []
    return [{ code, name: textOf(row.name) ?? code, available: row.status === 'ENABLED' }]
  })
}

function nodeFields({ engine, scenario, direction }: NodeQuery) {
  return { engine_type: engine, db_use_type: scenario, job_direction: direction }
}
