import { say } from '../../base/i18n.ts'
import { fix, type PrecheckItemRow, unreadable } from './row.ts'

/** For the code MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE, which comes with several items. */
const grantForIncre = `GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '<user>'@'<host>';
GRANT SELECT, SHOW VIEW, EVENT, LOCK TABLES ON <db>.* TO '<user>'@'<host>';`

const gtidOn = fix(
  'Own server: add these under [mysqld] in my.cnf and restart.',
  '自建库：在my.cnf的[mysqld]下加入以下配置并重启。',
  `[mysqld]
gtid_mode = ON
enforce_gtid_consistency = ON
log_slave_updates = ON`,
)

/** The binary log of MySQL and its kin. */
export const mysqlLogItems = [
  {
    item: 'srcDbBinlogIsOff',
    group: 'db_params',
    title: say('Checking Whether the Source Database Binlog Is Enabled', '源数据库二进制日志是否开启'),
    problem: say('The binlog of the source is off', '源库未开启 Binlog'),
    remedy: say(
      'Switch the binlog on at the source, and restart it if needed.',
      '请在源库开启 Binlog，必要时重启。',
    ),
    checks: say(
      'The source writes a binary log (log_bin is ON). Incremental migration, synchronization and disaster recovery read every change from it; a full migration alone does not need it.',
      '源库是否开启了二进制日志（log_bin为ON）。增量迁移、实时同步和灾备都靠它读取每一次变更；只做全量迁移时不需要。',
    ),
    causes: [
      say(
        'log_bin is OFF: never switched on (the default before MySQL 8.0), or switched off by skip-log-bin or disable-log-bin.',
        'log_bin为OFF：从未开启（MySQL 8.0之前默认关闭），或被skip-log-bin、disable-log-bin关闭。',
      ),
      say(
        'The address in the task leads to a read-only node that keeps no binlog of its own.',
        '任务中填写的地址指向了不记录binlog的只读节点。',
      ),
      say(
        'The binlog is on, but the account lacks the right to see it (reason MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE).',
        'binlog已开启，但账号无权查看（原因码为MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE）。',
      ),
    ],
    fixes: [
      fix(
        'See where you stand, on the very address that the task uses.',
        '先在任务所用的地址上查看现状。',
        "SHOW VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format', 'binlog_row_image', 'server_id');",
      ),
      fix(
        'Own server, log_bin is OFF: add these lines under [mysqld] in my.cnf (Windows: my.ini), take out skip-log-bin and disable-log-bin, and restart at a quiet time. log_bin cannot be changed while the server runs. MySQL 8.0 and later: binlog_expire_logs_seconds = 259200 instead of expire_logs_days.',
        '自建库且log_bin为OFF：在my.cnf（Windows为my.ini）的[mysqld]下加入以下配置，去掉skip-log-bin和disable-log-bin，并在业务低峰期重启。log_bin不能在线修改。MySQL 8.0及以上请用binlog_expire_logs_seconds = 259200代替expire_logs_days。',
        `[mysqld]
server_id = <unique number>
log_bin = mysql-bin
binlog_format = ROW
binlog_row_image = FULL
expire_logs_days = 3`,
      ),
      fix(
        'RDS or another cloud, log_bin is OFF: switch the binlog on in its console or parameter group; some providers tie it to automatic backups. Restart if the console asks for it.',
        '云上数据库且log_bin为OFF：在其控制台或参数组中开启binlog；有的云厂商需要先开启自动备份。按控制台提示重启。',
      ),
      fix(
        'log_bin is ON and the reason is the permission code: grant these rights.',
        'log_bin已为ON而原因是权限不足：请授权。',
        grantForIncre,
      ),
      fix(
        'After the restart: the answer must name a log file (from MySQL 8.4 the statement is SHOW BINARY LOG STATUS). Keep an eye on the disk, then run the precheck again.',
        '重启后确认：结果中应有日志文件名（MySQL 8.4起改用SHOW BINARY LOG STATUS）。留意磁盘空间，然后重新预检查。',
        'SHOW MASTER STATUS;',
      ),
      fix(
        'No restart possible now? A full migration (without the incremental phase) needs no binlog, but then nobody may write to the source until it has ended.',
        '暂时不能重启？可以改做全量迁移（不含增量），它不需要binlog，但迁移结束前源库必须停写。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'srcBinlogFormatCheck',
    group: 'db_params',
    title: say('Checking Whether the Source Database Binlog Is Row-Based', '源数据库binlog格式检查'),
    problem: say('The binlog of the source is not row-based', '源库 Binlog 不是 ROW 格式'),
    remedy: say('Set the binlog format of the source to ROW.', '请将源库的 Binlog 格式设置为 ROW。'),
    checks: say(
      'The source logs rows (binlog_format is ROW), so that every change can be repeated exactly.',
      '源库的binlog_format是否为ROW，只有行格式才能准确回放每次变更。',
    ),
    causes: [say('binlog_format is STATEMENT or MIXED.', 'binlog_format为STATEMENT或MIXED。'), unreadable],
    fixes: [
      fix(
        'Set it at once for new sessions.',
        '对新会话立即生效的设置：',
        "SET GLOBAL binlog_format = 'ROW';",
      ),
      fix(
        'Keep it over a restart: add it under [mysqld] in my.cnf.',
        '在my.cnf的[mysqld]下加入，保证重启后仍然生效。',
        `[mysqld]
binlog_format = ROW`,
      ),
      fix(
        'Close the sessions that are open, or restart: they go on in the old format until they reconnect.',
        '断开现有会话或重启：已有会话在重连之前仍使用旧格式。',
      ),
      fix(
        'RDS: set binlog_format to ROW in the parameters and restart if asked.',
        'RDS：在参数设置中把binlog_format改为ROW，按提示重启。',
      ),
      fix('Watch the disk: row logs grow faster.', '留意磁盘：行格式日志增长更快。'),
    ],
    blocking: true,
  },
  {
    item: 'srcBinlogRowImageCheck',
    group: 'db_params',
    title: say('Checking Whether the binlog_row_image Value is FULL', '源数据库参数binlog_row_image检查'),
    problem: say('The source logs incomplete rows', '源库 Binlog 的行数据不完整'),
    remedy: say('Set the row image of the source’s binlog to FULL.', '请将源库 Binlog 的行镜像设置为 FULL。'),
    checks: say(
      'The binlog of the source holds complete rows (binlog_row_image is FULL).',
      '源库的binlog_row_image是否为FULL，即日志中包含完整的行。',
    ),
    causes: [
      say(
        'The value is MINIMAL or NOBLOB: columns are missing in the log, changes cannot be repeated.',
        '取值为MINIMAL或NOBLOB：日志中缺列，变更无法回放。',
      ),
      unreadable,
    ],
    fixes: [
      fix(
        'Set it under [mysqld] in my.cnf (RDS: parameter binlog_row_image) and restart at a quiet time, so that no session goes on with the old image.',
        '在my.cnf的[mysqld]下设置（RDS：修改参数binlog_row_image），并在低峰期重启，以免旧会话继续写不完整的日志。',
        `[mysqld]
binlog_row_image = FULL`,
      ),
      fix(
        'Without a restart: set it and close all sessions that are open.',
        '不重启时：设置后断开所有现有会话。',
        "SET GLOBAL binlog_row_image = 'FULL';",
      ),
    ],
    blocking: true,
  },
  {
    item: 'srcDbBinlogExpireLogsDays',
    group: 'db_params',
    title: say(
      'Checking Whether the expire_logs_days Value in the Source Database Is Correct',
      '源库ExpireLogsDays参数检查',
    ),
    problem: say('The source has no binlog retention', '源库未设置 Binlog 保留时间'),
    remedy: say(
      'Set a binlog retention of at least 3 days at the source.',
      '请将源库的 Binlog 保留时间设置为至少 3 天。',
    ),
    checks: say(
      'The source keeps its binlog long enough: 3 days advised for migration and synchronization, 7 for disaster recovery.',
      '源库binlog的保留时间是否足够：迁移和同步建议3天，灾备建议7天。',
    ),
    causes: [
      say(
        'expire_logs_days is 0 or no retention is set: logs may be purged before DRS has read them.',
        'expire_logs_days为0或未设置保留时间：日志可能在DRS读取之前就被清除。',
      ),
    ],
    fixes: [
      fix(
        'MySQL 5.7 and older: set the days, and put the same into my.cnf.',
        'MySQL 5.7及以下：设置保留天数，并写入my.cnf。',
        'SET GLOBAL expire_logs_days = 3;',
      ),
      fix(
        'MySQL 8.0 and later: set the seconds (259200 are 3 days, 604800 are 7).',
        'MySQL 8.0及以上：按秒设置（259200为3天，604800为7天）。',
        'SET PERSIST binlog_expire_logs_seconds = 259200;',
      ),
      fix('RDS: set the retention of the binlog in the console.', 'RDS：在控制台设置binlog保留时间。'),
      fix(
        'Amazon RDS as source: set the hours (1 to 168).',
        '源库为Amazon RDS：按小时设置（1到168）。',
        "CALL mysql.rds_set_configuration('binlog retention hours', 72);",
      ),
    ],
    blocking: true,
  },
  {
    item: 'srcDbServerIdCheck',
    group: 'db_params',
    title: say(
      'Checking Whether the Source Database server_id Meets the Incremental Migration Requirements',
      '源数据库参数server_id的检查',
    ),
    problem: say('The server ID of the source is not valid', '源库的服务器 ID 无效'),
    remedy: say(
      'Give the source a server ID that no other server uses.',
      '请为源库设置一个未被其他服务器使用的 ID。',
    ),
    checks: say(
      'The source has a valid server_id; without one it does not hand out its binlog.',
      '源库是否设置了有效的server_id，没有它就无法对外提供binlog。',
    ),
    causes: [
      say(
        'server_id is not set or out of range: from 2 up to MySQL 5.6, from 1 in later versions, at most 4294967295.',
        'server_id未设置或超出范围：MySQL 5.6及以下从2开始，之后的版本从1开始，最大4294967295。',
      ),
      unreadable,
    ],
    fixes: [
      fix(
        'Set a number that no other server of the replication uses.',
        '设置一个在复制关系中唯一的数值。',
        'SET GLOBAL server_id = <number>;',
      ),
      fix(
        'Keep it over a restart: add it under [mysqld] in my.cnf.',
        '在my.cnf的[mysqld]下加入，保证重启后仍然生效。',
        `[mysqld]
server_id = <number>`,
      ),
    ],
    blocking: true,
  },
  {
    item: 'srclogSlaveUpdatesCheck',
    group: 'db_params',
    title: say(
      'Checking Whether the log_slave_updates Value of the Source Database Is Correctly Configured',
      '校验源数据库参数log_slave_updates',
    ),
    problem: say('The source replica doesn’t log replicated changes', '源库备机未记录复制的变更'),
    remedy: say(
      'Switch on logging of replicated changes, or use the primary as source.',
      '请开启复制变更的日志，或改用主库作为源库。',
    ),
    checks: say(
      'The source also logs what it replays from its own primary (log_slave_updates is on).',
      '源库作为从库时，回放的变更是否也写入自己的binlog（log_slave_updates开启）。',
    ),
    causes: [
      say(
        'It is off, so a replica used as source does not pass changes on.',
        '参数关闭，作为源库的从库不会把变更继续写入binlog。',
      ),
      say(
        'The source is a replica with it off and will never be failed over to (to be confirmed).',
        '源库是关闭该参数的从库，且不会发生主备切换（需确认）。',
      ),
    ],
    fixes: [
      fix(
        'Switch it on under [mysqld] in my.cnf and restart.',
        '在my.cnf的[mysqld]下开启并重启。',
        `[mysqld]
log_slave_updates = 1`,
      ),
      fix('Or use the primary as source.', '或改用主库作为源库。'),
    ],
    blocking: true,
  },
  {
    item: 'srcGtidStatusCheck',
    title: say('Checking Whether GTID Is Enabled for the Source Database', '源数据库GTID状态检查'),
    problem: say('GTID is off at the source', '源库未开启 GTID'),
    remedy: say('Switch GTID on at the source.', '请在源库开启 GTID。'),
    checks: say(
      'GTID is on at the source. Advised for migration and synchronization, required for disaster recovery.',
      '源库是否开启GTID。迁移和同步建议开启，灾备必须开启。',
    ),
    causes: [
      say(
        'GTID is off: after a primary/standby switchover of the source the task cannot find its position again.',
        'GTID关闭：源库主备倒换后，任务无法重新定位日志位点。',
      ),
      say(
        'The account may not read it (reason MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE).',
        '账号无权读取（原因码为MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE）。',
      ),
    ],
    fixes: [
      fix('See the setting.', '查看当前设置。', "SHOW VARIABLES LIKE 'gtid_mode';"),
      gtidOn,
      fix(
        'MySQL 5.7 and later without a restart: go step by step on every server of the replication. Before the last line wait until the status Ongoing_anonymous_transaction_count is 0.',
        'MySQL 5.7及以上不重启的做法：在复制关系中的每台服务器上逐步执行；执行最后一行前，等状态Ongoing_anonymous_transaction_count变为0。',
        `SET GLOBAL enforce_gtid_consistency = ON;
SET GLOBAL gtid_mode = OFF_PERMISSIVE;
SET GLOBAL gtid_mode = ON_PERMISSIVE;
SET GLOBAL gtid_mode = ON;`,
      ),
      fix('With the permission code: grant these rights.', '原因是权限不足时：请授权。', grantForIncre),
    ],
    blocking: true,
  },
  {
    item: 'targetGtidStatusCheck',
    title: say('Checking Whether GTID Is Enabled for the Destination Database', '目标数据库GTID状态检查'),
    problem: say('GTID is off at the destination', '目标库未开启 GTID'),
    remedy: say('Switch GTID on at the destination.', '请在目标库开启 GTID。'),
    checks: say('GTID is on at the destination (disaster recovery).', '灾备场景下，目标库是否开启GTID。'),
    causes: [
      say(
        'GTID is off: a switchover of the destination may break the task.',
        'GTID关闭：目标库倒换可能使任务中断。',
      ),
      say('MySQL 5.5 has no GTID.', 'MySQL 5.5没有GTID。'),
    ],
    fixes: [
      fix('RDS: it is on by default; contact support if it is not.', 'RDS默认开启；如未开启请联系技术支持。'),
      gtidOn,
      fix(
        'MySQL 5.5: use a migration instead of disaster recovery.',
        'MySQL 5.5：改用迁移任务，不要使用灾备。',
      ),
    ],
    blocking: true,
  },
  {
    item: 'gtidFormatCheck',
    title: say('Checking the GTID Format of the Source Database', '源数据库GTID格式校验'),
    problem: say('The GTID set of the source has an unusual form', '源库的 GTID 格式异常'),
    remedy: say(
      'Look at the GTID set of the source, and ask support if it can’t be changed.',
      '请查看源库的 GTID 集合，无法修改时请联系技术支持。',
    ),
    checks: say('DRS can read the form of the GTID set of the source.', 'DRS能否识别源库GTID集合的格式。'),
    causes: [
      say(
        'The GTID set has an unusual form, for example tagged GTIDs of recent MySQL versions.',
        'GTID集合的格式特殊，例如较新MySQL版本带标签的GTID。',
      ),
    ],
    fixes: [
      fix(
        'Look at the set and at the raw text of the item.',
        '查看GTID集合以及该检查项的原始信息。',
        'SELECT @@GLOBAL.gtid_executed;',
      ),
      fix(
        'If the form cannot be changed, open a ticket with Huawei Cloud.',
        '如果无法改变格式，请向华为云提交工单。',
      ),
    ],
    blocking: false,
  },
  {
    item: 'srcDbIsStandbyTaurus',
    title: say('Checking Whether the Source Database Is a TaurusDB Standby', '源库为Taurus备库检查'),
    problem: say('The source address leads to a read-only node', '源库地址指向只读节点'),
    remedy: say(
      'Enter the address of the primary node, and test the connection again.',
      '请填写主节点地址，并重新测试连接。',
    ),
    checks: say('The source is not a read-only node of TaurusDB.', '源库不是TaurusDB的只读节点。'),
    causes: [
      say(
        'The address leads to a read-only node, which has no binlog.',
        '填写的地址是只读节点，只读节点没有binlog。',
      ),
    ],
    fixes: [
      fix(
        'Enter the address of the primary node as source and test the connection again.',
        '把源库地址改为主节点地址，并重新测试连接。',
      ),
    ],
    blocking: true,
  },
] satisfies readonly PrecheckItemRow[]
