import { inspect } from 'node:util'
import * as z from 'zod'
import type { Client } from '../../src/client/client.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { operation, secret } from '../../src/drs/operation.ts'

/** Three small operations to try the client with. */

const common = { api: 'v3', title: { en: 'test', 'zh-CN': 'test' }, section: '0', success: 200 } as const

export const look = operation({
  ...common,
  id: 'look',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-status',
  risk: 'read',
  request: z.strictObject({ jobs: z.array(z.string()).min(1) }),
  response: z.looseObject({ count: z.number().optional(), keyring: secret(z.string()).optional() }),
})

export const fetchOne = operation({
  ...common,
  id: 'fetch-one',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/params',
  risk: 'read',
  query: z.strictObject({ name: z.string().optional(), flag: z.boolean().optional() }),
  request: z.strictObject({}),
  response: z.looseObject({}),
})

export const change = operation({
  ...common,
  id: 'change',
  method: 'DELETE',
  path: '/v3/{project_id}/jobs/batch-jobs',
  risk: 'destructive',
  request: z.strictObject({
    jobs: z.array(z.strictObject({ id: z.string(), db_password: secret(z.string()).optional() })),
  }),
  response: z.looseObject({ count: z.number() }),
})

export const password = 'pass-that-must-never-show'
export const changeBody = { jobs: [{ id: 'job-1', db_password: password }] }

/** The error of a call that must fail. */
export async function errorOf(promise: Promise<unknown>): Promise<DrsError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof DrsError)) throw new Error(`expected a DrsError, got ${inspect(error)}`)
  return error
}

export const calls: readonly [string, (client: Client) => Promise<unknown>][] = [
  ['a read', (client) => client.call(look, { body: { jobs: ['a'] } })],
  ['a change', (client) => client.call(change, { body: changeBody })],
]
