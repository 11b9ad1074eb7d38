import type { WebClientOptions } from '@slack/web-api'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { MessengerError, type MessengerWithFiles } from '../../src/ports/messenger.ts'
import { createMessenger } from '../../src/slack/messenger.ts'
import { testBlockMemory } from '../helpers/block-memory.ts'
import { webClient } from './web-client.ts'

/** The engine's way to Slack, against a Slack on this machine. */
const channel = 'C01MIGRATION'
const channelRef = { team: 'T0LOCAL', channel }
const since = 0

let slack: LocalSlack
let messenger: MessengerWithFiles
let keys = 0

beforeAll(async () => {
  slack = await startLocalSlack({ rateLimits: false })
  messenger = createMessenger(client(), await ownBotId(), testBlockMemory())
})

afterEach(() => slack.control.clearFaults())
afterAll(() => slack?.stop())

const client = (options: WebClientOptions = {}) => webClient(slack, options)

async function ownBotId(): Promise<string> {
  return (await client().auth.test()).bot_id ?? ''
}

const newKey = () => `card:prod:${keys++}`
const card = (title: string) => ({ title })

async function failure(call: Promise<unknown>): Promise<MessengerError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof MessengerError) return error
  throw new Error(`expected a MessengerError, got ${String(error)}`)
}

describe('a message', () => {
  it('is posted, edited in place and found again by its key', async () => {
    const key = newKey()
    const { ts } = await messenger.post({ ...channelRef, key, card: card('orders: running') })
    await messenger.update({ ...channelRef, ts, key, card: card('orders: paused') })
    const [message] = slack.control.transcript(channel).filter((one) => one.ts === ts)
    expect(message?.text).toContain('orders: paused')
    expect(message?.edits).toHaveLength(1)
    expect(await messenger.find({ ...channelRef, key, since })).toBe(ts)
  })

  it('tells everybody its key and nothing else', async () => {
    const key = newKey()
    const { ts } = await messenger.post({ ...channelRef, key, card: card('orders') })
    const message = slack.control.transcript(channel).find((one) => one.ts === ts)
    expect(message?.metadata).toEqual({ event_type: 'drs_chatops_message', event_payload: { key } })
  })

  it('takes files into its thread, as they are, with words that are only words', async () => {
    const { ts: threadTs } = await messenger.post({ ...channelRef, key: newKey(), card: card('orders') })
    const json = { query: { note: '<b> & 中文' } }
    const file = { name: 'call.json', json }
    await messenger.attach({ ...channelRef, threadTs, file, comment: 'for <!channel>' })
    const [reply] = slack.control.transcript(channel).find(({ ts }) => ts === threadTs)?.replies ?? []
    expect(reply?.text).toBe('for &lt;!channel&gt;')
    expect(reply?.files).toMatchObject([{ name: 'call.json' }])
    const answer = await fetch(String(reply?.files[0]?.url_private), {
      headers: { authorization: `Bearer ${slack.botToken}` },
    })
    expect(await answer.json()).toEqual(json)
  })

  it.each(['files.getUploadURLExternal', 'files.completeUploadExternal'])(
    'without its file says why Slack has not taken it: %s',
    async (method) => {
      const { ts: threadTs } = await messenger.post({ ...channelRef, key: newKey(), card: card('orders') })
      const file = { name: 'call.json', json: {} }
      const attach = () => messenger.attach({ ...channelRef, threadTs, file, comment: '' })
      slack.control.fault({ method, kind: 'error', error: 'not_in_channel' })
      expect(await failure(attach())).toMatchObject({ reason: 'channel-gone' })
      slack.control.fault({ method, kind: 'rate-limit', retryAfter: 2 })
      expect(await failure(attach())).toMatchObject({ reason: 'rate-limited', retryAfter: 2_000 })
    },
  )

  it.each([true, false])(
    'in a thread is found there (shown in the channel as well: %s)',
    async (broadcast) => {
      const parent = await messenger.post({ ...channelRef, key: newKey(), card: card('orders') })
      const key = newKey()
      const reply = { ...channelRef, key, card: card('orders: failed'), threadTs: parent.ts, broadcast }
      const { ts } = await messenger.post(reply)
      expect(await messenger.find({ ...channelRef, key, since, threadTs: parent.ts })).toBe(ts)
      const shown = slack.control.transcript(channel).some((one) => one.ts === ts)
      expect(shown).toBe(broadcast)
    },
  )
})

