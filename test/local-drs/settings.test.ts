import { describe, expect, it } from 'vitest'
import { sourcePassword } from '../../src/local-drs/databases.ts'
import { defaultSeed, type LocalDrs } from '../../src/local-drs/server.ts'
import { aDrs, ask, call, create, destinationTest, idOf, minutes, outcome, sourceTest } from './a-drs.ts'
import { clusterProperty, createMongo, createSync } from './every-operation.ts'

async function details(drs: LocalDrs, id: string) {
  return (await call(drs, 'batch-job-details', { jobs: [id] })).results[0]
}

async function seeded(): Promise<LocalDrs> {
  return aDrs({ seed: defaultSeed })
}

describe('flow control', () => {
  const range = { begin: '16:00', end: '15:59', speed: '15' }
  const limit = async (drs: LocalDrs, job_id: string, speed_limit: readonly object[]) => {
    const { results } = await call(drs, 'batch-limit-speed', { speed_limits: [{ job_id, speed_limit }] })
    return results[0].error_code ?? results[0].status
  }

  it('stands in the details until an empty list takes it away', async () => {
    const drs = await seeded()
    const id = idOf(drs, 'billing-sync')
    expect(await limit(drs, id, [range])).toBe('success')
    expect((await details(drs, id)).speed_limit).toEqual([range])
    expect(await limit(drs, id, [])).toBe('success')
    expect((await details(drs, id)).speed_limit).toEqual([])
  })

  it('is not for incremental, dual-active and ended tasks, nor from 03:59 to 03:59', async () => {
    const drs = await seeded()
    const incremental = createSync(drs, 'incr-only', { mode: 'INCR_TRANS' })
    expect(await limit(drs, incremental, [range])).toBe('DRS.M00403')
    expect(await limit(drs, idOf(drs, 'billing-sync'), [{ ...range, begin: '03:59', end: '03:59' }])).toBe(
      'DRS.M00306',
    )
    drs.control.act({ task: 'billing-sync', action: 'stop' })
    expect(await limit(drs, idOf(drs, 'billing-sync'), [range])).toBe('DRS.M00304')
    const { id } = drs.control.create({
      name: 'dr-both',
      scenario: 'cloudDataGuard',
      engine: 'cloudDataGuard-mysql',
      source: '192.168.0.29:3306',
      destination: '192.168.0.132:3306',
      dualActive: true,
    })
    expect(await limit(drs, id, [range])).toBe('DRS.M00307')
  })
})

describe('notifications, logs, definers', () => {
  it('keeps the topic and the delays of an alarm', async () => {
    const drs = await seeded()
    const job_id = idOf(drs, 'billing-sync')
    const job = { job_id, status: 'INCRE_TRANSFER_STARTED', engine_type: 'mysql' }
    const alarm_notify_info = { topic_urn: 'urn:smn:eu-west-101:1:drs-zw', delay_time: 1200 }
    await call(drs, 'batch-set-smn', { jobs: [job], alarm_notify_info })
    expect((await details(drs, job_id)).alarm_notify).toMatchObject({
      topic_name: 'drs-zw',
      delay_time: 1200,
      alarm_to_user: false,
    })
    drs.control.act({ task: job_id, action: 'stop' })
    const { results } = await call(drs, 'batch-set-smn', { jobs: [job], alarm_notify_info })
    expect(results[0].error_code).toBe('DRS.M00304')
  })

  it('keeps where the logs go, and answers a change with nothing at all', async () => {
    const drs = await seeded()
    const address = { params: { job_id: idOf(drs, 'billing-sync') } }
    const job = { log_group_id: 'g', log_stream_id: 's', lts_enabled: true }
    const changed = await ask(drs, 'update-lts-config', { job }, address)
    expect([changed.status, changed.text]).toEqual([200, ''])
    await call(drs, 'update-lts-config', { job: { lts_enabled: false } }, address)
    expect((await call(drs, 'get-lts-config', undefined, address)).job).toEqual({
      ...job,
      lts_enabled: false,
    })
  })

  it('changes the definer only while the task is configured', async () => {
    const drs = await seeded()
    const job_id = idOf(drs, 'orders-to-rds')
    expect(await outcome(drs, 'batch-replace-definer', { job_id, replace_definer: false })).toBe('success')
    expect((await details(drs, job_id)).replace_definer).toBe(false)
    const other = { job_id: idOf(drs, 'billing-sync'), replace_definer: false }
    expect(await outcome(drs, 'batch-replace-definer', other)).toBe('DRS.M00304')
  })
})

