import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../src/client/client.ts'
import { createTaskServiceV3 } from '../../src/client/index.ts'
import { createTaskServiceV5 } from '../../src/client/v5/service.ts'
import type { LookupResult, TaskService } from '../../src/domain/tasks/task-service.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { testClient } from './scripted-server.ts'
import { example as exampleV3 } from './v3/helpers.ts'
import { example as exampleV5 } from './v5/helpers.ts'

/**
 * Every documented answer of the questions that the client asks, with any one node of it replaced. Whatever is odd about
 * an answer costs no more than what is odd: nothing but a DrsError is thrown, and every other row is read as before.
 */

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
type Path = readonly (string | number)[]

const removed = Symbol('removed')
const odd: readonly (Json | typeof removed)[] = [null, 'odd', '', '-', 7, -1, true, {}, [], [null], removed]

function pathsIn(value: Json): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [[]]
  const keys: Path = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  const inner = keys.flatMap((key) => pathsIn(at(value, key)).map((path) => [key, ...path]))
  return [[], ...inner]
}

function at(value: Json, key: string | number): Json {
  return (value as Readonly<Record<string | number, Json>>)[key] ?? null
}

function replaced(value: Json, [key, ...rest]: Path, by: Json | typeof removed): Json | typeof removed {
  if (key === undefined) return by
  const inner = replaced(at(value, key), rest, by)
  if (Array.isArray(value))
    return value.flatMap((item, index) => (index !== key ? [item] : inner === removed ? [] : [inner]))
  const others = Object.entries(value as object).filter(([name]) => name !== key)
  return Object.fromEntries(inner === removed ? others : [...others, [key, inner]])
}

const twice = (value: Json, path: Path): Json => {
  // A second row beside each: it must be read whatever happens to the first.
  const [name] = path
  const rows = at(value, name ?? '')
  if (!Array.isArray(rows) || rows.length !== 1) return value
  const [row] = rows
  const other = Object.fromEntries(
    Object.entries(row as object).map(([key, field]) => [key, idNames.includes(key) ? 'other' : field]),
  )
  return { ...(value as object), [String(name)]: [row, other] } as Json
}
const idNames = ['id', 'job_id', 'precheck_id']

interface Case {
  readonly file: string
  readonly ask: (service: TaskService) => Promise<unknown>
  /** Name of the list and of the id in its rows. */
  readonly rows?: readonly [list: string, id: string]
}

const idsOf = (answer: Json, [list, id]: readonly [string, string]): string[] =>
  (at(answer, list) as readonly Json[]).map((row) => String(at(row, id)))

const many = (
  file: string,
  id: string,
  ask: (service: TaskService, ids: readonly string[]) => Promise<LookupResult<unknown>>,
): Case => {
  const ids = idsOf(twice(exampleV3(file) as Json, ['results']), ['results', id])
  return { file, rows: ['results', id], ask: (service) => ask(service, ids) }
}

const inV3: readonly Case[] = [
  many('batch-job-details.response.1', 'id', (service, ids) => service.details(ids)),
  many('batch-job-status.response.1', 'id', (service, ids) => service.statuses(ids)),
  many('batch-job-progress.response.2', 'job_id', (service, ids) => service.progress(ids)),
  many('batch-job-progress.response.1', 'job_id', (service, ids) => service.progressProbes?.(ids) ?? nothing),
  many('batch-rpo-and-rto.response.1', 'job_id', (service, ids) => service.recovery(ids)),
  many('batch-precheck-result.response.1', 'precheck_id', (service, ids) => service.precheckReports(ids)),
  { file: 'list-jobs.response.1', ask: (service) => service.list({ scenario: 'migration' }) },
  { file: 'list-jobs.response.2', ask: (service) => service.failedSubtasks(['x'], 'migration') },
  { file: 'list-jobs.response.2', ask: (service) => service.allowedActions('x') },
  { file: 'list-table-compare-jobs.response.1', ask: (service) => service.comparisons('x') },
  { file: 'line-compare-overview.response.1', ask: (service) => service.comparisons('x') },
  { file: 'content-compare-overview.response.1', ask: (service) => service.comparisons('x') },
  { file: 'object-compare-overview.response.1', ask: (service) => service.comparisons('x') },
  { file: 'get-lts-config.response.1', ask: (service) => service.logDelivery('x') },
  { file: 'list-source-users.response.1', ask: (service) => service.sourceUsers('x') },
  { file: 'batch-get-params.response.1', ask: (service) => service.databaseParameters('x') },
  { file: 'list-tuning-params.response.1', ask: (service) => service.tuning('x') },
  { file: 'list-quotas.response.1', ask: (service) => service.quota() },
  { file: 'list-node-types.response.1', ask: (service) => service.nodeTypes(node) },
  { file: 'list-available-zones.response.1', ask: (service) => service.zones({ ...node, nodeType: 'high' }) },
]

