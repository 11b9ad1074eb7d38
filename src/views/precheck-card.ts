import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { type ActionVerb, permission } from '../domain/actions/permission.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { EventExtras } from '../domain/delivery/card-extras.ts'
import { acceptanceOf, assignmentOf, type CheckNote, openAlarms } from '../domain/tasks/check-notes.ts'
import { checkChanges, checksWith, countChecks, type EarlierChecks } from '../domain/tasks/precheck.ts'
import type { PrecheckItem, PrecheckReport } from '../domain/tasks/task.ts'
import { formatRef, type TaskRef } from '../domain/tasks/task-ref.ts'
import { personName } from './action-words.ts'
import { attentionWords } from './attention-words.ts'
import type { Button, Card, Inline, Line } from './card.ts'
import {
  andMore,
  checkMarks,
  ownReasonOf,
  problemInline,
  problemOf,
  remedyOf,
  shortened,
} from './check-words.ts'
import { plural } from './format.ts'
import { actionButton } from './task-card.ts'

/** The report of a pre-check as a channel reads it: what failed, what else was found, what has changed, and what to do. */

const words = {
  again: say('Run again', '重新预检查'),
  fix: say('How to fix', '处理建议'),
  review: say('Review alarms', '查看告警'),
  assign: say('Assign…', '指派…'),
  accept: say('Accept alarms…', '接受告警…'),
  skip: say('Skip…', '跳过…'),
  file: say('Report as Markdown file', '导出报告（Markdown）'),
  table: say('Report as CSV file', '导出报告（CSV）'),
  unaccepted: {
    title: say('Start with alarms?', '确认带告警启动？'),
    yes: say('Start', '启动'),
    no: say('Not yet', '暂不启动'),
  },
} satisfies Record<string, Text | Record<string, Text>>

const counted = {
  passed: {
    en: (count) => `${count.toLocaleString('en')} passed`,
    'zh-CN': (count) => `${count.toLocaleString('en')} 项通过`,
  },
  alarms: { en: (count) => plural(count, 'alarm', 'alarms'), 'zh-CN': (count) => `${count} 项告警` },
  skipped: { en: (count) => `${count} skipped`, 'zh-CN': (count) => `已跳过 ${count} 项` },
  unread: {
    en: (count) => `${plural(count, 'item', 'items')} couldn’t be read`,
    'zh-CN': (count) => `${count} 项结果无法读取`,
  },
  inFile: {
    en: (count) => `${count.toLocaleString('en')} more items are in the file`,
    'zh-CN': (count) => `另有 ${count.toLocaleString('en')} 项，请查看报告文件`,
  },
  open: {
    en: (count) => `Nobody has accepted ${plural(count, 'alarm', 'alarms')}.`,
    'zh-CN': (count) => `有 ${count} 项告警尚未被接受。`,
  },
} satisfies Record<string, TextTemplate<[count: number]>>

const acceptedBy: TextTemplate<[who: string]> = {
  en: (who) => `accepted by ${who}`,
  'zh-CN': (who) => `已由 ${who} 接受`,
}

const assignedTo: TextTemplate<[who: string]> = {
  en: (who) => `assigned to ${who}`,
  'zh-CN': (who) => `已指派给 ${who}`,
}

/** The report, with what is known beside it. */
export interface ReportFacts {
  readonly task: TaskRef & { readonly status: string | null; readonly scenario: string }
  readonly report: Pick<PrecheckReport, 'passed' | 'items'> &
    Partial<Pick<PrecheckReport, 'more' | 'unreadable'>>
  readonly earlier?: EarlierChecks | undefined
  readonly notes: readonly CheckNote[]
  readonly names: EventExtras['names']
}

/** More failed items than these are counted: a message is read at a glance. */
const mostFailed = 6
/** Of what DRS says of an item, so much stands in its line. */
const longestReason = 160
/** So many names stand in a line. */
const mostNames = 3
/** What more people than these have accepted or look after is counted. */
const mostPeople = 3

/** The report without its title. */
export function precheckPart(facts: ReportFacts, locale: Locale): Omit<Card, 'title'> {
  const { report, notes } = facts
  const { alarms } = countChecks(report)
  const look = report.passed
    ? { tone: alarms > 0 && openAlarms(report, notes).length > 0 ? 'warning' : 'good' }
    : { tone: 'bad', mark: attentionWords.needs.icon }
  const lines = [
    ...failedLines(facts, locale),
    ...alarmLines(facts, locale),
    ...restLines(facts, locale),
    ...changeLines(facts, locale),
  ]
  return { ...(look as Pick<Card, 'tone' | 'mark'>), sections: [{ lines }], ...controls(facts, locale) }
}

