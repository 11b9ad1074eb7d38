import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { AccessDenied, LinkedError, UserError } from '../base/user-error.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { DrsError } from '../drs/drs-error.ts'
import { explanationOf } from '../drs/errors.ts'
import type { Button, Card, Inline, Line, Section } from './card.ts'
import { withCode } from './code-marks.ts'
import { deedOfCommand } from './command-words.ts'
import { colon } from './format.ts'
import { mentionLines } from './mentions.ts'

/** What a person tried when something went wrong. */
export interface Attempt {
  /** The command’s name. */
  readonly verb: string
  /** The tasks that it was about, as far as they were found. */
  readonly tasks: readonly Pick<Task, 'connection' | 'id' | 'name'>[]
}

const words = {
  refused: { en: 'refused by DRS', 'zh-CN': '被 DRS 拒绝' },
  unsent: { en: 'not sent to DRS', 'zh-CN': '未发送到 DRS' },
  silent: { en: 'no answer from DRS', 'zh-CN': 'DRS 未应答' },
  unclear: { en: 'DRS gave an unclear answer', 'zh-CN': 'DRS 的应答无法识别' },
  unfinished: { en: 'not finished in time', 'zh-CN': '未在预期时间内完成' },
  impossible: { en: 'not done', 'zh-CN': '未执行' },
  denied: { en: 'not allowed', 'zh-CN': '无权限' },
  broken: { en: 'failed because of an error in the bot', 'zh-CN': '因机器人内部错误而失败' },
  this: { en: 'This', 'zh-CN': '此操作' },
  ask: { en: 'Ask for access: ', 'zh-CN': '请联系以下人员授权：' },
  internal: {
    en: 'The error is logged, and nothing else was done. Give the log reference to those who run the bot.',
    'zh-CN': '错误已记录，未执行其他操作。请将日志编号提供给机器人的运维人员。',
  },
  unknown: {
    en: 'DRS returned a code that its documents don’t describe.',
    'zh-CN': 'DRS 返回的错误码在文档中没有说明。',
  },
  field: { en: 'This field breaks a documented rule: ', 'zh-CN': '以下字段不符合接口文档的要求：' },
  code: { en: 'Code', 'zh-CN': '错误码' },
  request: { en: 'Request ID', 'zh-CN': '请求 ID' },
  advice: { en: 'What to do', 'zh-CN': '处理建议' },
  details: { en: 'Details', 'zh-CN': '详细信息' },
  log: { en: 'Log reference', 'zh-CN': '日志编号' },
  show: { en: 'Show the task', 'zh-CN': '查看任务' },
} satisfies Record<string, Text>

/** How a call ended that DRS did not refuse, by our own codes (see DrsError). */
const endings: Readonly<Record<string, Text>> = {
  network: words.silent,
  timeout: words.silent,
  malformed: words.unclear,
  unfinished: words.unfinished,
  budget: words.unsent,
  'circuit-open': words.unsent,
  'token-refused': words.unsent,
  'invalid-request': words.unsent,
  'not-offered': words.unsent,
}

const several: TextTemplate<[count: number]> = {
  en: (count) => `${count} tasks`,
  'zh-CN': (count) => `${count} 个任务`,
}

const ofTasks: TextTemplate<[what: string, tasks: string]> = {
  en: (what, tasks) => `${what} of ${tasks}`,
  'zh-CN': (what, tasks) => `${tasks} ${what}`,
}

/** `Start of orders-to-rds`, `Approve`; what is no command stays as it was typed. */
function attemptWords(attempt: Attempt | undefined, locale: Locale): string {
  if (attempt === undefined) return words.this[locale]
  const { verb, tasks } = attempt
  const [first] = tasks
  const of = tasks.length > 1 ? several[locale](tasks.length) : first?.name
  const what = deedOfCommand(verb)?.[locale]
  if (what === undefined) return `/drs ${verb}`
  return of === undefined ? what : ofTasks[locale](what, of)
}

const titled: Readonly<Record<Locale, (what: string, end: string) => string>> = {
  en: (what, end) => `${what} ${end}`,
  'zh-CN': (what, end) => `${what}${end}`,
}

