import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBot } from './bot.ts'

/** Shortcuts, as the app hears of them (Slack docs, Implementing shortcuts). */
const manifest = {
  features: {
    bot_user: { display_name: 'drs' },
    slash_commands: [],
    shortcuts: [
      { name: 'New task', type: 'global', callback_id: 'new_task', description: 'Create' },
      { name: 'Watch this task', type: 'message', callback_id: 'watch_task', description: 'Watch' },
    ],
  },
  oauth_config: { scopes: { bot: ['chat:write', 'commands'] } },
  settings: { event_subscriptions: { bot_events: [] }, socket_mode_enabled: true },
}
const channel = 'C02DBA'

describe('a shortcut', () => {
  let bot: Awaited<ReturnType<typeof startBot>>
  const heard: Record<string, unknown>[] = []

  beforeAll(async () => {
    bot = await startBot(
      (app) => {
        app.shortcut(/.*/, async ({ ack, body, respond }) => {
          await ack()
          heard.push({ ...body })
          if (body.type === 'message_action') await respond({ text: 'seen', response_type: 'ephemeral' })
        })
      },
      { manifest },
    )
  })
  afterAll(() => bot?.stop())

  it('on a message brings the message, its channel and a way to answer', async () => {
    const { control } = bot.slack
    const said = await control.act('U01ALICE', { act: 'say', channel, text: 'orders is late' })
    const ts = String('ts' in said ? said.ts : '')
    const used = await control.act('U02BOB', { act: 'shortcut', callbackId: 'watch_task', on: ts })
    expect(used).toEqual({ ok: true })
    expect(heard.at(-1)).toMatchObject({
      type: 'message_action',
      callback_id: 'watch_task',
      user: { id: 'U02BOB' },
      channel: { id: channel },
      message: { text: 'orders is late', ts },
      message_ts: ts,
    })
    const answer = await control.waitForMessage(channel, 'U02BOB', { text: 'seen' })
    expect(answer?.ephemeral).toBe(true)
  })

  it('from anywhere brings neither channel nor message', async () => {
    await bot.slack.control.act('U01ALICE', { act: 'shortcut', callbackId: 'new_task' })
    expect(heard.at(-1)).toMatchObject({
      type: 'shortcut',
      callback_id: 'new_task',
      user: { id: 'U01ALICE' },
    })
    expect(heard.at(-1)).not.toHaveProperty('channel')
    expect(heard.at(-1)).not.toHaveProperty('response_url')
  })

  it.each([
    [{ callbackId: 'new_task', on: '1.2' }, 'unknown_shortcut'],
    [{ callbackId: 'watch_task' }, 'unknown_shortcut'],
    [{ callbackId: 'watch_task', on: '1.2' }, 'message_not_found'],
  ])('%j is none: %s', async (used, error) => {
    const outcome = await bot.slack.control.act('U01ALICE', { act: 'shortcut', ...used })
    expect(outcome).toEqual({ ok: false, error })
  })
})
