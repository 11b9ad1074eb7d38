import type { LinkSharedEvent, SlackEvent } from '@slack/types'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBot } from './bot.ts'
import { call } from './call.ts'

/** Work Objects: what the app may say of a thing, what it hears, and what Slack refuses. */
const manifest = {
  features: { bot_user: { display_name: 'drs' }, slash_commands: [], unfurl_domains: ['example.com'] },
  oauth_config: { scopes: { bot: ['chat:write', 'links:read', 'links:write'] } },
  settings: {
    event_subscriptions: { bot_events: ['link_shared', 'entity_details_requested'] },
    socket_mode_enabled: true,
  },
}
const channel = 'C02DBA'
const url = 'https://console.example.com/task/1'
const entity = {
  entity_type: 'slack#/entities/task',
  url,
  external_ref: { id: 't1' },
  entity_payload: {
    attributes: { title: { text: 'orders' } },
    fields: { status: { value: 'running' } },
    custom_fields: [{ key: 'delay', label: 'Delay', type: 'string', value: '0.8 s' }],
    actions: { primary_actions: [{ text: 'Pause', action_id: 'pause', value: 't1' }] },
  },
}

let bot: Awaited<ReturnType<typeof startBot>>
let now = 1_800_000_000_000
let links: LinkSharedEvent[]
let opened: Extract<SlackEvent, { type: 'entity_details_requested' }>[]
let clicks: unknown[]

beforeAll(async () => {
  bot = await startBot(
    (app) => {
      app.event('link_shared', async ({ event }) => void links.push(event))
      app.event('entity_details_requested', async ({ event }) => void opened.push(event))
      app.action(/.*/, async ({ ack, body }) => {
        await ack()
        clicks.push(body)
      })
    },
    { manifest, now: () => now, rateLimits: false },
  )
})
beforeEach(() => {
  links = []
  opened = []
  clicks = []
})
afterAll(() => bot?.stop())

const post = (entities: unknown) =>
  call(bot.slack, 'chat.postMessage', { channel, text: 'x', metadata: { entities } })
const act = (body: object) => bot.slack.control.act('U01ALICE', { ...body })
const say = async (text: string) => {
  const said = await act({ act: 'say', channel, text })
  return String('ts' in said ? said.ts : '')
}

/** The trigger of a pane that Alice opens. */
async function openPane(): Promise<string> {
  const { body } = await post([entity])
  expect(await act({ act: 'openEntity', on: String(body.ts) })).toEqual({ ok: true })
  return opened.at(-1)?.trigger_id ?? ''
}
const present = (args: object) => call(bot.slack, 'entity.presentDetails', args)

describe('a message with a thing', () => {
  it.each([
    ['another type', { ...entity, entity_type: 'task' }],
    ['no address', { ...entity, url: 'task 1' }],
    ['no reference', { ...entity, external_ref: {} }],
    ['no title', { ...entity, entity_payload: { attributes: { title: { text: ' ' } } } }],
    [
      'an unknown field',
      { ...entity, entity_payload: { ...entity.entity_payload, fields: { color: { value: 'red' } } } },
    ],
    [
      'one key twice',
      {
        ...entity,
        entity_payload: {
          ...entity.entity_payload,
          custom_fields: [...entity.entity_payload.custom_fields, ...entity.entity_payload.custom_fields],
        },
      },
    ],
  ])('is refused for %s', async (_, wrong) => {
    expect((await post([wrong])).body).toMatchObject({ ok: false, error: 'invalid_metadata_format' })
  })
})

