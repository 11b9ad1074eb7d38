/** The way to DRS: `createClient` for any operation, `createTaskService` for the task model over it. */

export type { AnyAnswer } from './answer.ts'
export { type Batch, callInBatches } from './batch.ts'
export type { CallInput, Language } from './call.ts'
export { type Client, type ClientOptions, createClient } from './client.ts'
export type { Connection, TokenCredentials } from './connection.ts'
export type { ReceivedFile } from './download.ts'
export type { FileToSend } from './form.ts'
export { inLane } from './lane.ts'
export type { ClientLog } from './log.ts'
export { pagesOf } from './paging.ts'
export type { Credentials } from './sign.ts'
export { createTaskService } from './v3/service.ts'
