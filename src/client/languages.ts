import type { Locale } from '../base/i18n.ts'
import type { DrsLanguage } from './call.ts'

/** The header `X-Language` for the languages of the bot. */
export const languages = { en: 'en-us', 'zh-CN': 'zh-cn' } as const satisfies Record<Locale, DrsLanguage>
