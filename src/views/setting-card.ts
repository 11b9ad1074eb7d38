import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import type { DrsError } from '../drs/drs-error.ts'
import type { Card, Line, Section } from './card.ts'
import { aside, semicolon } from './format.ts'
import { drsErrorLines } from './problem-card.ts'

/**
 * What came of setting something on a task: what DRS showed before and shows now (`undefined`: it is done, and could not be read),
 * or why it was not done.
 */
export type SettingResult = { readonly name: string } & (
  | { readonly before: readonly string[]; readonly after: readonly string[] | undefined }
  | { readonly why: Text }
  | { readonly error: DrsError }
)

const words = {
  before: say('Before', '修改前'),
  now: say('Now', '当前'),
  same: say('as before', '与修改前相同'),
  none: say('Nothing was changed', '未做任何修改'),
  unread: say('Couldn’t read what is there now. Look again later.', '未能读取当前设置，请稍后再查看。'),
} satisfies Record<string, Text>

const doneOn: TextTemplate<[setting: string, name: string]> = {
  en: (setting, name) => `${setting} set: ${name}`,
  'zh-CN': (setting, name) => `已设置${setting}：${name}`,
}

const doneOnSome: TextTemplate<[setting: string, done: number, all: number]> = {
  en: (setting, done, all) => `${setting} set on ${done === all ? all : `${done} of ${all}`} tasks`,
  'zh-CN': (setting, done, all) =>
    done === all ? `已为 ${all} 个任务设置${setting}` : `已为 ${all} 个任务中的 ${done} 个设置${setting}`,
}

/** What was set on one or several tasks, item by item. */
export function settingCard(setting: Text, results: readonly SettingResult[], locale: Locale): Card {
  const done = results.filter((result) => 'after' in result)
  const [only, ...more] = results
  if (only && more.length === 0 && 'after' in only)
    return {
      title: doneOn[locale](setting[locale], only.name),
      tone: 'good',
      sections: beforeAndAfter(only, locale),
    }
  return {
    title:
      done.length === 0
        ? words.none[locale]
        : doneOnSome[locale](setting[locale], done.length, results.length),
    tone: done.length === results.length ? 'good' : 'warning',
    sections: [{ list: results.map((result) => itemLine(result, locale)) }],
  }
}

type Done = Extract<SettingResult, { readonly after: unknown }>

function beforeAndAfter({ before, after }: Done, locale: Locale): readonly Section[] {
  return [
    { heading: words.before[locale], lines: before },
    { heading: words.now[locale], lines: after ?? [words.unread[locale]] },
  ]
}

function itemLine(result: SettingResult, locale: Locale): Line {
  const head = [{ bold: result.name }, ' · ']
  if ('why' in result) return [...head, result.why[locale]]
  if ('error' in result) return [...head, ...[drsErrorLines(result.error, locale)[0] ?? ''].flat()]
  const [before, after] = [result.before, result.after ?? [words.unread[locale]]].map((lines) =>
    lines.join(semicolon[locale]),
  )
  return [...head, before === after ? `${after}${aside(words.same[locale], locale)}` : `${before} → ${after}`]
}
