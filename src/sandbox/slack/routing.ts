import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Control } from './control/control.ts'
import { ControlError, controlRoutes } from './control/routes.ts'
import { fieldsOf, readBody, sendJson, sendText } from './http.ts'
import { objectOf, parseJson } from './json.ts'
import { receiveFile } from './methods/files.ts'
import { sendPageFile } from './page-files.ts'
import { currentPanels, type Panels, runPanelAction, shownPanels } from './panels.ts'
import { respond } from './posting.ts'
import { takeResponseUrl } from './tickets.ts'
import { answerCall, type WebApi } from './web-api.ts'

export interface Routing {
  readonly api: WebApi
  readonly control: Control
  readonly panels: Panels
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
  if (first === 'control') return answerControl(routing, url, request, response)
  if (first === 'panels') return answerPanels(routing, request, response)
  if (!sendPageFile(url.pathname, response)) sendText(response, 404, 'not found')
}

/** A request that a page of another origin made in somebody's browser. */
function isForeign(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  return origin !== undefined && origin !== `http://${host}`
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
  const url = takeResponseUrl(api.world, id)
  if (!url) return sendJson(response, 404, { ok: false, error: 'used_url' })
  const refusal = respond(api.world, url, answer)
  api.log.push({ method: 'response_url', at: api.world.now(), args: answer, ok: !refusal, ...refusal })
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
  if (receiveFile(api.world, id, bytes)) return sendText(response, 200, `OK - ${bytes.length}`)
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
  const file = api.world.files.get(id)
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
  if (url.pathname === '/control/events') return followChanges(routing, response)
  const act = controlRoutes[`${request.method} ${url.pathname}`]
  if (!act) return sendJson(response, 404, { ok: false, error: 'no such control' })
  const fields = fieldsOf(await readBody(request), request.headers['content-type'])
  const body = { ...Object.fromEntries(url.searchParams), ...fields }
  try {
    sendJson(response, 200, await act({ world: routing.api.world, control: routing.control, body }))
  } catch (error) {
    const known = error instanceof Error
    sendJson(response, error instanceof ControlError ? 400 : 422, {
      ok: false,
      error: known ? error.message : '',
    })
  }
}

/** Server-sent events: one for each change, for the page to look again. */
function followChanges({ api }: Routing, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  response.write('data: hello\n\n')
  const tell = () => response.write('data: changed\n\n')
  api.world.changes.on('changed', tell)
  response.on('close', () => api.world.changes.off('changed', tell))
}

async function answerPanels(
  { panels }: Routing,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET')
    return sendJson(response, 200, { panels: shownPanels(await currentPanels(panels)) })
  const body = fieldsOf(await readBody(request), request.headers['content-type'])
  sendJson(response, 200, await runPanelAction(panels, body))
}
