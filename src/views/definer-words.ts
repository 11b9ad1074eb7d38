import { type Locale, say } from '../base/i18n.ts'

export const definerWords = {
  destination: say('The user of the destination', '目标库用户'),
  keep: say('As in the source', '与源库一致'),
}

const unknown = say('Unknown: DRS doesn’t show it', '未知：DRS 未返回')

/** `undefined`: DRS does not show it. */
export function definerText(replaced: boolean | undefined, locale: Locale): string {
  if (replaced === undefined) return unknown[locale]
  return definerWords[replaced ? 'destination' : 'keep'][locale]
}
