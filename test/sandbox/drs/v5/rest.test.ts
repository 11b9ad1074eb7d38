import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../../../../src/drs/errors.ts'
import { operationById } from '../../../../src/drs/index.ts'
import type { LocalDrs } from '../../../../src/sandbox/drs/server.ts'
import { handlersB } from '../../../../src/sandbox/drs/v5/rest.ts'
import { workbook } from '../../../../src/sandbox/drs/xlsx.ts'
import { fieldFacts } from '../../../drs/v5/fixtures.ts'
import { type Address, ask, minutes, pathOf } from '../a-drs.ts'
import { breachesOf } from '../breaches.ts'
import { type Received, send } from '../signed-request.ts'
import { aSync, aWorld, form, settle } from './rest-world.ts'

interface Asked {
  readonly id: string
  readonly body: unknown
  readonly address: Address
  readonly received: Received
}

const rules = {
  data_process_info: [
    {
      filter_conditions: [{ value: 'id > 1', filtering_type: 'contentConditionalFilter' }],
      is_batch_process: false,
      add_columns: [
        {
          column_type: 'ADDITIONALCOLUMN,create_time',
          column_name: 'c',
          column_value: '',
          data_type: 'long',
        },
      ],
      ddl_operation: { table: 'ct,at' },
      dml_operation: 'i,u',
      db_object_column_info: {
        db_name: 'billing',
        schema_name: '',
        table_name: 'taxes',
        column_infos: [
          {
            column_name: 'id',
            column_type: 'bigint',
            primary_key_or_unique_index: 'P',
            column_mapped_name: null,
            is_filtered: false,
            is_partition_key: true,
          },
        ],
      },
      db_or_table_rename_rule: { type: 'prefixAndSuffix', prefix_name: 'test' },
      db_object: {
        object_scope: 'table',
        object_info: {
          billing: {
            name: 'billing',
            all: false,
            tables: { taxes: { name: 'taxes', type: 'table', all: true } },
          },
        },
      },
    },
  ],
}

/** Calls every operation once where it succeeds. */
async function askEverything(drs: LocalDrs): Promise<readonly Asked[]> {
  const asked: Asked[] = []
  const keep = async (id: string, body?: unknown, address: Address = {}) => {
    const received = await ask(drs, id, body, address)
    asked.push({ id, body, address, received })
    return received.json?.id
  }
  const [mysql, kafka] = [aSync(drs, 'mysql'), aSync(drs, 'kafka')]
  const job = (job_id: string, query: Record<string, string> = {}) => ({ params: { job_id }, query })
  await keep('collect-db-objects', undefined, job(kafka, { type: 'source' }))
  const collected = await keep('collect-db-objects-v51', { type: 'source' }, job(kafka))
  const saving = await ask(
    drs,
    'update-job',
    { job: { type: 'db_object', params: { db_object: rules.data_process_info[0]?.db_object } } },
    job(kafka),
  )
  const filters = await keep('check-data-filtering', rules, job(mysql))
  const changed = await keep('update-data-processing-rules', rules, job(mysql))
  const tables = [{ db_name: 'billing', schema_name: '', table_name: 'taxes' }]
  const columns = await keep('collect-columns', { db_object_infos: tables }, job(mysql))
  const dws = aSync(drs, 'dws')
  const position = await keep(
    'collect-db-position',
    { reset_position_time: '2026-09-19T07:00:00Z' },
    job(dws),
  )
  settle(drs)
  await keep('db-objects-status', undefined, job(kafka, { query_id: collected }))
  await keep('list-db-objects', undefined, job(kafka, { type: 'source' }))
  await keep('list-db-objects-v51', undefined, job(kafka, { type: 'modified' }))
  await keep('objects-saving-status', undefined, job(kafka, { query_id: saving.json.id }))
  await keep('list-object-mappings', { offset: 0, limit: 10 }, job(kafka))
  await keep('object-support', undefined, job(kafka))
  await keep('data-filtering-result', undefined, job(mysql, { query_id: filters }))
  await keep('data-processing-rules-result', undefined, job(mysql, { query_id: changed }))
  await keep('get-data-processing-rules', undefined, job(mysql))
  await keep('list-columns', undefined, job(mysql, { query_id: columns }))
  await keep('db-position-result', undefined, job(dws, { query_id: position }))
  await askFiles(drs, keep)
  await askRunning(drs, keep)
  await askTags(mysql, keep)
  return asked
}

