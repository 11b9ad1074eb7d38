import * as z from 'zod'
import { numberText, obeying, type Rule } from '../fields.ts'
import { secret } from '../operation.ts'
import { endPoint } from '../values.ts'
import { databaseType, endpointName, endpointType } from './values.ts'

/** A database of a task, as 7.2.1, 7.2.3, 7.3.1, 7.3.5 and 7.6.1 take it and 7.3.4 and 7.5.1 answer it. */

const address = {
  id: z.string().optional().describe('ID of a database that DRS knows already'),
  endpoint_name: endpointName.describe('Kind of database, for example oracle or cloud_mysql'),
  ip: z.string().optional().describe('Address; MongoDB and Redis clusters: host:port pairs with commas'),
  db_port: numberText(1, 65535).optional().describe('Port'),
  db_user: z.string().describe('Database user'),
  db_password: secret(z.string().describe('Database password')),
  instance_id: z.string().optional().describe('Instance ID of a cloud database'),
  instance_name: z.string().optional().describe('Instance name of a cloud database'),
  db_name: z.string().optional().describe('Database name, for example serviceName.orcl for Oracle'),
}

/** The table lets a shard have shards of its own, which no database has. */
const addressAndShards = z.strictObject({
  ...address,
  source_sharding: z.array(z.strictObject(address)).optional().describe('Physical source databases'),
})

const cloud = z.strictObject({
  region: z.string().describe('Region of the instance'),
  project_id: z.string().describe('Project in that region'),
  az_code: z.string().optional().describe('AZs of the database, joined by commas'),
})

const databaseVpc = z.strictObject({
  vpc_id: z.string().describe('VPC of the database'),
  subnet_id: z.string().describe('Subnet of the database'),
  security_group_id: z.string().optional().describe('Security group of the database'),
})

const targetReadonly = z.boolean().optional().describe('Destination is read-only, default true')

const config = z.strictObject({
  is_target_readonly: targetReadonly,
  // So in tables 7-17, 7-147 and 7-422.
  is_target_read_only: targetReadonly,
  node_num: z.int().min(0).max(16).optional().describe('Subtasks of a Redis cluster, 1 to 16'),
})

const checksum = z.string().optional().describe('Checksum of the certificate; needed for SSL at the source')

const ssl = z.strictObject({
  ssl_link: z.boolean().optional().describe('Connect with SSL'),
  ssl_cert_name: z.string().optional().describe('Certificate name'),
  ssl_cert_key: secret(z.string().optional().describe('Certificate, Base64')),
  ssl_cert_check_sum: checksum,
  // So in tables 7-49, 7-202, 7-391 and 7-423.
  ssl_cert_checksum: checksum,
  ssl_cert_password: secret(z.string().optional().describe('Password of a .p12 certificate')),
})

const customizedDns = z.strictObject({
  is_set_dns: z.boolean().describe('Use a name server of your own'),
  set_dns_action: z.enum(['add', 'keep', 'update', 'recover']).describe('Add, keep, update, or go back'),
  dns_ip: z.string().max(15).describe('Address of the name server'),
})

const endpointFields = z.strictObject({
  db_type: databaseType.describe('Database type, for example oracle or gaussdbv5'),
  endpoint_type: endpointType.describe('Self-built, self-built on ECS, or cloud instance'),
  endpoint_role: endPoint.describe('so: source, ta: destination'),
  endpoint: addressAndShards.describe('Address and account'),
  cloud: cloud.optional().describe('Region and project; mandatory on ECS and for cloud instances'),
  vpc: databaseVpc.optional().describe('Network; mandatory on ECS'),
  config: config.optional().describe('Settings of the database'),
  ssl: ssl.optional().describe('SSL'),
  customized_dns: customizedDns.optional().describe('Name server'),
})

const endpointRules: readonly Rule<z.output<typeof endpointFields>>[] = [
  {
    path: ['cloud'],
    says: 'mandatory on ECS and for cloud instances',
    broken: (end) => end.endpoint_type !== 'offline' && !end.cloud,
  },
  {
    path: ['vpc'],
    says: 'mandatory on ECS',
    broken: (end) => end.endpoint_type === 'ecs' && !end.vpc,
  },
]

export const jobEndpoint = endpointFields.superRefine(obeying(endpointRules))