const nothing: Promise<LookupResult<unknown>> = Promise.resolve({
  found: new Map(),
  gone: new Set(),
  failed: new Map(),
})
const node = { engine: 'mysql', scenario: 'migration', direction: 'up' }
const job = 'c7debc9c-8e09-4a5d-8dd6-cc44f78jb20r'

const inV5: readonly Case[] = [
  { file: 'get-job.response.1', ask: (service) => service.details([job]) },
  { file: 'get-job.response.1', ask: (service) => service.statuses([job]) },
  { file: 'get-job.response.1', ask: (service) => service.progress([job]) },
  { file: 'get-job.response.1', ask: (service) => service.comparisons(job) },
  { file: 'list-jobs.response.1', ask: (service) => service.list({ scenario: 'sync' }) },
  { file: 'list-jobs.response.1', ask: (service) => service.failedSubtasks([job], 'sync') },
  { file: 'list-configurations.response.1', ask: (service) => service.tuning(job) },
  { file: 'configuration-histories.response.1', ask: (service) => service.tuningHistory(job) },
  { file: 'get-data-processing-rules.response.1', ask: (service) => service.dataRules({ id: job }) },
  { file: 'job-actions-allowed.response.1', ask: (service) => service.allowedActions(job) },
]

/** Comparisons take several questions: the others are answered as documented, with a comparison that has succeeded. */
function answerTo(path: string, file: string, answer: Json, version: 'v3' | 'v5'): Json {
  if (version === 'v5' || !file.includes('compare')) return answer
  const part = ['line', 'content', 'object'].find((name) => path.includes(name)) ?? 'list-table-compare-jobs'
  const asked = part === 'list-table-compare-jobs' ? part : `${part}-compare-overview`
  return file.startsWith(asked) ? answer : (exampleV3(`${asked}.response.1`) as Json)
}

/** Whose answers come without a network, which is tested elsewhere: there are thousands of them here. */
function clientOver(answer: (path: string) => Json): Client {
  const transport = {
    async send({ url }: { readonly url: string }) {
      const text = JSON.stringify(answer(new URL(url).pathname))
      return { status: 200, headers: { 'content-type': 'application/json' }, bytes: Buffer.from(text), text }
    },
    close() {},
  }
  return testClient('http://drs.local', { options: { transport } }).client
}

const waiting = { sleep: async () => {}, everyMs: 500, questions: 4 }
const services = {
  v3: (client: Client) => createTaskServiceV3(client, 'en'),
  v5: (client: Client) => createTaskServiceV5(client, 'en', { waiting }),
}

async function settled(ask: Promise<unknown>): Promise<unknown> {
  try {
    return await ask
  } catch (error) {
    if (error instanceof DrsError) return error
    throw error
  }
}

describe.each([
  ['v3', inV3],
  ['v5', inV5],
] as const)('one odd node in a documented answer of %s', (version, cases) => {
  it.each(cases.map((one) => [one.file, one] as const))('%s', async (file, { ask, rows }) => {
    const documented = (version === 'v3' ? exampleV3(file) : exampleV5(file)) as Json
    const whole = rows ? twice(documented, rows) : documented
    let current: Json | typeof removed = whole
    const service = services[version](
      clientOver((path) => (current === removed ? '' : answerTo(path, file, current, version))),
    )
    const before = await settled(ask(service))
    expect(before).not.toBeInstanceOf(DrsError)
    const check = async (path: Path, by: Json | typeof removed) => {
      current = replaced(whole, path, by)
      const after = await settled(ask(service))
      if (!rows || after instanceof DrsError) return
      expectOthersUnchanged(before, after, touchedId(whole, rows, path))
    }
    const paths = pathsIn(whole)
    // Every place that differs by more than its number in a list, with every odd value; then any places at all.
    for (const path of onePerPlace(paths)) for (const by of odd) await check(path, by)
    const node = fc.record({ path: fc.constantFrom(...paths), by: fc.constantFrom(...odd) })
    await fc.assert(
      fc.asyncProperty(node, ({ path, by }) => check(path, by)),
      { numRuns: 50 },
    )
  })
})

function onePerPlace(paths: readonly Path[]): readonly Path[] {
  const places = new Map<string, Path>()
  for (const path of paths) {
    const place = path.map((key) => (typeof key === 'number' ? '[]' : key)).join('.')
    if (!places.has(place)) places.set(place, path)
  }
  return [...places.values()]
}

/** The id of the row that the path leads into; undefined if it leads around all rows. */
function touchedId(whole: Json, [list, id]: readonly [string, string], path: Path): string | undefined {
  if (path[0] !== list || path.length < 2) return undefined
  return String(at(at(at(whole, list), path[1] ?? 0), id))
}

function expectOthersUnchanged(before: unknown, after: unknown, touched: string | undefined): void {
  if (touched === undefined) return
  const others = (found: unknown) =>
    [...(found as LookupResult<unknown>).found].filter(([id]) => id !== touched)
  expect(others(after)).toEqual(others(before))
}
