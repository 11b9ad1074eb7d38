import { describe, expect, it } from 'vitest'
import type { LocalDrs } from '../../../src/local-drs/server.ts'
import { aDrs, ask, call, minutes } from '../a-drs.ts'
import {
  act,
  configured,
  create,
  destination,
  details,
  outcome,
  prechecked,
  running,
  source,
  statusOf,
  tested,
} from './task-world.ts'

async function networkOf(drs: LocalDrs, id: string, endpoints: readonly object[]) {
  const { status, json } = await act(drs, id, 'network', { endpoints })
  expect(status).toBe(202)
  const early = await details(drs, id, 'network', { query_id: json.query_id })
  expect(early.network_results).toEqual([])
  drs.control.advance(minutes(1))
  return (await details(drs, id, 'network', { query_id: json.query_id })).network_results
}

async function allowed(drs: LocalDrs, job_id: string) {
  const { job_action } = await call(drs, 'job-actions-allowed', undefined, { params: { job_id } })
  return job_action
}

describe('a synchronization from beginning to end, over v5 alone', () => {
  it('goes through every step of the documented process', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    expect(await statusOf(drs, id)).toBe('CREATING')
    drs.control.advance(minutes(2))
    expect(await statusOf(drs, id)).toBe('CONFIGURATION')
    const results = await networkOf(drs, id, [source(), destination()])
    expect(results).toMatchObject([
      { ip: '192.168.0.28', success: true, status: 'success' },
      { success: true },
    ])

    const params = { db_object: { object_scope: 'all' } }
    await call(drs, 'update-job', { job: { type: 'db_object', params } }, { params: { job_id: id } })
    const checked = await prechecked(drs, id)
    expect(checked).toMatchObject({ result: true, process: '100', total_passed_rate: '100%' })
    expect(await outcome(act(drs, id, 'start'))).toBe('success')
    drs.control.advance(minutes(6))
    const halfway = (await details(drs, id, 'progress')).progress_info
    expect(halfway).toMatchObject({
      progress: '50',
      transfer_status: 'FULL_TRANSFER_STARTED',
      incr_trans_delay: '-1',
    })
    expect(halfway.progress_map.struct.completed).toBe('100%')

    expect(await outcome(act(drs, id, 'stop', { pause_mode: 'all' }))).toBe('success')
    expect((await allowed(drs, id)).current_action).toBe('STOP_JOB')
    drs.control.advance(minutes(1))
    expect(await statusOf(drs, id)).toBe('PAUSING')
    expect(await outcome(act(drs, id, 'restart'))).toBe('success')
    drs.control.advance(minutes(6))
    const later = await details(drs, id, 'progress')
    expect(later.progress_info).toMatchObject({ progress: '100', transfer_status: 'INCRE_TRANSFER_STARTED' })
    expect(Number(later.progress_info.incr_trans_delay_millis)).toBeGreaterThan(0)
    expect(later.migration_object_progress_info.migration_object_overview).toContainEqual(
      expect.objectContaining({ type: 'table', src_count: '6', dst_count: '6' }),
    )
    const log = await details(drs, id, 'log', { limit: '2' })
    expect(log.logs).toHaveLength(2)
    expect(log.total_count).toBeGreaterThan(2)
    expect(log.logs[0].create_time >= log.logs[1].create_time).toBe(true)

    await call(drs, 'stop-job', {}, { params: { job_id: id } })
    drs.control.advance(minutes(1))
    await call(drs, 'delete-job', undefined, { params: { job_id: id } })
    expect(drs.control.tasks()).toEqual([])
  })

  it('cannot skip a step', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    const check = () => outcome(act(drs, id, 'precheck', { precheck_mode: 'forStartJob' }))
    expect(await outcome(act(drs, id, 'network', { endpoints: [source()] }))).toBe('DRS.M00304')
    drs.control.advance(minutes(2))
    expect(await check()).toBe('DRS.10010012')
    await networkOf(drs, id, [source()])
    expect(await check()).toBe('DRS.10010012')
    await act(drs, id, 'network', { endpoints: [destination()] })
    expect(await check()).toBe('DRS.10010012') // the test still runs
    drs.control.advance(minutes(1))
    expect(await outcome(act(drs, id, 'start'))).toBe('DRS.10010014')
    expect(await check()).toBe('202')
    expect(await check()).toBe('DRS.10010012')
    expect(await outcome(act(drs, id, 'start'))).toBe('DRS.10010014')
    drs.control.advance(minutes(1))
    expect(await outcome(act(drs, id, 'start'))).toBe('DRS.10010014') // no objects: the precheck failed
  })

  it('tells in the refusal why, in the language of the caller', async () => {
    const drs = await aDrs()
    const id = await tested(drs)
    const headers = { 'x-language': 'zh-cn' }
    const job = { action_name: 'start' }
    const { json } = await ask(drs, 'job-action', { job }, { params: { job_id: id }, headers })
    expect(json.error_msg).toBe('启动任务失败，当前任务状态不能调用此API。')
    const { json: english } = await act(drs, id, 'start')
    expect(english.error_msg).toBe('Start job failed,This API cannot be called in the current task status')
  })

  it('waits for a planned start', async () => {
    const drs = await aDrs()
    const id = await configured(drs)
    await prechecked(drs, id)
    expect(await outcome(act(drs, id, 'start', { start_time: 'tomorrow' }))).toBe('DRS.10020002')
    const start_time = String(drs.control.clock().now + 3_600_000)
    expect(await outcome(act(drs, id, 'start', { start_time }))).toBe('success')
    expect(await details(drs, id, 'detail')).toMatchObject({
      status: 'WAITING_FOR_START',
      base_info: { start_time },
    })
    drs.control.advance(minutes(61))
    expect(await statusOf(drs, id)).toBe('STARTJOBING')
  })
})

