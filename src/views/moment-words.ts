import type { Locale } from '../base/i18n.ts'

/** A moment by the clocks of a zone, then by UTC, which DRS and people elsewhere go by: `Tue 1 Dec 18:00 Berlin · Tue 1 Dec 17:00 UTC`. */
export function momentInZones(at: number, zone: string | undefined, locale: Locale): string {
  const utc = `${clockIn(at, 'UTC', locale)} UTC`
  if (zone === undefined || zone === 'UTC') return utc
  return `${clockIn(at, zone, locale)} ${placeOf(zone, locale)} · ${utc}`
}

/** Whose clocks they are: `Europe/Berlin` is long, and its city says enough; in Chinese `德国时间`. */
export function placeOf(zone: string, locale: Locale): string {
  if (locale === 'en') return zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone
  const parts = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    timeZoneName: 'shortGeneric',
  }).formatToParts(0)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
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
