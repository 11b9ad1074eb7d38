/** Disturbs the next `times` calls of a Web API method (`*` for any). */
export interface ApiFault {
  readonly method: string
  readonly kind: 'error' | 'rate-limit' | 'status' | 'delay' | 'drop'
  /** How many calls; 1 without it. */
  readonly times?: number
  /** With `error`, Slack's code. */
  readonly error?: string
  /** With `rate-limit`, seconds for Retry-After. */
  readonly retryAfter?: number
  /** With `status`, the HTTP status. */
  readonly status?: number
  /** With `delay`, milliseconds. */
  readonly delayMs?: number
  /** `after`: the call is carried out and only its answer is lost or late. */
  readonly when?: 'before' | 'after'
}

/** Faults waiting for their call. */
export function createApiFaults() {
  let waiting: readonly ApiFault[] = []
  return {
    add(fault: ApiFault) {
      waiting = [...waiting, fault]
    },
    clear() {
      waiting = []
    },
    list: () => waiting,
    /** The fault for this call, if one is waiting; it is used up. */
    take(method: string): ApiFault | undefined {
      const fault = waiting.find((one) => one.method === method || one.method === '*')
      if (!fault) return undefined
      const left = (fault.times ?? 1) - 1
      waiting = waiting.flatMap((one) =>
        one !== fault ? [one] : left > 0 ? [{ ...fault, times: left }] : [],
      )
      return fault
    },
  }
}

export type ApiFaults = ReturnType<typeof createApiFaults>
