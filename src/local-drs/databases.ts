import { isIPv6 } from 'node:net'

/** The databases that exist in the local world; connection tests and prechecks look at them. */

export const region = 'eu-west-101'
export const projectId = '054ba152d480d55b2f5dc0069e7ddef0'
export const subnetId = '352ad828-3467-4f03-987a-c55a5a9dd417'
export const vpcId = '65f0391c-0582-44a6-aa50-248f97ed82e1'
export const databaseUser = 'drs_user'
export const sourcePassword = 'source-secret'
export const destinationPassword = 'destination-secret'

/** Instance ids of the managed databases, which a task names as its destination. */
export const instances = {
  mysql: 'e05a3679efe241d8b5dee80b17c1a863in01',
  mysqlStandby: 'a3ab61173b1b4533b8c3dfc2bb3ec828in01',
  mongodb: '3cadd5a0ef724f55ac7fa5bcb5f4fc5fin02',
  postgresql: '9f0e6d2c4b7a49d18f35c0a2e81b7d64in03',
  gaussdb: '5b1d07e8c93f4a62a1d4e7f60b28c395in14',
  geminiRedis: '7c40e2a91d5b4f38b6a9d0c7e3f21548in12',
} as const

export interface Database {
  readonly name: string
  /** db_type on the wire. */
  readonly engine: string
  readonly host: string
  readonly port: number
  readonly instanceId?: string
  readonly instanceName?: string
  readonly version: string
  readonly user: string
  readonly password: string
  /** Authentication database (MongoDB) or service name (Oracle) that must be right if it is given. */
  readonly dbName?: string
  /** Precheck items that this database does not pass. */
  readonly broken: readonly string[]
  /** Database parameters that were changed from what v3/parameters.ts says. */
  readonly parameters?: Readonly<Record<string, string>>
}

function source(
  name: string,
  engine: string,
  host: string,
  port: number,
  version: string,
  more: Partial<Database> = {},
): Database {
  return {
    name,
    engine,
    host,
    port,
    version,
    user: databaseUser,
    password: sourcePassword,
    broken: [],
    ...more,
  }
}

function destination(
  instanceName: string,
  engine: string,
  host: string,
  port: number,
  version: string,
  instanceId: string,
): Database {
  const access = { user: databaseUser, password: destinationPassword }
  return { name: instanceName, instanceName, engine, host, port, version, instanceId, broken: [], ...access }
}

/** The world as it is when the service starts. */
export const defaultDatabases: readonly Database[] = [
  source('orders', 'mysql', '192.168.0.27', 3306, '5.7.38', { broken: ['srcDbBinlogIsOff'] }),
  source('billing', 'mysql', '192.168.0.28', 3306, '8.0.32'),
  source('orders-primary', 'mysql', '192.168.0.29', 3306, '8.0.32'),
  source('archive', 'mysql', '2001:db8::28', 3306, '8.0.32'),
  source('catalog', 'mongodb', '192.168.0.31', 27017, '4.4.18', {
    dbName: 'admin',
    broken: ['srcCollHasTtlIndex', 'srcShardKeyConfiguration'],
  }),
  source('library', 'mongodb', '2001:db8::31', 27017, '4.4.18', { dbName: 'admin' }),
  source('ledger', 'postgresql', '192.168.0.32', 5432, '14.8'),
  source('erp', 'oracle', '192.168.0.33', 1521, '19c', { dbName: 'ORCL' }),
  source('sessions', 'redis', '192.168.0.35', 6379, '6.0'),
  source('carts', 'rediscluster', '192.168.0.36', 6379, '6.0'),
  source('events', 'kafka', '192.168.0.40', 9092, '2.7', { password: destinationPassword }),
  destination('rds-orders', 'mysql', '192.168.0.131', 3306, '5.7.41', instances.mysql),
  destination('rds-orders-dr', 'mysql', '192.168.0.132', 3306, '8.0.32', instances.mysqlStandby),
  destination('dds-catalog', 'mongodb', '192.168.0.141', 8635, '4.4', instances.mongodb),
  destination('rds-ledger', 'postgresql', '192.168.0.151', 5432, '14.8', instances.postgresql),
  destination('gaussdb-erp', 'gaussdbv5', '192.168.0.161', 8000, 'V2.0-3.0', instances.gaussdb),
  destination('gemini-sessions', 'gaussredis', '192.168.0.171', 8635, '5.0', instances.geminiRedis),
]

