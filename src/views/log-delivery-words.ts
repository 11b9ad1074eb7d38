import { type Locale, say } from '../base/i18n.ts'
import type { LogDelivery } from '../domain/tasks/task-settings.ts'
import { colon } from './format.ts'

const words = {
  on: say('Logs go to LTS', '日志上报到 LTS'),
  off: say('Logs don’t go to LTS', '日志未上报到 LTS'),
  group: say('Log group', '日志组'),
  stream: say('Log stream', '日志流'),
}

/** Whether and where to the logs of a task go. */
export function logDeliveryLines({ on, group, stream }: LogDelivery, locale: Locale): readonly string[] {
  const places = [
    [words.group, group],
    [words.stream, stream],
  ] as const
  return [
    words[on ? 'on' : 'off'][locale],
    ...places.flatMap(([name, id]) => (id === undefined ? [] : [`${name[locale]}${colon[locale]}${id}`])),
  ]
}