describe('the search', () => {
  it('finds nothing where there is nothing', async () => {
    expect(await messenger.find({ ...channelRef, key: newKey(), since })).toBeUndefined()
    const { ts: threadTs } = await messenger.post({ ...channelRef, key: newKey(), card: card('orders') })
    expect(await messenger.find({ ...channelRef, key: newKey(), since, threadTs })).toBeUndefined()
  })

  it('keeps to its channel and to the time it is given', async () => {
    const key = newKey()
    const { ts } = await messenger.post({ ...channelRef, key, card: card('orders') })
    expect(await messenger.find({ ...channelRef, channel: 'C02DBA', key, since })).toBeUndefined()
    const later = Number(ts) * 1000 + 1
    expect(await messenger.find({ ...channelRef, key, since: later })).toBeUndefined()
    expect(await messenger.find({ ...channelRef, key, since: later - 2 })).toBe(ts)
  })

  it('turns pages until it has found the message', async () => {
    const key = newKey()
    const { ts } = await messenger.post({ ...channelRef, channel: 'G01PROD', key, card: card('orders') })
    for (let i = 0; i < 205; i++)
      await client().chat.postMessage({ channel: 'G01PROD', text: `chatter ${i}` })
    const before = histories()
    expect(await messenger.find({ ...channelRef, channel: 'G01PROD', key, since })).toBe(ts)
    expect(histories() - before).toBe(2)
  })

  it('does not take the message of another installation with the same key, nor what a person wrote', async () => {
    const other = createMessenger(client(), 'B0OTHER', testBlockMemory())
    const key = newKey()
    const { ts } = await messenger.post({ ...channelRef, key, card: card('orders') })
    await slack.control.act('U01ALICE', { act: 'say', channel, text: `drs_chatops_message ${key}` })
    expect(await other.find({ ...channelRef, key, since })).toBeUndefined()
    expect(await messenger.find({ ...channelRef, key, since })).toBe(ts)
  })

  it('does not take a message of this app with another kind of metadata', async () => {
    const key = newKey()
    const metadata = { event_type: 'something_else', event_payload: { key } }
    await client().chat.postMessage({ channel, text: 'x', metadata })
    expect(await messenger.find({ ...channelRef, key, since })).toBeUndefined()
  })

  const histories = () => slack.control.log().filter((call) => call.method === 'conversations.history').length
})

