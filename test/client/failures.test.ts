import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { calls, change, changeBody, errorOf, look, password } from './sample-operations.ts'
import { scriptedServer, secretKey, testClient } from './scripted-server.ts'

describe('repeating', () => {
  it('a read outlives a 503, a cut connection and a retryable code', async () => {
    const { endpoint, seen } = await scriptedServer(
      { status: 503 },
      (_, response) => response.destroy(),
      { status: 422, body: { error_code: 'DRS.M00004', error_msg: 'Service is abnormal. Check logs.' } },
      { body: { count: 1 } },
    )
    const { client, slept, logged } = testClient(endpoint)
    expect(await client.call(look, { body: { jobs: ['a'] } })).toEqual({ count: 1 })
    expect(seen).toHaveLength(4)
    expect(slept).toEqual([500, 1000, 2000])
    expect(logged.map(({ facts }) => facts)).toMatchObject([
      { code: 'http-503', attempt: 1 },
      { code: 'network', attempt: 2 },
      { code: 'DRS.M00004', attempt: 3 },
    ])
  })

  it('a read gives up in the end', async () => {
    const { endpoint, seen } = await scriptedServer({ status: 503 })
    const error = await errorOf(testClient(endpoint).client.call(look, { body: { jobs: ['a'] } }))
    expect(error.code).toBe('http-503')
    expect(seen).toHaveLength(4)
  })

  it.each([
    ['a 503', { status: 503 }, 'http-503'],
    ['a cut connection', (_: unknown, response: { destroy(): void }) => response.destroy(), 'network'],
  ] as const)('a change is not repeated after %s', async (_, step, code) => {
    const { endpoint, seen } = await scriptedServer(step, { body: { count: 1 } })
    expect(await errorOf(testClient(endpoint).client.call(change, { body: changeBody }))).toMatchObject({
      code,
    })
    expect(seen).toHaveLength(1)
  })

  it.each(calls)('after a 429 as late as it asks: %s', async (_, call) => {
    const { endpoint, seen } = await scriptedServer(
      { status: 429, headers: { 'retry-after': '7' } },
      { body: { count: 1 } },
    )
    const { client, slept } = testClient(endpoint)
    await call(client)
    expect(seen).toHaveLength(2)
    expect(slept).toEqual([7500])
  })

  it.each(calls)('when nobody listens: %s', async (_, call) => {
    const { endpoint } = await closedPort()
    const { client, slept } = testClient(endpoint)
    expect(await errorOf(call(client))).toMatchObject({ code: 'network', retryable: true })
    expect(slept).toHaveLength(3)
  })
})

describe('time limits', () => {
  const silent = () => undefined
  const trickle = (_: unknown, response: { writeHead(status: number): void; write(text: string): void }) => {
    response.writeHead(200)
    response.write('{"count":')
  }

  it.each([
    ['no answer', silent],
    ['an answer that never ends', trickle],
  ])('a change with %s is a timeout and is not repeated', async (_, step) => {
    const { endpoint, seen } = await scriptedServer(step)
    const { client } = testClient(endpoint, { options: { timeoutMs: 500 } })
    const error = await errorOf(client.call(change, { body: changeBody }))
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('500 ms') })
    expect(seen).toHaveLength(1)
  })

  it('a read is repeated after a timeout', async () => {
    const { endpoint, seen } = await scriptedServer(silent, { body: { count: 1 } })
    const { client } = testClient(endpoint, { options: { timeoutMs: 500 } })
    expect(await client.call(look, { body: { jobs: ['a'] } })).toEqual({ count: 1 })
    expect(seen).toHaveLength(2)
  })

  it('a connection that is not set up in time counts as never sent', async () => {
    const { endpoint } = await deafTlsPort()
    const { client, slept } = testClient(endpoint, { options: { connectTimeoutMs: 40 } })
    const error = await errorOf(client.call(change, { body: changeBody }))
    expect(error).toMatchObject({ code: 'network', message: expect.stringContaining('CONNECT_TIMEOUT') })
    expect(slept).toHaveLength(3)
  })
})

describe('secrets', () => {
  const leak = { error_code: 'DRS.M00202', error_msg: `password=${password} is bad; got ${password}` }
  it.each([
    ['refused', { status: 400, body: leak }],
    ['cut off', (_: unknown, response: { destroy(): void }) => response.destroy()],
    ['not understood', { text: 'nonsense' }],
    ['throttled for long', { status: 429, headers: { 'retry-after': '9999' } }],
  ] as const)('are in no error and no log when the call is %s', async (_, step) => {
    const { endpoint } = await scriptedServer(step)
    const { client, logged } = testClient(endpoint)
    const error = await errorOf(client.call(change, { body: changeBody }))
    const shown = [
      inspect(error, { depth: Infinity, showHidden: true }),
      JSON.stringify(error),
      JSON.stringify(logged),
    ].join()
    expect(shown).toContain(error.code)
    expect(shown).not.toContain(password)
    expect(shown).not.toContain(secretKey)
    expect(shown).not.toContain('Signature=')
  })

  it('are not in the message about a refused request', async () => {
    const wrong = { jobs: [{ id: 'a', db_password: password, extra: password }] }
    const error = await errorOf(testClient('http://127.0.0.1:9').client.call(change, { body: wrong }))
    expect(error).toMatchObject({ code: 'invalid-request', message: expect.stringContaining('extra') })
    expect(inspect(error)).not.toContain(password)
  })
})

/** A port of which it is certain that nobody listens on it: it was just given back. */
async function closedPort(): Promise<{ endpoint: string }> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return { endpoint: `http://127.0.0.1:${port}` }
}

/** Takes connections and never says a word, so that TLS is never set up. */
async function deafTlsPort(): Promise<{ endpoint: string }> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()))
  const port = await listen(server)
  onTestFinished(() => {
    server.close()
  })
  return { endpoint: `https://127.0.0.1:${port}` }
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}
