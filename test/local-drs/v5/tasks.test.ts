import { describe, expect, it } from 'vitest'
import { defaultSeed } from '../../../src/local-drs/server.ts'
import { aDrs, ask, call, create as createV3, idOf, minutes, statusOf as statusV3 } from '../a-drs.ts'
import {
  act,
  create,
  destination,
  details,
  newTask,
  outcome,
  passwords,
  running,
  source,
  statusOf,
  tested,
} from './task-world.ts'

const nobody = '24834eb6-be30-464e-a299-f7aa730jb999'

describe('create-job', () => {
  it('makes a task that tells everything but passwords', async () => {
    const drs = await aDrs()
    const { job } = await call(drs, 'create-job', { job: newTask() })
    expect(job).toMatchObject({ name: 'DRS-1234', status: 'CREATING' })
    expect(job.create_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    const told = await details(drs, job.id, 'detail')
    expect(told).toMatchObject({
      base_info: {
        name: 'DRS-1234',
        job_type: 'sync',
        engine_type: 'mysql',
        task_type: 'FULL_INCR_TRANS',
        expired_days: '20',
        tags: [{ key: 'team', value: 'orders' }],
      },
      source_endpoint: [
        {
          endpoint_type: 'offline',
          endpoint: { endpoint_name: 'mysql', ip: '192.168.0.28', db_port: '3306' },
        },
      ],
      target_endpoint: [
        { endpoint_type: 'cloud', endpoint: { endpoint_name: 'cloud_mysql' }, cloud: { az_code: 'az2xahz' } },
      ],
      node_info: { spec: { node_type: 'high' } },
    })
    expect(JSON.stringify(drs.control.tasks())).not.toContain(passwords.source)
    expect(JSON.stringify(told)).not.toContain(passwords.destination)
  })

  it.each([
    ['a taken name, in whatever capitals', newTask({ name: 'drs-1234' }), 'DRS.10020077'],
    [
      'an engine of another scenario',
      newTask({ name: 'other', job_type: 'migration', engine_type: 'postgresql' }),
      'DRS.10010025',
    ],
    [
      'databases that do not go together',
      newTask({ name: 'other', engine_type: 'mysql-to-kafka' }),
      'DRS.10020002',
    ],
    [
      'an unknown enterprise project',
      newTask({ name: 'other', enterprise_project_id: 'nowhere' }),
      'DRS.10020002',
    ],
    ['no name', newTask({ name: undefined }), 'DRS.10020001'],
    ['no source', newTask({ name: 'other' }, { source_endpoint: [] }), 'DRS.10020001'],
    [
      'ends the wrong way round',
      newTask({ name: 'other' }, { source_endpoint: [destination()] }),
      'DRS.10020002',
    ],
  ])('refuses %s', async (_what, job, code) => {
    const drs = await aDrs()
    await create(drs)
    const { status, json } = await ask(drs, 'create-job', { job })
    expect([status, json.error_code]).toEqual([400, code])
    expect(drs.control.tasks()).toHaveLength(1)
  })
})

describe('the two generations', () => {
  it('see the same tasks', async () => {
    const drs = await aDrs()
    const mine = await create(drs)
    const theirs = await createV3(drs)
    const v3 = await call(drs, 'list-jobs', { cur_page: 1, per_page: 10, db_use_type: 'sync' })
    expect(v3.jobs.map(({ id }: { id: string }) => id)).toEqual([mine])
    const v5 = await call(drs, 'v5-list-jobs', undefined, { query: { job_type: 'migration' } })
    expect(v5).toMatchObject({ total_count: 1, jobs: [{ id: theirs, name: 'DRS-9228', status: 'CREATING' }] })
    const { results } = await call(drs, 'batch-job-details', { jobs: [mine] })
    expect(results[0]).toMatchObject({
      name: 'DRS-1234',
      target_endpoint: { db_type: 'mysql' },
      tags: [{ key: 'team' }],
    })
    expect((await details(drs, theirs, 'detail')).base_info).toMatchObject({
      name: 'DRS-9228',
      charging_mode: 'on_demand',
    })
  })

  it('act on the same life', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    expect(await statusV3(drs, id)).toBe('INCRE_TRANSFER_STARTED')
    await call(drs, 'batch-pause-jobs', { jobs: [{ job_id: id, pause_mode: 'target' }] })
    expect(await statusOf(drs, id)).toBe('PAUSING')
    drs.control.advance(minutes(1))
    expect(await outcome(act(drs, id, 'restart'))).toBe('success')
    expect(await statusV3(drs, id)).toBe('INCRE_TRANSFER_STARTED')
  })
})