function failedLines({ report, notes, names }: ReportFacts, locale: Locale): readonly Line[] {
  const failed = checksWith(report, 'failed')
  const shown = failed.slice(0, mostFailed)
  return [
    ...shown.flatMap((item) => {
      const to = assignmentOf(notes, item)?.to
      const who = to === undefined ? [] : [assignedTo[locale](personName(to, names, locale))]
      const next = [remedyOf(item, locale) ?? '', ...who].filter((part) => part !== '')
      return [headLine(item, locale), ...(next.length > 0 ? [`\u2003\u2003${next.join(' · ')}`] : [])]
    }),
    ...(failed.length > shown.length ? [andMore[locale](failed.length - shown.length)] : []),
    ...saidLines(failed.slice(mostFailed), { notes, names }, locale),
  ]
}

/** What was said of items that have no line of their own: a line for each person who has accepted some or looks after some. */
function saidLines(
  items: readonly PrecheckItem[],
  { notes, names }: Pick<ReportFacts, 'notes' | 'names'>,
  locale: Locale,
): readonly Line[] {
  const said = new Map<string, PrecheckItem[]>()
  for (const item of items) {
    const [to, by] = [assignmentOf(notes, item)?.to, acceptanceOf(notes, item)?.by]
    const words = [
      ...(by === undefined ? [] : [`☑️ ${acceptedBy[locale](personName(by, names, locale))}`]),
      ...(to === undefined ? [] : [`👤 ${assignedTo[locale](personName(to, names, locale))}`]),
    ]
    for (const word of words) said.set(word, [...(said.get(word) ?? []), item])
  }
  const lines = [...said].map(([word, own]): Line => [`\u2003\u2003${word}`, ...listed(own, locale)])
  const left = lines.length - mostPeople
  return [...lines.slice(0, mostPeople), ...(left > 0 ? [andMore[locale](left)] : [])]
}

function headLine(item: PrecheckItem, locale: Locale): Line {
  const own = ownReasonOf(item, locale)
  return [
    `${checkMarks.failed} `,
    problemInline(item.item, locale),
    ...(own ? [' · ', ...brief(own, item, locale)] : []),
  ]
}

/** So much of it as a line takes; where it is a list, how many things are left out. */
function brief(own: Inline, { omitted = 0 }: PrecheckItem, locale: Locale): readonly Inline[] {
  if (typeof own === 'string' || !('code' in own)) return [own]
  const { shown, left } = shortened(own.code, longestReason)
  const more = left + omitted
  return [{ code: shown }, ...(more > 0 ? [` ${andMore[locale](more)}`] : [])]
}

function alarmLines({ report, ...said }: ReportFacts, locale: Locale): readonly Line[] {
  const alarms = checksWith(report, 'alarm')
  if (alarms.length === 0) return []
  return [
    [`${checkMarks.alarm} ${counted.alarms[locale](alarms.length)}`, ...listed(alarms, locale)],
    ...saidLines(alarms, said, locale),
  ]
}

function listed(items: readonly PrecheckItem[], locale: Locale): readonly Inline[] {
  const shown = items.slice(0, mostNames).flatMap(({ item }): Inline[] => {
    const said = problemInline(item, locale)
    return [' · ', typeof said === 'object' && 'bold' in said ? said.bold : said]
  })
  const left = items.length - Math.min(mostNames, items.length)
  return [...shown, ...(left > 0 ? [` · ${andMore[locale](left)}`] : [])]
}

function restLines({ report }: ReportFacts, locale: Locale): readonly Line[] {
  const { passed, skipped } = countChecks(report)
  const { more = 0, unreadable = 0 } = report
  return [
    ...(skipped > 0
      ? [
          [
            `${checkMarks.skipped} ${counted.skipped[locale](skipped)}`,
            ...listed(checksWith(report, 'skipped'), locale),
          ],
        ]
      : []),
    ...(passed > 0 ? [`${checkMarks.passed} ${counted.passed[locale](passed)}`] : []),
    ...(more > 0 ? [counted.inFile[locale](more)] : []),
    ...(unreadable > 0 ? [counted.unread[locale](unreadable)] : []),
  ]
}

