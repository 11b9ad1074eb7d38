/** The precheck items of an engine, by the group that they come under on the wire. */
export type ItemList = Readonly<Record<string, readonly string[]>>

/** Items that only matter when changes are replicated after the full phase. */
export const incrementalOnly: ReadonlySet<string> = new Set([
  'checkIncreSrcDbExistedInDstDb',
  'srcBinlogFormatCheck',
  'srcBinlogRowImageCheck',
  'srcDbBinlogExpireLogsDays',
  'srcDbBinlogIsOff',
  'srcDbPrivilegesIsEnoughForIncre',
  'srcDbServerIdCheck',
  'srclogSlaveUpdatesCheck',
])

/** Items that were only ever seen as ALARM, which does not stop a start. */
export const alarms: ReadonlySet<string> = new Set([
  'dstReplicationRoleCheck',
  'pgSrcHasLargeColumnTypeCheck',
  'srcCollHasTtlIndex',
  'srcDbLogicalSlotSupportFailoverCheck',
  'srcShardKeyConfiguration',
])

/** The `failed_reason` of an item, where the documents or reports of users show one. */
export const failedReasons: Readonly<Record<string, string>> = {
  dstDbDiskSize: 'DST_DB_DISK_SIZE_UP_ALARM',
  srcDbPrivilegesIsEnoughForIncre: 'MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE',
  srcDbBinlogIsOff: 'MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE',
  isUserRequireSslLink: 'UNAVAILABLE_TO_QUERY_SSL_INFO',
  srcCollHasTtlIndex: 'SRC_HAS_TTL_INDEXES',
  srcShardKeyConfiguration: 'SRC_INSTANCE_TYPE_IS_REPLICA_SET',
  dstReplicationRoleCheck: 'DB_PARAS_REPLICATION_ROLE_CONFIG_ERROR',
  pgSrcHasLargeColumnTypeCheck: 'PG_HAS_LARGE_COLUMN_TYPE_TABLES',
  srcDbLogicalSlotSupportFailoverCheck: 'PG_SRC_NOT_SUPPORT_FAILOVER_SLOT_ALARM',
}

/** What the database itself would say; the examples show no raw text, so these are ours. */
export const rawErrors: Readonly<Record<string, string>> = {
  srcDbBinlogIsOff: "Variable 'log_bin' is OFF",
  srcDbPrivilegesIsEnoughForIncre: "missing privileges: 'REPLICATION SLAVE', 'REPLICATION CLIENT'",
  srcDbConnection: 'connection to the source database timed out',
  dstDbConnection: 'connection to the destination database timed out',
  userSelectObjectsCheck: 'no object is selected',
}

/** The `data` of an item, as the examples of 6.1.7 print it. */
export const itemData: Readonly<Record<string, string>> = {
  dstDbDiskSize:
    '{"diskSizeTimes":"1.5","dstVolumeSize":"37660000000","srcIndexSize":0,"size":"0","srcIndexAmount":0}',
  srcCollHasTtlIndex: '{"srcHasTtlIndexColls":"catalog.sessions"}',
  srcShardKeyConfiguration: '{"notConfigShardIndexColls":"catalog.products,catalog.prices"}',
}

/** In every list; the ends of the example lists of 6.1.7. */
const common = {
  db_target_status: ['dstStatusCheck'],
  db_version: ['dbVersionMeetRequirement', 'dstDbVersionSupport', 'srcDbVersionSupport'],
  network: ['dstDbConnection', 'srcDbConnection'],
} as const satisfies ItemList

/** The items of the MySQL example of 6.1.7. */
const mysql = {
  db_disk_size: ['dstDbDiskSize'],
  db_params: [
    'checkIncreSrcDbExistedInDstDb',
    'dbCharacterSetConsistency',
    'dbClockConsistency',
    'dbCollationServerConsistency',
    'dbIsolationLevelConsistency',
    'dbParamConsistency',
    'dbServerUuidConsistency',
    'dstMaxAllowedPacketCheck',
    'hasForeignKeyOnUnselectedTable',
    'innodbStrictModeConsistency',
    'isUserRequireSslLink',
    'sqlModeConsistency',
    'sqlModeNoEngine',
    'srcBinlogFormatCheck',
    'srcBinlogRowImageCheck',
    'srcDbBinlogExpireLogsDays',
    'srcDbBinlogIsOff',
    'srcDbExistUnsupportEngineTable',
    'srcDbIndexKeyLength',
    'srcDbNameContainsUnsupportedSymbols',
    'srcDbServerIdCheck',
    'srcDstTableNameCaseSensitiveCheck',
    'srcHasNoPkTableWhenTgtHasInvisiblePk',
    'srcRoutinesWithoutPrivilegeCheck',
    'srcTableNameContainsNonAscii',
    'srcTriggerAndEventCheck',
    'srcViewNameContainsNonAscii',
    'srclogSlaveUpdatesCheck',
    'userRequirementIsEnoughForDefiner',
    'userSelectObjectsCheck',
  ],
  db_user_privilege: ['dstDbPrivilegesIsEnough', 'srcDbPrivilegesIsEnoughForIncre'],
  ...common,
} satisfies ItemList

/** The items of the DDS example of 6.1.7. */
const mongodb = {
  db_disk_size: ['dstDbDiskSize'],
  db_object_conflict_check: [
    'srcAndDstCappedCollConsistency',
    'srcCollAlreadyExistedInDstColl',
    'srcViewAlreadyExistedInDstView',
  ],
  db_object_dependency_check: ['rolesDependentCheck', 'usersDependentCheck'],
  db_params: [
    'srcCollHasTtlIndex',
    'dbSslConsistency',
    'dstChunkNumCheck',
    'mongoTypeFitTransferMode',
    'srcCollIndexNumCheck',
    'srcCollNameContainsUnsupportedSymbols',
    'srcDbInstanceIsEmpty',
    'srcDbNameContainsUnsupportedSymbols',
    'srcIdIndexCheck',
    'userSelectObjectsCheck',
  ],
  db_user_privilege: ['dstDbPrivilegesIsEnough', 'srcDbPrivilegesIsEnough'],
  src_info_check: ['srcShardKeyConfiguration', 'checkBalanceStatus', 'srcMongoInstanceType'],
  ...common,
} satisfies ItemList

const privileges = ['dstDbPrivilegesIsEnough', 'srcDbPrivilegesIsEnough'] as const

const postgresql = {
  db_disk_size: ['dstDbDiskSize'],
  db_params: [
    'dstReplicationRoleCheck',
    'pgSrcHasLargeColumnTypeCheck',
    'srcDbLogicalSlotSupportFailoverCheck',
    'userSelectObjectsCheck',
  ],
  db_user_privilege: privileges,
  ...common,
} satisfies ItemList

/** For engines without an example: the items that the catalogue has for all engines. */
const others = {
  db_params: ['checkJobDbObjectInfo', 'userSelectObjectsCheck'],
  db_user_privilege: privileges,
  ...common,
} satisfies ItemList

/** By db_type of the source. */
const lists: Readonly<Record<string, ItemList>> = { mysql, mongodb, postgresql }

export function itemsFor(sourceType: string): ItemList {
  return lists[sourceType] ?? others
}
