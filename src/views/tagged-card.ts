import { type Locale, say, type TextTemplate } from '../base/i18n.ts'
import type { TaggedTasks } from '../domain/tasks/resources.ts'
import { scenarioWords } from '../drs/engines.ts'
import type { Card, Line, Section } from './card.ts'
import { formatList } from './format.ts'

const none = say('No task has them.', '没有任务带有这些标签。')

const titles = {
  with: { en: (tags) => `Tasks with ${tags}`, 'zh-CN': (tags) => `带有标签 ${tags} 的任务` },
  without: { en: () => 'Tasks without tags', 'zh-CN': () => '没有标签的任务' },
} satisfies Record<string, TextTemplate<[tags: string]>>

const more: TextTemplate<[count: number]> = {
  en: (count) => `… and ${count} more`,
  'zh-CN': (count) => `……另有 ${count} 个`,
}

/** Tasks by their tags, as DRS finds them; without tags: those that have none. */
export function taggedCard(
  tags: readonly string[],
  found: readonly (readonly [scenario: string, tasks: TaggedTasks])[],
  locale: Locale,
): Card {
  const some = found.filter(([, { count }]) => count > 0)
  return {
    title: titles[tags.length > 0 ? 'with' : 'without'][locale](formatList(tags, locale)),
    tone: 'neutral',
    ...(some.length === 0 && { lines: [none[locale]] }),
    sections: some.map(([scenario, tasks]) => scenarioSection(scenario, tasks, locale)),
  }
}

function scenarioSection(scenario: string, { count, tasks }: TaggedTasks, locale: Locale): Section {
  const left = count - tasks.length
  return {
    heading: `${scenarioWords(scenario)[locale]} (${count})`,
    list: [
      ...tasks.map(
        ({ name, tags }): Line => [
          { bold: name },
          ...tags.slice(0, 5).flatMap((tag) => [' · ', { code: tag }]),
        ],
      ),
      ...(left > 0 ? [more[locale](left)] : []),
    ],
  }
}
