import type { LocalDrs } from '../../../src/local-drs/server.ts'
import { workbook } from '../../../src/local-drs/xlsx.ts'
import { type Address, ask, minutes } from '../a-drs.ts'
import type { Received } from '../signed-request.ts'
import { aSync, form, settle } from './rest-world.ts'

/** A call that succeeds, and what came back. */
export interface Asked {
  readonly id: string
  readonly body: unknown
  readonly address: Address
  readonly received: Received
}

const rules = {
  data_process_info: [
    {
      filter_conditions: [{ value: 'id > 1', filtering_type: 'contentConditionalFilter' }],
      is_batch_process: false,
      add_columns: [
        {
          column_type: 'ADDITIONALCOLUMN,create_time',
          column_name: 'c',
          column_value: '',
          data_type: 'long',
        },
      ],
      ddl_operation: { table: 'ct,at' },
      dml_operation: 'i,u',
      db_object_column_info: {
        db_name: 'billing',
        schema_name: '',
        table_name: 'taxes',
        column_infos: [
          {
            column_name: 'id',
            column_type: 'bigint',
            primary_key_or_unique_index: 'P',
            column_mapped_name: null,
            is_filtered: false,
            is_partition_key: true,
          },
        ],
      },
      db_or_table_rename_rule: { type: 'prefixAndSuffix', prefix_name: 'test' },
      db_object: {
        object_scope: 'table',
        object_info: {
          billing: {
            name: 'billing',
            all: false,
            tables: { taxes: { name: 'taxes', type: 'table', all: true } },
          },
        },
      },
    },
  ],
}

/** Calls every operation of `handlersB` once where it succeeds, in an order in which it can. */
export async function askRest(drs: LocalDrs): Promise<readonly Asked[]> {
  const asked: Asked[] = []
  const keep = async (id: string, body?: unknown, address: Address = {}) => {
    const received = await ask(drs, id, body, address)
    asked.push({ id, body, address, received })
    return received.json?.id
  }
  const [mysql, kafka] = [aSync(drs, 'mysql'), aSync(drs, 'kafka')]
  const job = (job_id: string, query: Record<string, string> = {}) => ({ params: { job_id }, query })
  await keep('collect-db-objects', undefined, job(kafka, { type: 'source' }))
  const collected = await keep('collect-db-objects-v51', { type: 'source' }, job(kafka))
  const saving = await ask(
    drs,
    'update-job',
    { job: { type: 'db_object', params: { db_object: rules.data_process_info[0]?.db_object } } },
    job(kafka),
  )
  const filters = await keep('check-data-filtering', rules, job(mysql))
  const changed = await keep('update-data-processing-rules', rules, job(mysql))
  const tables = [{ db_name: 'billing', schema_name: '', table_name: 'taxes' }]
  const columns = await keep('collect-columns', { db_object_infos: tables }, job(mysql))
  const dws = aSync(drs, 'dws')
  const position = await keep(
    'collect-db-position',
    { reset_position_time: '2026-09-19T07:00:00Z' },
    job(dws),
  )
  settle(drs)
  await keep('db-objects-status', undefined, job(kafka, { query_id: collected }))
  await keep('list-db-objects', undefined, job(kafka, { type: 'source' }))
  await keep('list-db-objects-v51', undefined, job(kafka, { type: 'modified' }))
  await keep('objects-saving-status', undefined, job(kafka, { query_id: saving.json.id }))
  await keep('list-object-mappings', { offset: 0, limit: 10 }, job(kafka))
  await keep('object-support', undefined, job(kafka))
  await keep('data-filtering-result', undefined, job(mysql, { query_id: filters }))
  await keep('data-processing-rules-result', undefined, job(mysql, { query_id: changed }))
  await keep('get-data-processing-rules', undefined, job(mysql))
  await keep('list-columns', undefined, job(mysql, { query_id: columns }))
  await keep('db-position-result', undefined, job(dws, { query_id: position }))
  await askFiles(drs, keep)
  await askRunning(drs, keep)
  await askTags(mysql, keep)
  return asked
}

type Keep = (id: string, body?: unknown, address?: Address) => Promise<string>

async function askFiles(drs: LocalDrs, keep: Keep): Promise<void> {
  const oracle = { params: { job_id: aSync(drs, 'oracle') } }
  const file = workbook('objects', [
    ['database', 'table'],
    ['erp', 'items'],
  ])
  await keep('download-object-template', undefined, oracle)
  await keep('upload-object-template', undefined, { ...oracle, ...form('objects.xlsx', file) })
  settle(drs)
  await keep('object-template-progress', undefined, oracle)
  await keep('object-template-result', undefined, { ...oracle, query: { type: 'detail' } })
  const db2 = { params: { job_id: aSync(drs, 'db2') } }
  await keep('upload-jdbc-driver', undefined, form('driver.jar', 'bytes'))
  await keep('list-jdbc-drivers')
  await keep('sync-jdbc-driver', { driver_name: 'driver.jar' }, db2)
  await keep('delete-jdbc-drivers', { driver_names: ['driver.jar'] })
}

async function askRunning(drs: LocalDrs, keep: Keep): Promise<void> {
  const start = aSync(drs, 'mysql', { name: 'incremental', mode: 'INCR_TRANS' })
  const position = { file_and_position: 'mysql-bin.000277:805', gtid_set: '123' }
  await keep('update-start-position', position, { params: { job_id: start } })
  const running = aSync(drs, 'mysql', { name: 'running', status: 'INCRE_TRANSFER_STARTED' })
  const components = aSync(drs, 'oracle', { name: 'components', status: 'INCRE_TRANSFER_STARTED' })
  drs.control.difference({ task: running, table: 'billing.taxes', rows: 3, kind: 'missing' })
  drs.control.advance(minutes(60 * 25))
  const of = { params: { job_id: running } }
  for (const id of ['job-metering', 'list-dirty-data', 'export-operation-statistics', 'monitor-data']) {
    await keep(id, undefined, of)
  }
  await keep('increment-components', undefined, { params: { job_id: components } })
  await keep('compare-policy', undefined, of)
  await keep('list-health-compare-jobs', undefined, of)
  await keep('list-progress-data', undefined, { params: { job_id: running, type: 'table' } })
  const values = [{ parameter_name: 'read_task_num', parameter_value: '3' }]
  await keep('modify-configuration', { values }, of)
  drs.control.act({ task: running, action: 'pause' })
  drs.control.advance(minutes(1))
  drs.control.act({ task: running, action: 'resume' })
  await keep('list-configurations', undefined, of)
  await keep('configuration-histories', undefined, of)
}

async function askTags(id: string, keep: Keep): Promise<void> {
  const kind = { resource_type: 'sync' }
  const job = { params: { ...kind, job_id: id } }
  const resource = { params: { ...kind, resource_id: id } }
  const tags = [{ key: 'team', value: 'billing' }]
  await keep('job-tags-action', { action: 'create', tags }, job)
  await keep('list-job-tags', undefined, job)
  await keep('list-project-job-tags', undefined, { params: kind })
  await keep('create-resource-tags', { tags }, resource)
  await keep('list-resource-tags', undefined, resource)
  await keep('list-project-resource-tags', undefined, { params: kind })
  const search = { tags: [{ key: 'team', values: ['billing'] }], without_any_tag: false, matches: [] }
  await keep('filter-resource-instances', search, { params: kind })
  await keep('count-resource-instances', search, { params: kind })
  await keep('delete-resource-tags', { tags }, resource)
}
