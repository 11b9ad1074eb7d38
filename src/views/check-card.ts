import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { EventExtras } from '../domain/delivery/card-extras.ts'
import { acceptanceOf, assignmentOf, type CheckNote } from '../domain/tasks/check-notes.ts'
import { checkResult, checksWith } from '../domain/tasks/precheck.ts'
import type { PrecheckItem, PrecheckReport } from '../domain/tasks/task.ts'
import { formatRef, type TaskRef } from '../domain/tasks/task-ref.ts'
import { checkReasonOf, type Fix, precheckItemOf } from '../drs/precheck-items.ts'
import { personName } from './action-words.ts'
import type { Button, Card, Line, Section, SelectMenu } from './card.ts'
import {
  andMore,
  checkMarks,
  checkResultWords,
  problemOf,
  remedyOf,
  shortened,
  withTypedAsCode,
} from './check-words.ts'
import { colon } from './format.ts'

/** One item of a pre-check: what is wrong, why, and what to do about it, step by step. */

const words = {
  choose: say('Another item…', '其他检查项…'),
  assign: say('Assign…', '指派…'),
  skip: say('Skip…', '跳过…'),
  accept: {
    label: say('Accept this alarm', '接受该告警'),
    title: say('Accept this alarm?', '接受该告警？'),
    text: say(
      'The task starts in spite of it. Your name is recorded.',
      '任务将在该告警存在的情况下启动，系统会记录您的姓名。',
    ),
    no: say('Cancel', '取消'),
  },
  drs: say('What DRS says', 'DRS 返回的原因'),
  subtasks: say('Failed subtasks', '失败的子任务'),
  causes: say('Possible causes', '可能原因'),
  steps: say('What to do', '处理步骤'),
  unknown: say(
    'The documents don’t describe this item. What DRS says above is all that is known.',
    '文档未说明该检查项，请以上方 DRS 返回的原因为准。',
  ),
  unlisted: say('Unknown check item', '未收录的检查项'),
  silent: say('DRS gives no reason.', 'DRS 未给出原因。'),
  clear: say('Nothing is left to fix', '没有需要处理的检查项'),
  clearNow: say(
    'In the latest pre-check no item has failed, and there are no alarms.',
    '最近一次预检查没有失败项，也没有告警。',
  ),
  passedNow: say('This item has passed in the latest pre-check.', '该检查项在最近一次预检查中已通过。'),
} satisfies Record<string, Text | Record<string, Text>>

const assigned: TextTemplate<[who: string, by: string]> = {
  en: (who, by) => `Assigned to ${who} by ${by}`,
  'zh-CN': (who, by) => `${by} 已指派给 ${who}`,
}

const accepted: TextTemplate<[by: string]> = {
  en: (by) => `Accepted by ${by}`,
  'zh-CN': (by) => `${by} 已接受该告警`,
}

export interface CheckFacts {
  readonly task: TaskRef & { readonly name: string }
  readonly report: Pick<PrecheckReport, 'items'>
  readonly notes: readonly CheckNote[]
  readonly names: EventExtras['names']
}

/** The item that was asked for; without one, or one that has passed since, the first that somebody has to look after. */
export function checkCard(facts: CheckFacts, wanted: string | undefined, locale: Locale): Card {
  const open = checksWith(facts.report, 'failed', 'alarm', 'skipped')
  const asked = open.find(({ item }) => item === wanted)
  const item = asked ?? open[0]
  if (item === undefined) return { title: words.clear[locale], tone: 'good', lines: [words.clearNow[locale]] }
  const isOther = wanted !== undefined && asked === undefined
  const result = checkResult(item)
  const row = precheckItemOf(item.item)
  return {
    title: row ? row.problem[locale] : words.unlisted[locale],
    mark: checkMarks[result],
    state: checkResultWords[result][locale],
    filters: itemMenu(facts, open, item, locale),
    lines: [
      ...(isOther ? [words.passedNow[locale]] : []),
      [
        `${facts.task.name} · `,
        ...(row ? withTypedAsCode(row.title[locale], locale) : [{ code: item.item }]),
      ],
      ...noteLines(facts, item, locale),
    ],
    sections: [
      drsSection(item, locale),
      ...(row ? causeSections(item, locale) : [{ lines: [words.unknown[locale]] }]),
      ...stepSections(item, locale),
    ],
    buttons: [
      ...acceptButton(facts, item, locale),
      assignButton(facts, item, locale),
      ...skipButton(facts, item, locale),
    ],
  }
}

/** By whoever has read what it means; several at once have a form of their own, which shows each. */
function acceptButton({ task, notes }: CheckFacts, item: PrecheckItem, locale: Locale): readonly Button[] {
  if (checkResult(item) !== 'alarm' || acceptanceOf(notes, item)) return []
  const { label, title, text, no } = words.accept
  return [
    {
      label: label[locale],
      action: commandTarget('precheck', 'accept'),
      value: `${formatRef(task)} ${item.item}`,
      style: 'primary',
      confirm: {
        title: title[locale],
        text: `${problemOf(item.item, locale)}${locale === 'en' ? '. ' : '。'}${text[locale]}`,
        yes: label[locale],
        no: no[locale],
      },
    },
  ]
}

