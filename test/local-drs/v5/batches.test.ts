import { describe, expect, it } from 'vitest'
import type { LocalDrs } from '../../../src/local-drs/server.ts'
import { aDrs, ask, call, minutes } from '../a-drs.ts'
import {
  act,
  batch,
  batchStatus,
  create,
  destination,
  details,
  newAsyncTask,
  outcome,
  passwords,
  prechecked,
  source,
  statusOf,
} from './task-world.ts'

const rows = async (drs: LocalDrs, async_job_id: string) =>
  (await call(drs, 'get-async-job', undefined, { params: { async_job_id } })).jobs

const commit = (drs: LocalDrs, async_job_id: string) =>
  ask(drs, 'commit-async-job', undefined, { params: { async_job_id } })

const update = async (drs: LocalDrs, async_job_id: string, ...jobs: readonly object[]) => {
  const { json } = await ask(drs, 'update-async-job', { jobs }, { params: { async_job_id } })
  return json
}

const named = (list: readonly { base_info: { name: string } }[], name: string) =>
  list.find(({ base_info }) => base_info.name === name)

describe('an asynchronous batch', () => {
  it('is checked, committed, and becomes tasks that lack only a precheck', async () => {
    const drs = await aDrs()
    const id = await batch(drs, newAsyncTask(), newAsyncTask({ name: 'DRS-5678' }))
    expect(await batchStatus(drs, id)).toBe('ASYNC_JOB_VALIDATING')
    expect((await commit(drs, id)).json.error_code).toBe('DRS.10010002')
    drs.control.advance(minutes(1))
    expect(await batchStatus(drs, id)).toBe('AUTO_PARAM_VALIDATE_SUCCESS')
    expect(drs.control.tasks()).toEqual([])
    const described = await rows(drs, id)
    expect(described.map(({ base_info }: { base_info: { name: string } }) => base_info.name)).toEqual([
      'DRS-5678',
      'DRS-1234',
    ])
    expect(described[0]).toMatchObject({
      network_results: [{ success: true }, { success: true }],
      speed_limit: [{ begin: '16:00', end: '15:59', speed: '10' }],
      alarm_notify: { topic_urn: 'urn:smn:eu-west-101:project:test', delay_time: 60 },
      policy_config: { ddl_trans: false },
    })
    expect(JSON.stringify(described)).not.toContain(passwords.source)

    const { status, json } = await commit(drs, id)
    expect([status, json.job.async_job_id]).toEqual([200, id])
    expect(await batchStatus(drs, id)).toBe('COMMIT_SUCCESS')
    expect(drs.control.tasks().map(({ name }) => name)).toEqual(['DRS-5678', 'DRS-1234'])
    const task = described[1].id
    expect(await statusOf(drs, task)).toBe('CREATING')
    drs.control.advance(minutes(2))
    expect((await prechecked(drs, task)).result).toBe(true)
    expect(await outcome(act(drs, task, 'start'))).toBe('success')
    const { results } = await call(drs, 'batch-job-details', { jobs: [task] })
    expect(results[0]).toMatchObject({
      object_infos: [{ name: 'billing', select: 'true' }],
      speed_limit: [{ speed: '10' }],
    })
    expect((await rows(drs, id))[1].status).toBe('STARTJOBING')
    expect((await commit(drs, id)).json.error_code).toBe('DRS.10010004')
  })

  it('with bad tasks tells which they are, is repaired and checked again', async () => {
    const drs = await aDrs()
    await create(drs, { name: 'taken' })
    const id = await batch(
      drs,
      newAsyncTask({ name: 'fine' }),
      newAsyncTask({ name: 'locked-out' }, { source_endpoint: [source({ db_password: 'guessed' })] }),
      newAsyncTask({ name: 'TAKEN' }),
      newAsyncTask(
        { name: 'no-objects' },
        { db_object: { object_scope: 'database', object_info: { nowhere: { all: true } } } },
      ),
    )
    drs.control.advance(minutes(1))
    expect(await batchStatus(drs, id)).toBe('ASYNC_JOB_VALIDATE_FAILED')
    expect((await commit(drs, id)).json.error_code).toBe('DRS.10010004')
    expect(drs.control.tasks()).toHaveLength(1)
    const found = await rows(drs, id)
    const [fine, locked, taken, lost] = ['fine', 'locked-out', 'TAKEN', 'no-objects'].map((name) =>
      named(found, name),
    )
    expect(fine).toMatchObject({ logs: [] })
    expect(locked).toMatchObject({
      network_results: [{ success: false, error_code: 'DRS.KE0002' }, { success: true }],
      logs: [{ level: 'ERROR', message: expect.stringMatching(/^DRS\.10010007/) }],
    })
    expect(taken).toMatchObject({ logs: [{ message: expect.stringMatching(/^DRS\.10020077/) }] })
    expect(lost).toMatchObject({ logs: [{ message: expect.stringMatching(/^DRS\.10010024.*nowhere/) }] })

    const idOf = (row: unknown) => Reflect.get(Object(row), 'id')
    const repaired = await update(
      drs,
      id,
      { type: 'endpoint', params: { job_id: idOf(locked), source_endpoint: [source()] } },
      { type: 'all', params: { job_id: idOf(taken), ...newAsyncTask({ name: 'free' }) } },
      { type: 'db_object', params: { job_id: idOf(lost), db_object: { object_scope: 'all' } } },
      { type: 'precheck', params: { job_id: 'nobody' } },
    )
    expect(repaired.jobs.map(({ status }: { status: string }) => status)).toEqual([
      'Success',
      'Success',
      'Success',
      'Failed',
    ])
    expect(repaired.jobs[3].error_code).toBe('DRS.10000010')
    expect(await batchStatus(drs, id)).toBe('ASYNC_JOB_VALIDATING')
    expect((await update(drs, id, { type: 'precheck', params: { job_id: idOf(fine) } })).error_code).toBe(
      'DRS.10010002',
    )
    drs.control.advance(minutes(1))
    expect(await batchStatus(drs, id)).toBe('AUTO_PARAM_VALIDATE_SUCCESS')
    expect((await commit(drs, id)).status).toBe(200)
    expect(drs.control.tasks().map(({ name }) => name)).toEqual([
      'no-objects',
      'free',
      'locked-out',
      'fine',
      'taken',
    ])
  })

  it('finds names that are used twice, and settings that do not exist', async () => {
    const drs = await aDrs()
    const none = { full_sync: [], incre_capture: [], incre_apply: [] }
    const tuning_params = {
      ...none,
      incre_relay: [{ param_name: 'nothing', param_value: '1', availability: true }],
    }
    const id = await batch(
      drs,
      newAsyncTask(),
      newAsyncTask(),
      newAsyncTask({ name: 'tuned' }, { tuning_params }),
      newAsyncTask({ name: 'crossed', engine_type: 'mongodb' }),
      newAsyncTask({ name: 'still' }, { speed_limit: [{ begin: '16:59', end: '16:59', speed: '10' }] }),
    )
    drs.control.advance(minutes(1))
    const told = (await rows(drs, id)).map(({ logs }: { logs: { message: string }[] }) =>
      logs.map(({ message }) => message.slice(0, 12)),
    )
    expect(told).toEqual([
      ['DRS.10000012'],
      ['DRS.10010025'],
      ['DRS.10010024'],
      ['DRS.10020077'],
      ['DRS.10020077'],
    ])
  })

  it('is not committed when a name was taken meanwhile', async () => {
    const drs = await aDrs()
    const id = await batch(drs, newAsyncTask())
    drs.control.advance(minutes(1))
    expect(await batchStatus(drs, id)).toBe('AUTO_PARAM_VALIDATE_SUCCESS')
    await create(drs)
    expect((await commit(drs, id)).json.error_code).toBe('DRS.10010004')
    expect(await batchStatus(drs, id)).toBe('ASYNC_JOB_VALIDATE_FAILED')
    expect(drs.control.tasks()).toHaveLength(1)
  })

  it('changes its tasks also after the commit', async () => {
    const drs = await aDrs()
    const id = await batch(drs, newAsyncTask())
    drs.control.advance(minutes(1))
    await commit(drs, id)
    drs.control.advance(minutes(2))
    const [{ id: job_id }] = await rows(drs, id)
    const policy = { type: 'policy', params: { job_id, policy_config: { conflict_policy: 'stop' } } }
    const early = await update(drs, id, policy, { type: 'all', params: { job_id } })
    expect(early.jobs).toMatchObject([{ status: 'Success' }, { status: 'Failed', error_code: 'DRS.M00304' }])
    expect((await details(drs, job_id, 'detail')).policy_config).toMatchObject({
      ddl_trans: false,
      conflict_policy: 'stop',
    })
    await update(drs, id, { type: 'precheck', params: { job_id } })
    drs.control.advance(minutes(1))
    expect(await outcome(act(drs, job_id, 'start'))).toBe('success')
  })

  it('is refused at once when a task cannot be told from its description', async () => {
    const drs = await aDrs()
    const refused = (...jobs: readonly object[]) => outcome(ask(drs, 'batch-async-create', { jobs }))
    expect(await refused()).toBe('DRS.10020001')
    expect(await refused(newAsyncTask({ engine_type: undefined }))).toBe('DRS.10020001')
    expect(await refused(newAsyncTask({}, { target_endpoint: [source()] }))).toBe('DRS.10020002')
    expect(await refused(newAsyncTask({}, { policy_config: undefined }))).toBe('DRS.10020001')
    expect(await refused(newAsyncTask({}, { source_endpoint: [destination()] }))).toBe('DRS.10020002')
    expect((await call(drs, 'list-async-jobs')).total_count).toBe(0)
  })
})

