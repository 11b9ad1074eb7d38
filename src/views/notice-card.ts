import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { EventExtras } from '../domain/delivery/card-extras.ts'
import type { EventSummary, Notice } from '../domain/delivery/outbox-message.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { statusWords } from '../drs/statuses.ts'
import { askedBy, personName } from './action-words.ts'
import type { Card, Line } from './card.ts'
import { andMore, problemInline } from './check-words.ts'
import { failureButtons } from './event-card.ts'
import { countChanges, eventSections, taskSections } from './event-title.ts'
import { failureLines } from './failure-words.ts'
import { colon, formatDuration, formatList, plural } from './format.ts'

/** What a notice is about. `taskId` is empty for a connection, or a channel, as a whole. */
interface About {
  readonly connection: string
  readonly taskId: string
}

type NoticeOf<Kind extends Notice['kind']> = Extract<Notice, { readonly kind: Kind }>

const words = {
  since: { en: 'Since ', 'zh-CN': '自 ' },
  until: { en: ' until ', 'zh-CN': ' 至 ' },
  blindNow: {
    en: 'Changes won’t show here until this is fixed. Then you get what you missed.',
    'zh-CN': '在恢复之前无法通知任何变化；恢复后会补报期间的变化。',
  },
  someNow: {
    en: 'Their changes won’t show here until this is fixed. Then you get what you missed.',
    'zh-CN': '在恢复之前无法通知这些任务的变化；恢复后会补报期间的变化。',
  },
  at: { en: 'At ', 'zh-CN': '' },
  emptied: { en: ': the bot’s memory (Redis) was emptied.', 'zh-CN': '：机器人的存储（Redis）被清空。' },
  lost: {
    en: 'Lost: watches, snoozes, open requests, and roles and approval rules set in Slack.',
    'zh-CN': '已丢失：关注、静默、未完成的请求，以及在 Slack 中授予的角色和设置的审批规则。',
  },
  watchAgain: {
    en: 'Watch your tasks again with /drs watch, and make your open requests again.',
    'zh-CN': '请用 /drs watch 重新关注任务，并重新提交未完成的请求。',
  },
  giveAgain: {
    en: 'An admin has to set the roles and rules from Slack again.',
    'zh-CN': '在 Slack 中授予的角色和设置的审批规则需由管理员重新设置。',
  },
  nothing: { en: 'Nothing happened meanwhile.', 'zh-CN': '期间没有变化。' },
  meanwhile: { en: 'Meanwhile: ', 'zh-CN': '期间：' },
  by: { en: 'Snoozed by ', 'zh-CN': '静默由 ' },
  atTime: { en: ' at ', 'zh-CN': ' 设置于 ' },
  channel: { en: 'this channel', 'zh-CN': '本频道' },
  again: { en: 'Messages are on again.', 'zh-CN': '已恢复通知。' },
  quietOver: { en: 'The quiet hours are over', 'zh-CN': '免打扰时段已结束' },
  digest: { en: 'Digest', 'zh-CN': '变化汇总' },
  yours: { en: 'This is yours now:', 'zh-CN': '请处理：' },
  fix: { en: 'How to fix', 'zh-CN': '处理建议' },
  nextTime: { en: 'Next time: ', 'zh-CN': '下次：' },
  comparisons: { en: 'Comparisons', 'zh-CN': '数据对比' },
} satisfies Record<string, Text>

/** Without a number it is about all of them. */
const tasksOf: TextTemplate<[connection: string, count: number | undefined]> = {
  en: (connection, count) =>
    `${count === undefined ? 'the tasks' : plural(count, 'task', 'tasks')} of ${connection}`,
  'zh-CN': (connection, count) => `${connection} 的${count === undefined ? '' : ` ${count} 个`}任务`,
}

const blindTitle: TextTemplate<[tasks: string]> = {
  en: (tasks) => `Can’t see ${tasks}`,
  'zh-CN': (tasks) => `无法查看 ${tasks}`,
}

const sightedTitle: TextTemplate<[tasks: string]> = {
  en: (tasks) => `Can see ${tasks} again`,
  'zh-CN': (tasks) => `已恢复查看 ${tasks}`,
}

