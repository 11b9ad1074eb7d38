import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { PolicyRule } from '../domain/approvals/policy.ts'
import { guardedVerbWords } from '../domain/approvals/policy.ts'
import type { Card, Inline, Line, Section } from './card.ts'
import { formatDuration } from './format.ts'
import { preconditionLines } from './request-card.ts'
import { groupWords, seatWords } from './request-words.ts'

interface Rules {
  readonly given: readonly { readonly id: string; readonly by: string; readonly value: PolicyRule }[]
  readonly file: readonly PolicyRule[]
}

const words = {
  title: { en: 'What needs consent', 'zh-CN': '审批策略' },
  order: {
    en: 'The first rule that fits decides. Nobody consents to a request of their own.',
    'zh-CN': '按顺序匹配，第一条符合的规则生效。任何人都不能批准自己的请求。',
  },
  given: { en: 'Given from Slack', 'zh-CN': '在 Slack 中设置' },
  file: { en: 'From the configuration, and what holds without one', 'zh-CN': '来自配置文件及默认规则' },
  nobody: { en: 'nobody has to consent', 'zh-CN': '无需审批' },
  every: { en: 'every action', 'zh-CN': '所有操作' },
  everywhere: { en: 'everywhere', 'zh-CN': '所有连接' },
  escalate: { en: 'then also', 'zh-CN': '随后再加' },
} satisfies Record<string, Text>

const separator: Text = { en: ', ', 'zh-CN': '、' }

const clocks: TextTemplate<[answer: string, use: string]> = {
  en: (answer, use) => `answer within ${answer}, carry out within ${use}`,
  'zh-CN': (answer, use) => `${answer}内审批，批准后${use}内执行`,
}

function verbsOf({ verbs }: PolicyRule, locale: Locale): string {
  return verbs
    .map((verb) => (verb === '*' ? words.every : guardedVerbWords(verb))[locale])
    .join(separator[locale])
}

function ruleLine(rule: PolicyRule, locale: Locale): readonly Inline[] {
  const { need, answerWithinMs, useWithinMs, preconditions, escalateTo } = rule.policy
  const connections = rule.connections.includes('*') ? [words.everywhere[locale]] : rule.connections
  const where = [...connections, ...(rule.tags ?? [])].join(separator[locale])
  const span = (ms: number) => formatDuration(ms, locale)
  const parts =
    need.length === 0
      ? [words.nobody[locale]]
      : [
          need.map(({ group, seats }) => seatWords(seats, group.name, locale)).join(' + '),
          ...(escalateTo ? [`${words.escalate[locale]} ${groupWords(escalateTo.name, locale)}`] : []),
          clocks[locale](span(answerWithinMs), span(useWithinMs)),
        ]
  return [
    { bold: verbsOf(rule, locale) },
    { en: ` (${where}): `, 'zh-CN': `（${where}）：` }[locale],
    [...parts, ...preconditionLines(preconditions, locale)].join({ en: '; ', 'zh-CN': '；' }[locale]),
  ]
}

/** Readable by everybody: who has to agree to what. */
export function policyCard({ given, file }: Rules, locale: Locale): Card {
  const fromSlack = given.map(
    ({ id, by, value }): Line => [
      ...ruleLine(value, locale),
      ' · ',
      { user: by },
      ' · ',
      { code: id.slice(0, 8) },
    ],
  )
  const sections: readonly Section[] = [
    ...(given.length > 0 ? [{ heading: words.given[locale], list: fromSlack }] : []),
    { heading: words.file[locale], list: file.map((rule) => ruleLine(rule, locale)) },
  ]
  return { title: words.title[locale], lines: [words.order[locale]], sections }
}
