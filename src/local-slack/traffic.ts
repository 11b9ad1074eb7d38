import type { Ack, Deliver, Envelope } from './delivery.ts'
import { objectOf, textOf } from './json.ts'

/** One exchange between the local Slack and the app, whole: secrets in it are for whoever shows it to hide. */
export interface Exchange {
  /** `envelope` goes to the app; `call` and `response` (to a response_url) come from it. */
  readonly kind: 'envelope' | 'call' | 'response'
  /** The method, or the type of what was sent. */
  readonly name: string
  /** When it began, in milliseconds since the epoch. */
  readonly at: number
  /** How long it took, in milliseconds. */
  readonly ms: number
  readonly ok: boolean
  /** `ok`, the error, or what became of the envelope. */
  readonly outcome: string
  readonly request: unknown
  readonly answer: unknown
}

/** Somebody who is told of every exchange, after it. */
export type Observer = (exchange: Exchange) => void

/** The same way to the app, told of to an observer. `now` in milliseconds since the epoch. */
export function observed(deliver: Deliver, now: () => number, observe: Observer): Deliver {
  return async (envelope) => {
    const at = now()
    const ack = await deliver(envelope)
    observe({ kind: 'envelope', name: nameOf(envelope), at, ms: now() - at, ...outcomeOf(ack) })
    return ack

    function outcomeOf({ status, ...rest }: Ack) {
      const answer = 'payload' in rest ? rest.payload : rest
      return { ok: status === 'acked', outcome: status, request: envelope.payload, answer }
    }
  }
}

/** `block_actions`, `view_submission`, `app_mention`; a command by its own name. */
function nameOf({ type, payload }: Envelope): string {
  if (type === 'slash_commands') return textOf(payload.command) ?? type
  const inner = type === 'events_api' ? objectOf(payload.event) : payload
  return textOf(inner.type) ?? type
}
