import * as z from 'zod'
import { means, numberText, obeying, type Rule } from '../fields.ts'
import { secret } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { endPoint } from '../values.ts'
import { databaseType, endpointName, endpointType } from './values.ts'

/** A database of a task, as 7.2.1, 7.2.3, 7.3.1, 7.3.5 and 7.6.1 take it and 7.3.4 and 7.5.1 answer it. */

const address = {
  id: z.string().optional().meta(means('ID of a database that DRS knows already', 'DRS 已知的数据库的 ID')),
  endpoint_name: endpointName.meta(
    means('Kind of database, for example oracle or cloud_mysql', '数据库种类，例如 oracle 或 cloud_mysql'),
  ),
  ip: z
    .string()
    .optional()
    .meta(
      means(
        'Address; MongoDB and Redis clusters: host:port pairs with commas',
        '地址；MongoDB 和 Redis 集群为 host:port，以逗号分隔',
      ),
    ),
  db_port: numberText(1, 65535).optional().meta(means('Port', '端口')),
  db_user: z.string().meta(means('Database user', '数据库用户名')),
  db_password: secret(z.string().meta(means('Database password', '数据库密码'))),
  instance_id: z.string().optional().meta(means('Instance ID of a cloud database', '云数据库的实例 ID')),
  instance_name: z.string().optional().meta(means('Instance name of a cloud database', '云数据库的实例名称')),
  db_name: z
    .string()
    .optional()
    .meta(
      means(
        'Database name, for example serviceName.orcl for Oracle',
        '库名，例如 Oracle 为 serviceName.orcl',
      ),
    ),
}

/** The table lets a shard have shards of its own, which no database has. */
const addressAndShards = z.strictObject({
  ...address,
  source_sharding: z
    .array(z.strictObject(address))
    .optional()
    .meta(means('Physical source databases', '物理源库')),
})

const cloud = z.strictObject({
  region: z.string().meta(means('Region of the instance', '实例所在区域')),
  project_id: z.string().meta(means('Project in that region', '该区域的项目')),
  az_code: z
    .string()
    .optional()
    .meta(means('AZs of the database, joined by commas', '数据库所在可用区，以逗号分隔')),
})

const databaseVpc = z.strictObject({
  vpc_id: z.string().meta(means('VPC of the database', '数据库的虚拟私有云')),
  subnet_id: z.string().meta(means('Subnet of the database', '数据库的子网')),
  security_group_id: z.string().optional().meta(means('Security group of the database', '数据库的安全组')),
})

const targetReadonly = z
  .boolean()
  .optional()
  .meta(means('Destination is read-only, default true', '目标库只读，默认为是'))

const config = z.strictObject({
  is_target_readonly: targetReadonly,
  // So in tables 7-17, 7-147 and 7-422.
  is_target_read_only: targetReadonly,
  node_num: z
    .int()
    .min(0)
    .max(16)
    .optional()
    .meta(means('Subtasks of a Redis cluster, 1 to 16', 'Redis 集群的子任务数，1 至 16')),
})

const checksum = z
  .string()
  .optional()
  .meta(
    means('Checksum of the certificate; needed for SSL at the source', '证书的校验和；源库使用 SSL 时必填'),
  )

const ssl = z.strictObject({
  ssl_link: z.boolean().optional().meta(means('Connect with SSL', '使用 SSL 连接')),
  ssl_cert_name: z.string().optional().meta(means('Certificate name', '证书名称')),
  ssl_cert_key: secret(z.string().optional().meta(means('Certificate, Base64', '证书，Base64 编码'))),
  ssl_cert_check_sum: checksum,
  // So in tables 7-49, 7-202, 7-391 and 7-423.
  ssl_cert_checksum: checksum,
  ssl_cert_password: secret(
    z.string().optional().meta(means('Password of a .p12 certificate', '.p12 证书的密码')),
  ),
})

const customizedDns = z.strictObject({
  is_set_dns: z.boolean().meta(means('Use a name server of your own', '使用自己的域名服务器')),
  set_dns_action: z
    .enum(['add', 'keep', 'update', 'recover'])
    .meta(means('Add, keep, update, or go back', '添加、保留、更新或还原')),
  dns_ip: z.string().max(15).meta(means('Address of the name server', '域名服务器的地址')),
})

const endpointFields = z.strictObject({
  db_type: databaseType.meta(
    means('Database type, for example oracle or gaussdbv5', '数据库类型，例如 oracle 或 gaussdbv5'),
  ),
  endpoint_type: endpointType.meta(
    means('Self-built, self-built on ECS, or cloud instance', '自建、ECS 自建或云数据库实例'),
  ),
  endpoint_role: endPoint.meta(means('so: source, ta: destination', 'so 表示源库，ta 表示目标库')),
  endpoint: addressAndShards.meta(means('Address and account', '地址和账号')),
  cloud: cloud
    .optional()
    .meta(
      means(
        'Region and project; mandatory on ECS and for cloud instances',
        '区域和项目；ECS 自建库和云数据库实例必填',
      ),
    ),
  vpc: databaseVpc.optional().meta(means('Network; mandatory on ECS', '网络；ECS 自建库必填')),
  config: config.optional().meta(means('Settings of the database', '数据库的设置')),
  ssl: ssl.optional().meta(means('SSL', 'SSL')),
  customized_dns: customizedDns.optional().meta(means('Name server', '域名服务器')),
})

const endpointRules: readonly Rule<z.output<typeof endpointFields>>[] = [
  {
    path: ['cloud'],
    says: rule('mandatory on ECS and for cloud instances'),
    broken: (end) => end.endpoint_type !== 'offline' && !end.cloud,
  },
  {
    path: ['vpc'],
    says: rule('mandatory on ECS'),
    broken: (end) => end.endpoint_type === 'ecs' && !end.vpc,
  },
]

export const jobEndpoint = endpointFields.superRefine(obeying(endpointRules))
