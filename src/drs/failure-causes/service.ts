import { say } from '../../base/i18n.ts'
import type { FailureCause } from './row.ts'

/** DRS itself and its ways to the databases, whatever these are. */
export const serviceFailures = [
  {
    id: 'process-restarting',
    matches: ['core process is not healthy or crashed', 'background process is unavailable'],
    meaning: say('A process of DRS has ended and is started again.', 'DRS进程异常，正在自动恢复。'),
    cause: say('The process crashed, or ran out of memory.', '进程崩溃或内存不足。'),
    remedy: say(
      'Wait five minutes: DRS continues by itself. If the task is still stopped, resume it.',
      '等待约5分钟，DRS会自动恢复；如果任务仍异常，请续传。',
    ),
    verb: 'resume',
    source: 'DRS help drs_13_0055; drs_13_0018, “The background process is unavailable”',
  },
  {
    id: 'out-of-memory',
    matches: ['java heap space', 'gc overhead limit exceeded'],
    meaning: say('DRS ran out of memory.', 'DRS内存不足。'),
    cause: say(
      'Single rows are very large, or the specifications are too small.',
      '单行数据过大，或规格过小。',
    ),
    remedy: say(
      'Choose higher specifications for the task. If it fails again, contact Huawei Cloud support.',
      '提升任务规格；如果仍失败，请联系华为云技术支持。',
    ),
    verb: 'resume',
    source: 'DRS help drs_13_0018, “Java heap space”; drs_13_0009, “GC overhead limit exceeded”',
  },
  {
    id: 'history-gone',
    matches: ['must seek before attempting to read next event'],
    meaning: say('DRS has deleted its own log files of this task.', 'DRS已清理该任务的历史日志文件。'),
    cause: say('The task stood still for too long.', '任务中断时间过长。'),
    remedy: say('The task cannot continue. Create it again.', '任务无法接续，请重新创建。'),
    verb: 'create',
    source: 'DRS help drs_13_0067',
  },
  {
    id: 'metadata-missing',
    matches: [['table info of table', 'from metadata miss'], 'data dictionary may be not complete'],
    meaning: say('DRS does not know the structure of a table.', 'DRS缺少某张表的结构信息。'),
    cause: say(
      'A DDL statement of the source is of a kind that DRS does not understand.',
      '源库执行了DRS不兼容的DDL。',
    ),
    remedy: say('Contact Huawei Cloud support with the id of the task.', '请带上任务ID联系华为云技术支持。'),
    source: 'DRS help drs_13_0098',
  },
  {
    id: 'comparison-shard-too-large',
    matches: [['the size of records in one shard', 'exceeds the max size']],
    meaning: say('A comparison has too many rows in one part.', '对比任务的单个分片行数过多。'),
    cause: say('The keys of the table are spread unevenly.', '表的主键分布不均匀。'),
    remedy: say(
      'Compare row counts for this table, or leave it out of the comparison.',
      '对该表改用行数对比，或不对比该表。',
    ),
    source: 'DRS help, Failure Cases, Data Comparison, “service SDV failed! …”',
  },
  {
    id: 'host-unknown',
    matches: ['unknownhostexception', 'name or service not known'],
    meaning: say('The name of a database cannot be resolved.', '无法解析数据库域名。'),
    cause: say('The host name is wrong, or its DNS does not answer DRS.', '域名不正确，或DNS对DRS不可用。'),
    remedy: say(
      'Use an IP address, or make the name known in the VPC of the task.',
      '改用IP地址，或让任务所在VPC能解析该域名。',
    ),
    verb: 'resume',
    source: 'Java SE API, java.net.UnknownHostException',
  },
  {
    id: 'certificate-refused',
    matches: ['pkix path building failed', 'sslhandshakeexception'],
    meaning: say('DRS and a database do not agree on encryption.', 'DRS与数据库的SSL握手失败。'),
    cause: say(
      'The certificate is not trusted or has expired, or TLS versions differ.',
      '证书不受信任或已过期，或TLS版本不一致。',
    ),
    remedy: say(
      'Check the certificate and the TLS versions of that database.',
      '检查该数据库的证书和TLS版本。',
    ),
    verb: 'resume',
    source: 'Java SE API, javax.net.ssl.SSLHandshakeException',
  },
  {
    id: 'port-closed',
    matches: ['connection refused'],
    meaning: say('Nothing listens at the address of a database.', '数据库地址没有服务在监听。'),
    cause: say('The database is stopped, or the port is wrong.', '数据库已停止，或端口不正确。'),
    remedy: say('Start the database, and check address and port.', '启动数据库，并核对地址和端口。'),
    verb: 'resume',
    source: 'Java SE API, java.net.ConnectException',
  },
  {
    id: 'no-route',
    matches: ['no route to host', 'connection timed out', 'connect timed out'],
    meaning: say('A database does not answer at its address.', '数据库地址没有响应。'),
    cause: say('A security group, firewall, VPN or route is in the way.', '安全组、防火墙、VPN或路由不通。'),
    remedy: say(
      'Check the network between the replication instance and the database.',
      '检查复制实例到数据库的网络。',
    ),
    verb: 'resume',
    source: 'Java SE API, java.net.NoRouteToHostException, SocketTimeoutException',
  },
  {
    id: 'link-failure',
    matches: ['communications link failure'],
    meaning: say('The connection to a database broke.', '与数据库的连接中断。'),
    cause: say('The database is down, or the network is unstable.', '数据库异常，或网络不稳定。'),
    remedy: say(
      'Check that the database runs, that DRS reaches it, and that its whitelist allows DRS.',
      '检查数据库是否正常、网络是否连通，以及白名单是否放通DRS。',
    ),
    verb: 'resume',
    source: 'DRS help drs_13_0018, “Communications link failure”',
  },
  {
    id: 'database-unreachable',
    matches: ['unable to connect to dbms'],
    meaning: say('DRS cannot connect to a database.', 'DRS无法连接数据库。'),
    cause: say(
      'The database is down, the password has changed, or the network or whitelist refuses DRS.',
      '数据库异常、密码已修改，或网络、白名单不通。',
    ),
    remedy: say(
      'Check the database, the password of the task, the network and the whitelist.',
      '检查数据库状态、任务中的密码、网络和白名单。',
    ),
    verb: 'resume',
    source: 'DRS help drs_13_0101, “service *** failed, cause by: Unable to connect to DBMS”',
  },
  {
    id: 'no-cause-given',
    matches: ['system error!'],
    meaning: say('DRS names no cause.', 'DRS没有给出原因。'),
    cause: say('The fault is in DRS itself, as a rule.', '通常是DRS自身的问题。'),
    remedy: say(
      'Read the log of the task in the console. If it fails again, contact Huawei Cloud support.',
      '在控制台查看任务日志；如果再次失败，请联系华为云技术支持。',
    ),
    verb: 'resume',
    source: 'DRS API reference 6.1.19, example',
  },
] as const satisfies readonly FailureCause[]