describe('advanced settings', () => {
  it('show the changed value, and the standard again after an initialization', async () => {
    const drs = await seeded()
    const address = { params: { job_id: idOf(drs, 'billing-sync') } }
    const interval = async () =>
      (await call(drs, 'list-tuning-params', undefined, address)).incre_relay.at(-1).param_value
    expect(await interval()).toBe('1')
    const wish = { incre_relay: { slotAdvanceInterval: '5' } }
    expect(await call(drs, 'update-tuning-params', wish, address)).toMatchObject({
      incre_relay: [{ param_name: 'slotAdvanceInterval', param_value: '5' }],
      modify_result: 'success',
    })
    expect(await interval()).toBe('5')
    await call(drs, 'update-tuning-params', { recovery: true }, address)
    expect(await interval()).toBe('1')
  })

  it.each([
    [{ incre_relay: { slotAdvanceInterval: '1000' } }, 422, 'DRS.M00414'],
    [{ incre_relay: { fetchLogByTable: 'maybe' } }, 400, 'DRS.M00202'],
    [{ full_sync: { constructor: '1' } }, 400, 'DRS.M00202'],
  ])('%j is refused', async (wish, expected, code) => {
    const drs = await seeded()
    const address = { params: { job_id: idOf(drs, 'billing-sync') } }
    const { status, json } = await ask(drs, 'update-tuning-params', wish, address)
    expect([status, json.error_code]).toEqual([expected, code])
  })
})

describe('database parameters', () => {
  const read = async (drs: LocalDrs, id: string, refresh: number | string) =>
    (await call(drs, 'batch-get-params', { jobs: [id], refresh })).params_list[0].params

  it('are read before they are changed, and show the change', async () => {
    const drs = await seeded()
    const id = idOf(drs, 'orders-to-rds')
    const address = { params: { job_id: id } }
    const wish = { group: 'performance', params: [{ key: 'binlog_cache_size', target_value: '16384' }] }
    const value = async () =>
      (await read(drs, id, 0)).find(({ key }: { key: string }) => key === 'binlog_cache_size')
    expect(await value()).toBeUndefined()
    expect((await read(drs, id, 0))[0].error_code).toBe('DRS.M00303')
    expect((await call(drs, 'modify-params', wish, address)).error_code).toBe('DRS.M00303')
    await read(drs, id, '1')
    expect(await value()).toMatchObject({ target_value: '32768', compare_result: 'false' })
    expect(await call(drs, 'modify-params', wish, address)).toMatchObject({
      success: true,
      should_restart: 'false',
    })
    expect(await value()).toMatchObject({ target_value: '16384', compare_result: 'true' })
  })

  it('tell whether the destination has to be restarted', async () => {
    const drs = await seeded()
    const id = idOf(drs, 'orders-to-rds')
    await read(drs, id, 1)
    const params = [{ key: 'character_set_server', target_value: 'utf8mb4' }]
    const address = { params: { job_id: id } }
    const changed = await call(drs, 'modify-params', { group: 'common', params }, address)
    expect(changed).toMatchObject({ success: true, should_restart: 'true' })
    expect((await details(drs, id)).need_restart).toBe(true)
  })

  it.each([
    ['a value out of its range', 'common', 'max_connections', '100001'],
    ['a value that is not one of the list', 'common', 'tx_isolation', 'NONE'],
    ['the other group', 'performance', 'max_connections', '100'],
    ['an unknown name', 'common', 'toString', '1'],
  ])('refuse %s', async (_what, group, key, target_value) => {
    const drs = await seeded()
    const id = idOf(drs, 'orders-to-rds')
    await read(drs, id, 1)
    const params = [{ key, target_value }]
    expect(await call(drs, 'modify-params', { group, params }, { params: { job_id: id } })).toMatchObject({
      success: false,
      error_code: 'DRS.M00202',
      error_msg: expect.stringContaining(key),
    })
  })

  it('are only for migrations and DR of MySQL that are being configured', async () => {
    const drs = await seeded()
    expect((await read(drs, createSync(drs), 1))[0].error_code).toBe('DRS.M00302')
    expect((await read(drs, createMongo(drs), 1))[0].error_code).toBe('DRS.M00302')
    expect((await read(drs, idOf(drs, 'dr-orders'), 1))[0].error_code).toBe('DRS.M00304')
    expect((await read(drs, 'nobody', 1))[0]).toMatchObject({
      error_code: 'DRS.M05003',
      error_message: expect.any(String),
    })
  })
})

