import type { Text } from '../base/i18n.ts'
import { parseMoment } from '../domain/text/moment.ts'
import type { SelectOption } from '../kit/command.ts'
import type { Context } from '../kit/context.ts'
import { momentInZones } from '../views/moment-words.ts'

/** Fields that ask for a time: typed as people do, shown in both zones before it is chosen. */

export const timeHint: Text = {
  en: 'In your time zone: “18:00”, “tomorrow 6am”, “fri 18:00”, “in 2h”, “2026-12-01 22:00”.',
  'zh-CN': '按您的时区填写：“18:00”、“明天 6:00”、“周五 18:00”、“2小时后”、“2026-12-01 22:00”。',
}

export function noTime(given: string): Text {
  return {
    en: `“${given}” is not a time. Try “18:00”, “tomorrow 6am” or “in 2h”.`,
    'zh-CN': `无法识别时间“${given}”，可填写“18:00”、“明天 6:00”或“2小时后”。`,
  }
}

/** That what was typed is no span of time; `rule` says what would be. */
export function noSpan(given: string, rule: Text): Text {
  return { en: `“${given}” does not fit. ${rule.en}`, 'zh-CN': `“${given}”不适用。${rule['zh-CN']}` }
}

type Reader = Pick<Context, 'locale' | 'now' | 'zone'>

/** The zone of the person; UTC where Slack does not say. */
export const zoneOf = ({ zone }: Pick<Context, 'zone'>): string => zone ?? 'UTC'

const usual: Readonly<Record<Context['locale'], readonly string[]>> = {
  en: ['in 1h', '18:00', 'tomorrow 6:00'],
  'zh-CN': ['1小时后', '18:00', '明天 6:00'],
}

/** What was typed as the moment that it is, or some that are usual. */
export function timeOptions(ctx: Reader, typed: string): readonly SelectOption[] {
  const texts = typed.trim() === '' ? usual[ctx.locale] : [typed.trim()]
  return texts.flatMap((text) => {
    const at = parseMoment(text, ctx.now, zoneOf(ctx))
    if (at === undefined || at <= ctx.now) return []
    const label = `${text}: ${momentInZones(at, ctx.zone, ctx.locale)}`
    return [{ value: new Date(at).toISOString(), label }]
  })
}
