import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { ClientOptions, TokenCredentials } from '../../src/client/index.ts'
import type { TokenStore } from '../../src/ports/token-store.ts'
import { keyRing } from '../../src/security/key-ring.ts'
import { connectRedis } from '../../src/store/redis.ts'
import { redisTokens } from '../../src/store/tokens.ts'
import { testRedis } from '../helpers/redis.ts'
import { change, changeBody, errorOf, look } from './sample-operations.ts'
import { type Step, scriptedServer, testClient } from './scripted-server.ts'

const hour = 60 * 60 * 1000
const start = Date.UTC(2025, 10, 19, 8, 30, 0)
const password = 'iam-password-that-must-never-show'
const input = { body: { jobs: ['a'] } }
const up = { body: { count: 1 } }
const unknownToken = { status: 403, body: { error_code: 'DRS.M00100', error_msg: 'Invalid token.' } }

/** A token as IAM gives it, for 24 hours unless told otherwise (DRS API reference 3.1, 3.3). */
function given(value: string, life = 24 * hour, now = start): Step {
  const body = { token: { expires_at: new Date(now + life).toISOString(), methods: ['password'] } }
  return { status: 201, headers: { 'X-Subject-Token': value }, body }
}

/** An IAM and a DRS, and clients of one user; their common time is moved by hand and by waiting. */
async function aCloud(iamSteps: readonly Step[], drsSteps: readonly Step[] = [up]) {
  const [iam, drs] = await Promise.all([scriptedServer(...iamSteps), scriptedServer(...drsSteps)])
  let time = start
  const credentials: TokenCredentials = {
    kind: 'token',
    user: 'ops',
    domain: 'acme',
    project: 'eu-west-101',
    password: async () => password,
    iamEndpoint: iam.endpoint,
  }
  const around = {
    now: () => time,
    sleep: async (ms: number) => {
      time += ms
    },
  }
  return {
    iam: iam.seen,
    drs: drs.seen,
    used: () => drs.seen.map(({ headers }) => headers['x-auth-token']),
    aClient: (options: Partial<ClientOptions> = {}) =>
      testClient(drs.endpoint, { connection: { credentials }, options: { ...around, ...options } }),
    pass: (ms: number) => {
      time += ms
    },
  }
}