const changed = {
  since: say('Since the run at ', '与 '),
  sinceEnd: say(': ', ' 的预检查相比：'),
  same: say('same result', '结果相同'),
} satisfies Record<string, Text>

const changeWords = {
  fixed: {
    en: (count, names) => `${count} fixed (${names})`,
    'zh-CN': (count, names) => `已解决 ${count} 项（${names}）`,
  },
  failed: {
    en: (count, names) => `${count} new ${count === 1 ? 'failure' : 'failures'} (${names})`,
    'zh-CN': (count, names) => `新增 ${count} 项失败（${names}）`,
  },
  alarms: {
    en: (count, names) => `${count} new ${count === 1 ? 'alarm' : 'alarms'} (${names})`,
    'zh-CN': (count, names) => `新增 ${count} 项告警（${names}）`,
  },
} satisfies Record<string, TextTemplate<[count: number, names: string]>>

function changeLines({ report, earlier }: ReportFacts, locale: Locale): readonly Line[] {
  if (earlier === undefined) return []
  const changes = checkChanges(earlier, report)
  const parts = (['fixed', 'failed', 'alarms'] as const).flatMap((kind) => {
    const items = changes[kind]
    if (items.length === 0) return []
    const shown = items.slice(0, mostNames).map((item) => problemOf(item, locale))
    const left = items.length - shown.length
    const names = [...shown, ...(left > 0 ? [andMore[locale](left)] : [])].join(locale === 'en' ? ', ' : '、')
    return [changeWords[kind][locale](items.length, names)]
  })
  const said = parts.length > 0 ? parts.join(locale === 'en' ? ', ' : '，') : changed.same[locale]
  return [[changed.since[locale], { time: earlier.at }, changed.sinceEnd[locale], said]]
}

function controls(facts: ReportFacts, locale: Locale): Pick<Card, 'buttons' | 'menu'> {
  const { task, report } = facts
  const value = formatRef(task)
  const possible = (verb: ActionVerb) =>
    task.status !== null && permission(verb, { ...task, status: task.status }).ok
  const look = (label: Text, item: PrecheckItem | undefined): readonly Button[] =>
    item
      ? [{ label: label[locale], action: commandTarget('precheck', 'fixes'), value: `${value} ${item.item}` }]
      : []
  const [failed] = checksWith(report, 'failed')
  const [open, moreOpen] = openAlarms(report, facts.notes)
  const again = possible('precheck')
    ? [{ ...actionButton('precheck', value, locale), label: words.again[locale] }]
    : []
  const skippable = checksWith(report, 'failed').some(({ canSkip }) => canSkip)
  const menu = (
    [
      ...(failed === undefined ? [] : [[words.assign, commandTarget('assign', 'form')] as const]),
      ...(skippable ? [[words.skip, commandTarget('skip', 'form')] as const] : []),
      ...(moreOpen === undefined ? [] : [[words.accept, commandTarget('accept', 'form')] as const]),
      [words.file, commandTarget('precheck', 'file')],
      [words.table, commandTarget('precheck', 'table')],
    ] as const
  ).map(([label, action]) => ({ label: label[locale], action, value }))
  if (!report.passed) {
    return {
      menu,
      buttons: [
        ...look(words.fix, failed).map((button) => ({ ...button, style: 'primary' as const })),
        ...again,
        ...look(words.review, open),
      ],
    }
  }
  return {
    menu,
    buttons: [...look(words.review, open), ...(possible('start') ? [startButton(facts, value, locale)] : [])],
  }
}

/** Whoever starts with alarms that nobody has accepted is asked whether they mean to. */
function startButton({ report, notes }: ReportFacts, value: string, locale: Locale): Button {
  const button = actionButton('start', value, locale)
  const open = openAlarms(report, notes)
  if (open.length === 0) return button
  const names = open.slice(0, mostNames).map(({ item }) => problemOf(item, locale))
  const { title, yes, no } = words.unaccepted
  return {
    ...button,
    confirm: {
      title: title[locale],
      text: `${counted.open[locale](open.length)} ${names.join(locale === 'en' ? '; ' : '；')}`,
      yes: yes[locale],
      no: no[locale],
    },
  }
}
