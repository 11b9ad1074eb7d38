import { describe, expect, it } from 'vitest'
import {
  batchCreateJobs,
  batchJobProgress,
  batchJobStatus,
  batchLimitSpeed,
  batchModifyJobs,
  batchPrecheckResult,
  batchSelectObjects,
  batchSetSyncPolicy,
  batchStartJobs,
  batchTestConnections,
  exportCompareResult,
  lineCompareOverview,
  listJobs,
  listNodeTypes,
  type Operation,
  operations,
} from '../../src/drs/index.ts'
import { body, requestExamples } from './fixtures.ts'

/** Where a body is refused: the paths of the complaints. */
function refusedAt(op: Operation, value: unknown): readonly string[] {
  return op.request.safeParse(value).error?.issues.map((issue) => issue.path.join('.')) ?? []
}

const job = {
  name: 'orders-to-rds',
  db_use_type: 'sync',
  engine_type: 'mysql',
  job_direction: 'up',
  customize_sutnet_id: '352ad828-3467-4f03-987a-c55a5a9dd417',
  net_type: 'vpn',
  node_type: 'high',
  source_endpoint: { db_type: 'mysql' },
  target_endpoint: { db_type: 'mysql' },
  task_type: 'FULL_INCR_TRANS',
}

const drJob = {
  ...job,
  db_use_type: 'cloudDataGuard',
  engine_type: 'cloudDataGuard-mysql',
  multi_write: false,
  target_endpoint: { db_type: 'mysql', inst_id: 'in01', region: 'eu-west-101' },
}

const kafka = { type: 'SSL', trust_store_key_name: 'ca.jks', trust_store_key: 'QUJD' }
const toKafka = (security: object) => ({
  ...job,
  target_endpoint: { db_type: 'kafka', kafka_security_config: security },
})

describe('a request', () => {
  it.each(requestExamples.map((example) => [example.file, example] as const))(
    'like %s is refused with one more field',
    (_, example) => {
      const op = operations.find((candidate) => candidate.id === example.operation)
      const shown = body(example)
      const issues = op?.request.safeParse(Object.assign({}, shown, { surplus: 1 })).error?.issues
      expect(issues).toContainEqual(
        expect.objectContaining({ code: 'unrecognized_keys', keys: ['surplus'], path: [] }),
      )
    },
  )

  it('is refused with an unknown field deep inside', () => {
    const endpoint = { db_type: 'mysql', passwrd: 'x' }
    expect(refusedAt(batchCreateJobs, { jobs: [{ ...job, source_endpoint: endpoint }] })).toEqual([
      'jobs.0.source_endpoint',
    ])
  })
})

describe('creating a task', () => {
  it.each([
    ['a synchronization', job],
    ['disaster recovery', drJob],
    ['Kafka with SSL', toKafka(kafka)],
    ['an EIP that is bound', { ...job, net_type: 'eip', bind_eip: true }],
    ['a subscription', { ...job, charging_mode: 'period', period_order: { period_type: 3, period_num: 3 } }],
  ])('takes %s', (_, value) => {
    expect(refusedAt(batchCreateJobs, { jobs: [value] })).toEqual([])
  })

  it.each([
    ['a name that begins with a digit', { ...job, name: '1orders' }, 'name'],
    ['an EIP that is not bound', { ...job, net_type: 'eip' }, 'bind_eip'],
    ['disaster recovery over vpc', { ...drJob, net_type: 'vpc' }, 'net_type'],
    ['disaster recovery without multi_write', { ...drJob, multi_write: undefined }, 'multi_write'],
    ['incremental-only disaster recovery', { ...drJob, task_type: 'INCR_TRANS' }, 'task_type'],
    [
      'no instance on the standby side',
      { ...drJob, target_endpoint: { db_type: 'mysql' } },
      'target_endpoint',
    ],
    ['no instance on the active side', { ...drJob, job_direction: 'down' }, 'source_endpoint'],
    ['a period without subscription', { ...job, charging_mode: 'period' }, 'period_order'],
    [
      'four years',
      { ...job, charging_mode: 'period', period_order: { period_type: 3, period_num: 4 } },
      'period_order.period_num',
    ],
    [
      'a subscribed migration',
      {
        ...job,
        db_use_type: 'migration',
        charging_mode: 'period',
        period_order: { period_type: 2, period_num: 1 },
      },
      'charging_mode',
    ],
    ['a tag with a space', { ...job, tags: [{ key: 'team', value: 'a b' }] }, 'tags.0.value'],
    ['a quote in the description', { ...job, description: "don't" }, 'description'],
    ['days as a number', { ...job, expired_days: 14 }, 'expired_days'],
    [
      'SSL without certificate',
      toKafka({ ...kafka, trust_store_key: undefined }),
      'target_endpoint.kafka_security_config.trust_store_key',
    ],
    [
      'SASL without mechanism',
      toKafka({ type: 'SASL_PLAINTEXT' }),
      'target_endpoint.kafka_security_config.sasl_mechanism',
    ],
  ])('refuses %s', (_, value, path) => {
    expect(refusedAt(batchCreateJobs, { jobs: [value] })).toEqual([`jobs.0.${path}`])
  })

  it('refuses an eleventh task', () => {
    expect(refusedAt(batchCreateJobs, { jobs: Array(10).fill(job) })).toEqual([])
    expect(refusedAt(batchCreateJobs, { jobs: Array(11).fill(job) })).toEqual(['jobs'])
  })
})

