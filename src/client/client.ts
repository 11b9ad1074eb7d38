import type { CallBudget, Lane } from '../domain/call-budget.ts'
import type { Operation, ResponseOf } from '../drs/operation.ts'
import { readAnswer } from './answer.ts'
import { repeated } from './attempts.ts'
import { createBreaker } from './breaker.ts'
import type { CallInput } from './call.ts'
import type { Connection } from './connection.ts'
import { failure } from './errors.ts'
import { type ClientLog, silent } from './log.ts'
import { type Draft, draftOf } from './request.ts'
import { scrubbingOf } from './scrub.ts'
import { createSender, tried, type WireAnswer, type WireFault } from './send.ts'
import { signed } from './sign.ts'
import { createTurns } from './turns.ts'

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
  /** Failures in a row (no answer, or 5xx) after which calls are held back for a while, default 5. */
  readonly circuitFailures?: number
  /** Counts the calls of all replicas; without one the calls are not limited. */
  readonly budget?: CallBudget
  /** Longest wait for a turn in ms, default 20 000. */
  readonly longestTurnMs?: number
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

/** A client for one connection; calls of several languages may share it. */
export function createClient(connection: Connection, options: ClientOptions): Client {
  const { timeoutMs = 15_000, connectTimeoutMs = 5_000, log = silent, now, random, sleep } = options
  const around = { now, random, sleep, log }
  const sender = createSender({ timeoutMs, connectTimeoutMs })
  const { name, projectId, region } = connection
  const { budget, longestTurnMs = 20_000 } = options
  const turn = createTurns({ connection: name, budget, longestMs: longestTurnMs, log, sleep })
  const breaker = createBreaker({ connection: name, log, now, failures: options.circuitFailures })

  async function attempt(op: Operation, draft: Draft, lane: Lane): Promise<WireAnswer | WireFault> {
    breaker.check(op.id)
    await turn(op, lane)
    const { credentials } = connection
    const keys = typeof credentials === 'function' ? await credentials() : credentials
    const headers = signed(draft, keys, now())
    const request = { ...draft, headers, ownConnection: op.risk !== 'read' }
    return breaker.through(op.id, () => tried(sender.send(request)))
  }

  return {
    connection: { name, projectId, region },
    log,
    async call(op, input = {}) {
      const draft = draftOf(connection, op, input)
      const scrubbing = scrubbingOf(op, input.body)
      const answer = await repeated(around, {
        risk: op.risk,
        facts: { connection: name, operation: op.id },
        once: () => attempt(op, draft, input.lane ?? 'people'),
        explain: (result) => failure(op.id, result, scrubbing),
      })
      return readAnswer(op, answer, scrubbing, log)
    },
    close: sender.close,
  }
}
