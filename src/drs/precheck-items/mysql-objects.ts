import { say } from '../../base/i18n.ts'
import { fix, type PrecheckItemRow } from './row.ts'

/** Names, tables and other objects of MySQL and its kin. */
export const mysqlObjectItems = [
  {
    item: 'srcDbNameContainsUnsupportedSymbols',
    group: 'db_params',
    title: say('Checking Whether the Source Database Name Is Valid', '源数据库的库名是否合法'),
    problem: say('A database name has characters that aren’t supported', '有数据库名含有不支持的字符'),
    remedy: say(
      'Leave the database out, or move its content to one with another name.',
      '请不选择该数据库，或将其内容移到名称合规的数据库。',
    ),
    checks: say('The names of the source databases are allowed.', '源库的库名是否合法。'),
    causes: [
      say(
        'MySQL: a name is not made of 1 to 64 lower-case letters, digits, hyphens and underscores.',
        'MySQL：库名不是由1到64个小写字母、数字、中划线、下划线组成。',
      ),
      say('MongoDB: a name contains / \\ . " $ or a space.', 'MongoDB：库名含有 / \\ . " $ 或空格。'),
    ],
    fixes: [
      fix('Leave the database out of the selection.', '在对象选择中去掉该库。'),
      fix(
        'Or move its content to a database with an allowed name; neither MySQL nor MongoDB can rename one in place.',
        '或把内容转移到名称合法的库中；MySQL和MongoDB都不能直接给库改名。',
        'RENAME TABLE <old db>.<table> TO <new db>.<table>;',
      ),
    ],
    blocking: true,
  },
  {
    item: 'srcTableNameContainsNonAscii',
    group: 'db_params',
    title: say(
      'Checking Whether the Source Database Contains Object Names with Non-ASCII Characters',
      '源数据库中有包含非ASCII字符的表名',
    ),
    problem: say('A table name has characters that aren’t supported', '有表名含有不支持的字符'),
    remedy: say('Rename the table, or leave it out of the selection.', '请重命名该表，或不选择它。'),
    checks: say(
      'The table names of the source are plain ASCII and allowed.',
      '源库的表名是否为合法的ASCII字符。',
    ),
    causes: [
      say(
        'A name contains characters outside ASCII, or one of > < / \\',
        '名称含有非ASCII字符，或含有 > < / \\ 之一。',
      ),
    ],
    fixes: [
      fix('Rename the table.', '重命名该表。', 'RENAME TABLE <db>.<old> TO <db>.<new>;'),
      fix('Or leave it out of the selection.', '或在对象选择中去掉该表。'),
    ],
    blocking: true,
  },
  {
    item: 'srcViewNameContainsNonAscii',
    group: 'db_params',
    title: say(
      'Checking Whether the Source Database View Name Is Valid',
      '源数据库中是否存在非ASCII字符的视图名',
    ),
    problem: say('A view name has characters that aren’t supported', '有视图名含有不支持的字符'),
    remedy: say('Rename the view, or leave it out of the selection.', '请重命名该视图，或不选择它。'),
    checks: say(
      'The view names of the source are plain ASCII and allowed.',
      '源库的视图名是否为合法的ASCII字符。',
    ),
    causes: [
      say(
        'A name contains characters outside ASCII, or one of > < / \\',
        '名称含有非ASCII字符，或含有 > < / \\ 之一。',
      ),
    ],
    fixes: [
      fix('Rename the view.', '重命名该视图。', 'RENAME TABLE <db>.<old view> TO <db>.<new view>;'),
      fix('Or leave it out of the selection.', '或在对象选择中去掉该视图。'),
    ],
    blocking: true,
  },
  {
    item: 'srcIdentifierWithBreakCheck',
    title: say('Checking for Line Breaks in the Names of the Source Structure', '源端表结构是否存在换行'),
    problem: say('A name at the source contains a line break', '源库有名称包含换行符'),
    remedy: say('Rename what contains a line break.', '请重命名包含换行符的对象。'),
    checks: say('No name in the source structure holds a line break.', '源端表结构中的名称是否含有换行。'),
    causes: [
      say(
        'The name of a database, table, column, index or constraint contains a line break.',
        '库、表、列、索引或约束的名称中含有换行符。',
      ),
    ],
    fixes: [
      fix(
        'Find tables and columns with a line break in the name.',
        '查找名称中含换行的表和列。',
        "SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE CONCAT(table_name, column_name) REGEXP '[\\r\\n]';",
      ),
      fix('Rename what you find, then run the precheck again.', '重命名后再次预检查。'),
    ],
    blocking: true,
  },
  {
    item: 'srcDbExistUnsupportEngineTable',
    group: 'db_params',
    title: say(
      'Checking Whether the Source Database Tables Use Storage Engines Not Supported by the Destination Database',
      '源数据库是否存在使用不支持的存储引擎的表',
    ),
    problem: say('Tables use a storage engine the destination lacks', '有表使用了目标库不支持的存储引擎'),
    remedy: say(
      'Convert the tables to InnoDB, or leave them out.',
      '请将这些表转换为受支持的存储引擎，或不选择它们。',
    ),
    checks: say(
      'The destination supports the storage engines of the selected tables.',
      '所选表的存储引擎在目标库中是否受支持。',
    ),
    causes: [
      say(
        'A table uses an engine that the destination does not have, such as MyISAM.',
        '有表使用了目标库不支持的存储引擎，如MyISAM。',
      ),
    ],
    fixes: [
      fix(
        'Find the tables.',
        '查找这些表。',
        "SELECT table_schema, table_name, engine FROM information_schema.tables WHERE engine <> 'InnoDB' AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema');",
      ),
      fix(
        'Convert them to InnoDB; this locks and rebuilds the table, so do it at a quiet time.',
        '转换为InnoDB；该操作会锁表并重建表，请在低峰期进行。',
        'ALTER TABLE <db>.<table> ENGINE = InnoDB;',
      ),
      fix('Or leave them out of the selection.', '或在对象选择中去掉这些表。'),
    ],
    blocking: true,
  },
  {
    item: 'srcDbIndexKeyLength',
    group: 'db_params',
    title: say(
      'Checking Whether the Index Length of the Source Database Exceeds the Limit',
      '源数据库索引长度检查',
    ),
    problem: say('An index is too long for the destination', '有索引长度超过目标库上限'),
    remedy: say(
      'Allow long indexes at the destination, or index only a prefix.',
      '请在目标库允许长索引，或改为前缀索引。',
    ),
    checks: say(
      'The indexes of the source fit the length limit of the destination.',
      '源库索引长度是否超过目标库的上限。',
    ),
    causes: [
      say(
        'An index is longer than the destination allows (767 bytes without innodb_large_prefix).',
        '索引长度超过目标库的上限（未开启innodb_large_prefix时为767字节）。',
      ),
    ],
    fixes: [
      fix(
        'MySQL 5.6 and 5.7: allow long indexes at the destination.',
        'MySQL 5.6和5.7：在目标库开启长索引。',
        'SET GLOBAL innodb_large_prefix = ON;',
      ),
      fix(
        'Or index only a prefix of the column at the source.',
        '或在源库只对列的前缀建索引。',
        'ALTER TABLE <db>.<table> DROP INDEX <index>, ADD INDEX <index> (<column>(<length>));',
      ),
      fix('Or leave the table out of the selection.', '或在对象选择中去掉该表。'),
    ],
    blocking: true,
  },
  {
    item: 'hasForeignKeyOnUnselectedTable',
    group: 'db_params',
    title: say('Checking Whether Referenced Tables Are Selected for Migration', '迁移对象未选择外键依赖的表'),
    problem: say('A referenced table is not selected', '外键依赖的表未被选择'),
    remedy: say('Select the referenced tables as well.', '请同时选择被引用的表。'),
    checks: say('Tables that foreign keys refer to are selected as well.', '外键所引用的表是否也已选择。'),
    causes: [say('A selected table refers to a table that is not selected.', '所选的表引用了未选择的表。')],
    fixes: [
      fix(
        'Find what a table refers to.',
        '查看表引用了哪些表。',
        "SELECT table_name, referenced_table_schema, referenced_table_name FROM information_schema.key_column_usage WHERE table_schema = '<db>' AND referenced_table_name IS NOT NULL;",
      ),
      fix(
        'Select the tables that are referred to as well, or leave the referring ones out.',
        '把被引用的表一并选择，或去掉引用它们的表。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'MySQLForeignKeyReferentialActionCheck',
    aliases: ['MysqlForeignKeyReferentialActionCheck'],
    title: say(
      'Whether There Are Foreign Keys Containing Unsupported Reference Operations in the Source Database',
      '源端存在不支持的外键引用操作',
    ),
    problem: say('Foreign keys use actions that DRS can’t replicate', '有外键使用了 DRS 无法同步的引用操作'),
    remedy: say('Drop those keys, or leave their child tables out.', '请删除这些外键，或不选择其子表。'),
    checks: say(
      'No foreign key of the selected tables acts by itself (CASCADE, SET NULL, SET DEFAULT).',
      '所选表中是否存在带CASCADE、SET NULL、SET DEFAULT引用操作的外键。',
    ),
    causes: [
      say(
        'What such a key changes in child tables is not in the binlog, so the child tables drift apart.',
        '这类外键对子表的修改不会写入binlog，会造成子表数据不一致。',
      ),
    ],
    fixes: [
      fix(
        'Find the keys.',
        '查找这些外键。',
        "SELECT constraint_schema, table_name, constraint_name, update_rule, delete_rule FROM information_schema.referential_constraints WHERE update_rule NOT IN ('RESTRICT', 'NO ACTION') OR delete_rule NOT IN ('RESTRICT', 'NO ACTION');",
      ),
      fix(
        'Drop the key, if the application can do without it.',
        '如果应用允许，删除该外键。',
        'ALTER TABLE <db>.<table> DROP FOREIGN KEY <key>;',
      ),
      fix('Or leave the child tables out of the selection.', '或在对象选择中去掉子表。'),
    ],
    blocking: true,
  },
  {
    item: 'srcHasNoPkTableWhenTgtHasInvisiblePk',
    group: 'db_params',
    title: say('Checking Whether the Source Database Tables Contain Primary Keys', '源迁移库无主键表检查'),
    problem: say('Tables have no primary key', '有表没有主键'),
    remedy: say('Add primary keys, or leave the tables out.', '请添加主键，或不选择这些表。'),
    checks: say(
      'The selected tables have primary keys; without them rows cannot be told apart.',
      '所选的表是否都有主键；没有主键就无法区分各行。',
    ),
    causes: [
      say(
        'Tables have no primary key: their values cannot be compared, and their data may differ after network trouble.',
        '有无主键表：无法做内容对比，网络异常后数据可能不一致。',
      ),
      say(
        'Synchronization: tables without primary key fail; in many-to-one tasks two of the same name must not meet.',
        '同步任务：无主键表会失败；多对一任务中不能有同名的无主键表。',
      ),
    ],
    fixes: [
      fix(
        'Find the tables.',
        '查找无主键表。',
        "SELECT t.table_schema, t.table_name FROM information_schema.tables t LEFT JOIN information_schema.table_constraints c ON c.table_schema = t.table_schema AND c.table_name = t.table_name AND c.constraint_type = 'PRIMARY KEY' WHERE t.table_type = 'BASE TABLE' AND c.constraint_name IS NULL AND t.table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema');",
      ),
      fix('Add a primary key.', '添加主键。', 'ALTER TABLE <db>.<table> ADD PRIMARY KEY (<column>);'),
      fix(
        'Or leave them out, or (migration, disaster recovery) accept the risk.',
        '或去掉这些表；迁移和灾备也可以确认风险后接受。',
      ),
    ],
    blocking: false,
  },
  {
    item: 'srcRoutinesWithoutPrivilegeCheck',
    group: 'db_params',
    title: say(
      'Checking Whether the Source Database Contains the Functions or Stored Procedures that the Source Database User Is Not Authorized to Migrate',
      '源库中是否存在无权限迁移的函数或存储过程',
    ),
    problem: say('The account can’t read all routines', '账号无权读取部分存储过程或函数'),
    remedy: say(
      'Grant the account the right to read routines, or leave them out.',
      '请授予账号读取权限，或不选择这些对象。',
    ),
    checks: say(
      'The account of the source may read the definition of all selected functions and procedures.',
      '源库账号是否有权读取所选函数和存储过程的定义。',
    ),
    causes: [
      say(
        'The account sees routines whose definition it may not read.',
        '账号能看到某些函数或存储过程，但无权读取其定义。',
      ),
    ],
    fixes: [
      fix(
        'MySQL 8.0.20 and later: grant the right to read them.',
        'MySQL 8.0.20及以上：授予读取权限。',
        "GRANT SHOW_ROUTINE ON *.* TO '<user>'@'<host>';",
      ),
      fix(
        'Older versions: grant SELECT on mysql.proc.',
        '较早版本：授予mysql.proc的SELECT。',
        "GRANT SELECT ON mysql.proc TO '<user>'@'<host>';",
      ),
      fix('Or leave the routines out of the selection.', '或在对象选择中去掉这些函数和存储过程。'),
    ],
    blocking: true,
  },
  {
    item: 'srcTriggerAndEventCheck',
    group: 'db_params',
    title: say(
      'Checking Whether the Source Database Contains Triggers or Events',
      '源端是否存在触发器或事件',
    ),
    problem: say('The source has triggers or events', '源库存在触发器或事件'),
    remedy: say(
      'Stop the task normally at the end, so that they are copied.',
      '结束时请正常结束任务，以便迁移触发器和事件。',
    ),
    checks: say(
      'The source has triggers or events. DRS creates them in the destination only at the regular end of the task.',
      '源库是否存在触发器或事件；DRS只在任务正常结束时才在目标库创建它们。',
    ),
    causes: [say('There are triggers or events in the selected databases.', '所选库中存在触发器或事件。')],
    fixes: [
      fix(
        'See which.',
        '查看有哪些。',
        `SELECT trigger_schema, trigger_name FROM information_schema.triggers;
SELECT event_schema, event_name FROM information_schema.events;`,
      ),
      fix(
        'At the end stop the task regularly (not forcibly) while both databases can still be reached.',
        '收尾时在两端仍可连接的情况下正常结束任务，不要强制结束。',
      ),
      fix('Nothing else to do: accept the alarm.', '除此之外无需处理，接受该告警即可。'),
    ],
    blocking: false,
  },
  {
    item: 'srcHasLargeColumnTypeCheck',
    title: say(
      'Whether There Are Tables Containing Fields of the longtext or longblob Type in the Synchronization Object',
      '同步对象中是否存在包含longtext,longblob类型字段的表',
    ),
    problem: say('Tables have very large columns', '有表包含超大字段'),
    remedy: say(
      'Use a task of large specifications, or leave the tables out.',
      '请使用大规格任务，或不选择这些表。',
    ),
    checks: say(
      'The selected tables have longtext or longblob columns, which need much memory.',
      '所选的表中是否有占用大量内存的longtext、longblob列。',
    ),
    causes: [
      say(
        'Such columns can make a small replication instance fail.',
        '这类列可能使小规格的复制实例发生异常。',
      ),
    ],
    fixes: [
      fix(
        'Find the columns.',
        '查找这些列。',
        "SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE data_type IN ('longtext', 'longblob') AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema');",
      ),
      fix('Use a task of large specifications or above.', '使用大规格及以上的任务。'),
      fix('Or leave the tables out of the selection.', '或在对象选择中去掉这些表。'),
    ],
    blocking: true,
  },
  {
    item: 'sourceEncryptTableActionChecker',
    title: say('Checking for Encrypted Tables in the Source Database', '源库加密表检查'),
    problem: say('The source has encrypted tables', '源库存在加密表'),
    remedy: say('Make sure that the destination supports table encryption.', '请确认目标库支持表加密。'),
    checks: say('The source has encrypted tables.', '源库是否存在加密表。'),
    causes: [say('The destination may not support table encryption.', '目标库可能不支持表加密。')],
    fixes: [
      fix(
        'Find the tables.',
        '查找加密表。',
        "SELECT table_schema, table_name FROM information_schema.tables WHERE create_options LIKE '%ENCRYPTION%';",
      ),
      fix(
        'Make sure that the destination supports table encryption, else leave the tables out of the selection.',
        '确认目标库支持表加密，否则在对象选择中去掉这些表。',
      ),
    ],
    blocking: false,
  },
] satisfies readonly PrecheckItemRow[]
