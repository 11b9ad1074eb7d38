import { say } from '../../base/i18n.ts'
import { fix, type PrecheckItemRow } from './row.ts'

/** MongoDB and DDS. */
export const mongodbItems = [
  {
    item: 'srcAndDstCappedCollConsistency',
    group: 'db_object_conflict_check',
    title: say(
      'Checking Whether the Source and Destination Databases Have Same-Named Capped Collections',
      '源库和目标库数据库固定集合一致性检查',
    ),
    problem: say('Capped collections don’t match', '固定集合不一致'),
    remedy: say(
      'Drop the collection at the destination, or leave it out.',
      '请删除目标库中的该集合，或不选择它。',
    ),
    checks: say(
      'No capped collection clashes with a collection of the same name in the destination.',
      '两端的固定集合（capped collection）是否与同名集合冲突。',
    ),
    causes: [
      say(
        'A capped collection of the source meets a collection of the same name in the destination.',
        '源库的固定集合在目标库中有同名集合。',
      ),
      say(
        'A selected collection exists in the destination as a capped one.',
        '所选集合在目标库中已作为固定集合存在。',
      ),
    ],
    fixes: [
      fix('Look at the collection on both sides.', '在两端查看该集合。', 'db.<collection>.isCapped()'),
      fix(
        'Drop it in the destination if it is not needed, after a backup.',
        '如果目标库中的集合不再需要，备份后删除。',
        'db.<collection>.drop()',
      ),
      fix('Or leave the collection out of the selection.', '或在对象选择中去掉该集合。'),
    ],
    blocking: true,
  },
  {
    item: 'srcCollAlreadyExistedInDstColl',
    group: 'db_object_conflict_check',
    title: say(
      'Checking Whether the Destination Database Contains a Non-Empty Collection with the Same Name As the Source Database',
      '目标数据库是否存在与源数据库同名的数据库下的同名非空集合',
    ),
    problem: say('The destination has non-empty collections of the same name', '目标库存在同名非空集合'),
    remedy: say(
      'Back up and drop the leftover collections at the destination.',
      '请备份并删除目标库中的残留集合。',
    ),
    checks: say(
      'The destination has no collection of the same name with data in it.',
      '目标库中是否存在同名的非空集合。',
    ),
    causes: [
      say(
        'Collections of the same name hold documents in the destination, for example from an earlier attempt.',
        '目标库中的同名集合里已有数据，例如上一次迁移留下的。',
      ),
    ],
    fixes: [
      fix('Look at what they hold.', '先查看其中的数据。', 'db.<collection>.countDocuments({})'),
      fix(
        'If it is a leftover, back it up and drop it in the destination.',
        '如果是遗留数据，备份后在目标库中删除。',
        'db.<collection>.drop()',
      ),
      fix('Otherwise choose another destination instance.', '否则换一个目标库实例。'),
    ],
    blocking: true,
  },
  {
    item: 'srcViewAlreadyExistedInDstView',
    group: 'db_object_conflict_check',
    title: say(
      'Checking Whether the Destination Database Contains Views with the Same Name',
      '目标数据库是否存在和源数据库同名数据库下的同名视图',
    ),
    problem: say('The destination has views of the same name', '目标库存在同名视图'),
    remedy: say(
      'Drop the views at the destination, or leave them out.',
      '请删除目标库中的视图，或不选择它们。',
    ),
    checks: say('The destination has no view of the same name.', '目标库中是否存在同名视图。'),
    causes: [say('Views of the same name exist in the destination.', '目标库中已有同名视图。')],
    fixes: [
      fix('Drop the view in the destination.', '在目标库中删除该视图。', 'db.<view>.drop()'),
      fix('Or leave it out of the selection.', '或在对象选择中去掉该视图。'),
    ],
    blocking: true,
  },
  {
    item: 'rolesDependentCheck',
    group: 'db_object_dependency_check',
    title: say(
      'Checking Whether the Source Database Referenced Roles Pass the Check',
      '源数据库角色依赖检查',
    ),
    problem: say('A role depends on something that is not selected', '有角色依赖的对象未被选择'),
    remedy: say(
      'Select what the role depends on, or leave the role out.',
      '请选择该角色依赖的对象，或不选择该角色。',
    ),
    checks: say(
      'Databases and roles that the selected roles refer to are selected too, or exist in the destination.',
      '所选角色依赖的库和角色是否也已选择，或在目标库中已存在。',
    ),
    causes: [
      say(
        'A role refers to a database or role that is neither selected nor in the destination.',
        '某个角色依赖的库或角色既未选择，目标库中也没有。',
      ),
    ],
    fixes: [
      fix(
        'See what the role refers to.',
        '查看角色的依赖。',
        'db.getRole("<role>", { showPrivileges: true })',
      ),
      fix(
        'Select those databases and roles as well, or leave the role out.',
        '把依赖的库和角色一并选择，或去掉该角色。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'usersDependentCheck',
    group: 'db_object_dependency_check',
    title: say(
      'Checking Whether the Source Database Referenced Accounts Pass the Check',
      '源数据库用户依赖检查',
    ),
    problem: say('An account depends on something that is not selected', '有账号依赖的对象未被选择'),
    remedy: say(
      'Select what the account depends on, or leave the account out.',
      '请选择该账号依赖的对象，或不选择该账号。',
    ),
    checks: say(
      'Databases and roles that the selected accounts refer to are selected too, or exist in the destination.',
      '所选用户依赖的库和角色是否也已选择，或在目标库中已存在。',
    ),
    causes: [
      say(
        'An account refers to a role or database that is neither selected nor in the destination.',
        '某个用户依赖的角色或库既未选择，目标库中也没有。',
      ),
    ],
    fixes: [
      fix('See the roles of the account.', '查看用户的角色。', 'db.getUser("<user>")'),
      fix(
        'Select those roles and databases as well, or leave the account out.',
        '把依赖的角色和库一并选择，或去掉该用户。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'srcCollHasTtlIndex',
    group: 'db_params',
    title: say(
      'Checking Whether the Source Database Collections Contain TTL Indexes',
      '源数据库集合TTL索引检查',
    ),
    problem: say('Collections have TTL indexes', '有集合包含 TTL 索引'),
    remedy: say(
      'Drop the TTL indexes for the time of the task, or accept the difference.',
      '请在任务期间删除 TTL 索引，或接受数据差异。',
    ),
    checks: say(
      'Some selected collections have TTL indexes, by which documents expire.',
      '所选集合是否有TTL索引（文档到期自动删除）。',
    ),
    causes: [
      say(
        'Clocks and time zones of both sides differ, so documents expire at different moments and the data differs for a while.',
        '两端的时钟和时区不同，文档的过期时间不一致，数据会出现差异。',
      ),
    ],
    fixes: [
      fix(
        'Find the TTL indexes of a collection (those with expireAfterSeconds).',
        '查看集合的TTL索引（含expireAfterSeconds）。',
        'db.<collection>.getIndexes()',
      ),
      fix(
        'Drop the index for the time of the task, and create it again in the destination afterwards.',
        '任务期间删除该索引，之后在目标库重建。',
        'db.<collection>.dropIndex("<index>")',
      ),
      fix('Or leave the collection out, or accept the difference.', '或去掉该集合，或接受这种差异。'),
    ],
    blocking: false,
  },
  {
    item: 'dbSslConsistency',
    group: 'db_params',
    title: say('Checking the SSL Consistency of the Databases', '数据库SSL一致性检查'),
    problem: say('SSL is on at both sides', '两端都开启了 SSL'),
    remedy: say('Switch SSL off at one side for the time of the task.', '请在任务期间关闭一端的 SSL。'),
    checks: say('Not both sides use SSL at the same time.', '源库和目标库是否同时启用了SSL。'),
    causes: [say('SSL is on at the source and at the destination.', '源库和目标库都启用了SSL。')],
    fixes: [
      fix(
        'Into the cloud: switch SSL off at the destination for the time of the task.',
        '入云：任务期间关闭目标库的SSL。',
      ),
      fix(
        'Out of the cloud: switch SSL off at the source for the time of the task.',
        '出云：任务期间关闭源库的SSL。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'dstChunkNumCheck',
    group: 'db_params',
    title: say(
      'Checking Whether the Maximum Number of Chunks in the Destination Database Is Sufficient',
      '目标库最大支持chunk数目检查',
    ),
    problem: say('The destination may run out of chunks', '目标库的分片块数可能达到上限'),
    remedy: say(
      'Choose a larger destination, or accept slower writing.',
      '请选择更大规格的目标库，或接受写入变慢。',
    ),
    checks: say(
      'The destination can hold as many chunks as the data of the source needs.',
      '目标库支持的chunk数是否足够容纳源库数据。',
    ),
    causes: [
      say(
        'At the limit chunks are no longer split, and writing becomes slow.',
        '达到上限后chunk不再分裂，写入会变慢。',
      ),
    ],
    fixes: [
      fix(
        'Choose a destination of higher specifications, or accept slower writing.',
        '选择更高规格的目标库，或接受写入变慢。',
      ),
    ],
    blocking: false,
  },
  {
    item: 'mongoTypeFitTransferMode',
    group: 'db_params',
    title: say(
      'Checking Whether the MongoDB Instance Type Matches the Migration Mode',
      '实例类型是否匹配迁移模式',
    ),
    problem: say('The source is no cluster, but the task expects one', '任务要求集群，但源库不是集群'),
    remedy: say(
      'Enter a cluster router as source, or make the task for a replica set.',
      '请填写集群路由节点地址，或创建副本集任务。',
    ),
    checks: say(
      'The source is of the type that was chosen in the task.',
      '源库的实例类型是否与任务中所选的一致。',
    ),
    causes: [
      say('The task was made for a cluster, but the source is not one.', '任务选择了集群，但源库不是集群。'),
    ],
    fixes: [
      fix(
        'See what the source is: isdbgrid means mongos.',
        '查看源库类型：msg为isdbgrid表示mongos。',
        'db.isMaster().msg',
      ),
      fix(
        'Enter the address of a mongos as source, or make the task for a replica set.',
        '把源库地址改为mongos，或改建副本集类型的任务。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'srcCollIndexNumCheck',
    group: 'db_params',
    title: say(
      'Checking Whether the Source Database Collections Contain More Than 10 Indexes',
      '源数据库集合索引个数检查',
    ),
    problem: say('Collections have more than 10 indexes', '有集合的索引超过 10 个'),
    remedy: say(
      'Drop indexes that nobody uses, or accept a longer migration.',
      '请删除不使用的索引，或接受更长的迁移时间。',
    ),
    checks: say('No selected collection has more than 10 indexes.', '所选集合的索引是否超过10个。'),
    causes: [say('Many indexes slow the migration down.', '索引过多会拖慢迁移。')],
    fixes: [
      fix(
        'See the indexes and how much they are used.',
        '查看索引及其使用情况。',
        'db.<collection>.aggregate([{ $indexStats: {} }])',
      ),
      fix(
        'Drop those that nobody needs, or accept the longer time.',
        '删除无用的索引，或接受更长的迁移时间。',
        'db.<collection>.dropIndex("<index>")',
      ),
    ],
    blocking: false,
  },
  {
    item: 'srcCollNameContainsUnsupportedSymbols',
    group: 'db_params',
    title: say('Checking Whether the Source Database Collection Name Is Valid', '源数据库的集合名是否合法'),
    problem: say('A collection name has characters that aren’t supported', '有集合名含有不支持的字符'),
    remedy: say('Rename the collection, or leave it out.', '请重命名该集合，或不选择它。'),
    checks: say('The names of the selected collections are allowed.', '所选集合的名称是否合法。'),
    causes: [
      say("A name contains ' < > or $, or begins with system.", "名称含有 ' < > 或 $，或以system.开头。"),
    ],
    fixes: [
      fix('Rename the collection.', '重命名该集合。', 'db.getCollection("<old>").renameCollection("<new>")'),
      fix('Or leave it out of the selection.', '或在对象选择中去掉该集合。'),
    ],
    blocking: true,
  },
  {
    item: 'srcDbInstanceIsEmpty',
    group: 'db_params',
    title: say('Checking Whether the Source DB Instance Is Empty', '源数据库实例是否为空'),
    problem: say('The source has nothing to copy', '源库没有可迁移的数据'),
    remedy: say(
      'Check the address of the source and the rights of the account.',
      '请检查源库地址和账号权限。',
    ),
    checks: say('The source holds at least one database of users.', '源库中是否至少有一个用户数据库。'),
    causes: [
      say(
        'The source has nothing to copy, often because the wrong instance was entered.',
        '源库中没有可迁移的库，常见原因是填错了实例。',
      ),
      say(
        'The connection failed, or the account does not see the databases.',
        '连接失败，或账号看不到数据库。',
      ),
    ],
    fixes: [
      fix(
        'List the databases with the account of the task.',
        '用任务所用的账号列出数据库。',
        'db.adminCommand({ listDatabases: 1 })',
      ),
      fix(
        'Nothing there: correct the address of the source. Something there: check the rights of the account.',
        '没有数据库：更正源库地址；有数据库：检查账号权限。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'srcIdIndexCheck',
    group: 'db_params',
    title: say(
      'Checking Whether the _Id Fields in the Collection of the Source Database Have Indexes',
      '源数据库索引(_id)检查',
    ),
    problem: say('A collection lacks the index on its ID', '有集合缺少 ID 索引'),
    remedy: say('Create the index, or leave the collection out.', '请创建该索引，或不选择该集合。'),
    checks: say('Every selected collection has an index on _id.', '所选集合是否都有_id索引。'),
    causes: [say('A collection was made without the _id index.', '有集合在创建时没有_id索引。')],
    fixes: [
      fix('Create the index.', '创建索引。', 'db.<collection>.createIndex({ _id: 1 })'),
      fix('Or leave the collection out of the selection.', '或在对象选择中去掉该集合。'),
    ],
    blocking: true,
  },
  {
    item: 'srcShardKeyConfiguration',
    group: 'src_info_check',
    title: say(
      'Checking Whether the Shard Key Can Be Obtained from the Source Database',
      '源数据库分片键配置检查',
    ),
    problem: say('Shard keys of the source are not known', '无法获取源库的分片键'),
    remedy: say(
      'Shard large collections at the destination before the start.',
      '请在启动前在目标库对大集合进行分片。',
    ),
    checks: say(
      'The shard keys for a sharded destination are known.',
      '能否获取源库的分片键，以便在集群目标库中分片。',
    ),
    causes: [
      say(
        'The source is a replica set and has no shard keys (reason SRC_INSTANCE_TYPE_IS_REPLICA_SET).',
        '源库是副本集，没有分片键（原因码SRC_INSTANCE_TYPE_IS_REPLICA_SET）。',
      ),
      say(
        'The source is a cluster with collections that are not sharded, or its type is unknown.',
        '源库是集群但有未分片的集合，或无法识别源库类型。',
      ),
    ],
    fixes: [
      fix(
        'Shard large collections in the destination before the start; otherwise all their data lands on the primary shard.',
        '启动前在目标库对大集合分片，否则数据会全部落在主分片上。',
        `sh.enableSharding("<db>")
sh.shardCollection("<db>.<collection>", { <key>: "hashed" })`,
      ),
      fix('Small collections: accept the alarm.', '小集合：接受该告警即可。'),
    ],
    blocking: false,
  },
  {
    item: 'checkBalanceStatus',
    group: 'src_info_check',
    title: say('Checking the Balancer Status of the Source Database', '源数据库的均衡器状态检查'),
    problem: say('The balancer of the source is on', '源库的均衡器未关闭'),
    remedy: say('Switch the balancer off for the time of the task.', '请在任务期间关闭均衡器。'),
    checks: say(
      'The balancer of the source cluster is off for the selected collections.',
      '源库集群的均衡器对所选集合是否已关闭。',
    ),
    causes: [
      say(
        'A collection still has its balancer on; chunks that move during the copy spoil it.',
        '有集合仍开启均衡；迁移过程中chunk移动会破坏数据。',
      ),
    ],
    fixes: [
      fix(
        'Switch it off for the collection, or for the whole cluster. DDS: with the balancer switch of the instance.',
        '对该集合或整个集群关闭均衡；DDS请使用实例的均衡开关。',
        `sh.disableBalancing("<db>.<collection>")
sh.stopBalancer()`,
      ),
      fix(
        'Switch it on again when the task has ended.',
        '任务结束后重新开启。',
        `sh.enableBalancing("<db>.<collection>")
sh.startBalancer()`,
      ),
    ],
    blocking: true,
  },
  {
    item: 'srcMongoInstanceType',
    group: 'src_info_check',
    title: say('Checking the Instance Type of the Source Database', '源库的实例类型检查'),
    problem: say('The instance types of the two sides don’t fit', '两端的实例类型不匹配'),
    remedy: say('Choose a source or destination of the fitting type.', '请选择类型匹配的源库或目标库。'),
    checks: say(
      'The types of source and destination (replica set, cluster) fit together.',
      '源库和目标库的实例类型（副本集、集群）是否匹配。',
    ),
    causes: [
      say(
        'One is a cluster and the other a replica set, in a way that this task does not allow.',
        '一端是集群、另一端是副本集，且任务不支持这种组合。',
      ),
    ],
    fixes: [
      fix(
        'Choose a source or destination of the fitting type and make the task anew.',
        '更换类型匹配的源库或目标库，并重新创建任务。',
      ),
    ],
    blocking: true,
  },
] satisfies readonly PrecheckItemRow[]
