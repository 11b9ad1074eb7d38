import { describe, expect, it } from 'vitest'
import { instances, subnetId } from '../../src/local-drs/databases.ts'
import { defaultSeed, type LocalDrs } from '../../src/local-drs/server.ts'
import {
  aDrs,
  billing,
  call,
  configure,
  create,
  destinationTest,
  idOf,
  minutes,
  newJob,
  orders,
  outcome,
  precheck,
  sourceTest,
  statusOf,
  stored,
} from './a-drs.ts'

const unknown = '24834eb6-be30-464e-a299-f7aa730jb999'

describe('a migration from beginning to end', () => {
  it('goes through every step of the documented process', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{7}jb\d{3}$/)
    expect(await statusOf(drs, id)).toBe('CREATING')
    drs.control.advance(minutes(2))
    expect(await statusOf(drs, id)).toBe('CONFIGURATION')

    await configure(drs, id)
    expect(await precheck(drs, id)).toMatchObject({
      result: true,
      process: '100%',
      total_passed_rate: '100%',
    })
    expect(await outcome(drs, 'batch-start-jobs', { job_id: id })).toBe('success')
    expect(await statusOf(drs, id)).toBe('STARTJOBING')
    drs.control.advance(minutes(6))
    expect(await statusOf(drs, id)).toBe('FULL_TRANSFER_STARTED')

    expect(await outcome(drs, 'batch-pause-jobs', { job_id: id, pause_mode: 'target' })).toBe('success')
    expect(await statusOf(drs, id)).toBe('PAUSING')
    drs.control.advance(minutes(1))
    expect(await outcome(drs, 'batch-retry-jobs', { job_id: id })).toBe('success')
    drs.control.advance(minutes(6))
    expect(await statusOf(drs, id)).toBe('INCRE_TRANSFER_STARTED')

    expect(await outcome(drs, 'batch-stop-or-delete-jobs', { job_id: id, delete_type: 'terminate' })).toBe(
      'success',
    )
    expect(await statusOf(drs, id)).toBe('RELEASE_RESOURCE_STARTED')
    drs.control.advance(minutes(1))
    expect(await statusOf(drs, id)).toBe('RELEASE_RESOURCE_COMPLETE')
    expect(await outcome(drs, 'batch-stop-or-delete-jobs', { job_id: id, delete_type: 'delete' })).toBe(
      'success',
    )
    expect(await statusOf(drs, id)).toBe('DRS.M05004')
    expect(drs.control.tasks()).toEqual([])
  })

  it('cannot skip a step, and a change asks for a new precheck', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    const store = stored(id)
    const check = { job_id: id, precheck_mode: 'forStartJob' }
    expect(await outcome(drs, 'batch-test-connections', sourceTest(id))).toBe('DRS.M00304')
    drs.control.advance(minutes(2))
    expect(await outcome(drs, 'batch-modify-jobs', store)).toBe('DRS.M00304')
    await call(drs, 'batch-test-connections', { jobs: [sourceTest(id)] })
    expect(await outcome(drs, 'batch-modify-jobs', store)).toBe('DRS.M00304')
    await call(drs, 'batch-test-connections', { jobs: [destinationTest(id)] })
    expect(await outcome(drs, 'batch-precheck', check)).toBe('DRS.M00304')
    const { results } = await call(drs, 'batch-select-objects', {
      jobs: [{ job_id: id, selected: false, job: [] }],
    })
    expect(results[0]).toMatchObject({ job_id: id, status: false, error_code: 'DRS.M00304' })
    expect(await outcome(drs, 'batch-modify-jobs', store)).toBe('success')
    expect(await outcome(drs, 'batch-start-jobs', { job_id: id })).toBe('DRS.M00304')

    expect(await outcome(drs, 'batch-precheck', check)).toBe('success')
    expect(await outcome(drs, 'batch-precheck', check)).toBe('DRS.M01504')
    expect(await outcome(drs, 'batch-start-jobs', { job_id: id })).toBe('DRS.M01504')
    drs.control.advance(minutes(1))
    expect(await outcome(drs, 'batch-modify-jobs', store)).toBe('success')
    expect(await outcome(drs, 'batch-start-jobs', { job_id: id })).toBe('DRS.M00304')
    expect((await precheck(drs, id)).result).toBe(true)
    expect(await outcome(drs, 'batch-start-jobs', { job_id: id })).toBe('success')
  })

  it('waits for a planned start', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    drs.control.advance(minutes(2))
    await configure(drs, id)
    await precheck(drs, id)
    const start_time = String(drs.control.clock().now + 3_600_000)
    expect(await outcome(drs, 'batch-start-jobs', { job_id: id, start_time })).toBe('success')
    expect(await statusOf(drs, id)).toBe('WAITING_FOR_START')
    const { results } = await call(drs, 'batch-job-details', { jobs: [id] })
    expect(results[0].inst_info.start_time).toBe(start_time)
    drs.control.advance(minutes(61))
    expect(await statusOf(drs, id)).toBe('STARTJOBING')
  })
})

