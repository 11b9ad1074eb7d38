import type { Locale, Text } from '../base/i18n.ts'
import { LinkedError, UserError } from '../base/user-error.ts'
import { DrsError } from '../drs/drs-error.ts'
import { explanationOf } from '../drs/errors.ts'
import type { Card, Line } from './card.ts'
import { colon } from './format.ts'

const words = {
  refused: { en: 'That did not work', 'zh-CN': '操作未完成' },
  drs: { en: 'DRS refused the request', 'zh-CN': 'DRS 拒绝了该请求' },
  unsent: { en: 'The request was not sent to DRS', 'zh-CN': '请求未发送到 DRS' },
  unreached: { en: 'DRS could not be reached', 'zh-CN': '无法连接 DRS' },
  internal: {
    en: 'Something went wrong inside the bot. It has been logged; nothing else was done.',
    'zh-CN': '机器人内部出现错误，已记录日志，未执行其他操作。',
  },
  unknown: {
    en: 'The documents do not describe this code.',
    'zh-CN': '文档中没有该错误码的说明。',
  },
  code: { en: 'Code', 'zh-CN': '错误码' },
  request: { en: 'Request ID', 'zh-CN': '请求 ID' },
  advice: { en: 'What to do', 'zh-CN': '处理建议' },
  details: { en: 'Details', 'zh-CN': '详细信息' },
  log: { en: 'Log reference', 'zh-CN': '日志编号' },
} satisfies Record<string, Text>

/** Codes of ours for calls without an answer, and for calls that were not made (see DrsError). */
const unanswered = ['network', 'timeout']
const unsent = ['budget', 'circuit-open', 'token-refused', 'invalid-request', 'not-offered']

function titleOf(code: string): Text {
  if (unanswered.includes(code)) return words.unreached
  return unsent.includes(code) ? words.unsent : words.drs
}

/** An error of DRS in the reader's language: what it means, what to do, code and request id, the raw text last. */
export function drsErrorLines(error: DrsError, locale: Locale): readonly Line[] {
  const row = explanationOf(error)
  const lines: Line[] = [row?.meaning[locale] ?? words.unknown[locale]]
  if (row) lines.push([{ bold: words.advice[locale] }, colon[locale], row.advice[locale]])
  lines.push([`${words.code[locale]}${colon[locale]}`, { code: error.code }])
  if (error.requestId) lines.push([`${words.request[locale]}${colon[locale]}`, { code: error.requestId }])
  return lines
}

/** Anything that was thrown, as a card for the person who asked. `reference` finds the log line of an unknown one. */
export function problemCard(error: unknown, locale: Locale, reference: string): Card {
  if (error instanceof UserError) {
    const way =
      error instanceof LinkedError ? [{ link: error.link.address, text: error.link.words[locale] }] : []
    return { title: words.refused[locale], tone: 'warning', lines: [error.text[locale], ...way] }
  }
  if (error instanceof DrsError) {
    return {
      title: titleOf(error.code)[locale],
      tone: 'bad',
      lines: drsErrorLines(error, locale),
      ...(error.message && { footer: [`${words.details[locale]}${colon[locale]}`, { code: error.message }] }),
    }
  }
  return {
    title: words.refused[locale],
    tone: 'bad',
    lines: [words.internal[locale]],
    footer: [`${words.log[locale]}${colon[locale]}`, { code: reference }],
  }
}
