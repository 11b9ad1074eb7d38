import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, means, obeying, type Rule, text } from '../fields.ts'
import { jsonWithSecrets, operation, secret } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { batchAnswer, itemError, kafkaSecurity, port } from './shapes.ts'
import { databaseType, endPoint, network, taskId } from './values.ts'

/** Connection tests from the replication instance to a database. */

/** Only in the vendor's SDK, not in the tables of 6.1.2. */
const customizedDns = z.strictObject({
  is_set_dns: z.boolean().meta(means('Set a DNS', '设置 DNS')),
  set_dns_action: z
    .enum(['add', 'keep', 'update', 'recover'])
    .meta(means('What to do with it', '对其进行的操作')),
  dns_ip: z.string().meta(means('Address of the DNS', 'DNS 地址')),
})

const testedDatabaseFields = z.strictObject({
  id: taskId,
  net_type: network.meta(means('Network type', '网络类型')),
  db_type: databaseType.meta(means('Database type', '数据库类型')),
  ip: z
    .string()
    .meta(
      means(
        'Address; for MongoDB and Kafka host:port pairs separated by commas',
        '地址；MongoDB 和 Kafka 为 host:port，多个以逗号分隔',
      ),
    ),
  db_port: port
    .optional()
    .meta(means('Database port; 0 for MongoDB and DDS', '数据库端口；MongoDB 和 DDS 填 0')),
  inst_id: z
    .string()
    .optional()
    .meta(means('Instance ID; mandatory for a cloud instance', '实例 ID；云数据库实例必填')),
  db_user: z
    .string()
    .optional()
    .meta(means('Database user; may be missing only for Kafka', '数据库用户名；仅 Kafka 可不填')),
  db_password: secret(
    z
      .string()
      .optional()
      .meta(means('Database password; may be missing only for Kafka', '数据库密码；仅 Kafka 可不填')),
  ),
  ssl_link: z
    .boolean()
    .optional()
    .meta(
      means(
        'Connect with SSL; then the certificate fields are mandatory',
        '使用 SSL 连接；此时证书相关字段必填',
      ),
    ),
  ssl_cert_key: secret(z.string().optional().meta(means('SSL certificate, Base64', 'SSL 证书，Base64 编码'))),
  ssl_cert_name: z.string().optional().meta(means('Name of the SSL certificate', 'SSL 证书名称')),
  ssl_cert_check_sum: z
    .string()
    .optional()
    .meta(means('SHA-256 checksum of the SSL certificate', 'SSL 证书的 SHA-256 校验和')),
  ssl_cert_password: secret(
    z.string().optional().meta(means('Password of a .p12 certificate', '.p12 证书的密码')),
  ),
  vpc_id: z
    .string()
    .optional()
    .meta(
      means(
        'VPC of the database; mandatory when net_type is vpc',
        '数据库的虚拟私有云；net_type 为 vpc 时必填',
      ),
    ),
  subnet_id: z
    .string()
    .optional()
    .meta(
      means('Subnet of the database; mandatory when net_type is vpc', '数据库的子网；net_type 为 vpc 时必填'),
    ),
  end_point_type: endPoint.meta(means('so: source, ta: destination', 'so 表示源库，ta 表示目标库')),
  region: z
    .string()
    .optional()
    .meta(means('Region of the instance; mandatory for a cloud instance', '实例所在区域；云数据库实例必填')),
  project_id: z.string().optional().meta(means('Project in that region', '该区域的项目')),
  db_name: z
    .string()
    .optional()
    .meta(
      means('Authentication database (DDS) or service name (Oracle)', '认证数据库（DDS）或服务名（Oracle）'),
    ),
  kafka_security_config: kafkaSecurity.optional().meta(means('Security settings of Kafka', 'Kafka 安全设置')),
  customized_dns: customizedDns.optional().meta(means('DNS of the replication instance', '复制实例的 DNS')),
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
    mandatory('db_user', rule('mandatory except for Kafka'), needsLogin),
    mandatory('db_password', rule('mandatory except for Kafka'), needsLogin),
    mandatory('ssl_cert_key', rule('mandatory with SSL'), usesSsl),
    mandatory('ssl_cert_name', rule('mandatory with SSL'), usesSsl),
    mandatory('ssl_cert_check_sum', rule('mandatory with SSL'), usesSsl),
    mandatory('vpc_id', rule('mandatory when net_type is vpc'), inVpc),
    mandatory('subnet_id', rule('mandatory when net_type is vpc'), inVpc),
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
  request: z.strictObject({
    jobs: z.array(testedDatabase).max(10).meta(means('Connections to be tested', '要测试的连接')),
  }),
  response: batchAnswer({
    id: text('Task ID', '任务 ID'),
    status: text('Result: success or failed', '结果：success 或 failed'),
    ...itemError,
    success: flag('The test succeeded', '测试成功'),
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
          action: z.string().meta(means('testConnection', 'testConnection')),
          job_id: taskId.meta(means('ID of the parent task', '父任务 ID')),
          property: jsonWithSecrets(
            z
              .string()
              .meta(
                means(
                  'JSON text: a list of databases with their passwords',
                  'JSON 文本：数据库及其密码的列表',
                ),
              ),
          ),
        }),
      )
      .max(10)
      .meta(means('Connections to be tested', '要测试的连接')),
  }),
  response: batchAnswer({
    id: text('Task ID', '任务 ID'),
    status: text('true or false', 'true 或 false'),
    ...itemError,
    success: flag('The test succeeded', '测试成功'),
  }),
})
