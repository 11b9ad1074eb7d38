import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, obeying, type Rule, text } from '../fields.ts'
import { jsonWithSecrets, operation, secret } from '../operation.ts'
import { batchAnswer, itemError, kafkaSecurity, port } from './shapes.ts'
import { databaseType, endPoint, network, taskId } from './values.ts'

/** Connection tests from the replication instance to a database. */

/** Only in the vendor's SDK, not in the tables of 6.1.2. */
const customizedDns = z.strictObject({
  is_set_dns: z.boolean().describe('Set a DNS'),
  set_dns_action: z.enum(['add', 'keep', 'update', 'recover']).describe('What to do with it'),
  dns_ip: z.string().describe('Address of the DNS'),
})

const testedDatabaseFields = z.strictObject({
  id: taskId,
  net_type: network.describe('Network type'),
  db_type: databaseType.describe('Database type'),
  ip: z.string().describe('Address; for MongoDB and Kafka host:port pairs separated by commas'),
  db_port: port.optional().describe('Database port; 0 for MongoDB and DDS'),
  inst_id: z.string().optional().describe('Instance ID; mandatory for a cloud instance'),
  db_user: z.string().optional().describe('Database user; may be missing only for Kafka'),
  db_password: secret(z.string().optional().describe('Database password; may be missing only for Kafka')),
  ssl_link: z.boolean().optional().describe('Connect with SSL; then the certificate fields are mandatory'),
  ssl_cert_key: secret(z.string().optional().describe('SSL certificate, Base64')),
  ssl_cert_name: z.string().optional().describe('Name of the SSL certificate'),
  ssl_cert_check_sum: z.string().optional().describe('SHA-256 checksum of the SSL certificate'),
  ssl_cert_password: secret(z.string().optional().describe('Password of a .p12 certificate')),
  vpc_id: z.string().optional().describe('VPC of the database; mandatory when net_type is vpc'),
  subnet_id: z.string().optional().describe('Subnet of the database; mandatory when net_type is vpc'),
  end_point_type: endPoint.describe('so: source, ta: destination'),
  region: z.string().optional().describe('Region of the instance; mandatory for a cloud instance'),
  project_id: z.string().optional().describe('Project in that region'),
  db_name: z.string().optional().describe('Authentication database (DDS) or service name (Oracle)'),
  kafka_security_config: kafkaSecurity.optional().describe('Security settings of Kafka'),
  customized_dns: customizedDns.optional().describe('DNS of the replication instance'),
})

type TestedDatabase = z.output<typeof testedDatabaseFields>

type OptionalText =
  | 'db_user'
  | 'db_password'
  | 'ssl_cert_key'
  | 'ssl_cert_name'
  | 'ssl_cert_check_sum'
  | 'vpc_id'
  | 'subnet_id'

/** `field` must be there when `applies`. */
function mandatory(
  field: OptionalText,
  says: string,
  applies: (database: TestedDatabase) => boolean,
): Rule<TestedDatabase> {
  return { path: [field], says, broken: (database) => applies(database) && database[field] === undefined }
}

/** The tables call user and password mandatory; the examples for Kafka without SASL leave them out. */
const needsLogin = (database: TestedDatabase): boolean => database.db_type !== 'kafka'
const usesSsl = (database: TestedDatabase): boolean => database.ssl_link === true
const inVpc = (database: TestedDatabase): boolean => database.net_type === 'vpc'

const testedDatabase = testedDatabaseFields.superRefine(
  obeying([
    mandatory('db_user', 'mandatory except for Kafka', needsLogin),
    mandatory('db_password', 'mandatory except for Kafka', needsLogin),
    mandatory('ssl_cert_key', 'mandatory with SSL', usesSsl),
    mandatory('ssl_cert_name', 'mandatory with SSL', usesSsl),
    mandatory('ssl_cert_check_sum', 'mandatory with SSL', usesSsl),
    mandatory('vpc_id', 'mandatory when net_type is vpc', inVpc),
    mandatory('subnet_id', 'mandatory when net_type is vpc', inVpc),
  ]),
)

export const batchTestConnections = operation({
  id: 'batch-test-connections',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-connection',
  title: { en: 'Test connections', 'zh-CN': '批量测试连接' },
  effects: [effects.connected],
  section: '6.1.2',
  success: 200,
  batch: { list: 'jobs', limit: 10 },
  request: z.strictObject({ jobs: z.array(testedDatabase).max(10).describe('Connections to be tested') }),
  response: batchAnswer({
    id: text('Task ID'),
    status: text('success or failed'),
    ...itemError,
    success: flag('The test succeeded'),
  }),
})

export const batchTestConnectionsCluster = operation({
  id: 'batch-test-connections-cluster',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/cluster/batch-connection',
  title: { en: 'Test connections (cluster)', 'zh-CN': '批量测试连接（集群模式）' },
  effects: [effects.connected, effects.passwordsGiven],
  section: '6.1.3',
  success: 200,
  batch: { list: 'jobs', limit: 10 },
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          action: z.string().describe('testConnection'),
          job_id: taskId.describe('ID of the parent task'),
          property: jsonWithSecrets(
            z.string().describe('JSON text: a list of databases with their passwords'),
          ),
        }),
      )
      .max(10)
      .describe('Connections to be tested'),
  }),
  response: batchAnswer({
    id: text('Task ID'),
    status: text('true or false'),
    ...itemError,
    success: flag('The test succeeded'),
  }),
})