describe('batch-create-jobs', () => {
  it('answers with the status of the task', async () => {
    const drs = await aDrs()
    const { results, count } = await call(drs, 'batch-create-jobs', { jobs: [newJob()] })
    expect(count).toBe(1)
    expect(results[0]).toMatchObject({ name: 'DRS-9228', status: 'CREATING' })
    expect(Number(results[0].create_time)).toBeGreaterThan(1.6e12)
  })

  it('refuses a taken name and databases that do not go together, and creates the others', async () => {
    const drs = await aDrs()
    await create(drs)
    const { results } = await call(drs, 'batch-create-jobs', {
      jobs: [
        newJob({ name: 'drs-9228' }),
        newJob({ name: 'mismatch', engine_type: 'postgresql' }),
        newJob({ name: 'fine' }),
      ],
    })
    expect(results.map((item: { error_code?: string }) => item.error_code)).toEqual([
      'DRS.M00277',
      'DRS.M00302',
      undefined,
    ])
    expect(drs.control.tasks().map(({ name }) => name)).toEqual(['fine', 'DRS-9228'])
  })
})

describe('batch-test-connections', () => {
  it.each([
    ['another host', { ip: '10.0.0.1' }, 'DRS.KE0001'],
    ['another port', { db_port: 3307 }, 'DRS.KE0003'],
    ['a wrong password', { db_password: 'guessed' }, 'DRS.KE0002'],
    ['a wrong user', { db_user: 'root' }, 'DRS.KE0002'],
    ['another engine', { ip: '192.168.0.32', db_port: 5432 }, 'DRS.KE0059'],
    [
      'a wrong Oracle service',
      { ip: '192.168.0.33', db_port: 1521, db_type: 'oracle', db_name: 'X' },
      'DRS.KE0030',
    ],
    [
      'a wrong MongoDB password',
      { ip: '192.168.0.31:27017', db_port: 0, db_type: 'mongodb', db_password: 'x' },
      'DRS.KE0033',
    ],
    ['the right MongoDB login', { ip: '192.168.0.31:27017', db_port: 0, db_type: 'mongodb' }, 'success'],
    ['the right MySQL login', {}, 'success'],
  ])('with %s', async (_what, change, expected) => {
    const drs = await aDrs()
    const id = await create(drs)
    drs.control.advance(minutes(2))
    const { results } = await call(drs, 'batch-test-connections', { jobs: [sourceTest(id, change)] })
    expect(results[0].error_code ?? results[0].status).toBe(expected)
    expect(results[0].success).toBe(expected === 'success')
  })

  it('goes by the instance id at a destination, and Kafka needs no login', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    drs.control.advance(minutes(2))
    const { results } = await call(drs, 'batch-test-connections', {
      jobs: [destinationTest(id, { inst_id: instances.postgresql, db_type: 'postgresql' })],
    })
    expect(results[0].success).toBe(true)
    const kafka = { id, net_type: 'eip', db_type: 'kafka', ip: '192.168.0.40:9092', end_point_type: 'ta' }
    expect(await outcome(drs, 'batch-test-connections', kafka)).toBe('success')
  })
})

