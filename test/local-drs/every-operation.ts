import { databaseUser, instances, region, sourcePassword } from '../../src/local-drs/databases.ts'
import type { LocalDrs } from '../../src/local-drs/server.ts'
import { type Address, ask, billing, call, idOf, minutes, newJob, sourceTest, stored } from './a-drs.ts'

type Json = Record<string, unknown>
/** A call that succeeds, and what it answered. */
export interface Asked {
  readonly id: string
  readonly body: object | undefined
  readonly address: Address
  readonly answer: Json
}

/** Asks an operation where it succeeds and keeps the answer. */
type Ask = (id: string, body?: object, more?: Address) => Promise<Json>

/** The property of 6.1.3 for the source that everybody can log into. */
export function clusterProperty(change: object = {}): string {
  const { ip } = billing
  const access = { ip: `${ip}:3306`, dbuser: databaseUser, dbpassword: sourcePassword, dbName: '' }
  const database = { dbtype: 'mysql', dbport: 0, ssllink: false, nettype: 'eip', endpointtype: 'so' }
  return JSON.stringify([{ ...database, ...access, ...change }])
}

/** A synchronization that is being configured. */
export function createSync(drs: LocalDrs, name = 'fresh-sync', change: object = {}): string {
  const places = { source: '192.168.0.28:3306', destination: '192.168.0.131:3306' }
  const task = { name, scenario: 'sync', engine: 'mysql', status: 'CONFIGURATION', ...places, ...change }
  return drs.control.create({ ...task, scenario: 'sync', status: 'CONFIGURATION' }).id
}

/** A migration from MongoDB that is being configured: its source has users and roles. */
export function createMongo(drs: LocalDrs, name = 'catalog-to-dds'): string {
  const places = { source: '192.168.0.31:27017', destination: instances.mongodb }
  const kind = { scenario: 'migration', engine: 'mongodb', status: 'CONFIGURATION' } as const
  return drs.control.create({ name, ...kind, ...places }).id
}

