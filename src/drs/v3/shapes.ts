import * as z from 'zod'
import { flag, list, numeric, obeying, type Rule, text } from '../fields.ts'
import { secret } from '../operation.ts'
import { databaseType } from './values.ts'

/** Structures that several v3 operations share. */

// --- answers of batches ------------------------------------------------------------------------------------------

/** Refusal of one item while the call as a whole succeeded (auth conventions of chapter 3, appendix A.1). */
export const itemError = {
  error_code: text('Error code of this item'),
  error_msg: text('Error message of this item'),
}

/** As `itemError`; 6.1.20, 6.1.21, 6.4.3 and 6.4.4 call the message `error_message`. */
export const itemErrorMessage = {
  error_code: text('Error code of this item'),
  error_message: text('Error message of this item'),
}

/** `{ count, results }`: one result per task. */
export function batchAnswer<S extends z.core.$ZodLooseShape>(result: S) {
  return z.looseObject({
    count: numeric('Number of results'),
    results: list(result, 'One result per task'),
  })
}

/** Answer of most batch calls. The HTTP status says nothing about the single tasks. */
export const jobResults = batchAnswer({
  id: text('Task ID'),
  status: text('success or failed'),
  ...itemError,
})

// --- paging ------------------------------------------------------------------------------------------------------

/** Page of a status or detail query (6.1.20, 6.1.21, 6.4.4). Left out, a page has 5 items. */
export const pageRequest = z.strictObject({
  cur_page: z.int().min(1).optional().describe('Page number from 1 on, default 1'),
  per_page: z.int().min(0).max(100).optional().describe('Items per page, default 5; 0 means all'),
})

// --- databases ---------------------------------------------------------------------------------------------------

/** 1 to 65535; the examples send 0 for MongoDB, whose ports stand in `ip`, and now and then a string. */
export const port = z.union([
  z.int().min(0).max(65535),
  z
    .string()
    .regex(/^\d{1,5}$/)
    .refine((digits) => Number(digits) <= 65535, 'at most 65535'),
])

const kafkaSecurityFields = z.strictObject({
  type: z
    .enum(['PLAINTEXT', 'SASL_PLAINTEXT', 'SSL', 'SASL_SSL'])
    .optional()
    .describe('Security protocol (Kafka: security.protocol)'),
  trust_store_key_name: z.string().optional().describe('Name of the trust store certificate'),
  trust_store_key: secret(z.string().optional().describe('Trust store certificate, Base64')),
  trust_store_password: secret(z.string().optional().describe('Password of the trust store certificate')),
  endpoint_algorithm: z
    .string()
    .optional()
    .describe('Host name verification algorithm; empty switches verification off'),
  sasl_mechanism: z
    .enum(['GSSAPI', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])
    .optional()
    .describe('SASL mechanism (Kafka: sasl.mechanism)'),
  delegation_tokens: z.boolean().optional().describe('Token authentication, for SASL with SCRAM'),
  enable_key_store: z.boolean().optional().describe('Two-way SSL authentication'),
  key_store_key: secret(z.string().optional().describe('Key store certificate')),
  key_store_key_name: z.string().optional().describe('Name of the key store certificate'),
  key_store_password: secret(z.string().optional().describe('Password of the key store certificate')),
  set_private_key_password: z.boolean().optional().describe('The key store has a private key password'),
  key_password: secret(z.string().optional().describe('Private key password of the key store')),
})

type KafkaSecurity = z.output<typeof kafkaSecurityFields>

const usesSsl = (kafka: KafkaSecurity): boolean => kafka.type === 'SSL' || kafka.type === 'SASL_SSL'
const usesSasl = (kafka: KafkaSecurity): boolean =>
  kafka.type === 'SASL_PLAINTEXT' || kafka.type === 'SASL_SSL'

const kafkaSecurityRules: readonly Rule<KafkaSecurity>[] = [
  {
    path: ['trust_store_key_name'],
    says: 'mandatory with SSL',
    broken: (kafka) => usesSsl(kafka) && !kafka.trust_store_key_name,
  },
  {
    path: ['trust_store_key'],
    says: 'mandatory with SSL',
    broken: (kafka) => usesSsl(kafka) && !kafka.trust_store_key,
  },
  {
    path: ['sasl_mechanism'],
    says: 'mandatory with SASL',
    broken: (kafka) => usesSasl(kafka) && !kafka.sasl_mechanism,
  },
  {
    path: ['key_store_key'],
    says: 'mandatory with two-way SSL',
    broken: (kafka) => kafka.enable_key_store === true && !kafka.key_store_key,
  },
  {
    path: ['key_store_key_name'],
    says: 'mandatory with two-way SSL',
    broken: (kafka) => kafka.enable_key_store === true && !kafka.key_store_key_name,
  },
  {
    path: ['key_password'],
    says: 'mandatory when the private key has a password',
    broken: (kafka) =>
      kafka.enable_key_store === true && kafka.set_private_key_password === true && !kafka.key_password,
  },
]

/** Security settings of a Kafka destination (6.1.2). */
export const kafkaSecurity = kafkaSecurityFields.superRefine(obeying(kafkaSecurityRules))

