/** The languages of the bot. Adding one here makes every missing wording a type error. */
export const locales = ['en', 'zh-CN'] as const
export type Locale = (typeof locales)[number]

/** A fixed wording; it stands beside the thing it names. */
export type Text = Readonly<Record<Locale, string>>

/** A fixed wording in English and Chinese, for tables with many rows. */
export function say(en: string, zh: string): Text {
  return { en, 'zh-CN': zh }
}

/** A sentence with parameters. */
export type TextTemplate<P extends readonly unknown[]> = Readonly<Record<Locale, (...params: P) => string>>

/** The language for a Slack locale such as `zh-CN` or `en-GB` (users.info with include_locale). */
export function localeOf(slackLocale: string | undefined): Locale {
  return slackLocale?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** What reads the same in every language: a name, a command, a wire value. */
export function sameInAll(text: string): Text {
  return say(text, text)
}
