import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type App, HTTPReceiver, type Logger, type Receiver } from '@slack/bolt'
import type { Log } from '../base/log.ts'

/**
 * What stands before Bolt in HTTP mode. A request comes through only if it is a POST to Slack's path, of bearable size,
 * sent in bearable time, signed by Slack (Slack docs, Verifying requests from Slack) within the last five minutes, and
 * not seen before. All of that is decided on the raw body, before anything is parsed.
 */
export interface GuardOptions {
  readonly signingSecret: string
  /** 0 for a free one. */
  readonly port: number
  readonly logger: Logger
  readonly log: Log
  /**
   * True for the first to say so of a signature, on whichever replica, for longer than the ten minutes in which it can be
   * good. Without an answer, or with one that comes too late, the request is refused.
   */
  first(signature: string): Promise<boolean>
  now(): number
  /** How long a request may take to arrive, in milliseconds. */
  readonly timeoutMs?: number
  /** How long `first` may take, in milliseconds: Slack tells people after three seconds that their click has failed. */
  readonly memoryMs?: number
}

export interface GuardedReceiver extends Receiver {
  /** Where it listens, once it has started. */
  port(): number | undefined
}

/** Slack's largest payload is a view of 250 kB (views.open, view_too_large), sent as an encoded form field. */
export const largestSlackBody = 1024 * 1024

/** Slack docs, Verifying requests from Slack: five minutes to either side. */
const windowMs = 5 * 60_000

const usualPatience = 5_000
const usualMemoryMs = 2_000

const path = '/slack/events'

/** On every answer; nothing here is for a browser. */
const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
}

/** Why a request is turned away; the answer has no body, so that nobody learns more. */
type Verdict = { readonly pass: true } | { readonly status: number; readonly why: string }

/** Bolt's receiver with a door before it. */
export function guardedReceiver(options: GuardOptions): GuardedReceiver {
  const { signingSecret, logger, log, timeoutMs: patience = usualPatience } = options
  const bolt = new HTTPReceiver({ signingSecret, logger, endpoints: path })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
    const verdict = await judge(options, request)
    if ('pass' in verdict) return bolt.requestListener(request, response)
    const { status, why } = verdict
    if (status !== 200) log.warn({ status, why, from: request.socket.remoteAddress }, 'a request was refused')
    if (status === 405) response.setHeader('allow', 'POST')
    // What is still on its way is not read to its end.
    if (!request.complete) response.setHeader('connection', 'close')
    response.writeHead(status).end()
  }
  const server = createServer(
    // Node looks for requests that are too slow only so often, by default every half minute.
    {
      requestTimeout: patience * 1.8,
      headersTimeout: patience,
      connectionsCheckingInterval: patience / 10,
    },
    (request, response) => {
      answer(request, response).catch((err: unknown) => {
        log.error({ err }, 'a request could not be taken')
        if (response.headersSent) response.destroy()
        else response.writeHead(500).end()
      })
    },
  )
  return {
    init: (app: App) => bolt.init(app),
    start: () => listen(server, options.port),
    stop: () => close(server),
    port: () => portOf(server),
  }
}

/** The body stays with the request, where Bolt looks for it. */
async function judge(options: GuardOptions, request: IncomingMessage): Promise<Verdict> {
  if (request.url?.split('?')[0] !== path) return { status: 404, why: 'unknown path' }
  if (request.method !== 'POST') return { status: 405, why: 'method' }
  const body = await readBody(request, options.timeoutMs ?? usualPatience)
  if (body === 'large') return { status: 413, why: 'body too large' }
  if (body === 'slow') return { status: 408, why: 'body too slow' }
  Object.assign(request, { rawBody: body })
  if (isCertificateCheck(body)) return { status: 200, why: 'certificate check' }
  const signature = signatureOf(request)
  if (!isSigned(options, request, signature, body)) return { status: 401, why: 'signature' }
  return judgeAgain(options, request, signature)
}

/** Slack repeats an event that was not acknowledged in time: it is answered, but what it asks for is under way already. */
async function judgeAgain(
  { first, log, memoryMs = usualMemoryMs }: GuardOptions,
  request: IncomingMessage,
  signature: string,
): Promise<Verdict> {
  try {
    const isFirst = first(createHash('sha256').update(signature).digest('hex'))
    if (await orTooLate(isFirst, memoryMs)) return { pass: true }
  } catch (err) {
    log.error({ err }, 'a request could not be told from its replay')
    return { status: 503, why: 'memory' }
  }
  if (request.headers['x-slack-retry-num'] !== undefined) return { status: 200, why: 'repeated by Slack' }
  return { status: 401, why: 'replayed' }
}

/** What Slack has called failed must not be carried out when Redis goes on minutes later. */
function orTooLate<T>(answer: Promise<T>, ms: number): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    AbortSignal.timeout(ms).addEventListener('abort', () => reject(new Error(`no answer within ${ms} ms`)))
  })
  return Promise.race([answer, late])
}

function signatureOf({ headers }: IncomingMessage): string {
  const given = headers['x-slack-signature']
  return typeof given === 'string' ? given : ''
}

function isSigned(
  { signingSecret, now }: GuardOptions,
  { headers }: IncomingMessage,
  signature: string,
  body: Buffer,
): boolean {
  const stamp = headers['x-slack-request-timestamp']
  if (typeof stamp !== 'string' || !/^\d{1,12}$/.test(stamp)) return false
  if (Math.abs(now() - Number(stamp) * 1000) > windowMs) return false
  const wanted = createHmac('sha256', signingSecret).update(`v0:${stamp}:`).update(body).digest('hex')
  return isSame(signature, `v0=${wanted}`)
}

/** Takes as long whichever letter is wrong. */
function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Slack looks now and then whether the certificate is good, without a signature; nothing else is in such a request. */
function isCertificateCheck(body: Buffer): boolean {
  return body.length < 200 && new URLSearchParams(body.toString('utf8')).get('ssl_check') === '1'
}

function readBody(request: IncomingMessage, patience: number): Promise<Buffer | 'large' | 'slow'> {
  if (Number(request.headers['content-length'] ?? 0) > largestSlackBody) return Promise.resolve('large')
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    const done = (result: Buffer | 'large' | 'slow') => {
      clearTimeout(timer)
      request.pause()
      resolve(result)
    }
    const timer = setTimeout(() => done('slow'), patience)
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size > largestSlackBody) return done('large')
      parts.push(part)
    })
    request.once('end', () => done(Buffer.concat(parts)))
    request.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

/** Requests under way are answered; connections that only wait are closed. */
function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeIdleConnections()
  })
}

function portOf(server: Server): number | undefined {
  const address = server.address()
  return typeof address === 'object' ? address?.port : undefined
}
