import { type Locale, say } from '../base/i18n.ts'
import type { Card, Line } from './card.ts'
import { colon } from './format.ts'

const words = {
  title: say('Tags', '标签'),
  none: say('No tags', '没有标签'),
}

/** Why they cannot be changed where there is no API v5. */
export const tagsFixed = say(
  'Tags of existing tasks can only be changed over API v5, which this connection doesn’t use. Use the console, or add v5 to the connection.',
  '已有任务的标签只能通过 v5 接口修改，该连接未启用 v5。请在控制台修改，或为该连接启用 v5。',
)

/** One line for each tag; one as well where there is none. */
export function tagLines(tags: readonly string[], locale: Locale): readonly string[] {
  return tags.length === 0 ? [words.none[locale]] : tags
}

/** The tags of a task. */
export function tagsCard(name: string, tags: readonly string[], locale: Locale): Card {
  const list: readonly Line[] = tags.map((tag) => [{ code: tag }])
  return {
    title: `${words.title[locale]}${colon[locale]}${name}`,
    tone: 'neutral',
    sections: tags.length === 0 ? [{ lines: [words.none[locale]] }] : [{ list }],
  }
}
