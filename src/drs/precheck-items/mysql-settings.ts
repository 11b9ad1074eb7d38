import { say, type Text } from '../../base/i18n.ts'
import { type Fix, fix, type PrecheckItemRow, unreadable } from './row.ts'

type Remedy = Pick<PrecheckItemRow, 'checks' | 'causes' | 'fixes'>

/**
 * Checks, causes and fixes of an item that compares one variable of both sides. `why` goes on with a clause after a semicolon;
 * `pattern` is what to look for where it is more than the variable itself.
 */
function sameSetting(variable: string, why: Text, assignment: string, pattern = variable): Remedy {
  return {
    checks: say(
      `${variable} is the same on both sides; ${why.en}`,
      `两端的${variable}是否一致；${why['zh-CN']}`,
    ),
    causes: [say('The two values differ.', '两端取值不同。'), unreadable],
    fixes: [
      fix('Compare the value on both sides.', '在两端分别查看取值。', `SHOW VARIABLES LIKE '${pattern}';`),
      fix(
        'Set the destination like the source. RDS: in the parameters of the instance; own server: this statement, and the same value in my.cnf.',
        '把目标库设置为与源库相同。RDS：在实例的参数设置中修改；自建库：执行以下语句，并在my.cnf中设置相同的值。',
        assignment,
      ),
    ],
  }
}

/** The same with one more step. */
function withFix(remedy: Remedy, step: Fix): Remedy {
  return { ...remedy, fixes: [...remedy.fixes, step] }
}

/** The v3 examples and the v5 list name the same check differently. */
const definerRights = {
  checks: say(
    'The account may keep the definers of views, routines, triggers and events.',
    '账号是否有权保留视图、存储过程、触发器、事件的Definer。',
  ),
  causes: [
    say('Into the cloud: the account of the source lacks all privileges.', '入云：源库账号没有全部权限。'),
    say(
      'Out of the cloud: the account of the destination lacks all privileges.',
      '出云：目标库账号没有全部权限。',
    ),
  ],
  fixes: [
    fix(
      'Simplest: let all definers become the user of the destination (replace definer in the task).',
      '最简单：在任务中选择将所有Definer替换为目标库用户。',
    ),
    fix(
      'Or give the account all privileges for the time of the task.',
      '或在任务期间授予账号全部权限。',
      "GRANT ALL PRIVILEGES ON *.* TO '<user>'@'<host>';",
    ),
  ],
}