describe('batch-modify-jobs', () => {
  it('changes name and description at any time before the end', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const id = idOf(drs, 'billing-sync')
    expect(await outcome(drs, 'batch-modify-jobs', { job_id: id, name: 'renamed', description: 'new' })).toBe(
      'success',
    )
    const { results } = await call(drs, 'batch-job-details', { jobs: [id] })
    expect(results[0]).toMatchObject({ name: 'renamed', description: 'new' })
    expect(await outcome(drs, 'batch-modify-jobs', { job_id: id, name: 'DR-orders' })).toBe('DRS.M00277')
    drs.control.act({ task: id, action: 'stop' })
    expect(await outcome(drs, 'batch-modify-jobs', { job_id: id, name: 'late' })).toBe('DRS.M00304')
  })

  it('keeps no password', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    drs.control.advance(minutes(2))
    await configure(drs, id)
    const { results } = await call(drs, 'batch-job-details', { jobs: [id] })
    expect(results[0].source_endpoint).toMatchObject({
      ip: billing.ip,
      db_port: 3306,
      db_user: billing.db_user,
    })
    expect(
      JSON.stringify([results, drs.control.tasks(), drs.control.databases(), drs.control.requests()]),
    ).not.toMatch(/source-secret|destination-secret/)
  })
})

describe('batch-select-objects', () => {
  it('takes a choice over into the details', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    drs.control.advance(minutes(2))
    await configure(drs, id)
    const job = [
      {
        id: 'fastunit',
        parent_id: null,
        object_name: 'fastunit',
        object_type: 'database',
        select: 'partial',
        object_alias_name: null,
      },
      {
        id: 'fastunit-*-*-coll',
        parent_id: 'fastunit',
        object_name: 'coll',
        object_type: 'table',
        select: 'true',
        object_alias_name: null,
      },
    ]
    const answer = await call(drs, 'batch-select-objects', { jobs: [{ job, job_id: id, selected: true }] })
    expect(answer).toMatchObject({ all_counts: 1, results: [{ job_id: id, status: true }] })
    const { results } = await call(drs, 'batch-job-details', { jobs: [id] })
    expect(results[0].object_switch).toBe(true)
    expect(results[0].object_infos.map((object: { id: string }) => object.id)).toEqual([
      'fastunit',
      'fastunit-*-*-coll',
    ])
  })

  it('is not for DR', async () => {
    const drs = await aDrs({
      seed: {
        tasks: [
          {
            name: 'dr-pair',
            scenario: 'cloudDataGuard',
            engine: 'cloudDataGuard-mysql',
            status: 'CONFIGURATION',
            source: '192.168.0.28:3306',
            destination: instances.mysqlStandby,
          },
        ],
      },
    })
    const { results } = await call(drs, 'batch-select-objects', {
      jobs: [{ job_id: idOf(drs, 'dr-pair'), job: [] }],
    })
    expect(results[0].error_code).toBe('DRS.M00304')
  })
})

