import type { JsonObject } from './json.ts'

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api'

export interface Envelope {
  readonly type: EnvelopeType
  readonly payload: JsonObject
  /** How often it was sent before, and why that was not enough. */
  readonly retry?: { readonly attempt: number; readonly reason: string }
}

/** What came back for an envelope. `payload` is what the app answered, if anything. */
export type Ack = { readonly status: 'acked'; readonly payload: JsonObject | undefined } | Missed

/** No acknowledgement came, or a refusal. */
export interface Missed {
  readonly status: 'timeout' | 'unreachable'
  /** Slack's word for it in a repetition. */
  readonly reason: string
  /** The app wants no repetition. */
  readonly final?: boolean
}

/** A way to the app: Socket Mode or signed HTTP requests. */
export type Deliver = (envelope: Envelope) => Promise<Ack>

/** Disturbs envelopes on their way: the next `times` of that type (of any, without one). */
export interface EnvelopeFault {
  readonly kind: 'drop' | 'delay' | 'duplicate'
  readonly type?: EnvelopeType
  readonly times: number
  /** With `delay`, milliseconds. */
  readonly delayMs?: number
}

/** Envelope faults waiting for their envelope. */
export function createEnvelopeFaults() {
  let waiting: readonly EnvelopeFault[] = []

  function take(type: EnvelopeType): EnvelopeFault | undefined {
    const fault = waiting.find((one) => one.type === undefined || one.type === type)
    if (!fault) return undefined
    const rest = fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : []
    waiting = [...rest, ...waiting.filter((one) => one !== fault)]
    return fault
  }

  return {
    take,
    add(fault: EnvelopeFault) {
      waiting = [...waiting, fault]
    },
    clear() {
      waiting = []
    },
  }
}

export type EnvelopeFaults = ReturnType<typeof createEnvelopeFaults>

/** Timers that end with the server. */
export function createTimers() {
  const running = new Set<NodeJS.Timeout>()
  return {
    /** Runs `then` once after `ms` milliseconds, unless cancelled or stopped first. */
    after(ms: number, then: () => void): () => void {
      const timer = setTimeout(() => {
        running.delete(timer)
        then()
      }, ms)
      running.add(timer)
      return () => {
        clearTimeout(timer)
        running.delete(timer)
      }
    },
    stop() {
      for (const timer of running) clearTimeout(timer)
      running.clear()
    },
  }
}

export type Timers = ReturnType<typeof createTimers>
