import { describe, expect, it } from 'vitest'
import { createClock } from '../../../src/local-drs/clock.ts'
import type { LocalDrs } from '../../../src/local-drs/server.ts'
import { ask, call, minutes } from '../a-drs.ts'
import { about, aSync, aWorld, refusal } from './rest-world.ts'

const hours = (count: number) => minutes(count * 60)
/** Six in the morning, two hours before the daily comparison. */
const morning = Date.parse('2026-03-02T06:00:00Z')

/** A world whose tasks live from that morning on. */
function thatMorning() {
  return aWorld({ clock: createClock(() => morning, 0) })
}

describe('the regular comparison', () => {
  it('is done every day once the task is incremental', async () => {
    const drs = await thatMorning()
    const id = aSync(drs, 'mysql', { status: 'INCRE_TRANSFER_STARTED' })
    expect(await about(drs, id, 'compare-policy')).toMatchObject({
      status: 'OPEN',
      begin_time: '08:00:00',
      next_compare_time: '2026-03-02T08:00:00Z',
      compare_type: ['lines', 'account', 'object_comparison'],
    })
    expect(await about(drs, id, 'list-health-compare-jobs')).toMatchObject({ count: 0, compare_jobs: [] })

    drs.control.advance(hours(2))
    const { compare_jobs: running } = await about(drs, id, 'list-health-compare-jobs')
    expect(running).toMatchObject([{ status: 'RUNNING', compute_type: 'drs' }])
    drs.control.advance(hours(48))
    const all = await about(drs, id, 'list-health-compare-jobs')
    expect(all.count).toBe(3)
    expect(all.compare_jobs.map(({ status }: { status: string }) => status)).toEqual([
      'RUNNING',
      'SUCCESSFUL',
      'SUCCESSFUL',
    ])
    expect(all.compare_jobs[2].id).toBe(running[0].id)
    expect(await about(drs, id, 'compare-policy')).toMatchObject({
      next_compare_time: '2026-03-05T08:00:00Z',
    })

    const query = { status: 'SUCCESSFUL', limit: '1', offset: '1' }
    const page = await about(drs, id, 'list-health-compare-jobs', undefined, query)
    expect([page.count, page.compare_jobs.length]).toEqual([2, 1])
  })

  it('is closed before and after, and not there for a full task', async () => {
    const drs = await thatMorning()
    const id = aSync(drs, 'mysql', { status: 'INCRE_TRANSFER_STARTED' })
    drs.control.advance(hours(5))
    drs.control.act({ task: id, action: 'stop' })
    drs.control.advance(hours(50))
    expect(await about(drs, id, 'compare-policy')).toMatchObject({ status: 'CLOSED' })
    expect((await about(drs, id, 'list-health-compare-jobs')).count).toBe(1)
    const full = aSync(drs, 'mysql', { name: 'full-one', mode: 'FULL_TRANS' })
    expect(await about(drs, full, 'compare-policy')).toMatchObject({ status: 'NO_SUPPORT' })
    expect(await refusal(drs, 'nobody', 'compare-policy')).toBe('400 DRS.M05003')
    expect(await refusal(drs, 'nobody', 'list-health-compare-jobs')).toBe('400 DRS.M05003')
    const odd = { status: 'DONE' }
    expect(await refusal(drs, id, 'list-health-compare-jobs', undefined, odd)).toBe('400 DRS.10020002')
  })
})

describe('the progress of objects', () => {
  const progress = (drs: LocalDrs, job_id: string, type: string) =>
    call(drs, 'list-progress-data', undefined, { params: { job_id, type } })

  it('is that of the full phase, kind by kind', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql', { status: 'FULL_TRANSFER_STARTED' })
    const percents = async (type: string) =>
      (await progress(drs, id, type)).flow_compare_data.map(
        ({ progress: done }: { progress: number }) => done,
      )
    expect(await percents('table')).toEqual([0, 0, 0, 0, 0, 0])
    drs.control.advance(minutes(5))
    expect(await percents('table_structure')).toEqual([100, 100, 100, 100, 100, 100])
    const [first, ...others] = await percents('table')
    expect(first).toBe(100)
    expect(others.at(-1)).toBe(0)
    drs.control.advance(minutes(6))
    expect(new Set(await percents('table'))).toEqual(new Set([100]))
    expect(await progress(drs, id, 'event')).toMatchObject({ count: 0, flow_compare_data: [] })
    expect((await progress(drs, id, 'view')).flow_compare_data).toMatchObject([
      { src_db: 'billing', src_tb: 'v_overdue', dst_tb: 'v_overdue' },
    ])
  })

  it('is of documented kinds', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const odd = await ask(drs, 'list-progress-data', undefined, { params: { job_id: id, type: 'cloud' } })
    expect([odd.status, odd.json.error_code]).toEqual([400, 'DRS.10020002'])
  })
})
