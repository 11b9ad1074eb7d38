import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quietUntil } from '../../src/domain/delivery/route-quiet.ts'

const berlin = 'Europe/Berlin'

/** How the clock on the wall in a zone reads. */
function clockIn(zone: string, at: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at)
}

describe('quiet hours', () => {
  it.each([
    ['before', '21:59:59', undefined],
    ['from the first minute', '22:00:00', '2026-03-05T07:00:00Z'],
    ['over midnight', '23:30:15', '2026-03-05T07:00:00Z'],
  ])('%s', (_, time, until) => {
    const at = Date.parse(`2026-03-04T${time}Z`)
    const expected = until === undefined ? undefined : Date.parse(until)
    expect(quietUntil({ from: '22:00', to: '07:00', zone: 'UTC' }, at)).toBe(expected)
  })

  it('end with the last minute', () => {
    const night = { from: '22:00', to: '07:00', zone: 'UTC' }
    expect(quietUntil(night, Date.parse('2026-03-05T06:59:59Z'))).toBe(Date.parse('2026-03-05T07:00:00Z'))
    expect(quietUntil(night, Date.parse('2026-03-05T07:00:00Z'))).toBeUndefined()
  })

  it('last the whole day where they end when they begin', () => {
    const day = { from: '08:00', to: '08:00', zone: 'UTC' }
    expect(quietUntil(day, Date.parse('2026-03-04T08:00:00Z'))).toBe(Date.parse('2026-03-05T08:00:00Z'))
  })

  it.each([
    ['put forward', '2026-03-28T23:00:00Z', '2026-03-29T05:00:00Z'],
    ['put back', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00Z'],
  ])('end at seven on the wall in the night in which the clock is %s', (_, at, until) => {
    const night = { from: '22:00', to: '07:00', zone: berlin }
    expect(quietUntil(night, Date.parse(at))).toBe(Date.parse(until))
  })

  it('end in the future, at the hour they say, at most a day and an hour away', () => {
    const hour = fc.integer({ min: 0, max: 23 }).map((h) => `${String(h).padStart(2, '0')}:30`)
    const zone = fc.constantFrom('UTC', berlin, 'Asia/Shanghai', 'America/New_York', 'Asia/Kolkata')
    const at = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) })
    fc.assert(
      fc.property(fc.record({ from: hour, to: hour, zone }), at, (hours, now) => {
        const until = quietUntil(hours, now)
        if (until === undefined) return
        expect(until).toBeGreaterThan(now)
        expect(until).toBeLessThanOrEqual(now + 25 * 3_600_000)
        // A clock put forward leaves out the hour from two to three.
        if (hours.to !== '02:30') expect(clockIn(hours.zone, until)).toBe(hours.to)
      }),
    )
  })
})
