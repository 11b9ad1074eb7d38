import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { type OddDrs, oddDrs } from '../helpers/odd-drs.ts'
import { startBotIn, startWorld, type World } from './world.ts'

const channel = 'C01MIGRATION'
const [operator, viewer, stranger, chinese] = ['U01ALICE', 'U02BOB', 'U04DANA', 'U06LIWEI']

describe.each(['v3', 'v5'] as const)('/drs cost on a connection of %s', (generation) => {
  let world: World
  let odd: OddDrs
  let bot: Bot

  beforeAll(async () => {
    const ends = { source: '192.168.0.27:3306', destination: '192.168.0.131:3306' }
    const task = (name: string, status: string, more = {}) =>
      ({ name, scenario: 'migration', engine: 'mysql', status, ...ends, ...more }) as const
    const tasks = [
      task('running-one', 'INCRE_TRANSFER_STARTED'),
      task('waiting-one', 'CONFIGURATION'),
      task('broken-one', 'INCRE_TRANSFER_FAILED'),
    ]
    world = await startWorld({ tasks } as Parameters<typeof startWorld>[0], { generations: [generation] })
    odd = await oddDrs(world.drs)
    const [connection] = world.config.connections
    if (!connection) throw new Error('no connection')
    const to = { connections: ['*'], channels: ['*'] }
    const prices = { currency: 'EUR', perHour: { micro: 0.1, small: 0.1, medium: 0.1, high: 0.1 } }
    const config = {
      ...world.config,
      connections: [
        { ...connection, endpoint: odd.endpoint, prices },
        {
          ...connection,
          name: 'second',
          projectId: '0786c9d2b280f4b12f8bc01f3ad6a8e4',
          endpoint: 'http://127.0.0.1:9',
        },
      ],
      grants: [
        { role: 'operator', users: [operator, chinese], ...to },
        { role: 'viewer', users: [viewer], ...to },
        { role: 'approver', users: ['U03CAROL'], ...to },
      ] as const,
    }
    bot = await startBotIn({ ...world, config })
    await world.people.as(operator).command(channel, '/drs use sandbox')
    await world.people.as(operator).waitFor(channel, { text: 'sandbox' })
  })
  afterAll(async () => {
    await bot?.stop()
    await odd?.stop()
    await world?.stop()
  })

  const ask = async (user: string, text: string, found: string) => {
    await world.people.as(user).command(channel, text)
    return world.people.as(user).waitFor(channel, { text: found }, 30_000)
  }

  it('shows the most needless first, with size and price, in few calls', async () => {
    const first = await ask(operator, '/drs cost', 'What 3 tasks cost in sandbox')
    const order = ['broken-one', 'waiting-one', 'running-one'].map((name) => first.plain.indexOf(name))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(Math.min(...order)).toBeGreaterThan(0)
    expect(first.plain).toContain('1 failed, not stopped')
    expect(first.plain).toMatch(/cost about EUR [\d.]+ a day/)
    const before = odd.asked.length
    await ask(operator, '/drs cost mysql', 'What 3 tasks cost in sandbox')
    const asked = odd.asked.slice(before).map(({ operation }) => operation)
    expect(asked.filter((operation) => /metering/.test(operation))).toEqual([])
  })

  it('filters like the list', async () => {
    const shown = await ask(operator, '/drs cost broken', 'What 1 task costs in sandbox')
    expect(shown.plain).not.toContain('running-one')
  })

  it('leads to the request that stops a task', async () => {
    const shown = await ask(operator, '/drs cost broken', 'What 1 task costs in sandbox')
    const id = world.drs.control.tasks().find(({ name }) => name === 'broken-one')?.id
    await world.people.as(operator).choose(shown.ts, 'cmd:stop:ask', `sandbox/${id}`)
    await world.people.as(operator).waitForView({ text: 'broken-one' })
    for (const { id: view } of await world.people.as(operator).views())
      await world.people.as(operator).close(view, { all: true })
  })

  it('offers nothing to stop to a viewer', async () => {
    const shown = await ask(viewer, '/drs cost', 'What 3 tasks cost in sandbox')
    expect(shown.actions).not.toContain('cmd:stop:ask')
  })

  it('is refused to somebody without a role', async () => {
    await ask(stranger, '/drs cost', 'Only viewers of sandbox')
  })

  it('speaks Chinese to those who read it', async () => {
    const shown = await ask(chinese, '/drs cost', 'sandbox 中 3 个任务的费用')
    expect(shown.plain).toContain('异常且未结束')
  })

  it('adds up several connections, and says which of them does not answer', async () => {
    await world.people.as(operator).command(channel, '/drs cost --all')
    // Its first walk may still be under way.
    const pattern = 'second(?: is left out|: The bot is still reading)'
    const shown = await world.people.as(operator).waitFor(channel, { pattern }, 30_000)
    expect(shown.plain).toContain('broken-one')
  })
})
