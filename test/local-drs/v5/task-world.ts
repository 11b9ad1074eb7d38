import { instances, projectId, region, subnetId, vpcId } from '../../../src/local-drs/databases.ts'
import type { LocalDrs } from '../../../src/local-drs/server.ts'
import { type Address, ask, call, idOf, minutes } from '../a-drs.ts'
import type { Received } from '../signed-request.ts'
import { form } from './rest-world.ts'

/** Bodies and steps for the tests of tasks over v5, as a client writes them. */

export const user = 'drs_user'
export const passwords = { source: 'source-secret', destination: 'destination-secret' } as const

/** A healthy source; `change` goes into its address. */
export function source(change: object = {}): object {
  const endpoint = { endpoint_name: 'mysql', ip: '192.168.0.28', db_port: '3306', db_user: user }
  return {
    db_type: 'mysql',
    endpoint_type: 'offline',
    endpoint_role: 'so',
    endpoint: { ...endpoint, db_password: passwords.source, ...change },
    ssl: { ssl_link: false },
  }
}

export function destination(change: object = {}, instance_id: string = instances.mysql): object {
  const endpoint = { endpoint_name: 'cloud_mysql', instance_id, db_user: user }
  return {
    db_type: 'mysql',
    endpoint_type: 'cloud',
    endpoint_role: 'ta',
    endpoint: { ...endpoint, db_password: passwords.destination, ...change },
    cloud: { region, project_id: projectId, az_code: 'az2xahz' },
  }
}

export const baseInfo = {
  name: 'DRS-1234',
  job_type: 'sync',
  engine_type: 'mysql',
  job_direction: 'up',
  task_type: 'FULL_INCR_TRANS',
  net_type: 'eip',
  charging_mode: 'on_demand',
  enterprise_project_id: '0',
  description: 'made over v5',
  expired_days: '20',
  tags: [{ key: 'team', value: 'orders' }],
} as const

/** A task of 7.2.1; `base` goes into its basic information. */
export function newTask(base: object = {}, change: object = {}): object {
  return {
    base_info: { ...baseInfo, ...base },
    source_endpoint: [source()],
    target_endpoint: [destination()],
    node_info: { spec: { node_type: 'high' }, vpc: { vpc_id: vpcId, subnet_id: subnetId } },
    ...change,
  }
}

/** A task of 7.3.1. */
export function newAsyncTask(base: object = {}, change: object = {}): object {
  return newTask(base, {
    alarm_notify: { alarm_to_user: true, topic_urn: 'urn:smn:eu-west-101:project:test', delay_time: 60 },
    speed_limit: [{ begin: '16:00', end: '15:59', speed: '10' }],
    policy_config: { ddl_trans: false },
    db_object: { object_scope: 'database', object_info: { billing: { name: 'billing', all: true } } },
    ...change,
  })
}

export function act(
  drs: LocalDrs,
  job_id: string,
  action_name: string,
  action_params?: object,
): Promise<Received> {
  const job = { action_name, ...(action_params ? { action_params } : {}) }
  return ask(drs, 'job-action', { job }, { params: { job_id } })
}

/** `success`, `202`, or the code of the refusal. */
export async function outcome(answer: Promise<Received>): Promise<string> {
  const { status, json } = await answer
  return json.error_code ?? (status === 202 ? '202' : json.status)
}

export async function create(drs: LocalDrs, base: object = {}, change: object = {}): Promise<string> {
  const { job } = await call(drs, 'create-job', { job: newTask(base, change) })
  return job.id
}

/** Everything of one `type` that get-job tells. */
export async function details(
  drs: LocalDrs,
  job_id: string,
  type: string,
  query: Readonly<Record<string, string>> = {},
): Promise<Received['json']> {
  const { job } = await call(drs, 'get-job', undefined, { params: { job_id }, query: { type, ...query } })
  return job
}

export async function statusOf(drs: LocalDrs, job_id: string): Promise<string> {
  return (await details(drs, job_id, 'detail')).status
}

/** A task whose databases are tested. */
export async function tested(drs: LocalDrs, base: object = {}): Promise<string> {
  const id = await create(drs, base)
  drs.control.advance(minutes(2))
  await act(drs, id, 'network', { endpoints: [source(), destination()] })
  drs.control.advance(minutes(1))
  return id
}

/** Runs a precheck to its end and gives the result. */
export async function prechecked(
  drs: LocalDrs,
  id: string,
  precheck_mode = 'forStartJob',
): Promise<Received['json']> {
  const { json } = await act(drs, id, 'precheck', { precheck_mode })
  drs.control.advance(minutes(1))
  return (await details(drs, id, 'precheck', { query_id: json.query_id })).precheck_result
}

