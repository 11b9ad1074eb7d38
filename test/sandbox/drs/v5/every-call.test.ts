import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../../../../src/drs/errors.ts'
import type { Operation } from '../../../../src/drs/operation.ts'
import { projectId } from '../../../../src/sandbox/drs/databases.ts'
import { route } from '../../../../src/sandbox/drs/route.ts'
import { defaultSeed, type LocalDrs } from '../../../../src/sandbox/drs/server.ts'
import { handlersV5 } from '../../../../src/sandbox/drs/v5/index.ts'
import type { FieldFact } from '../../../drs/fixtures.ts'
import { documented, fieldFacts } from '../../../drs/v5/fixtures.ts'
import { aDrs, ask, idOf, minutes, pathOf } from '../a-drs.ts'
import { type Received, send } from '../signed-request.ts'
import { form } from './rest-world.ts'
import { type Asked, askTaskCalls, newAsyncTask, newTask, source } from './task-world.ts'

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The calls of chapters 7.1 to 7.3, 7.5.1, the actions of 7.6 and 7.8. */
const own = handlersV5
  .map(({ operation }) => operation)
  .filter(({ section }) => /^7\.([1238]\.|5\.1$|6\.[134568]$)/.test(section))

function facts(id: string) {
  return fieldFacts[id.replace(/^v5-/, '')]
}

describe('a right call', () => {
  it('of every operation is answered with the documented status', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const asked = new Set((await askTaskCalls(drs)).map(({ id }) => id))
    // An import needs a filled file, and has a test of its own.
    expect([...asked, 'import-jobs'].sort()).toEqual(own.map(({ id }) => id).sort())
  })
})

/** A copy of a value with the field at a path of the tables (`jobs[].name`) changed; undefined if it is not there. */
function changed(value: unknown, path: string, change: (field: unknown) => unknown): unknown {
  const [, head = '', rest = ''] = /^([^.[]+)(?:\[\])?\.?(.*)$/.exec(path) ?? []
  if (!isObject(value) || !(head in value)) return undefined
  if (rest === '') return { ...value, [head]: change(value[head]) }
  const field = value[head]
  const inner = Array.isArray(field) ? changed(field[0], rest, change) : changed(field, rest, change)
  if (inner === undefined) return undefined
  return { ...value, [head]: Array.isArray(field) ? [inner, ...field.slice(1)] : inner }
}

/** Values that break a limit of the tables. Three enumerations are open (see src/drs/v5/values.ts). */
function breaches(path: string, fact: FieldFact): readonly ((field: unknown) => unknown)[] {
  const open = /(engine_type|db_type|endpoint_name)$/.test(path)
  const written = (number: number) => (fact.type === 'text' ? String(number) : number)
  const longer = (field: unknown) =>
    Array.from({ length: (fact.maxItems ?? 0) + 1 }, () => (Array.isArray(field) ? field[0] : 'x'))
  return [
    ...(fact.required ? [() => undefined] : []),
    ...(fact.enum && !open ? [() => 'no-such-value'] : []),
    ...(fact.maxLength === undefined ? [] : [() => 'x'.repeat((fact.maxLength ?? 0) + 1)]),
    ...(fact.minLength ? [() => 'x'.repeat((fact.minLength ?? 1) - 1)] : []),
    ...(fact.max === undefined ? [] : [() => written((fact.max ?? 0) + 1)]),
    ...(fact.min === undefined ? [] : [() => written((fact.min ?? 0) - 1)]),
    ...(fact.maxItems === undefined ? [] : [longer]),
  ]
}

interface Broken extends Asked {
  readonly path: string
}

function broken(asked: Asked): readonly Broken[] {
  const { id, body, address } = asked
  const bodies = Object.entries(facts(id)?.request ?? {}).flatMap(([path, fact]) =>
    breaches(path, fact).flatMap((breach) => {
      const spoiled = changed(body, path, breach)
      return isObject(spoiled) ? [{ id, path, body: spoiled, address }] : []
    }),
  )
  const queries = Object.entries(facts(id)?.query ?? {}).flatMap(([path, fact]) =>
    breaches(path, fact).map((breach) => {
      const { [path]: _before, ...others } = address.query ?? {}
      const value = breach(path)
      return {
        id,
        path,
        body,
        address: { ...address, query: value === undefined ? others : { ...others, [path]: String(value) } },
      }
    }),
  )
  return [...bodies, ...queries]
}

/** Documented from 1 on, with the default 0. */
const tolerated = ['batch-async-create jobs[].alarm_notify.delay_time']

describe('every documented limit', () => {
  it('is kept: a call that breaks it is refused with a documented code that names the field', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const all = (await askTaskCalls(drs)).flatMap(broken)
    expect(all.length).toBeGreaterThan(80)
    const wrong: unknown[] = []
    for (const { id, path, body, address } of all) {
      if (tolerated.includes(`${id} ${path}`)) continue
      const { status, json } = await ask(drs, id, body, address)
      const name = path.split('.').at(-1)?.replace('[]', '') ?? ''
      const named = String(json?.error_msg).includes(name)
      if (status !== 400 || !errorOf(json.error_code) || !/^DRS\.1\d{7}$/.test(json.error_code) || !named) {
        wrong.push({ id, path, status, json })
      }
    }
    expect(wrong).toEqual([])
  })

  it('what belongs to no operation is refused: unknown fields, other types of content, other projects', async () => {
    const drs = await aDrs()
    const unknown = await ask(drs, 'create-job', { job: newTask(), extra: 1 })
    expect([unknown.status, unknown.json.error_code]).toEqual([400, 'DRS.10020000'])
    expect(unknown.json.error_msg).toContain('extra')
    const xml = await ask(drs, 'create-job', undefined, {
      text: '<job/>',
      headers: { 'content-type': 'text/xml' },
    })
    expect([xml.status, xml.json.error_code]).toEqual([415, 'DRS.10020002'])
    const torn = await ask(drs, 'create-job', undefined, { text: '{"job":' })
    expect([torn.status, torn.json.error_code]).toEqual([400, 'DRS.10020000'])
    const elsewhere = await send(
      { ...drs, projectId: '0'.repeat(32) },
      { root: 'v5', path: '/links?job_type=sync' },
    )
    expect(elsewhere.json.error_code).toBe('DRS.10020072')
    const chinese = await ask(drs, 'create-job', {}, { headers: { 'x-language': 'zh-cn' } })
    expect(chinese.json).toEqual({ error_code: 'DRS.10020001', error_msg: '参数job为空。' })
  })

  it('a task that nobody knows is refused everywhere', async () => {
    const drs = await aDrs()
    const bodies: Readonly<Record<string, object>> = {
      'update-job': { job: { type: 're_create', params: {} } },
      'job-action': { job: { action_name: 'start' } },
      'stop-job': {},
    }
    for (const operation of own.filter(({ path }) => path.includes('{job_id}'))) {
      const query: Record<string, string> = operation.id === 'get-job' ? { type: 'detail' } : {}
      const { status, json } = await ask(drs, operation.id, bodies[operation.id], {
        params: { job_id: 'nobody' },
        query,
      })
      expect([operation.id, status, json.error_code]).toEqual([operation.id, 400, 'DRS.10000010'])
    }
  })
})

