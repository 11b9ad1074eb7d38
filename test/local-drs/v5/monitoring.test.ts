import { describe, expect, it } from 'vitest'
import { ask, minutes } from '../a-drs.ts'
import { rowsIn } from '../read-workbook.ts'
import { about, aSync, aWorld, refusal, refusedAs, result, settle } from './rest-world.ts'

describe('monitoring data', () => {
  it('move with the task', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql', { status: 'FULL_TRANSFER_STARTED' })
    const first = await about(drs, id, 'monitor-data')
    drs.control.advance(minutes(5))
    const later = await about(drs, id, 'monitor-data')
    expect(first).toMatchObject({ trans_lines: '0', is_src_normal: true, is_dst_normal: true })
    expect(Number(later.trans_lines)).toBeGreaterThan(1_000_000)
    expect(Number(later.dst_rps)).toBeGreaterThan(0)
    expect(later.update_time).not.toBe(first.update_time)

    drs.control.advance(minutes(6))
    drs.control.lag({ task: id, ms: 60_000 })
    const behind = await about(drs, id, 'monitor-data')
    expect(behind).toMatchObject({ src_delay: 24_000, dst_delay: 60_000 })
    const at = (position: string) => Number(position.split(':')[1])
    expect(at(behind.src_offset) - at(behind.dst_offset)).toBe(60_000)
    expect(Number(behind.trans_lines)).toBeGreaterThan(Number(later.trans_lines))

    drs.control.act({ task: id, action: 'pause' })
    drs.control.advance(minutes(1))
    expect(await about(drs, id, 'monitor-data')).toMatchObject({ src_rps: '0', dst_rps: '0', apply_rate: 0 })
  })

  it('are empty before the start, and show what cannot be reached', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    drs.control.item({ database: '192.168.0.28:3306', item: 'srcDbConnection', broken: true })
    expect(await about(drs, id, 'monitor-data')).toMatchObject({
      is_src_normal: false,
      is_dst_normal: true,
      src_offset: '',
      trans_lines: '0',
    })
    expect(await refusal(drs, 'nobody', 'monitor-data')).toBe('400 DRS.10000010')
  })
})

describe('the incremental components', () => {
  it('are captured and replayed while the task runs', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'oracle', { status: 'FULL_TRANSFER_STARTED' })
    expect((await about(drs, id, 'increment-components')).increment_components_list).toEqual([])
    drs.control.advance(minutes(12))
    drs.control.lag({ task: id, ms: 10_000 })
    const statuses = async () =>
      (await about(drs, id, 'increment-components')).increment_components_list.map(
        ({ type, status, delay }: Record<string, string>) => [type, status, delay],
      )
    expect(await statuses()).toEqual([
      ['capture', 'STARTED', '4'],
      ['apply', 'STARTED', '10'],
    ])
    drs.control.act({ task: id, action: 'pause' })
    expect((await statuses())[0]).toEqual(['capture', 'STOPPING', '4'])
    settle(drs)
    expect((await statuses())[0]).toEqual(['capture', 'STOPPED', '4'])
  })

  it('exist for some links, and not for a full synchronization', async () => {
    const drs = await aWorld()
    const mysql = aSync(drs, 'mysql')
    expect(await refusal(drs, mysql, 'increment-components')).toBe('400 DRS.10010025')
    const full = aSync(drs, 'oracle', { mode: 'FULL_TRANS' })
    expect(await refusal(drs, full, 'increment-components')).toBe('400 DRS.10010025')
  })
})

describe('abnormal rows', () => {
  it('are those that could not be applied, by time and page', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql', { status: 'INCRE_TRANSFER_STARTED' })
    expect(await about(drs, id, 'list-dirty-data')).toMatchObject({ count: 0, dirty_data_list: [] })
    drs.control.difference({ task: id, table: 'billing.taxes', rows: 12, kind: 'missing' })
    drs.control.advance(minutes(10))
    const { count, dirty_data_list: rows } = await about(drs, id, 'list-dirty-data')
    expect([count, rows.length]).toEqual([12, 10])
    expect(rows[0]).toMatchObject({ db_name: 'billing', table_name: 'taxes' })

    const half = { begin_time: rows[6].error_time, limit: '3' }
    const later = await about(drs, id, 'list-dirty-data', undefined, half)
    expect(later.dirty_data_list).toHaveLength(3)
    expect(later.count).toBeGreaterThanOrEqual(5)
    expect(later.count).toBeLessThanOrEqual(6)
    const never = { begin_time: 'tomorrow' }
    expect(await refusal(drs, id, 'list-dirty-data', undefined, never)).toBe('400 DRS.10020002')
    expect(await refusal(drs, id, 'list-dirty-data', undefined, { limit: '1001' })).toBe('400 DRS.10020002')
    expect(await refusal(drs, 'nobody', 'list-dirty-data')).toBe('400 DRS.M05003')
  })
})

