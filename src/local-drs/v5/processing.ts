import {
  checkDataFiltering,
  collectColumns,
  dataFilteringResult,
  dataProcessingRulesResult,
  getDataProcessingRules,
  listColumns,
  updateDataProcessingRules,
} from '../../drs/v5/index.ts'
import { columnsOf } from '../columns.ts'
import type { Schema } from '../contents.ts'
import type { ProcessingRule, TableName } from '../extras.ts'
import { type Call, handler, slice } from '../handler.ts'
import { configurationRefusal, reconfigured } from '../perform.ts'
import { RefusedCall } from '../refusal.ts'
import { selectionOf, sourceContents } from '../selection.ts'
import type { DataRule } from '../settings.ts'
import type { LocalTask } from '../task.ts'
import {
  ask,
  askedBefore,
  askedState,
  endAnswers,
  extrasOf,
  jobInPath,
  note,
  refuseStatus,
  withoutNode,
} from './asking.ts'
import { dataRules, verdictsOn } from './filters.ts'

/** "Set progressing data failed, %s" (table A-5). */
const refusedRules = 'DRS.10010010'
/** "Query column info failed" (7.9.6, example). */
const noColumns = 'DRS.10030016'

function contentsOf(call: Call, task: LocalTask): readonly Schema[] {
  return sourceContents(task, call.world.databases())
}

/** 7.9.1: takes the place of all rules; one wrong condition, and nothing is changed. */
export const updateRules = handler(updateDataProcessingRules, ({ data_process_info: rules = [] }, call) => {
  const task = jobInPath(call)
  const refusal = configurationRefusal(call.world, task)
  if (refusal) throw new RefusedCall(refusal, undefined, 400)
  if (task.scenario !== 'sync') throw new RefusedCall(refusedRules, 'job_type')
  if (!selectionOf(task)) throw new RefusedCall(refusedRules, 'db_object')
  requireObjects(rules)
  const contents = contentsOf(call, task)
  const wanted = dataRules(rules, contents)
  const good = verdictsOn(wanted, [], contents, task.source.db_type).every(({ is_success }) => is_success)
  if (good) {
    const settings = { ...task.settings, rules: wanted }
    call.world.putTask(reconfigured(call.world, task, { settings }))
    note(call.world, task, { rules })
  }
  return ask(call.world, task, { kind: 'rules' }, !good)
})

/** Conditions need the objects that they are for (7.9.1, db_object). */
function requireObjects(rules: readonly ProcessingRule[]): void {
  const at = rules.findIndex(({ filter_conditions, db_object }) => filter_conditions?.length && !db_object)
  if (at >= 0) throw new RefusedCall('DRS.10020001', `data_process_info.${at}.db_object`)
}

/** 7.9.2. */
export const rulesResult = handler(dataProcessingRulesResult, (_none, call) => {
  const task = jobInPath(call)
  const query = askedBefore(call, task, 'rules')
  return { id: query.id, job_id: task.id, status: askedState(query, call.world.clock.moment()) }
})

/** 7.9.3: also the conditions that were set over v3. */
export const rules = handler(getDataProcessingRules, (_none, call) => {
  const task = jobInPath(call)
  const own = extrasOf(task).rules
  const known = new Set(dataRules(own, contentsOf(call, task)).map(({ table, type }) => `${type}/${table}`))
  const others = task.settings.rules.filter(({ table, type }) => !known.has(`${type}/${table}`))
  const all = [...own, ...others.map(ruleFrom)]
  const is_synchronized = task.life.startedAt !== undefined
  return {
    data_process_info: slice(all, call).map(({ db_object_column_info, ...rule }) => ({
      ...rule,
      ...(db_object_column_info ? { db_object_column_info: [db_object_column_info] } : {}),
      is_synchronized,
    })),
    count: all.length,
  }
})

function ruleFrom({ table, type, value }: DataRule): ProcessingRule {
  const [database = '', ...rest] = table.split('.')
  const name = rest.join('.')
  const tables = { [name]: { name, type: 'table' as const, all: true } }
  return {
    filter_conditions: [{ value, filtering_type: type }],
    is_batch_process: false,
    db_object: {
      object_scope: 'table',
      object_info: { [database]: { name: database, all: false, tables } },
    },
  }
}

/** 7.9.4: a condition on a table that has one already does not pass. */
export const checkFilters = handler(checkDataFiltering, ({ data_process_info: rules = [] }, call) => {
  const task = jobInPath(call)
  refuseStatus(task, withoutNode)
  requireObjects(rules)
  const contents = contentsOf(call, task)
  const wanted = dataRules(rules, contents)
  const verdicts = verdictsOn(wanted, task.settings.rules, contents, task.source.db_type)
  return ask(call.world, task, { kind: 'filters', verdicts }, !endAnswers(call, task.source))
})

/** 7.9.5: the answer has no state; until the check is over it counts nothing. */
export const filtersResult = handler(dataFilteringResult, (_none, call) => {
  const task = jobInPath(call)
  const query = askedBefore(call, task, 'filters')
  const status = askedState(query, call.world.clock.moment())
  if (status === 'failed') throw new RefusedCall('DRS.10000001')
  const verdicts = status === 'success' ? query.verdicts : []
  return {
    success_count: verdicts.filter(({ is_success }) => is_success).length,
    failed_count: verdicts.filter(({ is_success }) => !is_success).length,
    db_object_filtering_result: verdicts.map((verdict) => ({ schema_name: '', ...verdict })),
  }
})

/** 7.9.6. */
export const collectTableColumns = handler(collectColumns, ({ db_object_infos: tables }, call) => {
  const task = jobInPath(call)
  refuseStatus(task, withoutNode)
  const contents = contentsOf(call, task)
  const known = tables.every((table) => tableCalled(contents, table) !== undefined)
  return ask(call.world, task, { kind: 'columns', tables }, !known || !endAnswers(call, task.source))
})

/** Where databases have schemas, the tables lie in those. */
function tableCalled(contents: readonly Schema[], { db_name, schema_name, table_name }: TableName) {
  const schema = contents.find(({ name }) => name === (schema_name || db_name))
  return schema?.tables.find(({ name }) => name === table_name)
}

/** 7.9.7: one item per table; before the look-up is over there are none. */
export const columns = handler(listColumns, (_none, call) => {
  const task = jobInPath(call)
  const query = askedBefore(call, task, 'columns')
  const status = askedState(query, call.world.clock.moment())
  if (status === 'failed') throw new RefusedCall(noColumns)
  const tables = status === 'success' ? query.tables : []
  return {
    results: slice(tables, call).map((table) => tableColumns(call, task, table)),
    total_count: tables.length,
  }
})

function tableColumns(call: Call, task: LocalTask, name: TableName) {
  const table = tableCalled(contentsOf(call, task), name)
  const found = table ? columnsOf(table, task.source.db_type) : []
  const changed = extrasOf(task).rules.flatMap(({ db_object_column_info: info }) =>
    info?.db_name === name.db_name && info.table_name === name.table_name ? (info.column_infos ?? []) : [],
  )
  return {
    db_name: name.db_name,
    schema_name: name.schema_name ?? '',
    table_name: name.table_name,
    column_infos: found.map(({ name: column_name, type, key }) => {
      const change = changed.find((column) => column.column_name === column_name)
      return {
        column_name,
        column_type: type,
        primary_key_or_unique_index: key,
        column_mapped_name: change?.column_mapped_name ?? null,
        is_filtered: change?.is_filtered ?? false,
        is_partition_key: change?.is_partition_key ?? false,
      }
    }),
    total_count: found.length,
  }
}