describe('the other rules between fields', () => {
  const tested = { id: 't', net_type: 'eip', db_type: 'mysql', ip: '192.168.0.27', end_point_type: 'so' }
  const login = { db_user: 'root', db_password: 'x' }
  const ranges = (...speed_limit: readonly object[]) => ({ speed_limits: [{ job_id: 't', speed_limit }] })
  const range = (begin: string, end: string) => ({ begin, end, speed: '15' })
  const id = '140b5236-88ad-43c8-811c-1268453jb101'

  it.each<[string, Operation, unknown, readonly string[]]>([
    ['a login', batchTestConnections, { jobs: [{ ...tested, ...login }] }, []],
    ['no login', batchTestConnections, { jobs: [tested] }, ['jobs.0.db_user', 'jobs.0.db_password']],
    ['Kafka without login', batchTestConnections, { jobs: [{ ...tested, db_type: 'kafka' }] }, []],
    [
      'SSL without certificate',
      batchTestConnections,
      { jobs: [{ ...tested, ...login, ssl_link: true, ssl_cert_key: 'QUJD' }] },
      ['jobs.0.ssl_cert_name', 'jobs.0.ssl_cert_check_sum'],
    ],
    [
      'a VPC without its ids',
      batchTestConnections,
      { jobs: [{ ...tested, ...login, net_type: 'vpc' }] },
      ['jobs.0.vpc_id', 'jobs.0.subnet_id'],
    ],
    [
      'databases to be stored that are not given',
      batchModifyJobs,
      { jobs: [{ job_id: 't', store_db_info: true, engine_type: 'mysql' }] },
      ['jobs.0.source_endpoint', 'jobs.0.target_endpoint', 'jobs.0.net_type', 'jobs.0.job_direction'],
    ],
    [
      'a selection of nothing',
      batchSelectObjects,
      { jobs: [{ job_id: 't', selected: true }] },
      ['jobs.0.job'],
    ],
    [
      'a table without database',
      batchSelectObjects,
      {
        jobs: [
          { job_id: 't', selected: true, job: [{ id: 'a-*-*-b', object_type: 'table', parent_id: null }] },
        ],
      },
      ['jobs.0.job.0.parent_id'],
    ],
    ['no task', batchPrecheckResult, { jobs: [] }, ['jobs']],
    ['a task twice', batchPrecheckResult, { jobs: [id, id] }, ['jobs']],
    ['a name for an id', batchPrecheckResult, { jobs: ['orders'] }, ['jobs.0']],
    ['adjacent time ranges', batchLimitSpeed, ranges(range('08:00', '11:59'), range('12:00', '07:59')), []],
    [
      'overlapping time ranges',
      batchLimitSpeed,
      ranges(range('22:00', '02:59'), range('02:00', '05:59')),
      ['speed_limits.0.speed_limit'],
    ],
    [
      'an end at full hour',
      batchLimitSpeed,
      ranges(range('08:00', '12:00')),
      ['speed_limits.0.speed_limit.0.end'],
    ],
    ['a scheduled start', batchStartJobs, { jobs: [{ job_id: 't', start_time: '1608188903063' }] }, []],
    ['seconds', batchStartJobs, { jobs: [{ job_id: 't', start_time: '1608188903' }] }, ['jobs.0.start_time']],
    [
      'topic policy 0 without topic',
      batchSetSyncPolicy,
      { jobs: [{ job_id: 't', topic_policy: '0' }] },
      ['jobs.0.topic'],
    ],
    [
      'a partition policy that the topic policy excludes',
      batchSetSyncPolicy,
      { jobs: [{ job_id: 't', topic_policy: '3', partition_policy: '2' }] },
      ['jobs.0.partition_policy'],
    ],
    ['an export of rows without id', exportCompareResult, { compare_type: 'lines' }, ['compare_job_id']],
    ['any status', listJobs, { cur_page: 1, per_page: 10, db_use_type: 'sync', status: '' }, []],
    [
      'an unknown status',
      listJobs,
      { cur_page: 1, per_page: 10, db_use_type: 'sync', status: 'FINE' },
      ['status'],
    ],
    ['page 2 of all', listJobs, { cur_page: 2, per_page: 0, db_use_type: 'sync' }, ['cur_page']],
    [
      'a hundred and one ids',
      listJobs,
      { cur_page: 1, per_page: 10, db_use_type: 'sync', name: Array(101).fill(id).join() },
      ['name'],
    ],
  ])('%s', (_, op, value, paths) => {
    expect(refusedAt(op, value)).toEqual(paths)
  })
})

