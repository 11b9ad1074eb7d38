import { say, type Text } from '../../base/i18n.ts'
import { type Fix, fix } from './row.ts'

/**
 * What a code of `failed_reason` says: the same item may fail for different reasons, and the same reason may stop several
 * items. The codes are those of examples and public reports (DRS API reference 6.1.7); the set is open.
 */
interface CheckReason {
  readonly code: string
  readonly meaning: Text
  /** What to do in this case, in place of the remedy of the item. */
  readonly remedy: Text
  /** The steps for this case; without them those of the item. */
  readonly fixes?: readonly Fix[]
  /** What DRS's own text says where the code is not the reason. */
  readonly unless?: RegExp
}

const reasons: readonly CheckReason[] = [
  {
    code: 'MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE',
    // The value could be read: it is the setting itself that is wrong.
    unless: /(?:\bis|[=:])\s*['"]?(?:OFF|0|STATEMENT|MIXED|MINIMAL|NOBLOB)\b/i,
    meaning: say(
      'The account lacks replication permissions at the source, so DRS can’t see the setting.',
      '账号在源库缺少复制权限，DRS 无法查看该设置。',
    ),
    remedy: say(
      'Grant the replication permissions to the account at the source.',
      '请在源库为该账号授予复制权限。',
    ),
    fixes: [
      fix(
        'Grant the global permissions at the source; they can’t be given for one database only.',
        '在源库授予全局权限，这些权限不能只授予单个数据库。',
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '<user>'@'<host>';",
      ),
      fix(
        'Grant the permissions on each database of the task.',
        '为任务中的每个数据库授予权限。',
        "GRANT SELECT, SHOW VIEW, EVENT, LOCK TABLES ON <db>.* TO '<user>'@'<host>';",
      ),
      fix(
        'Run the pre-check again. The same permission may clear several items.',
        '重新预检查。同一权限可能使多个检查项一并通过。',
      ),
    ],
  },
  {
    code: 'DST_DB_DISK_SIZE_UP_ALARM',
    meaning: say(
      'The free space is below the recommended multiple of the data.',
      '可用空间小于按数据量建议的倍数。',
    ),
    remedy: say(
      'Compare the free space with the size of your data. Enlarge the disk if it is close.',
      '请对比可用空间与数据量，如果接近请扩容磁盘。',
    ),
  },
  {
    code: 'UNAVAILABLE_TO_QUERY_SSL_INFO',
    meaning: say('DRS can’t find out whether the account needs SSL.', 'DRS 无法查询该账号是否要求使用 SSL。'),
    remedy: say(
      'Check that the account can connect in the way the task does.',
      '请确认该账号能以任务所用的方式连接。',
    ),
  },
  {
    code: 'SRC_HAS_TTL_INDEXES',
    meaning: say('Documents expire at different moments on the two sides.', '两端的文档会在不同时刻过期。'),
    remedy: say(
      'Drop the TTL indexes for the time of the task, or accept the difference.',
      '请在任务期间删除 TTL 索引，或接受数据差异。',
    ),
  },
  {
    code: 'SRC_INSTANCE_TYPE_IS_REPLICA_SET',
    meaning: say('The source is a replica set and has no shard keys.', '源库为副本集，没有分片键。'),
    remedy: say(
      'Shard large collections at the destination before the start. Small ones can stay.',
      '请在启动前在目标库对大集合分片，小集合可以不处理。',
    ),
  },
  {
    code: 'DB_PARAS_REPLICATION_ROLE_CONFIG_ERROR',
    meaning: say(
      'Triggers and foreign keys at the destination would fire while DRS writes.',
      'DRS 写入时会触发目标库的触发器和外键。',
    ),
    remedy: say(
      'Set the replication role of the destination to replica before the start.',
      '请在启动前将目标库的复制角色设置为备机模式。',
    ),
  },
  {
    code: 'PG_HAS_LARGE_COLUMN_TYPE_TABLES',
    meaning: say(
      'Large values can exhaust the memory of the replication instance.',
      '较大的字段值可能耗尽复制实例的内存。',
    ),
    remedy: say(
      'Use a task of large specifications if the values are large.',
      '如果数据较大，请使用大规格任务。',
    ),
  },
  {
    code: 'PG_SRC_NOT_SUPPORT_FAILOVER_SLOT_ALARM',
    meaning: say(
      'The source has no failover slots: after a switchover of the source the task can’t continue.',
      '源库不支持故障转移复制槽，源库倒换后任务无法继续。',
    ),
    remedy: say(
      'Don’t switch the source over while the task runs. Without a standby, accept the alarm.',
      '任务运行期间请勿倒换源库；如果源库没有备机，可接受该告警。',
    ),
  },
]

const byCode = new Map(reasons.map((reason) => [reason.code, reason]))

/** What the code of an item says, unless DRS's text for this database says otherwise. */
export function checkReasonOf({ reason = '', raw = '' }: CheckedItem): CheckReason | undefined {
  const found = byCode.get(reason.trim().toUpperCase()) ?? byCode.get(raw.trim().toUpperCase())
  return found?.unless?.test(raw) ? undefined : found
}

interface CheckedItem {
  readonly reason?: string
  readonly raw?: string
}
