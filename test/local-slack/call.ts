import { objectOf } from '../../src/local-slack/json.ts'
import type { LocalSlack } from '../../src/local-slack/server.ts'

/** One bare call of the Web API, without the patience of the SDK. */
export async function call(slack: LocalSlack, method: string, body: object = {}, token = slack.botToken) {
  const response = await fetch(new URL(method, slack.apiUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  const retryAfter = response.headers.get('retry-after')
  const scopes = response.headers.get('x-oauth-scopes')
  return { status: response.status, retryAfter, scopes, body: objectOf(await response.json()) }
}