describe('a query', () => {
  it('reads numbers and truth values from text, and keeps to the limits', () => {
    const query = { engine_type: 'mysql', db_use_type: 'sync', job_direction: 'up', is_multi_write: 'false' }
    expect(listNodeTypes.query?.parse(query)).toMatchObject({ is_multi_write: false })
    expect(lineCompareOverview.query?.parse({ status: '2', limit: 10 })).toEqual({ status: 2, limit: 10 })
    expect(lineCompareOverview.query?.safeParse({ status: '1' }).success).toBe(false)
    expect(lineCompareOverview.query?.safeParse({ offset: '-1' }).success).toBe(false)
    expect(lineCompareOverview.query?.safeParse({ page: '1' }).success).toBe(false)
  })
})

describe('an answer', () => {
  it('keeps fields and values that nobody documented', () => {
    const answer = { count: 1, results: [{ id: 't', status: 'BRAND_NEW', shard: { no: 1 } }], trace: 'x' }
    expect(batchJobStatus.response.parse(answer)).toEqual(answer)
  })

  it('may be null or nothing anywhere', () => {
    const answer = {
      count: null,
      results: [{ job_id: 't', progress: null, progress_map: { data: { completed: null } } }],
    }
    expect(batchJobProgress.response.parse(answer)).toEqual(answer)
    for (const op of operations) expect(op.response.safeParse({}).success, op.id).toBe(true)
  })

  it('turns numbers and truth values written as text, and texts written as numbers, into what they are', () => {
    const { count, results } = batchPrecheckResult.response.parse({
      count: '2',
      results: [{ precheck_id: 7, result: 'True' }, { result: 'perhaps' }],
    })
    expect({ count, results }).toEqual({
      count: 2,
      results: [{ precheck_id: '7', result: true }, { result: null }],
    })
  })

  it('takes a text that is no number for no number', () => {
    for (const count of ['', ' ', 'many']) expect(batchJobStatus.response.parse({ count }).count).toBeNull()
  })

  it('is refused when it has another shape altogether', () => {
    expect(batchJobStatus.response.safeParse({ results: 'none' }).success).toBe(false)
    expect(batchJobStatus.response.safeParse('<html>').success).toBe(false)
  })
})