describe('passwords', () => {
  it('that were changed at the database lock the task out until it gets the new one', async () => {
    const drs = await seeded()
    const id = idOf(drs, 'billing-sync')
    const give = (db_password: string, end_point_type = 'so') =>
      outcome(drs, 'batch-modify-passwords', { job_id: id, end_point_type, db_password })
    drs.control.act({ task: id, action: 'pause' })
    drs.control.advance(minutes(1))
    drs.control.password({ database: '192.168.0.28:3306', password: 'fresh-secret' })
    expect(await outcome(drs, 'batch-retry-jobs', { job_id: id })).toBe('DRS.KE0002')
    await call(drs, 'batch-precheck', { jobs: [{ job_id: id, precheck_mode: 'forRetryJob' }] })
    drs.control.advance(minutes(1))
    const { results } = await call(drs, 'batch-precheck-result', { jobs: [id] })
    expect(results[0].result).toBe(false)
    expect(await give(sourcePassword)).toBe('DRS.KE0002')
    expect(await give('fresh-secret')).toBe('success')
    expect(await outcome(drs, 'batch-retry-jobs', { job_id: id })).toBe('success')
    expect(
      JSON.stringify([drs.control.tasks(), drs.control.databases(), drs.control.requests()]),
    ).not.toContain('fresh-secret')
  })

  it('are not changed before the start', async () => {
    const drs = await seeded()
    const job = { job_id: idOf(drs, 'orders-to-rds'), end_point_type: 'so', db_password: sourcePassword }
    const { results } = await call(drs, 'batch-modify-passwords', {
      jobs: [job, { ...job, end_point_type: 'ta' }],
    })
    expect(results).toMatchObject([
      { end_point_type: 'so', error_code: 'DRS.M00304' },
      { end_point_type: 'ta', error_code: 'DRS.M00304' },
    ])
  })
})

describe('connection tests of clusters', () => {
  const test = async (drs: LocalDrs, job_id: string, property: string) => {
    const job = { action: 'testConnection', job_id, property }
    return (await call(drs, 'batch-test-connections-cluster', { jobs: [job] })).results[0]
  }

  it('count like single ones', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    drs.control.advance(minutes(2))
    const target = { ip: '192.168.0.131:3306', endpointtype: 'ta', dbpassword: 'destination-secret' }
    expect(await test(drs, id, clusterProperty())).toMatchObject({ id, status: 'true', success: true })
    expect(drs.control.tasks()[0]?.tested).toEqual({ so: true, ta: false })
    expect((await test(drs, id, clusterProperty(target))).status).toBe('true')
    expect(drs.control.tasks()[0]?.tested).toEqual({ so: true, ta: true })
    const shard = clusterProperty({ endpointtype: 'ls', dbpassword: 'guessed' })
    expect(await test(drs, id, shard)).toMatchObject({
      status: 'false',
      success: false,
      error_code: 'DRS.KE0002',
    })
    expect(drs.control.tasks()[0]?.tested).toEqual({ so: false, ta: true })
  })

  it.each([
    ['another action', { action: 'modifyUser', property: clusterProperty() }],
    ['no JSON', { action: 'testConnection', property: '[{"ip":' }],
    ['no list', { action: 'testConnection', property: '{}' }],
    ['no database', { action: 'testConnection', property: '[]' }],
  ])('refuse %s', async (_what, job) => {
    const drs = await seeded()
    const jobs = [{ job_id: idOf(drs, 'orders-to-rds'), ...job }]
    const { status, json } = await ask(drs, 'batch-test-connections-cluster', { jobs })
    expect([status, json.error_code]).toEqual([400, 'DRS.M00202'])
  })
})

describe('users', () => {
  it('are read after the connection tests, chosen, and shown as chosen', async () => {
    const drs = await aDrs()
    const job_id = await create(drs)
    drs.control.advance(minutes(2))
    const list = () => call(drs, 'list-source-users', undefined, { params: { job_id } })
    expect(await list()).toMatchObject({ is_success: false, message: 'DRS.M00304' })
    await call(drs, 'batch-test-connections', { jobs: [sourceTest(job_id), destinationTest(job_id)] })
    const found = await list()
    expect(found).toMatchObject({ is_success: true, message: 'SUCCESS' })
    const accounts = found.user_list.map((one: { account: string; is_transfer: boolean }) => [
      one.account,
      one.is_transfer,
    ])
    expect(accounts).toContainEqual(["'app'@'%'", true])
    expect(accounts).toContainEqual(["'root'@'localhost'", false])
  })

  it('of MongoDB come with roles; only some are taken along', async () => {
    const drs = await seeded()
    const job_id = createMongo(drs)
    const found = await call(drs, 'list-source-users', undefined, { params: { job_id } })
    const user = (account: string, selected = true) => {
      const known = found.user_list.find((one: { account: string }) => one.account === account)
      return { ...known, id: account, account, is_transfer: true, roles: [], selected }
    }
    const update = async (list: readonly object[]) => {
      const job = { job_id, is_set_password: false, is_migrate_user: true, user_roles: [], list }
      return (await call(drs, 'batch-update-users', { jobs: [job] })).results[0]
    }
    expect(await update([user('admin.nobody')])).toEqual({
      job_id,
      is_success: false,
      message: 'DRS.M00202',
    })
    expect(await update([user('admin.app'), user('admin.reports', false)])).toMatchObject({
      is_success: true,
    })
    const { user_list } = await call(drs, 'list-source-users', undefined, { params: { job_id } })
    const selected = user_list.filter((one: { selected: boolean }) => one.selected)
    expect(selected.map((one: { account: string }) => one.account)).toEqual(['admin.app'])
    expect((await details(drs, job_id)).migrate_user).toBe(true)
  })

  it('are not for other synchronizations, nor for DR', async () => {
    const drs = await seeded()
    for (const job_id of [createSync(drs), idOf(drs, 'dr-orders')]) {
      const answer = await call(drs, 'list-source-users', undefined, { params: { job_id } })
      expect(answer.message).toBe('DRS.M00304')
    }
  })
})

