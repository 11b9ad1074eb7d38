import { readFile } from 'node:fs/promises'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { startLocalSlack } from '../src/local-slack/server.ts'
import { createMessenger } from '../src/slack/messenger.ts'
import { webClient } from './slack/web-client.ts'

const file = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')
const source = await file('../manifest.yml')

const manifest = z
  .object({
    display_information: z.object({ description: z.string() }),
    features: z.object({
      slash_commands: z.array(
        z.object({ command: z.string(), url: z.never().optional(), should_escape: z.boolean() }),
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

  it('says for every scope what it is for, and asks for none twice', () => {
    const scopes = manifest.oauth_config.scopes.bot
    expect(new Set(scopes).size).toBe(scopes.length)
    for (const scope of scopes) {
      expect(source).toMatch(new RegExp(`^ +- ${scope} # .{10,}$`, 'm'))
    }
  })

  it.each(['C01MIGRATION', 'G01PROD', 'D01ALICE'])(
    'lets the bot find its own message again in %s',
    async (channel) => {
      const slack = await startLocalSlack({ manifest: parse(source) })
      const client = webClient(slack, {})
      const messenger = createMessenger(client, (await client.auth.test()).bot_id ?? '')
      await client.conversations.open({ users: 'U01ALICE' })
      const place = { team: 'T0LOCAL', channel, key: 'card:prod:1' }
      const { ts } = await messenger.post({ ...place, card: { title: 'orders' } })
      expect(await messenger.find({ ...place, since: 0 })).toBe(ts)
      await slack.stop()
    },
  )
})