describe('the pane of a thing', () => {
  it('is asked for with who, where and what, and shows what is presented', async () => {
    const trigger_id = await openPane()
    expect(opened).toMatchObject([
      { user: 'U01ALICE', user_locale: 'en-US', channel, entity_url: url, external_ref: { id: 't1' } },
    ])
    expect(bot.slack.control.pane('U01ALICE')).toMatchObject({ plain: '' })
    expect((await present({ trigger_id, metadata: entity })).body).toEqual({ ok: true })
    expect(bot.slack.control.pane('U01ALICE')).toMatchObject({ title: 'orders', actions: ['pause'] })
    expect(bot.slack.control.pane('U02BOB')).toBeUndefined()
  })

  it('hands on the click of a button in it', async () => {
    await present({ trigger_id: await openPane(), metadata: entity })
    expect(await act({ act: 'clickEntity', actionId: 'pause' })).toEqual({ ok: true })
    expect(clicks).toMatchObject([
      { user: { id: 'U01ALICE' }, actions: [{ action_id: 'pause', value: 't1' }] },
    ])
    expect(await act({ act: 'clickEntity', actionId: 'stop' })).toMatchObject({ ok: false })
  })

  it('shows why it is not filled', async () => {
    const error = { status: 'custom', custom_title: 'No access', custom_message: 'Ask Dana' }
    await present({ trigger_id: await openPane(), error })
    expect(bot.slack.control.pane('U01ALICE')).toMatchObject({ refused: true, plain: 'No access\nAsk Dana' })
  })

  it('is asked for anew when the person wants it, until it is closed', async () => {
    await openPane()
    await act({ act: 'refreshEntity' })
    expect(opened).toHaveLength(2)
    await act({ act: 'closeEntity' })
    expect(await act({ act: 'refreshEntity' })).toMatchObject({ ok: false })
  })

  it('takes a trigger once, within three seconds, and only that of a pane', async () => {
    const first = await openPane()
    await present({ trigger_id: first, metadata: entity })
    const again = await present({ trigger_id: first, metadata: entity })
    const late = await openPane()
    now += 3001
    const refusals = [
      again,
      await present({ trigger_id: late, metadata: entity }),
      await present({ trigger_id: 'x', metadata: entity }),
    ]
    expect(refusals.map(({ body }) => body.error)).toEqual(Array(3).fill('invalid_trigger_id'))
  })

  it('takes no other thing, no wrong one, and not nothing', async () => {
    const trigger_id = await openPane()
    const other = { ...entity, external_ref: { id: 't2' } }
    expect((await present({ trigger_id })).body.error).toBe('invalid_arguments')
    expect((await present({ trigger_id, metadata: { ...entity, url: '' } })).body.error).toBe(
      'invalid_metadata',
    )
    expect((await present({ trigger_id, metadata: other })).body.error).toBe(
      'entity_metadata_does_not_match_trigger',
    )
  })
})

describe('an address', () => {
  it('is told to the app if it is of its domains, or below them', async () => {
    await say(`look <${url}|here> and https://example.com/a and https://example.com.evil.org/b`)
    expect(links).toMatchObject([
      {
        channel,
        user: 'U01ALICE',
        links: [{ url, domain: 'console.example.com' }, { domain: 'example.com' }],
      },
    ])
  })

  it('shows the thing, or plain blocks, below the message that has it', async () => {
    const ts = await say(`look ${url}`)
    const thing = { ...entity, app_unfurl_url: url }
    expect(
      (await call(bot.slack, 'chat.unfurl', { channel, ts, metadata: { entities: [thing] } })).body.ok,
    ).toBe(true)
    const section = { type: 'section', text: { type: 'plain_text', text: 'plain' } }
    const unfurls = { [url]: { blocks: [section] } }
    expect((await call(bot.slack, 'chat.unfurl', { channel, ts, unfurls })).body.ok).toBe(true)
    const message = bot.slack.control.transcript(channel).find((one) => one.ts === ts)
    expect(message).toMatchObject({ entities: [thing], attachments: [{ from_url: url }] })
  })

  it.each([
    ['nothing', {}, 'missing_unfurls'],
    ['another address', { unfurls: { 'https://example.com/other': { blocks: [] } } }, 'cannot_unfurl_url'],
    ['a thing without its address', { metadata: { entities: [entity] } }, 'cannot_unfurl_url'],
    ['a wrong thing', { metadata: { entities: [{ ...entity, url: '' }] } }, 'invalid_metadata_format'],
    ['wrong blocks', { unfurls: { [url]: { blocks: [{ type: 'none' }] } } }, 'invalid_unfurls_format'],
  ])('takes not %s', async (_, args, error) => {
    const ts = await say(`look ${url}`)
    expect((await call(bot.slack, 'chat.unfurl', { channel, ts, ...args })).body.error).toBe(error)
  })

  it('can be unfurled while it is typed', async () => {
    await act({ act: 'compose', text: url })
    const [event] = links
    expect(event).toMatchObject({ channel: 'COMPOSER', source: 'composer' })
    const target = { unfurl_id: event?.unfurl_id, source: 'composer' }
    const metadata = { entities: [{ ...entity, app_unfurl_url: url }] }
    expect((await call(bot.slack, 'chat.unfurl', { ...target, metadata })).body.ok).toBe(true)
    const unsure = await call(bot.slack, 'chat.unfurl', { unfurl_id: event?.unfurl_id, metadata })
    expect(unsure.body.error).toBe('missing_source')
  })
})
