import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { createMessenger } from '../../src/slack/messenger.ts'
import { createWebPort } from '../../src/slack/web-port.ts'
import type { Card } from '../../src/views/card.ts'
import { testBlockMemory } from '../helpers/block-memory.ts'
import { webClient } from './web-client.ts'

/** Blocks that a workspace may not have yet, and what it gets in their place. */
const channelRef = { team: 'T0LOCAL', channel: 'C01MIGRATION' }
const card: Card = {
  title: 'orders',
  course: {
    title: 'Course',
    steps: [
      { title: 'Created', state: 'complete' },
      { title: 'Pre-check', state: 'error' },
      { title: 'Started', state: 'pending' },
    ],
  },
  sections: [{ heading: 'What DRS says', folded: true, code: 'x'.repeat(6000) }],
}

let slack: LocalSlack
beforeAll(async () => {
  slack = await startLocalSlack({ rateLimits: false })
})
afterEach(() => slack.control.clearFaults())
afterAll(() => slack?.stop())

async function messengerFor(memory: ReturnType<typeof testBlockMemory>) {
  const client = webClient(slack)
  return createMessenger(client, (await client.auth.test()).bot_id ?? '', memory)
}

const typesAt = (ts: string) =>
  slack.control
    .transcript(channelRef.channel)
    .find((one) => one.ts === ts)
    ?.blocks.map(({ type }) => type)

const modern = ['section', 'plan', 'container']

describe('a card with a course and folded parts', () => {
  it('is drawn with the blocks that are there for it, a long text in pieces', () => {
    const { blocks } = renderCard(card)
    expect(blocks.map(({ type }) => type)).toEqual(modern)
    expect(blocks[1]).toMatchObject({ title: 'Course', tasks: { length: 3 } })
    expect(blocks[2]).toMatchObject({
      is_collapsible: true,
      default_collapsed: true,
      child_blocks: { length: 3 },
    })
  })

  it('says the same plainly', () => {
    const plain = renderCard(card).modern?.plain ?? []
    expect(plain.map(({ type }) => type)).toEqual(Array(6).fill('section'))
    expect(JSON.stringify(plain)).toContain('Created ✓ → Pre-check ✗ → Started')
  })

  it('that has neither has no second rendering', () => {
    expect(renderCard({ title: 'orders' }).modern).toBeUndefined()
  })
})

describe('a table whose caption is its heading', () => {
  const table = { caption: 'Rows', header: ['Table'], rows: [['orders']] }
  const told = (blocks: unknown) => JSON.stringify(blocks).match(/Rows/g)?.length

  it('says it once, with and without the block for tables', () => {
    const { blocks, modern: { plain } = {} } = renderCard({
      title: 'orders',
      sections: [{ heading: 'Rows', table }],
    })
    expect([told(blocks), told(plain)]).toEqual([1, 1])
  })

  it('keeps a heading of its own', () => {
    const { blocks } = renderCard({ title: 'orders', sections: [{ heading: '2 differ', table }] })
    expect(JSON.stringify(blocks)).toContain('2 differ')
  })
})

describe('a workspace that refuses a block', () => {
  it('gets the plain rendering at once, and from then on', async () => {
    const memory = testBlockMemory()
    const messenger = await messengerFor(memory)
    slack.control.fault({ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks' })
    const first = await messenger.post({ ...channelRef, key: 'k1', card })
    expect(typesAt(first.ts)).toEqual(Array(6).fill('section'))
    expect([...memory.refused]).toEqual(['container', 'plan'])
    const second = await messenger.post({ ...channelRef, key: 'k2', card })
    expect(typesAt(second.ts)).toEqual(Array(6).fill('section'))
  })

  it('is remembered for edits and the Home tab too', async () => {
    const memory = testBlockMemory(['plan'])
    const messenger = await messengerFor(memory)
    const { ts } = await messenger.post({ ...channelRef, key: 'k3', card: { title: 'before' } })
    await messenger.update({ ...channelRef, ts, key: 'k3', card })
    expect(typesAt(ts)).toEqual(Array(6).fill('section'))
    const client = webClient(slack)
    const port = createWebPort({
      artist: { draw: () => Promise.resolve(new Uint8Array([137, 80, 78, 71])) },
      ...{ prompt: client, files: client, team: 'T0LOCAL', memory },
      directMessage: async () => 'D1',
      wait: async () => undefined,
    })
    await port.publishHome('U01ALICE', renderCard(card))
    expect(slack.control.home('U01ALICE')?.plain).toContain('Created ✓')
  })

  it('is not blamed for what it refuses plainly as well', async () => {
    const memory = testBlockMemory()
    const messenger = await messengerFor(memory)
    slack.control.fault({ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks', times: 2 })
    await expect(messenger.post({ ...channelRef, key: 'k4', card })).rejects.toMatchObject({
      reason: 'refused',
    })
    expect(memory.refused.size).toBe(0)
  })

  it('that has the blocks is shown them', async () => {
    const { ts } = await (await messengerFor(testBlockMemory())).post({ ...channelRef, key: 'k5', card })
    expect(typesAt(ts)).toEqual(modern)
  })
})
