import type { Text, TextTemplate } from '../base/i18n.ts'

/** What stands on the pages. */
export const pageWords = {
  product: { en: 'drs-chatops', 'zh-CN': 'drs-chatops' },
  safe: {
    en: 'What you type here goes only to the bot, encrypted. It never passes through Slack.',
    'zh-CN': '您在此填写的内容加密后仅提交给机器人，不会经过 Slack。',
  },
  code: { en: 'Code from Slack', 'zh-CN': 'Slack 中的验证码' },
  codeHint: {
    en: 'Six digits, in the message that brought you here.',
    'zh-CN': '六位数字，见您打开本页的那条消息。',
  },
  submit: { en: 'Send', 'zh-CN': '提交' },
  needed: { en: 'Fill in every field.', 'zh-CN': '请填写所有字段。' },
  long: { en: 'That is too long for a password.', 'zh-CN': '内容过长，不是有效的密码。' },
  weak: {
    en: 'That is too short or too simple: the bot could not tell it from ordinary words, so it could appear in messages and logs. Give the database user a password of at least 8 characters with letters and digits or signs, or refer to it as env:NAME in Slack.',
    'zh-CN':
      '密码过短或过于简单：机器人无法将其与普通词语区分，也就无法防止它出现在消息和日志中。请为该数据库用户设置至少 8 个字符、同时包含字母和数字或符号的密码，或在 Slack 中以 env:变量名 引用。',
  },
  known: {
    en: 'The bot shows this as a name in other places, so the password would appear in messages. Give the database user another password.',
    'zh-CN': '该内容与机器人在其他位置显示的名称相同，无法防止它出现在消息中。请为该数据库用户设置其他密码。',
  },
  problem: { en: 'Problem', 'zh-CN': '出错' },
  done: { en: 'Done', 'zh-CN': '已完成' },
  back: {
    en: 'Close this page and go back to Slack: the bot has sent you a message.',
    'zh-CN': '请关闭本页并返回 Slack，机器人已向您发送消息。',
  },
  gone: { en: 'This link does not work', 'zh-CN': '此链接无效' },
  goneWhy: {
    en: 'A link works for ten minutes and once. Ask the bot in Slack for another one.',
    'zh-CN': '链接仅在十分钟内有效，且只能使用一次。请在 Slack 中向机器人重新获取。',
  },
  often: { en: 'Too many attempts', 'zh-CN': '尝试次数过多' },
  oftenWhy: { en: 'Wait ten minutes and try again.', 'zh-CN': '请等待十分钟后重试。' },
  refused: { en: 'This was not sent from the page itself', 'zh-CN': '该请求并非由本页提交' },
  refusedWhy: {
    en: 'Open the link from Slack again and fill in the page that it shows. Cookies must be allowed.',
    'zh-CN': '请从 Slack 重新打开链接，并在所示页面中填写。需要允许使用 Cookie。',
  },
  failed: { en: 'The password was not saved', 'zh-CN': '密码未保存' },
  failedWhy: {
    en: 'Get another link from the bot in Slack and try again.',
    'zh-CN': '请在 Slack 中向机器人重新获取链接后再试。',
  },
  unknown: { en: 'Page not found', 'zh-CN': '页面不存在' },
  unknownWhy: { en: 'The bot has no page at this address.', 'zh-CN': '该地址不属于机器人。' },
} satisfies Record<string, Text>

export const wrongCode: TextTemplate<[left: number]> = {
  en: (left) => `The code is wrong. ${left} more ${left === 1 ? 'try' : 'tries'}.`,
  'zh-CN': (left) => `验证码错误，还可尝试 ${left} 次。`,
}

export const forConnection: TextTemplate<[connection: string]> = {
  en: (connection) => `Connection ${connection}`,
  'zh-CN': (connection) => `连接 ${connection}`,
}