describe('operation statistics', () => {
  it('are a workbook with one line per table, in the language of the caller', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql', { status: 'INCRE_TRANSFER_STARTED' })
    drs.control.advance(minutes(30))
    const where = { params: { job_id: id }, headers: { 'x-language': 'zh-cn' } }
    const received = await ask(drs, 'export-operation-statistics', undefined, where)
    expect(received.status).toBe(200)
    expect(received.headers['content-disposition']).toContain('.xlsx')
    const [head, ...rows] = rowsIn(received.bytes)
    expect(head).toEqual(['库名', '表名', '插入行数', '更新行数', '删除行数'])
    expect(rows).toHaveLength(6)
    expect(Number(rows.find(([, table]) => table === 'invoices')?.[2])).toBeGreaterThan(0)
  })

  it('do not exist before the start', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const received = await ask(drs, 'export-operation-statistics', undefined, { params: { job_id: id } })
    expect(refusedAs(received)).toBe('400 DRS.10030009')
    expect(received.json.error_msg).toBe('Failed to export data, because the task has not been started.')
  })
})

describe('the parameters of a price inquiry', () => {
  it('are the node and its traffic', async () => {
    const drs = await aWorld()
    const { product_info_list: products } = await about(drs, aSync(drs, 'mysql'), 'job-metering')
    expect(products).toMatchObject([
      { resource_spec_code: 'drs.lg.sync', usage_factor: 'Duration', usage_measure_id: 4 },
      { resource_spec_code: 'drs.flow.free', usage_factor: 'flow', usage_measure_id: 17 },
    ])
    expect(products[0].id).not.toBe(products[1].id)
  })
})

describe('positions', () => {
  const at = { reset_position_time: '2026-09-19T07:00:00Z' }

  it('are collected for a time, later for a later one', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'dws')
    const start = { id: 'collect-db-position', body: at }
    const { position, status } = await result(drs, id, start, 'db-position-result')
    expect(status).toBe('success')
    expect(position).toMatch(/^mysql-bin\.\d{6}:\d+$/)

    const { id: query_id } = await about(drs, id, 'collect-db-position', at)
    const early = await about(drs, id, 'db-position-result', undefined, { query_id })
    expect(early).toMatchObject({ job_id: id, status: 'pending' })
    expect(early.position).toBeUndefined()
    expect(await refusal(drs, id, 'db-position-result', undefined, { query_id: 'x' })).toBe(
      '400 DRS.10030014',
    )
  })

  it('are collected from MySQL to DWS only', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    expect(await refusal(drs, id, 'collect-db-position', at)).toBe('400 DRS.10010025')
    const dws = aSync(drs, 'dws')
    const bad = { reset_position_time: '2026-09-19 07:00:00' }
    expect(await refusal(drs, dws, 'collect-db-position', bad)).toBe('400 DRS.10020002')
    expect(await refusal(drs, dws, 'collect-db-position', {})).toBe('400 DRS.10020001')
  })

  it('are where an incremental task starts', async () => {
    const drs = await aWorld()
    const position = { file_and_position: 'mysql-bin.000277:805', gtid_set: 'a:1-5' }
    const id = aSync(drs, 'mysql', { mode: 'INCR_TRANS' })
    await about(drs, id, 'update-start-position', position)
    const of = (other: object) => refusal(drs, id, 'update-start-position', other)
    expect(await of({ file_and_position: position.file_and_position })).toBe('400 DRS.10020001')
    expect(await of({ ...position, file_and_position: '123:12345' })).toBe('400 DRS.10020002')
    expect(await of({ ...position, file_and_position: 'nonsense' })).toBe('400 DRS.10020002')

    const both = aSync(drs, 'mysql', { name: 'full-too' })
    expect(await refusal(drs, both, 'update-start-position', position)).toBe('400 DRS.10010025')
    const running = aSync(drs, 'mysql', {
      name: 'running',
      mode: 'INCR_TRANS',
      status: 'INCRE_TRANSFER_STARTED',
    })
    expect(await refusal(drs, running, 'update-start-position', position)).toBe('400 DRS.M00304')
  })
})
