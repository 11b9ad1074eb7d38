import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Timers } from './delivery.ts'
import type { ApiFault, ApiFaults } from './faults.ts'
import { fieldsOf, readBody, sendJson } from './http.ts'
import { type JsonObject, parseJson, textOf } from './json.ts'
import { methods } from './methods/index.ts'
import { type Method, refused } from './methods/method.ts'
import type { SocketHub } from './socket.ts'
import { changed, type World } from './world.ts'

/** One call of the Web API as the log keeps it; tokens are left out. */
export interface LoggedCall {
  readonly method: string
  /** Milliseconds. */
  readonly at: number
  readonly args: JsonObject
  readonly ok: boolean
  readonly error?: string
  /** The fault that was put in its way. */
  readonly fault?: string
}

export interface WebApi {
  readonly world: World
  readonly hub: SocketHub
  readonly faults: ApiFaults
  readonly timers: Timers
  readonly log: LoggedCall[]
}

/** Arguments that come as JSON text in a form. */
const structured = ['blocks', 'view', 'metadata', 'attachments', 'files', 'unfurls']

/** Answers `POST /api/<method>` as Slack does (Slack docs, Using the Slack Web API). */
export async function answerCall(
  api: WebApi,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const body = await readBody(request)
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://local').searchParams)
  const { token: inBody, ...fields } = { ...query, ...fieldsOf(body, request.headers['content-type']) }
  const args = decoded(fields)
  const token = request.headers.authorization?.replace(/^Bearer /i, '') ?? textOf(inBody)
  const fault = api.faults.take(name)
  if (fault && fault.when !== 'after' && (await disturb(api, fault, name, args, response))) return
  const answer = await run(api, name, args, token)
  const error = textOf(answer.error)
  note(api, {
    method: name,
    args,
    ok: error === undefined,
    ...(error ? { error } : {}),
    ...(fault ? { fault: fault.kind } : {}),
  })
  if (fault?.when === 'after' && (await disturb(api, fault, undefined, args, response))) return
  sendJson(response, 200, { ok: error === undefined, ...answer }, scopeHeaders(api, name))
}

function note(api: WebApi, call: Omit<LoggedCall, 'at'>): void {
  api.log.push({ ...call, at: api.world.now() })
  changed(api.world)
}

function decoded(args: JsonObject): JsonObject {
  const fields = Object.entries(args).map(([key, value]) => {
    if (!structured.includes(key) || typeof value !== 'string') return [key, value]
    return [key, parseJson(value) ?? value]
  })
  return Object.fromEntries(fields)
}

async function run(api: WebApi, name: string, args: JsonObject, token: string | undefined) {
  const method = methods[name]
  if (!method) return { ...refused('unknown_method'), req_method: name }
  const refusal = tokenProblem(api.world, method, token)
  return refusal ?? method.run({ world: api.world, args, hub: api.hub })
}

function tokenProblem({ tokens, manifest }: World, method: Method, token: string | undefined) {
  if (!token) return refused('not_authed')
  if (token !== tokens.bot && token !== tokens.app) return refused('invalid_auth')
  if (token !== tokens[method.token]) return refused('not_allowed_token_type')
  if (!method.scopes || method.scopes.some((scope) => manifest.scopes.includes(scope))) return undefined
  return { error: 'missing_scope', needed: method.scopes.join(','), provided: manifest.scopes.join(',') }
}

function scopeHeaders({ world }: WebApi, name: string): Record<string, string> {
  const accepted = methods[name]?.scopes ?? []
  return { 'x-oauth-scopes': world.manifest.scopes.join(','), 'x-accepted-oauth-scopes': accepted.join(',') }
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
  if (name !== undefined) note(api, { method: name, args, ok: false, fault: fault.kind })
  if (fault.kind === 'drop') response.destroy()
  else sendFault(fault, response)
  return true
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
