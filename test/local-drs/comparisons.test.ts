import { describe, expect, it } from 'vitest'
import { region } from '../../src/local-drs/databases.ts'
import { defaultSeed, type LocalDrs } from '../../src/local-drs/server.ts'
import { aDrs, ask, call, idOf, minutes } from './a-drs.ts'
import { rowsIn } from './read-workbook.ts'

/** A world with a running synchronization from `billing`, whose id is given. */
async function running(): Promise<{ readonly drs: LocalDrs; readonly job_id: string }> {
  const drs = await aDrs({ seed: defaultSeed })
  return { drs, job_id: idOf(drs, 'billing-sync') }
}

async function compare(drs: LocalDrs, job_id: string, wish: object): Promise<string> {
  return (await call(drs, 'create-table-compare-job', wish, { params: { job_id } })).id
}

async function statusOf(drs: LocalDrs, job_id: string, id: string): Promise<string> {
  const { compareJobs } = await call(drs, 'list-table-compare-jobs', undefined, { params: { job_id } })
  return compareJobs.find((one: { id: string }) => one.id === id)?.status
}

const seconds = (count: number) => ({ ms: count * 1_000 })

describe('a comparison of tables', () => {
  it('waits, runs table after table, and succeeds', async () => {
    const { drs, job_id } = await running()
    const id = await compare(drs, job_id, { type: 'lines' })
    const params = { job_id, compare_job_id: id }
    const states = async () =>
      (await call(drs, 'line-compare-detail', undefined, { params })).table_line_compare_result_infos.map(
        ({ status }: { status: number }) => status,
      )
    expect(await statusOf(drs, job_id, id)).toBe('WAITING_FOR_RUNNING')
    expect(await states()).toEqual([6, 6, 6, 6, 6, 6])
    drs.control.advance(seconds(5 + 25))
    expect(await statusOf(drs, job_id, id)).toBe('RUNNING')
    expect(await states()).toEqual([2, 2, 5, 6, 6, 6])
    drs.control.advance(seconds(35))
    expect(await statusOf(drs, job_id, id)).toBe('SUCCESSFUL')
    expect(await states()).toEqual([2, 2, 2, 2, 2, 2])
  })

  it('finds rows that are missing or too many, and no other values', async () => {
    const { drs, job_id } = await running()
    drs.control.difference({ task: job_id, table: 'billing.invoices', rows: 12 })
    drs.control.difference({ task: job_id, table: 'billing.accounts', rows: 2, kind: 'extra' })
    drs.control.difference({ task: job_id, table: 'billing.taxes', rows: 4, kind: 'changed' })
    const id = await compare(drs, job_id, { type: 'lines' })
    drs.control.advance(minutes(2))
    const params = { job_id, compare_job_id: id }
    const { data_compare_overview_infos } = await call(drs, 'line-compare-overview', undefined, { params })
    expect(data_compare_overview_infos).toMatchObject([
      {
        source_db_name: 'billing',
        status: 0,
        compare_num: 4,
        compare_end_num: 4,
        data_inconsistent_num: 2,
        uncomparable_num: 0,
      },
      { source_db_name: 'reports', status: 2, compare_num: 2, data_inconsistent_num: 0 },
    ])
    const query = { db_name: 'billing', status: '0' }
    const { total_count, table_line_compare_result_infos: tables } = await call(
      drs,
      'line-compare-detail',
      undefined,
      { params, query },
    )
    expect(total_count).toBe(2)
    expect(tables).toMatchObject([
      {
        source_table_name: 'accounts',
        source_row_num: 48_190,
        target_row_num: 48_192,
        difference_row_num: 2,
      },
      { source_table_name: 'invoices', target_row_num: 902_322, difference_row_num: 12 },
    ])
  })

  it('of values finds every row that differs, page by page', async () => {
    const { drs, job_id } = await running()
    drs.control.difference({ task: job_id, table: 'billing.taxes', rows: 30, kind: 'changed' })
    drs.control.difference({ task: job_id, table: 'reports.monthly', rows: 7 })
    const id = await compare(drs, job_id, { type: 'contents' })
    drs.control.advance(minutes(3))
    const params = { job_id, compare_job_id: id }
    const page = (query: Record<string, string>) =>
      call(drs, 'content-compare-difference', undefined, { params, query })
    const all = await page({})
    expect(all).toMatchObject({
      count: 37,
      target_meta_is_null: 7,
      source_meta_is_null: 0,
      source_target_meta_not_null: 30,
    })
    const second = await page({ limit: '10', offset: '28' })
    expect(second.contents_infos).toEqual(all.contents_infos.slice(28, 38))
    const keys = all.contents_infos.map((row: { select_sql: string }) => row.select_sql)
    expect(new Set(keys).size).toBe(37)
    const monthly = await page({ db_name: 'reports', table_name: 'monthly', limit: '1' })
    expect(monthly).toMatchObject({ count: 7, contents_infos: [{ target_key_value: [] }] })
    const { content_compare_result_infos: tables } = await call(drs, 'content-compare-detail', undefined, {
      params,
      query: { db_name: 'billing' },
    })
    expect(tables.at(-1)).toMatchObject({
      source_table_name: 'taxes',
      line_compare_result: true,
      content_compare_result: false,
      progress: 100,
    })
  })

  it('sees the differences that were there when it began, not later ones', async () => {
    const { drs, job_id } = await running()
    const id = await compare(drs, job_id, { type: 'lines' })
    drs.control.advance(seconds(6))
    drs.control.difference({ task: job_id, table: 'billing.taxes', rows: 5 })
    drs.control.advance(minutes(2))
    const overview = async (compare_job_id: string) =>
      (await call(drs, 'line-compare-overview', undefined, { params: { job_id, compare_job_id } }))
        .data_compare_overview_infos[0].data_inconsistent_num
    expect(await overview(id)).toBe(0)
    const later = await compare(drs, job_id, { type: 'lines' })
    drs.control.advance(minutes(2))
    expect(await overview(later)).toBe(1)
    drs.control.difference({ task: job_id, table: 'billing.taxes', rows: 0 })
    const last = await compare(drs, job_id, { type: 'lines' })
    drs.control.advance(minutes(2))
    expect(await overview(last)).toBe(0)
  })

  it('knows the tables that neither end has, and those that are too large', async () => {
    const { drs, job_id } = await running()
    const id = await compare(drs, job_id, {
      type: 'lines',
      compare_object: [{ db_name: 'billing', table_name: ['taxes', 'nothing'] }, { db_name: 'reports' }],
    })
    drs.control.advance(minutes(2))
    const params = { job_id, compare_job_id: id }
    const { table_line_compare_result_infos: tables } = await call(drs, 'line-compare-detail', undefined, {
      params,
    })
    const seen = tables.map((table: { source_table_name: string; status: number }) => [
      table.source_table_name,
      table.status,
    ])
    expect(seen).toEqual([
      ['taxes', 2],
      ['nothing', 13],
      ['monthly', 2],
      ['exports', 2],
    ])
    const { total_count } = await call(drs, 'line-compare-detail', undefined, {
      params,
      query: { type: 'unCompare' },
    })
    expect(total_count).toBe(1)
  })

  it('waits for a planned time, can be started before, and cancelled', async () => {
    const { drs, job_id } = await running()
    const start_time = String(drs.control.clock().now + 3_600_000)
    const id = await compare(drs, job_id, { type: 'lines', start_time })
    const params = { job_id, compare_job_id: id }
    drs.control.advance(minutes(59))
    expect(await statusOf(drs, job_id, id)).toBe('WAITING_FOR_RUNNING')
    await call(drs, 'start-table-compare-job', {}, { params })
    expect(await statusOf(drs, job_id, id)).toBe('RUNNING')
    expect((await ask(drs, 'start-table-compare-job', {}, { params })).json.error_code).toBe('DRS.10000024')
    await call(drs, 'cancel-compare-job', undefined, { params })
    expect(await statusOf(drs, job_id, id)).toBe('CANCELLED')
    expect((await ask(drs, 'cancel-compare-job', undefined, { params })).json.error_code).toBe('DRS.10000024')
    const planned = await compare(drs, job_id, {
      type: 'lines',
      start_time: String(drs.control.clock().now + 60_000),
    })
    drs.control.advance(minutes(1))
    expect(await statusOf(drs, job_id, planned)).toBe('RUNNING')
  })

  it('of a dynamic kind goes on after the full verification until it is cancelled', async () => {
    const { drs, job_id } = await running()
    const id = await compare(drs, job_id, { type: 'contents', options: { contentCompareType: 'dynamic' } })
    drs.control.advance(seconds(10))
    expect(await statusOf(drs, job_id, id)).toBe('FULL_DOING')
    drs.control.advance(minutes(60))
    expect(await statusOf(drs, job_id, id)).toBe('INCRE_DOING')
  })

  it('ends with its task', async () => {
    const { drs, job_id } = await running()
    const id = await compare(drs, job_id, { type: 'contents' })
    drs.control.advance(seconds(10))
    drs.control.act({ task: job_id, action: 'stop' })
    expect(await statusOf(drs, job_id, id)).toBe('CANCELLED')
  })

  it('is refused outside the incremental phase, beside another one, and as a sample of MySQL', async () => {
    const { drs, job_id } = await running()
    const code = async (job: string, wish: object) =>
      (await ask(drs, 'create-table-compare-job', wish, { params: { job_id: job } })).json.error_code
    expect(await code(idOf(drs, 'orders-to-rds'), { type: 'lines' })).toBe('DRS.M00304')
    expect(await code(job_id, { type: 'random', proportion_value: 20.1 })).toBe('DRS.M00202')
    await compare(drs, job_id, { type: 'lines' })
    expect(await code(job_id, { type: 'contents' })).toBe('DRS.10000024')
  })
})

