import type { DatabaseAccess } from '../../domain/tasks/task-service.ts'
import type { RequestOf } from '../../drs/operation.ts'
import type { updateJob } from '../../drs/v5/index.ts'
import type { OpenEnums } from '../call.ts'
import { certificateFields } from '../certificate.ts'
import type { ProjectRef } from '../connection.ts'
import { withPorts } from '../endpoints.ts'
import { withoutUndefined } from '../values.ts'

/** A database as v5 takes it (7.2.1, 7.2.3, 7.6.1). */

type Params = OpenEnums<RequestOf<typeof updateJob>['job']['params']>
export type JobEndpoint = NonNullable<Params['source_endpoint']>[number]

export function jobEndpoint(home: ProjectRef, role: 'so' | 'ta', database: DatabaseAccess): JobEndpoint {
  const kind = kindOf(database)
  const { vpcId, subnetId, ssl } = database
  const vpc =
    vpcId !== undefined && subnetId !== undefined ? { vpc_id: vpcId, subnet_id: subnetId } : undefined
  return {
    db_type: database.dbType,
    endpoint_type: kind,
    endpoint_role: role,
    endpoint: address(database, kind),
    ...withoutUndefined({
      cloud: kind === 'offline' ? undefined : cloud(home, database),
      vpc,
      ssl: ssl === undefined ? undefined : { ssl_link: ssl, ...certificateFields(database) },
    }),
  }
}

type Kind = 'offline' | 'ecs' | 'cloud'

/** An instance of the cloud has an id; a database in a VPC without one runs on an ECS. */
function kindOf({ instanceId, vpcId, subnetId }: DatabaseAccess): Kind {
  if (instanceId !== undefined) return 'cloud'
  return vpcId !== undefined && subnetId !== undefined ? 'ecs' : 'offline'
}

function cloud(home: ProjectRef, database: DatabaseAccess) {
  return { region: database.region ?? home.region, project_id: home.projectId }
}

function address(database: DatabaseAccess, kind: Kind): JobEndpoint['endpoint'] {
  return {
    endpoint_name: nameOf(database.dbType, kind),
    // Both are mandatory, also where nothing has been said of an account yet.
    db_user: database.user ?? '',
    db_password: database.password ?? '',
    ...place(database),
    ...withoutUndefined({
      id: database.id,
      instance_id: database.instanceId,
      instance_name: database.instanceName,
      db_name: database.dbName,
    }),
  }
}

/** `mysql`, `ecs_mysql`, `cloud_mysql`; GeminiDB Redis is the odd one. */
function nameOf(dbType: string, kind: Kind): string {
  if (kind === 'offline') return dbType
  if (kind === 'cloud' && dbType === 'gaussredis') return 'cloud_gaussdb_redis'
  return `${kind}_${dbType}`
}

/** These carry their ports in `ip`, as they may have several addresses (7.2.1). */
const withPortsInAddress: ReadonlySet<string> = new Set(['mongodb', 'rediscluster', 'kafka'])

function place({ dbType, ip, port }: DatabaseAccess): { ip?: string; db_port?: string } {
  if (!withPortsInAddress.has(dbType))
    return withoutUndefined({ ip, db_port: port === undefined ? undefined : String(port) })
  return withoutUndefined({ ip: ip === undefined ? undefined : withPorts(ip, port) })
}
