import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { operations } from '../../src/drs/index.ts'
import { statuses } from '../../src/drs/statuses.ts'
import { sourcePassword } from '../../src/local-drs/databases.ts'
import { defaultSeed, type LocalDrs } from '../../src/local-drs/server.ts'
import { handlers } from '../../src/local-drs/v3/index.ts'
import { aDrs, ask, idOf, pathOf } from './a-drs.ts'
import { type Asked, askEverything } from './every-operation.ts'
import { type Received, send } from './signed-request.ts'

/** What a caller sees of a call that is turned down: JSON with a code, never a stack. */
function expectHonest({ status, text, json }: Received): void {
  expect(status, text).toBeLessThan(500)
  expect(text).not.toMatch(/\bat .*\.ts:|node:internal/)
  if (status >= 400) expect(json?.error_code ?? json?.error?.code).toBeDefined()
}

function expectNoDefect(drs: LocalDrs): void {
  expect(drs.control.requests(1_000).filter(({ defect }) => defect)).toEqual([])
}

/** A value with one place in it replaced; `pick` chooses which. */
function spoiled(value: unknown, pick: number, by: unknown): unknown {
  if (typeof value !== 'object' || value === null) return by
  const entries = Object.entries(value)
  if (entries.length === 0 || pick % 7 === 0) return by
  const at = pick % entries.length
  const next = Math.floor(pick / 3)
  const changed = entries.map(([name, inner], index) => [
    name,
    index === at ? spoiled(inner, next, by) : inner,
  ])
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed)
}

const strange = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(null, -1, 1e308, '', '\u0000', '𝕏'.repeat(2_000), [[[[]]]], {
    __proto__: null,
    constructor: 1,
  }),
  fc.array(fc.constant('x'), { minLength: 50, maxLength: 400 }),
)

describe('whatever a caller sends', () => {
  it('in the place of a field of a right request is answered honestly', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const asked = await askEverything(drs)
    const bodies = asked.filter(({ body }) => body !== undefined)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bodies),
        fc.nat({ max: 100_000 }),
        strange,
        async ({ id, body, address }, pick, by) =>
          expectHonest(await ask(drs, id, spoiled(body, pick, by), address)),
      ),
      { numRuns: 400 },
    )
    expectNoDefect(drs)
  })

  it('in paths and queries is answered honestly', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const asked = await askEverything(drs)
    const word = fc.oneof(
      fc.constantFrom('%00', '..', '%E0%A4%A', '__proto__', 'constructor', '%2F', ' ', '%F0%9F%98%80'),
      fc.string({ maxLength: 20 }).map(encodeURIComponent),
    )
    const place = fc.constantFrom(...asked)
    await fc.assert(
      fc.asyncProperty(
        place,
        word,
        word,
        fc.boolean(),
        async ({ id, body, address }, text, other, inQuery) => {
          const operation = operations.find((known) => known.id === id)
          if (!operation) throw new Error(`no operation ${id}`)
          const names = Object.keys({ ...address.params, ...address.query })
          const right = pathOf(operation.path, address)
          const path = inQuery
            ? `${right}${right.includes('?') ? '&' : '?'}${names.at(-1) ?? text}=${other}`
            : right
          const spoiledPath = inQuery ? path : right.replace(address.params?.job_id ?? 'jobs', text)
          expectHonest(await send(drs, { path: spoiledPath, method: operation.method, body }))
        },
      ),
      { numRuns: 300 },
    )
    expectNoDefect(drs)
  })

  it('as bytes, deep nesting or a huge list is answered honestly on every route', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    // Deeper than the stack of the process, and longer than any list that an operation takes.
    const texts = [
      '\u0000\u0001\ufffd{]',
      '['.repeat(20_000),
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      `${'{"jobs":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
      JSON.stringify({ jobs: Array.from({ length: 5_000 }, (_, at) => `id${at}`) }),
      JSON.stringify({
        jobs: Array.from({ length: 2_000 }, () => ({ job_id: '\ud83d\ude00', 名称: '任务' })),
      }),
      'null',
      '"jobs"',
    ]
    for (const { operation } of handlers.filter(({ operation: { method } }) => method !== 'GET')) {
      const path = pathOf(operation.path, { params: { job_id: idOf(drs, 'billing-sync'), type: 'table' } })
      for (const text of texts) expectHonest(await send(drs, { path, method: operation.method, text }))
    }
    expectNoDefect(drs)
  })
})

const compared = new Set([
  'WAITING_FOR_RUNNING',
  'RUNNING',
  'SUCCESSFUL',
  'CANCELLED',
  'FULL_DOING',
  'INCRE_DOING',
])
const known = new Set<string>(statuses.map(({ status }) => status))

/** Requests that change something, as often as one likes. */
function changes(asked: readonly Asked[]): readonly Asked[] {
  const looks = /^(list|query|object|line|content|get|download)-|-(status|details|progress|result)$/
  return asked.filter(({ id }) => id !== 'batch-create-jobs' && !looks.test(id))
}

describe('any schedule of calls', () => {
  it('leaves tasks and comparisons in documented statuses', async () => {
    const asked = changes(await askEverything(await aDrs({ seed: defaultSeed })))
    expect(asked.length).toBeGreaterThan(20)
    const step = fc.record({
      call: fc.constantFrom(...asked),
      task: fc.constantFrom('orders-to-rds', 'billing-sync', 'dr-orders'),
      wait: fc.nat({ max: 400 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const drs = await aDrs({ seed: defaultSeed })
        drs.control.password({ database: '192.168.0.28:3306', password: sourcePassword })
        for (const { call, task, wait } of steps) {
          const id = idOf(drs, task)
          const body = JSON.parse(
            JSON.stringify(call.body ?? {}).replaceAll(
              /"[0-9a-f]{8}-[0-9a-f-]{20}[0-9a-f]{7}jb\d{3}"/g,
              `"${id}"`,
            ),
          )
          const params = { ...call.address.params, ...(call.address.params?.job_id ? { job_id: id } : {}) }
          expectHonest(await ask(drs, call.id, body, { ...call.address, params }))
          drs.control.advance({ ms: wait * 1_000 })
          for (const seen of drs.control.tasks()) {
            expect(known).toContain(seen.status)
            for (const { status } of seen.comparisons) expect(compared).toContain(status)
          }
        }
        expectNoDefect(drs)
        await drs.stop()
      }),
      { numRuns: 25 },
    )
  })
})
