import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBot } from './bot.ts'

/** What people do with messages besides sending them, and what the app hears of it. */

const events = ['reaction_added', 'reaction_removed', 'message.channels']
const manifest = {
  features: { bot_user: { display_name: 'drs' }, slash_commands: [{ command: '/drs', description: 'DRS' }] },
  oauth_config: { scopes: { bot: ['chat:write', 'commands', 'reactions:read', 'channels:history'] } },
  settings: { event_subscriptions: { bot_events: events }, socket_mode_enabled: true },
}
const channel = 'C02DBA'

describe('people and their messages', () => {
  let bot: Awaited<ReturnType<typeof startBot>>
  const heard: unknown[] = []

  beforeAll(async () => {
    bot = await startBot(
      (app) => {
        app.command('/drs', async ({ ack, respond }) => {
          await ack()
          await respond('Only for you')
        })
        app.event('reaction_added', async ({ event }) => {
          heard.push([event.type, event.reaction, event.user, event.item_user, event.item.ts])
        })
        app.event('reaction_removed', async ({ event }) => {
          heard.push([event.type, event.reaction, event.user])
        })
        app.event('message', async ({ event }) => {
          if (
            event.subtype === 'message_changed' &&
            'text' in event.message &&
            'text' in event.previous_message
          )
            heard.push([event.subtype, event.previous_message.text, event.message.text])
          else if (event.subtype === 'message_deleted') heard.push([event.subtype, event.deleted_ts])
          else if (event.subtype === 'file_share')
            heard.push([event.subtype, event.text, event.files?.map((one) => one.name)])
        })
      },
      { manifest },
    )
  })
  afterAll(() => bot.stop())

  const act = (as: string, name: string, more: object) => bot.slack.control.act(as, { act: name, ...more })
  const seen = async (as: string) => (await bot.driver.as(as).transcript(channel)).at(-1)
  async function said(as: string, text: string): Promise<string> {
    heard.length = 0
    return String((await act(as, 'say', { channel, text })).ts)
  }

  it('put one reaction each on it, and take it away by the same way', async () => {
    const ts = await said('U01ALICE', 'Shall we?')
    await act('U02BOB', 'react', { on: ts, name: 'eyes' })
    await act('U03CAROL', 'react', { on: ts, name: 'eyes' })
    expect((await seen('U01ALICE'))?.reactions).toEqual([{ name: 'eyes', users: ['U02BOB', 'U03CAROL'] }])
    await act('U02BOB', 'react', { on: ts, name: 'eyes' })
    await act('U03CAROL', 'react', { on: ts, name: 'eyes' })
    expect((await seen('U01ALICE'))?.reactions).toEqual([])
    await expect
      .poll(() => heard)
      .toEqual([
        ['reaction_added', 'eyes', 'U02BOB', 'U01ALICE', ts],
        ['reaction_added', 'eyes', 'U03CAROL', 'U01ALICE', ts],
        ['reaction_removed', 'eyes', 'U02BOB'],
        ['reaction_removed', 'eyes', 'U03CAROL'],
      ])
  })

  it('refuse a reaction that is no name, or by somebody outside', async () => {
    const ts = await said('U01ALICE', 'Shall we?')
    expect(await act('U02BOB', 'react', { on: ts, name: 'Not a name' })).toMatchObject({
      error: 'invalid_name',
    })
    expect(await act('U05GUEST', 'react', { on: ts, name: 'eyes' })).toMatchObject({
      error: 'not_in_channel',
    })
    expect(heard).toEqual([])
  })

  it('change and delete their own words only', async () => {
    const ts = await said('U01ALICE', 'At ten')
    expect(await act('U02BOB', 'edit', { on: ts, text: 'Never' })).toMatchObject({ ok: false })
    expect(await act('U02BOB', 'remove', { on: ts })).toMatchObject({ ok: false })
    expect(await act('U01ALICE', 'edit', { on: ts, text: ' ' })).toMatchObject({ error: 'no_text' })
    await act('U01ALICE', 'edit', { on: ts, text: 'At eleven, @bob' })
    expect((await seen('U02BOB'))?.text).toBe('At eleven, <@U02BOB>')
    await act('U01ALICE', 'remove', { on: ts })
    expect((await seen('U02BOB'))?.ts).not.toBe(ts)
    await expect
      .poll(() => heard)
      .toEqual([
        ['message_changed', 'At ten', 'At eleven, <@U02BOB>'],
        ['message_deleted', ts],
      ])
  })

  it('share files of their own', async () => {
    heard.length = 0
    const { id } = bot.slack.control.upload('U01ALICE', 'wave.csv', Buffer.from('task\n'))
    const theirs = await act('U02BOB', 'say', { channel, text: 'Mine', files: [id] })
    expect(theirs).toMatchObject({ error: 'file_not_found' })
    await act('U01ALICE', 'say', { channel, text: 'The plan', files: [id] })
    expect((await seen('U02BOB'))?.files).toMatchObject([{ id, name: 'wave.csv', size: 5 }])
    await expect.poll(() => heard).toEqual([['file_share', 'The plan', ['wave.csv']]])
  })

  it('put away what only they can see', async () => {
    const alice = bot.driver.as('U01ALICE')
    const last = (await seen('U01ALICE'))?.ts ?? ''
    await alice.say(channel, '/drs')
    const whisper = await alice.waitFor(channel, { text: 'Only for you', after: last })
    expect(await act('U02BOB', 'dismiss', { on: whisper.ts })).toMatchObject({ ok: false })
    expect(await act('U01ALICE', 'dismiss', { on: last })).toMatchObject({ error: 'cant_delete_message' })
    expect(await act('U01ALICE', 'dismiss', { on: whisper.ts })).toEqual({ ok: true })
    expect((await seen('U01ALICE'))?.ts).toBe(last)
  })
})

describe('the screen of a person', () => {
  it('shows the last messages and the open thread, however old it is', async () => {
    const bot = await startBot(() => {}, { rateLimits: false })
    try {
      const { client } = bot.app
      const first = await client.chat.postMessage({ channel, text: 'The card' })
      await client.chat.postMessage({ channel, text: 'In its thread', thread_ts: first.ts ?? '' })
      for (const text of ['one', 'two', 'three']) await client.chat.postMessage({ channel, text })
      const query = new URLSearchParams({ as: 'U01ALICE', channel, limit: '2', thread: first.ts ?? '' })
      const response = await fetch(new URL(`/control/screen?${query}`, bot.slack.pageUrl))
      expect(await response.json()).toMatchObject({
        messages: [{ text: 'two' }, { text: 'three' }],
        earlier: 2,
        thread: { text: 'The card', replies: [{ text: 'In its thread' }] },
      })
    } finally {
      await bot.stop()
    }
  })
})