describe('paths', () => {
  const at = (method: string, path: string) => {
    const found = route(
      method,
      path.replace('/v5/', `/v5/${projectId}/`).replace('/v5.1/', `/v5.1/${projectId}/`),
    )
    return found.kind === 'operation' ? [found.operation.id, found.params] : found.kind
  }

  it.each([
    ['GET', '/v5/jobs/template', 'download-job-template', {}],
    ['POST', '/v5/jobs/template', 'import-jobs', {}],
    ['GET', '/v5/jobs/some-id', 'get-job', { job_id: 'some-id' }],
    ['GET', '/v5/jobs/tags', 'get-job', { job_id: 'tags' }],
    ['POST', '/v5/jobs/action', 'batch-job-action', {}],
    ['POST', '/v5/jobs/some-id/action', 'job-action', { job_id: 'some-id' }],
    ['GET', '/v5/jobs/sync/tags', 'list-project-job-tags', { resource_type: 'sync' }],
    ['GET', '/v5/sync/some-id/tags', 'list-resource-tags', { resource_type: 'sync', resource_id: 'some-id' }],
    ['GET', '/v5/sync/tags', 'list-project-resource-tags', { resource_type: 'sync' }],
    ['GET', '/v5/batch-async-jobs/tags', 'get-async-job', { async_job_id: 'tags' }],
    ['GET', '/v5/jobs/sync/some-id/tags', 'list-job-tags', { resource_type: 'sync', job_id: 'some-id' }],
    [
      'GET',
      '/v5/jobs/some-id/progress-data/table',
      'list-progress-data',
      { job_id: 'some-id', type: 'table' },
    ],
    ['DELETE', '/v5/jobs', 'batch-delete-jobs', {}],
    ['POST', '/v5/jobs/batch-stop', 'batch-stop-jobs', {}],
  ])('%s %s is %s', (method, path, id, params) => {
    expect(at(method, path)).toEqual([id, { project_id: projectId, ...params }])
  })

  it('of v5.1 are others than those of v5', () => {
    const newer = documented.filter(({ path }) => path.startsWith('/v5.1/'))
    expect(newer).toHaveLength(2)
    for (const { id, method, path } of newer) {
      const found = route(method, path.replace('{project_id}', projectId).replace('{job_id}', 'some-id'))
      expect(found.kind === 'operation' && found.operation.id).toBe(id)
    }
  })

  it('lead to every documented operation', () => {
    for (const { id, method, path } of documented) {
      const found = route(method, path.replaceAll(/\{\w+\}/g, 'some'))
      expect([id, found.kind === 'operation' && found.operation.id]).toEqual([id, id])
    }
  })
})

