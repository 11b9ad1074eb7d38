import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mostCards } from '../../src/domain/delivery/board.ts'
import type { FilterWatch } from '../../src/domain/watching/watch.ts'
import { parseTerms } from '../../src/domain/watching/watch-filter.ts'
import { keysOf } from '../../src/store/keys.ts'
import { chooseConnection } from '../../src/store/plain-values.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, world } from './doubles.ts'

/** A filter with many tasks: one message for all of them, and cards for those that need somebody. */

let redis: Redis
let engine: Engine
let w: ReturnType<typeof world>

beforeEach(async () => {
  const { url } = await testRedis()
  redis = new Redis(url)
  w = world(url)
  engine = w.replica({ permalink: async (channel, ts) => `https://slack.test/${channel}/${ts}` })
})
afterEach(async () => {
  await engine.stop()
  redis.disconnect()
})

const filter: FilterWatch = {
  ...channelRef,
  ...{ id: 'f1', connection: 'prod', by: 'U1', locale: 'en', createdAt: 1 },
  terms: parseTerms('name:t*').terms,
}
const healthy = 'INCRE_TRANSFER_STARTED'
const failed = { status: 'INCRE_TRANSFER_FAILED', error: 'lost' }

function plant(count: number) {
  for (let i = 0; i < count; i += 1) w.drs.set(`t${i}`, { status: healthy, name: `t${i}` })
}

async function look() {
  w.clock.pass(60_000)
  await engine.discover('prod')
  await engine.poll('prod')
  await engine.deliverPending()
}

/** As they stand now. */
const messages = () =>
  w.slack.messages.map((message) => ({ ...message, card: message.edits.at(-1) ?? message.card }))
const titles = () => messages().map(({ card }) => card.title)
const board = () => messages().filter(({ card }) => card.title.startsWith('board'))
const counts = () => JSON.parse(String(board()[0]?.card.lines?.[0]))
const listed = () => board()[0]?.card.lines?.slice(1)

describe('a filter that fits many tasks', () => {
  it('has a card for each as long as they are few', async () => {
    plant(mostCards)
    await engine.watchFilter(filter)
    await look()
    expect(board()).toEqual([])
    expect(titles()).toHaveLength(mostCards)
  })

  it('posts one board, and a card for a task that needs somebody', async () => {
    plant(mostCards + 5)
    w.drs.set('t3', { ...failed, name: 't3' })
    await engine.watchFilter(filter)
    await look()
    await look()
    expect(titles().sort()).toEqual(['board prod', 't3 INCRE_TRANSFER_FAILED en'])
    expect(counts()).toMatchObject({ failed: 1, healthy: mostCards + 4 })
    const card = messages().find(({ card: { title } }) => title.startsWith('t3'))
    expect(listed()).toEqual([`t3 https://slack.test/C1/${card?.ts}`])
  })

  it('edits the board in place as its tasks change, and tells their events in its thread', async () => {
    plant(mostCards + 1)
    await engine.watchFilter(filter)
    await look()
    await look()
    const [first] = board()
    w.drs.set('t1', { status: 'PAUSING', name: 't1' })
    await look()
    expect(board()).toHaveLength(1)
    expect(board()[0]?.ts).toBe(first?.ts)
    expect(counts()).toMatchObject({ paused: 1, healthy: mostCards })
    const told = messages().find(({ card: { title } }) => title === `${healthy}>PAUSING`)
    expect(told?.threadTs).toBe(first?.ts)
    w.drs.set('t2', { ...failed, name: 't2' })
    await look()
    await look()
    expect(counts()).toMatchObject({ failed: 1 })
    const card = messages().find(({ card: { title } }) => title.startsWith('t2 '))
    const alarm = messages().find(({ card: { title } }) => title === `${healthy}>INCRE_TRANSFER_FAILED`)
    expect(alarm?.threadTs).toBe(card?.ts)
  })

  it.each([
    ['prod', 'board prod'],
    ['dev', 'board prod elsewhere'],
  ])('offers the list of its tasks only where lists are of its connection: %s', async (chosen, title) => {
    plant(mostCards + 1)
    await chooseConnection(redis, channelRef, chosen)
    await engine.watchFilter(filter)
    await look()
    expect(titles()).toEqual([title])
  })

  it('posts the board anew where somebody has deleted it', async () => {
    plant(mostCards + 1)
    await engine.watchFilter(filter)
    await look()
    await look()
    const [gone] = board()
    w.slack.remove(gone?.ts ?? '')
    w.drs.set('t1', { status: 'PAUSING', name: 't1' })
    await look()
    await look()
    expect(board().map(({ ts }) => ts)).not.toContain(gone?.ts)
    expect(board()).toHaveLength(1)
    const told = messages().find(({ card: { title } }) => title === `${healthy}>PAUSING`)
    expect(told?.threadTs).toBe(board()[0]?.ts)
  })

  it('says on the board when the watch has ended, and leaves nothing behind', async () => {
    plant(mostCards + 1)
    await engine.watchFilter(filter)
    await look()
    await look()
    await engine.unwatchFilter('prod', 'f1', channelRef)
    expect(board().map(({ card }) => card.title)).toEqual(['board prod over'])
    await look()
    expect(await redis.exists(keysOf('prod').boards(channelRef))).toBe(0)
    expect(titles()).toEqual(['board prod over'])
  })
})
