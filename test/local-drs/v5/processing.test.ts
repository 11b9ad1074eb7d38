import { describe, expect, it } from 'vitest'
import { call } from '../a-drs.ts'
import { about, aSync, aWorld, refusal, result } from './rest-world.ts'

const objects = (tables: readonly string[]) => ({
  object_scope: 'table',
  object_info: {
    billing: {
      name: 'billing',
      all: false,
      tables: Object.fromEntries(tables.map((name) => [name, { name, type: 'table', all: true }])),
    },
  },
})

const filter = (value: string, ...tables: readonly string[]) => ({
  filter_conditions: [{ value, filtering_type: 'contentConditionalFilter' }],
  is_batch_process: false,
  db_object: objects(tables),
})

const columnsOfInvoices = {
  db_object_column_info: {
    db_name: 'billing',
    table_name: 'invoices',
    column_infos: [
      { column_name: 'account', column_mapped_name: 'customer', is_filtered: false },
      { column_name: 'due', column_mapped_name: null, is_filtered: true },
    ],
  },
}

const update = (...rules: readonly object[]) => ({
  id: 'update-data-processing-rules',
  body: { data_process_info: rules },
})
const check = (...rules: readonly object[]) => ({
  id: 'check-data-filtering',
  body: { data_process_info: rules },
})

describe('data processing rules', () => {
  it('are changed in the background and read back', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const rules = [
      { ...filter('id > 1', 'taxes'), dml_operation: 'i,u', ddl_operation: { table: 'ct,at' } },
      columnsOfInvoices,
    ]
    const done = await result(drs, id, update(...rules), 'data-processing-rules-result')
    expect(done).toMatchObject({ job_id: id, status: 'success' })
    const { count, data_process_info: seen } = await about(drs, id, 'get-data-processing-rules')
    expect(count).toBe(2)
    expect(seen[0]).toMatchObject({ ...rules[0], is_synchronized: false })
    expect(seen[1].db_object_column_info).toMatchObject([{ table_name: 'invoices' }])
    const page = { offset: '1', limit: '1' }
    const { data_process_info: second } = await about(drs, id, 'get-data-processing-rules', undefined, page)
    expect(second).toHaveLength(1)
  })

  it('that cannot be right fail and leave the old ones', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    await result(drs, id, update(filter('id > 1', 'taxes')), 'data-processing-rules-result')
    const wrong = await result(
      drs,
      id,
      update(filter('no_such_column > 1', 'taxes')),
      'data-processing-rules-result',
    )
    expect(wrong.status).toBe('failed')
    const { data_process_info } = await about(drs, id, 'get-data-processing-rules')
    expect(data_process_info[0].filter_conditions[0].value).toBe('id > 1')
  })

  it('are one list with those of v3', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const overV3 = (table: string) => ({
      job_id: id,
      transformation_info: { transformation_type: 'contentConditionalFilter', value: 'id < 9' },
      object_info: [{ id: `billing-*-*-${table}` }],
    })
    await call(drs, 'batch-transform-data', { jobs: [overV3('invoices')] })
    const { data_process_info: seen } = await about(drs, id, 'get-data-processing-rules')
    expect(seen).toMatchObject([
      { filter_conditions: [{ value: 'id < 9' }], db_object: objects(['invoices']) },
    ])
    await result(drs, id, update(filter('id > 1', 'taxes')), 'data-processing-rules-result')
    expect((await about(drs, id, 'get-data-processing-rules')).count).toBe(1)
    const { results } = await call(drs, 'batch-transform-data', { jobs: [overV3('taxes')] })
    expect(results[0].error_code).toBe('DRS.M07000')
  })

  it('need objects, a synchronization and a task that is being configured', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const { db_object: _none, ...bare } = filter('id > 1', 'taxes')
    const of = (job: string, rule: object) => refusal(drs, job, update().id, update(rule).body)
    expect(await of(id, bare)).toBe('400 DRS.10020001')
    expect(await of('nobody', {})).toBe('400 DRS.10000010')
    expect(await of(id, { ...bare, dml_operation: 'x' })).toBe('400 DRS.10020002')
    const unconfigured = aSync(drs, 'mysql', { name: 'no-objects', configured: false })
    expect(await of(unconfigured, {})).toBe('400 DRS.10010010')
    const migration = aSync(drs, 'mysql', { name: 'migration', scenario: 'migration' })
    expect(await of(migration, {})).toBe('400 DRS.10010010')
    const running = aSync(drs, 'mysql', { name: 'running', status: 'INCRE_TRANSFER_STARTED' })
    expect(await of(running, {})).toBe('400 DRS.M00304')
  })
})

