import type { ModalView } from '@slack/types'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AccessDenied, UserError } from '../../src/base/user-error.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import type { SlackPort } from '../../src/slack/port.ts'
import { createWebPort } from '../../src/slack/web-port.ts'
import { testBlockMemory } from '../helpers/block-memory.ts'
import { webClient } from './web-client.ts'

/** The dispatcher's way to Slack, against a Slack on this machine. */
let slack: LocalSlack
let port: SlackPort
/** How long was waited, ms. */
let waits: number[] = []

const team = 'T0LOCAL'
const alice = 'U01ALICE'
const message = renderCard({ title: 'orders: running' })

beforeAll(async () => {
  slack = await startLocalSlack({ rateLimits: false })
  const client = webClient(slack)
  port = createWebPort({
    artist: { draw: () => Promise.resolve(new Uint8Array([137, 80, 78, 71])) },
    prompt: client,
    files: client,
    team,
    memory: testBlockMemory(),
    directMessage: direct,
    wait: async (ms) => void waits.push(ms),
  })
})

afterEach(() => {
  slack.control.clearFaults()
  waits = []
})
afterAll(() => slack?.stop())

async function direct(user: string): Promise<string> {
  const { channel } = await webClient(slack).conversations.open({ users: user })
  return channel?.id ?? ''
}

const whisper = (channel: string, user = alice) => port.whisper({ team, channel, user }, message)
const seen = (channel: string, as: string) => slack.control.transcript(channel, as)

describe('a word to one person', () => {
  it('is seen in the channel by that person only', async () => {
    await whisper('C02DBA')
    expect(seen('C02DBA', alice).at(-1)).toMatchObject({ text: 'orders: running', ephemeral: true })
    expect(seen('C02DBA', 'U02BOB')).toEqual([])
  })

  it.each([
    ['the bot is not in', 'C03GENERAL', alice],
    ['the person is not in', 'C02DBA', 'U05GUEST'],
    ['does not exist', 'C0NONE', alice],
  ])('goes to the direct messages if the channel is one that %s', async (_, channel, user) => {
    const before = seen(await direct(user), user).length
    await whisper(channel, user)
    const said = seen(await direct(user), user)
    expect(said).toHaveLength(before + 1)
    expect(said.at(-1)).toMatchObject({ text: 'orders: running', ephemeral: false })
  })

  it('goes to the direct messages of a channel that was archived meanwhile', async () => {
    await slack.control.archive('C01MIGRATION')
    await whisper('C01MIGRATION')
    expect(seen(await direct(alice), alice).at(-1)).toMatchObject({ text: 'orders: running' })
    await slack.control.archive('C01MIGRATION', false)
  })

  it.each(['invalid_blocks', 'token_revoked'])(
    'is not sent elsewhere for another reason: %s',
    async (error) => {
      const before = seen(await direct(alice), alice).length
      slack.control.fault({ method: 'chat.postEphemeral', kind: 'error', error })
      await expect(whisper('C02DBA')).rejects.toMatchObject({
        cause: { message: expect.stringContaining(error) },
      })
      expect(seen(await direct(alice), alice)).toHaveLength(before)
    },
  )
})

describe('a message for the channel', () => {
  it('is posted for everybody', async () => {
    expect(await port.post({ team, channel: 'C02DBA' }, message)).toBe(true)
    expect(seen('C02DBA', 'U02BOB').at(-1)).toMatchObject({ text: 'orders: running', ephemeral: false })
  })

  it.each(['C0NONE', 'G0NONE'])('is not where the bot may not post: %s', async (channel) => {
    expect(await port.post({ team, channel }, message)).toBe(false)
  })

  it.each(['not_in_channel', 'is_archived', 'channel_not_found'])('is not after %s', async (error) => {
    slack.control.fault({ method: 'chat.postMessage', kind: 'error', error })
    expect(await port.post({ team, channel: 'C02DBA' }, message)).toBe(false)
  })

  it('fails aloud for every other reason', async () => {
    slack.control.fault({ method: 'chat.postMessage', kind: 'error', error: 'msg_too_long' })
    await expect(port.post({ team, channel: 'C02DBA' }, message)).rejects.toMatchObject({
      kind: 'content',
      cause: { message: expect.stringContaining('msg_too_long') },
    })
  })
})

