import type { IncomingMessage, ServerResponse } from 'node:http'
import { fieldsOf, readBody, sendText } from './http.ts'
import { issueGrant, type Site } from './installation.ts'
import { type JsonObject, textOf } from './json.ts'
import { app } from './workspace.ts'
import type { World } from './world.ts'

/** What an app asks for with `/oauth/v2/authorize` (Slack docs, Installing with OAuth). */
interface Request {
  readonly scopes: readonly string[]
  readonly redirectUri: string
  readonly state: string
  readonly team: string | undefined
}

function requestOf({ shared }: Site, fields: JsonObject): Request | string {
  const { manifest, tokens } = shared
  if (fields.client_id !== tokens.clientId) return 'invalid_client_id'
  const scopes = (textOf(fields.scope) ?? '').split(/[,\s]+/).filter((scope) => scope !== '')
  if (scopes.length === 0) return 'invalid_scope'
  const redirectUri = textOf(fields.redirect_uri) ?? manifest.redirectUrls[0] ?? ''
  if (!mayReturnTo(redirectUri, manifest.redirectUrls)) return 'bad_redirect_uri'
  return { scopes, redirectUri, state: textOf(fields.state) ?? '', team: textOf(fields.team) }
}

/** The address must lie below one of the app's redirect URLs, where it has any. */
function mayReturnTo(uri: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(uri) || !/^https?:$/.test(new URL(uri).protocol)) return false
  return allowed.length === 0 || allowed.some((one) => uri.startsWith(one))
}

/** Serves the install page, and what is clicked on it. */
export async function answerAuthorize(
  site: Site,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const posted = request.method === 'POST'
  const body = posted ? fieldsOf(await readBody(request), request.headers['content-type']) : {}
  const wish = requestOf(site, { ...Object.fromEntries(url.searchParams), ...body })
  if (typeof wish === 'string') return sendText(response, 400, wish)
  if (!posted) return sendPage(response, pageFor(site, wish))
  const target = body.allow === 'yes' ? allow(site, wish, body) : refusal(wish)
  if (target === undefined) return sendText(response, 400, 'invalid_team')
  response.writeHead(302, { location: target }).end()
}

function allow(site: Site, wish: Request, body: JsonObject): string | undefined {
  const [teamId, user = ''] = (textOf(body.as) ?? '').split(' ')
  const world = site.worlds.find((one) => one.team.id === teamId)
  if (!world?.people.has(user)) return undefined
  const { scopes, redirectUri, state } = wish
  return back(redirectUri, { code: issueGrant(site, { world, user, scopes, redirectUri }), state })
}

function refusal({ redirectUri, state }: Request): string {
  return back(redirectUri, { error: 'access_denied', state })
}

function back(uri: string, fields: Readonly<Record<string, string>>): string {
  const url = new URL(uri)
  for (const [key, value] of Object.entries(fields)) url.searchParams.set(key, value)
  return url.href
}

function sendPage(response: ServerResponse, html: string): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    // The form leads to the app's own address, so its target is left open.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  })
  response.end(html)
}

function pageFor(site: Site, wish: Request): string {
  const worlds = site.worlds.filter((one) => wish.team === undefined || one.team.id === wish.team)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Install ${app.name}</title>
<style>
  :root { color-scheme: light dark }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem }
  button, select { font: inherit; padding: .5rem 1rem }
</style>
<main>
<h1>${app.name} asks to enter your workspace</h1>
<form method="post">
<p><label>Install as <select name="as">${worlds.flatMap(installers).join('')}</select></label></p>
<p>It will be able to:</p>
<ul>${wish.scopes.map((scope) => `<li><code>${escaped(scope)}</code></li>`).join('')}</ul>
<p><button name="allow" value="yes">Allow</button> <button name="allow" value="no">Cancel</button></p>
</form>
</main>
</html>
`
}

/** The people of a workspace who may install an app, each as an option of the page's one choice. */
function installers({ team, people }: World): readonly string[] {
  const able = [...people.values()].filter((one) => !one.isBot && !one.deleted && !one.isRestricted)
  return able.map(
    (one) =>
      `<option value="${team.id} ${one.id}">${escaped(`${one.realName}, ${team.name} (${team.id})`)}</option>`,
  )
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