describe('create-compare-task and its report', () => {
  it('creates both kinds, keeps or cancels an unfinished one, and tells every result', async () => {
    const { drs, job_id } = await running()
    const data = (conflict_policy: string, more: object = {}) => ({
      job_id,
      data_level_compare_info: { conflict_policy, compare_type: 'lines', ...more },
    })
    const first = await call(drs, 'create-compare-task', {
      ...data('keep'),
      object_level_compare_type: 'objects',
    })
    const kept = await call(drs, 'create-compare-task', data('keep'))
    expect(kept.data_level_compare_create_result.error_code).toBe('DRS.M01504')
    const second = await call(drs, 'create-compare-task', data('cancel'))
    const query = (more: object) =>
      call(drs, 'query-compare-result', { job_id, current_page: 1, per_page: 10, ...more })
    drs.control.advance(minutes(2))
    const report = await query({
      object_level_compare_id: first.object_level_compare_create_result.compare_task_id,
      line_compare_id: second.data_level_compare_create_result.compare_task_id,
      content_compare_id: 'nothing',
    })
    expect(report.compare_task_list_results.compare_task_list).toMatchObject([
      { compare_type: 'lines', compare_task_status: 'SUCCESSFUL' },
      { compare_type: 'lines', compare_task_status: 'CANCELLED' },
      { compare_type: 'object_comparison', compare_task_status: 'SUCCESSFUL' },
    ])
    expect(report.line_compare_results.line_compare_overview).toMatchObject([
      { line_compare_result: 'CONSISTENT' },
      { line_compare_result: 'CONSISTENT' },
    ])
    expect(report.object_level_compare_results.object_compare_overview[0]).toMatchObject({
      object_type: 'DB',
      source_count: 2,
      diff_count: 0,
    })
    expect(report.content_compare_results.error_code).toBe('DRS.M00289')
    const { compare_task_list } = (await query({ current_page: 2, per_page: 2 })).compare_task_list_results
    expect(compare_task_list).toHaveLength(1)
  })

  it('refuses in the part, or at the top, what cannot be', async () => {
    const { drs, job_id } = await running()
    const info = { conflict_policy: 'keep', compare_type: 'contents' }
    const both = { job_id, object_level_compare_type: 'objects', data_level_compare_info: info }
    expect(await call(drs, 'create-compare-task', both)).toMatchObject({
      data_level_compare_create_result: { error_code: 'DRS.M00202' },
    })
    const unnamed = { job_id, data_level_compare_info: { ...info, compare_mode: null } }
    expect(await call(drs, 'create-compare-task', unnamed)).toMatchObject({
      data_level_compare_create_result: { error_code: 'DRS.M00201' },
    })
    const early = { ...both, job_id: idOf(drs, 'orders-to-rds') }
    expect(await call(drs, 'create-compare-task', early)).toMatchObject({ error_code: 'DRS.M00304' })
    for (const page of [
      { current_page: 0, per_page: 1 },
      { current_page: 1, per_page: -1 },
    ]) {
      const { status, json } = await ask(drs, 'query-compare-result', { job_id, ...page })
      expect([status, json.error_code]).toEqual([400, 'DRS.M00210'])
    }
  })
})