describe('connection tests', () => {
  it.each([
    ['a wrong password', source({ db_password: 'guessed' }), 'DRS.KE0002'],
    ['another host', source({ ip: '10.0.0.1' }), 'DRS.KE0001'],
    ['another port', source({ db_port: '3307' }), 'DRS.KE0003'],
    ['a destination with a wrong user', destination({ db_user: 'root' }), 'DRS.KE0002'],
  ])('tell about %s', async (_what, endpoint, code) => {
    const drs = await aDrs()
    const id = await create(drs)
    drs.control.advance(minutes(2))
    const results = await networkOf(drs, id, [endpoint])
    expect(results).toMatchObject([{ success: false, status: 'failed', error_code: code }])
    expect(await outcome(act(drs, id, 'precheck', { precheck_mode: 'forStartJob' }))).toBe('DRS.10010012')
  })

  it('find the database of a known id', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    drs.control.advance(minutes(2))
    const [{ endpoint }] = (await details(drs, id, 'detail')).source_endpoint
    const results = await networkOf(drs, id, [source({ id: endpoint.id, ip: undefined, db_port: undefined })])
    expect(results).toMatchObject([{ ip: '192.168.0.28', success: true }])
  })

  it('are asked about with the id that was given', async () => {
    const drs = await aDrs()
    const id = await tested(drs)
    const get = (query: Record<string, string>) =>
      outcome(ask(drs, 'get-job', undefined, { params: { job_id: id }, query }))
    expect(await get({ type: 'network', query_id: 'other' })).toBe('DRS.10020002')
    expect(await get({ type: 'precheck', query_id: 'other' })).toBe('DRS.10020002')
    expect(await get({ type: 'network' })).toBe('DRS.10020001')
  })
})

describe('prechecks', () => {
  it('fail items, some of which can be skipped', async () => {
    const drs = await aDrs()
    for (const item of ['srcDbBinlogIsOff', 'sqlModeConsistency']) {
      drs.control.item({ database: '192.168.0.28:3306', item, broken: true })
    }
    const id = await configured(drs)
    const report = await prechecked(drs, id)
    expect(report.result).toBe(false)
    const item = (name: string) => report.precheck_results.find((one: { item: string }) => one.item === name)
    expect(item('sqlModeConsistency')).toMatchObject({
      result: 'FAILED',
      is_support_skip: true,
      is_skipped: false,
    })
    expect(item('srcDbBinlogIsOff')).toMatchObject({ result: 'FAILED', is_support_skip: false })
    expect(item('dbVersionMeetRequirement')).toMatchObject({ result: 'PASSED', is_support_skip: false })

    const skip = (...skipped_precheck_list: string[]) =>
      outcome(
        act(drs, id, 'skip_precheck', {
          skip_precheck_info: { skipped_precheck_list, skip_reason: 'known' },
        }),
      )
    expect(await skip('srcDbBinlogIsOff')).toBe('DRS.10020002')
    expect(await skip('dbVersionMeetRequirement')).toBe('DRS.10020002')
    expect(await skip('noSuchItem')).toBe('DRS.10020002')
    expect(await skip('sqlModeConsistency')).toBe('success')
    expect(await outcome(act(drs, id, 'start'))).toBe('DRS.10010014')

    drs.control.item({ database: '192.168.0.28:3306', item: 'srcDbBinlogIsOff', broken: false })
    await prechecked(drs, id)
    expect(await outcome(act(drs, id, 'start'))).toBe('DRS.10010014') // a new precheck asks again
    expect(await skip('sqlModeConsistency')).toBe('success')
    expect(await outcome(act(drs, id, 'start'))).toBe('success')
  })

  it('of earlier times can still be read', async () => {
    const drs = await aDrs()
    const id = await tested(drs)
    const first = await act(drs, id, 'precheck', { precheck_mode: 'forStartJob' })
    drs.control.advance(minutes(1))
    const params = { db_object: { object_scope: 'all' } }
    await call(drs, 'update-job', { job: { type: 'db_object', params } }, { params: { job_id: id } })
    expect((await prechecked(drs, id)).result).toBe(true)
    const before = await details(drs, id, 'precheck', { query_id: first.json.query_id })
    expect(before.precheck_result.result).toBe(false)
  })
})