/** Settings of MySQL and its kin. */
export const mysqlSettingItems = [
  {
    item: 'dbCharacterSetConsistency',
    group: 'db_params',
    title: say(
      'Checking Whether the Source and Destination Database Character Sets Are Consistent',
      '源数据库和目标数据库的字符集是否一致',
    ),
    problem: say('Source and destination have different character sets', '源库与目标库的字符集不一致'),
    remedy: say(
      'Set the character set of the destination like the source.',
      '请将目标库的字符集设置为与源库一致。',
    ),
    ...sameSetting(
      'character_set_server',
      say('otherwise text may be stored wrongly.', '不一致时文本可能变成乱码。'),
      'SET GLOBAL character_set_server = <value of the source>;',
    ),
    blocking: true,
  },
  {
    item: 'dbCollationServerConsistency',
    group: 'db_params',
    title: say(
      'Checking Whether the collation_server Values of the Source and Destination Databases Are the Same',
      'COLLATION_SERVER的一致性检查',
    ),
    problem: say('Source and destination have different collations', '源库与目标库的排序规则不一致'),
    remedy: say(
      'Set the collation of the destination like the source.',
      '请将目标库的排序规则设置为与源库一致。',
    ),
    ...sameSetting(
      'collation_server',
      say('otherwise text sorts and compares differently.', '不一致时文本的排序和比较结果会不同。'),
      'SET GLOBAL collation_server = <value of the source>;',
    ),
    blocking: true,
  },
  {
    item: 'dbIsolationLevelConsistency',
    group: 'db_params',
    title: say('Checking Whether the Transaction Isolation Levels are Consistent', '事务隔离级别一致性校验'),
    problem: say(
      'Source and destination have different isolation levels',
      '源库与目标库的事务隔离级别不一致',
    ),
    remedy: say(
      'Set the isolation level of the destination like the source.',
      '请将目标库的事务隔离级别设置为与源库一致。',
    ),
    checks: say(
      'Source and destination use the same transaction isolation level.',
      '两端的事务隔离级别是否一致。',
    ),
    causes: [say('The two levels differ.', '两端的隔离级别不同。'), unreadable],
    fixes: [
      fix(
        'Compare the level on both sides: transaction_isolation from MySQL 5.7.20, tx_isolation before.',
        '在两端分别查看：MySQL 5.7.20起为transaction_isolation，之前为tx_isolation。',
        "SHOW VARIABLES LIKE '%isolation';",
      ),
      fix(
        'Set the destination to the level of the source and keep it in my.cnf or in the parameters of the instance.',
        '把目标库设置为源库的隔离级别，并写入my.cnf或实例参数。',
        'SET GLOBAL TRANSACTION ISOLATION LEVEL <level>;',
      ),
    ],
    blocking: true,
  },
  {
    item: 'innodbStrictModeConsistency',
    group: 'db_params',
    title: say(
      'Checking Whether the innodb_strict_mode Values of the Source and Destination Databases Are the Same',
      '数据库参数INNODB_STRICT_MODE的一致性检查',
    ),
    problem: say(
      'Source and destination differ in InnoDB strict mode',
      '源库与目标库的 INNODB 严格模式不一致',
    ),
    remedy: say(
      'Set the strict mode of the destination like the source.',
      '请将目标库的严格模式设置为与源库一致。',
    ),
    ...sameSetting(
      'innodb_strict_mode',
      say(
        'otherwise a table that one side accepts is refused by the other.',
        '不一致时，一端能建的表在另一端可能建不了。',
      ),
      'SET GLOBAL innodb_strict_mode = <value of the source>;',
    ),
    blocking: true,
  },
  {
    item: 'sqlModeConsistency',
    group: 'db_params',
    title: say(
      'Checking Whether the sql_mode Values of the Source and Destination Databases Are the Same',
      '数据库参数SQL_MODE的一致性检查',
    ),
    problem: say('Source and destination have different SQL modes', '源库与目标库的 SQL 模式不一致'),
    remedy: say(
      'Set the SQL mode of the destination like the source.',
      '请将目标库的 SQL 模式设置为与源库一致。',
    ),
    ...withFix(
      sameSetting(
        'sql_mode',
        say(
          'otherwise one side refuses rows that the other accepts. Out of the cloud a difference only has to be confirmed.',
          '不一致时，一端能写入的数据在另一端可能报错。出云场景下只需确认。',
        ),
        "SET GLOBAL sql_mode = '<value of the source>';",
      ),
      fix(
        'With MyISAM tables: leave NO_ENGINE_SUBSTITUTION out at the destination.',
        '有MyISAM表时：目标库的sql_mode中不要包含NO_ENGINE_SUBSTITUTION。',
      ),
    ),
    blocking: true,
  },
  {
    item: 'sqlModeNoEngine',
    group: 'db_params',
    title: say(
      'Checking Whether the sql_mode Value in the Destination Database Is Not no_engine',
      '目标库SQL_MODE中NO_ENGINE值检查',
    ),
    problem: say(
      'The SQL mode of the destination forbids engine substitution',
      '目标库的 SQL 模式禁止替换存储引擎',
    ),
    remedy: say(
      'Take that option out of the destination’s SQL mode, or convert the tables.',
      '请从目标库的 SQL 模式中去掉该选项，或转换源库的表。',
    ),
    checks: say(
      'sql_mode of the destination has no NO_ENGINE_SUBSTITUTION when MyISAM tables are copied.',
      '迁移MyISAM表时，目标库的sql_mode中不能包含NO_ENGINE_SUBSTITUTION。',
    ),
    causes: [
      say(
        'sql_mode of the destination contains NO_ENGINE_SUBSTITUTION.',
        '目标库的sql_mode中包含NO_ENGINE_SUBSTITUTION。',
      ),
    ],
    fixes: [
      fix(
        'Take it out of sql_mode of the destination (RDS: in the parameters of the instance).',
        '在目标库的sql_mode中去掉它（RDS：在实例的参数设置中修改）。',
        "SET GLOBAL sql_mode = REPLACE(@@GLOBAL.sql_mode, 'NO_ENGINE_SUBSTITUTION', '');",
      ),
      fix(
        'Or convert the MyISAM tables of the source to InnoDB.',
        '或把源库的MyISAM表转换为InnoDB。',
        'ALTER TABLE <db>.<table> ENGINE = InnoDB;',
      ),
    ],
    blocking: true,
  },
  {
    item: 'dbTimeZoneConsistency',
    title: say(
      'Checking Whether the time_zone Values of the Source and Destination Databases Are the Same',
      'TIME_ZONE的一致性检查',
    ),
    problem: say('Source and destination have different time zones', '源库与目标库的时区不一致'),
    remedy: say(
      'Set the time zone of the destination like the source.',
      '请将目标库的时区设置为与源库一致。',
    ),
    ...sameSetting(
      'time_zone',
      say('otherwise times shift.', '不一致时，时间数据会偏移。'),
      "SET GLOBAL time_zone = '<zone, such as +08:00>';",
      '%time_zone',
    ),
    blocking: true,
  },
  {
    item: 'dbGroupConcatMaxLenConsistency',
    title: say(
      'Checking Whether the Values of group_concat_max_len Are Consistent',
      '数据库参数group_concat_max_len一致性检查',
    ),
    problem: say(
      'Source and destination differ in the longest concatenation',
      '源库与目标库的字符串聚合长度上限不一致',
    ),
    remedy: say('Set the limit of the destination like the source.', '请将目标库的上限设置为与源库一致。'),
    ...sameSetting(
      'group_concat_max_len',
      say(
        'otherwise GROUP_CONCAT cuts its result off at different lengths.',
        '不一致时，GROUP_CONCAT的结果会在不同长度处被截断。',
      ),
      'SET GLOBAL group_concat_max_len = <value of the source>;',
    ),
    blocking: false,
  },
  {
    item: 'mysqlBlockEncryptionModeInconsistency',
    title: say(
      'Checking Whether the block_encryption_mode Values Are the Same',
      '源库与目标库的参数block_encryption_mode是否一致',
    ),
    problem: say('Source and destination differ in the encryption mode', '源库与目标库的加密模式不一致'),
    remedy: say(
      'Set the encryption mode of the destination like the source.',
      '请将目标库的加密模式设置为与源库一致。',
    ),
    ...sameSetting(
      'block_encryption_mode',
      say(
        'otherwise AES_ENCRYPT and AES_DECRYPT give different results.',
        '不一致时，AES_ENCRYPT和AES_DECRYPT的结果不同。',
      ),
      "SET GLOBAL block_encryption_mode = '<value of the source>';",
    ),
    blocking: false,
  },
  {
    item: 'dbParamConsistency',
    group: 'db_params',
    title: say(
      'Checking Whether the Parameters for Structure Migration Are Consistent',
      '结构迁移参数一致性校验',
    ),
    problem: say('Database parameters differ between the two sides', '两端的数据库参数不一致'),
    remedy: say(
      'Set the named parameter of the destination like the source.',
      '请将目标库的对应参数设置为与源库一致。',
    ),
    checks: say(
      'The parameters that matter for copying table structures are the same on both sides.',
      '与结构迁移有关的参数在两端是否一致。',
    ),
    causes: [
      say(
        'A parameter differs between the sides; the raw text of the item should name it.',
        '有参数两端不一致，检查项的原始信息中应有参数名。',
      ),
    ],
    fixes: [
      fix(
        'Read the name in the details, compare it on both sides and set the destination like the source.',
        '从详情中找到参数名，在两端核对，并把目标库设置为与源库相同。',
        "SHOW VARIABLES LIKE '<name>';",
      ),
    ],
    blocking: false,
  },
  {
    item: 'dbServerUuidConsistency',
    group: 'db_params',
    title: say(
      'Checking Whether the SERVER_UUID Values of the Source and Destination Databases Are the Same',
      'SERVER_UUID的一致性检查',
    ),
    problem: say('Both sides have the same server UUID', '两端的服务器 UUID 相同'),
    remedy: say(
      'Correct the addresses, or give the copied server a new UUID.',
      '请更正地址，或为复制出来的服务器生成新的 UUID。',
    ),
    checks: say(
      'server_uuid differs between the sides: they really are two servers.',
      '两端的server_uuid是否不同，以确认是两台不同的服务器。',
    ),
    causes: [
      say('Source and destination are the same instance.', '源库和目标库填成了同一个实例。'),
      say('One is a copy of the data directory of the other.', '其中一端是由另一端的数据目录复制而来的。'),
    ],
    fixes: [
      fix('Compare them.', '在两端分别查看。', 'SELECT @@server_uuid, @@hostname;'),
      fix(
        'The same host on both sides: correct the addresses in the task.',
        '两端主机相同：更正任务中填写的地址。',
      ),
      fix(
        'A copied server: stop it, delete auto.cnf in its data directory and start it again; it makes a new UUID.',
        '复制出来的服务器：停止服务，删除其数据目录下的auto.cnf后再启动，会生成新的UUID。',
        'rm <datadir>/auto.cnf',
      ),
    ],
    blocking: true,
  },
  {
    item: 'dbClockConsistency',
    group: 'db_params',
    title: say('Checking Whether the Clocks of the Source and Destination Databases Agree', '时钟一致性校验'),
    problem: say('The clocks of the two sides differ', '两端的时钟不一致'),
    remedy: say('Synchronize the clock of the host that is wrong.', '请校准时钟有偏差的主机。'),
    checks: say(
      'The clocks of source and destination agree. How much they may differ is not documented.',
      '两端数据库的时钟是否一致（文档未说明允许的偏差）。',
    ),
    causes: [say('The clock of one of the hosts has drifted.', '其中一端的主机时钟发生漂移。')],
    fixes: [
      fix('Compare the clocks.', '在两端分别查看时间。', 'SELECT UTC_TIMESTAMP(6);'),
      fix(
        'Synchronize the host whose clock is wrong with NTP, then run the precheck again.',
        '用NTP校准有偏差的主机，然后重新预检查。',
      ),
    ],
    blocking: false,
  },
  {
    item: 'dstMaxAllowedPacketCheck',
    group: 'db_params',
    title: say(
      'Checking Whether the max_allowed_packet Value of the Destination Database Is too Small',
      '检查目标库的max_allowed_packet参数',
    ),
    problem: say('The packet limit of the destination is too small', '目标库的数据包上限过小'),
    remedy: say(
      'Raise the packet limit of the destination to at least 100 MB.',
      '请将目标库的数据包上限调到至少 100 MB。',
    ),
    checks: say(
      'The destination takes large rows: max_allowed_packet is above 100 MB.',
      '目标库的max_allowed_packet是否大于100 MB，否则大行数据写不进去。',
    ),
    causes: [
      say(
        'The value is below 100 MB; the full phase may fail on large rows.',
        '取值小于100 MB，全量阶段遇到大行数据可能失败。',
      ),
    ],
    fixes: [
      fix(
        'Raise it (RDS: in the parameters of the instance) and keep it in my.cnf.',
        '调大该参数（RDS：在实例的参数设置中修改），并写入my.cnf。',
        'SET GLOBAL max_allowed_packet = 1073741824;',
      ),
    ],
    blocking: true,
  },
  {
    item: 'MysqlSourceMaxAllowedPacketActionChecker',
    title: say(
      'Checking Whether the max_allowed_packet Value of the Source Database Is too Small',
      '检查源库的max_allowed_packet参数',
    ),
    problem: say('The packet limit of the source is too small', '源库的数据包上限过小'),
    remedy: say(
      'Raise the packet limit of the source above its largest row.',
      '请将源库的数据包上限调到大于最大的行。',
    ),
    checks: say(
      'The source hands out large rows: max_allowed_packet is not too small.',
      '源库的max_allowed_packet是否过小，过小会导致大行数据读不出来。',
    ),
    causes: [say('The value is too small for the largest rows.', '取值小于最大的行。')],
    fixes: [
      fix(
        'Raise it on the source (RDS: in the parameters of the instance) and keep it in my.cnf.',
        '在源库调大该参数（RDS：在实例的参数设置中修改），并写入my.cnf。',
        'SET GLOBAL max_allowed_packet = 1073741824;',
      ),
    ],
    blocking: false,
  },
  {
    item: 'srcDstTableNameCaseSensitiveCheck',
    group: 'db_params',
    title: say(
      'Checking Whether the Source and Destination Database Table Names Are Consistent in Case Sensitivity',
      '源数据库和目标数据库表名大小写敏感性检查',
    ),
    problem: say('The two sides differ in case sensitivity of table names', '两端表名的大小写敏感性不一致'),
    remedy: say(
      'Make a destination with the setting of the source, or use lower-case names.',
      '请新建与源库设置一致的目标库，或改用小写名称。',
    ),
    checks: say(
      'Both sides treat upper and lower case in table names alike (lower_case_table_names).',
      '两端对表名大小写的处理是否一致（lower_case_table_names）。',
    ),
    causes: [
      say('The two values differ.', '两端取值不同。'),
      say(
        'They differ, and the source has names with capitals.',
        '两端取值不同，且源库中有含大写字母的名称。',
      ),
      unreadable,
    ],
    fixes: [
      fix(
        'Compare the value on both sides.',
        '在两端分别查看取值。',
        "SHOW VARIABLES LIKE 'lower_case_table_names';",
      ),
      fix(
        'MySQL 8.0 and later: the value is fixed when the instance is made. Make a new destination with the value of the source.',
        'MySQL 8.0及以上：该值只能在创建实例时指定，请按源库的取值新建目标库。',
      ),
      fix(
        'MySQL 5.7 and older: set it at the destination under [mysqld] and restart, best while it is empty.',
        'MySQL 5.7及以下：在目标库的[mysqld]下设置并重启，最好在空库时进行。',
        `[mysqld]
lower_case_table_names = <value of the source>`,
      ),
      fix('Or rename the objects of the source to lower case.', '或把源库对象改为小写名称。'),
    ],
    blocking: true,
  },
  {
    item: 'isUserRequireSslLink',
    group: 'db_params',
    title: say('Checking Whether the SSL Connection Is Correctly Configured', 'SSL安全连接检查'),
    problem: say('SSL of the task doesn’t fit the account', '任务的 SSL 设置与账号要求不符'),
    remedy: say(
      'Upload the CA certificate and switch SSL on, or use another account.',
      '请上传 CA 证书并开启 SSL，或换用其他账号。',
    ),
    checks: say(
      'The SSL setting of the task fits what the database account demands.',
      '任务的SSL设置是否符合数据库账号的要求。',
    ),
    causes: [
      say(
        'The account demands SSL (REQUIRE SSL), but no certificate was uploaded.',
        '账号要求SSL（REQUIRE SSL），但没有上传证书。',
      ),
      say('SSL is on in the task without a certificate.', '任务启用了SSL，但没有证书。'),
      say(
        'DRS cannot find out whether the account needs SSL (reason UNAVAILABLE_TO_QUERY_SSL_INFO); to be confirmed.',
        'DRS查不到账号是否要求SSL（原因码UNAVAILABLE_TO_QUERY_SSL_INFO），需确认。',
      ),
    ],
    fixes: [
      fix(
        'See what the account demands: empty means no SSL needed.',
        '查看账号要求：ssl_type为空表示不要求SSL。',
        "SELECT user, host, ssl_type FROM mysql.user WHERE user = '<user>';",
      ),
      fix(
        'SSL demanded: upload the CA certificate and switch SSL on in the task, or use another account.',
        '要求SSL：上传CA证书并在任务中启用SSL，或换用其他账号。',
      ),
      fix(
        'Only an alarm: check by hand that the account can connect in the way the task does, then accept it.',
        '只是告警：手工确认账号能按任务的方式连接后接受即可。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'userRequirementIsEnoughForDefiner',
    group: 'db_params',
    title: say(
      'Checking Whether the Destination Database Account Has Required Permissions to Migrate Definer',
      'Definer迁移权限检查',
    ),
    problem: say('The account can’t keep the definers', '账号无权保留 DEFINER'),
    remedy: say(
      'Replace the definers in the task, or give the account all privileges.',
      '请在任务中替换 DEFINER，或为账号授予全部权限。',
    ),
    ...definerRights,
    blocking: true,
  },
  {
    item: 'userPrivilegeIsEnoughForDefiner',
    title: say(
      'Checking Whether the Destination Database Account Has Required Permissions to Migrate Definer',
      'Definer迁移权限检查',
    ),
    problem: say('The account can’t keep the definers', '账号无权保留 DEFINER'),
    remedy: say(
      'Replace the definers in the task, or give the account all privileges.',
      '请在任务中替换 DEFINER，或为账号授予全部权限。',
    ),
    ...definerRights,
    blocking: true,
  },
  {
    item: 'checkRecycleBinConsistent',
    title: say('Checking Whether the Recycle Bin Settings Are Consistent', '回收站一致性检查'),
    problem: say('The recycle bin is on at one side only', '只有一端开启了回收站'),
    remedy: say('Set the recycle bin to the same value on both sides.', '请将两端的回收站设置为相同。'),
    checks: say('The recycle bin is set alike on both sides.', '两端的回收站设置是否一致。'),
    causes: [say('The recycle bin is on at one side only.', '只有一端开启了回收站。')],
    fixes: [
      fix(
        'Set the recycle bin parameter of both instances to the same value, then run the precheck again.',
        '把两端实例的回收站参数设为相同的值，然后重新预检查。',
      ),
    ],
    blocking: false,
  },
  {
    item: 'rdsCreateDefaultPrimaryKeyConsistency',
    title: say(
      'Checking Whether Implicit Primary Key Check Is Enabled for the Primary and Standby Databases',
      '主备库是否开启隐式主键检查',
    ),
    problem: say('Implicit primary keys are switched on', '开启了隐式主键'),
    remedy: say(
      'Switch implicit primary keys off, and give every table its own key.',
      '请关闭隐式主键，并为每个表设置主键。',
    ),
    checks: say(
      'create_default_primary_key is off on both sides of a disaster recovery.',
      '灾备两端的create_default_primary_key是否均已关闭。',
    ),
    causes: [
      say(
        'The instance is old and still has the retired parameter on: a switchover may fail, or the data may differ.',
        '较老的实例仍开启了这个已下线的参数：倒换可能失败，或数据不一致。',
      ),
      say(
        'Tables made while it was on stay risky after it is switched off.',
        '开启期间创建的表，在关闭后仍有风险。',
      ),
    ],
    fixes: [
      fix(
        'Switch create_default_primary_key off in the parameters of the instance.',
        '在实例参数中关闭create_default_primary_key。',
      ),
      fix(
        'Give every table of the source a primary key of its own.',
        '为源库的每张表建立显式主键。',
        'ALTER TABLE <db>.<table> ADD PRIMARY KEY (<column>);',
      ),
    ],
    blocking: false,
  },
  {
    item: 'sourceCheckDynamicMasking',
    title: say('Checking Dynamic Masking in the Source Database', '源库脱敏检查'),
    problem: say('The source masks data for the account', '源库对该账号启用了脱敏'),
    remedy: say('Exempt the account from masking at the source.', '请在源库将该账号排除在脱敏规则之外。'),
    checks: say(
      'No masking rule changes what DRS reads from the source.',
      '源库的脱敏规则是否会改变DRS读到的数据。',
    ),
    causes: [
      say(
        'Dynamic data masking is on for the account: DRS would copy masked values.',
        '对该账号启用了动态脱敏：DRS会把脱敏后的值迁移过去。',
      ),
    ],
    fixes: [
      fix(
        'Exempt the account of the task from the masking rules of the source.',
        '在源库的脱敏规则中排除任务所用的账号。',
      ),
    ],
    blocking: false,
  },
  {
    item: 'targetCheckDynamicMasking',
    title: say('Checking Dynamic Masking in the Destination Database', '目标库脱敏检查'),
    problem: say('The destination masks data for the account', '目标库对该账号启用了脱敏'),
    remedy: say(
      'Exempt the account from masking at the destination.',
      '请在目标库将该账号排除在脱敏规则之外。',
    ),
    checks: say(
      'No masking rule of the destination disturbs writing or comparing.',
      '目标库的脱敏规则是否会影响写入或数据对比。',
    ),
    causes: [
      say('Dynamic data masking is on for the account in the destination.', '目标库对该账号启用了动态脱敏。'),
    ],
    fixes: [
      fix(
        'Exempt the account of the task from the masking rules of the destination.',
        '在目标库的脱敏规则中排除任务所用的账号。',
      ),
    ],
    blocking: false,
  },
  {
    item: 'tenantDbActionCheck',
    title: say('Checking the Multi-Tenant Feature', '多租特性检查'),
    problem: say('One side uses the multi-tenant feature', '有一端使用了多租特性'),
    remedy: say('Use instances without the multi-tenant feature.', '请使用未开启多租特性的实例。'),
    checks: say(
      'The multi-tenant setting of the instances fits the task.',
      '实例的多租设置是否满足任务要求。',
    ),
    causes: [
      say(
        'Source or destination uses the multi-tenant feature, which this link does not support.',
        '源库或目标库使用了该链路不支持的多租特性。',
      ),
    ],
    fixes: [
      fix(
        'Use instances without the multi-tenant feature, or ask Huawei Cloud support.',
        '使用未开启多租特性的实例，或咨询华为云技术支持。',
      ),
    ],
    blocking: false,
  },
] satisfies readonly PrecheckItemRow[]