describe('a comparison of objects', () => {
  it('tells what the destination lacks', async () => {
    const { drs, job_id } = await running()
    const params = { job_id }
    expect((await ask(drs, 'object-compare-overview', undefined, { params })).json.error_code).toBe(
      'DRS.M00289',
    )
    drs.control.difference({ task: job_id, table: 'billing.taxes', rows: 1, kind: 'table' })
    await call(drs, 'create-object-compare-job', {}, { params })
    expect((await ask(drs, 'create-object-compare-job', {}, { params })).json.error_code).toBe('DRS.10000024')
    drs.control.advance(minutes(1))
    const { status, compare_result, compare_job_id } = await call(drs, 'object-compare-overview', undefined, {
      params,
    })
    expect(status).toBe('SUCCESSFUL')
    const tables = compare_result.find(({ type }: { type: string }) => type === 'TABLE')
    expect(tables).toEqual({ type: 'TABLE', status: 0, source_count: 6, target_count: 5 })
    const detail = await call(drs, 'object-compare-detail', undefined, {
      params: { job_id, compare_type: 'TABLE' },
      query: { compare_job_id, limit: '2', offset: '2' },
    })
    expect(detail).toMatchObject({
      count: 6,
      compare_detail: [
        { source_db_value: 'invoice_lines', status: 2 },
        { source_db_value: 'taxes', target_db_value: '', status: 0 },
      ],
    })
  })
})

