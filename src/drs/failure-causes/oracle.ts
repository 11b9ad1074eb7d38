import { say } from '../../base/i18n.ts'
import type { FailureCause } from './row.ts'

/** Oracle, mostly as a source. */
export const oracleFailures = [
  {
    id: 'oracle-login',
    matches: ['ora-01017'],
    family: 'oracle',
    meaning: say('Oracle rejects the account or its password.', 'Oracle拒绝了该账号或密码。'),
    cause: say('The password was changed.', '密码已被修改。'),
    remedy: say('Give the task the new password.', '在任务中更新密码。'),
    verb: 'password',
    source: 'Oracle Database Error Messages, ORA-01017',
  },
  {
    id: 'oracle-password-expired',
    matches: ['ora-28001'],
    family: 'oracle',
    meaning: say('The password of the account has expired.', '账号的密码已过期。'),
    cause: say('The profile of the account limits the life of passwords.', '账号的profile限制了密码有效期。'),
    remedy: say(
      'Set a new password in Oracle, then give it to the task.',
      '在Oracle中设置新密码，并在任务中更新。',
    ),
    verb: 'password',
    source: 'Oracle Database Error Messages, ORA-28001',
  },
  {
    id: 'oracle-account-locked',
    matches: ['ora-28000'],
    family: 'oracle',
    meaning: say('The account is locked.', '账号已被锁定。'),
    cause: say(
      'Too many failed logins, for example with an old password.',
      '登录失败次数过多，例如使用了旧密码。',
    ),
    remedy: say(
      'Unlock it with ALTER USER … ACCOUNT UNLOCK, and check the password of the task.',
      '用ALTER USER … ACCOUNT UNLOCK解锁，并核对任务中的密码。',
    ),
    verb: 'resume',
    source: 'Oracle Database Error Messages, ORA-28000',
  },
  {
    id: 'oracle-listener',
    matches: ['ora-12541', 'ora-12514', 'ora-12505'],
    family: 'oracle',
    meaning: say('Oracle cannot be reached under this service name.', '无法通过该服务名连接Oracle。'),
    cause: say(
      'The listener is stopped, or the service name or SID is wrong.',
      '监听未启动，或服务名、SID不正确。',
    ),
    remedy: say(
      'Check the listener with lsnrctl status, and the service name of the task.',
      '用lsnrctl status检查监听，并核对任务中的服务名。',
    ),
    verb: 'resume',
    source: 'Oracle Database Error Messages, ORA-12541, ORA-12514, ORA-12505',
  },
  {
    id: 'oracle-privilege',
    matches: ['ora-01031', 'ora-00942'],
    family: 'oracle',
    meaning: say(
      'The account may not read an object, or it is not there.',
      '账号无权读取该对象，或对象不存在。',
    ),
    cause: say('A right was revoked, or the table was dropped.', '权限被收回，或表已被删除。'),
    remedy: say(
      'Grant the rights that DRS needs, for LogMiner too.',
      '为账号授予所需权限，包括LogMiner相关权限。',
    ),
    verb: 'resume',
    source: 'Oracle Database Error Messages, ORA-01031, ORA-00942',
  },
  {
    id: 'oracle-snapshot-old',
    matches: ['ora-01555'],
    family: 'oracle',
    meaning: say(
      'Oracle could not keep the data as it was when reading began.',
      'Oracle无法保留读取开始时的数据快照。',
    ),
    cause: say('Undo was overwritten during a long read.', '长时间读取期间，undo被覆盖。'),
    remedy: say(
      'Raise undo_retention and enlarge the undo tablespace.',
      '调大undo_retention并扩容undo表空间。',
    ),
    verb: 'reset',
    source: 'Oracle Database Error Messages, ORA-01555',
  },
  {
    id: 'oracle-log-gone',
    matches: ['ora-01291', 'ora-00308', 'timeout when get next file log', 'get next oracle log file error'],
    family: 'oracle',
    meaning: say('DRS cannot read a redo log that it needs.', 'DRS无法读取所需的Redo日志。'),
    cause: say(
      'The archived log was deleted, is not archived yet, or arrives too slowly.',
      '归档日志已删除、尚未归档，或拉取过慢。',
    ),
    remedy: say(
      'Restore the archived log and keep logs longer. If it is gone, reset the task.',
      '恢复归档日志并延长保留时间；如果日志已丢失，请重置任务。',
    ),
    verb: 'resume',
    source: 'DRS help drs_13_0123, “timeout when get next file log …”; ORA-01291, ORA-00308',
  },
  {
    id: 'oracle-supplemental-log',
    matches: ['source supplemental log level is pk/ui'],
    family: 'oracle',
    meaning: say('The log of the source lacks columns that DRS needs.', '源库日志缺少DRS所需的列。'),
    cause: say('Supplemental logging covers primary and unique keys only.', '补充日志只有PK/UI级别。'),
    remedy: say(
      'Switch supplemental logging to ALL COLUMNS. The data has to be copied again.',
      '将补充日志改为ALL级别。数据需要重新全量同步。',
    ),
    verb: 'reset',
    source: 'DRS help drs_13_0123, “Source supplemental log level is PK/UI”',
  },
  {
    id: 'oracle-date-range',
    matches: ['outside of dest allowed range'],
    family: 'oracle',
    meaning: say(
      'A date of the source is not allowed at the destination.',
      '源库的日期超出目标库允许的范围。',
    ),
    cause: say('Oracle keeps dates that MySQL and others do not.', 'Oracle支持的日期范围更大。'),
    remedy: say('Correct the date in the source.', '在源库修正该日期。'),
    verb: 'resume',
    source: 'DRS help drs_13_0123, “has date/datetime: *** which is outside of dest allowed range”',
  },
  {
    id: 'oracle-connection-closed',
    matches: ['got minus one from a read call'],
    family: 'oracle',
    meaning: say('Oracle closed the connection at once.', 'Oracle立即关闭了连接。'),
    cause: say(
      'All processes or sessions are in use, or a firewall closes it.',
      '进程或会话数已满，或被防火墙断开。',
    ),
    remedy: say(
      'Raise processes and sessions, and check the network.',
      '调大processes和sessions，并检查网络。',
    ),
    verb: 'resume',
    source: 'DRS help drs_13_0123, “Got minus one from a read call”',
  },
  {
    id: 'oracle-tablespace-full',
    matches: ['ora-01652', 'ora-01653', 'ora-01654'],
    family: 'oracle',
    meaning: say('A tablespace is full.', '表空间已满。'),
    cause: say('It has reached its size and may not grow.', '表空间达到上限且不能扩展。'),
    remedy: say('Add a data file, or let the tablespace grow.', '增加数据文件，或允许表空间自动扩展。'),
    verb: 'resume',
    source: 'Oracle Database Error Messages, ORA-01652, ORA-01653, ORA-01654',
  },
] as const satisfies readonly FailureCause[]
