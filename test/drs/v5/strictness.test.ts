import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../src/drs/operation.ts'
import {
  batchStopJobs,
  checkDataFiltering,
  cloneJob,
  createJob,
  createResourceTags,
  deleteJdbcDrivers,
  getJob,
  modifyConfiguration,
  updateAsyncJob,
  updateJob,
  updateStartPosition,
  v5ListJobs,
} from '../../../src/drs/v5/index.ts'
import { complaints } from '../checks.ts'
import { body, declared, requests } from './fixtures.ts'

const account = { endpoint_name: 'mysql', db_user: 'root', db_password: 'x' }
const source = { db_type: 'mysql', endpoint_type: 'offline', endpoint_role: 'so', endpoint: account }
const region = { region: 'eu-west-101', project_id: 'p' }
const vpc = { vpc_id: 'v', subnet_id: 's' }
const job = {
  base_info: { name: 'orders-to-rds', job_type: 'sync', net_type: 'vpn', job_direction: 'up' },
  source_endpoint: [source],
  target_endpoint: [{ ...source, endpoint_role: 'ta', endpoint_type: 'cloud', cloud: region }],
  node_info: { spec: { node_type: 'medium' } },
}
const like = (base_info: object, more: object = {}) => ({
  job: { ...job, base_info: { ...job.base_info, ...base_info }, ...more },
})
const from = (end: object) => ({ job: { ...job, source_endpoint: [{ ...source, ...end }] } })
const change = (type: string, params: object) => ({ job: { type, params } })

