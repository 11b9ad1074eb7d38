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

/** The same value with stars where a name tells of a secret. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, secretName.test(name) ? '***' : masked(inner)]),
  )
}
