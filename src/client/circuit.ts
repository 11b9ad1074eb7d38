/**
 * A breaker before DRS. After several failures in a row (no answer, or 5xx) calls are not sent for a while; then one
 * call at a time may try, and the first answer lets all through again.
 *
 * ```
 * closed ──N failures──▶ open ──pause over──▶ probing ──answer──▶ closed
 *                          ▲                     │
 *                          └──failure, longer────┘
 * ```
 */
export type Circuit =
  | { readonly kind: 'closed'; readonly failures: number }
  /** `pauses`: how often in a row it was opened. */
  | { readonly kind: 'open'; readonly until: number; readonly pauses: number }
  | { readonly kind: 'probing'; readonly pauses: number }

export const closedCircuit: Circuit = { kind: 'closed', failures: 0 }

export const circuitLimits = { failures: 5, firstPauseMs: 1_000, longestPauseMs: 60_000 } as const

/** How a call that was let through ended; `probe` is what `admit` said of it. */
export interface CallOutcome {
  readonly answered: boolean
  readonly probe: boolean
}

export type Admission =
  | { readonly admitted: true; readonly probe: boolean; readonly next: Circuit }
  /** `waitMs`: when asking again makes sense. */
  | { readonly admitted: false; readonly waitMs: number }

/** May a call be sent now? */
export function admitCall(circuit: Circuit, now: number): Admission {
  if (circuit.kind === 'closed') return { admitted: true, probe: false, next: circuit }
  // The probe ends with the time limit of its call at the latest; a moment later its result is there.
  if (circuit.kind === 'probing') return { admitted: false, waitMs: circuitLimits.firstPauseMs }
  if (now < circuit.until) return { admitted: false, waitMs: circuit.until - now }
  return { admitted: true, probe: true, next: { kind: 'probing', pauses: circuit.pauses } }
}

/** The circuit after a call. An answer closes it whoever got it; a late failure of an older call changes nothing. */
export function settleCircuit(
  circuit: Circuit,
  outcome: CallOutcome,
  now: number,
  failures: number = circuitLimits.failures,
): Circuit {
  if (outcome.answered) return closedCircuit
  if (circuit.kind === 'closed') return counted(circuit.failures + 1, failures, now)
  if (circuit.kind === 'probing' && outcome.probe) return opened(circuit.pauses + 1, now)
  return circuit
}

function counted(failed: number, limit: number, now: number): Circuit {
  return failed < limit ? { kind: 'closed', failures: failed } : opened(1, now)
}

function opened(pauses: number, now: number): Circuit {
  const { firstPauseMs, longestPauseMs } = circuitLimits
  return { kind: 'open', until: now + Math.min(longestPauseMs, firstPauseMs * 2 ** (pauses - 1)), pauses }
}