describe('the file of a comparison', () => {
  it('is made, counts down, and is an .xlsx file with a row per table', async () => {
    const { drs, job_id } = await running()
    const headers = { region }
    drs.control.difference({ task: job_id, table: 'billing.taxes', rows: 3 })
    const id = await compare(drs, job_id, { type: 'lines' })
    const wish = { compare_type: 'lines', compare_job_id: id }
    const params = { job_id }
    const download = () => ask(drs, 'download-compare-result', undefined, { params, headers, query: wish })
    const state = async () => {
      const { compareJobs } = await call(drs, 'list-table-compare-jobs', undefined, { params })
      return [compareJobs[0].export_status, compareJobs[0].report_remain_seconds]
    }
    const early = await ask(drs, 'export-compare-result', wish, { params, headers })
    expect([early.status, early.json.error_code]).toEqual([400, 'DRS.10030009'])
    drs.control.advance(minutes(2))
    expect(await state()).toEqual(['INIT', -1])
    expect((await ask(drs, 'export-compare-result', wish, { params })).json.error_msg).toContain('Region')
    expect(await call(drs, 'export-compare-result', wish, { params, headers })).toBe('')
    expect(await state()).toEqual(['EXPORTING', -1])
    expect((await download()).json.error_code).toBe('DRS.10030008')
    drs.control.advance(seconds(20))
    expect(await state()).toEqual(['EXPORT_COMPLETE', 86_400])
    drs.control.advance(seconds(100))
    expect(await state()).toEqual(['EXPORT_COMPLETE', 86_300])
    const file = await download()
    expect(file.headers['content-disposition']).toContain('.xlsx')
    expect(file.headers['content-disposition']).toContain('.xlsx')
    const rows = rowsIn(file.bytes)
    expect(rows).toHaveLength(7)
    expect(rows[4]).toEqual(['billing', 'taxes', 'billing', 'taxes', '1240', '1237', '3', '0'])
    drs.control.advance(minutes(24 * 60))
    expect(await state()).toEqual(['INIT', -1])
    expect((await download()).json.error_code).toBe('DRS.10030008')
  })
})
