import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../base/log.ts'
import type { SecretPageServices } from '../ports/secret-page.ts'
import { headersOf, siteOf } from './guards.ts'
import { brokenPage, unknownPage } from './pages.ts'
import { type PageAnswer, type SecretPageDeps, showSecretPage, takeSecretPage } from './secret-page.ts'
import { pageStyle } from './style.ts'

export interface WebOptions {
  /** How people reach the server, for example `https://drs.example.com`; a path may follow. */
  readonly url: string
  /** 0 takes any. */
  readonly port: number
  readonly host: string
  /** How many proxies of ours stand before the server. */
  readonly proxies?: number
  /** How long a request may take to arrive, ms. */
  readonly patienceMs?: number
  readonly services: SecretPageServices
  readonly log: Log
}

export interface WebServer {
  readonly port: number
  /** Lets go of the port once what is under way has been answered. */
  close(): Promise<void>
}

/** What a slow guest may take to send a request, ms; with the time between two looks it is less than ten seconds. */
const usualPatienceMs = 9_000

/** The server of the bot's own pages: `/s/<token>` behind a one-time link, and their style. */
export async function startWebServer({
  url,
  port,
  host,
  proxies = 0,
  patienceMs = usualPatienceMs,
  services,
  log,
}: WebOptions): Promise<WebServer> {
  const site = siteOf(url)
  const deps: SecretPageDeps = { site, services, proxies, log }
  const server = createServer(
    {
      requestTimeout: patienceMs,
      headersTimeout: patienceMs,
      keepAliveTimeout: patienceMs,
      // Node looks for requests that are too slow only so often, by default every half minute.
      connectionsCheckingInterval: patienceMs / 20,
    },
    (request, response) => {
      answer(deps, request)
        .catch((err: unknown) => {
          log.error({ err }, 'a page could not be answered')
          return { status: 503, body: brokenPage }
        })
        .then((said) => send(response, headersOf(site), said, request.method === 'HEAD'))
        .catch((err: unknown) => log.error({ err }, 'an answer could not be sent'))
    },
  )
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: portOf(server.address()),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      await closed
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}

interface Page extends PageAnswer {
  readonly type?: string
  readonly allow?: string
}

const linkPath = /\/s\/([^/]+)$/

async function answer(deps: SecretPageDeps, request: IncomingMessage): Promise<Page> {
  const [pathname = ''] = (request.url ?? '').split('?')
  const reads = request.method === 'GET' || request.method === 'HEAD'
  if (pathname.endsWith('/style.css'))
    return reads
      ? { status: 200, body: pageStyle, type: 'text/css; charset=utf-8' }
      : wrongMethod('GET, HEAD')
  const [, token] = linkPath.exec(pathname) ?? []
  if (token === undefined) return { status: 404, body: unknownPage }
  if (reads) return showSecretPage(deps, token, request)
  return request.method === 'POST' ? takeSecretPage(deps, token, request) : wrongMethod('GET, HEAD, POST')
}

function wrongMethod(allow: string): Page {
  return { status: 405, body: unknownPage, allow }
}

function send(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  { status, body, cookie, allow, type = 'text/html; charset=utf-8' }: Page,
  headOnly: boolean,
): void {
  response.writeHead(status, {
    ...headers,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    ...(cookie && { 'set-cookie': cookie }),
    ...(allow && { allow }),
    // What is left of a form that was not read to its end is not worth waiting for.
    ...(status === 413 || status === 415 ? { connection: 'close' } : {}),
  })
  response.end(headOnly ? undefined : body)
}
