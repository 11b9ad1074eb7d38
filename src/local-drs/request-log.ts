/** A call that came in. Passwords and keys in `body` are stars. */
export interface LoggedCall {
  readonly at: number
  /** How long the answer took, in milliseconds. */
  readonly ms: number
  readonly method: string
  readonly path: string
  /** Operation id; absent for paths that lead nowhere. */
  readonly operation?: string | undefined
  /** HTTP status; 0 when the connection was cut. */
  readonly status: number
  readonly requestId: string
  readonly language?: string | undefined
  readonly body?: unknown
  /** Stack of a defect of the local DRS itself (status 500). */
  readonly defect?: string | undefined
}

export interface RequestLog {
  /** `answer` is the body that went back, as JSON has it. */
  add(call: LoggedCall, answer?: unknown): void
  /** The latest calls, oldest first. */
  last(count: number): readonly LoggedCall[]
  /** What was answered to one of the latest calls, with stars for secrets. */
  answer(requestId: string): unknown
}

/** Answers can be large: only so many are kept. */
const keptAnswers = 100

export function createRequestLog(capacity = 5_000): RequestLog {
  let calls: readonly LoggedCall[] = []
  const answers = new Map<string, unknown>()
  return {
    add(call, answer) {
      calls = [...calls, { ...call, body: masked(call.body) }].slice(-capacity)
      answers.set(call.requestId, answer)
      const [oldest] = answers.keys()
      if (answers.size > keptAnswers && oldest !== undefined) answers.delete(oldest)
    },
    last: (count) => calls.slice(-count),
    answer: (requestId) => masked(answers.get(requestId)),
  }
}

const secretName = /password|passwd|pwd|secret|token|_key$|keytab|key_tab|cert_key|store_key|^property$/i

/** What is deeper or longer was sent to try us, not to be read here. */
const deepest = 30
const longest = 1_000

/** The same value with stars where a name tells of a secret, cut where it is very deep or very long. */
export function masked(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth === deepest) return '…'
  if (Array.isArray(value)) return value.slice(0, longest).map((inner) => masked(inner, depth + 1))
  const entries = Object.entries(value).slice(0, longest)
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, secretName.test(name) ? '***' : masked(inner, depth + 1)]),
  )
}
