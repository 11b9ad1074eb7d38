import type { Operation, ResponseOf } from '../drs/operation.ts'
import type { CallBudget, Lane } from '../ports/call-budget.ts'
import type { TokenStore } from '../ports/token-store.ts'
import { type AnyAnswer, readAnswer, readAny } from './answer.ts'
import { repeated } from './attempts.ts'
import { createBreaker } from './breaker.ts'
import type { CallInput } from './call.ts'
import type { Connection } from './connection.ts'
import { largestFile, type ReceivedFile, readFile } from './download.ts'
import { failure, invalidRequest } from './errors.ts'
import { type Headers, identityOf, isIdentityRefused, tokensIn } from './identity.ts'
import { type ClientLog, silent } from './log.ts'
import { createTurns } from './permits.ts'
import { type Scrubbing, scrubbingOf } from './redact.ts'
import { type Draft, draftOf } from './request.ts'
import { createSender, tried, type WireAnswer } from './send.ts'

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
  /** Longest wait for a turn in ms, default 20 000. */
  readonly longestTurnMs?: number
  /** Hears of every secret that is sent in a header, so that no output shows it. */
  learn?(secret: string): void
  /** Shares the tokens of IAM among replicas; without one each process keeps its own. */
  readonly tokens?: TokenStore
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
  /**
   * Calls a download. Throws like `call`; `malformed` for an answer without a file or with one over 50 MB. The file comes
   * as it is: nothing is scrubbed from it.
   */
  callForFile<Op extends Operation>(op: Op, input?: CallInput<Op>): Promise<ReceivedFile>
  /**
   * Calls any operation with data of unknown origin, and shows what came: also where `call` would say `malformed`.
   * Throws `DrsError` like `call` for everything that was refused or not answered.
   */
  callAny(op: Operation, input?: CallInput): Promise<AnyAnswer>
  /** Closes idle connections. */
  close(): void
}

interface Exchange {
  readonly answer: WireAnswer
  readonly scrubbing: Scrubbing
}

/** A client for one connection; calls of several languages may share it. */
export function createClient(connection: Connection, options: ClientOptions): Client {
  const { timeoutMs = 15_000, connectTimeoutMs = 5_000, log = silent, now, random, sleep } = options
  const around = { now, random, sleep, log }
  const sender = createSender({ timeoutMs, connectTimeoutMs })
  const { name, projectId, region } = connection
  const { budget, longestTurnMs = 20_000 } = options
  const turn = createTurns({ connection: name, budget, longestMs: longestTurnMs, log, sleep })
  const fileLimits = { timeoutMs: options.fileTimeoutMs ?? 120_000, largestAnswer: largestFile }
  const breaker = createBreaker({ connection: name, log, now, failures: options.circuitFailures })
  const identity = identityOf(connection, { sender, around, store: options.tokens })

  /** `headers` are made at the last moment: a signature carries the time, and the turn may have been waited for. */
  async function send(op: Operation, draft: Draft, lane: Lane, headers: () => Promise<Headers>) {
    breaker.check(op.id)
    await turn(op, lane)
    const limits = op.download || op.upload ? fileLimits : {}
    const request = { ...draft, ...limits, headers: await headers(), ownConnection: op.risk !== 'read' }
    const result = await breaker.through(op.id, () => tried(sender.send(request)))
    return { result, sent: request.headers }
  }

  /** One attempt; a second request only if DRS did not accept the token, and so has done nothing yet. */
  async function attempt(op: Operation, draft: Draft, lane: Lane) {
    const first = await send(op, draft, lane, () => identity.headers(draft))
    const { otherHeaders } = identity
    if (otherHeaders === undefined || !isIdentityRefused(first.result)) return first
    return send(op, draft, lane, () => otherHeaders(draft, first.sent))
  }

  async function exchange(op: Operation, input: CallInput): Promise<Exchange> {
    const draft = draftOf(connection, op, input)
    const tokens = new Set<string>()
    const scrubbing = () => scrubbingOf(op, input.body, tokens)
    const answer = await repeated(around, {
      risk: op.risk,
      facts: { connection: name, operation: op.id },
      once: async () => {
        const { result, sent } = await attempt(op, draft, input.lane ?? 'people')
        for (const token of tokensIn(sent)) {
          tokens.add(token)
          options.learn?.(token)
        }
        return result
      },
      explain: (result) => failure(op.id, result, scrubbing()),
    })
    return { answer, scrubbing: scrubbing() }
  }

  return {
    connection: { name, projectId, region },
    log,
    async call(op, input = {}) {
      if (op.download) throw invalidRequest(op.id, 'This operation answers with a file.')
      const { answer, scrubbing } = await exchange(op, input)
      return readAnswer(op, answer, scrubbing, log)
    },
    async callForFile(op, input = {}) {
      if (!op.download) throw invalidRequest(op.id, 'This operation does not answer with a file.')
      const { answer, scrubbing } = await exchange(op, input)
      return readFile(op, answer, scrubbing)
    },
    async callAny(op, input = {}) {
      if (op.download) throw invalidRequest(op.id, 'This operation answers with a file.')
      const { answer, scrubbing } = await exchange(op, input)
      return readAny(op, answer, scrubbing)
    },
    close: sender.close,
  }
}