/** A task that lacks nothing but a precheck. */
export async function configured(drs: LocalDrs, base: object = {}): Promise<string> {
  const id = await tested(drs, base)
  const params = { db_object: { object_scope: 'all' } }
  await call(drs, 'update-job', { job: { type: 'db_object', params } }, { params: { job_id: id } })
  return id
}

/** A task that replicates changes. */
export async function running(drs: LocalDrs, base: object = {}): Promise<string> {
  const id = await configured(drs, base)
  await prechecked(drs, id)
  await act(drs, id, 'start')
  drs.control.advance(minutes(15))
  return id
}

/** The id of a new batch. */
export async function batch(drs: LocalDrs, ...jobs: readonly object[]): Promise<string> {
  const { job } = await call(drs, 'batch-async-create', { jobs })
  return job.async_job_id
}

export async function batchStatus(drs: LocalDrs, async_job_id: string): Promise<string> {
  const { jobs } = await call(drs, 'list-async-jobs', undefined, { query: { async_job_id } })
  return jobs[0].status
}

/** A call that succeeds. */
export interface Asked {
  readonly id: string
  readonly body: object | undefined
  readonly address: Address
  readonly answer: Received['json']
}

/** Every call of chapters 7.1 to 7.3, 7.5.1, the actions and 7.8, where it succeeds; the world is that of `defaultSeed`. */
export async function askTaskCalls(drs: LocalDrs): Promise<readonly Asked[]> {
  const asked: Asked[] = []
  const keep = async (id: string, body?: object, address: Address = {}) => {
    const answer = await call(drs, id, body, address)
    asked.push({ id, body, address, answer })
    return answer
  }
  const job_id = idOf(drs, 'billing-sync')
  await keep('list-links', undefined, { query: { job_type: 'sync', offset: '0', limit: '5' } })
  await keep('list-enterprise-projects', undefined, { query: { name: 'default', offset: '0', limit: '5' } })
  await keep('validate-job-name', { name: 'free-name', type: 'trans' })
  await keep('v5-list-jobs', undefined, {
    query: {
      job_type: 'sync',
      name: '',
      status: 'CONFIGURATION,INCRE_TRANSFER_STARTED',
      engine_type: 'mysql',
      net_type: 'eip',
      enterprise_project_id: '',
      offset: '0',
      limit: '5',
      sort_key: 'name',
      sort_dir: 'asc',
    },
  })
  await keep('create-job', { job: newTask() })
  await keep('get-job', undefined, { params: { job_id }, query: { type: 'detail', offset: '0', limit: '5' } })
  await keep('job-actions-allowed', undefined, { params: { job_id } })
  const rename = { type: 'name', params: { base_info: { name: 'renamed' } } }
  await keep('update-job', { job: rename }, { params: { job_id } })
  await keep('clone-job', { name: 'a-clone', job_id, task_version: '2.0' })
  await keep(
    'job-action',
    { job: { action_name: 'stop', action_params: { pause_mode: 'all' } } },
    { params: { job_id } },
  )
  drs.control.advance(minutes(1))
  await keep('batch-job-action', { jobs: [{ job_id, action_name: 'restart', action_params: {} }] })
  await askBatchCalls(keep, drs)
  await keep('stop-job', { is_force_stop: false }, { params: { job_id } })
  await keep('batch-stop-jobs', { jobs: [{ job_id: idOf(drs, 'dr-orders'), is_force_stop: true }] })
  drs.control.advance(minutes(2))
  await keep('delete-job', undefined, { params: { job_id } })
  await keep('batch-delete-jobs', { jobs: [idOf(drs, 'dr-orders')] })
  return asked
}

async function askBatchCalls(
  keep: (id: string, body?: object, address?: Address) => Promise<Received['json']>,
  drs: LocalDrs,
): Promise<void> {
  const { job } = await keep('batch-async-create', { jobs: [newAsyncTask({ name: 'batch-one' })] })
  const params = { async_job_id: job.async_job_id }
  drs.control.advance(minutes(1))
  const page = { offset: '0', limit: '5' }
  await keep('list-async-jobs', undefined, { query: { ...params, ...page, status: '', sort_dir: 'desc' } })
  const { jobs } = await keep('get-async-job', undefined, { params, query: page })
  const changes = [{ type: 'precheck', params: { job_id: jobs[0].id } }]
  await keep('update-async-job', { jobs: changes }, { params })
  drs.control.advance(minutes(1))
  await keep('commit-async-job', undefined, { params })
  await keep('download-job-template')
}

export function upload(drs: LocalDrs, name: string, content: Buffer): Promise<Received> {
  return ask(drs, 'import-jobs', undefined, form(name, content))
}
