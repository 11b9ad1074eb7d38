import { batchGetParams, modifyParams } from '../../drs/index.ts'
import { setOn, wrongStatus } from '../change.ts'
import { type Database, databaseKey } from '../databases.ts'
import { isPair, onlySubtasks } from '../dual-active.ts'
import {
  type Call,
  handler,
  isRefusal,
  itemError,
  itemErrorMessage,
  lookUp,
  taskInPath,
  unique,
} from '../handler.ts'
import type { Refusal } from '../refusal.ts'
import type { End, LocalTask } from '../task.ts'

const notRead = 'DRS.M00303'

/** 6.1.9: reads both databases with `refresh` 1; 0 wants the cache, which has to be there. */
export const getParams = handler(batchGetParams, ({ jobs, refresh }, call) => {
  unique(jobs, 'jobs')
  const lists = jobs.map((id) => ({ params: parametersOf(call, id, Number(refresh) === 1) }))
  return { count: lists.length, params_list: lists }
})

function parametersOf(call: Call, id: string, refresh: boolean) {
  const found = lookUp(call, id)
  if (isRefusal(found)) return [itemErrorMessage(call, found)]
  const read = readable(call, found)
  if (isRefusal(read)) return [itemErrorMessage(call, read)]
  if (!refresh && !found.settings.parametersRead) return [itemErrorMessage(call, { code: notRead })]
  if (refresh) setOn(call.world, found, { parametersRead: true })
  return databaseParameters.map((parameter) => compared(parameter, read))
}

interface Ends {
  readonly source: Database
  readonly target: Database
}

/** Only MySQL migration and DR to the cloud, while they are configured and both databases are known. */
function readable(call: Call, task: LocalTask): Ends | Refusal {
  if (isPair(task)) return { code: onlySubtasks }
  const fits = task.source.db_type === 'mysql' && task.target.db_type === 'mysql' && task.scenario !== 'sync'
  if (!fits || task.direction !== 'up') return { code: 'DRS.M00302' }
  const source = databaseOf(call, task.source)
  const target = databaseOf(call, task.target)
  if (task.life.status !== 'CONFIGURATION' || !source || !target) return { code: wrongStatus }
  return { source, target }
}

function databaseOf(call: Call, end: End): Database | undefined {
  return call.world.databases().find((database) => databaseKey(database) === end.database)
}

function compared(parameter: DatabaseParameter, { source, target }: Ends) {
  const source_value = parameterValue(source, parameter)
  const target_value = parameterValue(target, parameter)
  return {
    group: parameter.group,
    key: parameter.key,
    source_value,
    target_value,
    compare_result: String(source_value === target_value),
    data_type: parameter.group === 'performance' ? 'figure' : null,
    value_range: parameter.range,
    need_restart: String(parameter.restart),
  }
}

type Wish = { readonly key: string; readonly target_value: string }

/** 6.1.10: all or nothing; the result stands at the top of the answer. */
export const changeParams = handler(modifyParams, ({ group, params }, call) => {
  const task = taskInPath(call)
  const read = readable(call, task)
  const refusal = isRefusal(read) ? read : changeRefusal(task, group, params)
  if (isRefusal(read) || refusal) {
    return { success: false, should_restart: 'false', ...itemError(call, refusal ?? { code: wrongStatus }) }
  }
  const changed = params.filter(({ key, target_value }) => valueAt(read.target, key) !== target_value)
  const wishes = Object.fromEntries(params.map(({ key, target_value }) => [key, target_value]))
  call.world.putDatabase({ ...read.target, parameters: { ...read.target.parameters, ...wishes } })
  const restart = changed.some(({ key }) => parameterCalled(key)?.restart)
  if (restart) setOn(call.world, task, { needsRestart: true })
  return { success: true, should_restart: String(restart) }
})

function changeRefusal(task: LocalTask, group: string, params: readonly Wish[]): Refusal | undefined {
  if (!task.settings.parametersRead) return { code: notRead }
  const wrong = params.find(({ key, target_value }) => {
    const parameter = parameterCalled(key)
    return parameter?.group !== group || !takesValue(parameter, target_value)
  })
  return wrong && { code: 'DRS.M00202', detail: wrong.key }
}

function parameterCalled(key: string): DatabaseParameter | undefined {
  return databaseParameters.find((parameter) => parameter.key === key)
}

function valueAt(database: Database, key: string): string | undefined {
  const parameter = parameterCalled(key)
  return parameter && parameterValue(database, parameter)
}

/** Parameters of MySQL that DRS compares (6.1.9, example). */
interface DatabaseParameter {
  readonly key: string
  readonly group: 'common' | 'performance'
  /** `from-to`, or the possible values with bars between them. */
  readonly range: string
  readonly restart: boolean
  readonly standard: string
}

function common(key: string, standard: string, range: string, restart = false): DatabaseParameter {
  return { key, group: 'common', range, restart, standard }
}

function performance(key: string, standard: string, range: string, restart = false): DatabaseParameter {
  return { key, group: 'performance', range, restart, standard }
}

const databaseParameters: readonly DatabaseParameter[] = [
  performance('binlog_cache_size', '32768', '4096-16777216'),
  performance('binlog_stmt_cache_size', '32768', '4096-16777216'),
  performance('bulk_insert_buffer_size', '8388608', '0-18446744073709551615'),
  common('character_set_server', 'utf8', 'utf8|latin1|gbk|utf8mb4', true),
  common(
    'collation_server',
    'utf8_general_ci',
    'utf8_general_ci|utf8_bin|utf8mb4_general_ci|utf8mb4_bin',
    true,
  ),
  common('connect_timeout', '10', '2-31536000'),
  common('explicit_defaults_for_timestamp', 'OFF', 'ON|OFF', true),
  performance('innodb_buffer_pool_size', '536870912', '5242880-2147483648', true),
  common('innodb_flush_log_at_trx_commit', '1', '0|1|2'),
  common('innodb_lock_wait_timeout', '50', '1-1073741824'),
  performance('key_buffer_size', '16777216', '8-9223372036854771712'),
  performance('long_query_time', '1.000000', '0.03-3600'),
  common('max_connections', '800', '1-100000'),
  common('net_read_timeout', '30', '1-31536000'),
  common('net_write_timeout', '60', '1-31536000'),
  performance('read_buffer_size', '262144', '8192-2147479552'),
  performance('read_rnd_buffer_size', '524288', '1-2147483647'),
  performance('sort_buffer_size', '262144', '32768-18446744073709551615'),
  performance('sync_binlog', '1', '0-4294967295'),
  common('tx_isolation', 'REPEATABLE-READ', 'READ-UNCOMMITTED|READ-COMMITTED|REPEATABLE-READ|SERIALIZABLE'),
]

/** What self-built sources have set differently. */
const ofSources: Readonly<Record<string, string>> = { binlog_cache_size: '16384', max_connections: '1200' }

function parameterValue(database: Database, { key, standard }: DatabaseParameter): string {
  const own = database.instanceId === undefined ? ofSources[key] : undefined
  return database.parameters?.[key] ?? own ?? standard
}

/** Whether the parameter takes the value. */
function takesValue({ range }: DatabaseParameter, value: string): boolean {
  const [, from, to] = /^([\d.]+)-([\d.]+)$/.exec(range) ?? []
  if (from === undefined || to === undefined) return range.split('|').includes(value)
  return /^\d+(\.\d+)?$/.test(value) && Number(value) >= Number(from) && Number(value) <= Number(to)
}
