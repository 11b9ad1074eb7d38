import { say } from '../../base/i18n.ts'
import { fix, type PrecheckItemRow, unreadable } from './row.ts'

/** Connections, rights, versions, space and the selection of objects. */
export const connectionItems = [
  {
    item: 'srcDbConnection',
    group: 'network',
    title: say('Checking Whether the Source Database Is Connected', '源数据库连接是否成功'),
    checks: say(
      'DRS reaches the source at the address and port of the task and can log in with the account. While this fails, nearly all other items fail or cannot be checked: repair it first.',
      'DRS能否按任务中的地址和端口连上源库并用该账号登录。此项不通过时，其他检查项几乎都会失败或无法检查，请先解决此项。',
    ),
    causes: [
      say(
        'No network path: firewall, security group, network ACL or route.',
        '网络不通：防火墙、安全组、网络ACL或路由未放通。',
      ),
      say('Wrong user, password or authentication database.', '用户名、密码或鉴权数据库错误。'),
      say('The account may not log in from another host.', '账号不允许从远程主机登录。'),
      say('SSL is on and the CA certificate is missing or not valid.', '启用了SSL，但CA证书缺失或无效。'),
      say(
        'PostgreSQL: pg_hba.conf, listen_addresses or port do not fit, the role has no LOGIN, or there is no database named postgres.',
        'PostgreSQL：pg_hba.conf、listen_addresses或端口配置不对，角色没有LOGIN权限，或没有名为postgres的库。',
      ),
      say(
        'MongoDB: the source does not reach the port of the replication instance.',
        'MongoDB：源库无法访问复制实例的端口。',
      ),
      say('The database is down.', '数据库不可用。'),
    ],
    fixes: [
      fix(
        'Log in by hand with the same address, port and account.',
        '用相同的地址、端口和账号手工登录一次。',
      ),
      fix(
        'Open the port of the source for the address of the replication instance (security group, ACL, firewall, whitelist).',
        '在安全组、ACL、防火墙和白名单中，对复制实例的地址放通源库端口。',
      ),
      fix(
        'MySQL: use an account that may log in from the replication instance; drop it when the task has ended.',
        'MySQL：使用允许从复制实例登录的账号，任务结束后删除。',
        "CREATE USER '<user>'@'<DRS IP>' IDENTIFIED BY '<password>';",
      ),
      fix(
        'PostgreSQL: let the replication instance in with a line in pg_hba.conf, then reload.',
        'PostgreSQL：在pg_hba.conf中放通复制实例，然后重新加载配置。',
        `host all <user> <DRS IP>/32 <method>
SELECT pg_reload_conf();`,
      ),
      fix(
        'SSL: upload the right CA certificate, or switch SSL off in the task.',
        'SSL：上传正确的CA证书，或在任务中关闭SSL。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'dstDbConnection',
    group: 'network',
    title: say('Checking Whether the Destination Database Is Connected', '目标数据库连接是否成功'),
    checks: say(
      'DRS reaches the destination at the address and port of the task and can log in with the account.',
      'DRS能否按任务中的地址和端口连上目标库并用该账号登录。',
    ),
    causes: [
      say(
        'No network path: security group, network ACL, route or EIP.',
        '网络不通：安全组、网络ACL、路由或弹性公网IP有问题。',
      ),
      say('Wrong user or password.', '用户名或密码错误。'),
      say('The account may not log in from another host.', '账号不允许从远程主机登录。'),
      say(
        'PostgreSQL: pg_hba.conf, listen_addresses or port do not fit, the role has no LOGIN, or there is no database named postgres.',
        'PostgreSQL：pg_hba.conf、listen_addresses或端口配置不对，角色没有LOGIN权限，或没有名为postgres的库。',
      ),
      say('MongoDB: the SSL parameters are not set.', 'MongoDB：没有配置SSL参数。'),
      say('The database is down.', '数据库不可用。'),
    ],
    fixes: [
      fix(
        'Log in by hand with the same address, port and account.',
        '用相同的地址、端口和账号手工登录一次。',
      ),
      fix(
        'Open the database port for the address of the replication instance in the security group of the destination.',
        '在目标库的安全组中，对复制实例的地址放通数据库端口。',
      ),
      fix(
        'MySQL: use an account that may log in from the replication instance; drop it when the task has ended.',
        'MySQL：使用允许从复制实例登录的账号，任务结束后删除。',
        "CREATE USER '<user>'@'<DRS IP>' IDENTIFIED BY '<password>';",
      ),
      fix(
        'PostgreSQL: let the replication instance in (pg_hba.conf), listen on the address (postgresql.conf) and allow the login.',
        'PostgreSQL：放通复制实例（pg_hba.conf）、监听地址（postgresql.conf）并授予登录权限。',
        `host all <user> <DRS IP>/32 <method>
listen_addresses = '*'
ALTER ROLE <user> LOGIN;`,
      ),
    ],
    blocking: true,
  },
  {
    item: 'dstDbDiskSize',
    group: 'db_disk_size',
    title: say(
      'Checking Whether the Destination Database Has Sufficient Storage Space',
      '目标数据库磁盘可用空间是否足够',
    ),
    checks: say(
      'The destination has enough free space for the data. As an alarm it often only warns that the disk may have to grow.',
      '目标库磁盘的可用空间是否放得下要迁移的数据。如果只是告警，往往只是提醒磁盘可能需要扩容。',
    ),
    causes: [
      say(
        'Free space is below the size of the data times a factor (1.5 to 2.5, depending on the engine; diskSizeTimes in the data shows it).',
        '可用空间小于数据量乘以系数（因引擎而异，为1.5到2.5，见data中的diskSizeTimes）。',
      ),
      say('The account may not read the sizes.', '账号没有权限读取数据量或磁盘大小。'),
    ],
    fixes: [
      fix(
        'Enlarge the disk of the destination: at least factor × data, or data + 200 GB if that is less.',
        '为目标库扩容：至少为“系数×数据量”，与“数据量+200 GB”相比取较小者。',
      ),
      fix(
        'Or free space: drop data and logs that are no longer needed. The new size shows after 2 to 3 minutes.',
        '或清理不再需要的数据和日志；新的可用空间约2到3分钟后才会反映出来。',
      ),
      fix('Or select fewer objects.', '或减少所选对象。'),
      fix(
        'If the sizes cannot be read, give the account the rights named in the permission items first.',
        '如果是无法读取大小，请先按权限类检查项授予账号权限。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'dstStatusCheck',
    group: 'db_target_status',
    title: say('Checking Whether the Destination DB Instance Is Available', '目标数据库实例状态是否正常'),
    checks: say(
      'The destination instance and its read replicas run normally and can be written to.',
      '目标库实例及其只读实例运行正常且可写。',
    ),
    causes: [
      say('The instance is abnormal, restarting or being changed.', '实例异常、正在重启或正在变更。'),
      say('The destination is a read-only instance.', '目标库是只读实例。'),
      say('One of its read replicas is abnormal.', '其某个只读实例异常。'),
      say('The database service has a fault at the moment.', '数据库服务暂时异常。'),
    ],
    fixes: [
      fix(
        'Look at the instance in the console; wait until it is available again or repair it.',
        '在控制台查看实例，等待其恢复正常或进行修复。',
      ),
      fix('Choose a destination that can be written to.', '选择可写的目标库实例。'),
      fix('Repair or remove the faulty read replica.', '修复或删除异常的只读实例。'),
    ],
    blocking: true,
  },
  {
    item: 'dstDbPrivilegesIsEnough',
    group: 'db_user_privilege',
    title: say(
      'Checking Whether the Destination Database User Has Sufficient Permissions',
      '目标数据库用户权限是否足够',
    ),
    checks: say(
      'The account of the destination may create and write what the task copies.',
      '目标库账号是否有权创建和写入任务要迁移的内容。',
    ),
    causes: [
      say(
        'MySQL: one of the rights for structure or data is missing, or the GRANT OPTION that migration needs.',
        'MySQL：缺少结构或数据方面的权限，或缺少迁移所需的GRANT OPTION。',
      ),
      say(
        'MySQL 8.0.14 to 8.0.18: SESSION_VARIABLES_ADMIN is missing.',
        'MySQL 8.0.14到8.0.18：缺少SESSION_VARIABLES_ADMIN。',
      ),
      say(
        'Users are copied, and the account may not write to the mysql schema.',
        '需要迁移用户，但账号无权写mysql库。',
      ),
      say(
        'MongoDB or DDS: dbAdminAnyDatabase, read on config or readWrite on the databases is missing.',
        'MongoDB或DDS：缺少dbAdminAnyDatabase、config库的read或各库的readWrite角色。',
      ),
      say(
        'PostgreSQL: CREATEDB, CREATEROLE, or CREATE and USAGE on database or schema is missing.',
        'PostgreSQL：缺少CREATEDB、CREATEROLE，或库、模式上的CREATE、USAGE权限。',
      ),
    ],
    fixes: [
      fix('See what the account has.', '查看账号现有的权限。', "SHOW GRANTS FOR '<user>'@'<host>';"),
      fix(
        'RDS for MySQL: use root, it has all of them. Otherwise grant them.',
        'RDS for MySQL：直接使用root即可；否则请授权。',
        "GRANT SELECT, CREATE, ALTER, DROP, DELETE, INSERT, UPDATE, INDEX, EVENT, CREATE VIEW, CREATE ROUTINE, TRIGGER, REFERENCES ON <db>.* TO '<user>'@'<host>' WITH GRANT OPTION;",
      ),
      fix(
        'MySQL 8.0.14 to 8.0.18: grant this one too.',
        'MySQL 8.0.14到8.0.18还需授权。',
        "GRANT SESSION_VARIABLES_ADMIN ON *.* TO '<user>'@'<host>';",
      ),
      fix(
        'MongoDB or DDS: give the roles.',
        'MongoDB或DDS：授予角色。',
        'db.grantRolesToUser("<user>", [{ role: "dbAdminAnyDatabase", db: "admin" }, { role: "readWriteAnyDatabase", db: "admin" }, { role: "read", db: "config" }])',
      ),
      fix(
        'PostgreSQL: grant what is missing.',
        'PostgreSQL：补齐缺少的权限。',
        `ALTER ROLE <user> WITH CREATEDB;
GRANT CONNECT, CREATE ON DATABASE <db> TO <user>;
GRANT USAGE, CREATE ON SCHEMA <schema> TO <user>;`,
      ),
    ],
    blocking: true,
  },
  {
    item: 'srcDbPrivilegesIsEnough',
    group: 'db_user_privilege',
    title: say(
      'Checking Whether the Source Database User Has Sufficient Permissions',
      '源数据库用户权限是否足够',
    ),
    checks: say(
      'The account of the source may read what the task copies.',
      '源库账号是否有权读取任务要迁移的内容。',
    ),
    causes: [
      say('MySQL: SELECT, SHOW VIEW or EVENT is missing.', 'MySQL：缺少SELECT、SHOW VIEW或EVENT。'),
      say(
        'MongoDB replica set: readAnyDatabase on admin or read on local is missing; cluster: read on config at mongos, read on local at the shards.',
        'MongoDB副本集：缺少admin库的readAnyDatabase或local库的read；集群：mongos上缺少config库的read，分片上缺少local库的read。',
      ),
      say(
        'PostgreSQL: CONNECT, USAGE or SELECT is missing, SELECT on pg_catalog.pg_authid for passwords, or a replication connection for incremental work.',
        'PostgreSQL：缺少CONNECT、USAGE或SELECT，迁移密码时缺少pg_catalog.pg_authid的SELECT，或增量所需的复制连接。',
      ),
      say(
        'Oracle: CREATE SESSION, SELECT ANY DICTIONARY or SELECT on the tables is missing; incremental also needs EXECUTE_CATALOG_ROLE, SELECT ANY TRANSACTION and (from 12c) LOGMINING.',
        'Oracle：缺少CREATE SESSION、SELECT ANY DICTIONARY或表的SELECT；增量还需EXECUTE_CATALOG_ROLE、SELECT ANY TRANSACTION以及LOGMINING（12c及以上）。',
      ),
    ],
    fixes: [
      fix(
        'MySQL: grant the rights to read.',
        'MySQL：授予读取权限。',
        "GRANT SELECT, SHOW VIEW, EVENT ON *.* TO '<user>'@'<host>';",
      ),
      fix(
        'MongoDB replica set: give the roles.',
        'MongoDB副本集：授予角色。',
        'db.grantRolesToUser("<user>", [{ role: "readAnyDatabase", db: "admin" }, { role: "read", db: "local" }])',
      ),
      fix(
        'MongoDB cluster: give these at mongos, and read on local at each shard.',
        'MongoDB集群：在mongos上授予以下角色，并在每个分片上授予local库的read。',
        'db.grantRolesToUser("<user>", [{ role: "readAnyDatabase", db: "admin" }, { role: "read", db: "config" }])',
      ),
      fix(
        'PostgreSQL: grant the rights to read; for incremental work also let replication in (pg_hba.conf, then reload) and take the line out after the task.',
        'PostgreSQL：授予读取权限；增量还需在pg_hba.conf中放通复制连接并重新加载，任务结束后删除该行。',
        `GRANT CONNECT ON DATABASE <db> TO <user>;
GRANT USAGE ON SCHEMA <schema> TO <user>;
GRANT SELECT ON ALL TABLES IN SCHEMA <schema> TO <user>;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA <schema> TO <user>;
# pg_hba.conf
host replication <user> <DRS IP>/32 <method>`,
      ),
      fix(
        'Oracle: grant the rights.',
        'Oracle：授权。',
        `GRANT CREATE SESSION, SELECT ANY DICTIONARY TO <user>;
GRANT SELECT ON <schema>.<table> TO <user>;`,
      ),
    ],
    blocking: true,
  },
  {
    item: 'srcDbPrivilegesIsEnoughForIncre',
    group: 'db_user_privilege',
    title: say(
      'Checking Whether the Source Database User Has Sufficient Permissions (Incremental)',
      '增量迁移，源数据库用户权限是否足够',
    ),
    checks: say(
      'The account of the source has the rights for full and incremental work. One missing right fails several items at once (binlog, GTID): repair this one first.',
      '源库账号是否具备全量加增量所需的权限。缺一个权限会让binlog、GTID等多项同时失败，请先解决此项。',
    ),
    causes: [
      say(
        'SELECT, SHOW VIEW, EVENT, LOCK TABLES, REPLICATION SLAVE or REPLICATION CLIENT is missing.',
        '缺少SELECT、SHOW VIEW、EVENT、LOCK TABLES、REPLICATION SLAVE或REPLICATION CLIENT。',
      ),
      say(
        'Users are copied, and SELECT on mysql.user is missing (Alibaba Cloud: on mysql.user_view as well).',
        '需要迁移用户，但缺少mysql.user的SELECT（阿里云还需mysql.user_view）。',
      ),
      say(
        'Disaster recovery: CREATE, ALTER, DROP, DELETE, INSERT, UPDATE or INDEX is missing as well.',
        '灾备任务：还缺少CREATE、ALTER、DROP、DELETE、INSERT、UPDATE或INDEX。',
      ),
    ],
    fixes: [
      fix('See what the account has.', '查看账号现有的权限。', "SHOW GRANTS FOR '<user>'@'<host>';"),
      fix(
        'Grant the global rights; they cannot be given for one database only.',
        '授予全局权限（这两项不能只对单个库授权）。',
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '<user>'@'<host>';",
      ),
      fix(
        'Grant the rights on each database of the task.',
        '对任务中的每个库授权。',
        "GRANT SELECT, SHOW VIEW, EVENT, LOCK TABLES ON <db>.* TO '<user>'@'<host>';",
      ),
      fix(
        'Only when users are copied:',
        '仅在迁移用户时需要：',
        "GRANT SELECT ON mysql.user TO '<user>'@'<host>';",
      ),
      fix(
        'Only for disaster recovery:',
        '仅灾备任务需要：',
        "GRANT CREATE, ALTER, DROP, DELETE, INSERT, UPDATE, INDEX ON <db>.* TO '<user>'@'<host>';",
      ),
    ],
    blocking: true,
  },
  {
    item: 'dbVersionMeetRequirement',
    group: 'db_version',
    title: say(
      'Checking Whether the Migration Is from an Earlier Database Version to the Same or a Later Version',
      '版本是否符合从低到高或者同版本迁移',
    ),
    checks: say('The destination is not older than the source.', '目标库版本不低于源库版本。'),
    causes: [
      say('The destination is of an older version than the source.', '目标库版本低于源库版本。'),
      say('One of the versions is not supported.', '其中一端的版本不受支持。'),
      say(
        'MongoDB: the versions differ, and features of the newer source may be missing in the destination (to be confirmed).',
        'MongoDB：两端版本不同，目标库可能缺少源库使用的新特性（需确认）。',
      ),
    ],
    fixes: [
      fix(
        'Choose a destination of the same or a later version, or upgrade it.',
        '选择版本相同或更高的目标库，或升级目标库。',
      ),
      fix(
        'MongoDB: confirm only after you have checked that no newer feature is in use.',
        'MongoDB：确认没有使用新版本特性后再接受。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'srcDbVersionSupport',
    group: 'db_version',
    title: say('Checking Whether the Source Database Version Is Supported', '源数据库版本是否支持'),
    checks: say('DRS supports the version of the source for this link.', '该链路是否支持源库的版本。'),
    causes: [
      say(
        'The version is not supported. As an example, MySQL links take 5.5 to 8.0, some now 8.4; each link has its own list.',
        '版本不受支持。例如MySQL链路支持5.5到8.0，部分链路已支持8.4；各链路范围不同。',
      ),
      say(
        'MongoDB change streams were chosen, but the source is older than 4.0.',
        'MongoDB选择了ChangeStream方式，但源库版本低于4.0。',
      ),
      unreadable,
    ],
    fixes: [
      fix(
        'See the version of the source (MongoDB: db.version()).',
        '查看源库版本（MongoDB：db.version()）。',
        'SELECT VERSION();',
      ),
      fix(
        'Look up the versions that DRS supports for this link and choose a source of such a version, or upgrade it.',
        '查看该链路支持的版本，选择符合的源库或升级源库。',
      ),
      fix(
        'MongoDB: use the oplog mode, or upgrade to 4.0 or later.',
        'MongoDB：改用oplog方式，或升级到4.0及以上。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'dstDbVersionSupport',
    group: 'db_version',
    title: say('Checking Whether the Destination Database Version Is Supported', '目标数据库版本是否支持'),
    checks: say('DRS supports the version of the destination for this link.', '该链路是否支持目标库的版本。'),
    causes: [
      say(
        'The version is not supported; each link has its own list.',
        '版本不受支持；各链路支持的范围不同。',
      ),
      unreadable,
    ],
    fixes: [
      fix(
        'See the version of the destination (MongoDB: db.version()).',
        '查看目标库版本（MongoDB：db.version()）。',
        'SELECT VERSION();',
      ),
      fix(
        'Choose a destination of a version that DRS supports for this link.',
        '选择该链路支持的目标库版本。',
      ),
      fix(
        'If there is none, dump the data and import it without DRS.',
        '如果没有合适的版本，请改用导出导入的方式迁移。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'userSelectObjectsCheck',
    group: 'db_params',
    title: say('Checking Whether the Databases and Tables Exist', '选择对象预检查'),
    checks: say(
      'The selected or imported objects exist in the source and can be copied.',
      '所选或导入的对象在源库中存在且可以迁移。',
    ),
    causes: [
      say(
        'An imported file names databases or tables that the source does not have.',
        '导入的文件中有源库不存在的库或表。',
      ),
      say(
        'A selected table has an identity column that the destination does not support.',
        '所选的表含有目标库不支持的自增（identity）列。',
      ),
      say('Objects were dropped or renamed after the selection.', '选择之后对象被删除或改名。'),
    ],
    fixes: [
      fix('Correct the file and import it again.', '修改文件后重新导入。'),
      fix(
        'Or open the object selection again and take the named tables out.',
        '或重新选择对象，去掉提示中的表。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'checkJobDbObjectInfo',
    title: say('Checking the Object Selection of the Task', '对象选择信息检查'),
    checks: say(
      'The object selection that DRS has stored for the task is complete.',
      'DRS中保存的对象选择信息是否完整。',
    ),
    causes: [
      say(
        'No objects are selected, or the selection no longer fits the source.',
        '没有选择对象，或所选对象与源库现状不符。',
      ),
    ],
    fixes: [fix('Select the objects again, then run the precheck.', '重新选择对象后再预检查。')],
    blocking: false,
  },
  {
    item: 'mappedNameCheck',
    title: say('Checking the Mapped Object Names in the Destination Database', '目标库对象命名约束检查'),
    checks: say(
      'The names that objects get in the destination by mapping are legal there.',
      '映射后的对象名在目标库中是否合法。',
    ),
    causes: [
      say('A mapped database name contains . < > \\ or a quote.', '映射后的库名含有 . < > \\ 或引号。'),
    ],
    fixes: [fix('Choose other mapped names in the object selection.', '在对象选择中改用其他映射名称。')],
    blocking: false,
  },
  {
    item: 'checkEmptyDstDb',
    title: say('Checking Whether the Destination Database Is Empty', '目标库空库检查'),
    checks: say(
      'The destination of a disaster recovery task holds no databases of users.',
      '灾备任务的目标库中没有用户数据库。',
    ),
    causes: [say('The destination is not empty.', '目标库不是空库。')],
    fixes: [
      fix('Use a new, empty instance as destination.', '使用新的空实例作为目标库。'),
      fix(
        'Or back up the databases of the destination and drop them. Be sure that it is the destination.',
        '或先备份再删除目标库中的数据库；动手前务必确认连的是目标库。',
        'DROP DATABASE <db>;',
      ),
    ],
    blocking: true,
  },
  {
    item: 'checkIncreSrcDbExistedInDstDb',
    group: 'db_params',
    title: say(
      'Checking Whether the Names of the Source and Destination Databases Are the Same',
      '目标数据库是否存在和源数据库同名的数据库',
    ),
    checks: say(
      'No selected database exists in the destination already (incremental work).',
      '增量场景下，目标库中没有与所选库同名的数据库。',
    ),
    causes: [
      say(
        'A selected database exists in the destination, for example from an earlier attempt.',
        '目标库中已有同名库，例如上一次迁移留下的。',
      ),
      say('The account may not list the databases.', '账号没有权限列出数据库。'),
    ],
    fixes: [
      fix(
        'Find out what the database in the destination is for.',
        '先弄清目标库中这个同名库的用途。',
        'SELECT table_schema, COUNT(*) FROM information_schema.tables GROUP BY table_schema;',
      ),
      fix(
        'If it is a leftover, back it up and drop it in the destination.',
        '如果是遗留数据，备份后在目标库中删除。',
        'DROP DATABASE <db>;',
      ),
      fix('Otherwise choose another destination instance.', '否则换一个目标库实例。'),
    ],
    blocking: true,
  },
] satisfies readonly PrecheckItemRow[]