describe('what Slack refuses', () => {
  const post = () => messenger.post({ ...channelRef, key: newKey(), card: card('orders') })
  const update = () => messenger.update({ ...channelRef, ts: '1.1', key: newKey(), card: card('orders') })
  const find = () => messenger.find({ ...channelRef, key: newKey(), since, threadTs: '1.1' })

  it.each([
    ['channel_not_found', 'channel-gone'],
    ['is_archived', 'channel-gone'],
    ['not_in_channel', 'channel-gone'],
    ['restricted_action', 'channel-gone'],
    ['thread_not_found', 'message-gone'],
    ['invalid_blocks', 'refused'],
    ['msg_too_long', 'refused'],
    ['msg_blocks_too_long', 'refused'],
    ['no_text', 'refused'],
    ['ratelimited', 'rate-limited'],
    ['internal_error', 'unreachable'],
    ['service_unavailable', 'unreachable'],
    ['fatal_error', 'unreachable'],
    ['restricted_action_read_only_channel', 'channel-gone'],
    ['restricted_action_of_tomorrow', 'channel-gone'],
    ['restricted_action_thread_locked', 'message-gone'],
    ['no_permission', 'channel-gone'],
    ['ekm_access_denied', 'channel-gone'],
    ['team_access_not_granted', 'channel-gone'],
    ['is_inactive', 'channel-gone'],
    ['token_revoked', 'signed-out'],
    ['account_inactive', 'signed-out'],
    ['missing_scope', 'signed-out'],
    ['a_code_of_tomorrow', 'unreachable'],
  ])('a post with %s means %s', async (error, reason) => {
    slack.control.fault({ method: 'chat.postMessage', kind: 'error', error })
    const failed = await failure(post())
    expect(failed.reason).toBe(reason)
    expect(failed.cause).toBeInstanceOf(Error)
  })

  it.each([
    ['message_not_found', 'message-gone'],
    ['cant_update_message', 'message-gone'],
    ['edit_window_closed', 'message-gone'],
    ['is_archived', 'channel-gone'],
  ])('an edit with %s means %s', async (error, reason) => {
    slack.control.fault({ method: 'chat.update', kind: 'error', error })
    expect((await failure(update())).reason).toBe(reason)
  })

  it('is told apart when Slack says it by itself', async () => {
    expect(
      (await failure(messenger.post({ ...channelRef, channel: 'C0NONE', key: 'k', card: card('x') }))).reason,
    ).toBe('channel-gone')
    expect((await failure(update())).reason).toBe('message-gone')
    expect((await failure(find())).reason).toBe('message-gone')
  })

  it('a look that is not allowed finds nothing, and one that fails for now says so', async () => {
    slack.control.fault({ method: 'conversations.replies', kind: 'error', error: 'missing_scope' })
    expect(await find()).toBeUndefined()
    slack.control.fault({ method: 'conversations.replies', kind: 'error', error: 'internal_error' })
    expect((await failure(find())).reason).toBe('unreachable')
  })

  it('a message that is taken back is gone', async () => {
    const key = newKey()
    const { ts } = await messenger.post({ ...channelRef, key, card: card('orders') })
    await messenger.remove({ ...channelRef, ts })
    expect(await messenger.find({ ...channelRef, key, since })).toBeUndefined()
  })

  it('a limit of its rate comes with the time to wait, in milliseconds', async () => {
    slack.control.fault({ method: 'chat.postMessage', kind: 'rate-limit', retryAfter: 7 })
    expect(await failure(post())).toMatchObject({ reason: 'rate-limited', retryAfter: 7_000 })
    slack.control.fault({ method: 'conversations.replies', kind: 'rate-limit', retryAfter: 3 })
    expect(await failure(find())).toMatchObject({ reason: 'rate-limited', retryAfter: 3_000, scope: 'place' })
  })

  it.each([500, 502, 503, 404])('an answer with status %i may pass', async (status) => {
    slack.control.fault({ method: 'chat.postMessage', kind: 'status', status })
    expect((await failure(post())).reason).toBe('unreachable')
  })

  it('a connection that breaks, before or after the message is there, may pass', async () => {
    for (const when of ['before', 'after'] as const) {
      slack.control.fault({ method: 'chat.postMessage', kind: 'drop', when })
      const key = newKey()
      const call = messenger.post({ ...channelRef, key, card: card('orders') })
      expect((await failure(call)).reason).toBe('unreachable')
      expect(await messenger.find({ ...channelRef, key, since })).toEqual(
        when === 'after' ? expect.any(String) : undefined,
      )
    }
  })

  it('an answer that does not come in time may pass', async () => {
    const hasty = createMessenger(client({ timeout: 50 }), await ownBotId(), testBlockMemory())
    slack.control.fault({ method: 'chat.postMessage', kind: 'delay', delayMs: 60_000 })
    expect((await failure(hasty.post({ ...channelRef, key: newKey(), card: card('orders') }))).reason).toBe(
      'unreachable',
    )
  })

  it('calls once: repeating is for the engine to decide', async () => {
    const posts = () => slack.control.log().filter((call) => call.method === 'chat.postMessage').length
    const before = posts()
    slack.control.fault({ method: 'chat.postMessage', kind: 'status', status: 503, times: 5 })
    await failure(post())
    expect(posts() - before).toBe(1)
  })
})
