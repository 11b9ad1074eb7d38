import { entrySchema } from '../domain/delivery/outbox-message.ts'
import { storedKind } from './stored.ts'

/** What waits in an outbox. */
export const entryKind = storedKind({ name: 'outbox entry', version: 1, schema: entrySchema })
