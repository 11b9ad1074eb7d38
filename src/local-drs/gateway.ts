import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Locale, localeOf } from '../base/i18n.ts'
import type { Operation, Upload } from '../drs/operation.ts'
import { type Keys, signatureFault } from './auth.ts'
import { type Dialect, formsFor, heard, latenessOf, momentaryForms, spoken } from './dialects.ts'
import { type Fault, type Faults, refuses } from './faults.ts'
import { isRow } from './forms.ts'
import { type Call, FileAnswer, fieldCodes, type Handler, OtherAnswer } from './handler.ts'
import { type Iam, iamCall, iamOperation } from './iam.ts'
import { type LateView, lateChanges, lateReads } from './late-view.ts'
import { noise } from './random.ts'
import { readBody } from './read-body.ts'
import { RefusedCall, wording } from './refusal.ts'
import type { RequestLog } from './request-log.ts'
import { type Route, route } from './route.ts'
import { fileIn, type UploadedFile } from './upload.ts'
import { handlers } from './v3/index.ts'
import { handlersV5 } from './v5/index.ts'
import type { World } from './world.ts'

/** Bodies of signed calls are at most 12 MB (DRS API reference 3.2). */
const maxBody = 12 * 1024 * 1024

export interface Service {
  readonly world: World
  readonly late: LateView
  readonly dialect: Dialect
  /** Decides which forms a dialect chooses. */
  readonly dialectSeed: string
  readonly neverLate: boolean
  /** Tasks that were said not to exist for a moment. */
  readonly missed: Set<string>
  readonly faults: Faults
  readonly log: RequestLog
  /** Every access key that is known here. */
  readonly keys: readonly Keys[]
  readonly iam: Iam
  readonly projectId: string
  /** Wall clock for signatures, milliseconds. */
  readonly now: () => number
  /** Calls so far. */
  count: number
}

export interface Answer {
  readonly status: number
  /** JSON, a file, or nothing. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** What broke here, for the log only. */
  readonly defect?: string
}

/** One call through the gateway: route, trouble, signature, validation, behaviour, log. Never throws. */
export async function answerCall(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  { path, requestId }: { readonly path: string; readonly requestId: string },
): Promise<void> {
  service.count += 1
  const began = service.now()
  const locale = localeOf(String(request.headers['x-language'] ?? ''))
  const found = route(request.method ?? 'GET', path)
  const name = found.kind === 'operation' ? found.operation.id : iamOperation(path)
  const fault = name === undefined ? undefined : service.faults.take(name)
  const body = await readBody(request, maxBody).catch(() => undefined)
  const parsed = jsonOf(body)
  if (fault?.delayMs) await pause(fault.delayMs, response)
  const answer =
    faulty(fault) ?? answerOf(service, request, { path, found, body, parsed, locale, call: service.count })
  const logged = {
    at: service.now(),
    ms: service.now() - began,
    method: request.method ?? 'GET',
    path,
    operation: name,
    status: fault?.cut ? 0 : answer.status,
    requestId,
    language: request.headers['x-language'] === undefined ? undefined : String(request.headers['x-language']),
    body: parsed,
    defect: answer.defect,
  }
  service.log.add(logged, answer.body instanceof FileAnswer ? `(${answer.body.name})` : answer.body)
  if (fault?.cut) return void response.destroy()
  send(response, answer, fault?.malformed === true)
}

