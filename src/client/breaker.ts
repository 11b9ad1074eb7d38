import { type Admission, admit, type Circuit, circuitLimits, closedCircuit, settle } from './circuit.ts'
import { circuitOpen } from './errors.ts'
import type { ClientLog } from './log.ts'
import { type WireAnswer, WireFault } from './send.ts'

/** The circuit of one connection in this process. */
export interface Breaker {
  /** Throws `DrsError` (`circuit-open`) while calls are not sent; takes no probe. */
  check(operation: string): void
  /** Sends if the circuit lets it; else throws like `check`. */
  through(operation: string, send: () => Promise<WireAnswer | WireFault>): Promise<WireAnswer | WireFault>
}

export interface BreakerOptions {
  readonly connection: string
  readonly log: ClientLog
  now(): number
  /** Failures in a row that open it. */
  readonly failures?: number | undefined
}

export function createBreaker({ connection, log, now, failures }: BreakerOptions): Breaker {
  let circuit: Circuit = closedCircuit

  function admitted(operation: string): Admission & { admitted: true } {
    const admission = admit(circuit, now())
    if (!admission.admitted) throw circuitOpen(operation, admission.waitMs)
    return admission
  }

  function become(next: Circuit): void {
    const [wasClosed, isClosed] = [circuit.kind === 'closed', next.kind === 'closed']
    circuit = next
    if (wasClosed && !isClosed)
      log.warn(
        { connection, failures: failures ?? circuitLimits.failures },
        'DRS fails again and again: calls are held back',
      )
    if (!wasClosed && isClosed) log.warn({ connection }, 'DRS answers again: calls go on')
  }

  return {
    check: (operation) => {
      admitted(operation)
    },
    async through(operation, send) {
      const { probe, next } = admitted(operation)
      become(next)
      let answered = false
      try {
        const result = await send()
        answered = isAnswer(result)
        return result
      } finally {
        become(settle(circuit, { answered, probe }, now(), failures))
      }
    },
  }
}

/** 5xx says no more about the call than silence does. */
function isAnswer(result: WireAnswer | WireFault): boolean {
  return result instanceof WireFault ? result.kind === 'oversized' : result.status < 500
}