const emptiedTitle: TextTemplate<[connection: string]> = {
  en: (connection) => `All watches of ${connection} are lost`,
  'zh-CN': (connection) => `${connection} 的关注已全部丢失`,
}

/** More names than these are counted. */
const maxNames = 10

const namesWords: TextTemplate<[shown: readonly string[], all: number]> = {
  en: (shown, all) => formatList(all > shown.length ? [...shown, `${all - shown.length} more`] : shown, 'en'),
  'zh-CN': (shown, all) => (all > shown.length ? `${shown.join('、')}等 ${all} 个任务` : shown.join('、')),
}

function nameLines(tasks: readonly string[] | undefined, locale: Locale): readonly Line[] {
  if (tasks === undefined) return []
  return [[{ bold: namesWords[locale](tasks.slice(0, maxNames), tasks.length) }]]
}

const spanWords: TextTemplate<[span: string]> = {
  en: (span) => ` (${span})`,
  'zh-CN': (span) => `（${span}）`,
}

const repeatTitle: TextTemplate<[name: string, status: string]> = {
  en: (name, status) => `${name}: still “${status}”`,
  'zh-CN': (name, status) => `${name}：仍为“${status}”`,
}

const snoozeTitle: TextTemplate<[what: string]> = {
  en: (what) => `The snooze of ${what} is over`,
  'zh-CN': (what) => `静默已结束：${what}`,
}

/** What is said in a channel that is not a single event. */
export function noticeCard(notice: Notice, about: About, locale: Locale, { names }: EventExtras = {}): Card {
  switch (notice.kind) {
    case 'blind':
      return blindCard(notice, about, locale)
    case 'sighted':
      return sightedCard(notice, about, locale)
    case 'emptied':
      return emptiedCard(notice, about, locale)
    case 'repeat':
      return repeatCard(notice, locale)
    case 'snooze-over':
      return snoozeOverCard(notice, about, names, locale)
    case 'digest':
      return digestCard(notice, locale)
    case 'checks':
      return checksCard(notice, about, names, locale)
    case 'comparison':
      return plannedCard(notice, about, names, locale)
  }
}

const plannedTitle = {
  held: {
    en: (name) => `Planned comparison of ${name} not started`,
    'zh-CN': (name) => `${name}：计划的对比未启动`,
  },
  stopped: {
    en: (name) => `Planned comparisons of ${name} have stopped`,
    'zh-CN': (name) => `${name}：计划的对比已停止`,
  },
  over: {
    en: (name) => `Planned comparisons of ${name} are over`,
    'zh-CN': (name) => `${name}：计划的对比已到期`,
  },
} satisfies Record<NoticeOf<'comparison'>['state'], TextTemplate<[name: string]>>

function plannedCard(
  { state, name, by, why, nextAt }: NoticeOf<'comparison'>,
  { connection, taskId }: About,
  names: EventExtras['names'],
  locale: Locale,
): Card {
  return {
    title: plannedTitle[state][locale](name),
    tone: state === 'over' ? 'neutral' : 'warning',
    lines: [
      ...(why ? [why[locale]] : []),
      ...(nextAt === undefined ? [] : [[words.nextTime[locale], { time: nextAt }]]),
      askedBy[locale](personName(by, names, locale)),
    ],
    buttons: [
      {
        label: words.comparisons[locale],
        action: commandTarget('compare', 'history'),
        value: formatRef({ connection, id: taskId }),
      },
    ],
  }
}

const checksTitle = {
  accepted: {
    en: (who, count, name) =>
      `${who} accepted ${plural(count, 'alarm', 'alarms')} of the pre-check of ${name}`,
    'zh-CN': (who, count, name) => `${who} 接受了 ${name} 预检查的 ${count} 项告警`,
  },
  assigned: {
    en: (who, count, name) =>
      `${who} assigned ${plural(count, 'pre-check item', 'pre-check items')} of ${name}`,
    'zh-CN': (who, count, name) => `${who} 指派了 ${name} 的 ${count} 项预检查问题`,
  },
} satisfies Record<NoticeOf<'checks'>['deed'], TextTemplate<[who: string, count: number, name: string]>>

/** More items than these are counted. */
const maxItems = 8

