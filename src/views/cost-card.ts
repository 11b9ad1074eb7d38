import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { endingAction } from '../domain/actions/rows.ts'
import { commandTarget } from '../domain/command-targets.ts'
import {
  type PriceTable,
  pricePerDay,
  type Spending,
  type SpendingTask,
  spendings,
} from '../domain/tasks/cost.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { statusWords } from '../drs/statuses.ts'
import type { Button, Card, CardTable, Inline, Line } from './card.ts'
import { formatDuration, formatList, plural } from './format.ts'

const words = {
  caption: say('What tasks cost', '任务费用'),
  task: say('Task', '任务'),
  why: say('Reason', '原因'),
  state: say('State', '状态'),
  size: say('Specifications', '规格'),
  zones: say('Zones', '可用区'),
  since: say('For', '已持续'),
  billed: say('Billed', '计费'),
  day: say('Per day', '每日费用'),
  yes: say('yes', '是'),
  no: say('no', '否'),
  none: say('No task that costs anything matches.', '没有符合条件的计费任务。'),
  noPrices: say(
    'DRS reports no prices. Set them for the connection in the bot’s configuration.',
    'DRS 不提供价格。可由机器人的维护者在配置文件中为该连接填写。',
  ),
  ownPrices: say('By the prices in the bot’s configuration.', '按机器人配置文件中填写的价格计算。'),
  end: say('Stop a task…', '结束任务…'),
  ask: say('Request to stop a task…', '请求结束任务…'),
} satisfies Record<string, Text>

const spendingWords: Readonly<Record<Spending, Text>> = {
  failed: say('Failed, not stopped', '异常且未结束'),
  finished: say('Finished, not stopped', '已完成但未结束'),
  idle: say('Configured or paused, idle', '已配置或暂停，闲置'),
  used: say('In use', '使用中'),
}

const counted: Readonly<Record<Spending, TextTemplate<[count: number]>>> = {
  failed: {
    en: (count) => `🔴 ${count} failed, not stopped`,
    'zh-CN': (count) => `🔴 ${count} 个异常且未结束`,
  },
  finished: {
    en: (count) => `🟠 ${count} finished, not stopped`,
    'zh-CN': (count) => `🟠 ${count} 个已完成但未结束`,
  },
  idle: { en: (count) => `⏸️ ${count} idle`, 'zh-CN': (count) => `⏸️ ${count} 个闲置` },
  used: { en: (count) => `🟢 ${count} in use`, 'zh-CN': (count) => `🟢 ${count} 个使用中` },
}

const title: TextTemplate<[count: number, connections: string, page: number, pages: number]> = {
  en: (count, connections, page, pages) =>
    `What ${plural(count, 'task costs', 'tasks cost')} in ${connections}${pages > 1 ? `, page ${page} of ${pages}` : ''}`,
  'zh-CN': (count, connections, page, pages) =>
    `${connections} 中 ${count} 个任务的费用${pages > 1 ? `，第 ${page}/${pages} 页` : ''}`,
}

const total: TextTemplate<[amount: string]> = {
  en: (amount) => `The tasks on this page cost about ${amount} a day.`,
  'zh-CN': (amount) => `本页任务每日约 ${amount}。`,
}

/** One page of what costs money, with what DRS says of it now. */
export interface CostPage {
  readonly connections: readonly string[]
  readonly counts: Readonly<Record<Spending, number>>
  readonly shown: readonly SpendingTask[]
  readonly page: number
  readonly pages: number
  /** By connection, where an operator has written them down. */
  readonly prices: ReadonlyMap<string, PriceTable>
  /** Those of the page that may be stopped; `asks`: that needs approval. */
  readonly stoppable: readonly SpendingTask[]
  readonly asks: boolean
  readonly turns: readonly Button[]
  /** What could not be read. */
  readonly notes: readonly Line[]
}

interface CostReader {
  readonly now: number
  readonly locale: Locale
}

/** Tasks by what they cost for nothing, worst first. */
export function costCard(cost: CostPage, { now, locale }: CostReader): Card {
  const { connections, counts, shown, page, pages, prices, turns, notes } = cost
  const count = spendings.reduce((sum, one) => sum + counts[one], 0)
  const parts = spendings.filter((one) => counts[one] > 0).map((one) => counted[one][locale](counts[one]))
  return {
    title: title[locale](count, formatList(connections, locale), page, pages),
    mark: '💰',
    lines: [
      ...(parts.length > 0 ? [parts.join(' · ')] : []),
      ...(shown.length === 0 ? [words.none[locale]] : totalLines(shown, prices, locale)),
      ...notes,
    ],
    ...(shown.length > 0 && { sections: [{ table: tableOf(cost, { now, locale }) }] }),
    ...choiceOf(cost, locale),
    buttons: turns,
    footer: prices.size > 0 ? words.ownPrices[locale] : words.noPrices[locale],
  }
}

function choiceOf({ stoppable, asks }: CostPage, locale: Locale): Pick<Card, 'choice'> {
  if (stoppable.length === 0) return {}
  const options = stoppable.map(({ task, spending }) => ({
    label: `${task.name} · ${spendingWords[spending][locale]}`,
    value: formatRef(task),
  }))
  return {
    choice: {
      placeholder: (asks ? words.ask : words.end)[locale],
      action: commandTarget(endingAction, 'ask'),
      options,
    },
  }
}

function amountOf(amount: number, currency: string, locale: Locale): string {
  return `${currency} ${new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(amount)}`
}

/** Amounts of different currencies are not added. */
function totalLines(
  shown: readonly SpendingTask[],
  prices: CostPage['prices'],
  locale: Locale,
): readonly Line[] {
  const sums = new Map<string, number>()
  for (const { task } of shown) {
    const table = prices.get(task.connection)
    const amount = pricePerDay(task, table)
    if (table && amount !== undefined) sums.set(table.currency, (sums.get(table.currency) ?? 0) + amount)
  }
  const parts = [...sums].map(([currency, sum]) => amountOf(sum, currency, locale))
  return parts.length === 0 ? [] : [total[locale](parts.join(' + '))]
}

function tableOf({ shown, prices, connections }: CostPage, { now, locale }: CostReader): CardTable {
  const hasPrices = prices.size > 0
  const several = connections.length > 1
  const columns = [words.task, words.why, words.state, words.size, words.zones, words.since, words.billed]
  const rows = shown.map(({ task, spending, since }): readonly Inline[] => {
    const { name, connection, status, scenario, nodeType = '–', zones = [], billed } = task
    const table = prices.get(connection)
    const amount = pricePerDay(task, table)
    return [
      several ? `${name} · ${connection}` : name,
      spendingWords[spending][locale],
      statusWords(status, scenario)[locale],
      nodeType,
      zones.length > 0 ? { code: zones.join(', ') } : '–',
      since === undefined ? '–' : formatDuration(Math.max(0, now - since), locale),
      billed === undefined ? '–' : (billed ? words.yes : words.no)[locale],
      ...(hasPrices ? [table && amount !== undefined ? amountOf(amount, table.currency, locale) : '–'] : []),
    ]
  })
  const header = [...columns, ...(hasPrices ? [words.day] : [])].map((text) => text[locale])
  return { caption: words.caption[locale], header, rows }
}