/** Waits, or stops waiting when the caller has hung up. */
function pause(ms: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    response.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function send(response: ServerResponse, { status, body, headers }: Answer, malformed: boolean): void {
  const { type, bytes } = encoded(body)
  response.writeHead(status, { ...type, ...headers })
  response.end(malformed ? bytes.subarray(0, Math.ceil(bytes.length / 2)) : bytes)
}

function encoded(body: unknown): { type: Readonly<Record<string, string>>; bytes: Uint8Array } {
  if (body === undefined) return { type: {}, bytes: Buffer.alloc(0) }
  if (body instanceof FileAnswer) {
    const disposition = `attachment; filename="${body.name}"`
    return { type: { 'Content-Type': body.type, 'Content-Disposition': disposition }, bytes: body.bytes }
  }
  return { type: { 'Content-Type': 'application/json' }, bytes: Buffer.from(JSON.stringify(body)) }
}

/** The refusal that a fault asks for, if it asks for one. */
function faulty(fault: Fault | undefined): Answer | undefined {
  if (!fault || !refuses(fault)) return undefined
  const throttled = fault.retryAfter !== undefined
  const code = fault.code ?? (throttled ? 'APIGW.0308' : 'DRS.M01501')
  return {
    status: fault.status ?? (throttled ? 429 : 500),
    body: { error_code: code, error_msg: fault.message ?? wording({ code }, 'en') },
    headers: throttled ? { 'Retry-After': String(fault.retryAfter) } : {},
  }
}

/** Refusals become answers; anything else is a defect of the local DRS and is answered without a stack. */
function attempt(locale: Locale, work: () => Answer): Answer {
  try {
    return work()
  } catch (error) {
    const known = error instanceof RefusedCall
    const refusal = known ? error.refusal : { code: 'DRS.M01501' }
    return {
      status: known ? error.status : 500,
      body: { error_code: refusal.code, error_msg: wording(refusal, locale) },
      ...(known ? {} : { defect: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    }
  }
}

interface Arrived {
  readonly path: string
  readonly found: Route
  readonly body: Buffer | undefined
  /** The body, if it is JSON. */
  readonly parsed: unknown
  readonly locale: Locale
  /** Number of the call. */
  readonly call: number
}

type Forms = ReturnType<typeof formsFor>

/** The documented answer, in the form that the dialect gives it. */
function answerOf(service: Service, request: IncomingMessage, arrived: Arrived): Answer {
  const { found, locale, parsed, call } = arrived
  const operation = found.kind === 'operation' ? found.operation.id : undefined
  const { dialect, dialectSeed: seed, missed, neverLate, world } = service
  const speech = { dialect, operation, seed, call }
  const moves = world.clock.speed() > 0 && !neverLate
  // First: what follows gives "does not exist" its form.
  const forms = [...(moves ? momentaryForms(speech, missed) : []), ...formsFor(speech)]
  const answer = attempt(locale, () => carryOut(service, request, arrived, forms))
  return { ...answer, ...spoken(forms, answer, { body: parsed, locale }) }
}

function carryOut(service: Service, request: IncomingMessage, arrived: Arrived, forms: Forms): Answer {
  const { path, found, body, locale, call: number } = arrived
  if (iamOperation(path)) return answerIam(service, request, path, body)
  if (found.kind === 'unknown') throw new RefusedCall('APIGW.0101', 'no such path')
  if (found.kind === 'other-method') throw new RefusedCall('APIGW.0101', 'no such method', 405)
  if (!body) throw new RefusedCall('APIGW.0201', 'at most 12 MB')
  authenticate(service, request, body)
  const { project_id, ...params } = found.params
  const { operation } = found
  if (project_id !== service.projectId) throw new RefusedCall(noSuchProject[operation.api])
  const handler = everyHandler.find((known) => known.operation === operation)
  if (!handler) throw new RefusedCall('APIGW.0101', 'not part of the local DRS yet', 501)
  const region = request.headers.region === undefined ? undefined : String(request.headers.region)
  const given = { world: service.world, locale, query: queryOf(request), params, region }
  const { upload } = operation
  const call = upload ? { ...given, file: uploaded(upload, request, body) } : given
  const asked = upload ? {} : heard(forms, content(operation, request, body))
  const answer = answered(service, handler, asked, call, number)
  const other = answer instanceof OtherAnswer ? answer : { status: operation.success, body: answer }
  return { status: other.status, body: embellish(other.body, number) }
}

/** Readers may see what was accepted some seconds late. */
function answered(service: Service, handler: Handler, asked: unknown, call: Call, number: number): unknown {
  const { dialect, dialectSeed: seed, late, neverLate } = service
  const { id } = handler.operation
  const world = lateReads.has(id) ? late.world : call.world
  const work = () => handler.answer(asked, { ...call, world })
  return lateChanges.has(id) && !neverLate
    ? late.change(latenessOf({ dialect, seed, call: number }), work)
    : work()
}

/** The file of a form, as large and named as is declared (tables A-5 and 7-232). */
function uploaded(upload: Upload, request: IncomingMessage, body: Buffer): UploadedFile {
  const type = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\b/i.test(type)) throw new RefusedCall(fieldCodes.v5.value, 'Content-Type', 415)
  const file = fileIn(type, body, upload.file)
  if (!file) throw new RefusedCall(fieldCodes.v5.missing, upload.file)
  const { endings, maxBytes } = upload
  if (endings && !endings.some((ending) => file.name.toLowerCase().endsWith(ending))) {
    throw new RefusedCall('DRS.10030006', endings.join(', '))
  }
  if (maxBytes !== undefined && file.bytes.length > maxBytes) {
    throw new RefusedCall('DRS.10030001', `${maxBytes / 1024 / 1024} MB`)
  }
  return file
}

const everyHandler = [...handlers, ...handlersV5]

const noSuchProject = { v3: 'DRS.M00261', v5: 'DRS.10020072' } as const

/** IAM lists projects to those who are let in; tokens it gives to everybody who knows a password. */
function answerIam(
  service: Service,
  request: IncomingMessage,
  path: string,
  body: Buffer | undefined,
): Answer {
  if (!body) throw new RefusedCall('APIGW.0201', 'at most 12 MB')
  const method = request.method ?? 'GET'
  if (iamOperation(path) === 'iam-projects') authenticate(service, request, body)
  return iamCall(service.iam, { method, path, query: queryOf(request), body: jsonOf(body) })
}

/** A parameter that comes several times is a list, here joined by commas. */
function queryOf(request: IncomingMessage): Readonly<Record<string, string>> {
  const search = new URLSearchParams((request.url ?? '').split('?')[1] ?? '')
  return Object.fromEntries([...search.keys()].map((name) => [name, search.getAll(name).join()]))
}

/** A signature, or a token of IAM's; one that IAM does not know (any more) is DRS.M00100. */
function authenticate(service: Service, request: IncomingMessage, body: Buffer): void {
  const token = request.headers['x-auth-token']
  if (request.headers.authorization === undefined && token !== undefined) {
    if (service.iam.accepts(String(token))) return
    throw new RefusedCall('DRS.M00100')
  }
  const signed = {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    headers: request.headers,
    body,
  }
  const fault = signatureFault(signed, service.keys, service.now())
  if (fault) throw new RefusedCall('APIGW.0301', fault)
}

/** The body of an operation that has one must be JSON and be called so (A.2, 415). */
function content(operation: Operation, request: IncomingMessage, body: Buffer): unknown {
  if (operation.method === 'GET') return {}
  const codes = fieldCodes[operation.api]
  const type = request.headers['content-type'] ?? 'application/json'
  if (!/^application\/json\b/i.test(type)) throw new RefusedCall(codes.value, 'Content-Type', 415)
  const parsed = jsonOf(body)
  if (parsed === undefined && body.length > 0) throw new RefusedCall(codes.request)
  return parsed ?? {}
}

function jsonOf(body: Buffer | undefined): unknown {
  try {
    return body?.length ? JSON.parse(body.toString('utf8')) : undefined
  } catch {
    return undefined // not JSON: the caller is told so in `content`
  }
}

/**
 * The real service sends fields that no table names, and nulls. Now and then an answer gets some of both, so that
 * clients stay honest; which ones depends on nothing but the number of the call.
 */
function embellish(answer: unknown, call: number): unknown {
  if (!isRow(answer) || noise('embellish', call) < 0.6) return answer
  return Object.fromEntries([
    ...Object.entries(answer).map(([name, value]): [string, unknown] => [name, withExtras(value)]),
    ['enterprise_project_name', null],
  ])
}

function withExtras(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.map((item: unknown) => (isRow(item) ? { ...item, extend_info: null, sort_no: '0' } : item))
}
