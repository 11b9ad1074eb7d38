import * as z from 'zod'
import { effects, holds, when } from '../effects.ts'
import { numberText, obeying, type Rule } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobResults } from './shapes.ts'
import { taskId } from './values.ts'

/** How a synchronization treats conflicts and DDL, and how it fills Kafka. */

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
  conflict_policy: z.enum(['ignore', 'overwrite', 'stop']).optional().describe('What to do on a conflict'),
  filter_ddl_policy: z.literal('drop_database').optional().describe('DDL that is filtered out'),
  ddl_trans: z.boolean().optional().describe('Synchronize DDL in the incremental phase'),
  index_trans: z.boolean().optional().describe('Synchronize indexes in the incremental phase'),
  topic_policy: z
    .enum(['0', '1', '2', '3', '4'])
    .optional()
    .describe('Kafka: 0 one topic; topics by 1 table, 2 database, 3 schema, 4 database and DN'),
  topic: z.string().optional().describe('Kafka: existing topic; mandatory when topic_policy is 0'),
  partition_policy: z
    .enum(['0', '1', '2', '3', '4', '5'])
    .optional()
    .describe(
      'Kafka: partition by hash of 0 table, 2 primary key, 3 schema, 4 DN, 5 other columns; 1 first one',
    ),
  kafka_data_format: z.enum(['json', 'avro', 'json_c']).optional().describe('Kafka: format, default json'),
  topic_name_format: z
    .string()
    .optional()
    .describe('Kafka: topic name of $database$, $schema$, $tablename$; for topic_policy 1 to 3'),
  partitions_num: numberText(1, 2147483647).optional().describe('Kafka: partitions of a topic, default 1'),
  replication_factor: numberText(1, 32767).optional().describe('Kafka: replicas of a topic, default 1'),
  is_fill_materialized_view: z
    .boolean()
    .optional()
    .describe('PostgreSQL: fill materialized views in the full phase, default false'),
  export_snapshot: z.boolean().optional().describe('PostgreSQL: full phase from a snapshot, default false'),
  slot_name: z.string().optional().describe('Replication slot; mandatory from GaussDB to Kafka'),
  file_and_position: z
    .string()
    .max(100)
    .optional()
    .describe('Start position: binlog file:position (MySQL) or timestamp:increment (MongoDB)'),
  gtid_set: z
    .string()
    .max(2048)
    .regex(/^[^<>&"'/\\\p{Script=Han}]*$/u, 'none of < > & " \' / \\ and no Chinese')
    .optional()
    .describe('GTID set of the start position, for a MySQL source'),
  ddl_topic: z.string().optional().describe('Kafka: existing topic for DDL, when ddl_trans is true'),
})

type SyncPolicy = z.output<typeof syncPolicyFields>

const syncPolicyRules: readonly Rule<SyncPolicy>[] = [
  {
    path: ['topic'],
    says: 'mandatory when topic_policy is 0',
    broken: (policy) => policy.topic_policy === '0' && !policy.topic,
  },
  {
    path: ['partition_policy'],
    says: 'not possible with this topic_policy',
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
    jobs: z.array(syncPolicyFields.superRefine(obeying(syncPolicyRules))).describe('Policy per task'),
  }),
  response: jobResults,
})
