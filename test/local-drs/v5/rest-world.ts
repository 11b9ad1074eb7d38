import { expect } from 'vitest'
import { instances } from '../../../src/local-drs/databases.ts'
import type { LocalDrs, LocalDrsOptions, Seed } from '../../../src/local-drs/server.ts'
import { type Address, aDrs, ask, call } from '../a-drs.ts'
import type { Received } from '../signed-request.ts'

const access = { user: 'drs_user', password: 'secret' }

/** Databases that only synchronizations of some links have. */
const databases: NonNullable<Seed['databases']> = [
  { name: 'dws', engine: 'dws', host: '192.168.0.171', port: 8000, instanceId: 'dws-in', ...access },
  { name: 'ledger', engine: 'db2', host: '192.168.0.35', port: 50000, ...access },
]

/** One task per link that the calls of these tests distinguish; all are synchronizations that are being configured. */
const links = {
  oracle: { engine: 'oracle-to-gaussdbv5', source: '192.168.0.33:1521', destination: instances.gaussdb },
  kafka: { engine: 'mysql-to-kafka', source: '192.168.0.28:3306', destination: '192.168.0.40:9092' },
  mysql: { engine: 'mysql', source: '192.168.0.28:3306', destination: instances.mysql },
  postgresql: {
    engine: 'postgresql',
    source: '192.168.0.32:5432',
    destination: instances.postgresql,
  },
  dws: { engine: 'mysql', source: '192.168.0.28:3306', destination: 'dws-in' },
  db2: { engine: 'mysql', source: '192.168.0.35:50000', destination: instances.mysql },
} as const
export type Link = keyof typeof links

type Planted = NonNullable<Seed['tasks']>[number]

/** A local DRS that stands still and knows the databases above. */
export function aWorld(options: LocalDrsOptions = {}): Promise<LocalDrs> {
  return aDrs({ seed: { databases }, ...options })
}

/** Plants a synchronization and gives its id. */
export function aSync(drs: LocalDrs, link: Link, change: Partial<Planted> = {}): string {
  return drs.control.create({
    name: `sync-${link}`,
    scenario: 'sync',
    status: 'CONFIGURATION',
    ...links[link],
    ...change,
  }).id
}

/** Calls an operation about a task; the answer is checked against the contract. */
export function about(
  drs: LocalDrs,
  job_id: string,
  id: string,
  body?: unknown,
  query: Readonly<Record<string, string>> = {},
): Promise<Received['json']> {
  return call(drs, id, body, { params: { job_id }, query })
}

/** Status and code with which a call about a task is turned down, for example `400 DRS.10000010`. */
export async function refusal(
  drs: LocalDrs,
  job_id: string,
  id: string,
  body?: unknown,
  query: Readonly<Record<string, string>> = {},
): Promise<string> {
  return refusedAs(await ask(drs, id, body, { params: { job_id }, query }))
}

export function refusedAs({ status, json }: Received): string {
  return `${status} ${json?.error_code}`
}

/** A form with one file (RFC 7578). */
export function form(
  name: string,
  content: Buffer | string,
  field = 'file',
): Pick<Address, 'text' | 'headers'> {
  const head = `--edge\r\nContent-Disposition: form-data; name="note"\r\n\r\nignored\r\n--edge\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`
  return {
    text: Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from('\r\n--edge--\r\n')]),
    headers: { 'content-type': 'multipart/form-data; boundary=edge' },
  }
}

/** Lets asynchronous calls come to their end. */
export function settle(drs: LocalDrs): void {
  drs.control.advance({ ms: 10_000 })
}

/** Starts an asynchronous call, sees it pending, and gives the answer of its result once it is there. */
export async function result(
  drs: LocalDrs,
  job_id: string,
  start: { readonly id: string; readonly body?: unknown; readonly query?: Readonly<Record<string, string>> },
  resultId: string,
): Promise<Received['json']> {
  const started = await about(drs, job_id, start.id, start.body, start.query)
  expect(started).toMatchObject({ status: 'pending', job_id })
  settle(drs)
  return about(drs, job_id, resultId, undefined, { query_id: started.id })
}
