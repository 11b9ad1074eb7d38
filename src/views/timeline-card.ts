import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import type { AuditRecord } from '../domain/audit/audit.ts'
import { breaksThroughQuiet } from '../domain/delivery/outbox-message.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { Milestone, TimelineEntry } from '../domain/tasks/timeline.ts'
import type { Attribution } from '../domain/watching/event.ts'
import { auditKindWords } from './audit-card.ts'
import type { Button, Card, Inline, Line } from './card.ts'
import { deedOfCommand } from './command-words.ts'
import { eventSentence } from './event-title.ts'
import { colon, formatDuration, plural } from './format.ts'
import { taskNames } from './task-card.ts'

const words = {
  title: say('Timeline', '时间线'),
  none: say('Nothing is known of this time.', '没有这段时间的记录。'),
  console: say('in the console', '在控制台操作'),
  bot: say('the bot', '机器人'),
  by: say('by ', '操作人 '),
  parameter: say('parameter ', '参数 '),
  failed: say('failed', '修改失败'),
  own: say(
    'Changes are kept for 7 days, only of tasks that are watched. What happened while nobody watched isn’t known, unless DRS’s own records tell it.',
    '机器人仅保存已关注任务最近 7 天的变化；无人关注期间发生的变化，除非 DRS 有记录，否则无从得知。',
  ),
  refused: say('What DRS didn’t report', 'DRS 未返回的内容'),
} satisfies Record<string, Text>

const milestoneWords: Readonly<Record<Milestone, Text>> = {
  created: say('Created', '创建任务'),
  started: say('Started', '启动任务'),
  'full-complete': say('Full phase complete', '全量阶段完成'),
}

const many: TextTemplate<[count: number]> = {
  en: (count) => plural(count, 'task', 'tasks'),
  'zh-CN': (count) => `${count} 个任务`,
}

const lasted: TextTemplate<[span: string]> = {
  en: (span) => `after ${span}`,
  'zh-CN': (span) => `持续 ${span}`,
}

const shownOf: TextTemplate<[from: number, to: number, all: number]> = {
  en: (from, to, all) => `${from} to ${to} of ${all}, newest last`,
  'zh-CN': (from, to, all) => `第 ${from}–${to} 条，共 ${all} 条，最新的在最后`,
}

/** Part of a timeline. */
export interface TimelinePage {
  readonly entries: readonly TimelineEntry[]
  /** How many stand before the first of them, and how many there are at all. */
  readonly before: number
  readonly all: number
  readonly refused: readonly Line[]
}

/** What happened to tasks, newest last. `turns`: to other pages. */
export function timelineCard(
  tasks: readonly Task[],
  { entries, before, all, refused }: TimelinePage,
  turns: readonly Button[],
  locale: Locale,
): Card {
  const several = tasks.length > 1
  const what = tasks.length > 3 ? many[locale](tasks.length) : taskNames(tasks, locale)
  const empty = entries.length === 0
  return {
    title: `${words.title[locale]}${colon[locale]}${what}`,
    tone: 'neutral',
    lines: [empty ? words.none[locale] : shownOf[locale](before + 1, before + entries.length, all)],
    sections: [
      ...(empty ? [] : [{ list: entries.map((entry) => entryLine(entry, several, locale)) }]),
      ...(refused.length > 0 ? [{ heading: words.refused[locale], lines: refused }] : []),
      { lines: [[{ italic: words.own[locale] }]] },
    ],
    buttons: turns,
  }
}

function entryLine(entry: TimelineEntry, several: boolean, locale: Locale): Line {
  const name: readonly Inline[] = several ? [{ bold: entry.task.name }, ' · '] : []
  return [{ time: entry.at }, ' · ', ...name, ...said(entry, locale)]
}

function said(entry: TimelineEntry, locale: Locale): readonly Inline[] {
  switch (entry.kind) {
    case 'milestone':
      return [milestoneWords[entry.stage][locale]]
    case 'log':
      return logParts(entry.level, entry.message)
    case 'tuning': {
      const { name, from, to, succeeded } = entry.change
      const change = `${colon[locale]}${from} → ${to}`
      return [
        words.parameter[locale],
        { code: name },
        change,
        ...(succeeded ? [] : [` · ${words.failed[locale]}`]),
      ]
    }
    case 'audit':
      return auditParts(entry.record, locale)
    case 'event': {
      const sentence = eventSentence(entry.event, entry.task.scenario, locale)
      return [
        breaksThroughQuiet(entry.event) ? { bold: sentence } : sentence,
        ...(entry.lasted === undefined ? [] : [` · ${lasted[locale](formatDuration(entry.lasted, locale))}`]),
        ...byWhom(entry.event.attribution, locale),
      ]
    }
  }
}

/** Lines of DRS's log may be long. */
const longest = 200

function logParts(level: string, message: string): readonly Inline[] {
  const flat = message.replace(/\s+/g, ' ')
  const text = flat.length > longest ? `${flat.slice(0, longest)}…` : flat
  return ['DRS · ', ...(level === '' || level === 'INFO' ? [] : [{ bold: level }, ' · ']), { code: text }]
}

function byWhom(attribution: Attribution | undefined, locale: Locale): readonly Inline[] {
  if (attribution === undefined) return []
  if (attribution === 'console') return [` · ${words.console[locale]}`]
  return [` · ${words.by[locale]}`, { user: attribution.by }]
}

function auditParts({ who, kind, verb }: AuditRecord, locale: Locale): readonly Inline[] {
  const person: Inline = /^[UW][A-Z0-9]+$/.test(who) ? { user: who } : words.bot[locale]
  const deed = verb === undefined ? undefined : (deedOfCommand(verb)?.[locale] ?? { code: verb })
  return [person, ' · ', auditKindWords[kind][locale], ...(deed === undefined ? [] : [colon[locale], deed])]
}
