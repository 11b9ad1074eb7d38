import type { Locale, Text } from '../base/i18n.ts'
import type { PolicyRule } from '../domain/approvals/policy.ts'
import type { Card, Line, Section } from './card.ts'
import { ruleLine } from './policy-words.ts'

interface Rules {
  readonly given: readonly { readonly id: string; readonly by: string; readonly value: PolicyRule }[]
  readonly file: readonly PolicyRule[]
}

const words = {
  title: { en: 'What needs approval', 'zh-CN': '审批策略' },
  order: {
    en: 'The first rule that fits decides. You can’t approve your own request.',
    'zh-CN': '按顺序匹配，第一条符合的规则生效。任何人都不能批准自己的请求。',
  },
  given: { en: 'Set in Slack', 'zh-CN': '在 Slack 中设置' },
  file: { en: 'From the configuration, and defaults', 'zh-CN': '来自配置文件及默认规则' },
} satisfies Record<string, Text>

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
