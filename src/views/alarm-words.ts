import { type Locale, say, type TextTemplate } from '../base/i18n.ts'
import type { AlarmSettings } from '../domain/tasks/alarm.ts'
import { colon, formatDuration, plural } from './format.ts'

const words = {
  unknown: say('Unknown: DRS doesn’t show it', '未知（DRS 未返回）'),
  nobody: say('DRS notifies nobody', 'DRS 不通知任何人'),
  topic: say('SMN topic', 'SMN 主题'),
  users: say('Users are notified of alarms', '告警会通知用户'),
  delay: say('Delay', '时延'),
}

const recipients: TextTemplate<[count: number]> = {
  en: (count) => plural(count, 'phone number or mail address', 'phone numbers and mail addresses'),
  'zh-CN': (count) => `${count} 个手机号码或邮箱地址`,
}

const above: TextTemplate<[name: string, span: string]> = {
  en: (name, span) => `${name} above ${span}`,
  'zh-CN': (name, span) => `${name}超过${span}`,
}

/** Whom DRS notifies, and from which values on. */
export function alarmLines(alarm: AlarmSettings | undefined, locale: Locale): readonly string[] {
  if (alarm === undefined) return [words.unknown[locale]]
  const { topic, recipients: count, toUsers } = alarm
  const whom = [
    ...(topic === undefined ? [] : [`${words.topic[locale]}${colon[locale]}${topic}`]),
    ...(count > 0 ? [recipients[locale](count)] : []),
    ...(toUsers ? [words.users[locale]] : []),
  ]
  const limits = [
    [words.delay[locale], alarm.delay],
    ['RPO', alarm.rpo],
    ['RTO', alarm.rto],
  ] as const
  return [
    ...(whom.length > 0 ? whom : [words.nobody[locale]]),
    ...limits.flatMap(([name, seconds]) =>
      seconds > 0 ? [above[locale](name, formatDuration(seconds * 1000, locale))] : [],
    ),
  ]
}
