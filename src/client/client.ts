import type { Operation, ResponseOf } from '../drs/operation.ts'
import type { CallBudget, Priority } from '../ports/call-budget.ts'
import type { TokenStore } from '../ports/token-store.ts'
import { type RawAnswer, readAnswer, readRawAnswer } from './answer.ts'
import { createMissingGenerations, type MissingGenerations } from './api-version-cache.ts'
import { withRetry } from './attempts.ts'
import { createBreaker } from './breaker.ts'
import type { CallInput } from './call.ts'
import type { Connection } from './connection.ts'
import { type DownloadedFile, downloadedFileOf, largestFile } from './download.ts'
import { errorOfAttempt, invalidRequest } from './errors.ts'
import { authenticatorFor, isTokenRefused, type RequestHeaders, tokensIn } from './identity.ts'
import { type ClientLog, silentLog } from './log.ts'
import { createPermits } from './permits.ts'
import { type RedactionRules, redactionRulesOf } from './redact.ts'
import { type UnsignedRequest, unsignedRequestOf } from './request.ts'
import { asResult, createHttpTransport, type HttpAnswer, HttpFault, type HttpTransport } from './send.ts'

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
  /** Milliseconds for one attempt of an upload or download, default 120 000. */
  readonly fileTimeoutMs?: number
  /** Failures in a row (no answer, or 5xx) after which calls are held back for a while, default 5. */
  readonly circuitFailures?: number
  /** Counts the calls of all replicas; without one the calls are not limited. */
  readonly budget?: CallBudget
  /** Longest wait for a permit in ms, default 20 000 for people and 45 000 for polls, whose calls are spread evenly. */
  readonly longestPermitWaitMs?: { readonly people: number; readonly polls: number }
  /** Hears of every secret that is sent in a header, so that no output shows it. */
  registerSecret?(secret: string): void
  /** Hears of every attempt once it is over, with the HTTP status if there was an answer. */
  onAttempt?(attempt: ClientAttempt): void
  /** Shares the tokens of IAM among replicas; without one each process keeps its own. */
  readonly tokens?: TokenStore
  /** Default: over HTTP. */
  readonly transport?: HttpTransport
}

/** One request to DRS, without the wait for its permit. */
export interface ClientAttempt {
  readonly connection: string
  readonly api: Operation['api']
  readonly status?: number
  readonly ms: number
}

export interface Client {
  readonly connection: Pick<Connection, 'name' | 'projectId' | 'region'>
  readonly log: ClientLog
  readonly missing: MissingGenerations
  /**
   * Calls one operation and returns its answer without secrets. Throws `DrsError`, also for a request that its schema
   * refuses (`invalid-request`). A read whose answer does not fit the schema is logged and returned as it came; after a
   * change nothing can be concluded from such an answer, and it is an error (`malformed`).
   */
  call<Op extends Operation>(op: Op, input?: CallInput<Op>): Promise<ResponseOf<Op>>
  /**
   * Calls a download. Throws like `call`; `malformed` for an answer without a file or with one over 50 MB. The file comes
   * as it is: nothing is redacted from it.
   */
  callForFile<Op extends Operation>(op: Op, input?: CallInput<Op>): Promise<DownloadedFile>
  /**
   * Calls any operation with data of unknown origin, and shows what came: also where `call` would say `malformed`.
   * Throws `DrsError` like `call` for everything that was refused or not answered.
   */
  callAny(op: Operation, input?: CallInput): Promise<RawAnswer>
  /** Closes idle connections. */
  close(): void
}

interface Exchange {
  readonly answer: HttpAnswer
  readonly rules: RedactionRules
}

