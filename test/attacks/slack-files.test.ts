import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebClient } from '@slack/web-api'
import { afterEach, describe, expect, it } from 'vitest'
import { UserError } from '../../src/base/user-error.ts'
import { createWebPort } from '../../src/slack/web-port.ts'
import { testBlockMemory } from '../helpers/block-memory.ts'

/** A file that is not where it should be, or is not what is said of it: the bot's token and memory are the booty. */
const token = 'xoxb-the-token-of-the-bot'
const alice = 'U01ALICE'
const megabyte = 1024 * 1024

const servers: Server[] = []

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
})

/** A host of somebody else, which notes what it is sent. */
async function thief() {
  const seen: (string | undefined)[] = []
  const url = await serve(({ headers }, response) => {
    seen.push(headers.authorization)
    response.end('loot')
  })
  return { url, seen }
}

interface Slack {
  /** Of the file, seen from the Slack's own address. */
  readonly address: (slack: string) => string
  readonly size?: number
  readonly files?: RequestListener
}

/** What the port reads from a Slack that says of its one file whatever it is told to say. */
async function read({ address, size = 4, files = (_, response) => response.end('file') }: Slack) {
  let slack = ''
  const info = (request: IncomingMessage) => request.url?.startsWith('/api/files.info')
  slack = await serve((request, response) => {
    if (!info(request)) return files(request, response)
    const file = { id: 'F1', name: 'driver.jar', user: alice, size, url_private: address(slack) }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ok: true, file }))
  })
  const client = new WebClient(token, { slackApiUrl: `${slack}/api/` })
  const port = createWebPort({
    artist: { draw: () => Promise.resolve(new Uint8Array([137, 80, 78, 71])) },
    prompt: client,
    files: client,
    team: 'T0LOCAL',
    memory: testBlockMemory(),
    directMessage: async () => 'D1',
    wait: async () => undefined,
  })
  return port.readFile('F1', alice).then(({ bytes }) => bytes, asUserError)
}

function asUserError(error: unknown): UserError {
  if (error instanceof UserError) return error
  throw error
}

const here = (slack: string) => `${slack}/files/F1`

describe('the address of a file', () => {
  it('at Slack is read, also behind a redirect within Slack', async () => {
    expect(Buffer.from((await read({ address: here })) as Uint8Array).toString()).toBe('file')
    const moved: RequestListener = ({ url }, response) =>
      url === '/there' ? response.end('moved') : response.writeHead(302, { location: '/there' }).end()
    const bytes = await read({ address: here, files: moved })
    expect(Buffer.from(bytes as Uint8Array).toString()).toBe('moved')
  })

  it('at another host is not called, and gets no token', async () => {
    const { url, seen } = await thief()
    const refused = await read({ address: () => `${url}/F1` })
    expect(refused).toBeInstanceOf(UserError)
    expect(seen).toEqual([])
  })

  it.each([301, 302, 303, 307, 308])(
    'that a redirect (%i) leads to at another host is not called',
    async (status) => {
      const { url, seen } = await thief()
      const files: RequestListener = (_, response) =>
        response.writeHead(status, { location: `${url}/F1` }).end()
      expect(await read({ address: here, files })).toBeInstanceOf(UserError)
      expect(seen).toEqual([])
    },
  )

  it('that only leads on and on is given up', async () => {
    const files: RequestListener = (_, response) => response.writeHead(302, { location: '/again' }).end()
    expect(await read({ address: here, files })).toBeInstanceOf(UserError)
  })

  it.each([
    'http://files.slack.com/F1',
    'https://files.slack.com.evil.example/F1',
    'https://evilslack.com/F1',
    'https://files.slack.com:8443/F1',
    'https://files.slack.com@evil.example/F1',
    'https://xoxb@files.slack.com/F1',
    'ftp://files.slack.com/F1',
    'file:///etc/passwd',
    'data:text/plain,loot',
    'not an address',
  ])('%s is none of Slack', async (address) => {
    expect(await read({ address: () => address })).toMatchObject({
      text: { en: expect.stringContaining('not stored in Slack') },
    })
  })
})

describe('a file that is larger than is said of it', () => {
  it('is cut off at the limit, long before its end', async () => {
    let sent = 0
    const files: RequestListener = (_, response) => {
      const chunk = Buffer.alloc(megabyte, 1)
      const more = () => {
        sent += 1
        if (sent > 200) return response.end()
        return response.write(chunk) ? setImmediate(more) : response.once('drain', more)
      }
      more()
    }
    const refused = await read({ address: here, size: 4, files })
    expect(refused).toMatchObject({ text: { en: 'The file is larger than 12 MB.' } })
    expect(sent).toBeLessThan(200)
  })

  it('of just the limit is read, whatever is said of it', async () => {
    const files: RequestListener = (_, response) => response.end(Buffer.alloc(12 * megabyte, 1))
    expect(await read({ address: here, size: 999 * megabyte, files })).toHaveLength(12 * megabyte)
  })
})
