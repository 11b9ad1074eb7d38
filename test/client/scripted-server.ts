import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Client, type ClientOptions, createClient } from '../../src/client/client.ts'
import type { Connection } from '../../src/client/connection.ts'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly bytes: Buffer
  /** Which connection it came over, counted from 1. */
  readonly socket: number
}

/** How the server treats one request: answers it, or does something to the connection. */
export type Step =
  | {
      readonly status?: number
      readonly body?: unknown
      readonly text?: string
      readonly headers?: Record<string, string>
    }
  | ((request: Seen, response: ServerResponse) => void)

/** A real HTTP server on a free port that treats the n-th request by the n-th step, and all later ones by the last. */
export async function scriptedServer(...steps: readonly Step[]) {
  const seen: Seen[] = []
  const sockets = new Map<unknown, number>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    if (!sockets.has(request.socket)) sockets.set(request.socket, sockets.size + 1)
    const one: Seen = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      bytes: Buffer.concat(chunks),
      socket: sockets.get(request.socket) ?? 0,
    }
    seen.push(one)
    const step = steps[Math.min(seen.length, steps.length) - 1] ?? {}
    if (typeof step === 'function') return step(one, response)
    const { status = 200, body = {}, text = JSON.stringify(body), headers = {} } = step
    response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req-1', ...headers })
    response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address() as AddressInfo
  return { endpoint: `http://127.0.0.1:${address.port}`, seen }
}

export const secretKey = 'sk-that-must-never-show'
export const projectId = '054ba152d480d55b2f5dc0069e7ddef0'

/** A client whose time stands still and whose waiting is only noted down. */
export function testClient(
  endpoint: string,
  changes: { connection?: Partial<Connection>; options?: Partial<ClientOptions> } = {},
): { client: Client; slept: number[]; logged: { facts: unknown; message: string }[] } {
  const slept: number[] = []
  const logged: { facts: unknown; message: string }[] = []
  const client = createClient(
    {
      name: 'test',
      endpoint,
      projectId,
      region: 'eu-west-101',
      credentials: { ak: 'AKTEST', sk: secretKey },
      ...changes.connection,
    },
    {
      now: () => Date.UTC(2025, 10, 19, 8, 30, 0),
      random: () => 1,
      sleep: async (ms) => {
        slept.push(ms)
      },
      log: { warn: (facts, message) => logged.push({ facts, message }) },
      ...changes.options,
    },
  )
  onTestFinished(client.close)
  return { client, slept, logged }
}
