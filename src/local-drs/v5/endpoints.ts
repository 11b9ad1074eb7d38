import type * as z from 'zod'
import type { jobEndpoint } from '../../drs/v5/endpoint.ts'
import { connectionError, type Database } from '../databases.ts'
import { type EndpointRequest, endFrom } from '../ends.ts'
import type { End, LocalTask } from '../task.ts'
import { endpointId } from './facts.ts'

/** Databases of a task between the structures of v5 (tables 7-13 to 7-18) and an `End`. */

export type Endpoint = z.output<typeof jobEndpoint>

/** An end as it is kept; an address that is left out is that of the database that the id names (7.6.1, example). */
export function endFromV5(given: Endpoint, databases: readonly Database[], previous?: End): End {
  return endFrom(requestOf(given, previous), given.endpoint_role, databases, previous)
}

function requestOf(
  { db_type, endpoint, cloud, vpc, ssl }: Endpoint,
  previous: End | undefined,
): EndpointRequest {
  const { ip, db_port, db_user, db_password, db_name, instance_id, instance_name } = endpoint
  const known =
    endpoint.id !== undefined && ip === undefined && instance_id === undefined ? previous : undefined
  return {
    db_type,
    ip: ip ?? known?.ip,
    db_port: db_port === undefined ? known?.db_port : Number(db_port),
    inst_id: instance_id ?? known?.inst_id,
    inst_name: instance_name,
    db_user,
    db_password,
    db_name: serviceName(db_name),
    region: cloud?.region,
    project_id: cloud?.project_id,
    az_code: cloud?.az_code,
    vpc_id: vpc?.vpc_id,
    subnet_id: vpc?.subnet_id,
    security_group_id: vpc?.security_group_id,
    ssl_link: ssl?.ssl_link,
  }
}

/** Oracle is given as `serviceName.orcl` (7.2.1). */
function serviceName(name: string | undefined): string | undefined {
  return name?.replace(/^serviceName\./, '')
}

/** The code of the connection test that fails, or nothing. */
export function connectionProblem(
  given: Endpoint,
  databases: readonly Database[],
  previous: End,
): string | undefined {
  const request = requestOf(given, previous)
  return connectionError(databases, {
    engine: request.db_type ?? previous.db_type,
    end: given.endpoint_role,
    ip: request.ip,
    port: request.db_port === undefined ? undefined : Number(request.db_port),
    instanceId: request.inst_id,
    user: request.db_user,
    password: request.db_password,
    dbName: request.db_name,
  })
}

type Place = Endpoint['endpoint_type']

function placeOf(end: End): Place {
  if (end.inst_id !== undefined) return 'cloud'
  return end.vpc_id === undefined ? 'offline' : 'ecs'
}

const prefixes: Readonly<Record<Place, string>> = { offline: '', ecs: 'ecs_', cloud: 'cloud_' }

function vpcView({ vpc_id, subnet_id, security_group_id }: End) {
  return { vpc_id, subnet_id: subnet_id ?? null, ...(security_group_id ? { security_group_id } : {}) }
}

/** An end as 7.5.1 shows it: without password. */
export function endpointView(task: Pick<LocalTask, 'id' | 'targetReadOnly'>, end: End, role: 'so' | 'ta') {
  const place = placeOf(end)
  return {
    db_type: end.db_type,
    endpoint_type: place,
    endpoint_role: role,
    endpoint: {
      id: endpointId(task, end),
      endpoint_name: `${prefixes[place]}${end.db_type === 'gaussredis' ? 'gaussdb_redis' : end.db_type}`,
      ip: end.ip ?? null,
      db_port: end.db_port === undefined ? null : String(end.db_port),
      db_user: end.db_user ?? null,
      instance_id: end.inst_id ?? null,
      instance_name: end.inst_name ?? null,
      db_name: end.db_type === 'oracle' && end.db_name ? `serviceName.${end.db_name}` : (end.db_name ?? null),
    },
    ...(place === 'offline'
      ? {}
      : { cloud: { region: end.region, project_id: end.project_id, az_code: end.az_code ?? null } }),
    ...(end.vpc_id === undefined ? {} : { vpc: vpcView(end) }),
    ...(role === 'ta' ? { config: { is_target_readonly: task.targetReadOnly } } : {}),
    ssl: { ssl_link: end.ssl_link ?? false },
  }
}
