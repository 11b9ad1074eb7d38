import { describe, expect, it } from 'vitest'
import { call, minutes } from '../a-drs.ts'
import { about, aSync, aWorld, refusal, result, settle } from './rest-world.ts'

const collect = (type: string, more: object = {}) => ({
  id: 'collect-db-objects-v51',
  body: { type, ...more },
})

/** The choice of two tables of one database, with new names. */
const choice = {
  object_scope: 'table',
  object_info: {
    billing: {
      name: 'billing_new',
      all: false,
      tables: {
        invoices: { name: 'invoices', type: 'table', all: true },
        taxes: {
          name: 'duties',
          type: 'table',
          all: false,
          columns: { id: { name: 'key', filtered: true } },
        },
      },
    },
  },
}

async function choose(drs: Awaited<ReturnType<typeof aWorld>>, id: string, db_object: object = choice) {
  await about(drs, id, 'update-job', { job: { type: 'db_object', params: { db_object } } })
}

describe('objects of the source', () => {
  it('are collected in the background, all or those of some databases', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const found = await result(drs, id, collect('source'), 'db-objects-status')
    expect(found).toMatchObject({ status: 'success', object_scope: 'table' })
    expect(Object.keys(found.object_info)).toEqual(['billing', 'reports'])
    expect(found.object_info.billing).toMatchObject({ total_table_num: 4, is_synchronized: false })
    expect(Object.keys(found.object_info.billing.tables)).toContain('invoice_lines')

    const one = await result(drs, id, collect('source', { db_names: ['reports'] }), 'db-objects-status')
    expect(Object.keys(one.object_info)).toEqual(['reports'])
  })

  it('lie in schemas where the engine has them', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'postgresql')
    const { object_info } = await result(drs, id, collect('source'), 'db-objects-status')
    expect(Object.keys(object_info)).toEqual(['postgres'])
    expect(Object.keys(object_info.postgres.schemas.ledger.tables)).toContain('entries')
  })

  it('are pending first, and fail when the source does not answer', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const { id: query_id } = await about(drs, id, 'collect-db-objects-v51', { type: 'source' })
    const early = await about(drs, id, 'db-objects-status', undefined, { query_id })
    expect(early).toMatchObject({ id: query_id, status: 'pending' })
    expect(early.object_info).toBeUndefined()
    drs.control.item({ database: '192.168.0.28:3306', item: 'srcDbConnection', broken: true })
    const failed = await result(drs, id, collect('source'), 'db-objects-status')
    expect(failed.status).toBe('failed')
  })

  it('cannot be asked for before they were collected, nor of a task without a node', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'kafka')
    const unknown = { query_id: '0eacda0b-9422-4535-8b62-537d1833638b' }
    expect(await refusal(drs, id, 'db-objects-status', undefined, unknown)).toBe('400 DRS.10030014')
    expect(await refusal(drs, id, 'list-db-objects', undefined, { type: 'source' })).toBe('400 DRS.10030014')
    await about(drs, id, 'collect-db-objects', undefined, { type: 'source' })
    expect(await refusal(drs, id, 'list-db-objects', undefined, { type: 'source' })).toBe('400 DRS.10030014')
    settle(drs)
    const query = { type: 'source', offset: '1', limit: '1' }
    const { object_info } = await about(drs, id, 'list-db-objects', undefined, query)
    expect(Object.keys(object_info)).toEqual(['reports'])

    const fresh = aSync(drs, 'mysql', { name: 'not-there-yet', status: 'CREATING' })
    expect(await refusal(drs, fresh, 'collect-db-objects-v51', { type: 'source' })).toBe('400 DRS.M00304')
  })

  it('are looked up the older way for some links only, and by the names of databases', async () => {
    const drs = await aWorld()
    const mysql = aSync(drs, 'mysql')
    const source = { type: 'source' }
    expect(await refusal(drs, mysql, 'collect-db-objects', undefined, source)).toBe('400 DRS.10010025')
    expect(await refusal(drs, mysql, 'list-db-objects', undefined, source)).toBe('400 DRS.10010025')
    const kafka = aSync(drs, 'kafka')
    const start = {
      id: 'collect-db-objects',
      query: { type: 'source', is_refresh: 'true', db_names: 'billing' },
    }
    const { object_info } = await result(drs, kafka, start, 'db-objects-status')
    expect(Object.keys(object_info)).toEqual(['billing'])
  })
})

