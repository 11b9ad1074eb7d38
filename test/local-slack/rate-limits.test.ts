import { afterEach, describe, expect, it } from 'vitest'
import { methods } from '../../src/local-slack/methods/index.ts'
import { createRateLimits, tiers } from '../../src/local-slack/rate-limits.ts'
import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../src/local-slack/server.ts'
import { slackDriver } from '../helpers/slack-driver.ts'
import { call } from './call.ts'

describe('natural rate limits', () => {
  let slack: LocalSlack | undefined
  let now = Date.UTC(2026, 0, 5, 12)
  afterEach(() => slack?.stop())

  async function start(options: LocalSlackOptions = {}): Promise<LocalSlack> {
    slack = await startLocalSlack({ now: () => now, ...options })
    return slack
  }

  it('know every method', () => {
    expect(Object.keys(tiers).sort()).toEqual(Object.keys(methods).sort())
  })

  it.each([
    ['users.list', {}, 20, '3'],
    ['conversations.info', { channel: 'C02DBA' }, 50, '2'],
    ['users.info', { user: 'U02BOB' }, 100, '1'],
  ])('let %s through as often a minute as its tier says', async (method, body, most, wait) => {
    const local = await start()
    for (let turn = 0; turn < most; turn += 1) expect((await call(local, method, body)).body.ok).toBe(true)
    expect(await call(local, method, body)).toMatchObject({
      status: 429,
      retryAfter: wait,
      body: { ok: false, error: 'ratelimited' },
    })
    now += Number(wait) * 1000
    expect((await call(local, method, body)).body.ok).toBe(true)
  })

  it('take one message a second in a channel, after a burst of a few, and refuse without posting', async () => {
    const local = await start()
    const post = async (channel: string) =>
      (await call(local, 'chat.postMessage', { channel, text: 'x' })).status
    const statuses: number[] = []
    for (let turn = 0; turn < 6; turn += 1) statuses.push(await post('C02DBA'))
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    expect(local.control.transcript('C02DBA')).toHaveLength(5)
    expect(local.control.log().at(-1)).toMatchObject({ method: 'chat.postMessage', error: 'ratelimited' })
    expect(await post('C01MIGRATION')).toBe(200)
    now += 1000
    expect([await post('C02DBA'), await post('C02DBA')]).toEqual([200, 429])
  })

  it('pass faster with a factor, and not at all when they are off', async () => {
    const local = await start({ rateLimits: { factor: 10 } })
    const { post } = slackDriver(local.pageUrl)
    const burst = async (count: number) => {
      const body = { channel: 'C02DBA', text: 'x' }
      const answers = []
      for (let turn = 0; turn < count; turn += 1) answers.push(await call(local, 'chat.postMessage', body))
      return answers.filter((one) => one.status === 429).length
    }
    expect(await burst(6)).toBe(1)
    now += 100
    expect(await burst(2)).toBe(1)
    await post('rate-limits', { on: false })
    expect(await burst(20)).toBe(0)
    await post('rate-limits', { factor: 1 })
    expect(await burst(6)).toBe(1)
    expect(local.control.rateLimits()).toEqual({ on: true, factor: 1 })
    await expect(post('rate-limits', { factor: 0 })).rejects.toThrow('400')
  })

  it('count every workspace and every method by itself', () => {
    const limits = createRateLimits(() => 0)
    const first = (team: string, method: string) => {
      for (let count = 1; ; count += 1) if (limits.take(method, team, {}) !== undefined) return count
    }
    expect(first('T1', 'users.list')).toBe(21)
    expect(first('T1', 'auth.test')).toBe(301)
    expect(first('T1', 'usergroups.list')).toBe(21)
    expect(first('T2', 'users.list')).toBe(21)
  })
})