describe('the list of batches', () => {
  it('filters and pages, the latest first', async () => {
    const drs = await aDrs()
    const first = await batch(drs, newAsyncTask({ name: 'first' }))
    drs.control.advance(minutes(1))
    const second = await batch(drs, newAsyncTask({ name: 'second' }))
    const list = async (query: Record<string, string>) => {
      const { jobs } = await call(drs, 'list-async-jobs', undefined, { query })
      return jobs.map(({ async_job_id }: { async_job_id: string }) => async_job_id)
    }
    // Empty parameters are no filters, as in the example of the reference.
    const empty = { async_job_id: '', status: '', domain_name: '', user_name: '', sort_key: '', sort_dir: '' }
    expect(await list({ ...empty, offset: '0', limit: '10' })).toEqual([second, first])
    expect(await list({ sort_dir: 'asc' })).toEqual([first, second])
    expect(await list({ offset: '1', limit: '1' })).toEqual([first])
    expect(await list({ status: 'AUTO_PARAM_VALIDATE_SUCCESS' })).toEqual([first])
    expect(await list({ domain_name: drs.domainName, user_name: 'somebody' })).toEqual([])
  })

  it('knows no other ids', async () => {
    const drs = await aDrs()
    const params = { async_job_id: 'nothing' }
    expect(await outcome(commit(drs, 'nothing'))).toBe('DRS.10000010')
    expect(await outcome(ask(drs, 'get-async-job', undefined, { params }))).toBe('DRS.10000010')
    expect(await outcome(ask(drs, 'update-async-job', { jobs: [] }, { params }))).toBe('DRS.10000010')
  })
})
