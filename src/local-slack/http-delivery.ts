import { createHmac, randomBytes } from 'node:crypto'
import type { Ack, Deliver, Envelope, Missed } from './delivery.ts'
import { type JsonObject, objectOf, parseJson } from './json.ts'
import type { Shared } from './world.ts'

/** Slack docs, The Events API: two redirects are followed. */
const mostRedirects = 2

/** What is sent to the app and how long it may take, in milliseconds. */
interface Post {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
}

/**
 * Delivers as Slack does without Socket Mode: POST requests signed with the signing secret (Slack docs, Verifying
 * requests from Slack). `url` is the app's one request URL, `within` the time it has for an answer, in milliseconds.
 */
export function httpDelivery(shared: Shared, url: string, within: number): Deliver {
  return async (envelope) => {
    const { type, body } = bodyOf(envelope)
    const headers = { ...signed(shared, type, body), ...retryHeaders(envelope) }
    return send(url, { headers, body, signal: AbortSignal.timeout(within) })
  }
}

/** Asks the app to repeat a challenge, as Slack does when a request URL is entered; true when it did. */
export async function verifyUrl(shared: Shared, url: string, within: number): Promise<boolean> {
  const challenge = randomBytes(16).toString('hex')
  const body = JSON.stringify({ token: shared.tokens.verification, challenge, type: 'url_verification' })
  const headers = signed(shared, 'application/json', body)
  const ack = await send(url, { headers, body, signal: AbortSignal.timeout(within) })
  if (ack.status !== 'acked') return false
  const { challenge: repeated, text } = ack.payload ?? {}
  return (repeated ?? text) === challenge
}

function signed({ now, tokens }: Shared, type: string, body: string): Record<string, string> {
  const stamp = String(Math.floor(now() / 1000))
  const mac = createHmac('sha256', tokens.signingSecret).update(`v0:${stamp}:${body}`).digest('hex')
  return {
    'content-type': type,
    'x-slack-request-timestamp': stamp,
    'x-slack-signature': `v0=${mac}`,
  }
}

async function send(url: string, post: Post, redirects = 0): Promise<Ack> {
  try {
    const response = await fetch(url, { method: 'POST', redirect: 'manual', ...post })
    const text = await response.text()
    const location = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && location !== null) {
      if (redirects >= mostRedirects) return { status: 'unreachable', reason: 'too_many_redirects' }
      return await send(new URL(location, url).href, post, redirects + 1)
    }
    if (response.ok) return { status: 'acked', payload: answerOf(text) }
    const final = response.headers.get('x-slack-no-retry') === '1'
    return { status: 'unreachable', reason: 'http_error', final }
  } catch (error) {
    return missed(error)
  }
}

/** Slack's word for a request that brought no answer (Slack docs, The Events API, header x-slack-retry-reason). */
function missed(error: unknown): Missed {
  if (error instanceof Error && error.name === 'TimeoutError')
    return { status: 'timeout', reason: 'http_timeout' }
  const cause = error instanceof Error && isCoded(error.cause) ? error.cause.code : ''
  if (/TLS|SSL|CERT|SIGNATURE/.test(cause)) return { status: 'unreachable', reason: 'ssl_error' }
  const lost = /^(ECONN|ENOTFOUND|EHOST|ENET|EAI_|EPIPE|UND_ERR_(SOCKET|CONNECT))/.test(cause)
  return { status: 'unreachable', reason: lost ? 'connection_failed' : 'unknown_error' }
}

function isCoded(cause: unknown): cause is { readonly code: string } {
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string'
}

function answerOf(text: string): JsonObject | undefined {
  if (text === '') return undefined
  const answer = parseJson(text)
  return answer === undefined ? { text } : objectOf(answer)
}

function bodyOf({ type, payload }: Envelope): { readonly type: string; readonly body: string } {
  if (type === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) }
  const fields =
    type === 'interactive'
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]))
  return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() }
}

function retryHeaders({ retry }: Envelope): Record<string, string> {
  if (!retry) return {}
  return { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }
}
