import { subnetId, vpcId } from '../../src/local-drs/databases.ts'
import type { Seed } from '../../src/local-drs/server.ts'
import { v5Pairs } from '../../src/local-drs/v5/pairs.ts'
import type { Values } from '../helpers/slack-driver.ts'
import type { Variant } from './kinds.ts'

/** What somebody types who knows the databases: by the label over each field, whatever page it is on. */

export const account = { user: 'walker', password: 'a password of the walk' }
/** Where the bot finds it. */
export const passwordReference = 'env:DB_WALK'

const ports: Readonly<Record<string, number>> = { mongodb: 8635, kafka: 9092 }
const names: Readonly<Record<string, string>> = { mongodb: 'admin', oracle: 'ORCL' }
const types = [...new Set(v5Pairs.flatMap(({ source, destination }) => [source, destination]))]

/** Of every kind of database one at each end, of its own and as an instance of the cloud. */
export const databases: NonNullable<Seed['databases']> = types.flatMap((engine, at) =>
  (['source', 'destination'] as const).map((side, end) => ({
    ...{ name: `${engine}-${side}`, engine, host: `10.${end}.${at}.1`, port: ports[engine] ?? 3306 },
    ...{ ...account, instanceId: `${engine}-${side}-in`, instanceName: `${engine}-${side}` },
    ...(names[engine] !== undefined && { dbName: names[engine] }),
  })),
)

/** Files that were handed to Slack before. */
export interface Files {
  readonly certificate: object
  readonly store: object
}

type Side = 'source' | 'destination'

const labels = {
  source: {
    address: 'Source address',
    port: 'Source port',
    user: 'Source user',
    password: 'Reference to the source password',
    instance: 'Source instance ID',
    name: 'Source service or authentication database',
    vpc: 'VPC of the source',
    subnet: 'Subnet of the source',
    certificate: 'Certificate of the source',
  },
  destination: {
    address: 'Destination address',
    port: 'Destination port',
    user: 'Destination user',
    password: 'Reference to the destination password',
    instance: 'Destination instance ID',
    name: 'Destination authentication database or topic',
    vpc: 'VPC of the destination',
    subnet: 'Subnet of the destination',
    certificate: 'Certificate of the destination',
  },
} as const satisfies Record<Side, Readonly<Record<string, string>>>

function endOf(variant: Variant, side: Side, files: Files): Values {
  const { engine, direction, scenario, network, extra } = variant
  const type = v5Pairs.find((one) => one.engine === engine)?.[side] ?? ''
  const found = databases.find((one) => one.name === `${type}-${side}`)
  if (!found) throw new Error(`there is no ${side} for ${engine}`)
  const { host, port, instanceId, dbName } = found
  const withPort = type === 'mongodb' || type === 'kafka' || type === 'rediscluster'
  // The side that is on this cloud is named as an instance; Kafka never is.
  const here = scenario === 'cloudDataGuard' && direction === 'non-dbs' ? 'up' : direction
  const isInstance = type !== 'kafka' && here === (side === 'source' ? 'down' : 'up')
  const label = labels[side]
  const logsIn = type !== 'kafka' || extra === 'stores'
  return {
    [label.address]: withPort ? `${host}:${port}` : host,
    ...(!withPort && { [label.port]: String(port) }),
    ...(logsIn && { [label.user]: account.user, [label.password]: passwordReference }),
    ...(isInstance && { [label.instance]: instanceId }),
    ...(dbName !== undefined && { [label.name]: dbName }),
    ...(network === 'vpc' && { [label.vpc]: vpcId, [label.subnet]: subnetId }),
    ...(extra === 'ssl' && { [label.certificate]: [files.certificate] }),
  }
}

/** With everything that 6.1.2 has for it. */
function kafkaSecurity({ store }: Files): Values {
  return {
    'Kafka security protocol': 'SASL_SSL',
    'SASL mechanism of Kafka': 'SCRAM-SHA-512',
    'Token authentication': 'false',
    'Trust store of Kafka': [store],
    'Reference to the trust store password': passwordReference,
    'Check the host name': 'true',
    'Key store of Kafka': [store],
    'Reference to the key store password': passwordReference,
    'The private key has a password': 'true',
    'Reference to the private key password': passwordReference,
  }
}

/** The wizard, from its first page to its last. */
export function wizardAnswers(variant: Variant, name: string, files: Files): Values {
  const { scenario, engine, direction, network, mode, extra } = variant
  return {
    ...{ Name: name, Scenario: scenario, Databases: engine, Direction: direction, 'Task mode': mode },
    ...{ Network: network, Specifications: 'high', Subnet: subnetId, VPC: vpcId },
    ...(extra === 'dual' && { 'Which side is written to': 'dual' }),
    ...(extra === 'shards' && { 'Shards of the source': '2' }),
    ...(extra === 'zones' && {
      'Availability zones': 'two',
      ...{ 'Zone of the primary instance': 'az2xahz', 'Zone of the standby instance': 'az3xahz' },
    }),
    ...endOf(variant, 'source', files),
    ...endOf(variant, 'destination', files),
    ...(extra === 'stores' && kafkaSecurity(files)),
    'Watch the task in this channel': [],
  }
}

/** A form that has to be filled in before the start (6.3.2, where it is called mandatory; 7.6.9). */
export interface Setting {
  readonly verb: string
  readonly values: Values
  readonly says: string
}

export function settingsBeforeStart({ engine, scenario, mode }: Variant): readonly Setting[] {
  const pair = v5Pairs.find((one) => one.engine === engine)
  const isLate = scenario === 'sync' && mode === 'INCR_TRANS'
  const fromMysql = pair?.source === 'mysql' || pair?.source === 'taurus'
  const position = (values: Values): Setting => ({
    verb: 'position',
    values: { ...values, Reason: 'as agreed' },
    says: 'DRS has accepted the new settings',
  })
  return [
    ...(pair?.destination === 'kafka' ? [kafkaPolicy(engine)] : []),
    ...(isLate && fromMysql
      ? [position({ 'Position in the source’s log': 'mysql-bin.000001:4', Executed_Gtid_Set: 'a-1' })]
      : []),
    ...(isLate && pair?.source === 'mongodb'
      ? [position({ 'Position in the source’s log': '1700000000:1' })]
      : []),
  ]
}

function kafkaPolicy(engine: string): Setting {
  const slot = engine === 'gaussdbv5ha-to-kafka' ? { 'Replication slot': 'drs_slot' } : {}
  return {
    verb: 'policy',
    values: { 'Kafka topics': '1', 'Kafka partitions by': '1', ...slot },
    says: 'Sync policy set',
  }
}
