import { describe, expect, it } from 'vitest'
import type { LocalDrs } from '../../src/local-drs/server.ts'
import { aDrs, minutes } from './a-drs.ts'
import { type Received, raw, send } from './signed-request.ts'

const quotas = { path: '/quotas' }

interface Login {
  readonly user?: string
  readonly password?: string
  readonly domain?: string
  readonly scope?: object
}

/** Fetches a token as the reference says (3.1). */
function fetchToken(drs: LocalDrs, login: Login = {}): Promise<Received> {
  const user = {
    name: login.user ?? drs.iamUser,
    password: login.password ?? drs.iamPassword,
    domain: { name: login.domain ?? drs.domainName },
  }
  const scope = login.scope ?? { project: { name: drs.projectName } }
  const body = { auth: { identity: { methods: ['password'], password: { user } }, scope } }
  const headers = { 'content-type': 'application/json' }
  return raw(new URL(`${drs.iamEndpoint}/v3/auth/tokens`), 'POST', headers, JSON.stringify(body))
}

function withToken(drs: LocalDrs, token: unknown): Promise<Received> {
  return send(drs, { ...quotas, signed: false, headers: { 'x-auth-token': String(token) } })
}

describe('a token', () => {
  it('is in a header, opens DRS, and tells its end in the body', async () => {
    const now = Date.UTC(2026, 0, 1, 12)
    const drs = await aDrs({ now: () => now })
    const { status, headers, json } = await fetchToken(drs)
    expect(status).toBe(201)
    expect(json.token).toMatchObject({ expires_at: '2026-01-02T12:00:00.000000Z', methods: ['password'] })
    expect(json.token.project).toMatchObject({ id: drs.projectId, name: drs.projectName })
    expect((await withToken(drs, headers['x-subject-token'])).status).toBe(200)
  })

  it('is good for 24 hours of the clock that `advance` moves', async () => {
    const drs = await aDrs()
    const { headers } = await fetchToken(drs)
    drs.control.advance(minutes(24 * 60 - 1))
    expect((await withToken(drs, headers['x-subject-token'])).status).toBe(200)
    drs.control.advance(minutes(2))
    const { status, json } = await withToken(drs, headers['x-subject-token'])
    expect([status, json.error_code]).toEqual([403, 'DRS.M00100'])
  })

  it('ends when the control room says so, and a new one helps', async () => {
    const drs = await aDrs()
    const before = await fetchToken(drs)
    await raw(new URL(`${drs.endpoint}/control/expireTokens`), 'POST', {}, '{}')
    expect((await withToken(drs, before.headers['x-subject-token'])).json.error_code).toBe('DRS.M00100')
    const after = await fetchToken(drs)
    expect((await withToken(drs, after.headers['x-subject-token'])).status).toBe(200)
  })

  it.each<[string, Login, number]>([
    ['another password', { password: 'guessed' }, 401],
    ['another user', { user: 'nobody' }, 401],
    ['another account', { domain: 'nowhere' }, 401],
    ['another project', { scope: { project: { name: 'mars-1' } } }, 401],
    ['no text for a name', { scope: { project: { name: 7 } } }, 400],
  ])('is not given for %s', async (_what, login, expected) => {
    const drs = await aDrs()
    const { status, headers, json } = await fetchToken(drs, login)
    expect(status).toBe(expected)
    expect(headers['x-subject-token']).toBeUndefined()
    expect(json.error).toMatchObject({ code: expected, message: expect.any(String) })
  })

  it('of an account does not open DRS, which is a service of projects', async () => {
    const drs = await aDrs()
    const { status, headers } = await fetchToken(drs, { scope: { domain: { name: drs.domainName } } })
    expect(status).toBe(201)
    expect((await withToken(drs, headers['x-subject-token'])).json.error_code).toBe('DRS.M00100')
  })

  it('comes with no body, a broken one and a wrong method to nothing', async () => {
    const drs = await aDrs()
    const url = new URL(`${drs.endpoint}/v3/auth/tokens`)
    const statuses = [
      (await raw(url, 'POST', {}, '')).status,
      (await raw(url, 'POST', {}, '{"auth":')).status,
      (await raw(url, 'DELETE', {}, '')).status,
    ]
    expect(statuses).toEqual([400, 400, 405])
  })

  it('leaves no password in the request log', async () => {
    const drs = await aDrs()
    await fetchToken(drs)
    const log = JSON.stringify(drs.control.requests())
    expect(log).toContain('iam-tokens')
    expect(log).not.toContain(drs.iamPassword)
  })
})

describe('the projects of IAM', () => {
  it('are listed with a token, by name as well, and to nobody else', async () => {
    const drs = await aDrs()
    const token = String((await fetchToken(drs)).headers['x-subject-token'])
    const list = (query: string, headers: Record<string, string>) =>
      raw(new URL(`${drs.iamEndpoint}/v3/projects${query}`), 'GET', headers, '')
    const all = await list('', { 'x-auth-token': token })
    expect(all.json.projects).toMatchObject([{ id: drs.projectId, name: drs.projectName, enabled: true }])
    const others = await list('/?name=mars-1', { 'x-auth-token': token })
    expect([others.status, others.json.projects]).toEqual([200, []])
    expect((await list('', {})).status).toBe(401)
  })
})

describe('a temporary key pair', () => {
  it('needs its security token, and the token has to be signed', async () => {
    const drs = await aDrs()
    const temporary = { ...drs, ...drs.temporary }
    const { securityToken } = drs.temporary
    const extra = { 'x-security-token': securityToken }
    const statuses = [
      (await send(temporary, { ...quotas, alsoSigned: extra })).status,
      (await send(temporary, { ...quotas, alsoSigned: { 'x-security-token': 'other' } })).status,
      (await send(temporary, { ...quotas, headers: extra })).status,
      (await send(temporary, quotas)).status,
      (await send(drs, { ...quotas, headers: extra })).status,
    ]
    expect(statuses).toEqual([200, 401, 401, 401, 401])
  })
})
