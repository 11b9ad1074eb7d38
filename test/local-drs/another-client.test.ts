import { describe, expect, it } from 'vitest'
import {
  databaseUser,
  destinationPassword,
  instances,
  projectId,
  region,
  sourcePassword,
  subnetId,
  vpcId,
} from '../../src/local-drs/databases.ts'
import { type Dialect, dialects } from '../../src/local-drs/dialects.ts'
import type { LocalDrs } from '../../src/local-drs/server.ts'
import { type Address, aDrs, ask, billing, destinationTest, newJob, sourceTest, stored } from './a-drs.ts'

/**
 * Whole lives of tasks as another client lives them: the order of calls, the waits and the fields of the vendor's Terraform
 * provider. It reads answers as it does, so that every dialect has to serve it.
 */

type Json = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely here
type Answer = any

/** An answer that is no refusal. */
async function sent(drs: LocalDrs, id: string, body?: object, address: Address = {}): Promise<Answer> {
  const { status, json } = await ask(drs, id, body, address)
  expect(status, `${id}: ${JSON.stringify(json)}`).toBeLessThan(300)
  for (const row of json?.results ?? json?.jobs ?? []) {
    expect(row.error_code || '0', `${id}: ${JSON.stringify(row)}`).toBe('0')
  }
  return json
}

/** Asks every 20 s until an answer is there; gives up after an hour. */
async function waitUntil<T>(drs: LocalDrs, look: () => Promise<T | undefined>): Promise<T> {
  for (let round = 0; round < 180; round += 1) {
    const found = await look()
    if (found !== undefined) return found
    drs.control.advance({ ms: 20_000 })
  }
  throw new Error('waited for an hour')
}

async function detailsOf(drs: LocalDrs, id: string): Promise<Answer> {
  return (await sent(drs, 'batch-job-details', { jobs: [id] })).results[0]
}

async function listedTask(drs: LocalDrs, id: string, db_use_type: string): Promise<Answer> {
  const query = { cur_page: 1, per_page: 10, db_use_type, engine_type: '', name: id }
  return (await sent(drs, 'list-jobs', query)).jobs[0]
}

function reached(drs: LocalDrs, id: string, ...statuses: readonly string[]): Promise<string> {
  return waitUntil(drs, async () => {
    const { status } = await detailsOf(drs, id)
    return statuses.includes(status) ? status : undefined
  })
}

/** Gone is a task of which DRS says so in any of its ways. */
async function isGone(drs: LocalDrs, id: string): Promise<boolean> {
  const { status, json } = await ask(drs, 'batch-job-details', { jobs: [id] })
  const [row] = json.results
  const codes = ['DRS.M05003', 'DRS.M05004', 'DRS.M00289']
  return (status === 200 || status === 400) && (row.status === 'DELETED' || codes.includes(row.error_code))
}

async function passed(drs: LocalDrs, id: string): Promise<void> {
  await waitUntil(drs, async () => {
    const { results } = await sent(drs, 'batch-precheck-result', { jobs: [id] }).catch(() => ({
      results: [{}],
    }))
    const [{ process = '', result }] = results
    return Number(String(process).replace('%', '')) === 100 && String(result) === 'true' ? true : undefined
  })
}

function v5(drs: LocalDrs, job_id: string) {
  const address = { params: { job_id } }
  const act = (action_name: string, action_params: object = {}) =>
    sent(drs, 'job-action', { job: { action_name, action_params } }, address)
  return {
    act,
    update: (type: string, params: object) => sent(drs, 'update-job', { job: { type, params } }, address),
    part: async (type: string, query_id?: string) =>
      (
        await sent(drs, 'get-job', undefined, {
          ...address,
          query: { type, ...(query_id ? { query_id } : {}) },
        })
      ).job,
  }
}

// --- v3 -----------------------------------------------------------------------------------------------------------

interface Plan {
  readonly job: Json
  readonly network: 'eip' | 'vpc'
  readonly source?: Json
  readonly destination?: Json
}