describe('prechecks', () => {
  const failures = (report: { precheck_result: { item: string; result: string }[] }) =>
    report.precheck_result.filter(({ result }) => result !== 'PASSED')

  it('fail on a binary log that is off, until it is repaired', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    drs.control.advance(minutes(2))
    await configure(drs, id, orders)
    const failed = await precheck(drs, id)
    expect(failed).toMatchObject({
      precheck_id: id,
      result: false,
      process: '100%',
      rds_instance_id: instances.mysql,
    })
    expect(failures(failed)).toEqual([
      {
        item: 'srcDbBinlogIsOff',
        result: 'FAILED',
        group: 'db_params',
        failed_reason: 'MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE',
        raw_error_msg: expect.any(String),
      },
    ])
    expect(await outcome(drs, 'batch-start-jobs', { job_id: id })).toBe('DRS.M00304')

    drs.control.item({ database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff', broken: false })
    expect((await precheck(drs, id)).result).toBe(true)
    expect(await outcome(drs, 'batch-start-jobs', { job_id: id })).toBe('success')
  })

  it('run for a while, item by item', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const id = idOf(drs, 'orders-to-rds')
    await call(drs, 'batch-precheck', { jobs: [{ job_id: id, precheck_mode: 'forStartJob' }] })
    const look = async () => (await call(drs, 'batch-precheck-result', { jobs: [id] })).results[0]
    expect(await look()).toMatchObject({ process: '0%', result: false, precheck_result: [] })
    drs.control.advance(minutes(0.5))
    const half = await look()
    expect(half.process).toBe('50%')
    expect(half.precheck_result.length).toBeGreaterThan(10)
    drs.control.advance(minutes(0.5))
    expect((await look()).precheck_result).toHaveLength(39)
  })

  it('pass with alarms', async () => {
    const drs = await aDrs({
      seed: {
        tasks: [
          {
            name: 'catalog',
            scenario: 'migration',
            engine: 'mongodb',
            status: 'CONFIGURATION',
            source: '192.168.0.31:27017',
            destination: instances.mongodb,
          },
        ],
      },
    })
    const report = await precheck(drs, idOf(drs, 'catalog'))
    expect(report.result).toBe(true)
    expect(failures(report).map(({ item, result }) => [item, result])).toEqual([
      ['srcCollHasTtlIndex', 'ALARM'],
      ['srcShardKeyConfiguration', 'ALARM'],
    ])
  })

  it('leave out the binary log when nothing is replicated afterwards, and miss a choice of objects', async () => {
    const drs = await aDrs()
    const id = await create(drs, { task_type: 'FULL_TRANS', db_use_type: 'sync' })
    drs.control.advance(minutes(2))
    await call(drs, 'batch-test-connections', { jobs: [sourceTest(id, orders), destinationTest(id)] })
    await call(drs, 'batch-modify-jobs', { jobs: [stored(id, orders)] })
    const report = await precheck(drs, id)
    expect(failures(report).map(({ item }) => item)).toEqual(['userSelectObjectsCheck'])
  })

  it('tell a lost connection and a password that was stored wrongly', async () => {
    const drs = await aDrs()
    const id = await create(drs)
    drs.control.advance(minutes(2))
    await configure(drs, id)
    await call(drs, 'batch-modify-jobs', { jobs: [stored(id, { ...billing, db_password: 'typo' })] })
    drs.control.item({ database: instances.mysql, item: 'dstDbConnection', broken: true })
    const report = await precheck(drs, id)
    expect(failures(report).map(({ item }) => item)).toEqual(['dstDbConnection', 'srcDbConnection'])
  })

  it('have no result before the first run', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const { results } = await call(drs, 'batch-precheck-result', {
      jobs: [idOf(drs, 'orders-to-rds'), unknown],
    })
    expect(results.map((item: { error_code: string }) => item.error_code)).toEqual([
      'DRS.M00289',
      'DRS.M05003',
    ])
  })
})

