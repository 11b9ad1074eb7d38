import * as z from 'zod'
import { flag, list, means, numeric, obeying, type Rule, text } from '../fields.ts'
import { encryptsWithSsl, kafkaProtocols, logsInWithSasl, saslMechanisms } from '../kafka-security.ts'
import { secret } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { databaseType } from './values.ts'

/** Structures that several v3 operations share. */

// --- answers of batches ------------------------------------------------------------------------------------------

/** Refusal of one item while the call as a whole succeeded (auth conventions of chapter 3, appendix A.1). */
export const itemError = {
  error_code: text('Error code of this item', '该条目的错误码'),
  error_msg: text('Error message of this item', '该条目的错误信息'),
}

/** As `itemError`; 6.1.20, 6.1.21, 6.4.3 and 6.4.4 call the message `error_message`. */
export const itemErrorMessage = {
  error_code: text('Error code of this item', '该条目的错误码'),
  error_message: text('Error message of this item', '该条目的错误信息'),
}

/** `{ count, results }`: one result per task. */
export function batchAnswer<S extends z.core.$ZodLooseShape>(result: S) {
  return z.looseObject({
    count: numeric('Number of results', '结果数'),
    results: list(result, 'One result per task', '每个任务一条结果'),
  })
}

/** Answer of most batch calls. The HTTP status says nothing about the single tasks. */
export const jobResults = batchAnswer({
  id: text('Task ID', '任务 ID'),
  status: text('Result: success or failed', '结果：success 或 failed'),
  ...itemError,
})

// --- paging ------------------------------------------------------------------------------------------------------

/** Page of a status or detail query (6.1.20, 6.1.21, 6.4.4). Left out, a page has 5 items. */
export const pageRequest = z.strictObject({
  cur_page: z
    .int()
    .min(1)
    .optional()
    .meta(means('Page number from 1 on, default 1', '页码，从 1 开始，默认为 1')),
  per_page: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .meta(means('Items per page, default 5; 0 means all', '每页条数，默认为 5；0 表示全部')),
})

// --- databases ---------------------------------------------------------------------------------------------------

/** 1 to 65535; the examples send 0 for MongoDB, whose ports stand in `ip`, and now and then a string. */
export const port = z.union([
  z.int().min(0).max(65535),
  z
    .string()
    .regex(/^\d{1,5}$/, rule('a number of up to 5 digits'))
    .refine((digits) => Number(digits) <= 65535, rule('at most 65535')),
])

const kafkaSecurityFields = z.strictObject({
  type: z
    .enum(kafkaProtocols.map(({ value }) => value))
    .optional()
    .meta(means('Security protocol (Kafka: security.protocol)', '安全协议（Kafka 的 security.protocol）')),
  trust_store_key_name: z
    .string()
    .optional()
    .meta(means('Name of the trust store certificate', '信任证书库的名称')),
  trust_store_key: secret(
    z.string().optional().meta(means('Trust store certificate, Base64', '信任证书库，Base64 编码')),
  ),
  trust_store_password: secret(
    z.string().optional().meta(means('Password of the trust store certificate', '信任证书库的密码')),
  ),
  endpoint_algorithm: z
    .string()
    .optional()
    .meta(
      means(
        'Host name verification algorithm; empty switches verification off',
        '主机名校验算法；留空表示不校验',
      ),
    ),
  sasl_mechanism: z
    .enum(saslMechanisms.map(({ value }) => value))
    .optional()
    .meta(means('SASL mechanism (Kafka: sasl.mechanism)', 'SASL 机制（Kafka 的 sasl.mechanism）')),
  delegation_tokens: z
    .boolean()
    .optional()
    .meta(means('Token authentication, for SASL with SCRAM', '令牌认证，用于 SASL 的 SCRAM 机制')),
  enable_key_store: z.boolean().optional().meta(means('Two-way SSL authentication', 'SSL 双向认证')),
  key_store_key: secret(z.string().optional().meta(means('Key store certificate', '密钥库证书'))),
  key_store_key_name: z
    .string()
    .optional()
    .meta(means('Name of the key store certificate', '密钥库证书的名称')),
  key_store_password: secret(
    z.string().optional().meta(means('Password of the key store certificate', '密钥库证书的密码')),
  ),
  set_private_key_password: z
    .boolean()
    .optional()
    .meta(means('The key store has a private key password', '密钥库设有私钥密码')),
  key_password: secret(
    z.string().optional().meta(means('Private key password of the key store', '密钥库的私钥密码')),
  ),
})

type KafkaSecurity = z.output<typeof kafkaSecurityFields>

