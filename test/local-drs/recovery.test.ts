import { describe, expect, it } from 'vitest'
import { defaultSeed, type LocalDrs } from '../../src/local-drs/server.ts'
import { aDrs, call, idOf, minutes } from './a-drs.ts'

async function monitored(drs: LocalDrs, id: string) {
  return (await call(drs, 'dr-monitoring-data', { jobs: [id] })).results[0].data_guard_minitor
}

/** A DR task at the beginning of its full phase. */
function initializing(drs: LocalDrs, change: object = {}): string {
  return drs.control.create({
    name: 'dr-fresh',
    scenario: 'cloudDataGuard',
    engine: 'cloudDataGuard-mysql',
    status: 'FULL_TRANSFER_STARTED',
    source: '192.168.0.29:3306',
    destination: '192.168.0.132:3306',
    ...change,
  }).id
}

describe('monitoring data of a DR task', () => {
  it('moves with the task', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const id = idOf(drs, 'dr-orders')
    drs.control.advance(minutes(1))
    const before = await monitored(drs, id)
    drs.control.advance(minutes(10))
    const after = await monitored(drs, id)
    expect(Number(after.trans_lines)).toBeGreaterThan(Number(before.trans_lines))
    expect(after.sr_offset).not.toBe(before.sr_offset)
    expect(after).toMatchObject({ src_normal: true, dst_normal: true, node_volume_inGB: 100 })
    drs.control.lag({ task: id, ms: 90_000 })
    expect((await monitored(drs, id)).dst_delay).toBe(90_000)
    drs.control.lag({ task: id, ms: null })
    drs.control.act({ task: id, action: 'pause' })
    expect(await monitored(drs, id)).toMatchObject({ dst_rps: '0', migration_bytes_per_second: 0 })
  })

  it('sees a database that cannot be reached, or not logged into', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const id = idOf(drs, 'dr-orders')
    drs.control.item({ database: '192.168.0.29:3306', item: 'srcDbConnection', broken: true })
    expect(await monitored(drs, id)).toMatchObject({ src_normal: false, dst_normal: true })
    drs.control.password({ database: '192.168.0.132:3306', password: 'other' })
    expect(await monitored(drs, id)).toMatchObject({ src_normal: false, dst_normal: false })
  })

  it('is empty for other tasks, before the incremental phase and for unknown ones', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const ids = [idOf(drs, 'billing-sync'), initializing(drs), 'nobody']
    for (const id of ids) expect(await monitored(drs, id)).toBeNull()
  })
})

describe('the initialization of a DR task', () => {
  type Kind = {
    readonly type: string
    readonly status: number
    readonly src_count: number
    readonly dst_count: number
  }
  const kinds = async (drs: LocalDrs, id: string): Promise<readonly Kind[]> =>
    (await call(drs, 'batch-struct-process', { jobs: [id] })).results[0].struct_process.result

  it('goes from databases over structures and tables to indexes', async () => {
    const drs = await aDrs()
    const id = initializing(drs)
    const states = async () =>
      Object.fromEntries((await kinds(drs, id)).map((kind) => [kind.type, kind.status]))
    expect(await states()).toMatchObject({ database: 0, table: 0 })
    drs.control.advance(minutes(5))
    expect(await states()).toMatchObject({ database: 2, table_structure: 2, table: 1, table_indexs: 0 })
    const indexes = (await kinds(drs, id)).find(({ type }) => type === 'table_indexs')
    expect(indexes).toMatchObject({ src_count: 9, dst_count: 0 })
    drs.control.advance(minutes(6))
    const done = await kinds(drs, id)
    expect(done.every(({ status, src_count, dst_count }) => status === 2 && src_count === dst_count)).toBe(
      true,
    )
    expect(done.find(({ type }) => type === 'table')?.src_count).toBe(8)
  })

  it('shows the objects of a kind, page by page', async () => {
    const drs = await aDrs()
    const id = initializing(drs)
    drs.control.advance(minutes(5))
    const page = async (page_req?: object) =>
      (await call(drs, 'batch-struct-detail', { jobs: [id], page_req }, { params: { type: 'table' } }))
        .results[0].struct_detail
    const first = await page()
    expect(first.total_record).toBe(8)
    expect(first.list).toHaveLength(5)
    expect(first.list[0]).toEqual({
      progress: 100,
      src_DB: 'shop',
      src_TB: 'customers',
      dst_DB: 'shop',
      dst_TB: 'customers',
    })
    expect((await page({ cur_page: 2, per_page: 5 })).list).toHaveLength(3)
    const all = (await page({ per_page: 0 })).list.map(({ progress }: { progress: number }) => progress)
    expect(all).toEqual([...all].sort((a, b) => b - a))
    expect(all.at(-1)).toBe(0)
  })

  it('is refused for other tasks, parents of a dual-active pair and unknown ones', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const parent = initializing(drs, { name: 'dr-both', dualActive: true })
    const { results } = await call(drs, 'batch-struct-process', {
      jobs: [idOf(drs, 'billing-sync'), parent, 'nobody'],
    })
    expect(results).toMatchObject([
      { error_code: 'DRS.M00304', error_message: expect.any(String) },
      { error_code: 'DRS.M00307' },
      { error_code: 'DRS.M05003' },
    ])
  })
})
