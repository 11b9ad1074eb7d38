// @ts-check
import { locale } from '/page/words.js'

/** The words of the DRS panel, both languages side by side; those with gaps are functions. */
const words = {
  title: { en: 'Sandbox', 'zh-CN': '沙箱' },
  done: { en: (what) => `Done: ${what}`, 'zh-CN': (what) => `已完成：${what}` },
  failed: { en: (why) => `That did not work: ${why}`, 'zh-CN': (why) => `操作未成功：${why}` },
  hide: { en: 'Hide the sandbox panel', 'zh-CN': '收起沙箱面板' },
  show: { en: 'Show the sandbox panel', 'zh-CN': '展开沙箱面板' },
  cancel: { en: 'Cancel', 'zh-CN': '取消' },
  noTasks: { en: 'There are no tasks.', 'zh-CN': '没有任务。' },

  clock: { en: 'Clock', 'zh-CN': '时钟' },
  clockAt: { en: (speed) => `Clock ${speed}×`, 'zh-CN': (speed) => `时钟 ${speed}×` },
  stopped: { en: 'Stop the clock', 'zh-CN': '停止时钟' },
  forwardHour: { en: 'Forward 1 hour', 'zh-CN': '前进 1 小时' },
  forwardDay: { en: 'Forward 1 day', 'zh-CN': '前进 1 天' },
  restart: { en: 'Restart the world', 'zh-CN': '恢复初始状态' },
  restartSure: {
    en: 'Tasks, databases and faults become what they were at the start. What was said in the channels stays.',
    'zh-CN': '任务、数据库和故障恢复为初始状态；频道中的消息保留。',
  },

  sourceOfTour: { en: 'Database “orders”', 'zh-CN': '数据库 orders' },
  repairBinlog: { en: 'Repair the binary log of orders', 'zh-CN': '修复 orders 的 Binlog' },
  breakBinlog: { en: 'Switch it off again', 'zh-CN': '再次关闭' },
  ownTask: { en: 'A task of your own', 'zh-CN': '创建自己的任务' },
  ownTaskHow: {
    en: '`/drs create` asks for one of these databases on either side:',
    'zh-CN': '`/drs create`：源库和目标库请从下列数据库中选择：',
  },
  userOfAll: { en: (user) => `User of all: ${user}`, 'zh-CN': (user) => `用户名：${user}` },
  passwordsOf: { en: (names) => `Passwords: ${names}`, 'zh-CN': (names) => `密码：${names}` },
  instance: { en: (id) => `RDS for MySQL: ${id}`, 'zh-CN': (id) => `RDS for MySQL：${id}` },
  subnet: { en: (id) => `Subnet: ${id}`, 'zh-CN': (id) => `子网：${id}` },

  tasks: { en: 'Tasks in DRS', 'zh-CN': 'DRS 任务' },
  actOn: { en: (name) => `In the console: ${name}`, 'zh-CN': (name) => `控制台操作：${name}` },
  start: { en: 'Start', 'zh-CN': '启动' },
  pause: { en: 'Pause', 'zh-CN': '暂停' },
  resume: { en: 'Resume', 'zh-CN': '续传' },
  reset: { en: 'Reset', 'zh-CN': '重置' },
  stop: { en: 'Stop', 'zh-CN': '结束' },
  delete: { en: 'Delete', 'zh-CN': '删除' },
  switchover: { en: 'Switch over', 'zh-CN': '主备倒换' },
  precheck: { en: 'Pre-check', 'zh-CN': '预检查' },
  fail: { en: 'Let it fail…', 'zh-CN': '使任务失败…' },
  rebuild: { en: 'Let its node break', 'zh-CN': '使节点故障' },
  upgrade: { en: 'Upgrade its node', 'zh-CN': '升级节点' },
  overload: { en: 'Let the delay rise', 'zh-CN': '使时延上升' },
  release: { en: 'Let it go', 'zh-CN': '恢复正常' },
  overloaded: {
    en: 'The source writes more than the task can follow.',
    'zh-CN': '源库写入过多，任务跟不上。',
  },
  nothingToDo: { en: 'Nothing can be done now.', 'zh-CN': '当前没有可执行的操作。' },
  reason: { en: 'Reason', 'zh-CN': '原因' },
  usualReason: { en: 'Connection to the source database lost', 'zh-CN': '与源库的连接中断' },
  switching: { en: 'switching over', 'zh-CN': '主备倒换中' },
  pausing: { en: 'being paused', 'zh-CN': '正在暂停' },
  delay: { en: (value) => `Delay ${value}`, 'zh-CN': (value) => `时延 ${value}` },
  rpoRto: { en: (rpo, rto) => `RPO ${rpo} · RTO ${rto}`, 'zh-CN': (rpo, rto) => `RPO ${rpo} · RTO ${rto}` },
  curve: {
    en: (now, most) => `Over the last 5 minutes: now ${now}, at most ${most}`,
    'zh-CN': (now, most) => `最近 5 分钟：当前 ${now}，最高 ${most}`,
  },
  progress: { en: (name) => `Full phase of ${name}`, 'zh-CN': (name) => `${name} 全量进度` },
  prechecking: { en: (percent) => `Pre-check ${percent}%`, 'zh-CN': (percent) => `预检查 ${percent}%` },
  precheckPassed: { en: 'Pre-check passed', 'zh-CN': '预检查通过' },
  precheckFailed: {
    en: (count) => `Pre-check: ${count} failed`,
    'zh-CN': (count) => `预检查：${count} 项未通过`,
  },

  createTask: { en: 'Create a task in the console', 'zh-CN': '在控制台创建任务' },
  create: { en: 'Create', 'zh-CN': '创建' },
  name: { en: 'Name', 'zh-CN': '任务名称' },
  nameRule: {
    en: '4 to 50 letters, digits, - and _, a letter first',
    'zh-CN': '4 到 50 个字符：字母、数字、- 和 _，以字母开头',
  },
  scenario: { en: 'Scenario', 'zh-CN': '场景' },
  engine: { en: 'Databases', 'zh-CN': '引擎类型' },
  source: { en: 'Source database', 'zh-CN': '源库' },
  destination: { en: 'Destination database', 'zh-CN': '目标库' },
  mode: { en: 'Task mode', 'zh-CN': '任务模式' },
  status: { en: 'Status at first', 'zh-CN': '初始状态' },

  faults: { en: 'Faults of DRS', 'zh-CN': 'DRS 故障' },
  active: { en: (count) => `${count} on`, 'zh-CN': (count) => `${count} 项生效` },
  operation: { en: 'Operation', 'zh-CN': '接口' },
  everyOperation: { en: 'All operations', 'zh-CN': '所有接口' },
  unknownOperation: { en: 'There is no such operation.', 'zh-CN': '没有此接口。' },
  times: { en: 'Calls that it meets', 'zh-CN': '影响的调用次数' },
  untilCleared: { en: 'until cleared', 'zh-CN': '直到清除' },
  timesLeft: { en: (count) => `${count} calls`, 'zh-CN': (count) => `${count} 次` },
  refuse: { en: 'Refuse with a code', 'zh-CN': '以错误码拒绝' },
  code: { en: 'Error code', 'zh-CN': '错误码' },
  unavailable: { en: 'Unavailable (503)', 'zh-CN': '服务不可用（503）' },
  slow: { en: 'Answer late', 'zh-CN': '延迟应答' },
  seconds: { en: 'Seconds', 'zh-CN': '秒' },
  timeout: { en: 'Never answer (time-out)', 'zh-CN': '不应答（超时）' },
  cut: { en: 'Cut the connection', 'zh-CN': '断开连接' },
  malformed: { en: 'Broken answer', 'zh-CN': '应答损坏' },
  throttle: { en: 'Throttle (429, Retry-After)', 'zh-CN': '流控（429，Retry-After）' },
  expired: { en: 'Expired token (401)', 'zh-CN': '凭证过期（401）' },
  clear: { en: 'Clear', 'zh-CN': '清除' },
  clearAll: { en: 'Clear all', 'zh-CN': '全部清除' },
  noFaults: { en: 'None is on.', 'zh-CN': '无生效的故障。' },

  databases: { en: 'Databases', 'zh-CN': '数据库' },
  database: { en: 'Database', 'zh-CN': '数据库' },
  broken: { en: (count) => `${count} broken`, 'zh-CN': (count) => `${count} 项异常` },
  noneBroken: { en: 'Every pre-check item would pass.', 'zh-CN': '所有预检查项均可通过。' },
  repair: { en: 'Repair', 'zh-CN': '修复' },
  break: { en: 'Break', 'zh-CN': '破坏' },
  findItem: { en: 'Find a pre-check item to break', 'zh-CN': '查找要破坏的预检查项' },
  foundItems: { en: (count) => `${count} found`, 'zh-CN': (count) => `找到 ${count} 项` },
  moreItems: {
    en: (count) => `${count} more: type to narrow down`,
    'zh-CN': (count) => `另有 ${count} 项，请继续输入`,
  },
  newPassword: { en: 'New password of the database', 'zh-CN': '数据库的新密码' },
  changePassword: { en: 'Change password', 'zh-CN': '修改密码' },
  usualPassword: { en: 'The usual password again', 'zh-CN': '恢复原密码' },
  passwordNote: {
    en: 'Tasks that know the old one cannot log in any more.',
    'zh-CN': '使用旧密码的任务将无法登录。',
  },

  traffic: { en: 'Traffic', 'zh-CN': '流量' },
  filter: { en: 'Filter', 'zh-CN': '筛选' },
  between: { en: 'Between', 'zh-CN': '方向' },
  everything: { en: 'Everything', 'zh-CN': '全部' },
  envelope: { en: 'Slack → bot', 'zh-CN': 'Slack → 机器人' },
  call: { en: 'Bot → Slack', 'zh-CN': '机器人 → Slack' },
  drs: { en: 'Bot → DRS', 'zh-CN': '机器人 → DRS' },
  hideReads: { en: 'Leave out calls that only look', 'zh-CN': '不显示查询类调用' },
  request: { en: 'Request', 'zh-CN': '请求' },
  answer: { en: 'Answer', 'zh-CN': '应答' },
  forgotten: { en: 'This exchange is not remembered any more.', 'zh-CN': '此条记录已不再保留。' },
  noTraffic: { en: 'Nothing has been seen that fits.', 'zh-CN': '没有符合条件的记录。' },
  ms: { en: (count) => `${count} ms`, 'zh-CN': (count) => `${count} 毫秒` },
}

/**
 * A word of the panel in the language of the person at the page, its gaps filled.
 * @param {keyof typeof words} key
 * @param {...any} parts
 */
export function say(key, ...parts) {
  const found = /** @type {any} */ (words[key])[locale()]
  return typeof found === 'function' ? found(...parts) : found
}

const units = { en: [' h', ' min', ' s'], 'zh-CN': [' 小时', ' 分', ' 秒'] }

/** Milliseconds as a person says them: `0.4 s`, `3 min 20 s`. */
export function duration(/** @type {number} */ ms) {
  const [hour, minute, second] = units[locale()]
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)}${second}`
  const all = Math.round(ms / 1000)
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60]
  const parts =
    hours > 0
      ? [
          [hours, hour],
          [minutes, minute],
        ]
      : [
          [minutes, minute],
          [seconds, second],
        ]
  return parts
    .filter(([count]) => count !== 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ')
}