/** How control calls and seeds name a database. */
export function databaseKey({ host, port }: Pick<Database, 'host' | 'port'>): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
}

/** Where a request says a database is, and how to get in. */
export interface Access {
  readonly engine: string
  readonly end: 'so' | 'ta'
  readonly ip?: string | undefined
  readonly port?: number | undefined
  readonly instanceId?: string | undefined
  readonly user?: string | undefined
  readonly password?: string | undefined
  readonly dbName?: string | undefined
}

/** MongoDB and Kafka are given as `host:port` pairs in `ip` (6.1.2, examples), an IPv6 address with a port in brackets. */
function addresses({ ip, port }: Pick<Access, 'ip' | 'port'>): readonly { host: string; port: number }[] {
  return (ip ?? '').split(',').flatMap((pair) => {
    const [, bracketed, bare, ownPort] = /^(?:\[(.+)\]|(.*?))(?::(\d+))?$/.exec(whole(pair.trim())) ?? []
    const host = bracketed ?? bare
    return host ? [{ host: canonical(host), port: Number(ownPort ?? port ?? 0) }] : []
  })
}

/** The colons of an IPv6 address alone are no ports. */
function whole(address: string): string {
  return isIPv6(address) ? `[${address}]` : address
}

/** The one way to write an address, of the many that IPv6 has (RFC 5952). */
function canonical(host: string): string {
  return isIPv6(host) ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host
}

/** Whether one of the addresses is of IPv6. */
export function isAtIpv6(access: Pick<Access, 'ip'>): boolean {
  return addresses(access).some(({ host }) => isIPv6(host))
}

/** The database that is meant, whether or not it lets anybody in. */
export function findDatabase(databases: readonly Database[], access: Access): Database | undefined {
  if (access.instanceId) return databases.find(({ instanceId }) => instanceId === access.instanceId)
  const wanted = addresses(access)
  return databases.find((found) =>
    wanted.some(({ host, port }) => found.host === host && found.port === port),
  )
}

/** The code of the connection test that fails (DRS API reference A.3, table A-4: DRS.KE0001 and on), or nothing. */
export function connectionError(databases: readonly Database[], access: Access): string | undefined {
  const found = findDatabase(databases, access)
  if (!found) return unreachable(databases, access)
  const down = access.end === 'so' ? 'srcDbConnection' : 'dstDbConnection'
  if (found.broken.includes(down)) return 'DRS.KE0001'
  if (!sameEngine(found.engine, access.engine)) return 'DRS.KE0059'
  if (found.engine === 'mongodb') return mongoError(found, access)
  if (found.engine === 'kafka') return kafkaError(found, access)
  if (found.engine === 'oracle' && access.dbName && access.dbName !== found.dbName) return 'DRS.KE0030'
  return credentialsFit(found, access) ? undefined : 'DRS.KE0002'
}

function unreachable(databases: readonly Database[], access: Access): string {
  const hosts = addresses(access).map(({ host }) => host)
  return databases.some(({ host }) => hosts.includes(host)) ? 'DRS.KE0003' : 'DRS.KE0001'
}

/** GaussDB has one name for its distributed and one for its centralized form. */
function sameEngine(actual: string, wanted: string): boolean {
  return actual === wanted || (actual === 'gaussdbv5' && wanted === 'gaussdbv5ha')
}

function credentialsFit(found: Database, { user, password }: Access): boolean {
  return user === found.user && password === found.password
}

function mongoError(found: Database, access: Access): string | undefined {
  const inDatabase = !access.dbName || !found.dbName || access.dbName === found.dbName
  if (inDatabase && credentialsFit(found, access)) return undefined
  return access.end === 'so' ? 'DRS.KE0033' : 'DRS.KE0034'
}

/** Kafka without SASL needs no user (6.1.2, Kafka examples). */
function kafkaError(found: Database, access: Access): string | undefined {
  return !access.user || credentialsFit(found, access) ? undefined : 'DRS.KE0057'
}
