/** A call that came in. Passwords and keys in `body` are stars. */
export interface LoggedCall {
  readonly at: number
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
  add(call: LoggedCall): void
  /** The latest calls, oldest first. */
  last(count: number): readonly LoggedCall[]
}

export function createRequestLog(capacity = 1_000): RequestLog {
  let calls: readonly LoggedCall[] = []
  return {
    add(call) {
      calls = [...calls, { ...call, body: masked(call.body) }].slice(-capacity)
    },
    last: (count) => calls.slice(-count),
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