const usesSsl = ({ type }: KafkaSecurity): boolean => encryptsWithSsl(type)
const usesSasl = ({ type }: KafkaSecurity): boolean => logsInWithSasl(type)

const kafkaSecurityRules: readonly Rule<KafkaSecurity>[] = [
  {
    path: ['trust_store_key_name'],
    says: rule('mandatory with SSL'),
    broken: (kafka) => usesSsl(kafka) && !kafka.trust_store_key_name,
  },
  {
    path: ['trust_store_key'],
    says: rule('mandatory with SSL'),
    broken: (kafka) => usesSsl(kafka) && !kafka.trust_store_key,
  },
  {
    path: ['sasl_mechanism'],
    says: rule('mandatory with SASL'),
    broken: (kafka) => usesSasl(kafka) && !kafka.sasl_mechanism,
  },
  {
    path: ['key_store_key'],
    says: rule('mandatory with two-way SSL'),
    broken: (kafka) => kafka.enable_key_store === true && !kafka.key_store_key,
  },
  {
    path: ['key_store_key_name'],
    says: rule('mandatory with two-way SSL'),
    broken: (kafka) => kafka.enable_key_store === true && !kafka.key_store_key_name,
  },
  {
    path: ['key_password'],
    says: rule('mandatory when the private key has a password'),
    broken: (kafka) =>
      kafka.enable_key_store === true && kafka.set_private_key_password === true && !kafka.key_password,
  },
]

/** Security settings of a Kafka destination (6.1.2). */
export const kafkaSecurity = kafkaSecurityFields.superRefine(obeying(kafkaSecurityRules))

/** A database as 6.1.1 and 6.1.4 take it. */
export const endpoint = z.strictObject({
  db_type: databaseType.optional().meta(means('Database type', '数据库类型')),
  az_code: z.string().optional().meta(means('AZ of the database', '数据库所在可用区')),
  region: z
    .string()
    .optional()
    .meta(means('Region of the instance; mandatory for a cloud instance', '实例所在区域；云数据库实例必填')),
  inst_id: z
    .string()
    .optional()
    .meta(means('Instance ID; mandatory for a cloud instance', '实例 ID；云数据库实例必填')),
  vpc_id: z.string().optional().meta(means('VPC of the database', '数据库的虚拟私有云')),
  subnet_id: z.string().optional().meta(means('Subnet of the database', '数据库的子网')),
  security_group_id: z.string().optional().meta(means('Security group of the database', '数据库的安全组')),
  project_id: z
    .string()
    .optional()
    .meta(
      means(
        'Project in the region of the instance, otherwise of the task',
        '实例所在区域的项目，未填时为任务所在项目',
      ),
    ),
  db_name: z
    .string()
    .max(128)
    .regex(/^[^!<>&'"\\]*$/, rule('none of %s', '! < > & \' " \\'))
    .optional()
    .meta(means('Oracle service name or authentication database', 'Oracle 服务名，或认证数据库')),
  db_password: secret(z.string().optional().meta(means('Database password', '数据库密码'))),
  db_port: port.optional().meta(means('Database port', '数据库端口')),
  db_user: z.string().optional().meta(means('Database user', '数据库用户名')),
  inst_name: z.string().optional().meta(means('Instance name', '实例名称')),
  ip: z
    .string()
    .optional()
    .meta(
      means(
        'Address; for MongoDB host:port pairs separated by commas',
        '地址；MongoDB 为 host:port，多个以逗号分隔',
      ),
    ),
  mongo_ha_mode: z.string().optional().meta(means('MongoDB HA mode', 'MongoDB 高可用模式')),
  safe_mode: z
    .literal([0, 1])
    .optional()
    .meta(means('MRS cluster: 0 normal, 1 security cluster', 'MRS 集群：0 普通集群，1 安全集群')),
  ssl_cert_password: secret(
    z.string().optional().meta(means('Password of a .p12 certificate', '.p12 证书的密码')),
  ),
  ssl_cert_check_sum: z
    .string()
    .optional()
    .meta(means('Checksum of the SSL certificate', 'SSL 证书的校验和')),
  ssl_cert_key: secret(z.string().optional().meta(means('SSL certificate, Base64', 'SSL 证书，Base64 编码'))),
  ssl_cert_name: z.string().optional().meta(means('Name of the SSL certificate', 'SSL 证书名称')),
  ssl_link: z.boolean().optional().meta(means('Connect with SSL', '使用 SSL 连接')),
  topic: z.string().optional().meta(means('Kafka topic', 'Kafka 主题')),
  cluster_mode: z
    .literal('Sharding4.0+')
    .optional()
    .meta(
      means(
        'Source is a MongoDB 4.0+ cluster whose shards cannot be addressed',
        '源库为 4.0 及以上的 MongoDB 集群，且无法连接各分片',
      ),
    ),
  kafka_security_config: kafkaSecurity.optional().meta(means('Security settings of Kafka', 'Kafka 安全设置')),
})

