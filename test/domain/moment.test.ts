import { describe, expect, it } from 'vitest'
import { offsetMinutes, parseMoment } from '../../src/domain/text/moment.ts'

/** A Monday, 11:00 in Berlin. */
const now = Date.parse('2026-11-30T10:00:00Z')
const inBerlin = (text: string) => {
  const at = parseMoment(text, now, 'Europe/Berlin')
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16)
}

describe('a time as people type it', () => {
  it.each([
    ['18:00', '2026-11-30T17:00'],
    ['10:30', '2026-12-01T09:30'],
    ['6pm', '2026-11-30T17:00'],
    ['6:15 am', '2026-12-01T05:15'],
    ['12am', '2026-11-30T23:00'],
    ['tomorrow 6am', '2026-12-01T05:00'],
    ['tomorrow at 6:00', '2026-12-01T05:00'],
    ['today 18:00', '2026-11-30T17:00'],
    ['Friday 18:00', '2026-12-04T17:00'],
    ['mon 9:00', '2026-12-07T08:00'],
    ['mon 18:00', '2026-11-30T17:00'],
    ['in 2h', '2026-11-30T12:00'],
    ['in 90 minutes', '2026-11-30T11:30'],
    ['in 1h 30m', '2026-11-30T11:30'],
    ['2026-12-01 22:00', '2026-12-01T21:00'],
    ['2026-12-01T22:00+08:00', '2026-12-01T14:00'],
    ['2026-12-01T22:00:00.000Z', '2026-12-01T22:00'],
    ['明天 6:00', '2026-12-01T05:00'],
    ['明天6点', '2026-12-01T05:00'],
    ['明天下午3点半', '2026-12-01T14:30'],
    ['后天 6：00', '2026-12-02T05:00'],
    ['今天18点30分', '2026-11-30T17:30'],
    ['周五 18:00', '2026-12-04T17:00'],
    ['2小时后', '2026-11-30T12:00'],
    ['30 分钟后', '2026-11-30T10:30'],
  ])('%s', (text, at) => {
    expect(inBerlin(text)).toBe(at)
  })

  it.each(['', 'soon', '18', 'tomorrow', '25:00', '18:77', '13pm', '2026-02-31 10:00', 'in 0h', '6'])(
    '“%s” is none',
    (text) => {
      expect(inBerlin(text)).toBeUndefined()
    },
  )

  it('is that of the clocks there, also on the days when they are changed', () => {
    const before = Date.parse('2026-10-24T12:00:00Z')
    const at = (text: string) => new Date(parseMoment(text, before, 'Europe/Berlin') ?? 0).toISOString()
    expect(at('tomorrow 6am')).toBe('2026-10-25T05:00:00.000Z')
    expect(at('18:00')).toBe('2026-10-24T16:00:00.000Z')
  })

  it('is none in a zone that is not known', () => {
    expect(parseMoment('18:00', now, 'Mars/Base')).toBeUndefined()
  })
})

describe('how far clocks are ahead of UTC', () => {
  it.each([
    ['2026-12-01T12:00:00.000Z', 'Europe/Berlin', 60],
    ['2026-07-01T12:00:59.999Z', 'Europe/Berlin', 120],
    ['2026-12-01T23:59:31.500Z', 'Asia/Kolkata', 330],
    ['2026-12-01T00:00:01.000Z', 'America/New_York', -300],
    ['2026-12-01T00:00:01.000Z', 'No/Where', 0],
  ])('at %s in %s: %i minutes', (at, zone, minutes) => {
    expect(offsetMinutes(Date.parse(at), zone)).toBe(minutes)
  })
})
