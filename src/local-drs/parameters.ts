import type { Database } from './databases.ts'

/** Parameters of MySQL that DRS compares (6.1.9, example). */
export interface DatabaseParameter {
  readonly key: string
  readonly group: 'common' | 'performance'
  /** `from-to`, or the possible values with bars between them. */
  readonly range: string
  readonly restart: boolean
  readonly standard: string
}

function common(key: string, standard: string, range: string, restart = false): DatabaseParameter {
  return { key, group: 'common', range, restart, standard }
}

function performance(key: string, standard: string, range: string, restart = false): DatabaseParameter {
  return { key, group: 'performance', range, restart, standard }
}

export const databaseParameters: readonly DatabaseParameter[] = [
  performance('binlog_cache_size', '32768', '4096-16777216'),
  performance('binlog_stmt_cache_size', '32768', '4096-16777216'),
  performance('bulk_insert_buffer_size', '8388608', '0-18446744073709551615'),
  common('character_set_server', 'utf8', 'utf8|latin1|gbk|utf8mb4', true),
  common(
    'collation_server',
    'utf8_general_ci',
    'utf8_general_ci|utf8_bin|utf8mb4_general_ci|utf8mb4_bin',
    true,
  ),
  common('connect_timeout', '10', '2-31536000'),
  common('explicit_defaults_for_timestamp', 'OFF', 'ON|OFF', true),
  performance('innodb_buffer_pool_size', '536870912', '5242880-2147483648', true),
  common('innodb_flush_log_at_trx_commit', '1', '0|1|2'),
  common('innodb_lock_wait_timeout', '50', '1-1073741824'),
  performance('key_buffer_size', '16777216', '8-9223372036854771712'),
  performance('long_query_time', '1.000000', '0.03-3600'),
  common('max_connections', '800', '1-100000'),
  common('net_read_timeout', '30', '1-31536000'),
  common('net_write_timeout', '60', '1-31536000'),
  performance('read_buffer_size', '262144', '8192-2147479552'),
  performance('read_rnd_buffer_size', '524288', '1-2147483647'),
  performance('sort_buffer_size', '262144', '32768-18446744073709551615'),
  performance('sync_binlog', '1', '0-4294967295'),
  common('tx_isolation', 'REPEATABLE-READ', 'READ-UNCOMMITTED|READ-COMMITTED|REPEATABLE-READ|SERIALIZABLE'),
]

/** What self-built sources have set differently. */
const ofSources: Readonly<Record<string, string>> = { binlog_cache_size: '16384', max_connections: '1200' }

export function parameterValue(database: Database, { key, standard }: DatabaseParameter): string {
  const own = database.instanceId === undefined ? ofSources[key] : undefined
  return database.parameters?.[key] ?? own ?? standard
}

/** Whether the parameter takes the value. */
export function takesValue({ range }: DatabaseParameter, value: string): boolean {
  const [, from, to] = /^([\d.]+)-([\d.]+)$/.exec(range) ?? []
  if (from === undefined || to === undefined) return range.split('|').includes(value)
  return /^\d+(\.\d+)?$/.test(value) && Number(value) >= Number(from) && Number(value) <= Number(to)
}
