import { type Locale, say, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { Board, BoardTask } from '../domain/delivery/board.ts'
import { attentions } from '../domain/tasks/attention.ts'
import { formatTerms } from '../domain/watching/watch-filter.ts'
import { attentionCount, attentionWords } from './attention-words.ts'
import type { Card, Line } from './card.ts'
import { shownTask } from './task-details.ts'
import { alikeNames, taskLine } from './task-line.ts'
import { termsLine } from './watch-words.ts'

/** All tasks of a filter in one message: how many stand how, and those that need somebody. */

const title: TextTemplate<[count: number, connection: string]> = {
  en: (count, connection) => `${count} tasks of ${connection}`,
  'zh-CN': (count, connection) => `${connection} 的 ${count} 个任务`,
}

const more: TextTemplate<[count: number]> = {
  en: (count) => `and ${count} more`,
  'zh-CN': (count) => `另有 ${count} 个`,
}

const words = {
  calm: say('No task needs anyone.', '没有需要处理的任务。'),
  all: say('All tasks', '全部任务'),
  card: say('card', '卡片'),
  over: say('no longer watched here', '本频道已不再关注'),
}

export function boardCard(board: Board, locale: Locale, now: number): Card {
  const { filter, counts, needing, over, elsewhere } = board
  const { connection, terms } = filter
  const present = attentions.filter((name) => counts[name] > 0)
  const all = present.reduce((sum, name) => sum + counts[name], 0)
  const card: Card = {
    title: title[locale](all, connection),
    mark: attentionWords[over ? 'rest' : (present[0] ?? 'rest')].icon,
    lines: [
      termsLine(terms, locale),
      present.map((name) => attentionCount(name, counts[name], locale)).join(' · '),
    ],
  }
  if (over) return { ...card, state: words.over[locale] }
  const open = counts.failed + counts.needs
  const left = open - needing.length
  return {
    ...card,
    sections: [
      needing.length === 0
        ? { lines: [words.calm[locale]] }
        : {
            list: needing.map((task) => lineOf(task, needing, connection, { locale, now })),
            ...(left > 0 && { lines: [more[locale](left)] }),
          },
    ],
    ...(!elsewhere && {
      buttons: [
        {
          label: words.all[locale],
          action: commandTarget('list', 'all'),
          value: `${connection} ${formatTerms(terms)}`.trim(),
        },
      ],
    }),
  }
}

function lineOf(
  { task, attention, snapshot, link }: BoardTask,
  needing: readonly BoardTask[],
  of: string,
  reader: { readonly locale: Locale; readonly now: number },
): Line {
  const shown = shownTask(task, snapshot ? { snapshot } : {}, {})
  const alike = alikeNames(needing.map((one) => one.task))
  const line = taskLine(shown, { ...reader, alike, attention, of })
  return link === undefined ? line : [...line, ' · ', { link, text: words.card[reader.locale] }]
}
