import {
  type Admission,
  admitCall,
  type Circuit,
  circuitLimits,
  closedCircuit,
  settleCircuit,
} from './circuit.ts'
import { circuitOpen } from './errors.ts'
import type { ClientLog } from './log.ts'
import { type HttpAnswer, HttpFault } from './send.ts'

/** The circuit of one connection in this process. */
export interface Breaker {
  /** Throws `DrsError` (`circuit-open`) while calls are not sent; takes no probe. */
  check(operation: string): void
  /** Sends if the circuit lets it; else throws like `check`. */
  through(operation: string, send: () => Promise<HttpAnswer | HttpFault>): Promise<HttpAnswer | HttpFault>
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
    const admission = admitCall(circuit, now())
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
        become(settleCircuit(circuit, { answered, probe }, now(), failures))
      }
    },
  }
}

/** 5xx says no more about the call than silence does. */
function isAnswer(result: HttpAnswer | HttpFault): boolean {
  return result instanceof HttpFault ? result.kind === 'oversized' : result.status < 500
}
