import type { Lane } from '../ports/call-budget.ts'
import type { Client } from './client.ts'

/** The same client, whose calls stand in the given queue where they do not name one. For the poller: `rounds`. */
export function inLane(client: Client, lane: Lane): Client {
  return {
    ...client,
    call: (op, input) => client.call(op, { lane, ...input }),
    callAny: (op, input) => client.callAny(op, { lane, ...input }),
    callForFile: (op, input) => client.callForFile(op, { lane, ...input }),
  }
}
