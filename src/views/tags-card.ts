import { type Locale, say } from '../base/i18n.ts'
import type { Card, Line } from './card.ts'
import { colon } from './format.ts'

const words = {
  title: say('Tags', '标签'),
  none: say('No tags', '没有标签'),
}

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