/** Read as it would be typed. */
function typedItem({ task }: CheckFacts, { item }: PrecheckItem): string {
  return `--task ${formatRef(task)} --item "${item.replaceAll('"', '')}"`
}

function assignButton(facts: CheckFacts, item: PrecheckItem, locale: Locale): Button {
  const value = typedItem(facts, item)
  return { label: words.assign[locale], action: commandTarget('assign', 'form'), value }
}

/** Only what DRS lets be skipped. */
function skipButton(facts: CheckFacts, item: PrecheckItem, locale: Locale): readonly Button[] {
  if (checkResult(item) !== 'failed' || !item.canSkip) return []
  const value = typedItem(facts, item)
  return [{ label: words.skip[locale], action: commandTarget('skip', 'form'), value }]
}

/** All others, to go from one to the next. */
function itemMenu(
  { task }: CheckFacts,
  open: readonly PrecheckItem[],
  shown: PrecheckItem,
  locale: Locale,
): readonly SelectMenu[] {
  if (open.length < 2) return []
  const value = ({ item }: PrecheckItem) => `${formatRef(task)} ${item}`
  const options = open.map((item) => ({
    label: `${checkMarks[checkResult(item)]} ${problemOf(item.item, locale)}`,
    value: value(item),
  }))
  const action = commandTarget('precheck', 'fixes')
  return [{ placeholder: words.choose[locale], action, options, chosen: value(shown) }]
}

function noteLines({ notes, names }: CheckFacts, item: PrecheckItem, locale: Locale): readonly Line[] {
  const [acceptance, assignment] = [acceptanceOf(notes, item), assignmentOf(notes, item)]
  const name = (user: string) => personName(user, names, locale)
  return [
    ...(acceptance
      ? [
          [
            ...['☑️ ', accepted[locale](name(acceptance.by)), ' · ', { time: acceptance.at }],
            ...(acceptance.reason === undefined ? [] : [` · ${acceptance.reason}`]),
          ] as const,
        ]
      : []),
    ...(assignment
      ? [
          [
            '👤 ',
            assigned[locale](name(assignment.to), name(assignment.by)),
            ' · ',
            { time: assignment.at },
          ] as const,
        ]
      : []),
  ]
}

/** Of a text that comes from DRS, so much is shown; all of it is in the file. */
const longestText = 1_500

function drsSection(item: PrecheckItem, locale: Locale): Section {
  const { reason, raw, data, omitted = 0, failedSubtasks = [] } = item
  const known = checkReasonOf(item)
  const texts = [raw, data, reason].filter((text) => text !== undefined)
  const lines = texts.flatMap((text, i): Line[] => {
    const { shown, left } = shortened(text, longestText)
    const more = left + (i === 0 ? omitted : 0)
    return [[{ code: shown }, ...(more > 0 ? [` ${andMore[locale](more)}`] : [])]]
  })
  return {
    heading: words.drs[locale],
    lines: [
      ...(known ? [known.meaning[locale]] : []),
      ...lines,
      ...(texts.length === 0 ? [words.silent[locale]] : []),
      ...(failedSubtasks.length > 0 ? [subtasksLine(failedSubtasks, locale)] : []),
    ],
  }
}

const mostSubtasks = 20

function subtasksLine(names: readonly string[], locale: Locale): Line {
  const shown = names.slice(0, mostSubtasks)
  const left = names.length - shown.length
  return [
    `${words.subtasks[locale]}${colon[locale]}`,
    { code: shown.join(', ') },
    ...(left > 0 ? [` ${andMore[locale](left)}`] : []),
  ]
}

/** Where the reason is known, it is the cause. */
function causeSections(item: PrecheckItem, locale: Locale): readonly Section[] {
  if (checkReasonOf(item)) return []
  const causes = precheckItemOf(item.item)?.causes ?? []
  return [
    { heading: words.causes[locale], list: causes.map((cause) => withTypedAsCode(cause[locale], locale)) },
  ]
}

function stepSections(item: PrecheckItem, locale: Locale): readonly Section[] {
  const fixes = checkReasonOf(item)?.fixes ?? precheckItemOf(item.item)?.fixes ?? []
  const remedy = remedyOf(item, locale)
  if (remedy === undefined) return []
  return [
    { heading: words.steps[locale], lines: [remedy] },
    ...fixes.map((step, i) => stepSection(step, i + 1, locale)),
  ]
}

/** What is to be copied stands apart, as it is to be run. */
function stepSection({ text, code }: Fix, number: number, locale: Locale): Section {
  return {
    lines: [[`${number}. `, ...withTypedAsCode(text[locale], locale)]],
    ...(code !== undefined && { code }),
  }
}
