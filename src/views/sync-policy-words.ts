import { type Locale, say, type Text } from '../base/i18n.ts'
import { type PolicyField, policyFields, type SyncPolicy } from '../domain/tasks/sync-policy.ts'
import { conflictPolicies } from '../drs/v3/sync-policy.ts'
import { aside, colon, formatList } from './format.ts'

/** What a setting of the synchronization policy is called, and its values. */
interface FieldWords {
  readonly name: Text
  readonly values?: Readonly<Record<string, Text>>
}

const yes = say('Yes', '是')
const no = say('No', '否')
const flag = { true: yes, false: no }

/** In the order of the values. */
const conflictWords = [
  say('Ignore: keep the destination’s row', '忽略：保留目标库的数据'),
  say('Overwrite the row of the destination', '覆盖：以源库数据覆盖目标库'),
  say('Report an error and stop', '报错：任务失败并停止'),
] as const

export const syncPolicyWords = {
  conflict: {
    name: say('Conflicts', '冲突策略'),
    values: Object.fromEntries(
      conflictPolicies.map((value, at) => [value, conflictWords[at] ?? say(value, value)]),
    ),
  },
  filter: {
    name: say('DROP DATABASE', 'DROP DATABASE'),
    values: {
      drop_database: say('Skip it', '过滤'),
      none: say('Copy it (MySQL migration only)', '不过滤（仅 MySQL 迁移）'),
    },
  },
  ddl: { name: say('Copy DDL', '同步 DDL'), values: flag },
  ddlkinds: {
    name: say('Kinds of DDL', '支持的 DDL'),
    values: {
      CREATE_TABLE: say('Create a table', '创建表'),
      ADD_COLUMN: say('Add a column', '加列'),
      MODIFY_COLUMN: say('Modify a column', '改列属性'),
      CHANGE_COLUMN: say('Change a column', '改列名和属性'),
      DROP_INDEX: say('Drop an index', '删除索引'),
      ADD_INDEX: say('Add an index', '加索引'),
      CREATE_INDEX: say('Create an index', '创建索引'),
      RENAME_INDEX: say('Rename an index', '重命名索引'),
    },
  },
  dml: {
    name: say('Kinds of DML', 'DML 类型'),
    values: { i: say('Insert', '插入'), u: say('Update', '更新'), d: say('Delete', '删除') },
  },
  indexes: { name: say('Copy ordinary indexes', '同步普通索引'), values: flag },
  parts: {
    name: say('What is copied', '同步的内容'),
    values: {
      supportAllType: say('Everything', '全部'),
      tableData: say('Data', '数据'),
      tableStructure: say('Table structure', '表结构'),
      constraintData: say('Indexes', '索引'),
    },
  },
  topology: {
    name: say('Topology', '同步拓扑'),
    values: {
      one2one: say('One to one', '一对一'),
      one2many: say('One to many', '一对多'),
      many2one: say('Many to one', '多对一'),
    },
  },
  logs: {
    name: say('How Oracle logs are read', '日志读取方式'),
    values: { logminer: say('LogMiner', 'LogMiner'), xstream: say('XStream', 'XStream') },
  },
  topics: {
    name: say('Kafka topics', '主题策略'),
    values: {
      '0': say('An existing topic', '指定主题'),
      '1': say('One per table', '按表自动生成'),
      '2': say('One per database', '按库自动生成'),
      '3': say('One per schema', '按 Schema 自动生成'),
      '4': say('One per database and DN', '按库和 DN 自动生成'),
    },
  },
  topic: { name: say('Topic', '主题') },
  topicnames: { name: say('Name format of topics', '主题名称格式') },
  partition: {
    name: say('Kafka partitions by', '分区策略'),
    values: {
      '0': say('Table', '按表名哈希'),
      '1': say('None: all to the first partition', '全部投递到第一个分区'),
      '2': say('Primary key', '按主键哈希'),
      '3': say('Schema', '按 Schema 哈希'),
      '4': say('DN', '按 DN 哈希'),
      '5': say('Columns without primary key', '按非主键列哈希'),
    },
  },
  format: {
    name: say('Data format', '数据格式'),
    values: { json: say('JSON', 'JSON'), avro: say('Avro', 'Avro'), json_c: say('JSON-C', 'JSON-C') },
  },
  partitions: { name: say('Partitions per topic', '主题的分区数') },
  replicas: { name: say('Replicas per topic', '主题的副本数') },
  ddltopic: { name: say('Topic for DDL', '存放 DDL 的主题') },
  slot: { name: say('Replication slot', '复制槽名称') },
  snapshot: { name: say('Full copy from a snapshot', '全量阶段使用快照'), values: flag },
  views: { name: say('Fill materialized views', '填充物化视图'), values: flag },
} as const satisfies Readonly<Record<PolicyField, FieldWords>>

const words = {
  unknown: say('Unknown: DRS doesn’t show it', '未知（DRS 未返回）'),
  remembered: say('set here, DRS doesn’t show it', '在此设置，DRS 未返回'),
}

/** One text for each setting; `remembered`: what was set with the bot, for what DRS does not show. */
export function syncPolicyLines(
  shown: SyncPolicy | undefined,
  remembered: SyncPolicy,
  locale: Locale,
): readonly string[] {
  const lines = policyFields.flatMap((field) => {
    const told = shown?.[field]
    const value = told ?? remembered[field]
    if (value === undefined) return []
    const note = told === undefined ? aside(words.remembered[locale], locale) : ''
    return [
      `${syncPolicyWords[field].name[locale]}${colon[locale]}${valueWords(field, value, locale)}${note}`,
    ]
  })
  return lines.length === 0 ? [words.unknown[locale]] : lines
}

/** The settings by name, in one text. */
export function policyFieldNames(fields: readonly PolicyField[], locale: Locale): string {
  return formatList(
    fields.map((field) => syncPolicyWords[field].name[locale]),
    locale,
  )
}

/** What can be chosen for a setting; nothing for one that is typed. */
export function policyValues(field: PolicyField): Readonly<Record<string, Text>> {
  const { values = {} }: FieldWords = syncPolicyWords[field]
  return values
}

function valueWords(field: PolicyField, value: string, locale: Locale): string {
  const values = policyValues(field)
  if (Object.keys(values).length === 0) return value
  const part = (one: string) => values[one]?.[locale] ?? one
  return formatList(value.split(',').map(part), locale)
}