/** A client for one connection; calls of several languages may share it. */
export function createClient(connection: Connection, options: ClientOptions): Client {
  const { timeoutMs = 15_000, connectTimeoutMs = 5_000, log = silentLog, now, random, sleep } = options
  const around = { now, random, sleep, log }
  const transport = options.transport ?? createHttpTransport({ timeoutMs, connectTimeoutMs })
  const { name, projectId, region } = connection
  const [turn, heard] = [permitsOf(name, options), hearing(name, options)]
  const fileLimits = { timeoutMs: options.fileTimeoutMs ?? 120_000, largestAnswer: largestFile }
  const breaker = createBreaker({ connection: name, log, now, failures: options.circuitFailures })
  const authenticator = authenticatorFor(connection, {
    transport,
    retryDeps: around,
    store: options.tokens,
  })

  /** `headers` are made at the last moment: a signature carries the time, and the permit may have been waited for. */
  async function send(
    op: Operation,
    draft: UnsignedRequest,
    priority: Priority,
    headers: () => Promise<RequestHeaders>,
  ) {
    breaker.check(op.id)
    await turn(op, priority)
    const limited = op.download || op.upload ? { ...draft, ...fileLimits } : draft
    const request = { ...limited, headers: await headers(), ownConnection: op.risk !== 'read' }
    const result = await breaker.through(op.id, () => heard(op, () => asResult(transport.send(request))))
    return { result, sent: request.headers }
  }

  /** One attempt; a second request only if DRS did not accept the token, and so has done nothing yet. */
  async function attempt(op: Operation, draft: UnsignedRequest, priority: Priority) {
    const first = await send(op, draft, priority, () => authenticator.headers(draft))
    const { otherHeaders } = authenticator
    if (otherHeaders === undefined || !isTokenRefused(first.result)) return first
    return send(op, draft, priority, () => otherHeaders(draft, first.sent))
  }

  async function exchange(op: Operation, input: CallInput): Promise<Exchange> {
    const draft = unsignedRequestOf(connection, op, input)
    const tokens = new Set<string>()
    const rules = () => redactionRulesOf(op, input.body, tokens)
    const answer = await withRetry(around, {
      risk: op.risk,
      facts: { connection: name, operation: op.id },
      attempt: async () => {
        const { result, sent } = await attempt(op, draft, input.priority ?? 'people')
        for (const token of tokensIn(sent)) {
          tokens.add(token)
          options.registerSecret?.(token)
        }
        return result
      },
      explain: (result) => errorOfAttempt(op.id, result, rules(), now()),
    })
    return { answer, rules: rules() }
  }

  return {
    connection: { name, projectId, region },
    log,
    missing: createMissingGenerations(name, now, log),
    async call(op, input = {}) {
      if (op.download) throw invalidRequest(op.id, 'This operation answers with a file.')
      const { answer, rules } = await exchange(op, input)
      return readAnswer(op, answer, rules, log)
    },
    async callForFile(op, input = {}) {
      if (!op.download) throw invalidRequest(op.id, 'This operation does not answer with a file.')
      const { answer, rules } = await exchange(op, input)
      return downloadedFileOf(op, answer, rules)
    },
    async callAny(op, input = {}) {
      if (op.download) throw invalidRequest(op.id, 'This operation answers with a file.')
      const { answer, rules } = await exchange(op, input)
      return readRawAnswer(op, answer, rules)
    },
    close: transport.close,
  }
}

/** Tells of an attempt when it is over. */
function hearing(connection: string, { now, onAttempt }: ClientOptions) {
  return async ({ api }: Operation, send: () => Promise<HttpAnswer | HttpFault>) => {
    const begin = now()
    const result = await send()
    const status = result instanceof HttpFault ? {} : { status: result.status }
    onAttempt?.({ connection, api, ...status, ms: now() - begin })
    return result
  }
}

const longestWaits = { people: 20_000, polls: 45_000 }

function permitsOf(connection: string, options: ClientOptions) {
  const { budget, longestPermitWaitMs: longestMs = longestWaits, log = silentLog, sleep } = options
  return createPermits({ connection, budget, longestMs, log, sleep })
}

/** The same client, whose calls stand in the given queue where they do not name one. For the poller: `motion` or `rest`. */
export function withPriority(client: Client, priority: Priority): Client {
  return {
    ...client,
    call: (op, input) => client.call(op, { priority, ...input }),
    callAny: (op, input) => client.callAny(op, { priority, ...input }),
    callForFile: (op, input) => client.callForFile(op, { priority, ...input }),
  }
}
