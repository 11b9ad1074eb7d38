import { type Locale, say, type Text } from '../base/i18n.ts'
import { acceptanceOf, assignmentOf } from '../domain/tasks/check-notes.ts'
import { checkResult, checksWith, countChecks } from '../domain/tasks/precheck.ts'
import type { PrecheckItem, PrecheckReport } from '../domain/tasks/task.ts'
import { checkReasonOf, precheckItemOf } from '../drs/precheck-items.ts'
import { personName } from './action-words.ts'
import type { CheckFacts } from './check-card.ts'
import { checkMarks, checkResultWords, remedyOf } from './check-words.ts'
import { colon } from './format.ts'

/** The complete report of a pre-check as a file: nothing is cut, and nothing in it is read as anything but text. */

const words = {
  title: say('Pre-check report', '预检查报告'),
  task: say('Task', '任务'),
  connection: say('Connection', '连接'),
  made: say('Report made', '生成时间'),
  result: say('Result', '结果'),
  passed: say('passed', '已通过'),
  failed: say('failed', '未通过'),
  item: say('Item', '检查项'),
  group: say('Group', '分组'),
  name: say('Name', '名称'),
  problem: say('Problem', '问题'),
  reason: say('Reason', '原因'),
  raw: say('Text from DRS', 'DRS 返回的原文'),
  data: say('Data', '数据'),
  subtasks: say('Failed subtasks', '失败的子任务'),
  meaning: say('Meaning', '含义'),
  causes: say('Possible causes', '可能原因'),
  remedy: say('What to do', '处理建议'),
  accepted: say('Accepted by', '接受人'),
  assigned: say('Assigned to', '负责人'),
} satisfies Record<string, Text>

export interface FileFacts extends CheckFacts {
  readonly report: PrecheckReport
  readonly now: number
}

/** Failed items first, then alarms and skipped ones, then what has passed. */
function ordered({ report }: FileFacts): readonly PrecheckItem[] {
  return (['failed', 'alarm', 'skipped', 'passed'] as const).flatMap((result) => checksWith(report, result))
}

export function precheckMarkdown(facts: FileFacts, locale: Locale): string {
  const { task, report, now } = facts
  const { all, failed, alarms, skipped, passed } = countChecks(report)
  const counts = [
    [all, words.item],
    [failed, checkResultWords.failed],
    [alarms, checkResultWords.alarm],
    [skipped, checkResultWords.skipped],
    [passed, checkResultWords.passed],
  ] as const
  const parts = [
    `# ${words.title[locale]}${colon[locale]}${inline(task.name)}`,
    [
      `- ${words.task[locale]}${colon[locale]}${inline(task.id)}`,
      `- ${words.connection[locale]}${colon[locale]}${inline(task.connection)}`,
      `- ${words.made[locale]}${colon[locale]}${new Date(now).toISOString()}`,
      `- ${words.result[locale]}${colon[locale]}${(report.passed ? words.passed : words.failed)[locale]}`,
      ...counts.map(([count, label]) => `- ${label[locale]}${colon[locale]}${count}`),
    ].join('\n'),
    ...ordered(facts).map((item) => markdownItem(facts, item, locale)),
  ]
  return `${parts.join('\n\n')}\n`
}

function markdownItem(facts: FileFacts, item: PrecheckItem, locale: Locale): string {
  const result = checkResult(item)
  const row = precheckItemOf(item.item)
  const heading = `## ${checkMarks[result]} ${inline(row?.title[locale] ?? item.item)}`
  const facet = (label: Text, text: string | undefined) =>
    text === undefined || text === '' ? [] : [`**${label[locale]}**\n\n${fenced(text)}`]
  const line = (label: Text, text: string | undefined) =>
    text === undefined || text === '' ? [] : [`**${label[locale]}**${colon[locale]}${text}`]
  const common = [
    heading,
    `${words.item[locale]}${colon[locale]}${inline(item.item)} · ${checkResultWords[result][locale]}`,
  ]
  if (result === 'passed') return common.join('\n\n')
  const known = checkReasonOf(item)
  const fixes = known?.fixes ?? row?.fixes ?? []
  return [
    ...common,
    ...line(words.problem, row?.problem[locale]),
    ...line(words.meaning, known?.meaning[locale]),
    ...facet(words.raw, item.raw),
    ...facet(words.reason, item.reason),
    ...facet(words.data, item.data),
    ...facet(words.subtasks, item.failedSubtasks?.join('\n')),
    ...line(words.accepted, peopleOf(facts, item, locale).accepted),
    ...line(words.assigned, peopleOf(facts, item, locale).assigned),
    ...(row && !known
      ? [`**${words.causes[locale]}**\n\n${row.causes.map((cause) => `- ${cause[locale]}`).join('\n')}`]
      : []),
    ...line(words.remedy, remedyOf(item, locale)),
    ...fixes.map(({ text, code }, i) =>
      [`${i + 1}. ${text[locale]}`, ...(code === undefined ? [] : [fenced(code)])].join('\n\n'),
    ),
  ].join('\n\n')
}

function peopleOf({ notes, names }: FileFacts, item: PrecheckItem, locale: Locale) {
  const acceptance = acceptanceOf(notes, item)
  const assignment = assignmentOf(notes, item)
  return {
    ...(acceptance && { accepted: personName(acceptance.by, names, locale) }),
    ...(assignment && { assigned: personName(assignment.to, names, locale) }),
  }
}

/** In code nothing is markup, if its fence is longer than any in it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${text}\n${fence}`
}

/** Within a line what Markdown or HTML would take for markup. */
function inline(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~!]/g, (sign) => `\\${sign}`)
}

export function precheckTable(facts: FileFacts, locale: Locale): string {
  const columns = [
    words.result,
    words.item,
    words.group,
    words.name,
    words.problem,
    words.reason,
    words.raw,
    words.data,
    words.subtasks,
    words.remedy,
    words.accepted,
    words.assigned,
  ]
  const rows = ordered(facts).map((item) => {
    const row = precheckItemOf(item.item)
    const isOpen = checkResult(item) !== 'passed'
    const { accepted, assigned } = peopleOf(facts, item, locale)
    return [
      checkResultWords[checkResult(item)][locale],
      item.item,
      item.group,
      row?.title[locale],
      isOpen ? row?.problem[locale] : undefined,
      item.reason,
      item.raw,
      item.data,
      item.failedSubtasks?.join('\n'),
      isOpen ? remedyOf(item, locale) : undefined,
      accepted,
      assigned,
    ]
  })
  const lines = [columns.map((column) => column[locale]), ...rows].map((cells) =>
    cells.map(csvCell).join(','),
  )
  // With the mark of the encoding, without which spreadsheets misread Chinese.
  return `\ufeff${lines.join('\r\n')}\r\n`
}

/** A cell that begins like a formula would be run by the program that opens it. */
/** A cell of a CSV file; nothing in it is taken for a formula. */
export function csvCell(text = ''): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
