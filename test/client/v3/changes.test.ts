import { describe, expect, it } from 'vitest'
import type {
  DatabaseAccess,
  ItemResult,
  NewTask,
  TaskService,
} from '../../../src/domain/tasks/task-service.ts'
import { projectId } from '../scripted-server.ts'
import { example, jobsOf, Refused, serviceOver, task, taskIds } from './helpers.ts'

const brief = (results: readonly ItemResult[]) => results.map((one) => (one.ok ? 'ok' : one.error.code))
const instance = 'e05a3679efe241d8b5dee80b17c1a863in01'

const newTask: NewTask = {
  name: 'DRS-9228',
  scenario: 'migration',
  engine: 'mysql',
  direction: 'up',
  mode: 'FULL_INCR_TRANS',
  network: 'eip',
  nodeType: 'high',
  subnetId: '352ad828-3467-4f03-987a-c55a5a9dd417',
  source: { dbType: 'mysql' },
  destination: { dbType: 'mysql', instanceId: instance },
  destinationReadOnly: false,
}

describe('create', () => {
  it('sends the documented example', async () => {
    const { service, asked } = await serviceOver(() => example('batch-create-jobs.response.1'))
    const created = await service.create(newTask)
    expect(created).toEqual({ id: 'e11eaf8f-71ef-4fad-8890-aed7572ajb11', status: 'CREATING' })
    const [job] = (example('batch-create-jobs.request.1') as { jobs: Record<string, object>[] }).jobs
    expect(asked).toEqual([
      {
        call: 'POST jobs/batch-creation',
        body: { jobs: [{ ...job, target_endpoint: { ...job?.target_endpoint, project_id: projectId } }] },
      },
    ])
  })

  it('makes a single-active DR pair with a read-only standby here', async () => {
    const { service, asked } = await serviceOver(() => example('batch-create-jobs.response.1'))
    await service.create({ ...newTask, scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql' })
    expect(asked[0]?.body.jobs).toMatchObject([
      { multi_write: false, is_target_readonly: true, bind_eip: true },
    ])
  })

  it('is refused by name of the field', async () => {
    const { service, asked } = await serviceOver(() => ({}))
    const refused = service.create({ ...newTask, name: '1' })
    await expect(refused).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('jobs.0.name'),
    })
    expect(asked).toHaveLength(0)
  })

  it('throws what the item says', async () => {
    const item = { error_code: 'DRS.M00277', error_msg: 'exists' }
    const { service } = await serviceOver(() => ({ count: 1, results: [item] }))
    await expect(service.create(newTask)).rejects.toMatchObject({ code: 'DRS.M00277', message: 'exists' })
  })
})

const source: DatabaseAccess = {
  dbType: 'mysql',
  ip: '192.168.0.27',
  port: 3306,
  user: 'root',
  password: 'source-secret',
}
const destination: DatabaseAccess = {
  dbType: 'mysql',
  ip: '192.168.0.131',
  port: 3306,
  user: 'root',
  password: 'destination-secret',
  instanceId: instance,
}

