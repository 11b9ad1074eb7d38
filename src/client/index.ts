/** The way to DRS: `createClient` for any operation, `createTaskServiceFor` for the task model over it. */

export { type Client, type ClientOptions, createClient } from './client.ts'
export type { Connection, TokenCredentials } from './connection.ts'
export { pagesOf } from './paging.ts'
export { withPriority } from './priority.ts'
export { createTaskServiceFor } from './services.ts'
export { createTaskServiceV3 } from './v3/service.ts'