type Keep = (id: string, body?: unknown, address?: Address) => Promise<string>

async function askFiles(drs: LocalDrs, keep: Keep): Promise<void> {
  const oracle = { params: { job_id: aSync(drs, 'oracle') } }
  const file = workbook('objects', [
    ['database', 'table'],
    ['erp', 'items'],
  ])
  await keep('download-object-template', undefined, oracle)
  await keep('upload-object-template', undefined, { ...oracle, ...form('objects.xlsx', file) })
  settle(drs)
  await keep('object-template-progress', undefined, oracle)
  await keep('object-template-result', undefined, { ...oracle, query: { type: 'detail' } })
  const db2 = { params: { job_id: aSync(drs, 'db2') } }
  await keep('upload-jdbc-driver', undefined, form('driver.jar', 'bytes'))
  await keep('list-jdbc-drivers')
  await keep('sync-jdbc-driver', { driver_name: 'driver.jar' }, db2)
  await keep('delete-jdbc-drivers', { driver_names: ['driver.jar'] })
}

async function askRunning(drs: LocalDrs, keep: Keep): Promise<void> {
  const start = aSync(drs, 'mysql', { name: 'incremental', mode: 'INCR_TRANS' })
  const position = { file_and_position: 'mysql-bin.000277:805', gtid_set: '123' }
  await keep('update-start-position', position, { params: { job_id: start } })
  const running = aSync(drs, 'mysql', { name: 'running', status: 'INCRE_TRANSFER_STARTED' })
  const components = aSync(drs, 'oracle', { name: 'components', status: 'INCRE_TRANSFER_STARTED' })
  drs.control.difference({ task: running, table: 'billing.taxes', rows: 3, kind: 'missing' })
  drs.control.advance(minutes(60 * 25))
  const of = { params: { job_id: running } }
  for (const id of ['job-metering', 'list-dirty-data', 'export-operation-statistics', 'monitor-data']) {
    await keep(id, undefined, of)
  }
  await keep('increment-components', undefined, { params: { job_id: components } })
  await keep('compare-policy', undefined, of)
  await keep('list-health-compare-jobs', undefined, of)
  await keep('list-progress-data', undefined, { params: { job_id: running, type: 'table' } })
  const values = [{ parameter_name: 'read_task_num', parameter_value: '3' }]
  await keep('modify-configuration', { values }, of)
  drs.control.act({ task: running, action: 'pause' })
  drs.control.advance(minutes(1))
  drs.control.act({ task: running, action: 'resume' })
  await keep('list-configurations', undefined, of)
  await keep('configuration-histories', undefined, of)
}

async function askTags(id: string, keep: Keep): Promise<void> {
  const kind = { resource_type: 'sync' }
  const job = { params: { ...kind, job_id: id } }
  const resource = { params: { ...kind, resource_id: id } }
  const tags = [{ key: 'team', value: 'billing' }]
  await keep('job-tags-action', { action: 'create', tags }, job)
  await keep('list-job-tags', undefined, job)
  await keep('list-project-job-tags', undefined, { params: kind })
  await keep('create-resource-tags', { tags }, resource)
  await keep('list-resource-tags', undefined, resource)
  await keep('list-project-resource-tags', undefined, { params: kind })
  const search = { tags: [{ key: 'team', values: ['billing'] }], without_any_tag: false, matches: [] }
  await keep('filter-resource-instances', search, { params: kind })
  await keep('count-resource-instances', search, { params: kind })
  await keep('delete-resource-tags', { tags }, resource)
}

const examples = new URL('../../../fixtures/drs/v5/examples/', import.meta.url)

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
    const asked = await askEverything(drs)
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
    const asked = await askEverything(drs)
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
    const asked = await askEverything(drs)
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
    const asked = await askEverything(drs)
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