/** A database as 6.1.20 returns it. */
export const endpointAnswer = {
  db_type: text('Database type', '数据库类型'),
  az_code: text('AZ of the database', '数据库所在可用区'),
  region: text('Region of the instance', '实例所在区域'),
  inst_id: text('Instance ID', '实例 ID'),
  vpc_id: text('VPC of the database', '数据库的虚拟私有云'),
  subnet_id: text('Subnet of the database', '数据库的子网'),
  security_group_id: text('Security group of the database', '数据库的安全组'),
  project_id: text('Project of the instance', '实例所属项目'),
  db_name: text('Oracle service name or authentication database', 'Oracle 服务名，或认证数据库'),
  db_password: secret(text('Database password', '数据库密码')),
  db_port: numeric('Database port', '数据库端口'),
  db_user: text('Database user', '数据库用户名'),
  inst_name: text('Instance name', '实例名称'),
  ip: text('Address', '地址'),
  mongo_ha_mode: text('MongoDB HA mode', 'MongoDB 高可用模式'),
  safe_mode: numeric('MRS cluster: 0 normal, 1 security cluster', 'MRS 集群：0 普通集群，1 安全集群'),
  ssl_cert_password: secret(text('Password of the SSL certificate', 'SSL 证书的密码')),
  ssl_cert_check_sum: text('Checksum of the SSL certificate', 'SSL 证书的校验和'),
  ssl_cert_key: secret(text('SSL certificate', 'SSL 证书')),
  ssl_cert_name: text('Name of the SSL certificate', 'SSL 证书名称'),
  ssl_link: flag('Connects with SSL', '使用 SSL 连接'),
  topic: text('Kafka topic', 'Kafka 主题'),
  cluster_mode: text('MongoDB cluster mode', 'MongoDB 集群模式'),
  kafka_security_config: z
    .looseObject({
      type: text('Security protocol', '安全协议'),
      trust_store_key_name: text('Name of the trust store certificate', '信任证书库的名称'),
      trust_store_key: secret(text('Trust store certificate', '信任证书库')),
      trust_store_password: secret(text('Password of the trust store certificate', '信任证书库的密码')),
      endpoint_algorithm: text('Host name verification algorithm', '主机名校验算法'),
      sasl_mechanism: text('SASL mechanism', 'SASL 机制'),
      delegation_tokens: flag('Token authentication', '令牌认证'),
      enable_key_store: flag('Two-way SSL authentication', 'SSL 双向认证'),
      key_store_key: secret(text('Key store certificate', '密钥库证书')),
      key_store_key_name: text('Name of the key store certificate', '密钥库证书的名称'),
      key_store_password: secret(text('Password of the key store certificate', '密钥库证书的密码')),
      set_private_key_password: flag('The key store has a private key password', '密钥库设有私钥密码'),
      key_password: secret(text('Private key password of the key store', '密钥库的私钥密码')),
    })
    .nullish()
    .meta(means('Security settings of Kafka', 'Kafka 安全设置')),
}

// --- tags, notifications -----------------------------------------------------------------------------------------

/** Letters, digits, `_`, `-`; the Chinese edition of 6.1.1 adds Chinese characters. */
const tagText = /^[\p{Script=Han}A-Za-z0-9_-]*$/u

export const tag = z.strictObject({
  key: z
    .string()
    .max(36)
    .regex(tagText, rule('letters, digits, Chinese characters, _ and -'))
    .optional()
    .meta(means('Tag key', '标签键')),
  value: z
    .string()
    .max(43)
    .regex(tagText, rule('letters, digits, Chinese characters, _ and -'))
    .optional()
    .meta(means('Tag value', '标签值')),
})

export const tagAnswer = { key: text('Tag key', '标签键'), value: text('Tag value', '标签值') }

/** Who is told about an exception (6.1.4, 6.1.22). */
export const subscription = z.strictObject({
  endpoints: z
    .array(z.string())
    .max(10)
    .optional()
    .meta(means('Phone numbers or mail addresses', '手机号码或邮箱地址')),
  protocol: z.enum(['sms', 'email']).optional().meta(means('Way of telling', '通知方式')),
})
