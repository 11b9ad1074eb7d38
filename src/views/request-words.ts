import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { guardedVerbWords, rulePlaceWords } from '../domain/approvals/policy.ts'
import { parsePolicyChange, ruleOfChange } from '../domain/approvals/policy-change.ts'
import type { ApprovalRequest, ObservedState, PayloadTask, RequestWhy } from '../domain/approvals/request.ts'
import { directionWords } from '../drs/engines.ts'
import { statusWords } from '../drs/statuses.ts'
import type { Inline } from './card.ts'
import { formatDuration } from './format.ts'

/** What people read of approval requests, wherever they are shown. */

/** The bot's own groups in words; those of the configuration go by the name they have there. */
const ownGroups: Readonly<Record<string, TextTemplate<[count: number]>>> = {
  approvers: { en: (count) => (count === 1 ? 'approver' : 'approvers'), 'zh-CN': () => '审批人' },
  admins: { en: (count) => (count === 1 ? 'admin' : 'admins'), 'zh-CN': () => '管理员' },
}

/** `approvers`, `dba`. */
export function groupWords(name: string, locale: Locale): string {
  return ownGroups[name]?.[locale](2) ?? name
}

/** `2 approvers`, `1 of dba`. */
export function seatWords(count: number, name: string, locale: Locale): string {
  const own = ownGroups[name]?.[locale](count)
  if (locale === 'en') return own === undefined ? `${count} of ${name}` : `${count} ${own}`
  return own === undefined ? `${name} ${count} 人` : `${count} 名${own}`
}

const taskCount: TextTemplate<[count: number]> = {
  en: (count) => `${count} tasks`,
  'zh-CN': (count) => `${count} 个任务`,
}

/** Options that make more of a verb than its word says. */
const graverWords: Readonly<Record<string, Text>> = {
  'force true': { en: 'Forcibly stop', 'zh-CN': '强制结束' },
  'what all': { en: 'Pause, log capturing as well', 'zh-CN': '暂停（含日志抓取）' },
}

/** What is asked for, and of what. */
export function requestSubject({ payload, connection, locale }: ApprovalRequest): {
  readonly action: string
  readonly of: string
} {
  if (payload.kind === 'call') {
    const { tasks = [], operation, title } = payload
    return { action: title[locale], of: tasks.length > 0 ? tasksText(tasks, locale) : operation }
  }
  if (payload.kind === 'change') {
    const change = payload.verb === 'policy' ? parsePolicyChange(payload.change) : undefined
    const of = change ? `(${rulePlaceWords(ruleOfChange(change))[locale]})` : connection
    return { action: payload.title[locale], of }
  }
  const [graver] = Object.entries(payload.options ?? {}).flatMap(
    ([name, value]) => graverWords[`${name} ${value}`] ?? [],
  )
  const action = graver ?? guardedVerbWords(payload.verb)
  return { action: action[locale], of: tasksText(payload.tasks, locale) }
}

function tasksText(tasks: readonly PayloadTask[], locale: Locale): string {
  const [only, ...more] = tasks
  return only && more.length === 0 ? only.name : taskCount[locale](tasks.length)
}

/** What is asked for, within a sentence: `switch over dr-orders`. */
export function requestSentence(request: ApprovalRequest): string {
  const { action, of } = requestSubject(request)
  if (request.locale === 'zh-CN') return `${of} ${action}`
  return `${action.charAt(0).toLowerCase()}${action.slice(1)} ${of}`
}

const comparisonWords = {
  clean: {
    en: (age) => `last comparison ${age} ago: no differences`,
    'zh-CN': (age) => `${age}前对比：无差异`,
  },
  unclean: {
    en: (age) => `last comparison ${age} ago: differences ⚠️`,
    'zh-CN': (age) => `${age}前对比：存在差异 ⚠️`,
  },
} satisfies Record<string, TextTemplate<[string]>>

const neverCompared: Text = { en: 'last comparison: none ⚠️', 'zh-CN': '未做过数据对比 ⚠️' }

/** How the latest comparison ended, and how old it was at that moment. */
export function comparisonLine({ comparison }: Partial<ObservedState>, at: number, locale: Locale): string {
  if (comparison?.endedAt === undefined || comparison.clean === undefined) return neverCompared[locale]
  const kind = comparison.clean ? 'clean' : 'unclean'
  return comparisonWords[kind][locale](formatDuration(Math.max(0, at - comparison.endedAt), locale))
}

const lagWords: TextTemplate<[string]> = { en: (lag) => `delay ${lag}`, 'zh-CN': (lag) => `时延 ${lag}` }

/** The task as it was at that moment, in one line. */
export function observedLine({ observed, scenario }: PayloadTask, at: number, locale: Locale): string {
  const span = (name: string, ms: number | undefined) =>
    ms === undefined ? [] : [`${name} ${formatDuration(ms, locale)}`]
  return [
    statusWords(observed.status, scenario)[locale],
    directionWords(observed.direction, scenario)[locale],
    ...(observed.lagMs === undefined ? [] : [lagWords[locale](formatDuration(observed.lagMs, locale))]),
    ...span('RPO', observed.rpoMs),
    ...span('RTO', observed.rtoMs),
    // Only where it was asked for, or matters most.
    ...(observed.comparison || scenario === 'cloudDataGuard' ? [comparisonLine(observed, at, locale)] : []),
  ].join(' · ')
}

/** The bot’s own words, or what DRS has answered, marked as such. */
export function shownWhy(why: RequestWhy, locale: Locale): Inline {
  return typeof why === 'string' ? { code: shortWhy(why) } : shortWhy(why[locale])
}

const mostWhy = 300

/** Why something ended, as much of it as a message holds; causes of DRS may be pages long. */
export function shortWhy(why: string): string {
  const [first = '', ...more] = why.trim().split('\n')
  const text = more.length > 2 ? first : [first, ...more].join('\n')
  return text.length > mostWhy || more.length > 2 ? `${text.slice(0, mostWhy)}…` : text
}
