import * as z from 'zod'
import { effects, holds, when } from '../effects.ts'
import { means, numberText, obeying, type Rule } from '../fields.ts'
import { operation } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { jobResults } from './shapes.ts'
import { taskId } from './values.ts'

/** How a synchronization treats conflicts and DDL, and how it fills Kafka. */

/** What can become of a conflict: the row of the destination stays, it is overwritten, or the task stops. */
export const conflictPolicies = ['ignore', 'overwrite', 'stop'] as const

/** partition_policy values that 6.3.2 allows for each topic_policy. */
const partitionsByTopic: Readonly<Record<string, readonly string[]>> = {
  '0': ['0', '1', '2', '3', '4', '5'],
  '1': ['1', '2', '5'],
  '2': ['0', '1', '3', '4'],
  '3': ['0', '1'],
  '4': ['0', '1', '3'],
}

const syncPolicyFields = z.strictObject({
  job_id: taskId,
  conflict_policy: z
    .enum(conflictPolicies)
    .optional()
    .meta(means('What to do on a conflict', '冲突时的处理方式')),
  filter_ddl_policy: z
    .literal('drop_database')
    .optional()
    .meta(means('DDL that is filtered out', '被过滤的 DDL')),
  ddl_trans: z
    .boolean()
    .optional()
    .meta(means('Synchronize DDL in the incremental phase', '增量阶段同步 DDL')),
  index_trans: z
    .boolean()
    .optional()
    .meta(means('Synchronize indexes in the incremental phase', '增量阶段同步索引')),
  topic_policy: z
    .enum(['0', '1', '2', '3', '4'])
    .optional()
    .meta(
      means(
        'Kafka: 0 one topic; topics by 1 table, 2 database, 3 schema, 4 database and DN',
        'Kafka：0 表示单个主题；1 按表、2 按库、3 按 Schema、4 按库和 DN 分主题',
      ),
    ),
  topic: z
    .string()
    .optional()
    .meta(
      means(
        'Kafka: existing topic; mandatory when topic_policy is 0',
        'Kafka：已有主题；topic_policy 为 0 时必填',
      ),
    ),
  partition_policy: z
    .enum(['0', '1', '2', '3', '4', '5'])
    .optional()
    .meta(
      means(
        'Kafka: partition by hash of 0 table, 2 primary key, 3 schema, 4 DN, 5 other columns; 1 first one',
        'Kafka：分区按以下内容哈希：0 表名、2 主键、3 Schema、4 DN、5 其他列；1 表示投递到第一个分区',
      ),
    ),
  kafka_data_format: z
    .enum(['json', 'avro', 'json_c'])
    .optional()
    .meta(means('Kafka: format, default json', 'Kafka：数据格式，默认 json')),
  topic_name_format: z
    .string()
    .optional()
    .meta(
      means(
        'Kafka: topic name of $database$, $schema$, $tablename$; for topic_policy 1 to 3',
        'Kafka：由 $database$、$schema$、$tablename$ 组成的主题名；用于 topic_policy 1 至 3',
      ),
    ),
  partitions_num: numberText(1, 2147483647)
    .optional()
    .meta(means('Kafka: partitions of a topic, default 1', 'Kafka：主题的分区数，默认为 1')),
  replication_factor: numberText(1, 32767)
    .optional()
    .meta(means('Kafka: replicas of a topic, default 1', 'Kafka：主题的副本数，默认为 1')),
  is_fill_materialized_view: z
    .boolean()
    .optional()
    .meta(
      means(
        'PostgreSQL: fill materialized views in the full phase, default false',
        'PostgreSQL：全量阶段填充物化视图，默认为否',
      ),
    ),
  export_snapshot: z
    .boolean()
    .optional()
    .meta(
      means(
        'PostgreSQL: full phase from a snapshot, default false',
        'PostgreSQL：全量阶段使用快照，默认为否',
      ),
    ),
  slot_name: z
    .string()
    .optional()
    .meta(means('Replication slot; mandatory from GaussDB to Kafka', '复制槽；GaussDB 到 Kafka 必填')),
  file_and_position: z
    .string()
    .max(100)
    .optional()
    .meta(
      means(
        'Start position: binlog file:position (MySQL) or timestamp:increment (MongoDB)',
        '启动位点：MySQL 为 binlog 文件:位置，MongoDB 为 timestamp:increment',
      ),
    ),
  gtid_set: z
    .string()
    .max(2048)
    .regex(/^[^<>&"'/\\\p{Script=Han}]*$/u, rule('none of %s and no Chinese', '< > & " \' / \\'))
    .optional()
    .meta(
      means(
        'Executed_Gtid_Set of the start position; mandatory for a MySQL source',
        '启动位点的 Executed_Gtid_Set；MySQL 为源的任务必填',
      ),
    ),
  ddl_topic: z
    .string()
    .optional()
    .meta(
      means(
        'Kafka: existing topic for DDL, when ddl_trans is true',
        'Kafka：存放 DDL 的已有主题，用于 ddl_trans 为 true 时',
      ),
    ),
})

type SyncPolicy = z.output<typeof syncPolicyFields>

const syncPolicyRules: readonly Rule<SyncPolicy>[] = [
  {
    path: ['topic'],
    says: rule('mandatory when topic_policy is 0'),
    broken: (policy) => policy.topic_policy === '0' && !policy.topic,
  },
  {
    path: ['partition_policy'],
    says: rule('not possible with this topic_policy'),
    broken: ({ topic_policy, partition_policy }) =>
      topic_policy !== undefined &&
      partition_policy !== undefined &&
      !partitionsByTopic[topic_policy]?.includes(partition_policy),
  },
]

export const batchSetSyncPolicy = operation({
  id: 'batch-set-sync-policy',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-sync-policy',
  title: { en: 'Configure synchronization policies', 'zh-CN': '批量设置同步策略' },
  effects: [effects.policySet, when(effects.startMoved, holds('file_and_position', 'gtid_set'))],
  section: '6.3.2',
  success: 200,
  request: z.strictObject({
    jobs: z
      .array(syncPolicyFields.superRefine(obeying(syncPolicyRules)))
      .meta(means('Policy per task', '各任务的同步策略')),
  }),
  response: jobResults,
})