const inVpc = { vpc_id: vpcId, subnet_id: subnetId }
const zones = { master_az: 'az2xahz', slave_az: 'az3xahz' }

const plans = {
  migration: { job: { db_use_type: 'migration' }, network: 'eip' },
  sync: { job: { db_use_type: 'sync', net_type: 'vpc', bind_eip: false, ...zones }, network: 'vpc' },
  cloudDataGuard: {
    job: {
      db_use_type: 'cloudDataGuard',
      engine_type: 'cloudDataGuard-mysql',
      multi_write: false,
      public_ip_list: [{ id: 'eip-1', public_ip: '203.0.113.7', type: 'master' }],
    },
    network: 'eip',
  },
} as const satisfies Readonly<Record<string, Plan>>

/** Creation, connection tests of both ends in one call, databases, objects, precheck. */
async function preparedInV3(drs: LocalDrs, scenario: keyof typeof plans): Promise<string> {
  const { job, network }: Plan = plans[scenario]
  const where = network === 'vpc' ? inVpc : {}
  const { results } = await sent(drs, 'batch-create-jobs', { jobs: [newJob({ name: 'tf-job', ...job })] })
  const [{ id }] = results
  await reached(drs, id, 'CONFIGURATION')
  const both = { net_type: network, ...where }
  await sent(drs, 'batch-test-connections', { jobs: [sourceTest(id, both), destinationTest(id, both)] })
  const engine_type = scenario === 'cloudDataGuard' ? 'cloudDataGuard-mysql' : 'mysql'
  await sent(drs, 'batch-modify-jobs', {
    jobs: [stored(id, { ...billing, ...where }, { net_type: network, engine_type })],
  })
  if (scenario === 'sync') {
    const policy = {
      job_id: id,
      conflict_policy: 'overwrite',
      filter_ddl_policy: 'drop_database',
      index_trans: true,
    }
    await sent(drs, 'batch-set-sync-policy', { jobs: [policy] })
  }
  if (scenario !== 'cloudDataGuard') {
    const { results: chosen } = await sent(drs, 'batch-select-objects', {
      jobs: [{ job_id: id, selected: false }],
    })
    expect(String(chosen[0].status)).toBe('true')
  }
  const range = { begin: '00:00', end: '05:59', speed: '10' }
  await sent(drs, 'batch-limit-speed', { speed_limits: [{ job_id: id, speed_limit: [range] }] })
  await sent(drs, 'batch-precheck', { jobs: [{ job_id: id, precheck_mode: 'forStartJob' }] })
  await passed(drs, id)
  return id
}

/** Stopping, waiting until everything is released, deleting. */
async function endedInV3(drs: LocalDrs, id: string): Promise<void> {
  await sent(drs, 'batch-stop-or-delete-jobs', { jobs: [{ job_id: id, delete_type: 'terminate' }] })
  await reached(drs, id, 'RELEASE_RESOURCE_COMPLETE')
  await sent(drs, 'batch-stop-or-delete-jobs', { jobs: [{ job_id: id, delete_type: 'delete' }] })
  expect(await isGone(drs, id)).toBe(true)
}

