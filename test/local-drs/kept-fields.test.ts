import { describe, expect, it } from 'vitest'
import type { LocalDrs } from '../../src/local-drs/server.ts'
import { aDrs, call, configure, create, minutes, outcome } from './a-drs.ts'
import { createSync } from './every-operation.ts'

async function details(drs: LocalDrs, id: string) {
  return (await call(drs, 'batch-job-details', { jobs: [id] })).results[0]
}

async function listed(drs: LocalDrs, query: object) {
  return (await call(drs, 'list-jobs', { cur_page: 1, per_page: 10, ...query })).jobs
}

describe('what a task is made with', () => {
  it('is shown again', async () => {
    const drs = await aDrs()
    const eip = { id: '5a1b3c78-02d3-4b2f-9d3e-7d4f2c9e1a55', public_ip: '203.0.113.7', type: 'master' }
    const id = await create(drs, {
      description: 'Orders to the cloud',
      tags: [{ key: 'team', value: 'orders' }],
      sys_tags: [{ key: '_sys_enterprise_project_id', value: 'eps-1' }],
      public_ip_list: [eip],
      is_open_fast_clean: true,
      source_endpoint: { db_type: 'mysql', vpc_id: 'vpc-1', subnet_id: 'net-1', security_group_id: 'sg-so' },
      target_endpoint: {
        region: 'eu-west-101',
        db_type: 'mysql',
        inst_id: 'e05a3679efe241d8b5dee80b17c1a863in01',
        security_group_id: 'sg-ta',
      },
    })
    expect(await details(drs, id)).toMatchObject({
      description: 'Orders to the cloud',
      tags: [{ key: 'team', value: 'orders' }],
      inst_info: { public_ip: '203.0.113.7' },
      public_ip_list: [eip],
      bind_public_ip_state: 'bound',
      is_open_fast_clean: true,
      security_group_id: 'sg-ta',
      source_endpoint: { vpc_id: 'vpc-1', subnet_id: 'net-1', security_group_id: 'sg-so' },
    })
    const inProject = (enterprise_project_id: string) =>
      listed(drs, { db_use_type: 'migration', enterprise_project_id })
    expect(await inProject('eps-1')).toHaveLength(1)
    expect(await inProject('eps-2')).toEqual([])
    const v5 = await call(drs, 'get-job', undefined, { params: { job_id: id }, query: { type: 'detail' } })
    expect(v5.job).toMatchObject({ base_info: { enterprise_project_id: 'eps-1' }, public_ip_list: [eip] })
  })

  it('and so is what is set later: alarms, whole databases, the start position', async () => {
    const drs = await aDrs()
    const id = await create(drs, { db_use_type: 'sync', task_type: 'INCR_TRANS' })
    drs.control.advance(minutes(2))
    await configure(drs, id)
    await call(drs, 'batch-modify-jobs', {
      jobs: [{ job_id: id, alarm_notify: { delay_time: 60, alarm_to_user: true } }],
    })
    await call(drs, 'batch-select-objects', { jobs: [{ job_id: id, sync_database: true }] })
    await call(drs, 'batch-set-sync-policy', {
      jobs: [{ job_id: id, file_and_position: 'mysql-bin.000019:197', gtid_set: 'a:1-2' }],
    })
    expect(await details(drs, id)).toMatchObject({
      alarm_notify: { delay_time: 60, alarm_to_user: true },
      sync_database: true,
      incre_start_position: 'mysql-bin.000019:197',
    })
  })
})