/** Whoever has to look after an item is called here, once. */
function checksCard(
  { deed, items, by, to, name }: NoticeOf<'checks'>,
  { connection, taskId }: About,
  names: EventExtras['names'],
  locale: Locale,
): Card {
  const shown = items.slice(0, maxItems).map((item): Line => ['•  ', problemInline(item, locale)])
  const left = items.length - shown.length
  const value = `${formatRef({ connection, id: taskId })} ${items[0] ?? ''}`
  return {
    title: checksTitle[deed][locale](personName(by, names, locale), items.length, name),
    mark: deed === 'accepted' ? '☑️' : '👤',
    lines: [
      ...(to === undefined ? [] : [[{ user: to }, ' ', words.yours[locale]] as const]),
      ...shown,
      ...(left > 0 ? [andMore[locale](left)] : []),
    ],
    buttons:
      deed === 'assigned'
        ? [{ label: words.fix[locale], action: commandTarget('precheck', 'fixes'), value }]
        : [],
  }
}

function blindCard({ since, cause, tasks }: NoticeOf<'blind'>, { connection }: About, locale: Locale): Card {
  return {
    title: blindTitle[locale](tasksOf[locale](connection, tasks?.length)),
    tone: 'bad',
    lines: [
      ...nameLines(tasks, locale),
      [words.since[locale], { time: since }, colon[locale], cause[locale]],
      words[tasks ? 'someNow' : 'blindNow'][locale],
    ],
  }
}

function sightedCard(
  { since, until, missed, tasks }: NoticeOf<'sighted'>,
  { connection }: About,
  locale: Locale,
): Card {
  const span = spanWords[locale](formatDuration(until - since, locale))
  return {
    title: sightedTitle[locale](tasksOf[locale](connection, tasks?.length)),
    tone: 'good',
    lines: [
      ...nameLines(tasks, locale),
      [words.since[locale], { time: since }, words.until[locale], { time: until }, span],
      meanwhile(missed, locale),
    ],
    sections: eventSections(missed, locale),
  }
}

function emptiedCard({ at }: NoticeOf<'emptied'>, { connection }: About, locale: Locale): Card {
  return {
    title: emptiedTitle[locale](connection),
    tone: 'bad',
    lines: [
      [words.at[locale], { time: at }, words.emptied[locale]],
      words.lost[locale],
      words.watchAgain[locale],
      words.giveAgain[locale],
    ],
  }
}

function meanwhile(events: readonly EventSummary[], locale: Locale): Line {
  return events.length === 0
    ? words.nothing[locale]
    : `${words.meanwhile[locale]}${countChanges(events, locale)}`
}

/** The time since is counted to when the failure was repeated, which the message itself is dated with. */
function repeatCard({ since, snapshot }: NoticeOf<'repeat'>, locale: Locale): Card {
  const { name = snapshot.id, scenario, status } = snapshot
  return {
    title: repeatTitle[locale](name, statusWords(status ?? '', scenario)[locale]),
    tone: 'bad',
    lines: [[words.since[locale], { time: since }], ...failureLines(snapshot, locale)],
    buttons: failureButtons(snapshot, locale),
  }
}

function snoozeOverCard(
  { by, since, held, name }: NoticeOf<'snooze-over'>,
  { taskId }: About,
  names: EventExtras['names'],
  locale: Locale,
): Card {
  const what = taskId === '' ? words.channel[locale] : (name ?? taskId)
  return {
    title: snoozeTitle[locale](what),
    tone: 'neutral',
    lines: [
      [words.by[locale], personName(by, names, locale), words.atTime[locale], { time: since }],
      words.again[locale],
      meanwhile(held, locale),
    ],
    sections: (taskId === '' ? eventSections : taskSections)(held, locale),
  }
}

function digestCard({ reason, since, held }: NoticeOf<'digest'>, locale: Locale): Card {
  const title = words[reason === 'quiet' ? 'quietOver' : 'digest'][locale]
  return {
    title: `${title}${colon[locale]}${countChanges(held, locale)}`,
    tone: 'neutral',
    lines: [[words.since[locale], { time: since }]],
    sections: eventSections(held, locale),
  }
}
