import { describe, expect, it } from 'vitest'
import type {
  DatabaseAccess,
  ItemResult,
  NewTask,
  TaskService,
} from '../../../src/domain/tasks/task-service.ts'
import { type Asked, example, Refused, serviceOver, task, taskIds } from './helpers.ts'

const { id } = task
const brief = (results: readonly ItemResult[]) => results.map((one) => (one.ok ? 'ok' : one.error.code))
const vpc = {
  vpcId: '2cb5d364-ae63-4fbb-85b7-7d59f4a88f8f',
  subnetId: '2cb54324-ae63-4fbb-85b7-7d59f4a88f8f',
}

const source: DatabaseAccess = {
  dbType: 'oracle',
  ip: '10.154.217.239',
  port: 1521,
  user: 'ORACLE_USER',
  password: '*****',
  dbName: 'serviceName.orcl',
  ssl: false,
}
const destination: DatabaseAccess = {
  dbType: 'gaussdbv5',
  instanceId: 'c2c7579bc09c490b9d8009db715aeb0ain14',
  user: 'root',
  password: '*****',
  region: 'cn-north-4',
  ...vpc,
}
const newTask: NewTask = {
  name: 'DRS-1234',
  scenario: 'sync',
  engine: 'oracle-to-gaussdbv5',
  direction: 'up',
  mode: 'FULL_INCR_TRANS',
  network: 'eip',
  nodeType: 'medium',
  subnetId: vpc.subnetId,
  source,
  destination,
}

type Json = { [field: string]: Json } & Json[]

/** The body of the first request. */
function sent(asked: readonly Asked[]): Json {
  const [first] = asked
  if (!first) throw new Error('nothing was asked')
  return first.body as Json
}

/** The example as far as the task model has its values: project, AZs and security group are the connection's and DRS's. */
function ours(name: string): Json {
  const drop = new Set([
    'project_id',
    'az_code',
    'security_group_id',
    'charging_mode',
    'enterprise_project_id',
    'expired_days',
    'tags',
    'description',
  ])
  return JSON.parse(JSON.stringify(example(name), (key, value) => (drop.has(key) ? undefined : value)))
}

describe('create', () => {
  it('sends the documented example', async () => {
    const { service, asked } = await serviceOver(() => example('create-job.response.1'))
    expect(await service.create(newTask)).toEqual({ id, status: 'CREATING' })
    expect(asked[0]?.call).toBe('POST v5/jobs')
    expect(asked[0]?.body).toMatchObject(ours('create-job.request.1'))
    expect(asked[0]?.body).toHaveProperty(
      'job.target_endpoint.0.cloud.project_id',
      '054ba152d480d55b2f5dc0069e7ddef0',
    )
  })

  it('makes a single-active DR pair with a read-only standby here', async () => {
    const { service, asked } = await serviceOver(() => example('create-job.response.1'))
    await service.create({ ...newTask, scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql' })
    expect(asked[0]?.body).toMatchObject({
      job: { base_info: { multi_write: false }, target_endpoint: [{ config: { is_target_readonly: true } }] },
    })
  })

  it('is refused by name of the field, before anything is sent', async () => {
    const { service, asked } = await serviceOver(() => ({}))
    await expect(service.create({ ...newTask, name: '1' })).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('job.base_info.name'),
    })
    expect(asked).toEqual([])
  })

  it('is malformed without the id of the task', async () => {
    const { service } = await serviceOver(() => ({ job: {} }))
    await expect(service.create(newTask)).rejects.toMatchObject({ code: 'malformed' })
  })
})

