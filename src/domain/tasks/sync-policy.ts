import { say, type Text } from '../../base/i18n.ts'
import { endTypes } from '../../drs/engines.ts'
import type { Generation } from '../../drs/operation.ts'
import type { ActionOptions } from '../actions/action.ts'

/** How a synchronization treats conflicts, DDL and DML, and how it fills Kafka (6.3.2, policy_config of 7.2.3). */

/** What the policy of a task hangs on. */
export interface PolicyLink {
  readonly engine: string
  readonly scenario: string
}

interface PolicyRow {
  /** Its name on the wire. */
  readonly wire: string
  /** Which API generations have it. */
  readonly apis: readonly Generation[]
  readonly flag?: true
  /** Kinds of tasks that have it. */
  readonly fits: (link: Link) => boolean
}

interface Link {
  readonly source: string
  readonly destination: string
  readonly scenario: string
  readonly engine: string
}

const both = ['v3', 'v5'] as const
const v3 = ['v3'] as const
const v5 = ['v5'] as const

const syncs = ({ scenario }: Link) => scenario === 'sync'
const toKafka = ({ destination }: Link) => destination === 'kafka'
const toDatabase = (link: Link) => syncs(link) && !toKafka(link)
const fromPostgres = (link: Link) => syncs(link) && link.source === 'postgresql'
const hasSlot = (link: Link) => fromPostgres(link) || slotNeeded(link)
const slotNeeded = ({ engine }: Link) => engine === 'gaussdbv5ha-to-kafka'

/** By the names of the options with which they are set, in the order of the form. */
export const policyRows = {
  conflict: { wire: 'conflict_policy', apis: both, fits: toDatabase },
  filter: {
    wire: 'filter_ddl_policy',
    apis: both,
    fits: (link) => link.source === 'mysql' && !toKafka(link) && link.scenario !== 'cloudDataGuard',
  },
  ddl: { wire: 'ddl_trans', apis: both, flag: true, fits: syncs },
  ddlkinds: { wire: 'support_ddl_info', apis: v5, fits: toDatabase },
  dml: { wire: 'dml_types', apis: v5, fits: toDatabase },
  indexes: { wire: 'index_trans', apis: both, flag: true, fits: toDatabase },
  parts: { wire: 'sync_type_policy', apis: v5, fits: toDatabase },
  topology: { wire: 'data_sync_topology_type', apis: v5, fits: toDatabase },
  logs: {
    wire: 'increment_read_mode',
    apis: v5,
    fits: ({ source, destination }) => source === 'oracle' && destination.startsWith('gaussdb'),
  },
  topics: { wire: 'topic_policy', apis: v3, fits: toKafka },
  topic: { wire: 'topic', apis: v3, fits: toKafka },
  topicnames: { wire: 'topic_name_format', apis: v3, fits: toKafka },
  partition: { wire: 'partition_policy', apis: v3, fits: toKafka },
  format: { wire: 'kafka_data_format', apis: v3, fits: toKafka },
  partitions: { wire: 'partitions_num', apis: v3, fits: toKafka },
  replicas: { wire: 'replication_factor', apis: v3, fits: toKafka },
  ddltopic: { wire: 'ddl_topic', apis: v3, fits: toKafka },
  slot: { wire: 'slot_name', apis: v3, fits: hasSlot },
  snapshot: { wire: 'export_snapshot', apis: v3, flag: true, fits: fromPostgres },
  views: { wire: 'is_fill_materialized_view', apis: v3, flag: true, fits: fromPostgres },
} as const satisfies Readonly<Record<string, PolicyRow>>

export type PolicyField = keyof typeof policyRows
/** What is set, each as it is typed. */
export type SyncPolicy = Readonly<Partial<Record<PolicyField, string>>>

export const policyFields = Object.keys(policyRows).filter((name): name is PolicyField => name in policyRows)

const rowOf = (field: PolicyField): PolicyRow => policyRows[field]

function linkOf({ engine, scenario }: PolicyLink): Link {
  const { source = '', destination = '' } = endTypes(engine) ?? {}
  return { engine, scenario, source, destination }
}

/** What can be set on the task over a connection with these generations: a task of either takes the calls of the other. */
export function fieldsFor(task: PolicyLink, apis: readonly Generation[]): readonly PolicyField[] {
  const link = linkOf(task)
  return policyFields.filter((field) => {
    const row = rowOf(field)
    // The call of v3 is for synchronizations only.
    return row.fits(link) && row.apis.some((api) => apis.includes(api) && (api === 'v5' || syncs(link)))
  })
}

/** What has to be set before the task can be started (6.3.2, where it is called mandatory). */
export function fieldsNeeded(task: PolicyLink, set: SyncPolicy = {}): readonly PolicyField[] {
  const link = linkOf(task)
  const kafka: readonly PolicyField[] = toKafka(link)
    ? [
        'topics',
        'partition',
        ...(set.topics === '0' ? (['topic'] as const) : []),
        ...(set.ddl === 'true' ? (['ddltopic'] as const) : []),
      ]
    : []
  return [...kafka, ...(slotNeeded(link) ? (['slot'] as const) : [])]
}

export function fieldsMissing(task: PolicyLink, set: SyncPolicy = {}): readonly PolicyField[] {
  return fieldsNeeded(task, set).filter((field) => !set[field])
}

