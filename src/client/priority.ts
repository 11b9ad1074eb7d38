import type { Priority } from '../ports/call-budget.ts'
import type { Client } from './client.ts'

/** The same client, whose calls stand in the given queue where they do not name one. For the poller: `rounds`. */
export function withPriority(client: Client, priority: Priority): Client {
  return {
    ...client,
    call: (op, input) => client.call(op, { priority, ...input }),
    callAny: (op, input) => client.callAny(op, { priority, ...input }),
    callForFile: (op, input) => client.callForFile(op, { priority, ...input }),
  }
}
