import type { Text } from '../base/i18n.ts'
import { secretReference } from '../domain/secrets/secret-reference.ts'
import { type DatabaseSide, databaseSides } from '../domain/secrets/stored-secret.ts'
import { type DatabaseSetup, needsLogin, type TaskSetup } from '../domain/tasks/task-setup.ts'
import { needsVpcOfEnds } from '../drs/conditions.ts'
import { endTypes } from '../drs/engines.ts'
import { arg, strangeCharacters } from '../kit/args.ts'
import {
  kafkaArgs,
  kafkaFields,
  kafkaProtocolField,
  kafkaSetup,
  kafkaValues,
  missingKafkaFields,
} from './kafka-fields.ts'
import { secretReferenceArg } from './secret-reference-arg.ts'

/**
 * The arguments that say where the two databases of a task are; `create` and `test` share them. Passwords are never
 * asked for: a reference tells the bot where to read one at the moment it is needed.
 */
const hostHint: Text = {
  en: 'IP address; for MongoDB and Kafka the list host:port,host:port.',
  'zh-CN': 'IP 地址；MongoDB 和 Kafka 填写 主机:端口 列表，以逗号分隔。',
}
const instanceHint: Text = {
  en: 'ID of the instance if the database is one of this cloud.',
  'zh-CN': '若数据库为本云实例，请填写实例 ID。',
}
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function noNetworkId(value: string): Text {
  const { length } = value
  const strange = strangeCharacters(value, /[0-9a-f-]/i)
  if (strange.en !== '') {
    return { en: `An ID (UUID) has no ${strange.en}`, 'zh-CN': `ID（UUID）中不能有${strange['zh-CN']}` }
  }
  return length === 36
    ? { en: 'The hyphens of this ID stand in the wrong places', 'zh-CN': '此 ID 中连字符的位置不正确' }
    : { en: `An ID has 36 characters, this has ${length}`, 'zh-CN': `ID 应有 36 个字符，此处有 ${length} 个` }
}

/** Ids of networks; the VPC service calls that of a subnet its network ID. */
export const networkId = ({ label, hint }: { readonly label: Text; readonly hint: Text }) =>
  arg.text({ label, pattern: { regex: uuid, hint, wrong: noNetworkId } })

const vpcHint: Text = {
  en: 'ID (UUID) of the VPC in which the database is.',
  'zh-CN': '数据库所在虚拟私有云（VPC）的 ID（UUID）。',
}
const subnetHint: Text = {
  en: 'Network ID (UUID) of the subnet in which the database is.',
  'zh-CN': '数据库所在子网的网络 ID（UUID）。',
}

const host = (label: Text) => arg.text({ label, hint: hostHint, max: 512 }).optional()
const port = (label: Text) => arg.number({ label, min: 1, max: 65_535 }).optional()
const certificateHint: Text = {
  en: 'For SSL: the CA certificate (.pem, .p12). It goes to DRS only.',
  'zh-CN': '使用 SSL 时上传 CA 证书（“.pem”、“.p12”）。文件仅发送给 DRS。',
}
const certificate = (label: Text) => arg.file({ label, hint: certificateHint }).optional()
const text = (label: Text, hint?: Text) => arg.text({ label, max: 128, ...(hint && { hint }) }).optional()

export const sourceArgs = {
  sourceVpc: networkId({ label: { en: 'VPC of the source', 'zh-CN': '源库 VPC' }, hint: vpcHint }).optional(),
  sourceSubnet: networkId({
    label: { en: 'Subnet of the source', 'zh-CN': '源库子网' },
    hint: subnetHint,
  }).optional(),
  sourceHost: host({ en: 'Source address', 'zh-CN': '源库地址' }),
  sourcePort: port({ en: 'Source port', 'zh-CN': '源库端口' }),
  sourceUser: text({ en: 'Source user', 'zh-CN': '源库用户' }),
  sourcePassword: secretReferenceArg({ en: 'Reference to the source password', 'zh-CN': '源库密码引用' }),
  sourceInstance: text({ en: 'Source instance ID', 'zh-CN': '源库实例 ID' }, instanceHint),
  sourceName: text(
    { en: 'Source service or authentication database', 'zh-CN': '源库服务名或认证库' },
    {
      en: 'Service name of Oracle, authentication database of MongoDB.',
      'zh-CN': 'Oracle 的服务名，或 MongoDB 的认证库。',
    },
  ),
  sourceCertificate: certificate({ en: 'Certificate of the source', 'zh-CN': '源库证书' }),
  sourceCertificatePassword: secretReferenceArg({
    en: 'Reference to the password of this certificate',
    'zh-CN': '该证书密码的引用',
  }),
}

