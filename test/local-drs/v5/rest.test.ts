import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../../../src/drs/errors.ts'
import { operationById } from '../../../src/drs/index.ts'
import { handlersB } from '../../../src/local-drs/v5/rest.ts'
import { fieldFacts } from '../../drs/v5/fixtures.ts'
import { ask, pathOf } from '../a-drs.ts'
import { breachesOf } from '../breaches.ts'
import { type Received, send } from '../signed-request.ts'
import { askRest } from './every-rest.ts'
import { aWorld } from './rest-world.ts'

const examples = new URL('../../fixtures/drs/v5/examples/', import.meta.url)

/** Fields of the documented answer with their places, for example `tags[].key`; names of objects are data. */
function places(value: unknown, at = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => places(item, `${at}[]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const place = `${at}.${name}`
    return /\.(object_info|tables|schemas)$/.test(at)
      ? places(inner, `${at}.*`)
      : [place, ...places(inner, place)]
  })
}

function documentedPlaces(id: string): readonly string[] {
  const file = readdirSync(examples).find((name) => name === `${id}.response.1.json`)
  if (!file) return []
  const found = new Set(places(JSON.parse(readFileSync(new URL(file, examples), 'utf8'))))
  return found.has('.error_code') ? [] : [...found]
}

/** What the examples show and ours leave out, and why. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  // Only two-level sources with a database of their own at the destination have it.
  'db-objects-status': ['.target_root_db', '.target_root_db.db_name', '.target_root_db.db_encoding'],
  'list-db-objects': [
    '.target_root_db',
    '.target_root_db.db_name',
    '.target_root_db.db_encoding',
    // The example shows a three-level source and a number that the table puts elsewhere.
    '.object_info.*.schemas',
    '.object_info.*.schemas.*.name',
    '.object_info.*.schemas.*.all',
    '.object_info.*.schemas.*.tables',
    '.object_info.*.schemas.*.tables.*.name',
    '.object_info.*.schemas.*.tables.*.type',
    '.object_info.*.schemas.*.tables.*.all',
    '.object_info.*.schemas.*.tables.*.is_synchronized',
    '.total_table_num',
  ],
  // Only what is listed, not what is chosen, is counted.
  'list-db-objects-v51': [
    '.target_root_db',
    '.target_root_db.db_name',
    '.target_root_db.db_encoding',
    '.object_info.*.total_table_num',
  ],
}

const keyColumn = 'data_process_info[].db_object_column_info.column_infos[].primary_key_or_unique_index'

/** The table lists values; 7.9.7 answers others, and null, which go back as they came. */
const tolerated: readonly string[] = [
  `check-data-filtering ${keyColumn}`,
  `update-data-processing-rules ${keyColumn}`,
]

describe('every operation of v5 beside tasks and their actions', () => {
  it('answers a right call with the documented status, shape and fields', async () => {
    const drs = await aWorld()
    const asked = await askRest(drs)
    const ids = asked.map(({ id }) => id)
    expect([...ids].sort()).toEqual(handlersB.map(({ operation }) => operation.id).sort())
    for (const { id, received } of asked) {
      const operation = operationById(id)
      expect([id, received.status], received.text).toEqual([id, operation?.success])
      expect(operation?.response.safeParse(received.json).error, id).toBeUndefined()
      const ours = new Set(places(received.json))
      const missing = documentedPlaces(id).filter(
        (place) => !ours.has(place) && !leftOut[id]?.includes(place),
      )
      expect([id, missing]).toEqual([id, []])
    }
    expect(drs.control.requests(1_000).filter(({ defect }) => defect)).toEqual([])
  })

  it('keeps every documented limit: what breaks one is refused with a documented code that names the field', async () => {
    const drs = await aWorld()
    const asked = await askRest(drs)
    const broken = asked.flatMap((one) => breachesOf(one, fieldFacts))
    expect(broken.length).toBeGreaterThan(60)
    const wrong: unknown[] = []
    for (const { id, path, body, address } of broken) {
      if (tolerated.includes(`${id} ${path}`)) continue
      const { status, json } = await ask(drs, id, body, address)
      const name = path.split('.').at(-1)?.replace('[]', '') ?? ''
      const told = String(json?.error_msg).includes(name)
      if (status !== 400 || !errorOf(json.error_code) || !told) wrong.push({ id, path, status, json })
    }
    expect(wrong).toEqual([])
  })

  it('knows no task that is not there', async () => {
    const drs = await aWorld()
    const asked = await askRest(drs)
    const aboutTasks = asked.filter(({ address: { params } }) => params?.job_id ?? params?.resource_id)
    expect(aboutTasks.length).toBeGreaterThan(35)
    for (const { id, body, address } of aboutTasks) {
      const nobody = { job_id: 'nobody', resource_id: 'nobody' }
      const { status, json } = await ask(drs, id, body, {
        ...address,
        params: { ...address.params, ...nobody },
      })
      expect([id, status]).toEqual([id, 400])
      expect(['DRS.10000010', 'DRS.M05003']).toContain(json.error_code)
    }
  })

  it('answers whatever comes honestly', async () => {
    const drs = await aWorld()
    const asked = await askRest(drs)
    const strange = fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(null, -1, 1e308, '', '\u0000', '𝕏'.repeat(2_000), '__proto__', [[[]]]),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...asked),
        fc.nat({ max: 100_000 }),
        strange,
        fc.string({ maxLength: 20 }),
        async ({ id, body, address }, pick, by, word) => {
          const query = { ...address.query, [pick % 2 ? 'offset' : 'query_id']: word }
          const text = pick % 5 === 0 ? { text: JSON.stringify(by) } : {}
          expectHonest(await ask(drs, id, spoiled(body, pick, by), { ...address, query, ...text }))
        },
      ),
      { numRuns: 400 },
    )
    for (const { id, address } of asked) {
      const operation = operationById(id)
      if (!operation) throw new Error(id)
      const root = operation.path.split('/')[1] ?? ''
      const path = pathOf(operation.path, address)
      for (const text of ['\u0000{]', '['.repeat(50_000), 'null', '{"tags":{"key":1}}', '{"tags":[null]}']) {
        expectHonest(await send(drs, { root, path, method: operation.method, text }))
      }
    }
    expect(drs.control.requests(1_000).filter(({ defect }) => defect)).toEqual([])
  })
})

function expectHonest({ status, text, json }: Received): void {
  expect(status, text).toBeLessThan(500)
  expect(text).not.toMatch(/\bat .*\.ts:|node:internal/)
  if (status >= 400) expect(json?.error_code).toBeDefined()
}

/** A value with one place in it replaced; `pick` chooses which. */
function spoiled(value: unknown, pick: number, by: unknown): unknown {
  if (typeof value !== 'object' || value === null || pick % 7 === 0) return by
  const entries = Object.entries(value)
  if (entries.length === 0) return by
  const changed = entries.map(([name, inner], at): [string, unknown] => [
    name,
    at === pick % entries.length ? spoiled(inner, Math.floor(pick / 3), by) : inner,
  ])
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed)
}
