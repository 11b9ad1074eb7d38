import { describe, expect, it } from 'vitest'
import { errorOf } from '../../../src/drs/errors.ts'
import { defaultSeed } from '../../../src/local-drs/server.ts'
import { handlersV5 } from '../../../src/local-drs/v5/index.ts'
import type { FieldFact } from '../../drs/fixtures.ts'
import { fieldFacts } from '../../drs/v5/fixtures.ts'
import { aDrs, ask } from '../a-drs.ts'
import { send } from '../signed-request.ts'
import { type Asked, askTaskCalls, newTask } from './task-world.ts'

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

interface Broken extends Omit<Asked, 'answer'> {
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