describe('subtasks', () => {
  it('stand in the two availability zones of a task', async () => {
    const drs = await aDrs()
    const id = await create(drs, { master_az: 'az2xahz', slave_az: 'az3xahz' })
    const { master_job_id, ...shown } = await details(drs, id)
    expect(shown).toMatchObject({ is_multi_az: true, master_az: 'az2xahz', slave_az: 'az3xahz' })
    const [task] = await listed(drs, { db_use_type: 'migration' })
    expect(task.children).toMatchObject([
      { id: master_job_id, name: 'DRS-9228-master', status: 'CREATING' },
      { name: 'DRS-9228-slave' },
    ])
    expect(await details(drs, master_job_id)).toMatchObject({ parent_id: id, node_role: 'master' })
  })

  it('are told when the task is made; one zone alone makes none', async () => {
    const drs = await aDrs()
    const job = { master_az: 'az2xahz', slave_az: 'az3xahz' }
    await create(drs, { ...job, name: 'with-two' })
    await create(drs, { master_az: 'az2xahz', name: 'with-one' })
    const answers = drs.control
      .requests()
      .map(({ requestId }) => JSON.stringify(drs.control.answer(requestId)))
    expect(answers.filter((answer) => answer.includes('child_ids'))).toHaveLength(1)
  })

  it('take over what was edited while changes are replicated', async () => {
    const drs = await aDrs()
    const id = createSync(drs, 'edited')
    const precheck = (precheck_mode: string) =>
      call(drs, 'batch-precheck', { jobs: [{ job_id: id, precheck_mode }] })
    await precheck('forStartJob')
    drs.control.advance(minutes(1))
    await call(drs, 'batch-start-jobs', { jobs: [{ job_id: id }] })
    drs.control.advance(minutes(15))
    const chosen = { object_scope: 'database', object_info: { reports: { all: true } } }
    const saved = { job: { type: 'db_object', params: { db_object: chosen } } }
    await call(drs, 'update-job', saved, { params: { job_id: id } })
    const scopeOf = async (type: string) => {
      const body = { type }
      const { id: query_id } = await call(drs, 'collect-db-objects-v51', body, { params: { job_id: id } })
      drs.control.advance({ ms: 5_000 })
      const query = { query_id }
      return (await call(drs, 'db-objects-status', undefined, { params: { job_id: id }, query })).object_scope
    }
    // What is edited is not in force before it is applied.
    expect([await scopeOf('modified'), await scopeOf('synchronized')]).toEqual(['database', 'all'])
    await precheck('forRetryJob')
    drs.control.advance(minutes(1))
    const restart = { job: { action_name: 'restart', action_params: { is_sync_re_edit: true } } }
    await call(drs, 'job-action', restart, { params: { job_id: id } })
    const children = async () => (await listed(drs, { db_use_type: 'sync' }))[0].children
    const seen = []
    for (const ms of [0, 20_000, 105_000, 10_000, 30_000]) {
      drs.control.advance({ ms })
      seen.push((await children())[0].status)
    }
    expect(seen).toEqual([
      'CHILD_TRANSFER_STARTING',
      'CHILD_TRANSFER_STARTED',
      'CHILD_TRANSFER_COMPLETE',
      'RELEASE_CHILD_TRANSFER_STARTED',
      'RELEASE_CHILD_TRANSFER_COMPLETE',
    ])
    const [child] = await children()
    const { results } = await call(drs, 'batch-job-status', { jobs: [child.id] })
    expect(results).toMatchObject([{ id: child.id, status: 'RELEASE_CHILD_TRANSFER_COMPLETE' }])
    expect(await scopeOf('synchronized')).toBe('database')
  })

  it('of an edit are there in both generations, and while one is open there is no other', async () => {
    const drs = await aDrs()
    const places = { source: '192.168.0.28:3306', destination: '192.168.0.131:3306' }
    const { id } = drs.control.create({
      ...{ name: 'edited', scenario: 'sync', engine: 'mysql', status: 'INCRE_TRANSFER_STARTED' },
      ...places,
    })
    const takeOver = async () => {
      await call(drs, 'batch-precheck', { jobs: [{ job_id: id, precheck_mode: 'forRetryJob' }] })
      drs.control.advance(minutes(1))
      return outcome(drs, 'batch-retry-jobs', { job_id: id, is_sync_re_edit: true })
    }
    expect(await takeOver()).toBe('success')
    const [{ children }] = await listed(drs, { db_use_type: 'sync' })
    const [child] = children
    expect(await details(drs, child.id)).toMatchObject({
      parent_id: id,
      status: child.status,
      name: 'edited-edit-1',
    })
    const v5 = await call(drs, 'v5-list-jobs', undefined, { query: { job_type: 'sync' } })
    expect(v5.jobs[0].children).toMatchObject([{ id: child.id, status: child.status }])
    const shown = await call(drs, 'get-job', undefined, {
      params: { job_id: child.id },
      query: { type: 'detail' },
    })
    expect(shown.job).toMatchObject({ id: child.id, status: child.status, base_info: { name: child.name } })
    expect(await takeOver()).toBe('DRS.M00402')
    drs.control.advance(minutes(3))
    expect(await takeOver()).toBe('success')
    expect((await listed(drs, { db_use_type: 'sync' }))[0].children).toHaveLength(2)
  })
})
