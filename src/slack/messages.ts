import type { Text, TextTemplate } from '../base/i18n.ts'

/** What the dispatcher and the forms say on their own account. */
export const dispatchWords = {
  working: { en: 'Working on it …', 'zh-CN': '正在处理……' },
  stillWorking: { en: 'Still working on it …', 'zh-CN': '仍在处理……' },
  chooseConnection: { en: 'Choose a connection…', 'zh-CN': '选择连接…' },
  chooseTask: { en: 'Choose a task…', 'zh-CN': '选择任务…' },
  choose: { en: 'Choose a task', 'zh-CN': '选择任务' },
  onlyYou: {
    en: 'Only you can see this, because the bot can’t post in this channel.',
    'zh-CN': '此消息仅您可见，因为机器人无法在该频道发布消息。',
  },
  directly: { en: 'Do it and message me directly', 'zh-CN': '执行，并私信通知我' },
  draftGone: {
    en: 'This form is older than an hour or was already submitted. Start again.',
    'zh-CN': '该表单已超过一小时或已提交，请重新开始。',
  },
  targetGone: {
    en: 'This button no longer works: its message is from an older version of the bot. /drs help lists what you can do.',
    'zh-CN': '此按钮已失效，所在消息来自机器人的旧版本。可用 /drs help 查看全部命令。',
  },
  subjectGone: {
    en: 'The bot doesn’t know this task any more: its connection is gone, or has got another console address.',
    'zh-CN': '机器人已找不到该任务：其所在连接已移除，或控制台地址已变更。',
  },
  formLate: {
    en: 'My memory (Redis) or Slack did not answer in time. Nothing was done. Submit the form again in a moment.',
    'zh-CN': '机器人的存储（Redis）或 Slack 未及时响应，未执行任何操作，请稍后再次提交。',
  },
  formFailed: {
    en: 'An error in the bot stopped this, and it is logged. Nothing was done. Submit the form again in a moment.',
    'zh-CN': '机器人内部出现错误，已记录日志，未执行任何操作，请稍后再次提交。',
  },
  tryAgain: { en: 'Try again', 'zh-CN': '重试' },
  again: { en: 'Open the form again', 'zh-CN': '重新打开表单' },
  task: { en: 'Task', 'zh-CN': '任务' },
  ambiguous: {
    en: (count) => `${count} tasks match. Which one?`,
    'zh-CN': (count) => `有 ${count} 个任务符合，请选择：`,
  },
} satisfies Record<string, Text | TextTemplate<[number]>>