const titledApart: Readonly<Record<Locale, (what: string, end: string) => string>> = {
  en: (what, end) => `${what}: ${end}`,
  'zh-CN': (what, end) => `${what}：${end}`,
}

function titleOf(attempt: Attempt | undefined, end: Text, locale: Locale): string {
  const join = end === words.refused || end === words.broken ? titled : titledApart
  return join[locale](attemptWords(attempt, locale), end[locale])
}

/** What an error of DRS means. */
export function drsErrorMeaning(error: DrsError, locale: Locale): Line {
  if (error.field !== undefined) return [words.field[locale], { code: error.field }]
  return (explanationOf(error)?.meaning ?? words.unknown)[locale]
}

function adviceLines(error: DrsError, locale: Locale): readonly Line[] {
  const row = explanationOf(error)
  return row ? [[{ bold: words.advice[locale] }, colon[locale], ...withCode(row.advice[locale])]] : []
}

/** Why DRS, or our own check before it, refused something: the meaning of its code, or its own words. */
export function refusalText(error: DrsError | UserError): Text {
  if (error instanceof UserError) return error.text
  const { code, message } = error
  return explanationOf(error)?.meaning ?? say(`${code} ${message}`, `${code} ${message}`)
}

/** Code and request id, for those who ask DRS’s support. */
function identifiers(error: DrsError, locale: Locale): readonly Inline[] {
  const { code, requestId } = error
  return [
    `${words.code[locale]}${colon[locale]}`,
    { code },
    ...(requestId ? [` · ${words.request[locale]}${colon[locale]}`, { code: requestId }] : []),
  ]
}

/** An error of DRS among others: what it means, what to do, and what DRS’s support asks for. */
export function drsErrorLines(error: DrsError, locale: Locale): readonly Line[] {
  return [drsErrorMeaning(error, locale), ...adviceLines(error, locale), identifiers(error, locale)]
}

function details(error: DrsError, locale: Locale): Section {
  return {
    heading: words.details[locale],
    folded: true,
    lines: [identifiers(error, locale)],
    ...(error.message && { code: error.message }),
  }
}

/** What helps where DRS has the last word: a look at the task. */
function showButtons(attempt: Attempt | undefined, locale: Locale): readonly Button[] {
  const [task, ...more] = attempt?.tasks ?? []
  if (task === undefined || more.length > 0 || attempt?.verb === 'show') return []
  return [{ label: words.show[locale], action: commandTarget('show', 'ask'), value: formatRef(task) }]
}

function drsCard(error: DrsError, locale: Locale, attempt: Attempt | undefined): Card {
  return {
    title: titleOf(attempt, endings[error.code] ?? words.refused, locale),
    tone: 'bad',
    lines: [drsErrorMeaning(error, locale), ...adviceLines(error, locale)],
    sections: [details(error, locale)],
    buttons: showButtons(attempt, locale),
  }
}

function userErrorCard(error: UserError, locale: Locale, attempt: Attempt | undefined): Card {
  const denied = error instanceof AccessDenied
  const [ask] = denied ? mentionLines(error.ask) : []
  const way =
    error instanceof LinkedError ? [{ link: error.link.address, text: error.link.words[locale] }] : []
  return {
    title: titleOf(attempt, denied ? words.denied : words.impossible, locale),
    tone: 'warning',
    lines: [error.text[locale], ...way, ...(ask === undefined ? [] : [[words.ask[locale], ask].flat()])],
  }
}

/**
 * Anything that was thrown, for the person who asked: what failed, why, and what to do. `reference` finds the log line of a
 * fault that is the bot’s own.
 */
export function problemCard(error: unknown, locale: Locale, reference: string, attempt?: Attempt): Card {
  if (error instanceof UserError) return userErrorCard(error, locale, attempt)
  if (error instanceof DrsError) return drsCard(error, locale, attempt)
  return {
    title: titleOf(attempt, words.broken, locale),
    tone: 'bad',
    lines: [words.internal[locale]],
    footer: [`${words.log[locale]}${colon[locale]}`, { code: reference }],
  }
}
