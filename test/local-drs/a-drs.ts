import { expect, onTestFinished } from 'vitest'
import { operationById } from '../../src/drs/index.ts'
import {
  databaseUser,
  destinationPassword,
  instances,
  projectId,
  region,
  sourcePassword,
  subnetId,
} from '../../src/local-drs/databases.ts'
import { type LocalDrs, type LocalDrsOptions, startLocalDrs } from '../../src/local-drs/server.ts'
import { type Received, type Sent, send } from './signed-request.ts'

/** A local DRS that stands still until `control.advance`, and stops with the test. */
export async function aDrs(options: LocalDrsOptions = {}): Promise<LocalDrs> {
  const drs = await startLocalDrs({ speed: 0, ...options })
  onTestFinished(() => drs.stop())
  return drs
}

export const minutes = (count: number): { ms: number } => ({ ms: count * 60_000 })

/** Where and how a call goes beside its body. */
export interface Address extends Partial<Sent> {
  /** Placeholders of the path. */
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
}

/** The id of the task with this name. */
export function idOf(drs: LocalDrs, name: string): string {
  return drs.control.tasks().find((task) => task.name === name)?.id ?? ''
}

/** The path of an operation after the project, with its placeholders and query filled in. */
export function pathOf(template: string, { params = {}, query = {} }: Address): string {
  const path = template
    .replace(/^\/v[\d.]+\/\{project_id\}/, '')
    .replaceAll(/\{(\w+)\}/g, (_all, name: string) => params[name] ?? 'x')
  const search = new URLSearchParams(query)
  search.sort()
  return search.size === 0 ? path : `${path}?${search}`
}

/** Sends a call of an operation and gives whatever comes back. */
export function ask(drs: LocalDrs, id: string, body?: unknown, more: Address = {}): Promise<Received> {
  const operation = operationById(id)
  if (!operation) throw new Error(`no operation ${id}`)
  const { params: _filled, query: _too, ...sent } = more
  const root = operation.path.split('/')[1] ?? 'v3'
  return send(drs, { root, path: pathOf(operation.path, more), method: operation.method, body, ...sent })
}

/** Calls an operation, and checks status and answer against what is declared. */
export async function call(
  drs: LocalDrs,
  id: string,
  body?: unknown,
  more: Address = {},
): Promise<Received['json']> {
  const operation = operationById(id)
  if (!operation) throw new Error(`no operation ${id}`)
  const received = await ask(drs, id, body, more)
  expect(received.status, received.text).toBe(operation.success)
  expect(operation.response.safeParse(received.json).error).toBeUndefined()
  return received.json
}

/** The body of 6.1.1 for one MySQL migration. */
export function newJob(change: object = {}): object {
  return {
    name: 'DRS-9228',
    node_type: 'high',
    engine_type: 'mysql',
    net_type: 'eip',
    bind_eip: true,
    job_direction: 'up',
    db_use_type: 'migration',
    task_type: 'FULL_INCR_TRANS',
    customize_sutnet_id: subnetId,
    source_endpoint: { db_type: 'mysql' },
    target_endpoint: { region, db_type: 'mysql', inst_id: instances.mysql },
    ...change,
  }
}

export async function create(drs: LocalDrs, change: object = {}): Promise<string> {
  const { results } = await call(drs, 'batch-create-jobs', { jobs: [newJob(change)] })
  return results[0].id
}

/** A healthy source. */
export const billing = {
  ip: '192.168.0.28',
  db_port: 3306,
  db_user: databaseUser,
  db_password: sourcePassword,
}
/** A source with its binary log off. */
export const orders = { ...billing, ip: '192.168.0.27' }
export const destination = {
  inst_id: instances.mysql,
  region,
  project_id: projectId,
  db_user: databaseUser,
  db_password: destinationPassword,
}

export function sourceTest(id: string, change: object = {}): object {
  return { id, net_type: 'eip', db_type: 'mysql', ...billing, end_point_type: 'so', ...change }
}

export function destinationTest(id: string, change: object = {}): object {
  const database = { ...destination, ip: '192.168.0.131', db_port: 3306 }
  return { id, net_type: 'eip', db_type: 'mysql', ...database, end_point_type: 'ta', ...change }
}

export function stored(id: string, source: object = billing, change: object = {}): object {
  return {
    job_id: id,
    store_db_info: true,
    engine_type: 'mysql',
    net_type: 'eip',
    node_type: 'high',
    job_direction: 'up',
    source_endpoint: { db_type: 'mysql', ...source },
    target_endpoint: { db_type: 'mysql', ...destination },
    ...change,
  }
}

/** A task with its databases tested, stored and its objects chosen. */
export async function configure(drs: LocalDrs, id: string, source: object = billing): Promise<void> {
  await call(drs, 'batch-test-connections', { jobs: [sourceTest(id, source), destinationTest(id)] })
  await call(drs, 'batch-modify-jobs', { jobs: [stored(id, source)] })
  await call(drs, 'batch-select-objects', { jobs: [{ job_id: id, selected: false, job: [] }] })
}

export async function precheck(drs: LocalDrs, id: string): Promise<Received['json']> {
  await call(drs, 'batch-precheck', { jobs: [{ job_id: id, precheck_mode: 'forStartJob' }] })
  drs.control.advance(minutes(1))
  const { results } = await call(drs, 'batch-precheck-result', { jobs: [id] })
  return results[0]
}

export async function statusOf(drs: LocalDrs, id: string): Promise<string> {
  const { results } = await call(drs, 'batch-job-status', {
    jobs: [id],
    page_req: { cur_page: 1, per_page: 10 },
  })
  return results[0].status ?? results[0].error_code
}

/** The result of the first item: `success`, or the code of its refusal. */
export async function outcome(drs: LocalDrs, id: string, item: object | string): Promise<string> {
  const { results } = await call(drs, id, { jobs: [item] })
  return results[0].error_code ?? results[0].status
}
