import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Control } from './control/control.ts'
import { ControlError, changesPath, controlRoutes } from './control/routes.ts'
import { fieldsOf, readBody, sendJson, sendText } from './http.ts'
import { objectOf, parseJson, textOf } from './json.ts'
import { receiveFile } from './methods/files.ts'
import { answerAuthorize } from './oauth.ts'
import { sendFileOf, sendPageFile } from './page-files.ts'
import { currentPanels, type Panels, runPanelAction, shownPanels } from './panels.ts'
import { respond } from './posting.ts'
import { takeResponseUrl } from './tickets.ts'
import { shownTour, type Tour } from './tour.ts'
import { answerCall, type WebApi } from './web-api.ts'
import type { World } from './world.ts'

export interface Routing {
  readonly api: WebApi
  /** The hands in a workspace; undefined for one that is not there. */
  readonly controlOf: (team: string) => Control | undefined
  readonly panels: Panels
  readonly beside?: Beside | undefined
  /** Further pages by the first part of their path, `/<name>`; each has an `index.html`. */
  readonly pages?: Readonly<Record<string, Beside>> | undefined
  readonly tour?: Tour | undefined
}

/** A part of the page that is not Slack and lives elsewhere: its files, and who answers what they ask for. */
export interface Beside {
  /**
   * Folder of its page files, served below `/beside/page/`; `main.js` exports `mount(element)`. Modules of our own page
   * can be imported as `/page/…`. The files of a further page are below `/<name>/page/`.
   */
  readonly page: URL
  /** Answers every other path below `/beside/` or `/<name>/`. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** Answers every request of the local Slack. */
export async function route(
  routing: Routing,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://local')
  const [, first = '', second = ''] = url.pathname.split('/')
  if (first === 'api') return answerCall(routing.api, second, request, response)
  if (first === 'response') return answerResponseUrl(routing, second, request, response)
  if (first === 'upload') return takeUpload(routing, second, request, response)
  if (first === 'files') return sendFile(routing, second, response)
  if (isForeign(request)) return sendText(response, 403, 'requests from other sites are refused')
  if (first === 'oauth') return answerAuthorize(routing.api.site, url, request, response)
  if (first === 'control') return answerControl(routing, url, request, response)
  if (first === 'beside' && routing.beside) return answerBeside(routing.beside, first, url, request, response)
  const further = routing.pages?.[first]
  if (further && second === '') return sendIndex(further, response)
  if (further) return answerBeside(further, first, url, request, response)
  if (first === 'tour') return sendJson(response, 200, shownTour(routing.tour, routing.api.log))
  if (first === 'panels') return answerPanels(routing, request, response)
  if (!sendPageFile(url.pathname, response)) sendText(response, 404, 'not found')
}

const besidePage = '/beside/page/'

async function answerBeside(
  { page, answer }: Beside,
  name: string,
  { pathname }: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const files = `/${name}/page/`
  if (!pathname.startsWith(files)) return answer(request, response)
  if (!sendFileOf(page, pathname.slice(files.length), response)) sendText(response, 404, 'not found')
}

function sendIndex({ page }: Beside, response: ServerResponse): void {
  if (!sendFileOf(page, 'index.html', response)) sendText(response, 404, 'not found')
}

/** A request that a page of another origin made in somebody's browser. */
function isForeign(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  return origin !== undefined && origin !== `http://${host}`
}

/** The workspace in which something is; the first, which will say that it is not there, if it is nowhere. */
function holding({ site }: WebApi, has: (world: World) => boolean): World {
  return site.worlds.find(has) ?? site.worlds[0]
}

async function answerResponseUrl(
  { api }: Routing,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = objectOf(parseJson((await readBody(request)).toString('utf8')))
  const fault = api.faults.take('response_url')
  if (fault) return sendJson(response, fault.status ?? 500, { ok: false, error: 'fault' })
  const world = holding(api, (one) => one.responseUrls.has(id))
  const url = takeResponseUrl(world, id)
  if ('error' in url) return sendJson(response, 404, { ok: false, error: url.error })
  const refusal = respond(world, url, answer)
  const { team, now } = world
  api.log.push({
    ...{ method: 'response_url', at: now(), args: answer, ok: !refusal, team: team.id },
    ...refusal,
  })
  const outcome = refusal?.error ?? 'ok'
  const told = { kind: 'response', name: 'response_url', at: now(), ms: 0, ok: !refusal, outcome } as const
  api.observe?.({ ...told, request: answer, answer: refusal })
  if (refusal) return sendJson(response, 400, { ok: false, ...refusal })
  sendText(response, 200, 'ok')
}

async function takeUpload(
  { api }: Routing,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const bytes = uploadedBytes(await readBody(request, 100_000_000), request.headers['content-type'])
  const world = holding(api, (one) => one.files.has(id))
  if (receiveFile(world, id, bytes)) return sendText(response, 200, `OK - ${bytes.length}`)
  sendText(response, 400, 'no such upload, or not of the announced length')
}

/** The file in a body: all of it, or the one part of a multipart form. */
function uploadedBytes(body: Buffer, contentType: string | undefined): Buffer {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(contentType ?? '')?.[1]
  if (!boundary) return body
  const start = body.indexOf('\r\n\r\n') + 4
  return body.subarray(start, body.indexOf(`\r\n--${boundary}`, start))
}

function sendFile({ api }: Routing, id: string, response: ServerResponse): void {
  const file = holding(api, (one) => one.files.has(id)).files.get(id)
  if (!file?.bytes) {
    sendText(response, 404, 'not found')
    return
  }
  const inline = file.mimetype.startsWith('image/')
  response.writeHead(200, {
    'content-type': inline ? file.mimetype : 'application/octet-stream',
    'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'x-content-type-options': 'nosniff',
  })
  response.end(file.bytes)
}

async function answerControl(
  routing: Routing,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const fields = fieldsOf(await readBody(request), request.headers['content-type'])
  const body = { ...Object.fromEntries(url.searchParams), ...fields }
  const world = worldFor(routing.api, textOf(body.team))
  const control = world && routing.controlOf(world.team.id)
  if (!world || !control) return sendJson(response, 404, { ok: false, error: 'no such workspace' })
  if (url.pathname === changesPath) return followChanges(world, response)
  const act = controlRoutes[`${request.method} ${url.pathname}`]
  if (!act) return sendJson(response, 404, { ok: false, error: 'no such control' })
  try {
    sendJson(response, 200, await act({ world, control, body }))
  } catch (error) {
    const known = error instanceof Error
    sendJson(response, error instanceof ControlError ? 400 : 422, {
      ok: false,
      error: known ? error.message : '',
    })
  }
}

/** The workspace of that id; without one, that of the page. */
function worldFor({ site }: WebApi, team: string | undefined): World | undefined {
  return team === undefined ? site.worlds[0] : site.worlds.find((one) => one.team.id === team)
}

/** Server-sent events: one for each change, for the page to look again. */
function followChanges({ changes }: World, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  response.write('data: hello\n\n')
  const tell = () => response.write('data: changed\n\n')
  changes.on('changed', tell)
  response.on('close', () => changes.off('changed', tell))
}

async function answerPanels(
  { panels, beside }: Routing,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET') {
    const shown = shownPanels(await currentPanels(panels))
    return sendJson(response, 200, { panels: shown, ...(beside ? { module: `${besidePage}main.js` } : {}) })
  }
  const body = fieldsOf(await readBody(request), request.headers['content-type'])
  sendJson(response, 200, await runPanelAction(panels, body))
}