describe('after the start', () => {
  it('a failed task is reset after a precheck that was made for it', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    drs.control.act({ task: id, action: 'fail', reason: 'the log is gone' })
    expect((await details(drs, id, 'log')).logs[0]).toMatchObject({
      level: 'ERROR',
      message: 'the log is gone',
    })
    expect(await outcome(act(drs, id, 'reset'))).toBe('DRS.10010026')
    await prechecked(drs, id, 'forRetryJob')
    expect(await outcome(act(drs, id, 'reset'))).toBe('DRS.10010026')
    await prechecked(drs, id, 'forResetJob')
    expect(await outcome(act(drs, id, 'reset'))).toBe('success')
    expect(await statusOf(drs, id)).toBe('STARTJOBING')
    drs.control.advance(minutes(2))
    expect((await details(drs, id, 'progress')).progress_info).toMatchObject({
      transfer_status: 'FULL_TRANSFER_STARTED',
      incr_trans_delay: '-1',
    })
  })

  it('a failed task is tried again', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    drs.control.act({ task: id, action: 'fail', reason: 'lost' })
    expect(await outcome(act(drs, id, 'restart'))).toBe('success')
    expect(await outcome(act(drs, id, 'restart'))).toBe('DRS.10010027')
    expect(await statusOf(drs, id)).toBe('INCRE_TRANSFER_STARTED')
  })

  it('objects are edited again, prechecked and taken over', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    const takeOver = () => outcome(act(drs, id, 'restart', { is_sync_re_edit: true }))
    const params = { db_object: { object_scope: 'database', object_info: { billing: { all: true } } } }
    await call(drs, 'update-job', { job: { type: 'db_object', params } }, { params: { job_id: id } })
    expect(await takeOver()).toBe('DRS.10010027')
    expect((await prechecked(drs, id, 'forRetryJob')).result).toBe(true)
    expect(await takeOver()).toBe('success')
    expect(await statusOf(drs, id)).toBe('INCRE_TRANSFER_STARTED')
  })

  it('EIPs are bound once and unbound', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    const public_ip_config = { id: 'eip-1', public_ip: '100.85.1.2', type: 'master' }
    expect(await outcome(act(drs, id, 'unbind_eip'))).toBe('DRS.M00304')
    expect(await outcome(act(drs, id, 'bind_eip', { public_ip_config }))).toBe('success')
    expect((await details(drs, id, 'detail')).public_ip_list).toEqual([public_ip_config])
    expect(await outcome(act(drs, id, 'bind_eip', { public_ip_config }))).toBe('DRS.10020002')
    expect(await outcome(act(drs, id, 'unbind_eip'))).toBe('success')
    expect((await details(drs, id, 'detail')).public_ip_list).toEqual([])
  })

  it('columns are filtered and parameters loaded where the task can be edited', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    expect(await outcome(act(drs, id, 'column_limit', {}))).toBe('success')
    expect(await outcome(act(drs, id, 'reload_parameters', {}))).toBe('success')
    await call(drs, 'stop-job', {}, { params: { job_id: id } })
    expect(await outcome(act(drs, id, 'column_limit', {}))).toBe('DRS.M00304')
    expect(await outcome(act(drs, id, 'reload_parameters', {}))).toBe('DRS.M00304')
  })
})
