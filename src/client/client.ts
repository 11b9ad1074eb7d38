import type * as z from 'zod'
import type { DrsError } from '../drs/drs-error.ts'
import type { Operation, RequestOf, ResponseOf } from '../drs/operation.ts'
import { invalidRequest, malformed, parseJson, refusal, requestIdOf, unanswered } from './errors.ts'
import { type AttemptOutcome, retryAfterMs, retryDecision } from './retry.ts'
import { type Scrubbing, scrub, secretNames, secretValues } from './scrub.ts'
import { createSender, largestBody, type WireAnswer, WireFault } from './send.ts'
import { authorization, type Credentials, sdkDate } from './sign.ts'

/** One DRS project in one region. */
export interface Connection {
  /** Name in the configuration. */
  readonly name: string
  /** `https://drs.eu-west-101.myhuaweicloud.eu`; without a scheme, https. */
  readonly endpoint: string
  readonly projectId: string
  readonly region: string
  /** A function is asked before every attempt, so that temporary keys may change. */
  readonly credentials: Credentials | (() => Credentials | Promise<Credentials>)
}

/** pino fits. */
export interface ClientLog {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void
}

export interface ClientOptions {
  /** Milliseconds since the epoch. */
  now(): number
  /** From 0 to 1. */
  random(): number
  sleep(ms: number): Promise<void>
  readonly log?: ClientLog
  /** Milliseconds for one attempt, default 15 000. */
  readonly timeoutMs?: number
  /** Milliseconds to connect, default 5 000. */
  readonly connectTimeoutMs?: number
}

export type Language = 'en-us' | 'zh-cn'

/** Enumerated texts are open here: above the API layer they are plain strings, and the request schema checks them. */
export type Open<T> = T extends string
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Open<Item>[]
    : T extends object
      ? { readonly [Field in keyof T]: Open<T[Field]> }
      : T

export interface CallInput<Op extends Operation = Operation> {
  readonly body?: Open<RequestOf<Op>>
  readonly query?: Readonly<Record<string, unknown>>
  /** Path parameters besides `project_id`. */
  readonly params?: Readonly<Record<string, string>>
  readonly language?: Language
}

export interface Client {
  readonly connection: Pick<Connection, 'name' | 'projectId' | 'region'>
  readonly log: ClientLog
  /**
   * Calls one operation and returns its answer without secrets. Throws `DrsError`, also for a request that its schema
   * refuses (`invalid-request`). A read whose answer does not fit the schema is logged and returned as it came; after a
   * change nothing can be concluded from such an answer, and it is an error (`malformed`).
   */
  call<Op extends Operation>(op: Op, input?: CallInput<Op>): Promise<ResponseOf<Op>>
  /** Closes idle connections. */
  close(): void
}

const silent: ClientLog = { warn: () => undefined }

/** A client for one connection; calls of several languages may share it. */
export function createClient(connection: Connection, options: ClientOptions): Client {
  const { timeoutMs = 15_000, connectTimeoutMs = 5_000, log = silent } = options
  const sender = createSender({ timeoutMs, connectTimeoutMs })
  const { name, projectId, region } = connection

  async function attempt(op: Operation, draft: Draft): Promise<WireAnswer | WireFault> {
    const headers = await signedHeaders(connection, draft, options.now())
    try {
      return await sender.send({ ...draft, headers, ownConnection: op.risk !== 'read' })
    } catch (error) {
      if (error instanceof WireFault) return error
      throw error
    }
  }

  async function answerOf(op: Operation, draft: Draft, scrubbing: Scrubbing): Promise<WireAnswer> {
    for (let made = 1; ; made += 1) {
      const result = await attempt(op, draft)
      if (!(result instanceof WireFault) && isSuccess(result.status)) return result
      const error = failure(op, result, scrubbing)
      const outcome = outcomeOf(result, error.retryable, options.now())
      const decision = retryDecision({ risk: op.risk, outcome, attempt: made, random: options.random() })
      if (!decision.retry) throw error
      const facts = { connection: name, operation: op.id, code: error.code, attempt: made, ...decision }
      log.warn(facts, 'DRS call failed and is repeated')
      await options.sleep(decision.afterMs)
    }
  }

  return {
    connection: { name, projectId, region },
    log,
    async call(op, input = {}) {
      const draft = draftOf(connection, op, input)
      const names = new Set([...secretNames(op.request), ...secretNames(op.response)])
      const scrubbing = { names, values: secretValues(input.body, names) }
      const answer = await answerOf(op, draft, scrubbing)
      return readAnswer(op, answer, scrubbing, log)
    },
    close: sender.close,
  }
}

