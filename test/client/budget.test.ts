import { describe, expect, it } from 'vitest'
import { withPriority } from '../../src/client/index.ts'
import type { PermitRequest } from '../../src/ports/call-budget.ts'
import { callBudget } from '../../src/store/call-budget.ts'
import { connectRedis } from '../../src/store/redis.ts'
import { testRedis } from '../helpers/redis.ts'
import { errorOf, look } from './sample-operations.ts'
import { scriptedServer, testClient } from './scripted-server.ts'

const input = { body: { jobs: ['a'] } }
const up = { body: { count: 1 } }

/** A client and its budget in Redis, whose common time only waiting moves. */
async function aClient(limit: number, longestTurnMs: number) {
  const redis = await connectRedis((await testRedis()).url)
  const { endpoint, seen } = await scriptedServer(up)
  let time = 1_700_000_000_000
  const slept: number[] = []
  const budget = callBudget(redis, { limit, reserved: 0, now: () => time })
  const sleep = async (ms: number) => {
    slept.push(ms)
    time += ms
  }
  const options = {
    budget,
    longestPermitWaitMs: { people: longestTurnMs, polls: 2 * longestTurnMs },
    sleep,
    now: () => time,
  }
  const { client, logged } = testClient(endpoint, { options })
  return { client, seen, slept, redis, logged }
}

describe('a client with a budget', () => {
  it('waits for its turn', async () => {
    const { client, seen, slept, redis } = await aClient(2, 90_000)
    for (let call = 1; call <= 3; call += 1) await client.call(look, input)
    expect(seen).toHaveLength(3)
    expect(slept).toEqual([60_000])
    redis.disconnect()
  })

  it('does not wait longer than its bound, and says how long it would take', async () => {
    const { client, seen, slept, redis } = await aClient(1, 20_000)
    await client.call(look, input)
    const error = await errorOf(client.call(look, input))
    expect(error).toMatchObject({ code: 'budget', operation: 'look', retryable: true, retryAfterMs: 60_000 })
    expect(error.message).toContain('60 s')
    expect([seen.length, slept.length]).toEqual([1, 0])
    redis.disconnect()
  })

  it('has more patience with polls', async () => {
    const { client, slept, redis } = await aClient(1, 40_000)
    const poller = withPriority(client, 'rest')
    await poller.call(look, input)
    await poller.call(look, input)
    expect(slept).toEqual([60_000])
    redis.disconnect()
  })

  it('calls without it when Redis is away, and says so', async () => {
    const { client, seen, redis, logged } = await aClient(1, 20_000)
    redis.disconnect()
    await client.call(look, input)
    await client.call(look, input)
    expect(seen).toHaveLength(2)
    expect(logged.map(({ message }) => message)).toEqual(
      Array(2).fill('the call budget cannot be asked; calling without it'),
    )
  })

  it('asks once for each attempt, for the API and the lane of the call', async () => {
    const asked: PermitRequest[] = []
    const budget = async (request: PermitRequest) => {
      asked.push(request)
      return { granted: true } as const
    }
    const { endpoint } = await scriptedServer({ status: 503 }, up)
    const { client } = testClient(endpoint, { options: { budget } })
    await client.call({ ...look, api: 'v5' }, input)
    await withPriority(client, 'motion').call(look, input)
    await withPriority(client, 'rest').call(look, { ...input, priority: 'people' })
    expect(asked.map(({ connection, api, priority }) => [connection, api, priority])).toEqual([
      ['test', 'v5', 'people'],
      ['test', 'v5', 'people'],
      ['test', 'v3', 'motion'],
      ['test', 'v3', 'people'],
    ])
    expect(new Set(asked.map(({ callId }) => callId)).size).toBe(4)
  })
})
