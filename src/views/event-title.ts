import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { breaksThroughQuiet, type EventSummary } from '../domain/delivery/outbox-message.ts'
import { type CheckCounts, countChecks } from '../domain/tasks/precheck.ts'
import type { TaskEvent } from '../domain/watching/event.ts'
import { directionWords } from '../drs/engines.ts'
import { statusWords } from '../drs/statuses.ts'
import type { Line, Section } from './card.ts'
import { deadlineSentence } from './clock-words.ts'
import { comparisonSentence } from './comparison-words.ts'
import { colon, formatDuration, formatList, plural } from './format.ts'
import { limitSentence } from './limit-words.ts'

const precheckSentence: TextTemplate<[passed: boolean, counts: CheckCounts]> = {
  en: (passed, { failed, alarms, all }) => {
    const found = alarms > 0 ? plural(alarms, 'alarm', 'alarms') : ''
    if (passed) return `pre-check passed${found && ` with ${found}`}`
    return `pre-check failed, ${failed} of ${plural(all, 'item', 'items')}${found && `, ${found}`}`
  },
  'zh-CN': (passed, { failed, alarms, all }) => {
    const found = alarms > 0 ? `，${alarms} 项告警` : ''
    return passed ? `预检查已通过${found}` : `预检查未通过，${all} 项中 ${failed} 项失败${found}`
  },
}

const directionSentence: TextTemplate<[to: string]> = {
  en: (to) => `direction changed. ${to}.`,
  'zh-CN': (to) => `方向已改变，${to}。`,
}

const goneSentence: Text = {
  en: 'DRS no longer knows this task. It was deleted.',
  'zh-CN': 'DRS 中已不存在该任务，任务已被删除。',
}

const unstableSentence: TextTemplate<[over: boolean, times: number, span: string]> = {
  en: (over, times, span) =>
    over
      ? `stable again, after ${plural(times, 'failure', 'failures')} in ${span}`
      : `unstable, failed ${plural(times, 'time', 'times')} in ${span}`,
  'zh-CN': (over, times, span) =>
    over ? `已恢复稳定，此前 ${span}内失败 ${times} 次` : `运行不稳定，${span}内失败 ${times} 次`,
}

const returnedSentence: TextTemplate<[status: string]> = {
  en: (status) => `DRS knows this task again. It is in “${status}”.`,
  'zh-CN': (status) => `DRS 中又能查到该任务，当前为“${status}”。`,
}

const subtasksSentence: TextTemplate<[failed: readonly string[]]> = {
  en: (failed) => `${failed.length === 1 ? 'subtask' : 'subtasks'} ${formatList(failed, 'en')} failed`,
  'zh-CN': (failed) => `子任务 ${failed.join('、')} 失败`,
}

const appearedSentence: Text = {
  en: 'new task, found by a filter of this channel',
  'zh-CN': '发现新任务，符合本频道的关注条件',
}

/** What happened, where it is clear to which task. */
export function eventSentence(event: TaskEvent, scenario: string, locale: Locale): string {
  switch (event.kind) {
    case 'status': {
      const [from, to] = [statusWords(event.from, scenario), statusWords(event.to, scenario)]
      return `${from[locale]} → ${to[locale]}`
    }
    case 'precheck':
      return precheckSentence[locale](event.passed, countChecks(event))
    case 'direction':
      return directionSentence[locale](directionWords(event.to, scenario)[locale])
    case 'gone':
      return goneSentence[locale]
    case 'unstable': {
      const span = formatDuration(event.at - event.since, locale)
      return unstableSentence[locale](event.state === 'over', event.times, span)
    }
    case 'returned':
      return returnedSentence[locale](statusWords(event.to, scenario)[locale])
    case 'limit':
      return limitSentence(event, locale)
    case 'comparison':
      return comparisonSentence(event.comparison, locale)
    case 'subtasks':
      return subtasksSentence[locale](event.failed)
    case 'clock':
      return deadlineSentence(event.deadline, locale)
    case 'appeared':
      return appearedSentence[locale]
  }
}

/** An event in one sentence, wherever it is said. */
export function eventTitle(
  event: TaskEvent,
  { name, scenario }: Pick<EventSummary, 'name' | 'scenario'>,
  locale: Locale,
): string {
  return `${name}${colon[locale]}${eventSentence(event, scenario, locale)}`
}

function toldLine(event: EventSummary, locale: Locale): Line {
  return lineOf(event.event, eventTitle(event.event, event, locale))
}

function lineOf(event: TaskEvent, sentence: string): Line {
  return [{ time: event.at }, ' · ', breaksThroughQuiet(event) ? { bold: sentence } : sentence]
}

/** More lines than these are not read. */
const maxLines = 15

const more: TextTemplate<[count: number]> = {
  en: (count) => `and ${count} more, see /drs missed`,
  'zh-CN': (count) => `另有 ${count} 条，请用 /drs missed 查看`,
}

const headings = {
  failed: { en: 'Needs attention', 'zh-CN': '需要留意' },
  other: { en: 'Everything else', 'zh-CN': '其他变化' },
} satisfies Record<string, Text>

/** Events as lists, oldest first, what went wrong before everything else. */
export function eventSections(events: readonly EventSummary[], locale: Locale): readonly Section[] {
  const failed = events.filter(({ event }) => breaksThroughQuiet(event))
  const other = events.filter(({ event }) => !breaksThroughQuiet(event))
  const shownFailed = failed.slice(0, maxLines)
  const shownOther = other.slice(0, maxLines - shownFailed.length)
  const rest = events.length - shownFailed.length - shownOther.length
  const lines = (some: readonly EventSummary[]) => some.map((one) => toldLine(one, locale))
  const sections: readonly Section[] = [
    ...(shownFailed.length > 0 ? [{ heading: headings.failed[locale], list: lines(shownFailed) }] : []),
    ...(shownOther.length > 0
      ? [{ ...(failed.length > 0 && { heading: headings.other[locale] }), list: lines(shownOther) }]
      : []),
  ]
  return rest > 0 ? [...sections, { lines: [more[locale](rest)] }] : sections
}

/** Events of one task in their order, without its name: the latest, if they are too many. */
export function taskSections(events: readonly EventSummary[], locale: Locale): readonly Section[] {
  if (events.length === 0) return []
  const shown = events.slice(-maxLines)
  const rest = events.length - shown.length
  return [{ list: taskLines(shown, locale) }, ...(rest > 0 ? [{ lines: [more[locale](rest)] }] : [])]
}

export function taskLines(events: readonly EventSummary[], locale: Locale): readonly Line[] {
  return events.map(({ event, scenario }) => lineOf(event, eventSentence(event, scenario, locale)))
}

const changes: TextTemplate<[changes: number, tasks: number]> = {
  en: (count, tasks) => `${plural(count, 'change', 'changes')} in ${plural(tasks, 'task', 'tasks')}`,
  'zh-CN': (count, tasks) => `${tasks} 个任务共 ${count} 项变化`,
}

/** `5 changes in 3 tasks`. */
export function countChanges(events: readonly EventSummary[], locale: Locale): string {
  return changes[locale](events.length, new Set(events.map(({ taskId }) => taskId)).size)
}