describe('update-job', () => {
  const update = (drs: Awaited<ReturnType<typeof aDrs>>, job_id: string, type: string, params: object) =>
    ask(drs, 'update-job', { job: { type, params } }, { params: { job_id } })

  it('changes what the type names', async () => {
    const drs = await aDrs()
    const id = await tested(drs)
    await update(drs, id, 'name', { base_info: { name: 'renamed', description: 'not meant' } })
    await update(drs, id, 'description', { base_info: { description: 'said' } })
    await update(drs, id, 'expired_days', { base_info: { expired_days: '30' } })
    await update(drs, id, 'policy', { policy_config: { conflict_policy: 'overwrite', dml_types: 'i,u' } })
    await update(drs, id, 'speed_limit', { speed_limit: [{ begin: '16:00', end: '15:59', speed: '10' }] })
    const tuning = { incr_capture: {}, incr_apply: {}, incr_relay: { slotAdvanceInterval: '5' } }
    await update(drs, id, 'tuning_params', { tuning_params: tuning })
    const told = await details(drs, id, 'detail')
    expect(told).toMatchObject({
      base_info: { name: 'renamed', description: 'said', expired_days: '30' },
      policy_config: { conflict_policy: 'overwrite', dml_types: 'i,u' },
      speed_limit: [{ begin: '16:00', end: '15:59', speed: '10' }],
    })
    expect(told.tuning_params.incre_relay).toContainEqual({
      param_name: 'slotAdvanceInterval',
      param_value: '5',
      availability: true,
    })
    const { results } = await call(drs, 'batch-job-details', { jobs: [id] })
    expect(results[0]).toMatchObject({ conflict_policy: 'overwrite', speed_limit: [{ speed: '10' }] })
  })

  it('wants changed databases tested again', async () => {
    const drs = await aDrs()
    const id = await tested(drs)
    expect(
      await outcome(update(drs, id, 'endpoint', { source_endpoint: [source({ ip: '192.168.0.27' })] })),
    ).toBe('success')
    expect(await outcome(act(drs, id, 'precheck', { precheck_mode: 'forStartJob' }))).toBe('DRS.10010012')
    await act(drs, id, 'network', { endpoints: [source({ ip: '192.168.0.27' })] })
    drs.control.advance(minutes(1))
    expect(await outcome(act(drs, id, 'precheck', { precheck_mode: 'forStartJob' }))).toBe('202')
  })

  it('saves objects, and tells how far saving is', async () => {
    const drs = await aDrs()
    const id = await tested(drs)
    const tables = { invoices: { name: 'invoices', type: 'table', all: true } }
    const db_object = {
      object_scope: 'table',
      object_info: { billing: { name: 'billing', all: false, tables } },
    }
    const { json } = await update(drs, id, 'db_object', { db_object })
    const saving = { params: { job_id: id }, query: { query_id: json.id } }
    expect(await call(drs, 'objects-saving-status', undefined, saving)).toMatchObject({ status: 'pending' })
    drs.control.advance(minutes(1))
    expect(await call(drs, 'objects-saving-status', undefined, saving)).toMatchObject({ status: 'success' })
    const { results } = await call(drs, 'batch-job-details', { jobs: [id] })
    expect(results[0].object_infos).toMatchObject([
      { name: 'billing', select: 'partial' },
      { name: 'invoices', parent_id: 'billing', select: 'true' },
    ])
  })

  it('makes the replication instance anew', async () => {
    const drs = await aDrs()
    const id = await tested(drs)
    await update(drs, id, 're_create', {})
    expect(await statusOf(drs, id)).toBe('CREATING')
    drs.control.advance(minutes(2))
    expect(await statusOf(drs, id)).toBe('CONFIGURATION')
  })

  it('refuses what does not fit', async () => {
    const drs = await aDrs()
    const id = await tested(drs)
    await create(drs, { name: 'taken' })
    const unknown = { object_scope: 'database', object_info: { nowhere: { all: true } } }
    const noRange = [{ begin: '16:59', end: '16:59', speed: '10' }]
    const tuning = { incr_capture: { nothing: '1' }, incr_apply: {} }
    expect(await outcome(update(drs, id, 'name', { base_info: { name: 'TAKEN' } }))).toBe('DRS.10020077')
    expect(await outcome(update(drs, id, 'name', { job_id: nobody, base_info: { name: 'free' } }))).toBe(
      'DRS.10020002',
    )
    expect(await outcome(update(drs, id, 'db_object', { db_object: unknown }))).toBe('DRS.10010024')
    expect(await outcome(update(drs, id, 'speed_limit', { speed_limit: noRange }))).toBe('DRS.10000012')
    expect(await outcome(update(drs, id, 'tuning_params', { tuning_params: tuning }))).toBe('DRS.10010024')
    expect(await outcome(update(drs, id, 'endpoint', { target_endpoint: [source()] }))).toBe('DRS.10020002')
    expect(await outcome(update(drs, nobody, 'name', { base_info: { name: 'free' } }))).toBe('DRS.10000010')
    await call(drs, 'stop-job', {}, { params: { job_id: id } })
    expect(await outcome(update(drs, id, 'name', { base_info: { name: 'free' } }))).toBe('DRS.M00304')
  })
})

