import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorization } from '../../src/client/sign.ts'
import { noContent } from '../../src/drs/fields.ts'
import { calls, change, changeBody, errorOf, fetchOne, look, password } from './sample-operations.ts'
import { projectId, scriptedServer, secretKey, testClient } from './scripted-server.ts'

describe('what goes over the wire', () => {
  it('is signed exactly as it is received', async () => {
    const { endpoint, seen } = await scriptedServer({ body: { count: 1 } })
    const credentials = { ak: 'AKTEST', sk: secretKey, securityToken: 'temporary' }
    const { client } = testClient(endpoint, { connection: { credentials } })
    await client.call(look, { body: { jobs: ['任务 🚀'] }, language: 'zh-cn' })
    await client.call(fetchOne, { params: { job_id: 'a b/ü' }, query: { name: "x+y z'*", flag: true } })
    await client.call(change, { body: changeBody })

    expect(seen).toHaveLength(3)
    for (const { method, path, headers, body } of seen) {
      const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? []
      expect(names).toEqual(
        ['content-type', 'host', 'x-language', 'x-project-id', 'x-sdk-date', 'x-security-token'].sort(),
      )
      const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]))
      const request = { method, url: `${endpoint}${path}`, headers: signed, body }
      expect(headers.authorization).toBe(authorization(request, credentials))
    }
  })

  it('has the documented headers, path and body', async () => {
    const { endpoint, seen } = await scriptedServer({ body: { count: 1 } })
    const { client } = testClient(endpoint)
    await client.call(look, { body: { jobs: ['任务'] }, language: 'zh-cn' })
    await client.call(change, { body: changeBody })
    await client.call(fetchOne, { params: { job_id: 'j 1' }, query: { name: 'a b', flag: false } })

    const [first, second, third] = seen
    expect(first).toMatchObject({ method: 'POST', path: `/v3/${projectId}/jobs/batch-status` })
    expect(first?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-language': 'zh-cn',
      'x-project-id': projectId,
      'x-sdk-date': '20251119T083000Z',
    })
    expect(JSON.parse(first?.body ?? '')).toEqual({ jobs: ['任务'] })
    expect(second).toMatchObject({ method: 'DELETE', body: JSON.stringify(changeBody) })
    expect(second?.headers['x-language']).toBe('en-us')
    expect(third?.path).toBe(`/v3/${projectId}/jobs/j%201/params?name=a%20b&flag=false`)
    expect(third?.headers['content-length']).toBeUndefined()
  })

  it.each([
    [true as const, 'eu-west-101'],
    [undefined, undefined],
  ])('names the region where the operation wants it: %s', async (regionHeader, sent) => {
    const { endpoint, seen } = await scriptedServer({ body: {} })
    const op = { ...look, ...(regionHeader && { regionHeader }) }
    await testClient(endpoint).client.call(op, { body: { jobs: ['a'] } })
    expect(seen[0]?.headers.region).toBe(sent)
    expect(seen[0]?.headers.authorization?.includes(';region;')).toBe(regionHeader ?? false)
  })

  it('asks for the credentials before each attempt', async () => {
    const { endpoint, seen } = await scriptedServer({ status: 503 }, { body: {} })
    let asked = 0
    const credentials = () => ({ ak: `AK${++asked}`, sk: secretKey })
    const { client } = testClient(endpoint, { connection: { credentials } })
    await client.call(look, { body: { jobs: ['a'] } })
    expect(seen.map(({ headers }) => /Access=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
      'AK1',
      'AK2',
    ])
  })

  it('uses pooled connections for reads and a fresh one for a change', async () => {
    const { endpoint, seen } = await scriptedServer({ body: { count: 1 } })
    const { client } = testClient(endpoint)
    await client.call(look, { body: { jobs: ['a'] } })
    await client.call(look, { body: { jobs: ['a'] } })
    await client.call(change, { body: changeBody })
    expect(seen.map(({ socket }) => socket)).toEqual([1, 1, 2])
  })
})

describe('the proxy of the environment', () => {
  it('is used for DRS', async () => {
    const proxy = await scriptedServer({ body: { count: 1 } })
    vi.stubEnv('HTTP_PROXY', proxy.endpoint)
    vi.stubEnv('NO_PROXY', '')
    const { client } = testClient('http://drs.example.test')
    expect(await client.call(look, { body: { jobs: ['a'] } })).toEqual({ count: 1 })
    expect(proxy.seen).toMatchObject([
      {
        path: `http://drs.example.test/v3/${projectId}/jobs/batch-status`,
        headers: { host: 'drs.example.test' },
      },
    ])
  })

  it('is not used for what runs on this machine', async () => {
    const proxy = await scriptedServer({ status: 502 })
    const { endpoint, seen } = await scriptedServer({ body: { count: 1 } })
    vi.stubEnv('HTTP_PROXY', proxy.endpoint)
    vi.stubEnv('NO_PROXY', '')
    await testClient(endpoint).client.call(change, { body: changeBody })
    expect([seen.length, proxy.seen.length]).toEqual([1, 0])
  })

  afterEach(() => vi.unstubAllEnvs())
})

