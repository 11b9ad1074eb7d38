import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { instances } from '../../src/local-drs/databases.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { approveAs, askFor } from './approving.ts'
import { pass, startBotIn, startWorld, type World } from './world.ts'

/** An action on several tasks is one message of the channel where it was asked for. */
const channel = 'C01MIGRATION'
const ends = { source: '192.168.0.28:3306', destination: instances.mysql }
const wave = Array.from({ length: 26 }, (_, i) => `wave-${i + 1}`)

let world: World
let bot: Bot

beforeAll(async () => {
  world = await startWorld({ tasks: [] })
  const running = ['shop-one', 'shop-two', ...wave].map(
    (name) => ({ name, status: 'INCRE_TRANSFER_STARTED' }) as const,
  )
  for (const one of [...running, { name: 'shop-three', status: 'CONFIGURATION' } as const])
    world.drs.control.create({ ...one, ...ends, scenario: 'migration', engine: 'mysql' })
  bot = await startBotIn(world)
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const reads = (text: string) => alice().waitFor(channel, { text })

/** What the bot has posted for everybody. */
async function posted(): Promise<readonly SeenMessage[]> {
  return (await alice().transcript(channel)).filter(({ byApp, ephemeral }) => byApp && !ephemeral)
}

describe('at once', () => {
  it('is one message with a line for each task, and a cause where there is one', async () => {
    await alice().command(channel, '/drs pause shop-one,shop-two,shop-three')
    const told = await reads('2 of 3 paused')
    expect(told.plain).toContain('Asked by Alice Meyer')
    for (const line of ['✅ *shop-one* · Paused', '✅ *shop-two* · Paused', 'Not sent to DRS: *shop-three*'])
      expect(told.plain).toContain(line)
    expect(await posted()).toHaveLength(1)
    expect(told.replies).toEqual([])
  })
})

describe('with the approval of others', () => {
  it('is told in the thread of the request, counted, with the causes', async () => {
    const request = await askFor(alice(), channel, `/drs stop ${wave.join(',')}`, 'the wave is over')
    await approveAs(world, 'U02BOB', request)
    await alice().waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
    const before = (await posted()).length
    await alice().click(request.ts, 'cmd:execute:ask')
    await reads('Stopping 26 tasks…')
    const stopping = () =>
      world.drs.control.tasks().filter(({ status }) => status === 'RELEASE_RESOURCE_STARTED').length
    await expect.poll(stopping, { timeout: 15_000 }).toBe(26)
    pass(world, 5)
    const told = await reads('26 of 26 stopped')
    expect(told.threadTs).toBe(request.ts)
    expect(told.edits.length).toBeLessThanOrEqual(5)
    expect(await posted()).toHaveLength(before)
  })

  it('has the whole list as a file', async () => {
    const told = await reads('26 of 26 stopped')
    await alice().click(told.ts, 'cmd:watches:batch')
    await reads('All 26 tasks are in the file')
  })
})
