import { say, type Text } from '../base/i18n.ts'
import { type ActionName, actionOf, isAction } from '../domain/actions/rows.ts'
import type { CommandName } from '../domain/command-targets.ts'

type PlainCommand = Exclude<CommandName, ActionName>

const deedWords: Readonly<Record<PlainCommand, Text>> = {
  list: say('Task list', '任务列表'),
  timeline: say('Timeline', '时间线'),
  lag: say('Delay', '时延'),
  dr: say('DR monitoring', '灾备监控'),
  show: say('Task details', '任务详情'),
  progress: say('Progress', '进度'),
  dirty: say('Abnormal rows', '异常数据'),
  template: say('Object file of DRS', 'DRS 对象文件'),
  import: say('Import of tasks', '批量导入任务'),
  tagged: say('Tasks by tags', '按标签查询任务'),
  drivers: say('JDBC drivers', 'JDBC 驱动'),
  settings: say('Settings', '任务设置'),
  eip: say('EIP', '弹性公网 IP'),
  edit: say('Change of the task', '修改任务'),
  assign: say('Assignment', '指派检查项'),
  accept: say('Acceptance of alarms', '接受告警'),
  watch: say('Watching', '关注'),
  unwatch: say('End of watching', '取消关注'),
  watches: say('Watches', '关注列表'),
  cost: say('Costs', '费用'),
  quota: say('Quota', '配额'),
  nodes: say('Node types', '规格'),
  links: say('Links', '链路'),
  snooze: say('Snooze', '静默'),
  missed: say('Recent changes', '最近的变化'),
  approvals: say('Requests for approval', '审批请求'),
  approve: say('Approve', '批准'),
  reject: say('Decline', '拒绝请求'),
  withdraw: say('Withdraw the approval', '撤回批准'),
  cancel: say('Cancel the request', '取消请求'),
  execute: say('Carry out', '执行请求'),
  review: say('Close the review', '完成复核'),
  breakglass: say('Break-glass execution', '紧急执行'),
  use: say('Channel settings', '频道设置'),
  access: say('Access', '权限'),
  audit: say('Audit', '审计记录'),
  doctor: say('Check of the bot', '机器人检查'),
  api: say('API call', 'API 调用'),
  help: say('Help', '帮助'),
}

/** What a person did, in words, for those who pressed a button and typed no command; undefined for what is no command. */
export function deedOfCommand(name: string): Text | undefined {
  if (!isAction(name)) return Object.entries(deedWords).find(([command]) => command === name)?.[1]
  const { outcome, words } = actionOf(name)
  return outcome?.noun ?? words.button
}