/** Calls every operation once where it succeeds, in an order in which it can; the world is that of `defaultSeed`. */
export async function askEverything(drs: LocalDrs): Promise<readonly Asked[]> {
  const asked: Asked[] = []
  const keep: Ask = async (id, body, address = {}) => {
    const answer = await call(drs, id, body, address)
    asked.push({ id, body, address, answer })
    return answer
  }
  drs.control.item({ database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff', broken: false })
  await askResources(keep)
  await askSettings(drs, keep)
  await askConfiguration(drs, keep)
  await askComparisons(drs, keep)
  await askLife(drs, keep)
  return asked
}

async function askResources(keep: Ask): Promise<void> {
  await keep('list-quotas')
  await keep('list-node-types', undefined, {
    query: { db_use_type: 'sync', engine_type: 'mysql', job_direction: 'up' },
  })
  await keep('list-available-zones', {
    engine_type: 'mysql',
    db_use_type: 'sync',
    job_direction: 'up',
    node_type: 'high',
  })
}

async function askSettings(drs: LocalDrs, keep: Ask): Promise<void> {
  const [sync, fresh] = [idOf(drs, 'billing-sync'), createSync(drs)]
  const params = { job_id: sync }
  await keep('batch-limit-speed', {
    speed_limits: [{ job_id: sync, speed_limit: [{ begin: '16:00', end: '15:59', speed: '15' }] }],
  })
  await keep('batch-modify-passwords', {
    jobs: [{ job_id: sync, end_point_type: 'so', db_password: sourcePassword }],
  })
  await keep('batch-set-smn', {
    jobs: [{ job_id: sync, status: 'INCRE_TRANSFER_STARTED', engine_type: 'mysql' }],
    alarm_notify_info: {
      topic_urn: 'urn:smn:eu-west-7:04f9aca88c00d3202fd4c01ed679daf0:drs',
      delay_time: 120,
    },
  })
  await keep('update-lts-config', { job: { log_group_id: 'g', lts_enabled: true } }, { params })
  await keep('get-lts-config', undefined, { params })
  await keep('update-tuning-params', { incre_relay: { slotAdvanceInterval: '5' } }, { params })
  await keep('list-tuning-params', undefined, { params })
  await keep('batch-set-sync-policy', { jobs: [{ job_id: fresh, conflict_policy: 'ignore' }] })
  await keep('batch-transform-data', {
    jobs: [
      {
        job_id: fresh,
        object_info: [{ id: 'billing-*-*-taxes', select: 'true' }],
        transformation_info: { transformation_type: 'contentConditionalFilter', value: 'id>5' },
      },
    ],
  })
}

async function askConfiguration(drs: LocalDrs, keep: Ask): Promise<void> {
  const migration = idOf(drs, 'orders-to-rds')
  const params = { job_id: migration }
  await keep('batch-create-jobs', { jobs: [newJob()] })
  await keep('batch-test-connections', { jobs: [sourceTest(migration)] })
  await keep('batch-test-connections-cluster', {
    jobs: [{ action: 'testConnection', job_id: migration, property: clusterProperty() }],
  })
  await keep('batch-modify-jobs', { jobs: [stored(migration)] })
  await keep('list-source-users', undefined, { params: { job_id: createMongo(drs) } })
  await keep('batch-update-users', {
    jobs: [{ job_id: migration, is_migrate_user: false, is_set_password: false }],
  })
  await keep('batch-replace-definer', { jobs: [{ job_id: migration, replace_definer: true }] })
  await keep('batch-get-params', { jobs: [migration], refresh: 1 })
  const change = { key: 'bulk_insert_buffer_size', target_value: '8388608' }
  await keep('modify-params', { group: 'performance', params: [change] }, { params })
  const table = { id: 'a-*-*-t', parent_id: 'a', object_name: 't', object_type: 'table', select: 'true' }
  await keep('batch-select-objects', { jobs: [{ job_id: migration, selected: true, job: [table] }] })
}

async function askComparisons(drs: LocalDrs, keep: Ask): Promise<void> {
  const job_id = idOf(drs, 'billing-sync')
  const params = { job_id }
  drs.control.difference({ task: job_id, table: 'billing.taxes', rows: 3, kind: 'changed' })
  const planned = { type: 'lines', start_time: String(drs.control.clock().now + 3_600_000) }
  const waiting = await keep('create-table-compare-job', planned, { params })
  await keep('start-table-compare-job', {}, { params: { job_id, compare_job_id: String(waiting.id) } })
  await keep('cancel-compare-job', undefined, { params: { job_id, compare_job_id: String(waiting.id) } })
  const created = await keep('create-compare-task', {
    job_id,
    object_level_compare_type: 'objects',
    data_level_compare_info: { conflict_policy: 'keep', compare_type: 'lines' },
  })
  drs.control.advance(minutes(2))
  const values = await ask(drs, 'create-table-compare-job', { type: 'contents' }, { params })
  drs.control.advance(minutes(3))
  await keep('list-table-compare-jobs', undefined, { params, query: { limit: '10', offset: '0' } })
  const lines = idIn(created.data_level_compare_create_result)
  const contents = String(values.json.id)
  await keep('query-compare-result', {
    job_id,
    object_level_compare_id: idIn(created.object_level_compare_create_result),
    line_compare_id: lines,
    content_compare_id: contents,
    current_page: 1,
    per_page: 2,
  })
  for (const id of ['line-compare-overview', 'line-compare-detail'])
    await keep(id, undefined, { params: { job_id, compare_job_id: lines } })
  for (const id of ['content-compare-overview', 'content-compare-detail', 'content-compare-difference'])
    await keep(id, undefined, { params: { job_id, compare_job_id: contents } })
  await askObjects(drs, keep, params)
}

async function askObjects(drs: LocalDrs, keep: Ask, params: { readonly job_id: string }): Promise<void> {
  const headers = { region }
  await keep('create-object-compare-job', {}, { params })
  drs.control.advance(minutes(1))
  await keep('object-compare-overview', undefined, { params })
  await keep('object-compare-detail', undefined, { params: { ...params, compare_type: 'TABLE' } })
  await keep('export-compare-result', { compare_type: 'objects_comparison' }, { params, headers })
  drs.control.advance(minutes(1))
  const query = { compare_type: 'objects_comparison' }
  await keep('download-compare-result', undefined, { params, headers, query })
}

function idIn(created: unknown): string {
  return typeof created === 'object' && created !== null && 'compare_task_id' in created
    ? String(created.compare_task_id)
    : ''
}

async function askLife(drs: LocalDrs, keep: Ask): Promise<void> {
  const [migration, sync, dr] = [
    idOf(drs, 'orders-to-rds'),
    idOf(drs, 'billing-sync'),
    idOf(drs, 'dr-orders'),
  ]
  await keep('batch-precheck', { jobs: [{ job_id: migration, precheck_mode: 'forStartJob' }] })
  drs.control.advance(minutes(1))
  await keep('batch-precheck-result', { jobs: [migration] })
  await keep('batch-start-jobs', { jobs: [{ job_id: migration }] })
  drs.control.advance(minutes(2))
  drs.control.act({ task: sync, action: 'fail', reason: 'lost' })
  await keep('batch-job-progress', { jobs: [sync, migration] })
  await keep('batch-job-details', { jobs: [migration, sync, idOf(drs, 'fresh-sync')] })
  await keep('list-jobs', { cur_page: 1, per_page: 5, db_use_type: 'sync', engine_type: '' })
  await keep('batch-job-status', { jobs: [sync] })
  await keep('batch-retry-jobs', { jobs: [{ job_id: sync }] })
  await keep('batch-pause-jobs', { jobs: [{ job_id: sync, pause_mode: 'target' }] })
  await keep('batch-rpo-and-rto', { jobs: [dr] })
  await keep('dr-monitoring-data', { jobs: [dr] })
  await keep('batch-struct-process', { jobs: [dr] })
  await keep('batch-struct-detail', { jobs: [dr] }, { params: { type: 'database' } })
  await keep('batch-switchover', { jobs: [dr] })
  const endings = [
    { job_id: migration, delete_type: 'terminate' },
    { job_id: sync, delete_type: 'terminate' },
  ]
  await keep('batch-stop-or-delete-jobs', { jobs: endings })
}
