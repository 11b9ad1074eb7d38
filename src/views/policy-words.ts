import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import {
  type PolicyRule,
  type Preconditions,
  rulePlaceWords,
  ruleVerbWords,
} from '../domain/approvals/policy.ts'
import type { Inline } from './card.ts'
import { formatDuration } from './format.ts'
import { groupWords, seatWords } from './request-words.ts'

/** What people read of rules about approval. */

const words = {
  nobody: { en: 'no approval needed', 'zh-CN': '无需审批' },
  escalate: { en: 'then also', 'zh-CN': '随后再加' },
  run: { en: 'the last approval carries it out', 'zh-CN': '最后一次批准后立即执行' },
  channel: { en: '; requests go to ', 'zh-CN': '；请求发送到 ' },
} satisfies Record<string, Text>

const clocks: TextTemplate<[answer: string, use: string]> = {
  en: (answer, use) => `answer within ${answer}, carry out within ${use}`,
  'zh-CN': (answer, use) => `${answer}内审批，批准后${use}内执行`,
}

const gateWords = {
  maxLagMs: { en: (max) => `delay at most ${max}`, 'zh-CN': (max) => `时延不超过 ${max}` },
  maxRpoMs: { en: (max) => `RPO at most ${max}`, 'zh-CN': (max) => `RPO 不超过 ${max}` },
  maxRtoMs: { en: (max) => `RTO at most ${max}`, 'zh-CN': (max) => `RTO 不超过 ${max}` },
  comparisonWithinMs: {
    en: (max) => `object and row comparison clean and not older than ${max}`,
    'zh-CN': (max) => `对象级与行数对比一致，且不早于 ${max} 前`,
  },
} satisfies Record<keyof Preconditions, TextTemplate<[string]>>

/** What fresh reads must show; the names are the same in policies and on the message. */
export function preconditionLines(preconditions: Preconditions, locale: Locale): readonly string[] {
  const names = ['maxLagMs', 'maxRpoMs', 'maxRtoMs', 'comparisonWithinMs'] as const
  return names.flatMap((name) => {
    const max = preconditions[name]
    return max === undefined ? [] : [gateWords[name][locale](formatDuration(max, locale))]
  })
}

/** `Stop (prod-*, env=prod): 1 of dba + 1 approver; answer within 1 h, carry out within 15 min` */
export function ruleLine(rule: PolicyRule, locale: Locale): readonly Inline[] {
  const { need, answerWithinMs, useWithinMs, preconditions, escalateTo, channel, run } = rule.policy
  const span = (ms: number) => formatDuration(ms, locale)
  const parts =
    need.length === 0
      ? [words.nobody[locale]]
      : [
          need.map(({ group, seats }) => seatWords(seats, group.name, locale)).join(' + '),
          ...(escalateTo ? [`${words.escalate[locale]} ${groupWords(escalateTo.name, locale)}`] : []),
          clocks[locale](span(answerWithinMs), span(useWithinMs)),
          ...(run ? [words.run[locale]] : []),
        ]
  const places = rulePlaceWords(rule)[locale]
  return [
    { bold: ruleVerbWords(rule)[locale] },
    { en: ` (${places}): `, 'zh-CN': `（${places}）：` }[locale],
    [...parts, ...preconditionLines(preconditions, locale)].join({ en: '; ', 'zh-CN': '；' }[locale]),
    ...(channel === undefined ? [] : [words.channel[locale], { channel }]),
  ]
}
