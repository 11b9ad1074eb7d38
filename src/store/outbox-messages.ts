import { outboxMessageSchema } from '../domain/delivery/outbox-message.ts'
import { storedKind } from './stored.ts'

/** What waits in an outbox. */
export const outboxMessageKind = storedKind({
  name: 'outbox message',
  version: 1,
  schema: outboxMessageSchema,
})
