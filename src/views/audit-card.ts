import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { AuditKind, AuditRecord } from '../domain/audit/audit.ts'
import type { ChainedRecord } from '../domain/audit/audit-chain.ts'
import type { Button, Card, Inline, Line } from './card.ts'

export const auditKindWords: Readonly<Record<AuditKind, Text>> = {
  ask: { en: 'Requested', 'zh-CN': '发起请求' },
  vote: { en: 'Approved', 'zh-CN': '批准' },
  withdraw: { en: 'Withdrew', 'zh-CN': '撤回批准' },
  narrow: { en: 'Tasks removed', 'zh-CN': '移出任务' },
  reject: { en: 'Rejected', 'zh-CN': '拒绝' },
  cancel: { en: 'Cancelled', 'zh-CN': '取消请求' },
  execute: { en: 'Carried out', 'zh-CN': '执行' },
  result: { en: 'Result', 'zh-CN': '结果' },
  stale: { en: 'Not carried out', 'zh-CN': '未执行' },
  expire: { en: 'Expired', 'zh-CN': '过期' },
  remind: { en: 'Reminded', 'zh-CN': '提醒' },
  escalate: { en: 'Escalated', 'zh-CN': '升级' },
  'break-glass': { en: 'Break-glass', 'zh-CN': '紧急执行' },
  review: { en: 'Reviewed', 'zh-CN': '复核' },
  refused: { en: 'Refused', 'zh-CN': '被拒绝的尝试' },
  act: { en: 'Action', 'zh-CN': '操作' },
  configuration: { en: 'Configuration', 'zh-CN': '配置' },
  secret: { en: 'Secret', 'zh-CN': '机密' },
  retention: { en: 'Retention', 'zh-CN': '清理' },
  key: { en: 'Key', 'zh-CN': '更换密钥' },
  break: { en: 'Continued after a break', 'zh-CN': '断开后继续' },
}

const words = {
  title: { en: 'Audit', 'zh-CN': '审计记录' },
  none: { en: 'No record matches.', 'zh-CN': '没有符合条件的记录。' },
  noneHere: { en: 'No match among the records searched so far.', 'zh-CN': '已查看的记录中没有符合条件的。' },
  bot: { en: 'the bot', 'zh-CN': '机器人' },
} satisfies Record<string, Text>

/** Sentences of records may be long; the file has all of them. */
const longest = 240

/** One page, the newest first. */
export function auditCard(entries: readonly ChainedRecord[], locale: Locale, more: Button | undefined): Card {
  const none = more ? words.noneHere : words.none
  return {
    title: words.title[locale],
    ...(entries.length === 0
      ? { lines: [none[locale]] }
      : { sections: [{ list: entries.map((entry) => recordLine(entry, locale)) }] }),
    ...(more && { buttons: [more] }),
  }
}

function recordLine({ seq, record }: ChainedRecord, locale: Locale): Line {
  const { at, kind, verb, what, ticket } = record
  const about: readonly Inline[] = [
    ...(verb === undefined ? [] : [' · ', { code: verb }]),
    ...(ticket === undefined ? [] : [' · ', { code: ticket.slice(0, 8) }]),
  ]
  const flat = what.replace(/\s+/g, ' ')
  const said = flat.length > longest ? `${flat.slice(0, longest)}…` : flat
  const kindWord = { bold: auditKindWords[kind][locale] }
  return [{ time: at }, ' · ', whoOf(record, locale), ' · ', kindWord, ...about, ` · ${said} · #${seq}`]
}

function whoOf({ who }: AuditRecord, locale: Locale): Inline {
  return /^[UW][A-Z0-9]+$/.test(who) ? { user: who } : words.bot[locale]
}

export const exportTitle: TextTemplate<[count: number, complete: boolean]> = {
  en: (count, complete) =>
    complete ? `Audit: ${count} records` : `Audit: the newest ${count} records; there are more`,
  'zh-CN': (count, complete) =>
    complete ? `审计记录：${count} 条` : `审计记录：最新的 ${count} 条，还有更早的记录`,
}