export const destinationArgs = {
  destinationVpc: networkId({
    label: { en: 'VPC of the destination', 'zh-CN': '目标库 VPC' },
    hint: vpcHint,
  }).optional(),
  destinationSubnet: networkId({
    label: { en: 'Subnet of the destination', 'zh-CN': '目标库子网' },
    hint: subnetHint,
  }).optional(),
  destinationHost: host({ en: 'Destination address', 'zh-CN': '目标库地址' }),
  destinationPort: port({ en: 'Destination port', 'zh-CN': '目标库端口' }),
  destinationUser: text({ en: 'Destination user', 'zh-CN': '目标库用户' }),
  destinationPassword: secretReferenceArg({
    en: 'Reference to the destination password',
    'zh-CN': '目标库密码引用',
  }),
  destinationInstance: text({ en: 'Destination instance ID', 'zh-CN': '目标库实例 ID' }, instanceHint),
  destinationName: text(
    { en: 'Destination authentication database or topic', 'zh-CN': '目标库认证库或主题' },
    { en: 'Authentication database of DDS.', 'zh-CN': 'DDS 的认证库。' },
  ),
  destinationCertificate: certificate({ en: 'Certificate of the destination', 'zh-CN': '目标库证书' }),
  destinationCertificatePassword: secretReferenceArg({
    en: 'Reference to the password of this certificate',
    'zh-CN': '该证书密码的引用',
  }),
  ...kafkaArgs,
}

export const sourceFields = Object.keys(sourceArgs)
/** Without the security of Kafka, which has a page of its own. */
export const destinationFields = Object.keys(destinationArgs).filter((name) => !kafkaFields.includes(name))

/** The fields of each side. */
export const fieldsOfSide = { source: sourceFields, destination: Object.keys(destinationArgs) } as const

const ofCertificate = ['destinationCertificate', 'destinationCertificatePassword']

/** Kafka has its trust store in place of a certificate, and fields that no other destination has. */
export function showsDestinationField(
  field: string,
  {
    destination,
    generation,
  }: { readonly destination: string | undefined; readonly generation: string | undefined },
): boolean {
  const isKafka = destination === 'kafka'
  if (field === kafkaProtocolField || kafkaFields.includes(field)) return isKafka && generation !== 'v5'
  return !ofCertificate.includes(field) || !isKafka || generation === 'v5'
}

/** The fields that only a task on the VPC network needs. */
export const vpcFields = databaseSides.flatMap((side) => [`${side}Vpc`, `${side}Subnet`])

type Side = DatabaseSide
type Given = { readonly [name: string]: unknown }

const present = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** What was given for one side, over what was known before. */
export function databaseOf(side: Side, given: Given, dbType: string, known?: DatabaseSetup): DatabaseSetup {
  const ip = present(given[`${side}Host`])
  const port = given[`${side}Port`]
  const user = present(given[`${side}User`])
  const passwordRef = present(given[`${side}Password`])
  const instanceId = present(given[`${side}Instance`])
  const dbName = present(given[`${side}Name`])
  const vpcId = present(given[`${side}Vpc`])
  const subnetId = present(given[`${side}Subnet`])
  const certificate = present(given[`${side}Certificate`])
  const certificatePasswordRef = present(given[`${side}CertificatePassword`])
  return {
    ...known,
    dbType,
    ...(ip && { ip }),
    ...(typeof port === 'number' && { port }),
    ...(user && { user }),
    ...(passwordRef && { passwordRef }),
    ...(instanceId && { instanceId }),
    ...(dbName && { dbName }),
    ...(vpcId && { vpcId }),
    ...(subnetId && { subnetId }),
    ...(certificate && { certificate }),
    ...(certificatePasswordRef && { certificatePasswordRef }),
    ...(side === 'destination' && kafkaSetup(given, known)),
  }
}