describe('lists and pages', () => {
  const many = (count: number) => ({
    tasks: Array.from({ length: count }, (_, at) => ({
      name: `task-${at}`,
      scenario: 'sync' as const,
      engine: 'mysql',
      source: '192.168.0.28:3306',
      destination: instances.mysql,
    })),
  })
  const ids = (drs: LocalDrs) => drs.control.tasks().map(({ id }) => id)

  it('batch-job-status shows five without a page, and the page that is asked for', async () => {
    const drs = await aDrs({ seed: many(12) })
    const jobs = ids(drs)
    const pageOf = async (page_req?: object) => {
      const { results, count } = await call(drs, 'batch-job-status', {
        jobs,
        ...(page_req ? { page_req } : {}),
      })
      expect(count).toBe(results.length)
      return results.map((item: { id: string }) => item.id)
    }
    expect(await pageOf()).toEqual(jobs.slice(0, 5))
    expect(await pageOf({ cur_page: 2 })).toEqual(jobs.slice(5, 10))
    expect(await pageOf({ cur_page: 2, per_page: 10 })).toEqual(jobs.slice(10))
    expect(await pageOf({ per_page: 0 })).toEqual(jobs)
    expect(await pageOf({ cur_page: 9, per_page: 10 })).toEqual([])
  })

  it('batch-job-status and batch-job-details name an unknown task with error_message', async () => {
    const drs = await aDrs()
    for (const operation of ['batch-job-status', 'batch-job-details']) {
      const { results } = await call(drs, operation, { jobs: [unknown] })
      expect(results[0]).toMatchObject({
        id: unknown,
        error_code: 'DRS.M05003',
        error_message: expect.any(String),
      })
    }
  })

  it('list-jobs counts all and shows a page, newest first', async () => {
    const drs = await aDrs({ seed: many(12) })
    const list = (filter: object) =>
      call(drs, 'list-jobs', { cur_page: 1, per_page: 5, db_use_type: 'sync', engine_type: '', ...filter })
    const first = await list({})
    expect(first.total_record).toBe(12)
    expect(first.jobs.map((job: { name: string }) => job.name)).toEqual([
      'task-11',
      'task-10',
      'task-9',
      'task-8',
      'task-7',
    ])
    expect((await list({ cur_page: 3 })).jobs).toHaveLength(2)
    expect((await list({ cur_page: 0 })).jobs).toHaveLength(12)
    expect((await list({ cur_page: 1, per_page: 0 })).jobs).toHaveLength(12)
    expect(first.jobs[0].create_time).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  })

  it('list-jobs filters', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const names = async (filter: object) => {
      const query = { cur_page: 1, per_page: 10, ...filter }
      const { jobs } = await call(drs, 'list-jobs', query)
      return jobs.map((job: { name: string }) => job.name)
    }
    expect(await names({ db_use_type: 'migration' })).toEqual(['orders-to-rds'])
    expect(await names({ db_use_type: 'cloudDataGuard', engine_type: '' })).toEqual(['dr-orders'])
    // Without an engine type the documented default counts: mysql.
    expect(await names({ db_use_type: 'cloudDataGuard' })).toEqual([])
    expect(await names({ db_use_type: 'sync', status: 'CONFIGURATION' })).toEqual([])
    expect(await names({ db_use_type: 'sync', name: 'ILLING' })).toEqual(['billing-sync'])
    expect(await names({ db_use_type: 'sync', name: `${unknown},${idOf(drs, 'billing-sync')}` })).toEqual([
      'billing-sync',
    ])
    expect(await names({ db_use_type: 'sync', instance_ids: [instances.mysqlStandby] })).toEqual([])
    expect(await names({ db_use_type: 'sync', instance_ip: '192.168.0.28' })).toEqual(['billing-sync'])
    expect(await names({ db_use_type: 'sync', net_type: 'vpn' })).toEqual([])
  })

  it('batch-job-details tells what was created', async () => {
    const drs = await aDrs()
    const id = await create(drs, { description: 'words', tags: [{ key: 'team', value: 'dba' }] })
    const { results, count } = await call(drs, 'batch-job-details', { jobs: [id] })
    expect(count).toBe(1)
    expect(results[0]).toMatchObject({
      id,
      name: 'DRS-9228',
      status: 'CREATING',
      description: 'words',
      task_type: 'FULL_INCR_TRANS',
      db_use_type: 'migration',
      job_direction: 'up',
      subnet_id: subnetId,
      tags: [{ key: 'team', value: 'dba' }],
      inst_info: { engine_type: 'mysql', inst_type: 'high' },
      target_endpoint: { inst_id: instances.mysql, db_type: 'mysql' },
    })
    expect(results[0]).not.toHaveProperty('actual_start_time')
  })
})

