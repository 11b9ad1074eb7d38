import type * as z from 'zod'
import type { DatabaseEndpoint, Task } from '../../domain/tasks/task.ts'
import type { DatabaseAccess, ItemResult, NewTask } from '../../domain/tasks/task-service.ts'
import { enginePair } from '../../drs/engines.ts'
import type {
  batchCreateJobs,
  batchModifyJobs,
  batchTestConnections,
  Operation,
  RequestOf,
} from '../../drs/index.ts'
import { encryptsWithSsl, logsInWithSasl, takesTokens } from '../../drs/kafka-security.ts'
import { taskRowsIn } from '../answer-forms.ts'
import { callInBatches } from '../batch.ts'
import type { CallInput, DrsLanguage, OpenEnums } from '../call.ts'
import { certificateFields, keyStoreFields, trustStoreFields } from '../certificate.ts'
import type { Client } from '../client.ts'
import type { ProjectRef } from '../connection.ts'
import { targetReadonly, withPorts } from '../endpoints.ts'
import { type ItemRow, itemResult, itemResults, refusedItem } from '../items.ts'
import { withoutUndefined } from '../values.ts'

/** From the task model to v3 requests, and from their item results back. */

type NewJob = OpenEnums<RequestOf<typeof batchCreateJobs>['jobs'][number]>
type TestedDatabase = OpenEnums<RequestOf<typeof batchTestConnections>['jobs'][number]>
type ChangedJob = OpenEnums<RequestOf<typeof batchModifyJobs>['jobs'][number]>
type JobEndpoint = NewJob['source_endpoint']

export function newJob(home: ProjectRef, task: NewTask): NewJob {
  const isDr = task.scenario === 'cloudDataGuard'
  return {
    name: task.name,
    db_use_type: task.scenario,
    engine_type: task.engine,
    job_direction: task.direction,
    task_type: task.mode,
    net_type: task.network,
    node_type: task.nodeType,
    customize_sutnet_id: task.subnetId,
    source_endpoint: newEndpoint(home, task.source),
    target_endpoint: newEndpoint(home, task.destination),
    ...(task.network === 'eip' ? { bind_eip: true } : {}),
    // Mandatory in DR.
    ...(isDr ? { multi_write: task.dualActive ?? false } : {}),
    ...withoutUndefined({
      master_az: task.zones?.primary,
      slave_az: task.zones?.standby,
      node_num: task.sourceShards,
      is_target_readonly: targetReadonly(task),
      description: task.description,
      sys_tags:
        task.enterpriseProject === undefined
          ? undefined
          : [{ key: '_sys_enterprise_project_id' as const, value: task.enterpriseProject }],
    }),
  }
}

/** At creation the examples name the kind of database, and the instance if it is one of the cloud. */
function newEndpoint(home: ProjectRef, end: DatabaseEndpoint): JobEndpoint {
  const network = withoutUndefined({ vpc_id: end.vpcId, subnet_id: end.subnetId })
  return { db_type: end.dbType, ...cloudFields(home, end), ...network }
}

function cloudFields(
  home: ProjectRef,
  end: DatabaseEndpoint,
): Pick<JobEndpoint, 'region' | 'inst_id' | 'project_id'> {
  if (end.instanceId === undefined) return {}
  return { region: end.region ?? home.region, inst_id: end.instanceId, project_id: home.projectId }
}

export function testedDatabase(
  home: ProjectRef,
  task: Task,
  end: 'source' | 'destination',
  access: DatabaseAccess,
): TestedDatabase {
  const database = { ...task[end], ...access }
  return {
    id: task.id,
    net_type: task.network ?? '',
    end_point_type: end === 'source' ? 'so' : 'ta',
    db_type: database.dbType,
    ...address(database),
    ...login(database),
    ...cloudFields(home, database),
    ...withoutUndefined({ vpc_id: database.vpcId, subnet_id: database.subnetId }),
  }
}

