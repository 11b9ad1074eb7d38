import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { BadInput } from './bad-input.ts'
import { type Clock, createClock } from './clock.ts'
import { type Control, createControl } from './control.ts'
import { controlCall, isFromOtherSite } from './control-http.ts'
import { defaultDatabases, projectId } from './databases.ts'
import type { Dialect } from './dialects.ts'
import { createFaults } from './faults.ts'
import { answerCall, type Service } from './gateway.ts'
import { createIam, iamAccount } from './iam.ts'
import { createLateView } from './late-view.ts'
import { readBody } from './read-body.ts'
import { createRequestLog } from './request-log.ts'
import { plant, type Seed } from './seed.ts'
import { createWorld } from './world.ts'

export type { Control } from './control.ts'
export { defaultSeed, type Seed, type SeedTask } from './seed.ts'

export interface LocalDrsOptions {
  /** Absent or 0: any free one. */
  readonly port?: number
  /** How many times as fast as life; 0 stands still, and only `control.advance` moves it. Default 1. */
  readonly speed?: number
  /** Tasks and databases to begin with; default: no tasks and the built-in databases. */
  readonly seed?: Seed
  /** Wall clock in milliseconds since the epoch. */
  readonly now?: () => number
  /** Instead of `speed`: a clock of one's own. */
  readonly clock?: Clock
  /** Which of the forms that other clients rely on answers have; default `documents`. */
  readonly dialect?: Dialect
  /** The same seed and the same calls get the same forms; default `local-drs`. */
  readonly dialectSeed?: string
  /**
   * Answers show every task as it is, though the dialect may show it as it was before an accepted action, or, while the clock
   * moves, not at all for a moment.
   */
  readonly neverLate?: boolean
}

export interface LocalDrs {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string
  readonly projectId: string
  readonly ak: string
  readonly sk: string
  /** A temporary key pair, good only with its X-Security-Token. */
  readonly temporary: { readonly ak: string; readonly sk: string; readonly securityToken: string }
  /** IAM is served at the same place; for tokens instead of signatures. */
  readonly iamEndpoint: string
  readonly iamUser: string
  readonly iamPassword: string
  readonly domainName: string
  readonly projectName: string
  readonly control: Control
  stop(): Promise<void>
}

/** The keys of the sandbox; they open nothing else. */
const keys = { ak: 'LOCALDRSACCESSKEY000', sk: 'local-drs-secret-key-that-opens-nothing-else' }

const temporary = {
  ak: 'LOCALDRSTEMPORARY000',
  sk: 'local-drs-temporary-secret-key-that-opens-nothing-else',
  securityToken: 'local-drs-security-token-that-opens-nothing-else',
}

/**
 * Starts a DRS on 127.0.0.1 that behaves as the DRS API reference says: v3 under `/v3`, v5 under `/v5` and `/v5.1`
 * with the same tasks, the part of IAM that gives tokens, and its control room under `/control`. State lives in memory. Rejects when the port is taken or the seed is not valid.
 */
export async function startLocalDrs(options: LocalDrsOptions = {}): Promise<LocalDrs> {
  const now = options.now ?? Date.now
  const clock = options.clock ?? createClock(now, options.speed ?? 1)
  const world = createWorld(clock, defaultDatabases)
  if (options.seed) plant(world, options.seed)
  const faults = createFaults()
  const log = createRequestLog()
  const iam = createIam(clock)
  const control = createControl({ world, faults, log, iam, seed: options.seed })
  const service: Service = {
    world,
    late: createLateView(world),
    dialect: options.dialect ?? 'documents',
    dialectSeed: options.dialectSeed ?? 'local-drs',
    neverLate: options.neverLate ?? false,
    missed: new Set(),
    faults,
    log,
    iam,
    keys: [keys, temporary],
    projectId,
    now,
    count: 0,
  }
  const server = createServer((request, response) => void serve(service, control, request, response))
  // Longer than a client pauses between two calls: one that reuses a connection just then would find it cut.
  server.keepAliveTimeout = 60_000
  const port = await listen(server, options.port ?? 0)
  const endpoint = `http://127.0.0.1:${port}`
  return {
    endpoint,
    projectId,
    ...keys,
    temporary,
    iamEndpoint: endpoint,
    ...iamAccount,
    control,
    stop: () => stop(server),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function serve(
  service: Service,
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID().replaceAll('-', '')
  response.setHeader('X-Request-Id', requestId)
  response.setHeader('Date', new Date(service.now()).toUTCString())
  const path = (request.url ?? '/').split('?')[0] ?? '/'
  if (path === '/control' || path.startsWith('/control/'))
    return serveControl(control, request, response, path)
  return answerCall(service, request, response, { path, requestId })
}

async function serveControl(
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const { status, body } = await controlAnswer(control, request, path.replace(/^\/control\/?/, ''))
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function controlAnswer(control: Control, request: IncomingMessage, name: string) {
  if (isFromOtherSite(request.headers)) {
    return { status: 403, body: { error: 'Requests from other sites are refused' } }
  }
  try {
    const text = (await readBody(request, 1_000_000))?.toString('utf8')
    const answer = controlCall(control, request.method ?? 'GET', name, text ? JSON.parse(text) : {})
    return answer === undefined
      ? { status: 404, body: { error: `There is no ${request.method} /control/${name}` } }
      : { status: 200, body: answer }
  } catch (error) {
    if (error instanceof BadInput || error instanceof SyntaxError) {
      return { status: 400, body: { error: error.message } }
    }
    return { status: 500, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}