describe('ends', () => {
  it('a task is stopped, then deleted; not the other way round', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    const params = { job_id: id }
    expect(await outcome(ask(drs, 'delete-job', undefined, { params }))).toBe('DRS.10010030')
    expect(await outcome(ask(drs, 'stop-job', { is_force_stop: false }, { params }))).toBe('success')
    expect(await statusOf(drs, id)).toBe('RELEASE_RESOURCE_STARTED')
    expect(await outcome(ask(drs, 'stop-job', {}, { params }))).toBe('DRS.10010029')
    drs.control.advance(minutes(1))
    expect(await call(drs, 'delete-job', undefined, { params })).toEqual({})
    expect(await outcome(ask(drs, 'delete-job', undefined, { params }))).toBe('DRS.10000010')
  })

  it('a pause that is under way holds up an end, unless it is forced', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    await act(drs, id, 'stop')
    const params = { job_id: id }
    expect(await outcome(ask(drs, 'stop-job', {}, { params }))).toBe('DRS.10010029')
    expect(await outcome(ask(drs, 'stop-job', { is_force_stop: true }, { params }))).toBe('success')
  })

  it('in batches item by item', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    const stopped = await call(drs, 'batch-stop-jobs', { jobs: [{ job_id: id }, { job_id: nobody }] })
    expect(stopped.jobs).toMatchObject([
      { id, name: 'DRS-1234', status: 'Success' },
      { id: nobody, status: 'Failed', error_code: 'DRS.10000010' },
    ])
    const early = await call(drs, 'batch-delete-jobs', { jobs: [id] })
    expect(early.jobs).toMatchObject([{ status: 'Failed', error_code: 'DRS.10010030' }])
    drs.control.advance(minutes(1))
    const deleted = await call(drs, 'batch-delete-jobs', { jobs: [id, nobody] })
    expect(deleted.jobs.map(({ status }: { status: string }) => status)).toEqual(['Success', 'Failed'])
    expect(drs.control.tasks()).toEqual([])
  })
})

describe('clone-job', () => {
  it('copies a synchronization, without its past and its logins', async () => {
    const drs = await aDrs()
    const id = await running(drs)
    const clone = await call(drs, 'clone-job', { job_id: id, name: 'the-clone' })
    expect(clone).toMatchObject({ name: 'the-clone', status: 'CREATING', is_clone_job: true })
    drs.control.advance(minutes(2))
    const told = await details(drs, clone.id, 'detail')
    expect(told).toMatchObject({
      status: 'CONFIGURATION',
      base_info: { name: 'the-clone', engine_type: 'mysql', expired_days: '20' },
      source_endpoint: [{ endpoint: { ip: '192.168.0.28' } }],
    })
    expect(await outcome(act(drs, clone.id, 'precheck', { precheck_mode: 'forStartJob' }))).toBe(
      'DRS.10010012',
    )
    expect(await statusOf(drs, id)).toBe('INCRE_TRANSFER_STARTED')
  })

  it('refuses other scenarios, early statuses and taken names', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const [sync, migration] = [idOf(drs, 'billing-sync'), idOf(drs, 'orders-to-rds')]
    const early = await tested(drs)
    const clone = (job_id: string, name: string) => outcome(ask(drs, 'clone-job', { job_id, name }))
    expect(await clone(migration, 'a-clone')).toBe('DRS.10010006')
    expect(await clone(early, 'a-clone')).toBe('DRS.10010006')
    expect(await clone(sync, 'Billing-Sync')).toBe('DRS.10020077')
    expect(await clone(nobody, 'a-clone')).toBe('DRS.10000010')
  })
})