describe('testConnection', () => {
  const tested = async (end: 'source' | 'destination', access: DatabaseAccess) => {
    const { service, asked } = await serviceOver(() => example('batch-test-connections.response.1'))
    expect(await service.testConnection(task, end, access)).toEqual({ id: task.id, ok: true })
    return asked[0]
  }

  it('sends the documented example for a source', async () => {
    const sent = example('batch-test-connections.request.3') as { jobs: object[] }
    expect(await tested('source', source)).toEqual({
      call: 'POST jobs/batch-connection',
      body: { jobs: [{ ...sent.jobs[0], db_password: 'source-secret' }] },
    })
  })

  it('names instance, region and project of a cloud database', async () => {
    const sent = example('batch-test-connections.request.2') as { jobs: object[] }
    expect((await tested('destination', destination))?.body).toEqual({
      jobs: [{ ...sent.jobs[0], db_password: 'destination-secret', project_id: projectId, ssl_link: false }],
    })
  })

  it.each([
    ['mongodb', { ip: 'a', port: 27017 }, { ip: 'a:27017', db_port: 0 }],
    ['mongodb', { ip: 'a:1,b:2', port: 27017 }, { ip: 'a:1,b:2', db_port: 0 }],
    ['kafka', { ip: 'a', port: 9092 }, { ip: 'a:9092', kafka_security_config: { type: 'SASL_PLAINTEXT' } }],
  ])('%s has its ports in the address', async (dbType, where, expected) => {
    const sent = await tested('source', { ...source, ...where, dbType })
    expect(sent?.body.jobs).toMatchObject([expected])
  })

  it('falls back on what DRS knows of the database', async () => {
    const { service, asked } = await serviceOver(() => example('batch-test-connections.response.1'))
    const known = {
      ...task,
      network: 'vpc',
      destination: { dbType: 'mysql', ip: 'x', vpcId: 'v', subnetId: 's' },
    }
    await service.testConnection(known, 'destination', { dbType: 'mysql', user: 'u', password: 'p' })
    expect(asked[0]?.body.jobs).toMatchObject([{ ip: 'x', vpc_id: 'v', subnet_id: 's', net_type: 'vpc' }])
  })

  it.each([
    ['its code', { status: 'failed', success: false, error_code: 'DRS.KE0002' }, 'DRS.KE0002'],
    ['no code', { status: 'failed' }, 'malformed'],
    ['success false', { status: 'success', success: false }, 'malformed'],
  ])('tells a failed test: %s', async (_, row, code) => {
    const { service } = await serviceOver(() => ({ results: [{ id: task.id, ...row }] }))
    expect(brief([await service.testConnection(task, 'source', source)])).toEqual([code])
  })
})

it('configure sends what the documents show after the connection tests', async () => {
  const { service, asked } = await serviceOver(() => example('batch-modify-jobs.response.1'))
  expect(await service.configure(task, source, destination)).toEqual({ id: task.id, ok: true })
  expect(asked).toEqual([
    {
      call: 'PUT jobs/batch-modification',
      body: {
        jobs: [
          {
            job_id: task.id,
            name: 'DRS-0042',
            engine_type: 'mysql',
            net_type: 'eip',
            job_direction: 'up',
            node_type: 'high',
            store_db_info: true,
            replace_definer: true,
            source_endpoint: {
              db_type: 'mysql',
              project_id: projectId,
              ip: '192.168.0.27',
              db_port: 3306,
              db_user: 'root',
              db_password: 'source-secret',
              ssl_link: false,
            },
            target_endpoint: {
              db_type: 'mysql',
              project_id: projectId,
              region: 'eu-west-101',
              inst_id: instance,
              ip: '192.168.0.131',
              db_port: 3306,
              db_user: 'root',
              db_password: 'destination-secret',
              ssl_link: false,
            },
          },
        ],
      },
    },
  ])
})

describe('selectObjects', () => {
  const answer = { all_counts: 1, results: [{ job_id: task.id, status: true }] }

  it('all', async () => {
    const { service, asked } = await serviceOver(() => answer)
    expect(await service.selectObjects(task, {})).toEqual({ id: task.id, ok: true })
    expect(asked[0]).toEqual({
      call: 'PUT jobs/batch-select-objects',
      body: { jobs: [{ job_id: task.id, selected: false, job: [] }] },
    })
  })

  it('some databases', async () => {
    const { service, asked } = await serviceOver(() => answer)
    await service.selectObjects(task, { databases: ['orders'] })
    expect(asked[0]?.body.jobs).toMatchObject([
      {
        selected: true,
        job: [{ id: 'orders', object_name: 'orders', object_type: 'database', select: 'true' }],
      },
    ])
  })

  it('status false is a refusal', async () => {
    const { service } = await serviceOver(() => ({ results: [{ job_id: task.id, status: false }] }))
    expect(brief([await service.selectObjects(task, {})])).toEqual(['malformed'])
  })
})

