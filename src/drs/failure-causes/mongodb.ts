import { say } from '../../base/i18n.ts'
import type { FailureCause } from './row.ts'

/** MongoDB and DDS. */
export const mongodbFailures = [
  {
    id: 'mongodb-oplog-gone',
    matches: [
      'oplogstart missing',
      'oplogstartmissing',
      'cappedpositionlost',
      'resume of change stream was not possible',
      'changestreamhistorylost',
    ],
    family: 'mongodb',
    meaning: say(
      'The source no longer has the oplog from which DRS has to continue.',
      '源库已没有DRS需要继续读取的oplog。',
    ),
    cause: say(
      'The oplog is too small for the time that the task stood still.',
      '任务停顿期间，oplog已被覆盖。',
    ),
    remedy: say(
      'Enlarge the oplog in the source. The data has to be copied again.',
      '调大源库的oplog。数据需要重新全量同步。',
    ),
    verb: 'reset',
    source: 'MongoDB error codes, 120 OplogStartMissing, 136 CappedPositionLost, 286 ChangeStreamHistoryLost',
  },
  {
    id: 'mongodb-login',
    matches: ['exception authenticating mongocredential', 'error 18 (authenticationfailed)'],
    family: 'mongodb',
    meaning: say('MongoDB rejects the account or its password.', 'MongoDB拒绝了该账号或密码。'),
    cause: say(
      'The password was changed, or the authentication database is another.',
      '密码已被修改，或认证库不正确。',
    ),
    remedy: say('Give the task the new password.', '在任务中更新密码。'),
    verb: 'password',
    source: 'MongoDB error codes, 18 AuthenticationFailed',
  },
  {
    id: 'mongodb-not-authorized',
    matches: [['not authorized on ', 'to execute command']],
    family: 'mongodb',
    meaning: say('The account may not run a command.', '账号无权执行该命令。'),
    cause: say('The account lacks a role on that database.', '账号缺少该库的角色。'),
    remedy: say(
      'Grant the account the role that DRS needs, for example readWrite at the destination.',
      '为账号授予所需角色，例如目标库的readWrite。',
    ),
    verb: 'resume',
    source: 'DRS help drs_13_0009, “not authorized on *** to execute command {***}”',
  },
  {
    id: 'mongodb-stream-ended',
    matches: ['prematurely reached end of stream'],
    family: 'mongodb',
    meaning: say('MongoDB closed a connection while DRS was reading.', 'DRS读取数据时MongoDB关闭了连接。'),
    cause: say('The network is unstable, or the database restarted.', '网络不稳定，或数据库发生重启。'),
    remedy: say('Check the network, and that the database runs.', '检查网络，并确认数据库运行正常。'),
    verb: 'resume',
    source: 'DRS help drs_13_0009, “Prematurely reached end of stream”',
  },
  {
    id: 'mongodb-no-connection',
    matches: [['timed out after ', 'while waiting to connect']],
    family: 'mongodb',
    meaning: say('MongoDB did not answer in time.', '连接MongoDB超时。'),
    cause: say('The network is unstable, or the database is overloaded.', '网络不稳定，或数据库繁忙。'),
    remedy: say(
      'Check the load of the database, and the network in between.',
      '检查数据库负载，以及两者之间的网络。',
    ),
    verb: 'resume',
    source: 'DRS help drs_13_0009, “Timed out after 60000 ms while waiting to connect”',
  },
  {
    id: 'mongodb-no-server',
    matches: [['timed out after ', 'while waiting for a server that matches']],
    family: 'mongodb',
    meaning: say('No primary of the replica set can be reached.', '无法连接副本集的主节点。'),
    cause: say(
      'The set has no primary, or its address cannot be reached from DRS.',
      '副本集没有主节点，或DRS无法访问其地址。',
    ),
    remedy: say(
      'Check rs.status(), and that all members can be reached from DRS.',
      '检查rs.status()，并确认DRS能访问所有节点。',
    ),
    verb: 'resume',
    source: 'DRS help drs_13_0009, “Timed out after 60000 ms while waiting for a server that matches …”',
  },
  {
    id: 'mongodb-field-name',
    matches: ['invalid bson field name'],
    family: 'mongodb',
    meaning: say('A document has a field name that is not allowed.', '文档中含有不合法的字段名。'),
    cause: say('The name contains a dot, or begins with $.', '字段名含有“.”或“$”。'),
    remedy: say('Rename the field in the source.', '在源库修改该字段名。'),
    verb: 'resume',
    source: 'DRS help drs_13_0009, “Invalid BSON field name ***”',
  },
  {
    id: 'mongodb-duplicate-key',
    matches: ['e11000 duplicate key error'],
    family: 'mongodb',
    meaning: say('A document exists in the destination already.', '目标库中已存在相同键值的文档。'),
    cause: say(
      'Something else writes to the destination, or it was not empty.',
      '有其他程序写入目标库，或目标库原本有数据。',
    ),
    remedy: say('Stop other writers and delete the document.', '停止其他写入并删除该文档。'),
    verb: 'resume',
    source: 'MongoDB error codes, 11000 DuplicateKey',
  },
  {
    id: 'mongodb-destination-error',
    matches: [['command failed with error ', 'the full response is']],
    family: 'mongodb',
    meaning: say('The destination refuses a command.', '目标库拒绝了某个命令。'),
    cause: say(
      'Error 91: it shuts down. 133: a shard is ill. 10107: its primary has changed.',
      '错误91：目标库异常；133：分片异常；10107：主节点异常。',
    ),
    remedy: say('Check the state of the destination.', '检查目标库的状态。'),
    verb: 'resume',
    source: 'DRS help drs_13_0017',
  },
] as const satisfies readonly FailureCause[]
