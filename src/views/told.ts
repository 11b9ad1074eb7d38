import { isAlarming, type Told } from '../domain/entry.ts'
import type { TaskEvent } from '../domain/snapshot.ts'
import { directionWords } from '../drs/engines.ts'
import { statusWords } from '../drs/statuses.ts'
import type { Locale, Text, Words } from '../text.ts'
import type { Line, Section } from './card.ts'
import { clockTitle } from './clock-words.ts'
import { comparisonTitle } from './comparison-words.ts'
import { formatList, plural } from './format.ts'
import { limitTitle } from './limit-words.ts'
import { countVerdicts } from './task-card.ts'

const statusSentence: Words<[name: string, from: string, to: string]> = {
  en: (name, from, to) => `${name}: ${from} → ${to}`,
  'zh-CN': (name, from, to) => `${name}：${from} → ${to}`,
}

const precheckSentence: Words<[name: string, passed: boolean, failed: number, alarms: number]> = {
  en: (name, passed, failed, alarms) =>
    passed
      ? `${name}: pre-check passed${alarms > 0 ? ` with ${plural(alarms, 'alarm', 'alarms')}` : ''}`
      : `${name}: pre-check not passed, ${plural(failed, 'item', 'items')} failed`,
  'zh-CN': (name, passed, failed, alarms) =>
    passed
      ? `${name}：预检查已通过${alarms > 0 ? `，${alarms} 项告警` : ''}`
      : `${name}：预检查未通过，${failed} 项失败`,
}

const directionSentence: Words<[name: string, to: string]> = {
  en: (name, to) => `${name}: direction changed. ${to}.`,
  'zh-CN': (name, to) => `${name}：方向已改变，${to}。`,
}

const goneSentence: Words<[name: string]> = {
  en: (name) => `${name}: DRS no longer knows this task. It was deleted.`,
  'zh-CN': (name) => `${name}：DRS 中已不存在该任务，任务已被删除。`,
}

const subtasksSentence: Words<[name: string, failed: readonly string[]]> = {
  en: (name, failed) =>
    `${name}: ${failed.length === 1 ? 'subtask' : 'subtasks'} ${formatList(failed, 'en')} failed`,
  'zh-CN': (name, failed) => `${name}：子任务 ${formatList(failed, 'zh-CN')} 失败`,
}

const appearedSentence: Words<[name: string]> = {
  en: (name) => `${name}: new task, found by a filter of this channel`,
  'zh-CN': (name) => `${name}：发现新任务，符合本频道的关注条件`,
}

/** An event in one sentence, wherever it is said. */
export function eventTitle(
  event: TaskEvent,
  { name, scenario }: Pick<Told, 'name' | 'scenario'>,
  locale: Locale,
): string {
  switch (event.kind) {
    case 'status': {
      const [from, to] = [statusWords(event.from, scenario), statusWords(event.to, scenario)]
      return statusSentence[locale](name, from[locale], to[locale])
    }
    case 'precheck': {
      const { failed, alarms } = countVerdicts(event)
      return precheckSentence[locale](name, event.passed, failed, alarms)
    }
    case 'direction':
      return directionSentence[locale](name, directionWords(event.to, scenario)[locale])
    case 'gone':
      return goneSentence[locale](name)
    case 'limit':
      return limitTitle(event, name, locale)
    case 'comparison':
      return comparisonTitle(event.comparison, name, locale)
    case 'subtasks':
      return subtasksSentence[locale](name, event.failed)
    case 'clock':
      return clockTitle(event.clock, name, locale)
    case 'appeared':
      return appearedSentence[locale](name)
  }
}

export function toldLine(told: Told, locale: Locale): Line {
  const title = eventTitle(told.event, told, locale)
  return [{ time: told.event.at }, ' · ', isAlarming(told.event) ? { bold: title } : title]
}

/** More lines than these are not read. */
const maxLines = 15

const more: Words<[count: number]> = {
  en: (count) => `and ${count} more, see /drs missed`,
  'zh-CN': (count) => `另有 ${count} 条，请用 /drs missed 查看`,
}

const headings = {
  failed: { en: 'Failures and alarms', 'zh-CN': '失败与告警' },
  other: { en: 'Everything else', 'zh-CN': '其他变化' },
} satisfies Record<string, Text>

/** Events as lists, oldest first, what went wrong before everything else. */
export function toldSections(told: readonly Told[], locale: Locale): readonly Section[] {
  const failed = told.filter(({ event }) => isAlarming(event))
  const other = told.filter(({ event }) => !isAlarming(event))
  const shownFailed = failed.slice(0, maxLines)
  const shownOther = other.slice(0, maxLines - shownFailed.length)
  const rest = told.length - shownFailed.length - shownOther.length
  const lines = (some: readonly Told[]) => some.map((one) => toldLine(one, locale))
  const sections: readonly Section[] = [
    ...(shownFailed.length > 0 ? [{ heading: headings.failed[locale], list: lines(shownFailed) }] : []),
    ...(shownOther.length > 0
      ? [{ ...(failed.length > 0 && { heading: headings.other[locale] }), list: lines(shownOther) }]
      : []),
  ]
  return rest > 0 ? [...sections, { lines: [more[locale](rest)] }] : sections
}

const changes: Words<[changes: number, tasks: number]> = {
  en: (count, tasks) => `${plural(count, 'change', 'changes')} in ${plural(tasks, 'task', 'tasks')}`,
  'zh-CN': (count, tasks) => `${tasks} 个任务共 ${count} 项变化`,
}

/** `5 changes in 3 tasks`. */
export function countChanges(told: readonly Told[], locale: Locale): string {
  return changes[locale](told.length, new Set(told.map(({ taskId }) => taskId)).size)
}
