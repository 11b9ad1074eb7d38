import { say, type Text } from '../base/i18n.ts'
import { secretReference } from '../domain/secrets/secret-reference.ts'
import { arg } from '../kit/args.ts'

/** Never quotes it: it may be a password. */
export const noReference = (): Text =>
  say(
    'This is not a reference. If it is a real password, change it: Slack has already received it.',
    '此内容不是引用。如果是真实密码，请立即更换：Slack 已经收到该内容。',
  )

const referenceHint: Text = say(
  'Where the bot finds the password: env:NAME or file:/path. Never the password itself: leave this empty and you get a link to type it on a page, where one is set up.',
  '机器人读取密码的位置：env:变量名 或 file:/路径。切勿填写密码本身；如已配置密码页面，留空即可获取填写链接。',
)

/** Where a password lies, for databases that may do without one. */
export const secretReferenceArg = (label: Text) =>
  arg.text({ label, pattern: { regex: secretReference, hint: referenceHint, wrong: noReference } }).optional()
