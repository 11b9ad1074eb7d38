import { type Locale, say, type Text } from '../base/i18n.ts'
import type { Component } from '../domain/tasks/object-progress.ts'
import type { Line, Section } from './card.ts'
import { colon, formatDuration } from './format.ts'
import { joined } from './task-state.ts'

const words = {
  components: say('Components', '增量组件'),
  capture: say('Capture', '抓取'),
  apply: say('Apply', '回放'),
  STARTED: say('running', '运行中'),
  STARTING: say('starting', '启动中'),
  STOPPED: say('stopped', '已停止'),
  STOPPING: say('stopping', '停止中'),
  delay: say('delay ', '时延 '),
  at: say('at ', '位点 '),
} satisfies Record<string, Text>

/** More parts of a task than DRS has components. */
const mostComponents = 10

/** What reads the changes and what writes them, each with its delay. */
export function componentSection(components: readonly Component[], locale: Locale): Section {
  const word = (name: string): string => {
    const known: Readonly<Partial<Record<string, Text>>> = words
    return known[name]?.[locale] ?? name
  }
  const line = ({ type, status, point, delayMs }: Component): Line => [
    `${type === 'capture' || type === 'apply' ? word(type) : type}${colon[locale]}`,
    ...joined([
      status === undefined ? [] : [/^ST(ART|OPP)/.test(status) ? word(status) : status],
      delayMs === undefined ? [] : [`${words.delay[locale]}${formatDuration(delayMs, locale)}`],
      point === undefined ? [] : [words.at[locale], { code: point }],
    ]),
  ]
  return { heading: words.components[locale], lines: components.slice(0, mostComponents).map(line) }
}