describe('a request', () => {
  const bodies = requests.flatMap(({ operation, file }) =>
    file ? [[file, declared(operation)] as const] : [],
  )

  it.each(bodies)('like %s is refused with one more field', (file, op) => {
    const shown = Object.assign({}, body(file), { surplus: 1 })
    expect(op.request.safeParse(shown).error?.issues).toContainEqual(
      expect.objectContaining({ code: 'unrecognized_keys', keys: ['surplus'], path: [] }),
    )
  })

  it.each<[string, Operation, unknown, readonly string[]]>([
    ['a task', createJob, { job }, []],
    [
      'an unknown field deep inside',
      createJob,
      from({ endpoint: { ...account, pasword: 'x' } }),
      ['job.source_endpoint.0.endpoint'],
    ],
    [
      'a port as a number',
      createJob,
      from({ endpoint: { ...account, db_port: 3306 } }),
      ['job.source_endpoint.0.endpoint.db_port'],
    ],
    [
      'port 65536',
      createJob,
      from({ endpoint: { ...account, db_port: '65536' } }),
      ['job.source_endpoint.0.endpoint.db_port'],
    ],
    [
      'ECS without region and network',
      createJob,
      from({ endpoint_type: 'ecs' }),
      ['job.source_endpoint.0.cloud', 'job.source_endpoint.0.vpc'],
    ],
    ['ECS with both', createJob, from({ endpoint_type: 'ecs', cloud: region, vpc }), []],
    ['a dot in the name', createJob, like({ name: 'orders.rds' }), ['job.base_info.name']],
    ['a name that begins with a digit', createJob, like({ name: '1orders' }), []],
    [
      'DR without multi_write',
      createJob,
      like({ job_type: 'cloudDataGuard' }),
      ['job.base_info.multi_write'],
    ],
    [
      'DR over vpc',
      createJob,
      like({ job_type: 'cloudDataGuard', multi_write: false, net_type: 'vpc' }),
      ['job.base_info.net_type'],
    ],
    ['a period without subscription', createJob, like({ charging_mode: 'period' }), ['job.period_order']],
    [
      'self-built databases without a network',
      createJob,
      like({ job_direction: 'non-dbs' }),
      ['job.node_info.vpc'],
    ],
    [
      'an ampersand in the description',
      createJob,
      like({ description: 'a & b' }),
      ['job.base_info.description'],
    ],
    [
      'a tag with a space',
      createJob,
      like({ tags: [{ key: 'team', value: 'a b' }] }),
      ['job.base_info.tags.0.value'],
    ],
    ['thirteen days', createJob, like({ expired_days: '13' }), ['job.base_info.expired_days']],
    ['a clone whose name begins with a digit', cloneJob, { name: '1copy', job_id: 't' }, ['name']],
    ['no new name', updateJob, change('name', { base_info: {} }), ['job.params.base_info.name']],
    ['no endpoint', updateJob, change('endpoint', {}), ['job.params.source_endpoint']],
    ['one endpoint', updateJob, change('endpoint', { target_endpoint: [source] }), []],
    ['no policy', updateJob, change('policy', {}), ['job.params.policy_config']],
    ['nothing to be rebuilt with', updateJob, change('re_create', {}), []],
    [
      'no objects of a table selection',
      updateJob,
      change('db_object', { db_object: { object_scope: 'table' } }),
      ['job.params.db_object.object_info'],
    ],
    ['a selection of everything', updateJob, change('db_object', { db_object: { object_scope: 'all' } }), []],
    [
      'unknown DML',
      updateJob,
      change('policy', { policy_config: { dml_types: 'i,x' } }),
      ['job.params.policy_config.dml_types'],
    ],
    [
      'DDL of two kinds',
      updateJob,
      change('policy', { policy_config: { support_ddl_info: 'CREATE_TABLE,ADD_INDEX' } }),
      [],
    ],
    [
      'a kind of data beside all of them',
      updateJob,
      change('policy', { policy_config: { sync_type_policy: 'tableData,supportAllType' } }),
      ['job.params.policy_config.sync_type_policy'],
    ],
    ['no DDL filter', updateJob, change('policy', { policy_config: { filter_ddl_policy: '' } }), []],
    [
      'an end at full hour',
      updateJob,
      change('speed_limit', { speed_limit: [{ begin: '01:00', end: '02:00', speed: '5' }] }),
      ['job.params.speed_limit.0.end'],
    ],
    [
      'a password for all that is missing',
      updateJob,
      change('re_create', { user_migration: { is_migrate_user: true, is_set_password: true } }),
      ['job.params.user_migration.password'],
    ],
    [
      'a long condition',
      updateJob,
      change('db_object', {
        db_object: {
          object_scope: 'table',
          object_info: { d: { tables: { t: { filter_conditions: ['x'.repeat(513)] } } } },
        },
      }),
      ['job.params.db_object.object_info.d.tables.t.filter_conditions.0'],
    ],
    [
      'a task of a batch that nobody named',
      updateAsyncJob,
      { jobs: [{ type: 'precheck', params: {} }] },
      ['jobs.0.params.job_id'],
    ],
    ['a stop without task', batchStopJobs, { jobs: [{}] }, ['jobs.0.job_id']],
    ['a driver that is no jar', deleteJdbcDrivers, { driver_names: ['db2jcc.zip'] }, ['driver_names.0']],
    ['no driver', deleteJdbcDrivers, { driver_names: [] }, ['driver_names']],
    [
      'a parameter without value',
      modifyConfiguration,
      { values: [{ parameter_name: 'a', parameter_value: '' }] },
      ['values.0.parameter_value'],
    ],
    [
      'neither parameter nor value',
      modifyConfiguration,
      { values: [{ parameter_name: '', parameter_value: '' }] },
      [],
    ],
    [
      'a position without number',
      updateStartPosition,
      { file_and_position: 'mysql-bin:805' },
      ['file_and_position'],
    ],
    ['MongoDB at zero', updateStartPosition, { file_and_position: '0:1' }, ['file_and_position']],
    [
      'a GTID set',
      updateStartPosition,
      { file_and_position: 'a.000001:4', gtid_set: '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5' },
      [],
    ],
    [
      'a quote in a GTID set',
      updateStartPosition,
      { file_and_position: 'a.000001:4', gtid_set: "a'" },
      ['gtid_set'],
    ],
    ['a system tag', createResourceTags, { tags: [{ key: '_sys_a' }] }, ['tags.0.key']],
    ['a tag with a space in front', createResourceTags, { tags: [{ key: ' a' }] }, ['tags.0.key']],
    [
      'a tag with spaces and letters of any language',
      createResourceTags,
      { tags: [{ key: 'équipe 组', value: 'a b' }] },
      [],
    ],
    ['a tag with a slash', createResourceTags, { tags: [{ key: 'a/b' }] }, ['tags.0.key']],
  ])('%s', (_, op, value, paths) => {
    expect(complaints(op.request, value)).toEqual(paths)
  })

  it('takes 500 filtered tables and not one more, wherever they stand', () => {
    const tables = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, no) => [`t${no}`, {}]))
    const rule = (inDatabase: number, inSchema: number) => ({
      filter_conditions: [{ value: 'id>1', filtering_type: 'contentConditionalFilter' }],
      db_object: {
        object_scope: 'table',
        object_info: { d: { tables: tables(inDatabase), schemas: { s: { tables: tables(inSchema) } } } },
      },
    })
    const unfiltered = { db_object: rule(400, 400).db_object }
    const check = (...rules: readonly object[]) =>
      complaints(checkDataFiltering.request, { data_process_info: rules })
    expect(check(rule(200, 200), rule(100, 0), unfiltered)).toEqual([])
    expect(check(rule(200, 200), rule(100, 1))).toEqual(['data_process_info'])
  })
})

describe('a query', () => {
  const refused = (op: Operation, query: unknown) =>
    op.query?.safeParse(query).error?.issues.map((issue) => issue.path.join('.')) ?? []

  it('of details wants what its type needs', () => {
    expect(refused(getJob, { type: 'detail' })).toEqual([])
    expect(refused(getJob, { type: 'precheck' })).toEqual(['query_id'])
    expect(refused(getJob, { type: 'compare' })).toEqual(['compare_type', 'query_type'])
    expect(refused(getJob, { type: 'log', offset: '-1', limit: '0' })).toEqual(['offset', 'limit'])
  })

  it('of tasks takes several statuses, none, and instances once or repeated', () => {
    const query = (more: object) => ({ job_type: 'sync', ...more })
    expect(refused(v5ListJobs, query({ status: 'CREATE_FAILED,START_JOB_FAILED' }))).toEqual([])
    expect(refused(v5ListJobs, query({ status: '', net_type: '' }))).toEqual([])
    expect(refused(v5ListJobs, query({ status: 'CREATE_FAILED,FINE' }))).toEqual(['status'])
    expect(v5ListJobs.query?.parse(query({ instance_ids: 'a' }))).toMatchObject({ instance_ids: ['a'] })
    expect(v5ListJobs.query?.parse(query({ instance_ids: ['a', 'b'] }))).toMatchObject({
      instance_ids: ['a', 'b'],
    })
  })
})