/** The call that must follow the connection tests (6.1.4, examples "after the connection test"). */
export function configuredJob(
  home: ProjectRef,
  task: Task,
  source: DatabaseAccess,
  destination: DatabaseAccess,
): ChangedJob {
  const isMysql = enginePair(task.engine)?.destination === 'mysql'
  return {
    job_id: task.id,
    ...(taskName.test(task.name) ? { name: task.name } : {}),
    engine_type: task.engine,
    net_type: task.network ?? '',
    job_direction: task.direction,
    store_db_info: true,
    source_endpoint: configuredEndpoint(home, { ...task.source, ...source }),
    target_endpoint: configuredEndpoint(home, { ...task.destination, ...destination }),
    ...(isMysql ? { replace_definer: true } : {}),
    ...withoutUndefined({ node_type: task.nodeType }),
  }
}

/** The rule of 6.1.1 and 7.2.3 holds for 6.1.4 as well; a name that the console has allowed beyond it is not sent. */
const taskName = /^[A-Za-z0-9_-]{4,50}$/

function configuredEndpoint(home: ProjectRef, database: DatabaseAccess): JobEndpoint {
  return {
    db_type: database.dbType,
    project_id: home.projectId,
    ...address(database),
    ...login(database),
    ...cloudFields(home, database),
    ...withoutUndefined({
      inst_name: database.instanceName,
      vpc_id: database.vpcId,
      subnet_id: database.subnetId,
    }),
  }
}

/** MongoDB and Kafka carry their ports in `ip`; MongoDB's own port field must be 0 (6.1.2). */
function address({ dbType, ip = '', port }: DatabaseAccess): { ip: string; db_port?: number } {
  if (dbType === 'mongodb') return { ip: withPorts(ip, port), db_port: 0 }
  if (dbType === 'kafka') return { ip: withPorts(ip, port) }
  return withoutUndefined({ ip, db_port: port })
}

function login(database: DatabaseAccess) {
  const { dbType, user, password, ssl, dbName } = database
  const kafka = dbType === 'kafka' ? { kafka_security_config: kafkaSecurity(database) } : {}
  return {
    ...kafka,
    // Kafka's SSL is part of its security protocol.
    ...(dbType === 'kafka' ? {} : { ssl_link: ssl ?? false, ...certificateFields(database) }),
    ...withoutUndefined({ db_user: user, db_password: password, db_name: dbName }),
  }
}

/**
 * As somebody has said, else in the forms of the examples of 6.1.2: without login, and with user and password; with SSL they need
 * a trust store.
 */
function kafkaSecurity(database: DatabaseAccess) {
  const { user, ssl, kafka = {} } = database
  const plain = ssl ? 'SSL' : 'PLAINTEXT'
  const type = kafka.protocol ?? (user === undefined ? plain : ssl ? 'SASL_SSL' : 'SASL_PLAINTEXT')
  const ofSasl = withoutUndefined({
    sasl_mechanism: kafka.mechanism ?? 'PLAIN',
    delegation_tokens: takesTokens(kafka.mechanism) ? kafka.tokens : undefined,
  })
  const ofSsl = withoutUndefined({
    ...trustStoreFields(database),
    endpoint_algorithm: kafka.checksHost === undefined ? undefined : kafka.checksHost ? 'https' : '',
    ...keyStoreFields(database),
  })
  return {
    type,
    ...(logsInWithSasl(type) ? ofSasl : {}),
    ...(encryptsWithSsl(type) ? ofSsl : {}),
  }
}

/** A change that answers with one result per task. */
type BatchChange = Operation<
  z.ZodType,
  z.ZodType<{ readonly results?: readonly ItemRow[] | null | undefined }>
>

/** Carries out a change on any number of tasks; a call that fails fails for its own tasks only. */
export async function changeAll(
  client: Client,
  language: DrsLanguage,
  op: Operation,
  ids: readonly string[],
  bodyFor: (ids: readonly string[]) => object,
): Promise<readonly ItemResult[]> {
  const batches = await callInBatches(client, op, [...new Set(ids)], bodyFor, language)
  return batches.flatMap((batch) =>
    batch.ok
      ? itemResults(op.id, batch.items, taskRowsIn(batch.answer))
      : batch.items.map((id) => refusedItem(batch.error, id)),
  )
}

/** Carries out a change on one task; a call that fails is thrown. */
export async function changeOne<Op extends BatchChange>(
  client: Client,
  language: DrsLanguage,
  op: Op,
  id: string,
  body: NonNullable<CallInput<Op>['body']>,
): Promise<ItemResult> {
  const [row] = taskRowsIn(await client.call(op, { language, body }))
  return itemResult(op.id, id, row)
}