describe('refused before sending', () => {
  it.each([
    ['a field that breaks a rule', { body: { jobs: [] } }, /^jobs: /],
    ['a query that the operation does not have', { body: { jobs: ['a'] }, query: { x: 1 } }, /query/],
  ])('%s', async (_, input, message) => {
    const { endpoint, seen } = await scriptedServer({})
    const error = await errorOf(testClient(endpoint).client.call(look, input))
    expect(error).toMatchObject({ code: 'invalid-request', operation: 'look' })
    expect(error.message).toMatch(message)
    expect(seen).toHaveLength(0)
  })

  it('a missing path parameter', async () => {
    const { endpoint } = await scriptedServer({})
    const error = await errorOf(testClient(endpoint).client.call(fetchOne))
    expect(error).toMatchObject({ code: 'invalid-request', message: expect.stringContaining('job_id') })
  })

  it('a body over 12 MB', async () => {
    const { endpoint, seen } = await scriptedServer({})
    const body = { jobs: ['x'.repeat(12 * 1024 * 1024)] }
    const error = await errorOf(testClient(endpoint).client.call(look, { body }))
    expect(error).toMatchObject({ code: 'invalid-request', message: expect.stringContaining('12582912') })
    expect(seen).toHaveLength(0)
  })
})

describe('answers', () => {
  it('come without secrets, in unknown fields too', async () => {
    const { endpoint } = await scriptedServer({
      body: { count: 1, keyring: 'k', surprise: [{ new_password: 'p', note: `you sent ${password}` }] },
    })
    const answer = await testClient(endpoint).client.call(change, { body: changeBody })
    expect(answer).toEqual({
      count: 1,
      keyring: 'k',
      surprise: [{ new_password: '***', note: 'you sent ***' }],
    })
    const { client } = testClient(endpoint)
    expect(await client.call(look, { body: { jobs: ['a'] } })).toMatchObject({ keyring: '***' })
  })

  it('of a surprising form are used after a read, with a warning', async () => {
    const { endpoint } = await scriptedServer({ body: { count: { odd: true }, jobs: [] } })
    const { client, logged } = testClient(endpoint)
    expect(await client.call(look, { body: { jobs: ['a'] } })).toEqual({ count: { odd: true }, jobs: [] })
    expect(logged).toMatchObject([{ facts: { operation: 'look', fields: ['count'] } }])
  })

  it('of a surprising form are an error after a change', async () => {
    const { endpoint, seen } = await scriptedServer({ body: { count: 'many' } })
    const error = await errorOf(testClient(endpoint).client.call(change, { body: changeBody }))
    expect(error).toMatchObject({ code: 'malformed', httpStatus: 200, requestId: 'req-1', retryable: false })
    expect(seen).toHaveLength(1)
  })

  it.each(calls)('that are not JSON are malformed: %s', async (_, call) => {
    const { endpoint } = await scriptedServer({ text: '<html>proxy</html>' })
    expect(await errorOf(call(testClient(endpoint).client))).toMatchObject({ code: 'malformed' })
  })

  it('204 without a body is a success of a change too', async () => {
    const { endpoint } = await scriptedServer((_, response) => response.writeHead(204).end())
    const op = { ...change, success: 204, response: noContent }
    expect(await testClient(endpoint).client.call(op, { body: changeBody })).toEqual({})
  })

  it('without a body are empty', async () => {
    const { endpoint } = await scriptedServer((_, response) => response.writeHead(204).end())
    expect(await testClient(endpoint).client.call(look, { body: { jobs: ['a'] } })).toEqual({})
  })

  it('redirects are not followed', async () => {
    const { endpoint, seen } = await scriptedServer({ status: 302, headers: { location: '/elsewhere' } })
    const error = await errorOf(testClient(endpoint).client.call(look, { body: { jobs: ['a'] } }))
    expect(error.code).toBe('http-302')
    expect(seen).toHaveLength(1)
  })
})

describe('refusals', () => {
  it.each([
    ['error_msg', { error_code: 'DRS.M00202', error_msg: 'bad' }, { code: 'DRS.M00202', message: 'bad' }],
    ['error_message', { error_code: 'DRS.M00202', error_message: 'bad' }, { message: 'bad' }],
    ['nothing', {}, { code: 'http-400', message: expect.stringContaining('400') }],
  ])('with %s', async (_, body, expected) => {
    const { endpoint, seen } = await scriptedServer({ status: 400, body })
    const error = await errorOf(testClient(endpoint).client.call(look, { body: { jobs: ['a'] } }))
    expect(error).toMatchObject({ operation: 'look', httpStatus: 400, requestId: 'req-1', ...expected })
    expect(seen).toHaveLength(1)
  })

  it('take the request id from the body if no header has it', async () => {
    const { endpoint } = await scriptedServer((_, response) =>
      response.writeHead(401).end('{"error_code":"APIGW.0301","error_msg":"no","request_id":"req-2"}'),
    )
    const error = await errorOf(testClient(endpoint).client.call(look, { body: { jobs: ['a'] } }))
    expect(error).toMatchObject({ code: 'APIGW.0301', requestId: 'req-2', retryable: false })
  })

  it.each(calls)('with a 5xx page instead of JSON: %s', async (_, call) => {
    const { endpoint } = await scriptedServer({ status: 502, text: '<html>bad gateway</html>' })
    expect(await errorOf(call(testClient(endpoint).client))).toMatchObject({
      code: 'http-502',
      retryable: true,
    })
  })
})
