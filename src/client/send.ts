import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import axios, { type AxiosResponse } from 'axios'

/** Bodies beyond this are refused by the gateway when they are signed with AK/SK (API reference 3.2). */
export const largestRequestBody = 12 * 1024 * 1024

/** An answer beyond this is refused: a pre-check report of 14 MB has been seen, and reading it takes up a multiple. */
const largestAnswer = 16 * 1024 * 1024

export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Empty without a body. */
  readonly body: string | Buffer
  /** A change gets a connection of its own: one from the pool may be dying, and then nobody knows whether it arrived. */
  readonly ownConnection: boolean
  /** For a file, which takes longer than other calls. */
  readonly timeoutMs?: number
  /** Longest answer in bytes that is of any use. */
  readonly largestAnswer?: number
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
  /** The bytes as UTF-8. */
  readonly text: string
}

/**
 * No answer came. `unsent`: the request surely never arrived; `timeout` and `broken`: nobody knows; `oversized`: one came
 * that is too large to be taken.
 */
export class HttpFault extends Error {
  override readonly name = 'HttpFault'
  readonly kind: 'unsent' | 'timeout' | 'broken' | 'oversized'

  constructor(kind: HttpFault['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

export interface HttpTransportOptions {
  /** Milliseconds from the start of a call to the end of its answer. */
  readonly timeoutMs: number
  /** Milliseconds to get a connection, TLS included. */
  readonly connectTimeoutMs: number
}

export interface HttpTransport {
  send(request: HttpRequest): Promise<HttpAnswer>
  close(): void
}

/** A fault as a value, for those who decide what it means. */
export async function asResult(answer: Promise<HttpAnswer>): Promise<HttpAnswer | HttpFault> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof HttpFault) return error
    throw error
  }
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** The one place that talks HTTP. Every status is an answer; no redirect is followed, as a signature is for one address. */
export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const pool = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) }
  const single = { http: new http.Agent(), https: new https.Agent() }
  const wire = axios.create({
    adapter: 'http',
    maxRedirects: 0,
    maxBodyLength: largestRequestBody,
    responseType: 'arraybuffer',
    transformRequest: [asIs],
    transformResponse: [asIs],
    validateStatus: () => true,
  })
  return {
    async send(request) {
      const { method, url, headers, body, timeoutMs = options.timeoutMs } = request
      const agents = request.ownConnection ? single : pool
      const signal = AbortSignal.timeout(timeoutMs)
      try {
        const answer: AxiosResponse<unknown> = await wire.request({
          method,
          url,
          headers: { ...headers },
          ...(body === '' ? {} : { data: body }),
          maxContentLength: request.largestAnswer ?? largestAnswer,
          httpAgent: agents.http,
          httpsAgent: agents.https,
          signal,
          transport: connectingInTime(options.connectTimeoutMs),
          ...(isLoopback(url) ? { proxy: false } : {}),
        })
        return readAnswer(answer)
      } catch (error) {
        throw wireFault(error, signal.aborted, timeoutMs)
      }
    },
    close() {
      for (const agent of [...Object.values(pool), ...Object.values(single)]) agent.destroy()
    },
  }
}

/** Axios would parse and rewrite bodies; what was signed is what must go out, and parsing is done elsewhere. */
function asIs(data: unknown): unknown {
  return data
}

/** What listens on this machine (the local DRS) is not for the proxy of the environment. */
function isLoopback(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)
}

const connectTimeoutCode = 'CONNECT_TIMEOUT'

/** Node has no time limit for connecting, and only a failed connect proves that a request never arrived. */
function connectingInTime(limitMs: number) {
  return {
    request(options: https.RequestOptions, onResponse: (response: http.IncomingMessage) => void) {
      // Of the next hop, which is the proxy's if HTTPS_PROXY or HTTP_PROXY name one.
      const secure = options.protocol === 'https:'
      const request = (secure ? https : http).request(options, onResponse)
      request.once('socket', (socket) => limitConnecting(socket, secure, limitMs))
      return request
    },
  }
}

function limitConnecting(socket: Socket, secure: boolean, limitMs: number): void {
  if (!socket.connecting) return
  const late = Object.assign(new Error(`no connection within ${limitMs} ms`), { code: connectTimeoutCode })
  const timer = setTimeout(() => socket.destroy(late), limitMs)
  const stop = () => clearTimeout(timer)
  socket.once(secure ? 'secureConnect' : 'connect', stop)
  socket.once('close', stop)
}

function readAnswer(answer: AxiosResponse<unknown>): HttpAnswer {
  const headers = Object.entries({ ...answer.headers }).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name.toLowerCase(), String(value)] as const],
  )
  const bytes = Buffer.isBuffer(answer.data) ? answer.data : Buffer.alloc(0)
  return {
    status: answer.status,
    headers: Object.fromEntries(headers),
    bytes,
    get text() {
      return new TextDecoder().decode(bytes)
    },
  }
}

/** Codes of Node that say that no byte of the request was sent. */
const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  connectTimeoutCode,
])

/** An AxiosError carries the whole request, credentials included, so that only its code leaves this file. */
function wireFault(error: unknown, timedOut: boolean, timeoutMs: number): HttpFault {
  if (timedOut) return new HttpFault('timeout', `no complete answer within ${timeoutMs} ms`)
  if (isOversized(error)) return new HttpFault('oversized', error.message)
  const code = codeOf(error)
  if (neverSent.has(code)) return new HttpFault('unsent', `could not connect (${code})`)
  return new HttpFault('broken', `the connection failed (${code})`)
}

/** Axios has one code for several faults of an answer; only its sentence tells this one. */
function isOversized(error: unknown): error is Error {
  return error instanceof Error && error.message.startsWith('maxContentLength size of ')
}

function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error
  return hasCode && typeof error.code === 'string' ? error.code : 'unknown'
}