describe('a file', () => {
  it('arrives in the direct messages of the person, byte by byte, with its words', async () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 256)
    await port.sendFile(alice, { name: 'result.csv', bytes }, 'Comparison of orders')
    const said = seen(await direct(alice), alice).at(-1)
    expect(said?.text).toBe('Comparison of orders')
    const [file] = said?.files ?? []
    expect(file).toMatchObject({ name: 'result.csv', size: 300 })
    const answer = await fetch(String(file?.url_private))
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes)
  })

  it('for all arrives in the thread; where the channel takes none, nobody is told of an error', async () => {
    await port.post({ team, channel: 'C01MIGRATION' }, message)
    const { ts } = seen('C01MIGRATION', alice).at(-1) ?? { ts: '' }
    const file = { name: 'report.md', bytes: new Uint8Array([35]) }
    const place = { team, channel: 'C01MIGRATION', threadTs: ts }
    expect(await port.shareFile(place, file, 'Report of orders')).toBe(true)
    const head = seen('C01MIGRATION', alice).find((one) => one.ts === ts)
    expect(head?.replies.at(-1)).toMatchObject({ text: 'Report of orders', files: [{ name: 'report.md' }] })
    const refuse = (error: string) =>
      slack.control.fault({ method: 'files.completeUploadExternal', kind: 'error', error })
    refuse('not_in_channel')
    expect(await port.shareFile(place, file, '')).toBe(false)
    refuse('some_new_reason')
    expect(await port.shareFile(place, file, '')).toBe(false)
    refuse('token_revoked')
    await expect(port.shareFile(place, file, '')).rejects.toMatchObject({ kind: 'signed-out' })
  })

  it('of JSON is written when it is sent', async () => {
    const json = { rows: [1, { a: '中文' }] }
    await port.sendFile(alice, { name: 'answer.json', json }, 'The answer')
    const [file] = seen(await direct(alice), alice).at(-1)?.files ?? []
    const answer = await fetch(String(file?.url_private))
    expect(await answer.text()).toBe(JSON.stringify(json, null, 2))
  })

  it('of a form is read for the person who has uploaded it, and for nobody else', async () => {
    const id = String(slack.control.upload(alice, 'driver.jar', Buffer.from('driver')).id)
    const { name, bytes } = await port.readFile(id, alice)
    expect([name, Buffer.from(bytes).toString()]).toEqual(['driver.jar', 'driver'])
    await expect(port.readFile(id, 'U02BOB')).rejects.toThrow('uploaded yourself')
    await expect(port.readFile(id, 'U02BOB')).rejects.toBeInstanceOf(AccessDenied)
    await expect(port.readFile('F0NOWHERE', alice)).rejects.toBeInstanceOf(UserError)
  })
})

describe('views', () => {
  const view: ModalView = {
    type: 'modal',
    title: { type: 'plain_text', text: 'Loading' },
    blocks: renderCard({ title: 'one moment' }).blocks,
  }

  it('cannot be opened with a trigger that is none', async () => {
    await expect(port.openView('1.2.x', view)).rejects.toMatchObject({
      kind: 'late',
      cause: { message: expect.stringMatching(/trigger/) },
    })
  })

  it('are not waited for where Slack limits their opening: who clicked is told at once', async () => {
    slack.control.fault({ method: 'views.open', kind: 'rate-limit', retryAfter: 8 })
    await expect(port.openView('1.2.x', view)).rejects.toMatchObject({ kind: 'limited', retryAfter: 8_000 })
    expect(waits).toEqual([])
  })

  it.each([
    ['a limit', { kind: 'rate-limit', retryAfter: 8 }, [8_000]],
    ['a change meanwhile', { kind: 'error', error: 'hash_conflict' }, []],
  ] as const)('that are open already are drawn after %s', async (_, fault, waited) => {
    await port.publishHome(alice, renderCard({ title: 'before' }))
    slack.control.fault({ method: 'views.publish', ...fault })
    await port.publishHome(alice, renderCard({ title: 'after' }))
    expect(slack.control.home(alice)?.plain).toContain('after')
    expect(waits).toEqual(waited)
  })

  it('that were closed are told from all others', async () => {
    await expect(port.updateView('V0NONE', view)).rejects.toMatchObject({ kind: 'closed' })
  })

  it('of the Home tab belong to a person', async () => {
    await port.publishHome(alice, renderCard({ title: 'What you can do' }))
    expect(slack.control.home(alice)?.plain).toContain('What you can do')
    expect(slack.control.home('U02BOB')).toBeUndefined()
  })
})
