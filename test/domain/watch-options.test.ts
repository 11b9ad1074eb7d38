import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatSpan, parseSpan } from '../../src/domain/text/duration.ts'
import { parseUntil } from '../../src/domain/watching/snooze.ts'
import { parseWatchOptions } from '../../src/domain/watching/watch-options.ts'

const now = Date.UTC(2026, 10, 20, 12, 0)
const hour = 3_600_000

describe('a span of time', () => {
  it.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['5min', 300_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['250ms', 250],
  ])('is read from %s', (text, ms) => {
    expect(parseSpan(text)).toBe(ms)
  })

  it.each(['', '5', 'm', '-5m', '5 apples', '1e3s', '101d'])('is not read from “%s”', (text) => {
    expect(parseSpan(text)).toBeUndefined()
  })

  it('is written so that it can be read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_640_000_000 }), (ms) => {
        expect(parseSpan(formatSpan(ms))).toBe(ms)
      }),
    )
  })
})

describe('options', () => {
  it('are read field by field; what is not given is not there', () => {
    expect(parseWatchOptions({}, 'UTC')).toEqual({ options: {}, wrong: [] })
    expect(
      parseWatchOptions(
        { lag: '30s for 5m', rto: '1m', digest: '1h', muteOwn: true, where: 'channel', mention: ['U1'] },
        'UTC',
      ).options,
    ).toEqual({
      limits: [
        { metric: 'lag', aboveMs: 30_000, forMs: 300_000 },
        { metric: 'rto', aboveMs: 60_000, forMs: 0 },
      ],
      digestMs: hour,
      muteOwn: true,
      where: 'channel',
      mention: ['U1'],
    })
  })

  it.each(['off', ' OFF '])('say that a figure has no limit with “%s”', (lag) => {
    expect(parseWatchOptions({ lag, rpo: '5s' }, 'UTC')).toEqual({
      options: { limits: [{ metric: 'rpo', aboveMs: 5_000, forMs: 0 }], noLimits: ['lag'] },
      wrong: [],
    })
  })

  it.each([
    ['22:00-07:00', { from: '22:00', to: '07:00', zone: 'Asia/Shanghai' }],
    ['22:00 - 7:00', { from: '22:00', to: '07:00', zone: 'Asia/Shanghai' }],
    ['22:00–07:00 Europe/Berlin', { from: '22:00', to: '07:00', zone: 'Europe/Berlin' }],
  ])('keep the hours with their zone: %s', (quiet, expected) => {
    expect(parseWatchOptions({ quiet }, 'Asia/Shanghai').options.quiet).toEqual(expected)
  })

  it.each([
    ['lag', 'quick'],
    ['quiet', 'at night'],
    ['quiet', '22:00-22:00'],
    ['quiet', '25:00-07:00'],
    ['quiet', '22:00-07:00 Mars/Olympus'],
    ['digest', '10s'],
    ['digest', 'monthly'],
  ])('that are wrong are named: --%s %s', (field, text) => {
    const { wrong } = parseWatchOptions({ [field]: text }, 'UTC')
    expect(wrong.map((one) => one.field)).toEqual([field])
    expect(wrong[0]?.text['zh-CN']).toContain('请写成')
  })
})

describe('the end of a snooze', () => {
  it.each([
    ['30m', now + hour / 2],
    ['for 2h', now + 2 * hour],
    ['until 18:00', now + 6 * hour],
    ['18:00', now + 6 * hour],
    ['until 12:00', now + 24 * hour],
    ['until 9:30', now + 21.5 * hour],
    ['off', now],
  ])('of %s', (text, end) => {
    expect(parseUntil(text, now, 'UTC')).toBe(end)
  })

  it('is meant in the person’s own zone', () => {
    expect(parseUntil('until 21:00', now, 'Asia/Shanghai')).toBe(now + hour)
  })

  it.each(['', 'forever', '0m', '31d', 'until lunch'])('is not read from “%s”', (text) => {
    expect(parseUntil(text, now, 'UTC')).toBeUndefined()
  })
})
