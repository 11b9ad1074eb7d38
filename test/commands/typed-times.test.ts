import { expect, it } from 'vitest'
import { snoozeCommand } from '../../commands/snooze.ts'
import { timeOptions } from '../../src/app/typed-times.ts'
import { noon } from '../helpers/samples.ts'

/** Times in forms: what is typed is shown as the moment that it is, before it is chosen. */
const reader = { locale: 'en', now: noon, zone: 'Asia/Shanghai' } as const

it('a typed time is offered as the moment that it is, in both zones', () => {
  const [one, ...more] = timeOptions(reader, 'in 2h')
  expect(more).toEqual([])
  expect(one?.value).toBe(new Date(noon + 2 * 3_600_000).toISOString())
  expect(one?.label).toMatch(/^in 2h: .* \d\d:\d\d Shanghai · .* \d\d:\d\d UTC$/)
  expect(timeOptions(reader, 'some day')).toEqual([])
  expect(timeOptions({ ...reader, locale: 'zh-CN' }, '')[0]?.label).toMatch(/^1小时后: .*月.*日/)
})

it('a snooze takes what its own menu offers', async () => {
  const ctx = { ...reader } as Parameters<(typeof snoozeCommand.options)[string]>[0]
  const [until] = (await snoozeCommand.options.for?.(ctx, {}, 'until tomorrow 6am')) ?? []
  expect(until?.label).toMatch(/^until tomorrow 6am: .*06:00 Shanghai · .*22:00 UTC$/)
  expect(snoozeCommand.parse({ task: 'all', for: until?.value ?? '' }).ok).toBe(true)
  expect(snoozeCommand.parse({ task: 'all', for: 'some day' }).ok).toBe(false)
})
