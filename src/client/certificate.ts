import { createHash } from 'node:crypto'
import type { DatabaseAccess } from '../domain/tasks/task-service.ts'
import { withoutUndefined } from './values.ts'

/** The certificate of a database as v3 and v5 take it alike (6.1.2, 7.2.1): in Base64, with its SHA-256. */
export function certificateFields({ certificate }: Pick<DatabaseAccess, 'certificate'>) {
  if (!certificate) return {}
  const { name, bytes, password } = certificate
  return withoutUndefined({
    ssl_cert_name: name,
    ssl_cert_key: Buffer.from(bytes).toString('base64'),
    ssl_cert_check_sum: createHash('sha256').update(bytes).digest('hex'),
    ssl_cert_password: password,
  })
}

/** The same as the trust store of Kafka (kafka_security_config of 6.1.2). */
export function trustStoreFields({ certificate }: Pick<DatabaseAccess, 'certificate'>) {
  if (!certificate) return {}
  const { name, bytes, password } = certificate
  return withoutUndefined({
    trust_store_key_name: name,
    trust_store_key: Buffer.from(bytes).toString('base64'),
    trust_store_password: password,
  })
}

/** With which DRS shows Kafka who it is. */
export function keyStoreFields({ keyStore, keyPassword }: Pick<DatabaseAccess, 'keyStore' | 'keyPassword'>) {
  if (!keyStore) return {}
  const { name, bytes, password } = keyStore
  return withoutUndefined({
    enable_key_store: true,
    key_store_key_name: name,
    key_store_key: Buffer.from(bytes).toString('base64'),
    key_store_password: password,
    set_private_key_password: keyPassword !== undefined,
    key_password: keyPassword,
  })
}
