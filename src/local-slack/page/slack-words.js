// @ts-check
import { locale } from './words.js'

/** What Slack itself says at fields and over forms, in Chinese; gaps are numbers. */
const chinese = [
  ['Please complete this required field.', '请填写此必填项。'],
  ['Please enter a valid email address.', '请输入有效的邮箱地址。'],
  ['Please enter a valid URL.', '请输入有效的网址。'],
  ['Please enter a number.', '请输入数字。'],
  ['Please enter a whole number.', '请输入整数。'],
  ['Please enter at least {} characters.', '请至少输入 {} 个字符。'],
  ['Please enter no more than {} characters.', '请勿超过 {} 个字符。'],
  ['Please enter {} or more.', '请输入不小于 {} 的值。'],
  ['Please enter {} or less.', '请输入不大于 {} 的值。'],
  ['We had some trouble connecting. Try again?', '连接出现问题，请重试。'],
]

/** A sentence of the local Slack in the person's language; what it does not know (the app's own words) stays. */
export function slackWords(text) {
  if (locale() === 'en') return text
  for (const [english, other] of chinese) {
    const [before, after] = english.split('{}')
    if (text === english) return other
    if (after !== undefined && text.startsWith(before) && text.endsWith(after))
      return other.replace('{}', text.slice(before.length, text.length - after.length))
  }
  return text
}