/** A database as 6.1.1 and 6.1.4 take it. */
export const endpoint = z.strictObject({
  db_type: databaseType.optional().describe('Database type'),
  az_code: z.string().optional().describe('AZ of the database'),
  region: z.string().optional().describe('Region of the instance; mandatory for a cloud instance'),
  inst_id: z.string().optional().describe('Instance ID; mandatory for a cloud instance'),
  vpc_id: z.string().optional().describe('VPC of the database'),
  subnet_id: z.string().optional().describe('Subnet of the database'),
  security_group_id: z.string().optional().describe('Security group of the database'),
  project_id: z.string().optional().describe('Project in the region of the instance, otherwise of the task'),
  db_name: z
    .string()
    .max(128)
    .regex(/^[^!<>&'"\\]*$/, 'none of ! < > & \' " \\')
    .optional()
    .describe('Oracle service name or authentication database'),
  db_password: secret(z.string().optional().describe('Database password')),
  db_port: port.optional().describe('Database port'),
  db_user: z.string().optional().describe('Database user'),
  inst_name: z.string().optional().describe('Instance name'),
  ip: z.string().optional().describe('Address; for MongoDB host:port pairs separated by commas'),
  mongo_ha_mode: z.string().optional().describe('MongoDB HA mode'),
  safe_mode: z.literal([0, 1]).optional().describe('MRS cluster: 0 normal, 1 security cluster'),
  ssl_cert_password: secret(z.string().optional().describe('Password of a .p12 certificate')),
  ssl_cert_check_sum: z.string().optional().describe('Checksum of the SSL certificate'),
  ssl_cert_key: secret(z.string().optional().describe('SSL certificate, Base64')),
  ssl_cert_name: z.string().optional().describe('Name of the SSL certificate'),
  ssl_link: z.boolean().optional().describe('Connect with SSL'),
  topic: z.string().optional().describe('Kafka topic'),
  cluster_mode: z
    .literal('Sharding4.0+')
    .optional()
    .describe('Source is a MongoDB 4.0+ cluster whose shards cannot be addressed'),
  kafka_security_config: kafkaSecurity.optional().describe('Security settings of Kafka'),
})

/** A database as 6.1.20 returns it. */
export const endpointAnswer = {
  db_type: text('Database type'),
  az_code: text('AZ of the database'),
  region: text('Region of the instance'),
  inst_id: text('Instance ID'),
  vpc_id: text('VPC of the database'),
  subnet_id: text('Subnet of the database'),
  security_group_id: text('Security group of the database'),
  project_id: text('Project of the instance'),
  db_name: text('Oracle service name or authentication database'),
  db_password: secret(text('Database password')),
  db_port: numeric('Database port'),
  db_user: text('Database user'),
  inst_name: text('Instance name'),
  ip: text('Address'),
  mongo_ha_mode: text('MongoDB HA mode'),
  safe_mode: numeric('MRS cluster: 0 normal, 1 security cluster'),
  ssl_cert_password: secret(text('Password of the SSL certificate')),
  ssl_cert_check_sum: text('Checksum of the SSL certificate'),
  ssl_cert_key: secret(text('SSL certificate')),
  ssl_cert_name: text('Name of the SSL certificate'),
  ssl_link: flag('Connects with SSL'),
  topic: text('Kafka topic'),
  cluster_mode: text('MongoDB cluster mode'),
  kafka_security_config: z
    .looseObject({
      type: text('Security protocol'),
      trust_store_key_name: text('Name of the trust store certificate'),
      trust_store_key: secret(text('Trust store certificate')),
      trust_store_password: secret(text('Password of the trust store certificate')),
      endpoint_algorithm: text('Host name verification algorithm'),
      sasl_mechanism: text('SASL mechanism'),
      delegation_tokens: flag('Token authentication'),
      enable_key_store: flag('Two-way SSL authentication'),
      key_store_key: secret(text('Key store certificate')),
      key_store_key_name: text('Name of the key store certificate'),
      key_store_password: secret(text('Password of the key store certificate')),
      set_private_key_password: flag('The key store has a private key password'),
      key_password: secret(text('Private key password of the key store')),
    })
    .nullish()
    .describe('Security settings of Kafka'),
}

// --- tags, notifications -----------------------------------------------------------------------------------------

/** Letters, digits, `_`, `-`; the Chinese edition of 6.1.1 adds Chinese characters. */
const tagText = /^[\p{Script=Han}A-Za-z0-9_-]*$/u

export const tag = z.strictObject({
  key: z.string().max(36).regex(tagText).optional().describe('Tag key'),
  value: z.string().max(43).regex(tagText).optional().describe('Tag value'),
})

export const tagAnswer = { key: text('Tag key'), value: text('Tag value') }

/** Who is told about an exception (6.1.4, 6.1.22). */
export const subscription = z.strictObject({
  endpoints: z.array(z.string()).max(10).optional().describe('Phone numbers or mail addresses'),
  protocol: z.enum(['sms', 'email']).optional().describe('Way of telling'),
})