describe('progress', () => {
  it('moves through the parts of the full phase, then tells the lag', async () => {
    const drs = await aDrs({
      seed: {
        tasks: [
          {
            name: 'full',
            scenario: 'sync',
            engine: 'mysql',
            status: 'FULL_TRANSFER_STARTED',
            source: '192.168.0.28:3306',
            destination: instances.mysql,
          },
        ],
      },
    })
    const look = async () => (await call(drs, 'batch-job-progress', { jobs: [idOf(drs, 'full')] })).results[0]
    expect(await look()).toMatchObject({
      progress: '0',
      incre_trans_delay: '-1',
      transfer_status: 'FULL_TRANSFER_STARTED',
    })
    drs.control.advance(minutes(5))
    const half = await look()
    expect(half.progress).toBe('50')
    expect(half.progress_map).toMatchObject({
      struct: { completed: '100%' },
      data: { completed: '53%' },
      index: { completed: '0%' },
    })
    drs.control.advance(minutes(6))
    const behind = await look()
    expect(behind.progress).toBe('100')
    expect(Number(behind.incre_trans_delay)).toBeGreaterThan(100)
    expect(Number(behind.incre_trans_delay_millis)).toBeGreaterThan(100_000)
    drs.control.advance(minutes(15))
    expect(Number((await look()).incre_trans_delay)).toBeLessThan(2)
    expect((await call(drs, 'batch-job-progress', { jobs: [unknown] })).results[0].error_code).toBe(
      'DRS.M05003',
    )
  })
})

describe('disaster recovery', () => {
  it('tells RPO and RTO in milliseconds, of DR tasks only', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const { results } = await call(drs, 'batch-rpo-and-rto', {
      jobs: [idOf(drs, 'dr-orders'), idOf(drs, 'billing-sync'), unknown],
    })
    expect(results[0].rpo_info.delay).toMatch(/^\d+$/)
    expect(Number(results[0].rto_info.delay)).toBeLessThan(1_000)
    expect(results[0].rpo_info.time).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    expect(results.slice(1).map((item: { error_code: string }) => item.error_code)).toEqual([
      'DRS.M00304',
      'DRS.M05003',
    ])
  })

  it('switches over: a current action first, then direction and roles are exchanged', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const id = idOf(drs, 'dr-orders')
    const details = async () => (await call(drs, 'batch-job-details', { jobs: [id] })).results[0]
    const current = async () => {
      const { jobs } = await call(drs, 'list-jobs', {
        cur_page: 1,
        per_page: 10,
        db_use_type: 'cloudDataGuard',
        engine_type: '',
      })
      return jobs[0].job_action.current_action
    }
    const before = await details()
    const { results } = await call(drs, 'batch-switchover', { jobs: [id] })
    expect(results[0]).toMatchObject({
      job_id: id,
      job_direction: 'down',
      is_target_readonly: false,
      source_db: { instance_id: instances.mysqlStandby },
      target_db: { ip: '192.168.0.29' },
    })
    expect(results[0].updated_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(await current()).toBe('SWITCH_OVER')
    expect((await details()).job_direction).toBe('up')
    const again = await call(drs, 'batch-switchover', { jobs: [id] })
    expect(again.results[0].error_code).toBe('DRS.M01504')

    drs.control.advance(minutes(1))
    expect(await current()).toBeUndefined()
    const after = await details()
    expect(after).toMatchObject({
      status: 'INCRE_TRANSFER_STARTED',
      job_direction: 'down',
      original_job_direction: 'up',
      source_endpoint: { inst_id: instances.mysqlStandby },
    })
    expect(after.target_endpoint).toEqual(before.source_endpoint)
    expect(after.is_target_readonly).toBe(!before.is_target_readonly)
  })

  it('heals a failed DR, and is refused where the documents forbid it', async () => {
    const drs = await aDrs({
      seed: {
        tasks: [
          ...(defaultSeed.tasks ?? []),
          {
            name: 'dual',
            scenario: 'cloudDataGuard',
            engine: 'cloudDataGuard-mysql',
            status: 'INCRE_TRANSFER_STARTED',
            dualActive: true,
            source: '192.168.0.28:3306',
            destination: instances.mysqlStandby,
          },
        ],
      },
    })
    const dr = idOf(drs, 'dr-orders')
    const code = async (name: string) =>
      (await call(drs, 'batch-switchover', { jobs: [idOf(drs, name)] })).results[0].error_code
    expect(await code('billing-sync')).toBe('DRS.M00304')
    expect(await code('dual')).toBe('DRS.M00304')
    drs.control.item({ database: instances.mysqlStandby, item: 'dstDbConnection', broken: true })
    expect(await code('dr-orders')).toBe('DRS.KE0001')
    drs.control.item({ database: instances.mysqlStandby, item: 'dstDbConnection', broken: false })
    drs.control.act({ task: dr, action: 'fail', reason: 'lost' })
    expect(await code('dr-orders')).toBeUndefined()
    drs.control.advance(minutes(1))
    expect(await statusOf(drs, dr)).toBe('INCRE_TRANSFER_STARTED')
    drs.control.act({ task: dr, action: 'pause' })
    expect(await code('dr-orders')).toBe('DRS.M00304')
  })
})

