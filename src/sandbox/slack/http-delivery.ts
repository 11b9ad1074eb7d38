import { createHmac } from 'node:crypto'
import type { Ack, Deliver, Envelope } from './delivery.ts'
import { type JsonObject, objectOf, parseJson } from './json.ts'
import type { World } from './world.ts'

/**
 * Delivers as Slack does without Socket Mode: POST requests signed with the signing secret (Slack docs, Verifying
 * requests from Slack). `url` is the app's one request URL, `within` the time it has for an answer, in milliseconds.
 */
export function httpDelivery(world: World, url: string, within: number): Deliver {
  return async (envelope) => {
    const { type, body } = bodyOf(envelope)
    const stamp = String(Math.floor(world.now() / 1000))
    const mac = createHmac('sha256', world.tokens.signingSecret).update(`v0:${stamp}:${body}`).digest('hex')
    const headers = {
      'content-type': type,
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': `v0=${mac}`,
      ...retryHeaders(envelope),
    }
    return send(url, headers, body, within)
  }
}

async function send(
  url: string,
  headers: Record<string, string>,
  body: string,
  within: number,
): Promise<Ack> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(within) })
    const text = await response.text()
    if (!response.ok) return { status: 'unreachable' }
    return { status: 'acked', payload: answerOf(text) }
  } catch (error) {
    const slow = error instanceof Error && error.name === 'TimeoutError'
    return { status: slow ? 'timeout' : 'unreachable' }
  }
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
