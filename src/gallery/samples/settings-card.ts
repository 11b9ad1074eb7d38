import { say } from '../../base/i18n.ts'
import { commandTarget } from '../../domain/command-targets.ts'
import { formatRef } from '../../domain/tasks/task-ref.ts'
import { alarmLines } from '../../views/alarm-words.ts'
import { logDeliveryLines } from '../../views/log-delivery-words.ts'
import { basicLines, type SettingPart, settingsCard } from '../../views/settings-card.ts'
import { speedLines } from '../../views/speed-words.ts'
import { syncPolicyLines } from '../../views/sync-policy-words.ts'
import { tagLines, tagsFixed } from '../../views/tags-card.ts'
import { type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const names = [
  say('Tags', '标签'),
  say('Speed limit', '限速'),
  say('Alarm', '异常通知'),
  say('Sync policy', '同步策略'),
  say('Log delivery', '日志上报'),
  say('Name, description, size', '名称、描述和规格'),
] as const

function parts(data: SampleData, editable: boolean): readonly SettingPart[] {
  const { locale, now } = data
  const value = formatRef(taskOf(data))
  const alarm = { topic: data.instance, recipients: 2, delay: 60, rpo: 0, rto: 0, toUsers: true }
  const lines = [
    tagLines(editable ? [data.connection, data.names[1]] : [], locale),
    speedLines([{ from: 7, hours: 10, speed: 15 }], { zone: 'Europe/Berlin', now, locale }),
    alarmLines(alarm, locale),
    syncPolicyLines({ conflict: 'ignore', dml: 'i,u' }, { topics: '0', topic: data.connection }, locale),
    logDeliveryLines({ on: true, group: data.instance, stream: data.connection }, locale),
    basicLines(taskOf(data, { expiredDays: 14 }), locale),
  ]
  const verbs = ['tags', 'speed', 'alarm', 'policy', 'logs', 'edit'] as const
  return verbs.map((verb, i) => ({
    name: names[i] ?? names[0],
    lines: lines[i] ?? [],
    ...(editable ? { edit: { action: commandTarget(verb, 'form'), value } } : { why: tagsFixed }),
  }))
}

export const settingsCardSamples = messageSamples(settingsCard, {
  'all can be changed': (data) => [taskOf(data, { expiredDays: 14 }), parts(data, true), data.locale],
  'nothing can be changed': (data) => [taskOf(data), parts(data, false), data.locale],
})