describe('items of a batch', () => {
  it.each([
    ['batch-start-jobs', {}],
    ['batch-pause-jobs', { pause_mode: 'all' }],
    ['batch-retry-jobs', {}],
    ['batch-stop-or-delete-jobs', { delete_type: 'delete' }],
    ['batch-precheck', { precheck_mode: 'forRetryJob' }],
  ])('%s refuses one in the wrong status and one that is unknown', async (operation, more) => {
    const drs = await aDrs({ seed: defaultSeed })
    const wrong = idOf(drs, operation === 'batch-pause-jobs' ? 'orders-to-rds' : 'billing-sync')
    const id = operation === 'batch-precheck' ? idOf(drs, 'orders-to-rds') : wrong
    const { results, count } = await call(drs, operation, {
      jobs: [
        { job_id: id, ...more },
        { job_id: unknown, ...more },
      ],
    })
    expect(count).toBe(2)
    expect(results).toMatchObject([
      {
        id,
        status: 'failed',
        error_code: 'DRS.M00304',
        error_msg: 'This API cannot be called in the current task status.',
      },
      { id: unknown, status: 'failed', error_code: 'DRS.M05003' },
    ])
  })

  it('a failed task shows its cause and can be retried', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const id = idOf(drs, 'billing-sync')
    drs.control.act({ task: id, action: 'fail', reason: 'service LOGMANAGER failed' })
    const { jobs } = await call(drs, 'list-jobs', {
      cur_page: 1,
      per_page: 5,
      db_use_type: 'sync',
      engine_type: '',
    })
    expect(jobs[0]).toMatchObject({ status: 'INCRE_TRANSFER_FAILED', error_msg: 'service LOGMANAGER failed' })
    const { results } = await call(drs, 'batch-job-details', { jobs: [id] })
    expect(results[0].failed_reason).toBe('service LOGMANAGER failed')
    expect(await outcome(drs, 'batch-retry-jobs', { job_id: id })).toBe('success')
    expect(await statusOf(drs, id)).toBe('INCRE_TRANSFER_STARTED')
  })
})

describe('resources', () => {
  it('quota, node types and zones', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    expect((await call(drs, 'list-quotas')).quotas.resource).toMatchObject({
      type: 'instances',
      quota: 9999,
      used: 3,
    })
    const query = '?db_use_type=sync&engine_type=mysql&is_use_sellout_info=true&job_direction=up'
    const { node_types } = await call(drs, 'list-node-types', undefined, { path: `/node-type${query}` })
    expect(node_types).toContainEqual({ node_type: 'high', is_sellout: false })
    expect(node_types).toContainEqual({ node_type: '2xlarge', is_sellout: true })
    const { az_infos } = await call(drs, 'list-available-zones', {
      engine_type: 'mysql',
      db_use_type: 'sync',
      job_direction: 'up',
      node_type: 'medium',
    })
    expect(az_infos).toContainEqual({ code: 'az3xahz', name: 'az3', status: 'ENABLED' })
    expect(az_infos).toContainEqual({ code: 'az1xahz', name: 'az1xahz', status: 'DISABLED' })
  })
})