describe('batches of actions', () => {
  const actions: readonly [
    string,
    (service: TaskService, ids: readonly string[]) => Promise<readonly ItemResult[]>,
    string,
    object,
  ][] = [
    ['start', (s, ids) => s.act('start', ids, {}), 'POST jobs/batch-starting', {}],
    [
      'start later',
      (s, ids) => s.act('start', ids, { at: String(1608188903063) }),
      'POST jobs/batch-starting',
      { start_time: '1608188903063' },
    ],
    [
      'pause',
      (s, ids) => s.act('pause', ids, { what: 'target' }),
      'POST jobs/batch-pause-task',
      { pause_mode: 'target' },
    ],
    ['resume', (s, ids) => s.act('resume', ids, {}), 'POST jobs/batch-retry-task', {}],
    ['stop', (s, ids) => s.act('stop', ids, {}), 'DELETE jobs/batch-jobs', { delete_type: 'terminate' }],
    [
      'stop by force',
      (s, ids) => s.act('stop', ids, { force: 'true' }),
      'DELETE jobs/batch-jobs',
      { delete_type: 'force_terminate' },
    ],
    ['delete', (s, ids) => s.act('delete', ids, {}), 'DELETE jobs/batch-jobs', { delete_type: 'delete' }],
  ]

  it.each(actions)('%s goes by tens, item by item', async (_, act, call, fields) => {
    const ids = taskIds(21)
    const busy = ids[3]
    const { service, asked } = await serviceOver((one) => ({
      results: jobsOf(one).map((id) =>
        id === busy
          ? { id, status: 'failed', error_code: 'DRS.M01504', error_msg: 'busy' }
          : { id, status: 'success' },
      ),
    }))
    const results = await act(service, ids)
    expect(asked.map((one) => [one.call, jobsOf(one).length])).toEqual([
      [call, 10],
      [call, 10],
      [call, 1],
    ])
    expect(asked[0]?.body.jobs).toMatchObject([{ job_id: ids[0], ...fields }, ...Array(9).fill({})])
    expect(results.map(({ id }) => id)).toEqual(ids)
    expect(brief(results).filter((one) => one !== 'ok')).toEqual(['DRS.M01504'])
  })

  it('switchover reads items that have no status', async () => {
    const ids = taskIds(12)
    const { service, asked } = await serviceOver((one) => ({
      count: 1,
      results: jobsOf(one).map((job_id) =>
        job_id === ids[1] ? { job_id, error_code: 'DRS.M00304' } : { job_id, job_direction: 'down' },
      ),
    }))
    expect(brief(await service.act('switchover', ids, {})).indexOf('DRS.M00304')).toBe(1)
    expect(asked.map((one) => jobsOf(one).length)).toEqual([10, 2])
    expect(asked[0]?.body).toEqual({ jobs: ids.slice(0, 10) })
  })

  it('a refused call fails its own tasks, the others go on', async () => {
    const ids = taskIds(12)
    const { service } = await serviceOver((one) =>
      jobsOf(one).length === 10
        ? new Refused(500, 'DRS.M01501')
        : { results: jobsOf(one).map((id) => ({ id, status: 'success' })) },
    )
    const results = brief(await service.act('pause', ids, { what: 'all' }))
    expect(results).toEqual([...Array(10).fill('DRS.M01501'), 'ok', 'ok'])
  })

  it('a task that the answer passes over has not been done', async () => {
    const { service } = await serviceOver(() => ({ count: 0, results: [] }))
    expect(brief(await service.act('resume', ['x'], {}))).toEqual(['malformed'])
  })
})

it('precheck chooses the mode by the status', async () => {
  const ids = taskIds(3)
  const statuses = ['CONFIGURATION', 'INCRE_TRANSFER_FAILED', 'PAUSING']
  const { service, asked } = await serviceOver(({ call, body }) => {
    const status = (id: string) => statuses[ids.indexOf(id)]
    if (call === 'POST jobs/batch-status') return { results: ids.map((id) => ({ id, status: status(id) })) }
    return { results: jobsOf({ call, body }).map((id) => ({ id, precheck_id: id, status: 'success' })) }
  })
  expect(brief(await service.act('precheck', ids, {}))).toEqual(['ok', 'ok', 'ok'])
  expect(asked[1]).toMatchObject({
    call: 'POST jobs/batch-precheck',
    body: {
      jobs: [
        { precheck_mode: 'forStartJob' },
        { precheck_mode: 'forRetryJob' },
        { precheck_mode: 'forRetryJob' },
      ],
    },
  })
})
