import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { Driver } from '../domain/tasks/drivers.ts'
import type { Card, Line } from './card.ts'
import { colon } from './format.ts'

const words = {
  title: say('JDBC drivers', 'JDBC 驱动'),
  none: say('No drivers yet.', '尚无驱动文件。'),
  use: say(
    'Only synchronizations from DB2 for LUW use them. They belong to the project, and every task in it.',
    '仅用于 DB2（LUW 版）为源的同步任务，由项目内所有任务共用。',
  ),
  upload: say('Upload…', '上传…'),
  assign: say('Give to a task…', '同步到任务…'),
  remove: say('Delete…', '删除…'),
} satisfies Record<string, Text>

const done = {
  upload: { en: (name) => `Driver uploaded: ${name}`, 'zh-CN': (name) => `已上传驱动：${name}` },
  remove: { en: (name) => `Driver deleted: ${name}`, 'zh-CN': (name) => `已删除驱动：${name}` },
} satisfies Record<string, TextTemplate<[name: string]>>

const givenTo: TextTemplate<[driver: string, task: string]> = {
  en: (driver, task) => `${task} uses the driver ${driver}`,
  'zh-CN': (driver, task) => `已将驱动 ${driver} 同步到 ${task}`,
}

const driverDeeds = ['upload', 'assign', 'remove'] as const

/** The drivers of a connection's project, with the deeds that the reader may do. */
export function driversCard(
  connection: string,
  drivers: readonly Driver[],
  { changes, locale }: { readonly changes: boolean; readonly locale: Locale },
): Card {
  const offered = drivers.length === 0 ? (['upload'] as const) : driverDeeds
  return {
    title: `${words.title[locale]}${colon[locale]}${connection}`,
    tone: 'neutral',
    ...(drivers.length === 0 && { lines: [words.none[locale]] }),
    sections: [
      ...(drivers.length > 0 ? [{ list: drivers.map((one) => driverLine(one, locale)) }] : []),
      { lines: [words.use[locale]] },
    ],
    ...(changes && {
      buttons: offered.map((deed) => ({
        label: words[deed][locale],
        action: commandTarget('drivers', 'form'),
        value: `--deed ${deed}`,
      })),
    }),
  }
}

function driverLine({ name, size, changedAt }: Driver, locale: Locale): Line {
  const megabytes = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 1,
  })
  return [
    { code: name },
    ...(size === undefined ? [] : [` · ${megabytes.format(Math.max(0.1, size / 1e6))}`]),
    ...(changedAt === undefined ? [] : [' · ', { time: changedAt }]),
  ]
}

/** A driver came or went. */
export function driverDoneCard(
  deed: 'upload' | 'remove',
  name: string,
  drivers: readonly Driver[] | undefined,
  locale: Locale,
): Card {
  const list = (drivers ?? []).map((one) => driverLine(one, locale))
  return {
    title: done[deed][locale](name),
    tone: 'good',
    ...(list.length > 0 && { sections: [{ heading: words.title[locale], list }] }),
  }
}

/** A task has the driver from now on. */
export function driverGivenCard(driver: string, task: string, locale: Locale): Card {
  return { title: givenTo[locale](driver, task), tone: 'good' }
}
