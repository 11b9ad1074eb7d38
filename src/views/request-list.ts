import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { linkSeenIn } from '../domain/approvals/open.ts'
import type { ApprovalRequest } from '../domain/approvals/request.ts'
import { formatRequestRef } from '../domain/approvals/request-ref.ts'
import { standingText } from '../domain/approvals/standing.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { Card, Inline, Line, Section, SelectMenu } from './card.ts'
import { aside } from './format.ts'
import { requestSubject } from './request-words.ts'

/** Requests in one list: what waits for the reader first, then their own, then the others. */

interface Reader {
  readonly user: string
  /** Where they are: a link to a message there is the one to follow. */
  readonly channel: string
  readonly locale: Locale
}

const words = {
  title: { en: 'Requests for approval', 'zh-CN': '审批请求' },
  waiting: { en: 'Waiting for you', 'zh-CN': '等待您处理' },
  yours: { en: 'Yours', 'zh-CN': '您发起的' },
  others: { en: 'Others', 'zh-CN': '其他' },
  closed: { en: 'Closed requests', 'zh-CN': '已结束的请求' },
  none: { en: 'There are no requests.', 'zh-CN': '没有请求。' },
  nothing: { en: 'Nothing is waiting for you.', 'zh-CN': '没有等待您处理的请求。' },
  show: { en: 'Show a request…', 'zh-CN': '查看请求…' },
  until: { en: ' · until ', 'zh-CN': ' · 截止 ' },
} satisfies Record<string, Text>

/** A message of more lines is not read. */
const shown = 14

const more: TextTemplate<[count: number]> = {
  en: (count) => `… and ${count} more`,
  'zh-CN': (count) => `……另有 ${count} 项`,
}

function requestLine(request: ApprovalRequest, { channel, locale }: Reader): Line {
  const { action, of } = requestSubject({ ...request, locale })
  const { state, useBy, answerBy, connection } = request
  const link = linkSeenIn(request, channel)
  const name = `${action} ${of}`
  const clock = state === 'approved' ? useBy : state === 'pending' ? answerBy : undefined
  const until: readonly Inline[] = clock === undefined ? [] : [words.until[locale], { deadline: clock }]
  return [
    link === undefined ? { bold: name } : { link, text: name },
    ` · ${standingText(request)[locale]} · ${connection} · `,
    { code: request.id.slice(0, 8) },
    ...until,
  ]
}

function choiceOf(requests: readonly ApprovalRequest[], locale: Locale): SelectMenu | undefined {
  if (requests.length === 0) return undefined
  return {
    placeholder: words.show[locale],
    action: commandTarget('approvals', 'look'),
    options: requests.map((request) => {
      const { action, of } = requestSubject({ ...request, locale })
      return { label: `${action} ${of} · ${request.id.slice(0, 8)}`, value: formatRequestRef(request) }
    }),
  }
}

interface Group {
  readonly heading: Text
  readonly requests: readonly ApprovalRequest[]
}

/** The first groups fill the message. */
function listCard(groups: readonly Group[], reader: Reader, empty: Text): Card {
  const { locale } = reader
  let room = shown
  const sections = groups.flatMap(({ heading, requests }): Section[] => {
    if (requests.length === 0) return []
    const some = requests.slice(0, room)
    room -= some.length
    const left = requests.length - some.length
    const list = [
      ...some.map((request) => requestLine(request, reader)),
      ...(left > 0 ? [more[locale](left)] : []),
    ]
    return [{ heading: `${heading[locale]}${aside(requests.length, locale)}`, list }]
  })
  const choice = choiceOf(groups.flatMap(({ requests }) => requests).slice(0, shown), locale)
  return {
    title: words.title[locale],
    ...(groups[0]?.requests.length === 0 && { lines: [empty[locale]] }),
    sections,
    ...(choice && { choice }),
  }
}

export function openRequestsCard(
  open: readonly ApprovalRequest[],
  waiting: readonly ApprovalRequest[],
  reader: Reader,
): Card {
  const isWaiting = new Set(waiting.map(({ id }) => id))
  const left = open.filter(({ id }) => !isWaiting.has(id))
  const groups = [
    { heading: words.waiting, requests: waiting },
    { heading: words.yours, requests: left.filter(({ requester }) => requester === reader.user) },
    { heading: words.others, requests: left.filter(({ requester }) => requester !== reader.user) },
  ]
  return listCard(groups, reader, open.length === 0 ? words.none : words.nothing)
}

export function closedRequestsCard(closed: readonly ApprovalRequest[], reader: Reader): Card {
  return listCard([{ heading: words.closed, requests: closed }], reader, words.none)
}
