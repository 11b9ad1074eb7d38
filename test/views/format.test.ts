import { describe, expect, it } from 'vitest'
import { formatBar, formatDuration, formatList, plural } from '../../src/views/format.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

describe('formatDuration', () => {
  it.each([
    [-5, '0 ms', '0毫秒'],
    [0, '0 ms', '0毫秒'],
    [999, '999 ms', '999毫秒'],
    [second, '1 sec', '1秒'],
    [minute - 1, '59 sec', '59秒'],
    [minute, '1 min', '1分钟'],
    [minute + second, '1 min 1 sec', '1分钟1秒'],
    [hour - 1, '59 min 59 sec', '59分钟59秒'],
    [hour, '1 hr', '1小时'],
    [2 * hour + 5 * minute + 59 * second, '2 hr 5 min', '2小时5分钟'],
    [day, '1 day', '1天'],
    [14 * day + 3 * hour + 59 * minute, '14 days 3 hr', '14天3小时'],
    [day + 59 * minute, '1 day', '1天'],
  ])('%i ms', (ms, en, zh) => {
    expect(formatDuration(ms, 'en')).toBe(en)
    expect(formatDuration(ms, 'zh-CN')).toBe(zh)
  })
})

describe('formatBar', () => {
  it.each([
    [-1, '░░░░░░░░░░ 0%'],
    [0, '░░░░░░░░░░ 0%'],
    [40, '▓▓▓▓░░░░░░ 40%'],
    [99.9, '▓▓▓▓▓▓▓▓▓░ 99%'],
    [100, '▓▓▓▓▓▓▓▓▓▓ 100%'],
    [250, '▓▓▓▓▓▓▓▓▓▓ 100%'],
  ])('%d', (percent, bar) => {
    expect(formatBar(percent, 'en')).toBe(bar)
    expect(formatBar(percent, 'zh-CN')).toBe(bar)
  })
})

describe('formatList', () => {
  it('joins as the language does', () => {
    expect(formatList(['a', 'b', 'c'], 'en')).toBe('a, b, and c')
    expect(formatList(['a', 'b', 'c'], 'zh-CN')).toBe('a、b和c')
    expect(formatList(['a'], 'en')).toBe('a')
    expect(formatList([], 'en')).toBe('')
  })
})

describe('plural', () => {
  it.each([
    [0, '0 tasks'],
    [1, '1 task'],
    [2, '2 tasks'],
    [21, '21 tasks'],
  ])('%i', (count, words) => {
    expect(plural(count, 'task', 'tasks')).toBe(words)
  })
})