describe('a client with a user and password', () => {
  it('asks IAM for a token of the project, and sends it instead of a signature', async () => {
    const { iam, drs, aClient } = await aCloud([given('T1')])
    await aClient().client.call(change, { body: changeBody })
    expect(iam).toMatchObject([{ method: 'POST', path: '/v3/auth/tokens' }])
    expect(iam[0]?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(iam[0]?.body ?? '')).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'ops', password, domain: { name: 'acme' } } },
        },
        scope: { project: { name: 'eu-west-101' } },
      },
    })
    expect(drs).toHaveLength(1)
    expect(drs[0]?.headers).toMatchObject({ 'x-auth-token': 'T1', 'x-language': 'en-us' })
    expect(drs[0]?.headers.authorization).toBeUndefined()
    expect(drs[0]?.headers['x-sdk-date']).toBeUndefined()
  })

  it('asks once for all calls, also for those at the same time', async () => {
    const { iam, used, aClient } = await aCloud([given('T1')])
    const { client } = aClient()
    await Promise.all([client.call(look, input), client.call(look, input), client.call(look, input)])
    await client.call(look, input)
    expect(iam).toHaveLength(1)
    expect(used()).toEqual(['T1', 'T1', 'T1', 'T1'])
  })

  it('renews it when 80 % of its life are over', async () => {
    const { used, aClient, pass } = await aCloud([given('T1', 10 * hour), given('T2', 48 * hour)])
    const { client } = aClient()
    await client.call(look, input)
    pass(8 * hour - 1)
    await client.call(look, input)
    pass(1)
    await client.call(look, input)
    expect(used()).toEqual(['T1', 'T1', 'T2'])
  })

  it('takes the documented 24 hours if the answer does not say when it ends', async () => {
    const { iam, aClient, pass } = await aCloud([{ status: 201, headers: { 'X-Subject-Token': 'T' } }])
    const { client } = aClient()
    await client.call(look, input)
    pass(0.8 * 24 * hour - 1)
    await client.call(look, input)
    expect(iam).toHaveLength(1)
    pass(1)
    await client.call(look, input)
    expect(iam).toHaveLength(2)
  })

  it.each([
    ['DRS.M00100', unknownToken],
    ['401', { status: 401, body: { error_code: 'APIGW.0301' } }],
  ])('fetches another after %s and repeats once, a change too', async (_, refusal) => {
    const { iam, used, aClient } = await aCloud([given('T1'), given('T2')], [refusal, up])
    expect(await aClient().client.call(change, { body: changeBody })).toEqual({ count: 1 })
    expect(iam).toHaveLength(2)
    expect(used()).toEqual(['T1', 'T2'])
  })

  it('does not go on repeating when the new one is refused as well', async () => {
    const { iam, used, aClient } = await aCloud([given('T1'), given('T2')], [unknownToken])
    expect(await errorOf(aClient().client.call(look, input))).toMatchObject({ code: 'DRS.M00100' })
    expect(iam).toHaveLength(2)
    expect(used()).toEqual(['T1', 'T2'])
  })

  it('fetches one new token for all calls whose token was refused', async () => {
    const byToken: Step = ({ headers }, response) => {
      const known = headers['x-auth-token'] === 'T2'
      response.writeHead(known ? 200 : 403)
      response.end(JSON.stringify(known ? up.body : unknownToken.body))
    }
    const { iam, aClient } = await aCloud([given('T1'), given('T2'), given('T3')], [byToken])
    const { client } = aClient()
    await Promise.all([client.call(look, input), client.call(look, input), client.call(look, input)])
    expect(iam).toHaveLength(2)
  })

  it('says that IAM gave no token, without the password', async () => {
    const body = {
      error: { code: 401, message: `The password ${password} is wrong.`, title: 'Unauthorized' },
    }
    const { iam, drs, aClient } = await aCloud([{ status: 401, body }])
    const { client, logged } = aClient()
    const error = await errorOf(client.call(look, input))
    expect(error).toMatchObject({
      code: 'token-refused',
      operation: 'create-token',
      httpStatus: 401,
      requestId: 'req-1',
      retryable: false,
      message: 'The password *** is wrong.',
    })
    expect([iam.length, drs.length]).toEqual([1, 0])
    expect(inspect([error, logged], { depth: Infinity })).not.toContain(password)
  })

  it('repeats the question when IAM fails, and does not take that for a failure of DRS', async () => {
    const down = { status: 503 }
    const { iam, aClient } = await aCloud([down, (_, response) => response.destroy(), given('T1')])
    await aClient({ circuitFailures: 1 }).client.call(look, input)
    expect(iam).toHaveLength(3)
  })

  it('uses a token that still works on when IAM fails, and asks again after a minute', async () => {
    const refused = { status: 401, body: {} }
    const { iam, used, aClient, pass } = await aCloud([
      given('T1', 10 * hour),
      refused,
      given('T2', 48 * hour),
    ])
    const { client, logged } = aClient()
    await client.call(look, input)
    pass(8 * hour)
    await client.call(look, input)
    await client.call(look, input)
    expect(iam).toHaveLength(2)
    expect(logged).toMatchObject([{ message: 'IAM gave no new token; the old one is used on' }])
    pass(60_000)
    await client.call(look, input)
    expect(used()).toEqual(['T1', 'T1', 'T1', 'T2'])
  })

  it('does not use one that has ended when IAM fails', async () => {
    const { used, aClient, pass } = await aCloud([given('T1', 10 * hour), { status: 401 }])
    const { client } = aClient()
    await client.call(look, input)
    pass(10 * hour)
    expect((await errorOf(client.call(look, input))).code).toBe('token-refused')
    expect(used()).toEqual(['T1'])
  })

  it.each([
    ['no token', { status: 201, body: {} }],
    ['one that has ended', given('T1', -hour)],
  ])('calls an answer of IAM malformed that holds %s', async (_, step) => {
    const { aClient } = await aCloud([step])
    expect(await errorOf(aClient().client.call(look, input))).toMatchObject({ code: 'malformed' })
  })

  it('shows neither token nor password in errors and logs', async () => {
    const echo: Step = ({ headers }, response) => {
      const said = `token ${headers['x-auth-token']} is odd`
      response.writeHead(503).end(JSON.stringify({ error_code: 'X', error_msg: said }))
    }
    const { aClient } = await aCloud([given('TOKEN-that-must-never-show')], [echo])
    const { client, logged } = aClient()
    const error = await errorOf(client.call(look, input))
    const shown = inspect([error, logged, client], { depth: Infinity, showHidden: true })
    expect(shown).toContain('is odd')
    expect(shown).not.toMatch(/that-must-never-show/)
  })
})

describe('clients that share their tokens', () => {
  async function sharedStore() {
    const redis = await connectRedis((await testRedis()).url)
    return { redis, tokens: redisTokens(redis, keyRing([randomBytes(32)])) }
  }

  it('fetch one together', async () => {
    const { redis, tokens } = await sharedStore()
    const { iam, used, aClient } = await aCloud([given('T1'), given('T2')])
    const replicas = [aClient({ tokens }), aClient({ tokens }), aClient({ tokens })]
    await Promise.all(replicas.map(({ client }) => client.call(look, input)))
    expect(iam).toHaveLength(1)
    expect(used()).toEqual(['T1', 'T1', 'T1'])
    redis.disconnect()
  })

  it('replace a refused one once for all', async () => {
    const { redis, tokens } = await sharedStore()
    const { iam, used, aClient } = await aCloud(
      [given('T1'), given('T2'), given('T3')],
      [up, up, unknownToken, up, unknownToken, up],
    )
    const [one, two] = [aClient({ tokens }), aClient({ tokens })]
    for (const { client } of [one, two, one, two]) await client.call(look, input)
    expect(iam).toHaveLength(2)
    expect(used()).toEqual(['T1', 'T1', 'T1', 'T2', 'T1', 'T2'])
    redis.disconnect()
  })

  it('do not wait for ever for one that died while fetching', async () => {
    const { redis, tokens } = await sharedStore()
    const { iam, used, aClient } = await aCloud([given('T1')])
    const dead: TokenStore = { ...tokens, lock: async () => undefined }
    await aClient({ tokens: dead }).client.call(look, input)
    expect(iam).toHaveLength(1)
    expect(used()).toEqual(['T1'])
    redis.disconnect()
  })

  it('go on without the store when Redis is away', async () => {
    const { redis, tokens } = await sharedStore()
    redis.disconnect()
    const { iam, aClient } = await aCloud([given('T1')])
    const { client, logged } = aClient({ tokens })
    await client.call(look, input)
    await client.call(look, input)
    expect(iam).toHaveLength(1)
    expect(logged[0]?.message).toMatch(/store of tokens/)
  })
})