/** Which partitions 6.3.2 allows for each kind of topics. */
const partitionsByTopics: Readonly<Record<string, readonly string[]>> = {
  '0': ['0', '1', '2', '3', '4', '5'],
  '1': ['1', '2', '5'],
  '2': ['0', '1', '3', '4'],
  '3': ['0', '1'],
  '4': ['0', '1', '3'],
}

/** Which topics each link to Kafka can have (6.3.2). */
const topicsByEngine: Readonly<Record<string, readonly string[]>> = {
  'mysql-to-kafka': ['0', '1'],
  'taurus-to-kafka': ['0', '1'],
  'oracle-to-kafka': ['0', '1', '3'],
  'gaussdbv5-to-kafka': ['0', '1', '2', '3', '4'],
}
const usualTopics = ['0', '1', '2', '3']
const fromMysql: ReadonlySet<string> = new Set(['mysql-to-kafka', 'taurus-to-kafka'])

export interface PolicyObjection {
  readonly field: PolicyField
  readonly text: Text
}

/** What contradicts itself, whichever the task. */
export function contradictions(policy: SyncPolicy): readonly PolicyObjection[] {
  const { topics, topic, partition, ddltopic, ddl, topicnames } = policy
  const apart = mixed(policy)
  const found: readonly (PolicyObjection | false | undefined)[] = [
    topics === '0' && !topic && { field: 'topic', text: texts.topic },
    topics !== undefined &&
      partition !== undefined &&
      !partitionsByTopics[topics]?.includes(partition) && { field: 'partition', text: texts.partition },
    topicnames !== undefined &&
      (topics === '0' || topics === '4') && { field: 'topicnames', text: texts.topicNames },
    topics !== undefined && ddl === 'true' && !ddltopic && { field: 'ddltopic', text: texts.ddlTopic },
    apart && { field: apart, text: texts.mixed },
  ]
  return found.flatMap((one) => one || [])
}

/** The field of v5 alone that stands beside one of v3 alone: no single call takes both. */
function mixed(policy: SyncPolicy): PolicyField | undefined {
  const given = policyFields.filter((field) => policy[field] !== undefined)
  const only = (api: Generation) => given.find((field) => !rowOf(field).apis.includes(api))
  return only('v5') && only('v3')
}

/** Why the task cannot have this policy; what it would be refused for by DRS is said before. */
export function policyObjection(task: PolicyLink, policy: SyncPolicy): PolicyObjection | undefined {
  const link = linkOf(task)
  const strange = policyFields.find((field) => policy[field] !== undefined && !rowOf(field).fits(link))
  if (strange) return { field: strange, text: texts.notHere }
  const { topics, format, filter } = policy
  if (topics !== undefined && !(topicsByEngine[link.engine] ?? usualTopics).includes(topics))
    return { field: 'topics', text: texts.topics }
  const formats = fromMysql.has(link.engine) ? ['json', 'json_c'] : ['json', 'avro']
  if (format !== undefined && !formats.includes(format)) return { field: 'format', text: texts.format }
  if (filter === 'none' && link.scenario === 'sync') return { field: 'filter', text: texts.filter }
  return undefined
}

const texts = {
  notHere: say('Tasks of this link don’t have this setting.', '该链路的任务没有此设置。'),
  topic: say(
    'Name the topic: one topic for everything must exist.',
    '使用指定主题时，请填写已存在的主题名称。',
  ),
  topics: say('This link can’t have these topics.', '该链路不支持这种主题策略。'),
  partition: say('These partitions don’t go with these topics.', '该分区策略不能与所选主题策略一起使用。'),
  topicNames: say(
    'Only generated topics per table, database or schema have a name format.',
    '仅按表、库或 Schema 自动生成主题时可设置名称格式。',
  ),
  ddlTopic: say(
    'Name the topic for DDL, or leave DDL out.',
    '同步 DDL 时，请填写存放 DDL 的主题；否则请选择不同步 DDL。',
  ),
  format: say('This link can’t have this data format.', '该链路不支持这种数据格式。'),
  filter: say(
    'A synchronization always filters DROP DATABASE once that is set.',
    '同步任务设置过滤 DROP DATABASE 后不能取消。',
  ),
  mixed: say(
    'DRS has no call that sets this together with the others. Set it in a second step.',
    'DRS 没有可同时设置这些项的接口，请分两次设置。',
  ),
}

/** Nothing of v5 can be asked for this. */
export function isOnlyV3(policy: ActionOptions): boolean {
  return policyFields.some((field) => policy[field] !== undefined && !rowOf(field).apis.includes('v5'))
}

export function isOnlyV5(policy: ActionOptions): boolean {
  return policyFields.some((field) => policy[field] !== undefined && !rowOf(field).apis.includes('v3'))
}

/** Under the names of the wire. */
export function policyOnWire(policy: ActionOptions): Readonly<Record<string, string | boolean>> {
  const entries = policyFields.flatMap((field) => {
    const value = policy[field]
    const row = rowOf(field)
    if (value === undefined) return []
    return [[row.wire, row.flag ? value === 'true' : value === 'none' ? '' : value] as const]
  })
  return Object.fromEntries(entries)
}

/** From the names of the wire; what is absent there is not told. */
export function policyFromWire(told: (wire: string) => string | undefined): SyncPolicy {
  const entries = policyFields.flatMap((field) => {
    const value = told(rowOf(field).wire)
    return value === undefined ? [] : [[field, value] as const]
  })
  return Object.fromEntries(entries)
}