describe('policies and rules of a synchronization', () => {
  it('stand in the details, and ask for a new precheck', async () => {
    const drs = await seeded()
    const job_id = createSync(drs)
    drs.control.act({ task: job_id, action: 'precheck' })
    drs.control.advance(minutes(1))
    const policy = { job_id, conflict_policy: 'overwrite', filter_ddl_policy: 'drop_database' }
    expect(await outcome(drs, 'batch-set-sync-policy', policy)).toBe('success')
    expect(await details(drs, job_id)).toMatchObject({
      conflict_policy: 'overwrite',
      filter_ddl_policy: 'drop_database',
    })
    expect(await outcome(drs, 'batch-start-jobs', { job_id })).toBe('DRS.M00304')
  })

  it.each([
    ['no topic policy', {}, 'DRS.M00201', 'topic_policy'],
    ['no partition policy', { topic_policy: '1' }, 'DRS.M00201', 'partition_policy'],
    ['a policy of other sources', { topic_policy: '3', partition_policy: '1' }, 'DRS.M00202', 'topic_policy'],
    [
      'a format of other sources',
      { topic_policy: '1', partition_policy: '1', kafka_data_format: 'avro' },
      'DRS.M00202',
      'kafka_data_format',
    ],
    [
      'DDL without topic',
      { topic_policy: '1', partition_policy: '1', ddl_trans: true },
      'DRS.M00201',
      'ddl_topic',
    ],
  ])('to Kafka are refused with %s', async (_what, wish, code, field) => {
    const drs = await seeded()
    const job_id = createSync(drs, 'to-kafka', { engine: 'mysql-to-kafka', destination: '192.168.0.40:9092' })
    const { results } = await call(drs, 'batch-set-sync-policy', { jobs: [{ job_id, ...wish }] })
    expect(results[0]).toMatchObject({ error_code: code, error_msg: expect.stringContaining(field) })
    const good = { job_id, topic_policy: '1', partition_policy: '1', kafka_data_format: 'json_c' }
    expect(await outcome(drs, 'batch-set-sync-policy', good)).toBe('success')
  })

  it('allow one rule per table', async () => {
    const drs = await seeded()
    const job_id = createSync(drs)
    const rule = (more: object = {}) => ({
      job_id,
      object_info: [{ id: 'billing-*-*-taxes' }],
      transformation_info: { transformation_type: 'contentConditionalFilter', value: 'id>5' },
      ...more,
    })
    expect(await outcome(drs, 'batch-transform-data', rule())).toBe('success')
    expect(await outcome(drs, 'batch-transform-data', rule())).toBe('DRS.M07000')
    expect(await outcome(drs, 'batch-transform-data', rule({ object_info: [] }))).toBe('DRS.M00201')
    const { data_transformation } = await details(drs, job_id)
    expect(data_transformation).toMatchObject({
      total_count: 1,
      filter_conditions: [
        {
          data_transformation_object_infos: [{ db_name: 'billing', table_name: 'taxes' }],
          transformation_info: { value: 'id>5' },
        },
      ],
    })
    expect(await outcome(drs, 'batch-transform-data', rule({ job_id: idOf(drs, 'orders-to-rds') }))).toBe(
      'DRS.M00304',
    )
    const { status, json } = await ask(drs, 'batch-transform-data', { jobs: [rule({ job_id: undefined })] })
    expect([status, json.error_code]).toEqual([400, 'DRS.M00201'])
  })
})
