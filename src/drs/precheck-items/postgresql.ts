import { say } from '../../base/i18n.ts'
import { fix, type PrecheckItemRow } from './row.ts'

/** PostgreSQL. */
export const postgresqlItems = [
  {
    item: 'dstReplicationRoleCheck',
    title: say(
      'Checking Whether session_replication_role of the Destination Database Is correctly Set',
      '目标库参数session_replication_role检查',
    ),
    checks: say(
      'session_replication_role of the destination is replica, so that foreign keys and triggers stay silent while DRS writes.',
      '目标库的session_replication_role是否为replica，使DRS写入时外键和触发器不生效。',
    ),
    causes: [
      say(
        'The value is origin: foreign keys and triggers fire, and the synchronization may fail (reason DB_PARAS_REPLICATION_ROLE_CONFIG_ERROR).',
        '取值为origin：外键和触发器会触发，同步可能失败（原因码DB_PARAS_REPLICATION_ROLE_CONFIG_ERROR）。',
      ),
    ],
    fixes: [
      fix(
        'Set it to replica before the start. RDS: in the parameters of the instance; own server: this statement and a reload.',
        '启动前设为replica。RDS：在实例的参数设置中修改；自建库：执行以下语句。',
        `ALTER SYSTEM SET session_replication_role = 'replica';
SELECT pg_reload_conf();`,
      ),
      fix(
        'Set it back to origin when the task has ended, before the applications write.',
        '任务结束后、业务写入前改回origin。',
        `ALTER SYSTEM SET session_replication_role = 'origin';
SELECT pg_reload_conf();`,
      ),
    ],
    blocking: false,
  },
  {
    item: 'pgSrcHasLargeColumnTypeCheck',
    title: say(
      'Whether There Are Tables Containing Fields of the bytea or text Type in the Synchronization Object',
      '同步对象中是否存在包含bytea、text类型字段的表',
    ),
    checks: say(
      'The selected tables have bytea or text columns, which can need much memory.',
      '所选的表中是否有可能占用大量内存的bytea、text列。',
    ),
    causes: [
      say(
        'Large values can exhaust the memory of the replication instance (reason PG_HAS_LARGE_COLUMN_TYPE_TABLES).',
        '过大的值可能耗尽复制实例的内存（原因码PG_HAS_LARGE_COLUMN_TYPE_TABLES）。',
      ),
    ],
    fixes: [
      fix(
        'Look how large the values really are.',
        '查看实际最大的值。',
        'SELECT max(octet_length(<column>)) FROM <schema>.<table>;',
      ),
      fix(
        'Large values: use a task of large specifications or above. Small ones: accept the alarm.',
        '值较大：使用大规格及以上的任务；值较小：接受该告警即可。',
      ),
    ],
    blocking: false,
  },
  {
    item: 'srcDbLogicalSlotSupportFailoverCheck',
    title: say(
      'Checking Whether Logical Replication Slots of the Source Survive a Failover',
      '源库逻辑复制槽是否支持故障转移',
    ),
    checks: say(
      'The logical replication slots of the source survive a primary/standby switchover.',
      '源库主备倒换后，逻辑复制槽是否仍然存在。',
    ),
    causes: [
      say(
        'The source has no failover slots: after a switchover of the source the slot is gone and the task cannot continue (reason PG_SRC_NOT_SUPPORT_FAILOVER_SLOT_ALARM).',
        '源库不支持复制槽故障转移：倒换后复制槽丢失，任务无法继续（原因码PG_SRC_NOT_SUPPORT_FAILOVER_SLOT_ALARM）。',
      ),
    ],
    fixes: [
      fix('A source without a standby: accept the alarm.', '源库没有备机：接受该告警即可。'),
      fix(
        'Otherwise use a source that keeps its slots, such as RDS for PostgreSQL 12.6, 13 or later, or do not switch it over while the task runs.',
        '否则使用支持复制槽故障转移的源库（如RDS for PostgreSQL 12.6、13及以上），或在任务运行期间避免主备倒换。',
      ),
    ],
    blocking: false,
  },
] satisfies readonly PrecheckItemRow[]
