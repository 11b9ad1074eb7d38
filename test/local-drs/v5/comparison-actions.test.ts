import { describe, expect, it } from 'vitest'
import type { LocalDrs } from '../../../src/local-drs/server.ts'
import { aDrs, ask, call, minutes } from '../a-drs.ts'
import { act, details, outcome, running, tested } from './task-world.ts'

describe('comparisons', () => {
  const compare = (drs: LocalDrs, id: string, compare_task_param: object) =>
    act(drs, id, 'create_compare', { compare_task_param })
  const read = async (drs: LocalDrs, id: string, query: Record<string, string>) => {
    const told = await details(drs, id, 'compare', query)
    return { ...told.compare_result, total: told.total_count }
  }

  it('of rows and values find what differs', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    drs.control.difference({ task: id, table: 'billing.invoices', rows: 7, kind: 'missing' })
    expect((await compare(drs, id, { type: 'lines', option: { comparePolicy: 'normal' } })).status).toBe(202)
    expect(await outcome(compare(drs, id, { type: 'contents' }))).toBe('DRS.10010032')
    drs.control.advance(minutes(2))
    const list = { compare_type: 'data_compare', query_type: 'list', limit: '10', offset: '0' }
    const { data_compare_task_list: tasks } = await read(drs, id, list)
    expect(tasks).toMatchObject([{ type: 'lines', status: 'SUCCESSFUL' }])
    const about = { compare_type: 'line_compare', compare_task_id: tasks[0].id }
    const overview = await read(drs, id, { ...about, query_type: 'overview' })
    expect(overview.line_compare_overview_infos).toMatchObject([
      { source_db_name: 'billing', status: 'INCONSISTENT' },
      { source_db_name: 'reports', status: 'CONSISTENT' },
    ])
    const detail = await read(drs, id, {
      ...about,
      query_type: 'detail',
      source_db_name: 'billing',
      limit: '3',
    })
    expect(detail.total).toBe(4)
    expect(detail.line_compare_detail_infos).toHaveLength(3)
    const diff = await read(drs, id, { ...about, query_type: 'diff' })
    expect(diff.line_compare_detail_infos).toMatchObject([
      { source_table_name: 'invoices', difference_row_num: 7, status: 'INCONSISTENT' },
    ])

    await compare(drs, id, { type: 'contents', db_object: { billing: { tables: { invoices: {} } } } })
    drs.control.advance(minutes(3))
    const [newest] = (await read(drs, id, list)).data_compare_task_list
    const values = { compare_type: 'content_compare', compare_task_id: newest.id }
    expect(
      (await read(drs, id, { ...values, query_type: 'detail' })).content_compare_detail_infos,
    ).toMatchObject([
      { source_table_name: 'invoices', line_compare_result: false, content_compare_result: false },
    ])
    expect(
      (await read(drs, id, { ...values, query_type: 'overview' })).content_compare_overview_infos,
    ).toMatchObject([{ source_db: 'billing', compare_result: false }])
  })

  it('of objects tell each kind', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    const overview = { compare_type: 'object_compare', query_type: 'overview' }
    expect((await read(drs, id, overview)).objects_compare_overview_info).toBeUndefined()
    await compare(drs, id, { type: 'object' })
    drs.control.advance(minutes(1))
    const { objects_compare_overview_info: found } = await read(drs, id, overview)
    expect(found).toMatchObject({ status: 'SUCCESSFUL' })
    expect(found.compare_results).toContainEqual({
      type: 'TABLE',
      source_count: 6,
      target_count: 6,
      status: 'CONSISTENT',
    })
    const tables = await read(drs, id, {
      compare_type: 'object_compare',
      query_type: 'detail',
      object_type: 'TABLE',
    })
    expect(tables.total).toBe(6)
    const diff = await read(drs, id, {
      compare_type: 'object_compare',
      query_type: 'diff',
      object_type: 'TABLE',
    })
    expect(diff.objects_compare_detail_infos).toEqual([])
  })

  it('are cancelled once, and seen by v3', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    const { json } = await compare(drs, id, { type: 'lines' })
    const cancel = (compare_task_id: string) =>
      outcome(act(drs, id, 'cancel_compare', { compare_task_param: { compare_task_id } }))
    expect(await cancel('other')).toBe('DRS.10020002')
    expect(await cancel(json.query_id)).toBe('success')
    expect(await cancel(json.query_id)).toBe('DRS.10000024')
    const { compareJobs } = await call(drs, 'list-table-compare-jobs', undefined, { params: { job_id: id } })
    expect(compareJobs).toMatchObject([{ id: json.query_id, status: 'CANCELLED' }])
  })

  it('wait for the incremental phase, and name their comparison', async () => {
    const drs = await aDrs()
    const id = await tested(drs)
    expect(await outcome(compare(drs, id, { type: 'lines' }))).toBe('DRS.10010032')
    const get = (query: Record<string, string>) =>
      outcome(
        ask(drs, 'get-job', undefined, { params: { job_id: id }, query: { type: 'compare', ...query } }),
      )
    expect(await get({ compare_type: 'line_compare', query_type: 'overview' })).toBe('DRS.10020001')
    expect(await get({ compare_type: 'line_compare', query_type: 'detail', compare_task_id: 'x' })).toBe(
      'DRS.10020002',
    )
    expect(await get({ query_type: 'overview' })).toBe('DRS.10020001')
  })
})
