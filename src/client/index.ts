/** The way to DRS: `createClient` for any operation, `createTaskService` for the task model over it. */

export { type Batch, callInBatches } from './batch.ts'
export {
  type CallInput,
  type Client,
  type ClientLog,
  type ClientOptions,
  type Connection,
  createClient,
  type Language,
} from './client.ts'
export type { Credentials } from './sign.ts'
export { createTaskService } from './v3/service.ts'
