import { cutAtLines } from '../base/chunks.ts'
import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { ApprovalRequest, CallPayload } from '../domain/approvals/request.ts'
import { formatRequestRef } from '../domain/approvals/request-ref.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { JsonFile } from './answer-card.ts'
import type { Button, Card, Section } from './card.ts'

/** The call that a request asks for, as those read it who decide: its beginning on the card, all of it in a file. */

const words = {
  call: { en: 'Call', 'zh-CN': '调用' },
  get: { en: 'Get the complete call', 'zh-CN': '获取完整调用' },
  missing: { en: 'The complete call is not attached', 'zh-CN': '完整调用未能附上' },
  instead: {
    en: 'Slack did not accept the file. Get it in your direct messages before you decide.',
    'zh-CN': 'Slack 未接受该文件。请先在私信中获取完整调用，再作决定。',
  },
  sent: { en: 'is in your direct messages with the bot.', 'zh-CN': '已发送到您与机器人的私信中。' },
} satisfies Record<string, Text>

const more: TextTemplate<[characters: number]> = {
  en: (characters) =>
    `… ${characters.toLocaleString('en')} more characters. The complete call is a file in the thread.`,
  'zh-CN': (characters) => `……还有 ${characters.toLocaleString('en')} 个字符，完整调用见消息列中的文件。`,
}

const titled: TextTemplate<[title: string]> = {
  en: (title) => `The complete call: ${title}`,
  'zh-CN': (title) => `完整调用：${title}`,
}

const shownLines = 10
/** Shown whole whatever they are: of an `&`, Slack's escaping makes five, and a section takes some 2,900. */
const shownCharacters = 570

/** The API's own names: what DRS will be sent, and of a file that goes with it what it is known by. */
function contentOf({ input, file }: CallPayload): object {
  return { ...input, ...(file && { file: { name: file.name, sha256: file.sha256 } }) }
}

function textOf(payload: CallPayload): string {
  return `${payload.operation}\n${readable(contentOf(payload))}`
}

const widest = 76

/** JSON in which everything that fits stands on one line, so that the few lines of a card hold more than brackets. */
function readable(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value) ?? 'null'
  if (typeof value !== 'object' || value === null || flat.length <= widest) return flat
  const inner = `${indent}  `
  const isList = Array.isArray(value)
  const parts = isList
    ? value.map((one) => readable(one, inner))
    : Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(([name, one]) => `${JSON.stringify(name)}: ${readable(one, inner)}`)
  const [open, close] = isList ? '[]' : '{}'
  return `${open}\n${parts.map((part) => `${inner}${part}`).join(',\n')}\n${indent}${close}`
}

function beginningOf(text: string): string {
  const [first = ''] = cutAtLines(text.split('\n').slice(0, shownLines).join('\n'), shownCharacters)
  return first
}

export function callBeginning(payload: CallPayload, locale: Locale): readonly Section[] {
  const text = textOf(payload)
  const code = beginningOf(text)
  const left = text.length - code.length
  const heading = words.call[locale]
  return left === 0 ? [{ heading, code }] : [{ heading, code }, { lines: [more[locale](left)] }]
}

/** All of it, as far as a message has room; folded where it is long. */
export function callDetails(payload: CallPayload, locale: Locale): readonly Section[] {
  const code = textOf(payload)
  return [{ heading: words.call[locale], code, ...(beginningOf(code) !== code && { folded: true }) }]
}

/** The complete call, where the card shows only its beginning. */
export function callFile({ id, payload }: ApprovalRequest): JsonFile | undefined {
  if (payload.kind !== 'call') return undefined
  const text = textOf(payload)
  if (beginningOf(text) === text) return undefined
  const { operation } = payload
  return { name: `${operation}-${id.slice(0, 8)}.json`, json: { operation, ...contentOf(payload) } }
}

/** What stands beside the file. */
export function callFileTitle({ payload, locale }: ApprovalRequest): string {
  return payload.kind === 'call' ? titled[locale](payload.title[locale]) : ''
}

/** Gives the file to the person who clicks. */
export function callFileButtons(request: ApprovalRequest): readonly Button[] {
  if (!callFile(request)) return []
  const label = words.get[request.locale]
  return [{ label, action: commandTarget('approvals', 'file'), value: formatRequestRef(request) }]
}

/** To the person who has got it. */
export function callFileSent(request: ApprovalRequest, name: string): Card {
  const lines = [[{ code: name }, ' ', words.sent[request.locale]]]
  return { title: callFileTitle(request), tone: 'good', lines }
}

/** In the thread, where the file should be. */
export function callFileMissing(request: ApprovalRequest): Card {
  const { locale } = request
  return {
    title: words.missing[locale],
    tone: 'warning',
    lines: [words.instead[locale]],
    buttons: callFileButtons(request),
  }
}
