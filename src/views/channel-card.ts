import { type Locale, say, type TextTemplate } from '../base/i18n.ts'
import type { Card } from './card.ts'

const chosenLanguage = say(
  'Messages in this channel are in English from now on',
  '本频道的消息从现在起使用简体中文',
)

const chosenConnection: TextTemplate<[connection: string]> = {
  en: (connection) => `This channel now works with ${connection}`,
  'zh-CN': (connection) => `本频道现在使用连接 ${connection}`,
}

/** What was chosen for a channel, said there. `locale`: the channel’s language from now on. */
export function channelCard(
  { connection, language }: { readonly connection?: string | undefined; readonly language: boolean },
  user: string,
  locale: Locale,
): Card {
  const titles = [
    ...(connection === undefined ? [] : [chosenConnection[locale](connection)]),
    ...(language ? [chosenLanguage[locale]] : []),
  ]
  const [title = '', ...lines] = titles
  return { title, tone: 'good', lines, footer: [{ user }] }
}