describe('a check of filters', () => {
  it('gives a verdict per table', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    await result(drs, id, update(filter('id > 1', 'taxes')), 'data-processing-rules-result')
    const wanted = [
      filter("account = 'x'", 'invoices', 'taxes', 'nowhere'),
      filter('drop table x; id > 1', 'accounts'),
    ]
    const verdicts = await result(drs, id, check(...wanted), 'data-filtering-result')
    expect(verdicts).toMatchObject({ success_count: 1, failed_count: 3 })
    expect(
      verdicts.db_object_filtering_result.map(({ table_name, message }: Record<string, string>) => [
        table_name,
        message,
      ]),
    ).toEqual([
      ['invoices', null],
      ['taxes', 'DATA_TRANSFORMATION_ALREADY_EXISTED'],
      ['nowhere', 'TABLE_NOT_EXISTED'],
      ['accounts', 'FILTER_CONDITION_INVALID'],
    ])
  })

  it('counts nothing while it runs, and fails with the source', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const { id: query_id } = await about(drs, id, check().id, check(filter('id > 1', 'taxes')).body)
    expect(await about(drs, id, 'data-filtering-result', undefined, { query_id })).toMatchObject({
      success_count: 0,
      failed_count: 0,
    })
    drs.control.item({ database: '192.168.0.28:3306', item: 'srcDbConnection', broken: true })
    const lost = await about(drs, id, check().id, check(filter('id > 1', 'taxes')).body)
    drs.control.advance({ ms: 10_000 })
    const query = { query_id: lost.id }
    expect(await refusal(drs, id, 'data-filtering-result', undefined, query)).toBe('400 DRS.10000001')
  })
})

describe('columns', () => {
  const tables = (...names: readonly string[]) => ({
    id: 'collect-columns',
    body: { db_object_infos: names.map((table_name) => ({ db_name: 'billing', table_name })) },
  })

  it('are collected per table, with what the rules make of them', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    await result(drs, id, update(columnsOfInvoices), 'data-processing-rules-result')
    const { results, total_count } = await result(drs, id, tables('invoices', 'taxes'), 'list-columns')
    expect(total_count).toBe(2)
    expect(results[0].column_infos).toMatchObject([
      { column_name: 'id', primary_key_or_unique_index: 'PRI', column_mapped_name: null },
      { column_name: 'account', column_mapped_name: 'customer', is_filtered: false },
      { column_name: 'due', is_filtered: true },
      { column_name: 'created_at' },
      { column_name: 'updated_at' },
    ])
    expect(results[1]).toMatchObject({ table_name: 'taxes', total_count: 3 })
  })

  it('of an unknown table are not found', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const { id: query_id } = await about(drs, id, 'collect-columns', tables('nowhere').body)
    expect(await about(drs, id, 'list-columns', undefined, { query_id })).toMatchObject({ total_count: 0 })
    drs.control.advance({ ms: 10_000 })
    expect(await refusal(drs, id, 'list-columns', undefined, { query_id })).toBe('400 DRS.10030016')
    expect(await refusal(drs, id, 'list-columns', undefined, { query_id: 'x' })).toBe('400 DRS.10020002')
    expect(await refusal(drs, id, 'list-columns')).toBe('400 DRS.10020001')
  })
})
