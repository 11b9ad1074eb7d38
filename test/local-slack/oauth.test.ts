import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { App, HTTPReceiver, type Installation } from '@slack/bolt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { slackDriver } from '../helpers/slack-driver.ts'
import { quiet } from './bot.ts'
import { call } from './call.ts'

const scopes = ['commands', 'chat:write']

describe('installing the app over OAuth', () => {
  let slack: LocalSlack
  let now = Date.UTC(2026, 0, 5, 12)
  const stops: (() => Promise<unknown>)[] = []
  const store = new Map<string, Installation>()
  const goodbyes: string[] = []

  beforeEach(async () => {
    now = Date.UTC(2026, 0, 5, 12)
    slack = await startLocalSlack({ now: () => now, rateLimits: false })
    stops.push(slack.stop)
  })
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
    store.clear()
    goodbyes.length = 0
  })

  /** A Bolt app over HTTP with an installation store; its address is known before it is made. */
  async function startApp(): Promise<string> {
    let listener: RequestListener | undefined
    const server = createServer((request, response) => listener?.(request, response)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    stops.push(async () => {
      server.closeAllConnections()
      server.close()
    })
    const address = server.address()
    const base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    const receiver = new HTTPReceiver({
      signingSecret: slack.signingSecret,
      clientId: slack.clientId,
      clientSecret: slack.clientSecret,
      stateSecret: 'a secret for the state',
      redirectUri: `${base}/slack/oauth_redirect`,
      scopes,
      logger: quiet,
      // The local Slack lives in a time of its own.
      signatureVerification: false,
      installationStore: {
        async storeInstallation(installation) {
          store.set(installation.team?.id ?? '', installation)
        },
        async fetchInstallation({ teamId }) {
          const found = store.get(teamId ?? '')
          if (!found) throw new Error(`not installed in ${teamId}`)
          return found
        },
      },
      installerOptions: {
        directInstall: true,
        redirectUriPath: '/slack/oauth_redirect',
        authorizationUrl: slack.authorizeUrl,
        clientOptions: { slackApiUrl: slack.apiUrl },
      },
    })
    const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } }
    const app = new App({ receiver, clientOptions, convoStore: false, logger: quiet })
    app.command('/drs', async ({ ack, client, command }) => {
      await ack()
      await client.chat.postMessage({ channel: command.channel_id, text: `Here in ${command.team_id}` })
    })
    for (const name of ['app_uninstalled', 'tokens_revoked'] as const)
      app.event(name, async ({ body }) => {
        goodbyes.push(`${name} ${body.team_id}`)
      })
    listener = receiver.requestListener
    await slack.control.deliverTo(`${base}/slack/events`)
    return base
  }

  /** What a browser does from the install link to the end; `click` is the button on Slack's page. */
  async function install(base: string, as: string, click: 'yes' | 'no' = 'yes'): Promise<Response> {
    const start = await fetch(`${base}/slack/install`, { redirect: 'manual' })
    const cookie = (start.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const authorize = start.headers.get('location') ?? ''
    const page = await (await fetch(authorize)).text()
    for (const scope of scopes) expect(page).toContain(`<code>${scope}</code>`)
    expect(page).toContain(`value="${as}"`)
    const clicked = await fetch(authorize, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ as, allow: click }),
    })
    expect(clicked.status).toBe(302)
    return fetch(clicked.headers.get('location') ?? '', { headers: { cookie } })
  }

  it('brings the app into a second workspace, which it then leaves', async () => {
    const base = await startApp()
    const other = slack.controlOf('T1OTHER')
    const command = { act: 'say', channel: 'C11OPS', text: '/drs hello' }
    expect(await other.act('U12FRANK', command)).toMatchObject({ error: 'unknown_command' })

    expect((await install(base, 'T1OTHER U11ERIN')).status).toBe(200)
    const installation = store.get('T1OTHER')
    expect(installation).toMatchObject({
      team: { id: 'T1OTHER', name: 'Other Workspace' },
      user: { id: 'U11ERIN' },
      bot: { scopes, userId: 'U1BOT', id: 'B1BOT' },
    })
    const token = installation?.bot?.token ?? ''
    expect((await call(slack, 'auth.test', {}, token)).body).toMatchObject({ ok: true, team_id: 'T1OTHER' })
    expect(other.installation()).toEqual({ installed: true, scopes, by: 'U11ERIN' })

    other.invite('C11OPS')
    expect(await other.act('U12FRANK', command)).toEqual({ ok: true })
    await other.waitForMessage('C11OPS', 'U12FRANK', { text: 'Here in T1OTHER' })
    expect((await call(slack, 'users.list', {}, token)).body).toMatchObject({
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'commands,chat:write',
    })
    expect((await call(slack, 'conversations.info', { channel: 'C01MIGRATION' }, token)).body.ok).toBe(false)

    expect((await call(slack, 'auth.revoke', { test: true }, token)).body).toEqual({
      ok: true,
      revoked: false,
    })
    expect((await call(slack, 'auth.revoke', {}, token)).body).toEqual({ ok: true, revoked: true })
    expect((await call(slack, 'auth.test', {}, token)).body.error).toBe('token_revoked')
    expect(await other.act('U12FRANK', command)).toMatchObject({ error: 'unknown_command' })
    await expect
      .poll(() => goodbyes.toSorted())
      .toEqual(['app_uninstalled T1OTHER', 'tokens_revoked T1OTHER'])
    expect((await call(slack, 'auth.test')).body).toMatchObject({ ok: true, team_id: 'T0LOCAL' })
  })

  it('tells the app of a person who cancels', async () => {
    const answer = await install(await startApp(), 'T1OTHER U11ERIN', 'no')
    expect(answer.url).toContain('error=access_denied')
    expect(store.size).toBe(0)
  })

  it('can be undone by an admin, over HTTP as well', async () => {
    const { post } = slackDriver(slack.pageUrl)
    await post('uninstall', { team: 'T0LOCAL' })
    expect((await call(slack, 'auth.test')).body.error).toBe('account_inactive')
    await expect(post('uninstall', { team: 'T9NONE' })).rejects.toThrow('no such workspace')
  })

  describe('codes', () => {
    const back = 'https://app.example/back'
    const query = (more: Record<string, string> = {}) =>
      new URLSearchParams({ client_id: slack.clientId, scope: 'commands', redirect_uri: back, ...more })
    const exchange = (more: object) => {
      const { clientId: client_id, clientSecret: client_secret } = slack
      return call(slack, 'oauth.v2.access', { client_id, client_secret, ...more }, '')
    }

    async function code(): Promise<string> {
      const clicked = await fetch(`${slack.authorizeUrl}?${query()}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ as: 'T1OTHER U11ERIN', allow: 'yes' }),
      })
      return new URL(clicked.headers.get('location') ?? '').searchParams.get('code') ?? ''
    }

    it('are good for one exchange within ten minutes, by the app they were made for', async () => {
      const one = await code()
      const errorOf = async (more: object) => (await exchange({ code: one, ...more })).body.error
      expect(await errorOf({ code: 'made up' })).toBe('invalid_code')
      expect(await errorOf({ client_id: 'other' })).toBe('invalid_client_id')
      expect(await errorOf({ client_secret: 'other' })).toBe('bad_client_secret')
      expect(await errorOf({ redirect_uri: 'https://evil.example' })).toBe('bad_redirect_uri')
      expect((await exchange({ code: one, redirect_uri: back })).body).toMatchObject({
        ok: true,
        scope: 'commands',
        token_type: 'bot',
        authed_user: { id: 'U11ERIN' },
      })
      expect(await errorOf({})).toBe('code_already_used')
      const late = await code()
      now += 10 * 60_000 + 1
      expect(await errorOf({ code: late })).toBe('invalid_code')
    })

    it.each([
      ['a stranger', { client_id: '1.2' }, 'invalid_client_id'],
      ['no scopes', { scope: '' }, 'invalid_scope'],
      ['a script as the way back', { redirect_uri: 'javascript:alert(1)' }, 'bad_redirect_uri'],
    ])('are not to be had with %s', async (_name, more, error) => {
      const answer = await fetch(`${slack.authorizeUrl}?${query(more)}`)
      expect([answer.status, await answer.text()]).toEqual([400, error])
    })

    it('lead back only to where the manifest says', async () => {
      const manifest = { oauth_config: { redirect_urls: ['https://app.example/'], scopes: { bot: [] } } }
      const strict = await startLocalSlack({ manifest })
      stops.push(strict.stop)
      const ask = async (redirect_uri: string) => {
        const query = new URLSearchParams({ client_id: strict.clientId, scope: 'commands', redirect_uri })
        return (await fetch(`${strict.authorizeUrl}?${query}`)).status
      }
      expect([await ask(back), await ask('https://evil.example/')]).toEqual([200, 400])
    })
  })
})
