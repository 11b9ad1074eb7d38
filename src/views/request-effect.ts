import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { actionOf } from '../domain/actions/rows.ts'
import type { ActionPayload, ApprovalRequest, PayloadTask } from '../domain/approvals/request.ts'
import { changeIn } from '../domain/objects/diff.ts'
import { alarmIn } from '../domain/tasks/alarm.ts'
import { alarmLines } from './alarm-words.ts'
import type { Line } from './card.ts'
import { checkMarks, problemInline } from './check-words.ts'
import { endAddress, type ShownEnd } from './ends.ts'
import { aside, colon } from './format.ts'

/** What comes of a request when it is carried out, in the names that people know. */

const words = {
  newName: { en: 'New name', 'zh-CN': '新名称' },
  days: { en: 'Ends automatically after a failure (days)', 'zh-CN': '异常自动结束（天）' },
  unknownEnd: { en: '⚠️ address not known', 'zh-CN': '⚠️ 地址未知' },
  turned: {
    en: (after, before) => `${after} becomes active, ${before} becomes standby`,
    'zh-CN': (after, before) => `${after} 将成为主端，${before} 将成为备端`,
  },
} satisfies Record<string, Text | TextTemplate<[string, string]>>

/** `rds-orders (10.1.0.8:3306)`; what DRS does not say is marked. */
export function endName(end: ShownEnd | undefined, locale: Locale): string {
  const { instanceName, ...rest } = end ?? {}
  const address = endAddress(rest)
  if (instanceName === undefined) return address || words.unknownEnd[locale]
  return address === '' ? instanceName : `${instanceName}${aside(address, locale)}`
}

function isTurn({ verb }: ActionPayload): boolean {
  return actionOf(verb).nature === 'turns'
}

/** Of one task: both ends, before and after. */
function endsOf(payload: ActionPayload, { source, destination }: PayloadTask, locale: Locale): string {
  const [from, to] = [endName(source, locale), endName(destination, locale)]
  return isTurn(payload) ? words.turned[locale](to, from) : `${from} → ${to}`
}

/** In one sentence, for a confirmation; nothing where the call itself says it. */
export function consequence({ payload, locale }: ApprovalRequest): string | undefined {
  if (payload.kind !== 'action') return undefined
  const [only, ...more] = payload.tasks
  if (only && more.length === 0 && isTurn(payload)) return `${endsOf(payload, only, locale)}.`
  return actionOf(payload.verb).words.effect?.[locale]
}

/** The check items that it is about, in words. */
function itemsLine({ options = {} }: ActionPayload, locale: Locale): readonly Line[] {
  const items = options.items?.split(',') ?? []
  if (items.length === 0) return []
  return [
    items.flatMap((item, i) => [i === 0 ? `${checkMarks.skipped} ` : ' · ', problemInline(item, locale)]),
  ]
}

/** What is to be set, in the words in which it is shown afterwards. */
function settingLines({ verb, options = {} }: ActionPayload, locale: Locale): readonly Line[] {
  if (verb === 'reedit') return changeIn(options).map((line) => ({ code: line }))
  if (verb === 'alarm') return alarmLines(alarmIn(options), locale)
  const { name, days } = options
  if (verb === 'rename' && name !== undefined)
    return [[`${words.newName[locale]}${colon[locale]}`, { bold: name }]]
  if (verb === 'expire' && days !== undefined) return [`${words.days[locale]}${colon[locale]}${days}`]
  const { position, gtid } = options
  if (verb === 'position' && position !== undefined)
    return [
      [{ code: position }, ...(gtid === undefined ? [] : [' · GTID ', { code: gtid.slice(0, longestGtid) }])],
    ]
  return []
}

/** All of it stands in the details. */
const longestGtid = 200

/** One line, or with several tasks one line that holds for all. */
export function effectLines(request: ApprovalRequest): readonly Line[] {
  const { payload, locale } = request
  if (payload.kind !== 'action') return []
  const [only, ...more] = payload.tasks
  const effect = actionOf(payload.verb).words.effect?.[locale]
  const items = itemsLine(payload, locale)
  const said = [...(effect === undefined ? [] : [effect]), ...settingLines(payload, locale)]
  if (!only || more.length > 0) return said
  const ends = endsOf(payload, only, locale)
  if (isTurn(payload)) return [ends]
  return [...said, ...items, ends]
}
