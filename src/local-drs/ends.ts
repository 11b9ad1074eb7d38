import type * as z from 'zod'
import type { endpoint } from '../drs/v3/shapes.ts'
import {
  type Access,
  connectionError,
  type Database,
  databaseKey,
  findDatabase,
  projectId,
  region,
  subnetId,
  vpcId,
} from './databases.ts'
import type { End } from './task.ts'

/** Database types are open in v5. */
export type EndpointRequest = Omit<z.output<typeof endpoint>, 'db_type'> & {
  readonly db_type?: string | undefined
}

/** How a request wants to get into a database (6.1.1, 6.1.4). */
function accessOf(request: EndpointRequest, end: 'so' | 'ta', engine: string): Access {
  return {
    engine,
    end,
    ip: request.ip,
    port: request.db_port === undefined ? undefined : Number(request.db_port),
    instanceId: request.inst_id,
    user: request.db_user,
    password: request.db_password,
    dbName: request.db_name,
  }
}

/** An end as it is kept: what the request says, completed from the database, without passwords and keys. */
export function endFrom(
  request: EndpointRequest,
  end: 'so' | 'ta',
  databases: readonly Database[],
  previous?: End,
): End {
  const engine = request.db_type ?? previous?.db_type ?? 'mysql'
  const access = accessOf(request, end, engine)
  const found = findDatabase(databases, access)
  return {
    db_type: engine,
    ip: request.ip ?? found?.host,
    db_port: access.port ?? found?.port,
    db_user: request.db_user,
    db_name: request.db_name,
    inst_id: request.inst_id ?? previous?.inst_id,
    inst_name: request.inst_name ?? found?.instanceName,
    region: request.region ?? region,
    project_id: request.project_id ?? projectId,
    vpc_id: request.vpc_id ?? previous?.vpc_id ?? (found?.instanceId ? vpcId : undefined),
    subnet_id: request.subnet_id ?? previous?.subnet_id ?? (found?.instanceId ? subnetId : undefined),
    az_code: request.az_code ?? previous?.az_code,
    security_group_id: request.security_group_id ?? previous?.security_group_id,
    mongo_ha_mode: request.mongo_ha_mode,
    safe_mode: request.safe_mode,
    topic: request.topic,
    cluster_mode: request.cluster_mode,
    ssl_link: request.ssl_link ?? false,
    ssl_cert_name: request.ssl_cert_name,
    ssl_cert_check_sum: request.ssl_cert_check_sum,
    database: found && databaseKey(found),
    problem: request.db_user === undefined ? undefined : connectionError(databases, access),
  }
}

/** An end that is a database of this world and can be logged into. */
export function endOf(database: Database): End {
  const cloud = database.instanceId !== undefined
  return {
    db_type: database.engine,
    ip: database.host,
    db_port: database.port,
    db_user: database.user,
    db_name: database.dbName,
    inst_id: database.instanceId,
    inst_name: database.instanceName,
    region,
    project_id: projectId,
    vpc_id: cloud ? vpcId : undefined,
    subnet_id: cloud ? subnetId : undefined,
    ssl_link: false,
    database: databaseKey(database),
  }
}