describe('the databases of a task', () => {
  it.each([
    ['offline', { dbType: 'mysql', ip: 'a' }, 'mysql'],
    ['ecs', { dbType: 'mysql', ip: 'a', ...vpc }, 'ecs_mysql'],
    ['cloud', { dbType: 'mysql', instanceId: 'i' }, 'cloud_mysql'],
    ['cloud', { dbType: 'gaussredis', instanceId: 'i' }, 'cloud_gaussdb_redis'],
  ])('are %s ones: %j', async (kind, database, name) => {
    const { service, asked } = await serviceOver(() => example('create-job.response.1'))
    await service.create({ ...newTask, source: database })
    expect(asked[0]?.body).toMatchObject({
      job: { source_endpoint: [{ endpoint_type: kind, endpoint: { endpoint_name: name } }] },
    })
  })

  it.each(['mongodb', 'rediscluster'])('of %s have their ports in the address', async (dbType) => {
    const { service, asked } = await serviceOver(() => example('create-job.response.1'))
    await service.create({ ...newTask, source: { dbType, ip: 'a', port: 27017 } })
    const [end] = sent(asked).job?.source_endpoint ?? []
    expect(end?.endpoint).toMatchObject({ ip: 'a:27017' })
    expect(end?.endpoint).not.toHaveProperty('db_port')
  })

  const configuring = (saved: unknown, status: string) =>
    serviceOver(({ call }) => {
      if (call.startsWith('PUT')) return saved
      if (call.startsWith('POST')) return example('job-action.response.2')
      return { job: { id, network_results: [{ ip: 'a', status, error_code: 'DRS.KE0002' }] } }
    })

  it('are saved as in the documented example, with what DRS knows of them, then tested', async () => {
    const { service, asked } = await configuring(example('update-job.response.1'), 'success')
    const known = {
      ...task,
      source: { dbType: 'oracle', id: 'f59e6118-da89-4fdb-9b98-65f56709928a' },
      destination: { dbType: 'gaussdbv5', id: '10deb576-8885-473b-a213-4d76e668dc0d' },
    }
    expect(await service.configure(known, source, destination)).toEqual({ id, ok: true })
    expect(asked[0]?.call).toBe(`PUT v5/jobs/${id}`)
    expect(asked[0]?.body).toMatchObject(ours('update-job.request.3'))
    const tested = asked.filter(({ call }) => call.startsWith('POST')).map(({ body }) => body)
    expect(tested).toMatchObject(
      ['so', 'ta'].map((endpoint_role) => ({ job: { action_params: { endpoints: [{ endpoint_role }] } } })),
    )
  })

  it('are refused when saving is, without a test, or when a test fails', async () => {
    const busy = { status: 'failed', error_code: 'DRS.10000024', error_msg: 'busy' }
    const refused = await configuring(busy, 'success')
    expect(brief([await refused.service.configure(task, source, destination)])).toEqual(['DRS.10000024'])
    expect(refused.asked).toHaveLength(1)
    const broken = await configuring({}, 'failed')
    expect(brief([await broken.service.configure(task, source, destination)])).toEqual(['DRS.KE0002'])
  })
})

describe('testConnection', () => {
  const testing = (results: readonly object[][]) => {
    const left = [...results]
    return serviceOver(({ call }) =>
      call.startsWith('POST')
        ? example('job-action.response.2')
        : { job: { id, network_results: left.shift() ?? [] } },
    )
  }

  it('sends the documented example and waits for the result', async () => {
    const { service, asked, slept } = await testing([[], [], [{ ip: 'a', success: true, status: 'success' }]])
    expect(await service.testConnection(task, 'destination', destination)).toEqual({ id, ok: true })
    expect(asked[0]?.call).toBe(`POST v5/jobs/${id}/action`)
    expect(asked[0]?.body).toMatchObject(ours('job-action.request.2'))
    expect(asked[1]?.query).toEqual({ type: 'network', query_id: 'c5c1ffb3-c902-4b31-a606-dfa1231831f9' })
    expect(slept).toEqual([500, 500])
  })

  it('fails if one of the addresses fails', async () => {
    const bad = { ip: 'b', status: 'failed', error_code: 'DRS.KE0002', error_msg: 'wrong password' }
    const { service } = await testing([[{ ip: 'a', status: 'success' }, bad]])
    expect(brief([await service.testConnection(task, 'source', source)])).toEqual(['DRS.KE0002'])
  })

  it('is unfinished when no result comes', async () => {
    const { service, asked } = await testing([])
    expect(brief([await service.testConnection(task, 'source', source)])).toEqual(['unfinished'])
    expect(asked).toHaveLength(1 + 4)
  })
})

