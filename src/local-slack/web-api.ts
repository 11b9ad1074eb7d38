import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Timers } from './delivery.ts'
import type { ApiFault, ApiFaults } from './faults.ts'
import { fieldsOf, readBody, sendJson } from './http.ts'
import { holderOf, type Site } from './installation.ts'
import { type JsonObject, parseJson, textOf } from './json.ts'
import { methods } from './methods/index.ts'
import { type Answer, type Call, type Method, refused } from './methods/method.ts'
import type { RateLimits } from './rate-limits.ts'
import type { SocketHub } from './socket.ts'
import type { Observer } from './traffic.ts'
import { changed, type RevokedBecause, type World } from './world.ts'

/** One call of the Web API as the log keeps it; tokens and client secrets are left out. */
export interface LoggedCall {
  readonly method: string
  /** Milliseconds. */
  readonly at: number
  readonly args: JsonObject
  readonly ok: boolean
  readonly error?: string
  /** The fault that was put in its way. */
  readonly fault?: string
  /** The workspace whose token it carried. */
  readonly team?: string
}

export interface WebApi {
  readonly site: Site
  readonly hub: SocketHub
  readonly faults: ApiFaults
  readonly limits: RateLimits
  readonly timers: Timers
  readonly log: LoggedCall[]
  /** Takes the app out of a workspace and tells it so. */
  readonly leave: (world: World, reason: RevokedBecause) => void
  readonly observe?: Observer | undefined
  /** Methods that it does not have. */
  readonly without: ReadonlySet<string>
}

/** Arguments that come as JSON text in a form. */
const structured = ['blocks', 'view', 'metadata', 'attachments', 'files', 'unfurls', 'error']

/** What is said to a call: Slack's answer, or that it came too often. */
interface Reply {
  readonly answer: Answer
  readonly world?: World
  /** Whole seconds. */
  readonly retryAfter?: number
}

/** Answers `POST /api/<method>` as Slack does (Slack docs, Using the Slack Web API). */
export async function answerCall(
  api: WebApi,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const at = api.site.shared.now()
  const { args, token } = await readCall(request)
  const fault = api.faults.take(name)
  if (fault && fault.when !== 'after' && (await disturb(api, fault, name, args, response))) return
  const { answer, world, retryAfter } = await run(api, name, args, token)
  const error = textOf(answer.error)
  note(api, {
    method: name,
    args,
    ok: error === undefined,
    ...(error ? { error } : {}),
    ...(fault ? { fault: fault.kind } : {}),
    ...(world ? { team: world.team.id } : {}),
  })
  const ms = api.site.shared.now() - at
  const outcome = error ?? 'ok'
  api.observe?.({ kind: 'call', name, at, ms, ok: error === undefined, outcome, request: args, answer })
  if (fault?.when === 'after' && (await disturb(api, fault, undefined, args, response))) return
  const headers = {
    ...scopeHeaders(world, name),
    ...(retryAfter ? { 'retry-after': String(retryAfter) } : {}),
  }
  sendJson(response, retryAfter ? 429 : 200, { ok: error === undefined, ...answer }, headers)
}

/** The arguments of a call, and its token from wherever Slack takes one. */
async function readCall(request: IncomingMessage) {
  const body = await readBody(request)
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://local').searchParams)
  const { token: inBody, ...fields } = { ...query, ...fieldsOf(body, request.headers['content-type']) }
  const { authorization = '' } = request.headers
  const basic = /^Basic (.+)$/i.exec(authorization)?.[1]
  const bearer = basic ? undefined : authorization.replace(/^Bearer /i, '')
  return { args: decoded({ ...fields, ...clientOf(basic) }), token: bearer || textOf(inBody) }
}

/** The client id and secret of HTTP Basic authentication. */
function clientOf(basic: string | undefined): JsonObject {
  if (basic === undefined) return {}
  const [id, secret] = Buffer.from(basic, 'base64').toString('utf8').split(':')
  return { client_id: id, client_secret: secret }
}