describe('the choice of objects', () => {
  it('is what was saved, and synchronized once the task runs', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'kafka')
    await choose(drs, id)
    expect(await about(drs, id, 'list-db-objects-v51', undefined, { type: 'modified' })).toMatchObject({
      id,
      object_scope: 'table',
      object_info: { billing: { name: 'billing_new', tables: { taxes: { name: 'duties' } } } },
    })
    const before = await about(drs, id, 'list-db-objects', undefined, { type: 'synchronized' })
    expect(before.object_info).toEqual({})
    await call(drs, 'batch-set-sync-policy', {
      jobs: [{ job_id: id, topic_policy: '1', partition_policy: '1' }],
    })
    await call(drs, 'batch-precheck', { jobs: [{ job_id: id, precheck_mode: 'forStartJob' }] })
    drs.control.advance(minutes(1))
    await call(drs, 'batch-start-jobs', { jobs: [{ job_id: id }] })
    const after = await result(drs, id, collect('synchronized'), 'db-objects-status')
    expect(after.object_info.billing).toMatchObject({
      is_synchronized: true,
      tables: { invoices: { is_synchronized: true } },
    })
  })

  it('made over v3 reads as one of v5, and the other way round', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql', { name: 'both-ways' })
    expect((await about(drs, id, 'list-db-objects-v51', undefined, { type: 'modified' })).object_scope).toBe(
      'all',
    )
    const job = [
      { id: 'reports', object_type: 'database', object_name: 'reports', select: 'true' },
      {
        id: 'billing-*-*-taxes',
        object_type: 'table',
        object_name: 'taxes',
        parent_id: 'billing',
        select: 'true',
      },
    ]
    await call(drs, 'batch-select-objects', { jobs: [{ job_id: id, selected: true, job }] })
    const seen = await about(drs, id, 'list-db-objects-v51', undefined, { type: 'modified' })
    expect(seen.object_info).toMatchObject({
      reports: { all: true },
      billing: { all: false, tables: { taxes: { all: true } } },
    })

    await choose(drs, id)
    const { results } = await call(drs, 'batch-job-details', { jobs: [id] })
    expect(results[0].object_infos.map(({ name }: { name: string }) => name)).toEqual([
      'billing',
      'invoices',
      'taxes',
    ])
  })

  it('is saved in the background', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'kafka')
    const saving = await about(drs, id, 'update-job', {
      job: { type: 'db_object', params: { db_object: choice } },
    })
    const query = { query_id: saving.id }
    expect(await about(drs, id, 'objects-saving-status', undefined, query)).toMatchObject({
      status: 'pending',
    })
    settle(drs)
    expect(await about(drs, id, 'objects-saving-status', undefined, query)).toMatchObject({
      status: 'success',
    })
    expect(await refusal(drs, id, 'objects-saving-status', undefined, { query_id: 'x' })).toBe(
      '400 DRS.10020002',
    )
  })

  it('gives the mappings, one per table', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'kafka')
    const all = await about(drs, id, 'list-object-mappings', { limit: 2, offset: 1 })
    expect(all.count).toBe(6)
    expect(all.object_mapping_list).toHaveLength(2)
    await choose(drs, id)
    const { count, object_mapping_list } = await about(drs, id, 'list-object-mappings', {
      db_name: '',
      table_name: 'taxes',
    })
    expect(count).toBe(1)
    expect(object_mapping_list[0]).toMatchObject({
      source_db_name: 'billing',
      source_table_name: 'taxes',
      target_db_name: 'billing_new',
      target_table_name: 'duties',
      has_column_info: true,
    })
    expect((await about(drs, id, 'list-object-mappings', { has_column_info: false })).count).toBe(1)
    expect(await refusal(drs, 'nobody', 'list-object-mappings', {})).toBe('400 DRS.M05003')
    expect(await refusal(drs, id, 'list-object-mappings', { limit: 1_001 })).toBe('400 DRS.10020002')
  })

  it('is supported as far as the link allows', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    expect(await about(drs, id, 'object-support')).toMatchObject({
      is_full_trans_support_object: true,
      is_support_column_mapping: true,
      previous_select: '',
      file_size: '5.0',
    })
  })
})