async function migrationAtATime(drs: LocalDrs): Promise<void> {
  const id = await preparedInV3(drs, 'migration')
  await sent(drs, 'batch-get-params', { jobs: [id], refresh: 1 })
  const params = [{ key: 'bulk_insert_buffer_size', target_value: '8388608' }]
  await sent(drs, 'modify-params', { group: 'performance', params }, { params: { job_id: id } })
  const job = { job_id: id, status: 'CONFIGURATION', engine_type: 'mysql' }
  await sent(drs, 'batch-set-smn', { jobs: [job], alarm_notify_info: { topic_urn: 'urn:smn:a:b:drs' } })
  const at = (minutes: number) => String(drs.control.clock().now + minutes * 60_000)
  await sent(drs, 'batch-start-jobs', { jobs: [{ job_id: id, start_time: at(60) }] })
  await reached(drs, id, 'WAITING_FOR_START')
  await v5(drs, id).act('start', { start_time: at(30) })
  expect((await detailsOf(drs, id)).status).toBe('WAITING_FOR_START')
  await v5(drs, id).act('start')
  await reached(drs, id, 'FULL_TRANSFER_STARTED')
  await reached(drs, id, 'INCRE_TRANSFER_STARTED')
  const { source_endpoint, target_endpoint, speed_limit, alarm_notify } = await detailsOf(drs, id)
  expect(alarm_notify.topic_name).toBe('drs')
  expect(source_endpoint.ip).toBe(billing.ip)
  expect(target_endpoint.inst_id).toBe(instances.mysql)
  expect(speed_limit).toMatchObject([{ speed: '10' }])
  await endedInV3(drs, id)
}

/** Edits objects while changes are replicated: checked in v3, taken over in v5. */
async function editedSync(drs: LocalDrs): Promise<void> {
  const id = await preparedInV3(drs, 'sync')
  const shown = await detailsOf(drs, id)
  expect(shown).toMatchObject({ ...zones, master_job_id: expect.any(String) })
  await sent(drs, 'batch-start-jobs', { jobs: [{ job_id: id }] })
  await reached(drs, id, 'INCRE_TRANSFER_STARTED')
  expect((await listedTask(drs, id, 'sync')).children).toHaveLength(2)
  await sent(drs, 'batch-pause-jobs', { jobs: [{ job_id: id, pause_mode: 'target' }] })
  await reached(drs, id, 'PAUSING')
  drs.control.advance({ ms: 20_000 })
  await v5(drs, id).act('restart')
  await reached(drs, id, 'INCRE_TRANSFER_STARTED')
  await v5(drs, id).update('db_object', { db_object: { object_scope: 'all' } })
  await sent(drs, 'batch-precheck', { jobs: [{ job_id: id, precheck_mode: 'forRetryJob' }] })
  await passedSince(drs, id)
  await v5(drs, id).act('restart', { is_sync_re_edit: true })
  const last = await waitUntil(drs, async () => {
    const { status } = (await listedTask(drs, id, 'sync')).children[2] ?? {}
    return status === 'RELEASE_CHILD_TRANSFER_COMPLETE' ? status : undefined
  })
  expect(last).toBeDefined()
  await endedInV3(drs, id)
}

/** The previous report may be shown for some seconds, so that it waits before it looks. */
async function passedSince(drs: LocalDrs, id: string): Promise<void> {
  drs.control.advance({ ms: 10_000 })
  await passed(drs, id)
}

async function switchedOver(drs: LocalDrs): Promise<void> {
  const id = await preparedInV3(drs, 'cloudDataGuard')
  expect((await detailsOf(drs, id)).inst_info.public_ip).toBe('203.0.113.7')
  await sent(drs, 'batch-start-jobs', { jobs: [{ job_id: id }] })
  await reached(drs, id, 'INCRE_TRANSFER_STARTED')
  await sent(drs, 'batch-switchover', { jobs: [id] })
  const underWay = async () => {
    drs.control.advance({ ms: 6_000 })
    return (await listedTask(drs, id, 'cloudDataGuard')).job_action.current_action
  }
  expect(await underWay()).toBe('SWITCH_OVER')
  await waitUntil(drs, async () => ((await underWay()) === 'SWITCH_OVER' ? undefined : true))
  expect((await detailsOf(drs, id)).job_direction).toBe('down')
  await endedInV3(drs, id)
}

// --- v5 -----------------------------------------------------------------------------------------------------------

const account = (db_password: string) => ({ db_user: databaseUser, db_password })
const sourceOfV5 = {
  db_type: 'mysql',
  endpoint_type: 'offline',
  endpoint_role: 'so',
  endpoint: { endpoint_name: 'mysql', ip: billing.ip, db_port: '3306', ...account(sourcePassword) },
}
const destinationOfV5 = {
  db_type: 'mysql',
  endpoint_type: 'cloud',
  endpoint_role: 'ta',
  endpoint: { endpoint_name: 'cloud_mysql', instance_id: instances.mysql, ...account(destinationPassword) },
  cloud: { region, project_id: projectId },
}

