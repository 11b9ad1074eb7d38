import { describe, expect, it } from 'vitest'
import {
  parseSpeedLimit,
  rangeOnWire,
  rangesIn,
  rangesText,
  wireRange,
} from '../../src/domain/tasks/speed-limit.ts'

const berlin = 60
const india = 330
const newYork = -300

describe('a speed limit as people type it', () => {
  it.each(['off', 'OFF', 'no limit', '不限速'])('%s is none', (text) => {
    expect(parseSpeedLimit(text, berlin)).toEqual({ ok: true, ranges: [] })
  })

  it.each(['15', ' 15 MB/s', 'all day 15', '全天 15', '0:00-24:00 15', '00:00–23:59 15'])(
    '%s is the whole day, as DRS writes it',
    (text) => {
      const parsed = parseSpeedLimit(text, 0)
      expect(parsed.ok && parsed.ranges.map(wireRange)).toEqual([
        { begin: '16:00', end: '15:59', speed: '15' },
      ])
    },
  )

  it.each([
    ['08:00-18:00 15', berlin, [['07:00', '16:59', '15']]],
    ['08:00-17:59 15', berlin, [['07:00', '16:59', '15']]],
    ['8am to 6pm 15 MB/s', berlin, [['07:00', '16:59', '15']]],
    ['8-18 15', newYork, [['13:00', '22:59', '15']]],
    ['早上8点到下午6点 15', 480, [['00:00', '09:59', '15']]],
    ['22:00-06:00=100', berlin, [['21:00', '04:59', '100']]],
    ['20:00-24:00 7', newYork, [['01:00', '04:59', '7']]],
    ['08:30-18:30 15', india, [['03:00', '12:59', '15']]],
    [
      '08:00-12:00 15\n12:00-13:00 9999, 13:00-08:00 1',
      0,
      [
        ['08:00', '11:59', '15'],
        ['12:00', '12:59', '9999'],
        ['13:00', '07:59', '1'],
      ],
    ],
  ] as const)('%s, with clocks %i minutes ahead of UTC', (text, offset, wanted) => {
    const parsed = parseSpeedLimit(text, offset)
    expect(parsed.ok ? parsed.ranges.map(wireRange) : parsed.why).toEqual(
      wanted.map(([begin, end, speed]) => ({ begin, end, speed })),
    )
  })

  it.each([
    ['soon', '“soon” is not a speed limit', '“soon”不是有效的限速设置'],
    ['', 'is not a speed limit', '不是有效的限速设置'],
    ['08:00-18:00', '“08:00-18:00” is not a speed limit', '不是有效'],
    ['08:00-25:00 3', 'is not a speed limit', '不是有效'],
    ['0', '0 MB/s is not possible', '不支持 0 MB/s'],
    ['10000', 'DRS takes 1 to 9999', '取值范围为 1～9999'],
    ['08:00-08:00 5', 'begin and end at the same time', '不能与结束时间相同'],
    ['08:30-18:30 5', 'have to end in :00', '第 00 分'],
    ['08:00-12:00 5, 11:00-13:00 5', 'overlap', '重叠'],
    ['5, 08:00-12:00 5', 'overlap', '重叠'],
    [
      Array.from({ length: 11 }, (_, i) => `${i}:00-${i + 1}:00 5`).join('\n'),
      'at most 10',
      '最多支持 10 个',
    ],
  ])('%s is refused with the reason', (text, en, zh) => {
    const parsed = parseSpeedLimit(text, berlin)
    expect(parsed.ok ? parsed : parsed.why.en).toContain(en)
    expect(parsed.ok ? parsed : parsed.why['zh-CN']).toContain(zh)
  })

  it('names the minutes that are possible where clocks are half an hour off', () => {
    const parsed = parseSpeedLimit('08:00-18:00 5', india)
    expect(parsed.ok ? parsed : parsed.why.en).toContain(':30')
  })
})

describe('ranges', () => {
  const ranges = [
    { from: 7, hours: 10, speed: 15 },
    { from: 22, hours: 3, speed: 9999 },
  ]

  it('survive as an option of the action', () => {
    expect(rangesIn(rangesText(ranges))).toEqual(ranges)
    expect(rangesIn(rangesText([]))).toEqual([])
  })

  it('come back from the wire as they were sent', () => {
    for (const range of ranges) {
      const { begin, end, speed } = wireRange(range)
      expect(rangeOnWire({ begin, end, speed: Number(speed) })).toEqual(range)
    }
  })

  it('are unknown where their hours cannot be read', () => {
    expect(rangeOnWire({ begin: '25:00', end: '15:59', speed: 1 })).toBeUndefined()
    expect(rangeOnWire({ begin: undefined, end: '15:59', speed: 1 })).toBeUndefined()
    expect(rangeOnWire({ begin: '16:00', end: '15:59', speed: undefined })).toBeUndefined()
  })
})
