import type { Locale } from '../base/i18n.ts'

/** A moment by the clocks of a zone, then by UTC, which DRS and people elsewhere go by: `Tue 1 Dec 18:00 Berlin · Tue 1 Dec 17:00 UTC`. */
export function momentInZones(at: number, zone: string | undefined, locale: Locale): string {
  const utc = `${clockIn(at, 'UTC', locale)} UTC`
  if (zone === undefined || zone === 'UTC') return utc
  return `${clockIn(at, zone, locale)} ${placeOf(zone)} · ${utc}`
}

/** `Europe/Berlin` is long, and its city says enough. */
function placeOf(zone: string): string {
  return zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone
}

function clockIn(at: number, timeZone: string, locale: Locale): string {
  const parts = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  const clock = `${part('hour')}:${part('minute')}`
  return locale === 'en'
    ? `${part('weekday')} ${part('day')} ${part('month')} ${clock}`
    : `${part('month')}${/\D$/.test(part('month')) ? '' : '月'}${part('day')}日${part('weekday')} ${clock}`
}
