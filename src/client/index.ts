/** The way to DRS: `createClient` for any operation, `createTaskServiceFor` for the task model over it. */

export { askedTwice } from './asked-twice.ts'
export { createTaskServiceFor } from './both-versions.ts'
export { type Client, type ClientAttempt, type ClientOptions, createClient, withPriority } from './client.ts'
export type { Connection, TokenCredentials } from './connection.ts'
export { pagesOf, wholeAnswer } from './paging.ts'
export { createTaskServiceV3 } from './v3/service.ts'
