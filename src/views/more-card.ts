import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { actionOf, isAction } from '../domain/actions/rows.ts'
import type { MeteredProduct } from '../domain/tasks/resources.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { Card } from './card.ts'
import { colon, formatList } from './format.ts'

const words = {
  allowed: say('DRS allows now', 'DRS 当前允许的操作'),
  nothing: say('nothing that the bot knows', '没有机器人可执行的操作'),
  untold: say('DRS doesn’t say what the task allows.', 'DRS 未返回任务允许的操作。'),
  billed: say('Billed by', '计费项'),
  noPrice: say('DRS reports no prices.', 'DRS 不返回价格。'),
  statistics: say(
    'Its operation statistics are in the file in your direct messages.',
    '任务操作统计已通过私信以文件发送给您。',
  ),
} satisfies Record<string, Text>

const title: TextTemplate<[name: string]> = {
  en: (name) => `More about ${name}`,
  'zh-CN': (name) => `${name} 的更多信息`,
}

interface MoreFacts {
  /** Verbs, as far as DRS tells. */
  readonly allowed: ReadonlySet<string> | undefined
  readonly billed: readonly MeteredProduct[]
}

/** What DRS tells of a task that is seldom wanted. */
export function moreCard({ name }: Pick<Task, 'name'>, { allowed, billed }: MoreFacts, locale: Locale): Card {
  const verbs = [...(allowed ?? [])].flatMap((verb) =>
    isAction(verb) ? [actionOf(verb).words.button[locale]] : [],
  )
  const said = verbs.length === 0 ? words.nothing[locale] : formatList(verbs, locale)
  return {
    title: title[locale](name),
    tone: 'neutral',
    lines: [
      allowed === undefined
        ? words.untold[locale]
        : [{ bold: words.allowed[locale] }, `${colon[locale]}${said}`],
      words.statistics[locale],
    ],
    ...(billed.length > 0 && {
      sections: [
        {
          heading: words.billed[locale],
          list: billed.map(({ resource, size, amount }) => [
            { code: resource },
            ...(size === undefined ? [] : [' · ', { code: size }]),
            ...(amount === undefined ? [] : [` · ${amount}`]),
          ]),
        },
        { lines: [words.noPrice[locale]] },
      ],
    }),
  }
}