/** What the fields of a side would say of a database that is known; a reference only where a person could have typed it. */
export function fieldsOf(side: Side, known: DatabaseSetup): Readonly<Record<string, string>> {
  const { ip, port, user, instanceId, dbName, vpcId, subnetId } = known
  const typed = (ref: string | undefined) =>
    ref !== undefined && secretReference.test(ref) ? ref : undefined
  const fields = {
    Host: ip,
    Port: port === undefined || port === 0 ? undefined : String(port),
    User: user,
    Password: typed(known.passwordRef),
    CertificatePassword: typed(known.certificatePasswordRef),
    Instance: instanceId,
    Name: dbName,
    Vpc: vpcId,
    Subnet: subnetId,
  }
  const shown = Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value ? [[`${side}${name}`, value] as const] : [])),
  )
  return known.dbType === 'kafka' ? { ...shown, ...kafkaValues(known, typed) } : shown
}

/** Both sides of a task of that engine. */
export function setupOf(engine: string, given: Given, known?: TaskSetup): TaskSetup {
  // What is given anew has to be tested anew.
  const { testedAt: _, ...kept } = known ?? {}
  const ends = endTypes(engine)
  const typeOf = (side: Side) => kindOf(known?.[side].dbType) ?? ends?.[side] ?? engine
  return {
    ...kept,
    source: databaseOf('source', given, typeOf('source'), known?.source),
    destination: databaseOf('destination', given, typeOf('destination'), known?.destination),
  }
}

/** What DRS or somebody has said of a database; the name of a pair says nothing of one end. */
function kindOf(dbType: string | undefined): string | undefined {
  return dbType?.includes('-') ? undefined : dbType
}

interface Completeness {
  /** They can still be handed over on the bot's own page. */
  readonly passwordsLater?: boolean
  /** How the task reaches its databases. */
  readonly network?: string | undefined
}

/** The fields that a connection test cannot do without, and that are not there. */
export function missingFields(
  side: Side,
  database: DatabaseSetup,
  { passwordsLater = false, network = '' }: Completeness = {},
): readonly string[] {
  const missing: string[] = []
  if (!database.ip) missing.push(`${side}Host`)
  if (needsLogin(database) && !database.user) missing.push(`${side}User`)
  if (needsLogin(database) && !database.passwordRef && !passwordsLater) missing.push(`${side}Password`)
  if (needsVpcOfEnds({ network }) && !database.vpcId) missing.push(`${side}Vpc`)
  if (needsVpcOfEnds({ network }) && !database.subnetId) missing.push(`${side}Subnet`)
  return database.dbType === 'kafka'
    ? [...missing, ...missingKafkaFields(database, { passwordsLater })]
    : missing
}

const labels: Readonly<Record<string, Text>> = Object.fromEntries(
  Object.entries({ ...sourceArgs, ...destinationArgs }).map(([name, schema]) => [
    name,
    (schema.unwrap().meta() as { label: Text }).label,
  ]),
)

/** All gaps of a setup at once; undefined for a complete one. */
export function missingDetails(setup: TaskSetup, what: Completeness = {}): Text | undefined {
  const missing = databaseSides.flatMap((side) => missingFields(side, setup[side], what))
  if (missing.length === 0) return undefined
  return {
    en: `Some details of the databases are missing: ${missing.map((name) => labels[name]?.en ?? name).join(', ')}.`,
    'zh-CN': `数据库信息不完整，缺少：${missing.map((name) => labels[name]?.['zh-CN'] ?? name).join('、')}。`,
  }
}