describe('selectObjects', () => {
  const saving = (...answers: readonly unknown[]) => {
    const left = [...answers]
    return serviceOver(() => left.shift() ?? new Refused(500, 'DRS.M00000'))
  }

  it('sends whole databases and waits until they are saved', async () => {
    const { service, asked } = await saving(
      { id: 'q1' },
      { id: 'q1', status: 'pending' },
      example('objects-saving-status.response.1'),
    )
    expect(await service.selectObjects(task, { databases: ['a', 'b'] })).toEqual({ id, ok: true })
    const object_info = { a: { name: 'a', all: true }, b: { name: 'b', all: true } }
    expect(asked[0]?.body).toEqual({
      job: { type: 'db_object', params: { db_object: { object_scope: 'database', object_info } } },
    })
    expect(asked[2]).toMatchObject({
      call: `GET v5/jobs/${id}/db-objects/saving-status`,
      query: { query_id: 'q1' },
    })
  })

  it('of everything names nothing; the documented answer holds no id, and there is nothing to wait for', async () => {
    const { service, asked } = await saving(example('update-job.response.1'))
    expect(await service.selectObjects(task, {})).toEqual({ id, ok: true })
    expect(asked.map(({ body }) => body)).toEqual([
      { job: { type: 'db_object', params: { db_object: { object_scope: 'all' } } } },
    ])
  })

  it('fails if saving fails, and is unfinished if it does not end', async () => {
    const failed = await saving({ id: 'q1' }, { status: 'failed' })
    expect(brief([await failed.service.selectObjects(task, {})])).toEqual(['DRS.10030015'])
    const pending = { status: 'pending' }
    const endless = await saving({ id: 'q1' }, pending, pending, pending, pending)
    expect(brief([await endless.service.selectObjects(task, {})])).toEqual(['unfinished'])
  })
})

type Act = (service: TaskService, ids: readonly string[]) => Promise<readonly ItemResult[]>

const acts: readonly (readonly [string, Act, object])[] = [
  ['start', (service, ids) => service.act('start', ids, {}), {}],
  [
    'start',
    (service, ids) => service.act('start', ids, { at: String(1_700_000_000_000) }),
    { start_time: '1700000000000' },
  ],
  ['stop', (service, ids) => service.act('pause', ids, { what: 'all' }), { pause_mode: 'all' }],
  ['restart', (service, ids) => service.act('resume', ids, {}), {}],
  ['reset', (service, ids) => service.act('reset', ids, {}), {}],
]

describe.each(acts)('the action %s', (action_name, act, action_params) => {
  it('on one task has a call of its own', async () => {
    const { service, asked } = await serviceOver(() => example('job-action.response.1'))
    expect(await act(service, [id])).toEqual([{ id, ok: true }])
    expect(asked).toEqual([
      { call: `POST v5/jobs/${id}/action`, query: {}, body: { job: { action_name, action_params } } },
    ])
  })

  it('on several tasks goes in batches of ten, each with the answer to each', async () => {
    const ids = taskIds(12)
    const { service, asked } = await serviceOver(({ body }) => ({
      jobs: (body as Json).jobs?.map(({ job_id }, n) =>
        n === 1
          ? { id: job_id, status: 'Failed', error_code: 'DRS.10000010' }
          : { id: job_id, status: 'Success' },
      ),
    }))
    const results = brief(await act(service, ids))
    expect(results.map((one, n) => (one === 'ok' ? '' : `${n} ${one}`)).filter(Boolean)).toEqual([
      '1 DRS.10000010',
      '11 DRS.10000010',
    ])
    expect(asked.map(({ call, body }) => [call, (body as Json).jobs?.length])).toEqual([
      ['POST v5/jobs/action', 10],
      ['POST v5/jobs/action', 2],
    ])
    expect(sent(asked).jobs?.[0]).toEqual({ job_id: ids[0], action_name, action_params })
  })

  it('may be refused', async () => {
    const { service } = await serviceOver(() => example('job-action.response.3'))
    expect(brief(await act(service, [id]))).toEqual(['DRS.10000010'])
  })
})

describe('ending', () => {
  it('reads the documented answers', async () => {
    const [sound, unknown] = [id, 'dc6016cf-f3b6-4c2d-b4d7-5084b0fjb20r']
    const { service, asked } = await serviceOver(({ call }) =>
      example(call.startsWith('DELETE') ? 'batch-delete-jobs.response.1' : 'batch-stop-jobs.response.1'),
    )
    expect(brief(await service.act('stop', [sound, unknown], { force: 'true' }))).toEqual([
      'ok',
      'DRS.10020102',
    ])
    expect(brief(await service.act('delete', [sound, unknown], {}))).toEqual(['ok', 'DRS.10000010'])
    expect(asked).toMatchObject([
      { call: 'POST v5/jobs/batch-stop', body: { jobs: [{ job_id: sound, is_force_stop: true }, {}] } },
      { call: 'DELETE v5/jobs', body: { jobs: [sound, unknown] } },
    ])
  })
})
