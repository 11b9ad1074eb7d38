import { readFile } from 'node:fs/promises'
import { App } from '@slack/bolt'
import { Ajv } from 'ajv'
import { describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { startLocalSlack } from '../src/local-slack/server.ts'
import { defaultWorkspace } from '../src/local-slack/workspace.ts'
import { listen } from '../src/slack/listen.ts'
import { createMessenger } from '../src/slack/messenger.ts'
import { type ShortcutId, shortcuts } from '../src/slack/shortcuts.ts'
import { testBlockMemory } from './helpers/block-memory.ts'
import { testLog } from './helpers/log.ts'
import { platformCalls } from './slack/platform-calls.ts'
import { scopesOfEvent, scopesOfMethod } from './slack/platform-scopes.ts'
import { webClient } from './slack/web-client.ts'

const file = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')
const source = await file('../manifest.yml')

const manifest = z
  .object({
    display_information: z.object({ description: z.string() }),
    features: z.object({
      shortcuts: z.array(z.looseObject({ callback_id: z.string(), type: z.enum(['global', 'message']) })),
      slash_commands: z.array(
        z.looseObject({ command: z.string(), url: z.never().optional(), should_escape: z.boolean() }),
      ),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z.object({
      socket_mode_enabled: z.boolean(),
      interactivity: z.object({ is_enabled: z.boolean(), request_url: z.never().optional() }),
      event_subscriptions: z.object({ bot_events: z.array(z.string()), request_url: z.never().optional() }),
    }),
  })
  .parse(parse(source))

/** A direct message among three people and the bot. */
function withGroupMessage() {
  const usual = defaultWorkspace()
  const members = new Set(['U01ALICE', 'U02BOB', usual.bot.user])
  const group = { id: 'G02GROUP', name: 'mpdm', kind: 'mpim' as const, topic: '', members, archived: false }
  return { ...usual, channels: [...usual.channels, group] }
}

/** What the bot listens to: each name that it gives to Bolt. */
function listenedTo() {
  const app = new App({
    receiver: { init: () => undefined, start: async () => undefined, stop: async () => undefined },
    authorize: async () => ({}),
    convoStore: false,
  })
  const spies = {
    events: vi.spyOn(app, 'event'),
    commands: vi.spyOn(app, 'command'),
    shortcuts: vi.spyOn(app, 'shortcut'),
    actions: vi.spyOn(app, 'action'),
    options: vi.spyOn(app, 'options'),
  }
  const never = () => Promise.reject(new Error('nobody acts here'))
  const dispatcher = {
    typed: never,
    clicked: never,
    shortcut: never,
    submitted: never,
    back: never,
    suggest: never,
    stillWorking: never,
    opened: never,
    linked: never,
  }
  listen({
    ...{ app, dispatcher, team: 'T0LOCAL', people: { forget: never }, log: testLog() },
    ...{ joined: never, left: never, signedOut: never, home: never, directMessage: never, first: never },
  })
  const names = (calls: readonly (readonly unknown[])[]) => calls.map(([name]) => String(name))
  return {
    events: names(spies.events.mock.calls),
    commands: names(spies.commands.mock.calls),
    shortcuts: names(spies.shortcuts.mock.calls),
    clicks: spies.actions.mock.calls.length,
    menus: spies.options.mock.calls.length,
  }
}

const heard = listenedTo()

describe('manifest.yml', () => {
  it("meets Slack's schema", async () => {
    const schema: unknown = JSON.parse(await file('fixtures/slack/manifest.schema.2.0.0.json'))
    const ajv = new Ajv({ strict: false, validateFormats: false })
    const validate = ajv.compile(z.record(z.string(), z.unknown()).parse(schema))
    validate(parse(source))
    expect(validate.errors ?? []).toEqual([])
    expect(validate({ ...manifest, display_information: { description: 'without a name' } })).toBe(false)
  })

  it('declares /drs, the Home tab and Socket Mode without any address', () => {
    expect(manifest.features.slash_commands.map((command) => command.command)).toEqual(['/drs'])
    expect(manifest.settings.event_subscriptions.bot_events).toContain('app_home_opened')
    expect(manifest.settings).toMatchObject({
      socket_mode_enabled: true,
      interactivity: { is_enabled: true },
    })
  })

  it('has Slack tell what changes the rights of people, and send people by their ids', () => {
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(
      expect.arrayContaining([
        'member_joined_channel',
        'subteam_members_changed',
        'subteam_updated',
        'user_change',
      ]),
    )
    expect(manifest.oauth_config.scopes.bot).toEqual(
      expect.arrayContaining(['usergroups:read', 'users:read']),
    )
    expect(manifest.features.slash_commands).toMatchObject([{ should_escape: true }])
  })

  it('asks for the scopes that its calls and events need, and for no others', () => {
    const called = platformCalls()
    const unknown = called.filter(({ method }) => !(method in scopesOfMethod))
    expect(unknown, 'calls without a row in platform-scopes.ts').toEqual([])
    const needed = [
      'commands',
      ...called.flatMap(({ method }) => scopesOfMethod[method] ?? []),
      ...heard.events.flatMap((event) => scopesOfEvent[event] ?? [`unknown event ${event}`]),
    ]
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...new Set(needed)].sort())
  })

  it('has Slack send the events and commands that the bot listens to, and no others', () => {
    const { slash_commands: commands } = manifest.features
    expect([...manifest.settings.event_subscriptions.bot_events].sort()).toEqual([...heard.events].sort())
    expect(commands.map(({ command }) => command)).toEqual(heard.commands)
    const { shortcuts: offered } = manifest.features
    expect(offered.map(({ callback_id: id }) => id)).toEqual(heard.shortcuts)
    const types = { global: 'shortcut', message: 'message_action' }
    for (const { callback_id: id, type } of offered)
      expect([id, types[type]]).toEqual([id, shortcuts[id as ShortcutId].type])
  })

  it('says for every scope what it is for, and asks for none twice', () => {
    const scopes = manifest.oauth_config.scopes.bot
    expect(new Set(scopes).size).toBe(scopes.length)
    for (const scope of scopes) {
      expect(source).toMatch(new RegExp(`^ +- ${scope} # .{10,}$`, 'm'))
    }
  })

  it.each(['C01MIGRATION', 'G01PROD', 'D01ALICE', 'G02GROUP'])(
    'lets the bot find its own message again in %s',
    async (channel) => {
      const slack = await startLocalSlack({ manifest: parse(source), workspace: withGroupMessage() })
      const client = webClient(slack, {})
      const messenger = createMessenger(client, (await client.auth.test()).bot_id ?? '', testBlockMemory())
      await client.conversations.open({ users: 'U01ALICE' })
      const place = { team: 'T0LOCAL', channel, key: 'card:prod:1' }
      const { ts } = await messenger.post({ ...place, card: { title: 'orders' } })
      expect(await messenger.find({ ...place, since: 0 })).toBe(ts)
      await slack.stop()
    },
  )
})

describe('manifest.http.yml', () => {
  it('is the same app, with the addresses of all that Slack sends in HTTP mode', async () => {
    const http: unknown = parse(await file('../manifest.http.yml'))
    const url = 'https://drs-chatops.example.com/slack/events'
    const whole = z.record(z.string(), z.record(z.string(), z.unknown())).parse(parse(source))
    const { features, settings } = manifest
    expect([heard.clicks > 0, heard.menus > 0]).toEqual([true, true])
    expect(http).toEqual({
      ...whole,
      features: {
        ...whole.features,
        slash_commands: features.slash_commands.map((command) => ({ ...command, url })),
      },
      settings: {
        ...whole.settings,
        event_subscriptions: { ...settings.event_subscriptions, request_url: url },
        interactivity: { ...settings.interactivity, request_url: url, message_menu_options_url: url },
        socket_mode_enabled: false,
      },
    })
  })
})
