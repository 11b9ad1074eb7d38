import { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type JsonObject, objectOf, objectsOf, textOf } from '../../src/local-slack/json.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { slackDriver } from '../helpers/slack-driver.ts'
import { call } from './call.ts'

const plain = (text: string) => ({ type: 'plain_text' as const, text })
const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }
const modal = { type: 'modal' as const, title: plain('Title'), blocks: [{ type: 'divider' as const }] }

/** An app that acknowledges every envelope; gives the payloads as they come. */
async function listenTo(slack: LocalSlack): Promise<readonly JsonObject[]> {
  const payloads: JsonObject[] = []
  const { body } = await call(slack, 'apps.connections.open', {}, slack.appToken)
  const socket = new WebSocket(String(body.url))
  socket.on('message', (data) => {
    const { envelope_id, payload } = objectOf(JSON.parse(String(data)))
    if (envelope_id === undefined) return
    payloads.push(objectOf(payload))
    socket.send(JSON.stringify({ envelope_id }))
  })
  await slack.control.waitForConnections(1)
  return payloads
}

describe('the Web API of the local Slack', () => {
  let slack: LocalSlack
  let client: WebClient
  let payloads: readonly JsonObject[]
  let now = Date.UTC(2026, 0, 5, 12)

  beforeAll(async () => {
    slack = await startLocalSlack({ now: () => now, ackWithin: 100, rateLimits: false })
    payloads = await listenTo(slack)
    client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } })
  })
  afterAll(() => slack.stop())

  const errorOf = async (method: string, body: object = {}) => (await call(slack, method, body)).body.error

  /** The payload of a command that Alice has just typed. */
  async function commandPayload(): Promise<JsonObject> {
    await slack.control.act('U01ALICE', { act: 'say', channel: 'C02DBA', text: '/drs x' })
    return payloads.at(-1) ?? {}
  }
  const triggerId = async () => String((await commandPayload()).trigger_id)

  it('checks tokens and names the scopes', async () => {
    expect((await call(slack, 'auth.test', {}, '')).body).toEqual({ ok: false, error: 'not_authed' })
    expect((await call(slack, 'auth.test', {}, 'xoxb-other')).body.error).toBe('invalid_auth')
    expect((await call(slack, 'auth.test', {}, slack.appToken)).body.error).toBe('not_allowed_token_type')
    expect((await call(slack, 'no.such')).body.error).toBe('unknown_method')
    const { scopes, body } = await call(slack, 'auth.test')
    expect(scopes).toContain('chat:write')
    expect(body).toMatchObject({ ok: true, user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T0LOCAL' })
  })

  it('refuses a method whose scope the manifest does not have', async () => {
    const poor = await startLocalSlack({ manifest: { oauth_config: { scopes: { bot: ['commands'] } } } })
    const { body } = await call(poor, 'chat.postMessage', { channel: 'C01MIGRATION', text: 'x' })
    expect(body).toMatchObject({
      ok: false,
      error: 'missing_scope',
      needed: 'chat:write',
      provided: 'commands',
    })
    await poor.stop()
  })

  it.each([
    ['conversations.history', { channel: 'G01PROD' }, 'groups:history'],
    ['conversations.replies', { channel: 'D01ALICE', ts: '1.0' }, 'im:history'],
    ['conversations.info', { channel: 'G01PROD' }, 'groups:read'],
    ['conversations.list', { types: 'public_channel,private_channel,im' }, 'groups:read,im:read'],
    ['conversations.open', { users: 'U01ALICE' }, 'im:write,mpim:write'],
    ['reactions.add', { channel: 'C02DBA', timestamp: '1.0', name: 'eyes' }, 'reactions:write'],
  ])('asks for the scope of the kind of channel in %s', async (method, body, needed) => {
    const bot = ['chat:write', 'channels:read', 'channels:history']
    const some = await startLocalSlack({ manifest: { oauth_config: { scopes: { bot } } } })
    await some.control.act('U01ALICE', { act: 'direct' })
    const provided = bot.join(',')
    expect((await call(some, method, body)).body).toMatchObject({ error: 'missing_scope', needed, provided })
    expect((await call(some, 'conversations.history', { channel: 'C02DBA' })).body.ok).toBe(true)
    await some.stop()
  })

  it('words what is wrong with blocks and views as Slack does, with a pointer', async () => {
    const blocks = [{ type: 'section', text: plain('') }, { type: 'marquee' }]
    const posted = await call(slack, 'chat.postMessage', { channel: 'C02DBA', blocks })
    expect(posted.body).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: {
        messages: [
          '[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]',
          '[ERROR] unsupported type: marquee [json-pointer:/blocks/1/type]',
        ],
      },
    })
    const view = { ...modal, blocks }
    const opened = await call(slack, 'views.open', { trigger_id: await triggerId(), view })
    expect(opened.body).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: expect.arrayContaining([expect.stringContaining('[json-pointer:/view/blocks/1/type]')]),
      },
    })
  })

  it('keeps out of a direct message whose tab is off, and out of channels without the right to them', async () => {
    const manifest = {
      features: { app_home: { messages_tab_enabled: false } },
      oauth_config: { scopes: { bot: ['chat:write'] } },
    }
    const shy = await startLocalSlack({ manifest })
    const post = async (channel: string) =>
      (await call(shy, 'chat.postMessage', { channel, text: 'x' })).body.error
    expect(await post('U01ALICE')).toBe('messages_tab_disabled')
    expect(await post('C03GENERAL')).toBe('not_in_channel')
    expect(await post('C02DBA')).toBeUndefined()
    await shy.stop()
  })

  it('cuts a long message, and takes only the id of a channel for an update', async () => {
    const long = await client.chat.postMessage({ channel: '#dba', text: 'x'.repeat(40_001) })
    expect(long.message?.text).toHaveLength(40_000)
    const change = { ts: long.ts, text: 'short' }
    expect(await errorOf('chat.update', { ...change, channel: '#dba' })).toBe('channel_not_found')
    const { ts, channel } = await client.chat.postMessage({ channel: 'U04DANA', text: 'psst' })
    expect(await errorOf('chat.update', { ts, channel: 'U04DANA', text: 'x' })).toBe('channel_not_found')
    expect(await errorOf('chat.update', { ts, channel, text: 'x' })).toBeUndefined()
  })

  it('shows a reply in the channel afterwards, but not together with new words', async () => {
    const { ts: thread_ts = '' } = await client.chat.postMessage({ channel: 'C02DBA', text: 'parent' })
    const { ts } = await client.chat.postMessage({ channel: 'C02DBA', text: 'reply', thread_ts })
    const shown = { channel: 'C02DBA', ts, reply_broadcast: true }
    expect(await errorOf('chat.update', { ...shown, text: 'x' })).toBe('no_dual_broadcast_content_update')
    expect(await errorOf('chat.update', shown)).toBeUndefined()
    const { messages } = await client.conversations.history({ channel: 'C02DBA', limit: 1 })
    expect(messages?.[0]).toMatchObject({ text: 'reply', subtype: 'thread_broadcast' })
  })

  it('opens a view once, and only within three seconds', async () => {
    const first = await triggerId()
    expect((await client.views.open({ trigger_id: first, view: modal })).ok).toBe(true)
    expect(await errorOf('views.open', { trigger_id: first, view: modal })).toBe('exchanged_trigger_id')
    const late = await triggerId()
    now += 3001
    expect(await errorOf('views.open', { trigger_id: late, view: modal })).toBe('expired_trigger_id')
    expect(await errorOf('views.open', { trigger_id: 'made up', view: modal })).toBe('invalid_trigger_id')
  })

  it('refuses to update views that have moved on, are gone, too large or doubled', async () => {
    const view = { ...modal, external_id: 'mine' }
    const opened = await client.views.open({ trigger_id: await triggerId(), view })
    const { id = '', hash = '' } = opened.view ?? {}
    await client.views.update({ view_id: id, hash, view })
    expect(await errorOf('views.update', { view_id: id, hash, view })).toBe('hash_conflict')
    expect(await errorOf('views.update', { external_id: 'other', view })).toBe('not_found')
    expect(await errorOf('views.open', { trigger_id: await triggerId(), view })).toBe('duplicate_external_id')
    const large = { ...modal, blocks: [{ type: 'divider', block_id: 'x'.repeat(250_001) }] }
    expect(await errorOf('views.update', { view_id: id, view: large })).toBe('view_too_large')
    expect(await errorOf('views.push', { trigger_id: await triggerId(), view: modal })).toBe(
      'invalid_trigger_id',
    )
  })

  it.each([
    ['an unknown channel', { channel: 'C0NONE', text: 'x' }, 'channel_not_found'],
    ['nothing to say', { channel: 'C01MIGRATION' }, 'no_text'],
    ['a broken block', { channel: 'C01MIGRATION', blocks: [{ type: 'section' }] }, 'invalid_blocks'],
    [
      'metadata without a type',
      { channel: 'C01MIGRATION', text: 'x', metadata: { a: 1 } },
      'invalid_metadata_format',
    ],
    ['two tables', { channel: 'C01MIGRATION', blocks: [table, table] }, 'invalid_blocks'],
    ['blocks that are no list', { channel: 'C01MIGRATION', blocks: {} }, 'invalid_blocks_format'],
    [
      'a broken block in an attachment',
      { channel: 'C01MIGRATION', attachments: [{ blocks: [{ type: 'section' }] }] },
      'invalid_attachments',
    ],
    [
      '101 attachments',
      { channel: 'C01MIGRATION', attachments: Array.from({ length: 101 }, () => ({ text: 'x' })) },
      'too_many_attachments',
    ],
    [
      'markdown beside text',
      { channel: 'C01MIGRATION', text: 'x', markdown_text: 'x' },
      'markdown_text_conflict',
    ],
    ['long markdown', { channel: 'C01MIGRATION', markdown_text: 'x'.repeat(12_001) }, 'msg_too_long'],
    [
      'metadata that is too deep',
      {
        channel: 'C01MIGRATION',
        text: 'x',
        metadata: { event_type: 'e', event_payload: { a: { b: { c: 1 } } } },
      },
      'invalid_metadata_schema',
    ],
    ['an unknown thread', { channel: 'C01MIGRATION', text: 'x', thread_ts: '1.000000' }, 'thread_not_found'],
  ])('refuses a message with %s', async (_name, body, error) => {
    expect(await errorOf('chat.postMessage', body)).toBe(error)
  })

  it('keeps what an update leaves out, and takes blocks away with text alone', async () => {
    const metadata = { event_type: 'e', event_payload: { key: '1' } }
    const { ts = '' } = await client.chat.postMessage({
      ...{ channel: 'C01MIGRATION', text: 'one', metadata, blocks: [{ type: 'divider' }] },
    })
    const { message } = await client.chat.update({ channel: 'C01MIGRATION', ts, text: 'two' })
    expect(message).toMatchObject({ text: 'two', metadata })
    expect(message).not.toHaveProperty('blocks')
    const long = { channel: 'C01MIGRATION', ts, text: 'x'.repeat(4001) }
    expect(await errorOf('chat.update', long)).toBe('msg_too_long')
    const { ts: theirs } = await slackDriver(slack.pageUrl).as('U01ALICE').say('C01MIGRATION', 'mine')
    expect(await errorOf('chat.update', { channel: 'C01MIGRATION', ts: theirs, text: 'x' })).toBe(
      'cant_update_message',
    )
    expect(await errorOf('chat.delete', { channel: 'C01MIGRATION', ts: '1.0' })).toBe('message_not_found')
  })

  it('lets nobody but members read or be whispered to', async () => {
    expect(await errorOf('conversations.history', { channel: 'C03GENERAL' })).toBe('not_in_channel')
    const whisper = { channel: 'C02DBA', user: 'U05GUEST', text: 'x' }
    expect(await errorOf('chat.postEphemeral', whisper)).toBe('user_not_in_channel')
    await slack.control.kick('G01PROD')
    expect(await errorOf('chat.postMessage', { channel: 'G01PROD', text: 'x' })).toBe('channel_not_found')
    await slack.control.archive('C02DBA')
    expect(await errorOf('chat.postMessage', { channel: 'C02DBA', text: 'x' })).toBe('is_archived')
    await slack.control.archive('C02DBA', false)
    slack.control.invite('G01PROD')
  })

  it('walks through pages and threads in order', async () => {
    const channel = (await client.conversations.open({ users: 'U03CAROL' })).channel?.id ?? ''
    const { ts: parent = '' } = await client.chat.postMessage({ channel, text: 'parent' })
    for (const text of ['a', 'b', 'c']) await client.chat.postMessage({ channel, text, thread_ts: parent })
    const seen: string[] = []
    for await (const page of client.paginate('conversations.replies', { channel, ts: parent, limit: 3 })) {
      seen.push(...objectsOf(objectOf(page).messages).map((one) => String(one.text)))
    }
    expect(seen).toEqual(['parent', 'a', 'b', 'c'])
    const { messages } = await client.conversations.history({ channel })
    expect(messages?.map((one) => [one.text, one.reply_count])).toEqual([['parent', 3]])
  })

  it('tells locale, role and group of people', async () => {
    const liwei = await client.users.info({ user: 'U06LIWEI', include_locale: true })
    expect(liwei.user).toMatchObject({ locale: 'zh-CN', is_restricted: false })
    expect((await client.users.info({ user: 'U05GUEST' })).user?.is_restricted).toBe(true)
    slack.control.deactivate('U05GUEST')
    expect((await client.users.info({ user: 'U05GUEST' })).user?.deleted).toBe(true)
    expect((await client.usergroups.users.list({ usergroup: 'S01DBA' })).users).toEqual([
      'U02BOB',
      'U03CAROL',
    ])
    slack.control.setGroup('S01DBA', ['U02BOB'])
    expect((await client.usergroups.users.list({ usergroup: 'S01DBA' })).users).toEqual(['U02BOB'])
  })

  it('takes an uploaded file into the thread', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: 'C01MIGRATION', text: 'report' })
    await client.filesUploadV2({
      ...{ channel_id: 'C01MIGRATION', thread_ts: ts, filename: 'report.csv', initial_comment: 'All items' },
      file: Buffer.from('item,result\nbinlog,failed\n'),
    })
    const reply = await slackDriver(slack.pageUrl).as('U01ALICE').waitFor('C01MIGRATION', { threadTs: ts })
    expect(reply).toMatchObject({ text: 'All items', files: [{ name: 'report.csv', size: 26 }] })
    const file = await fetch(String(reply.files[0]?.url_private))
    expect(await file.text()).toContain('binlog,failed')
  })

  it('answers with the faults that were asked for, so often and no more', async () => {
    const driver = slackDriver(slack.pageUrl)
    const post = () => call(slack, 'chat.postMessage', { channel: 'C01MIGRATION', text: 'fault' })
    await driver.post('faults', { method: 'chat.postMessage', kind: 'rate-limit', retryAfter: 7 })
    const limited = await post()
    expect([limited.status, limited.retryAfter]).toEqual([429, '7'])
    await driver.post('faults', { method: 'chat.postMessage', kind: 'status', status: 503 })
    expect((await post()).status).toBe(503)
    await driver.post('faults', { method: 'chat.postMessage', kind: 'error', error: 'fatal_error', times: 2 })
    expect([(await post()).body.error, (await post()).body.error]).toEqual(['fatal_error', 'fatal_error'])
    await driver.post('faults', { method: 'chat.postMessage', kind: 'drop', when: 'after' })
    await expect(post()).rejects.toThrow()
    const carriedOut = await driver.as('U01ALICE').transcript('C01MIGRATION')
    expect(carriedOut.filter((one) => one.text === 'fault')).toHaveLength(1)
    expect((await post()).body.ok).toBe(true)
  })

  it('keeps tokens out of its log', async () => {
    await fetch(new URL('auth.test', slack.apiUrl), {
      method: 'POST',
      body: new URLSearchParams({ token: slack.botToken }),
    })
    const calls = await slackDriver(slack.pageUrl).calls('auth.test')
    expect(calls.at(-1)).toMatchObject({ ok: true })
    expect(JSON.stringify(slack.control.log())).not.toContain(slack.botToken)
  })

  it('refuses a response_url after five uses and after thirty minutes', async () => {
    const urls = [await commandPayload(), await commandPayload()].map((one) => textOf(one.response_url))
    const use = async (at: string | undefined) =>
      (await fetch(String(at), { method: 'POST', body: JSON.stringify({ text: 'hi' }) })).text()
    const answers = []
    for (let turn = 0; turn < 6; turn += 1) answers.push(await use(urls[0]))
    expect(answers.slice(0, 5)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
    expect(answers[5]).toContain('used_url')
    now += 30 * 60_000 + 1
    expect(await use(urls[1])).toContain('expired_url')
  })

  it('refuses the control API to pages of other origins', async () => {
    const response = await fetch(new URL('/control/cut', slack.pageUrl), {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
    })
    expect(response.status).toBe(403)
  })
})