function note(api: WebApi, call: Omit<LoggedCall, 'at'>): void {
  const { client_secret: _hidden, ...args } = call.args
  api.log.push({ ...call, args, at: api.site.shared.now() })
  for (const world of api.site.worlds) changed(world)
}

function decoded(args: JsonObject): JsonObject {
  const fields = Object.entries(args).map(([key, value]) => {
    if (!structured.includes(key) || typeof value !== 'string') return [key, value]
    return [key, parseJson(value) ?? value]
  })
  return Object.fromEntries(fields)
}

async function run(api: WebApi, name: string, args: JsonObject, token: string | undefined): Promise<Reply> {
  const method = api.without.has(name) ? undefined : methods[name]
  if (!method) return { answer: { ...refused('unknown_method'), req_method: name } }
  const { world, refusal } = speaker(api.site, method, token)
  if (!world) return { answer: refused(refusal) }
  const retryAfter = api.limits.take(name, world.team.id, args)
  if (retryAfter !== undefined) return { answer: refused('ratelimited'), world, retryAfter }
  const leave: Call['leave'] = (reason) => api.leave(world, reason)
  const call = { world, args, hub: api.hub, site: api.site, leave }
  return { answer: scopeProblem(method, call) ?? (await method.run(call)), world }
}

type Speaker =
  | { readonly world: World; readonly refusal?: never }
  | { readonly world?: never; readonly refusal: string }

/** The workspace for which a token speaks, or why it must not call this method. */
function speaker(site: Site, method: Method, token: string | undefined): Speaker {
  if (method.token === 'none') return { world: site.worlds[0] }
  if (!token) return { refusal: 'not_authed' }
  const holder = holderOf(site, token)
  if (!holder) return { refusal: 'invalid_auth' }
  if ('error' in holder) return { refusal: holder.error }
  return holder.kind === method.token ? { world: holder.world } : { refusal: 'not_allowed_token_type' }
}

function scopeProblem({ scopes, needs }: Method, call: Call): Answer | undefined {
  const provided = call.world.installation?.scopes ?? []
  const lacking = (needed: readonly string[]) => ({
    error: 'missing_scope',
    needed: needed.join(','),
    provided: provided.join(','),
  })
  if (scopes && !scopes.some((scope) => provided.includes(scope))) return lacking(scopes)
  const missing = needs?.(call).filter((scope) => !provided.includes(scope)) ?? []
  return missing.length > 0 ? lacking(missing) : undefined
}

function scopeHeaders(world: World | undefined, name: string): Record<string, string> {
  const accepted = methods[name]?.scopes ?? []
  const granted = world?.installation?.scopes ?? []
  return { 'x-oauth-scopes': granted.join(','), 'x-accepted-oauth-scopes': accepted.join(',') }
}

/** Puts the fault in the way of the answer; true when nothing more is to be said. */
async function disturb(
  api: WebApi,
  fault: ApiFault,
  name: string | undefined,
  args: JsonObject,
  response: ServerResponse,
): Promise<boolean> {
  if (fault.kind === 'delay') {
    await new Promise<void>((resolve) => api.timers.after(fault.delayMs ?? 0, resolve))
    return false
  }
  if (name !== undefined) noteFault(api, fault, name, args)
  if (fault.kind === 'drop') response.destroy()
  else sendFault(fault, response)
  return true
}

function noteFault(api: WebApi, { kind }: ApiFault, name: string, args: JsonObject): void {
  note(api, { method: name, args, ok: false, fault: kind })
  const at = api.site.shared.now()
  api.observe?.({ kind: 'call', name, at, ms: 0, ok: false, outcome: kind, request: args, answer: undefined })
}

function sendFault(fault: ApiFault, response: ServerResponse): void {
  if (fault.kind === 'error') {
    sendJson(response, 200, { ok: false, error: fault.error ?? 'internal_error' })
    return
  }
  const limited = fault.kind === 'rate-limit'
  const status = limited ? 429 : (fault.status ?? 500)
  const headers = limited ? { 'retry-after': String(fault.retryAfter ?? 1) } : {}
  sendJson(response, status, { ok: false, error: limited ? 'ratelimited' : 'internal_error' }, headers)
}