/** A request before it is signed. */
interface Draft {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

function draftOf(connection: Connection, op: Operation, input: CallInput): Draft {
  const url = new URL(pathOf(connection, op, input.params ?? {}), originOf(connection.endpoint))
  for (const [name, value] of queryOf(op, input.query)) url.searchParams.append(name, value)
  return {
    method: op.method,
    // URLSearchParams writes a space as `+`, which the gateway would hash as a plus sign.
    url: url.href.replaceAll('+', '%20'),
    headers: {
      'Content-Type': 'application/json',
      'X-Language': input.language ?? 'en-us',
      'X-Project-Id': connection.projectId,
      Host: url.host,
    },
    body: bodyOf(op, input.body),
  }
}

function originOf(endpoint: string): string {
  return /^https?:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`
}

function pathOf(connection: Connection, op: Operation, params: Readonly<Record<string, string>>): string {
  const values: Readonly<Record<string, string | undefined>> = { ...params, project_id: connection.projectId }
  return op.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (!value) throw invalidRequest(op.id, `The path parameter ${name} is missing.`)
    return encodeURIComponent(value)
  })
}

function queryOf(op: Operation, query: CallInput['query']): readonly (readonly [string, string])[] {
  if (op.query === undefined && query === undefined) return []
  if (op.query === undefined) throw invalidRequest(op.id, 'This operation has no query parameters.')
  return Object.entries(checked(op, op.query, query ?? {})).flatMap(([name, value]) =>
    [value]
      .flat()
      .flatMap((item) => (item === undefined || item === null ? [] : [[name, `${item}`] as const])),
  )
}

/** The body's text, checked by the operation's schema and by the gateway's limit before anything is signed. */
function bodyOf(op: Operation, body: unknown): string {
  const data = checked(op, op.request, body ?? {})
  if (op.method === 'GET' || body === undefined) return ''
  const text = JSON.stringify(data)
  if (Buffer.byteLength(text) <= largestBody) return text
  throw invalidRequest(op.id, `The request body is larger than ${largestBody} bytes.`)
}

/** The data if the schema takes it. Issues name fields and rules; they never repeat values, which may be secret. */
function checked<Schema extends z.ZodType>(op: Operation, schema: Schema, data: unknown): z.output<Schema> {
  const result = schema.safeParse(data, { reportInput: false })
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = issue?.path.join('.') || 'body'
  throw invalidRequest(op.id, `${field}: ${issue?.message ?? 'not allowed'}`)
}

async function signedHeaders(
  { credentials }: Connection,
  draft: Draft,
  now: number,
): Promise<Record<string, string>> {
  const keys = typeof credentials === 'function' ? await credentials() : credentials
  const headers = {
    ...draft.headers,
    'X-Sdk-Date': sdkDate(now),
    ...(keys.securityToken === undefined ? {} : { 'X-Security-Token': keys.securityToken }),
  }
  return { ...headers, Authorization: authorization({ ...draft, headers }, keys) }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

function failure(op: Operation, result: WireAnswer | WireFault, scrubbing: Scrubbing): DrsError {
  return result instanceof WireFault ? unanswered(op.id, result) : refusal(op.id, result, scrubbing)
}

function outcomeOf(result: WireAnswer | WireFault, retryable: boolean, now: number): AttemptOutcome {
  if (result instanceof WireFault) return { kind: result.kind }
  const wait = retryAfterMs(result.headers['retry-after'], now)
  return { kind: 'answer', status: result.status, retryable, retryAfterMs: wait }
}

function readAnswer<Op extends Operation>(
  op: Op,
  answer: WireAnswer,
  scrubbing: Scrubbing,
  log: ClientLog,
): ResponseOf<Op> {
  const body = answer.text === '' ? {} : parseJson(answer.text)
  if (body === undefined) throw malformed(op.id, 'The answer is not JSON.', answer)
  const data = scrub(body, scrubbing)
  const result = op.response.safeParse(data)
  // The schema of `Op` made this value; zod's type of a schema known only as `ZodType` is unknown.
  if (result.success) return result.data as ResponseOf<Op>
  const fields = result.error.issues.map((issue) => issue.path.join('.') || 'body')
  if (op.risk !== 'read' || typeof data !== 'object' || data === null)
    throw malformed(op.id, `The answer does not have the documented form: ${fields.join(', ')}`, answer)
  log.warn(
    { operation: op.id, fields, requestId: requestIdOf(answer) },
    'answer without the documented form, used as it is',
  )
  // Deliberately unchecked: a field of a surprising form must not hide the others; readers check each value they use.
  return data as ResponseOf<Op>
}