function example(file: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../../../fixtures/drs/v5/examples/${file}`, import.meta.url), 'utf8'),
  )
}

/** Every field of a value with its place, for example `jobs[].id`. */
function places(value: unknown, at = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => places(item, `${at}[]`))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    `${at}.${name}`,
    ...places(inner, `${at}.${name}`),
  ])
}

describe('answers', () => {
  it('have the fields of the documented examples', async () => {
    const drs = await aDrs()
    const { json: made } = await ask(drs, 'create-job', { job: newTask() })
    const params = { job_id: made.job.id }
    drs.control.advance(minutes(2))
    const { json: batch } = await ask(drs, 'batch-async-create', { jobs: [newAsyncTask({ name: 'other' })] })
    drs.control.advance(minutes(1))
    const whole = await ask(drs, 'get-async-job', undefined, {
      params: { async_job_id: batch.job.async_job_id },
    })
    const told = [
      ['create-job', made],
      ['batch-async-create', batch],
      ['get-async-job', whole.json],
      // The sections of the two generations overlap: what was set on the task of the batch is shown in the same way.
      ['get-job', { job: whole.json.jobs[0] }],
      ['list-async-jobs', (await ask(drs, 'list-async-jobs')).json],
      ['list-jobs', (await ask(drs, 'v5-list-jobs', undefined, { query: { job_type: 'sync' } })).json],
      ['list-links', (await ask(drs, 'list-links', undefined, { query: { job_type: 'sync' } })).json],
      ['list-enterprise-projects', (await ask(drs, 'list-enterprise-projects')).json],
      ['job-actions-allowed', (await ask(drs, 'job-actions-allowed', undefined, { params })).json],
      ['stop-job', (await ask(drs, 'stop-job', {}, { params })).json],
    ] as const
    // EIPs have no security groups here.
    const leftOut = ['security_group_id']
    for (const [id, answer] of told) {
      const ours = new Set(places(answer))
      const missing = places(example(`${id}.response.1.json`)).filter((place) => !ours.has(place))
      expect([id, missing.filter((place) => !leftOut.some((name) => place.endsWith(name)))]).toEqual([id, []])
    }
  })
})

/** A call that is turned down is JSON with a code, never a stack. */
function expectHonest({ status, text, json }: Received): void {
  expect(status, text).toBeLessThan(500)
  expect(text).not.toMatch(/\bat .*\.ts:|node:internal/)
  if (status >= 400) expect(json?.error_code).toBeDefined()
}

function expectNoDefect(drs: LocalDrs): void {
  expect(drs.control.requests(1_000).filter(({ defect }) => defect)).toEqual([])
}

describe('whatever a caller sends', () => {
  const every: readonly Operation[] = handlersV5.map(({ operation }) => operation)

  it('on any route is answered honestly', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const ids = ['billing-sync', 'orders-to-rds', 'dr-orders'].map((name) => idOf(drs, name))
    const piece = fc.oneof(
      fc.constantFrom(...ids, newTask(), newAsyncTask(), source(), {
        job_id: ids[0],
        action_name: 'precheck',
      }),
      fc.jsonValue(),
      fc.constantFrom(null, -1, '', '\u0000', { __proto__: null, constructor: 1 }),
    )
    const body = fc.oneof(
      piece,
      fc.record({ job: piece }),
      fc.record({ jobs: fc.array(piece, { maxLength: 3 }) }),
      fc.record({
        job: fc.record({ type: fc.constantFrom('name', 'endpoint', 'db_object', 'policy'), params: piece }),
      }),
      fc.record({
        job: fc.record({
          action_name: fc.constantFrom('network', 'start', 'create_compare'),
          action_params: piece,
        }),
      }),
    )
    const word = fc.oneof(
      fc.constantFrom(...ids, 'sync', 'table', '%00', '__proto__', '..%2F'),
      fc.string().map(encodeURIComponent),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...every), body, word, word, async (operation, sent, id, other) => {
        const text = operation.method === 'GET' ? '' : (JSON.stringify(sent) ?? '')
        const address = operation.upload ? form('x.xlsx', text) : { text }
        const root = operation.path.split('/')[1] ?? 'v5'
        const path = pathOf(operation.path, {
          params: { job_id: id, async_job_id: id, resource_id: id, resource_type: other, type: other },
        })
        expectHonest(
          await send(drs, { root, path: `${path}?type=${other}`, method: operation.method, ...address }),
        )
      }),
      { numRuns: 600 },
    )
    expectNoDefect(drs)
  })

  it('in a file is answered honestly', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const { bytes } = await ask(drs, 'download-job-template')
    const spoiled = fc
      .record({
        at: fc.nat({ max: bytes.length - 1 }),
        by: fc.nat({ max: 255 }),
        cut: fc.nat({ max: bytes.length }),
      })
      .map(({ at, by, cut }) => {
        const copy = Buffer.from(bytes)
        copy[at] = by
        return copy.subarray(0, cut)
      })
    const content = fc.oneof(
      spoiled,
      fc.uint8Array({ maxLength: 200 }).map((raw) => Buffer.from(raw)),
    )
    await fc.assert(
      fc.asyncProperty(content, async (file) => {
        expectHonest(await ask(drs, 'import-jobs', undefined, form('tasks.xlsx', file)))
      }),
      { numRuns: 150 },
    )
    expectNoDefect(drs)
  })
})
