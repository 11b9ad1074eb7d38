import { type Locale, say } from '../base/i18n.ts'
import { formatList } from './format.ts'

const words = {
  none: say('none bound', '未绑定'),
  unknown: say('unknown', '未知'),
}

/** The public addresses of a task; `undefined`: DRS does not show them. */
export function eipText(eips: readonly string[] | undefined, locale: Locale): string {
  if (eips === undefined) return words.unknown[locale]
  return eips.length === 0 ? words.none[locale] : formatList(eips, locale)
}