async function syncOfV5(drs: LocalDrs): Promise<void> {
  const created = await sent(drs, 'create-job', {
    job: {
      base_info: {
        name: 'tf-sync',
        job_type: 'sync',
        engine_type: 'mysql-to-mysql',
        job_direction: 'up',
        task_type: 'FULL_INCR_TRANS',
        net_type: 'eip',
      },
      source_endpoint: [sourceOfV5],
      target_endpoint: [destinationOfV5],
      node_info: { spec: { node_type: 'high' }, vpc: inVpc },
    },
  })
  const { id } = created.job ?? created
  const { act, update, part } = v5(drs, id)
  const status = (...wanted: readonly string[]) =>
    waitUntil(drs, async () => {
      const job = await part('detail')
      return wanted.includes(job.status) ? job : undefined
    })
  await status('CONFIGURATION')

  const { query_id: test } = await act('network', { endpoints: [sourceOfV5, destinationOfV5] })
  const tested = await waitUntil(drs, async () => {
    const { network_results } = await part('network', test)
    return network_results?.length > 0 ? network_results : undefined
  })
  expect(tested.map(({ success }: Answer) => String(success))).toEqual(['true', 'true'])
  await update('name', { base_info: { name: 'tf-sync-2' } })
  await update('description', { base_info: { description: 'by another client' } })
  await update('expired_days', { base_info: { expired_days: '30' } })
  await update('notify', { alarm_notify: { alarm_to_user: true, topic_urn: 'urn:smn:eu-west-101:1:drs' } })
  await update('speed_limit', { speed_limit: [{ begin: '00:00', end: '05:59', speed: '10' }] })
  await update('db_object', { db_object: { object_scope: 'all' } })
  const { query_id: check } = await act('precheck', { precheck_mode: 'forStartJob' })
  await waitUntil(drs, async () => {
    const { precheck_result } = await part('precheck', check)
    return Number(precheck_result.process) === 100 ? true : undefined
  })
  await act('start')
  await status('INCRE_TRANSFER_STARTED')
  await act('stop', { pause_mode: 'target' })
  await status('PAUSING')
  drs.control.advance({ ms: 20_000 })
  await act('restart')
  const job = await status('INCRE_TRANSFER_STARTED')
  expect(job).toMatchObject({
    base_info: { name: 'tf-sync-2', description: 'by another client', expired_days: '30' },
    alarm_notify: { topic_urn: 'urn:smn:eu-west-101:1:drs' },
    speed_limit: [{ speed: '10' }],
  })
  await sent(drs, 'stop-job', { is_force_stop: false }, { params: { job_id: id } })
  await status('RELEASE_RESOURCE_COMPLETE')
  await sent(drs, 'delete-job', undefined, { params: { job_id: id } })
  expect(await isGone(drs, id)).toBe(true)
}

const flows: Readonly<Record<string, (drs: LocalDrs) => Promise<void>>> = {
  'a migration that starts at a time, then at another, then now': migrationAtATime,
  'a synchronization in two zones of a VPC, paused, and edited while it runs': editedSync,
  'a DR task with an EIP, switched over': switchedOver,
  'a synchronization in v5 from its creation to its end': syncOfV5,
}

const spoken: readonly (readonly [Dialect, string])[] = [
  ...dialects.map((dialect) => [dialect, 'one'] as const),
  ...['two', 'three', 'four'].map((seed) => ['mixed', seed] as const),
]

describe.each(spoken)('in the dialect %s (%s) another client plays', (dialect, dialectSeed) => {
  it.each(Object.entries(flows))('%s', async (_what, play) => {
    await play(await aDrs({ dialect, dialectSeed }))
  })
})
