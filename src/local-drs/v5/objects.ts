import type * as z from 'zod'
import {
  collectDbObjects,
  collectDbObjectsV51,
  dbObjectsStatus,
  listDbObjects,
  listDbObjectsV51,
  listObjectMappings,
  objectSupport,
  objectsSavingStatus,
} from '../../drs/v5/index.ts'
import type { ObjectsWanted, ProcessingRule, SelectedDatabase, Selection } from '../extras.ts'
import { type Call, handler, slice } from '../handler.ts'
import { RefusedCall } from '../refusal.ts'
import { chosenSchemas, chosenTables, inForceOf, listed, selectionOf, sourceContents } from '../selection.ts'
import type { LocalTask } from '../task.ts'
import {
  ask,
  askedBefore,
  askedState,
  endAnswers,
  extrasOf,
  jobInPath,
  notFound,
  refuseStatus,
  requireEngine,
  withoutNode,
} from './asking.ts'

/** Databases with more tables are listed without them (7.4.3, example). */
const maxTables = 50_000

/** "Query the object information first" (7.4.3, example). */
const notCollected = 'DRS.10030014'

/** The links that 7.4.1, 7.4.4 and the templates support. */
export const importEngines: readonly string[] = ['oracle-to-gaussdbv5', 'mysql-to-kafka', 'taurus-to-kafka']

/** 7.4.1, the older form. */
export const collectObjects = handler(collectDbObjects, (_none, call) => {
  const task = jobInPath(call)
  requireEngine(task, importEngines.includes(task.engine))
  return collect(call, task, { type: objectType(call), databases: databasesWanted(call) })
})

/** 7.4.2. */
export const collectObjectsV51 = handler(collectDbObjectsV51, ({ type, db_names }, call) =>
  collect(call, jobInPath(call), { type, databases: db_names }),
)

function objectType({ query }: Call): ObjectsWanted['type'] {
  if (query.type === 'modified' || query.type === 'synchronized') return query.type
  return 'source'
}

function databasesWanted({ query }: Call): readonly string[] | undefined {
  return query.db_names === undefined ? undefined : query.db_names.split(',')
}

function collect(call: Call, task: LocalTask, wanted: ObjectsWanted) {
  if (wanted.type === 'source') refuseStatus(task, withoutNode)
  return ask(
    call.world,
    task,
    { kind: 'objects', wanted },
    wanted.type === 'source' && !endAnswers(call, task.source),
  )
}

/** 7.4.3: an id that was never given away counts as no look-up at all. */
export const collectedObjects = handler(dbObjectsStatus, (_none, call) => {
  const task = jobInPath(call)
  const query = askedBefore(call, task, 'objects', notCollected)
  const status = askedState(query, call.world.clock.moment())
  if (status !== 'success') return { id: query.id, status }
  return { ...objectsOf(call, task, query.wanted), max_table_num: maxTables, id: query.id, status }
})

/** 7.4.4: objects of the source come from the cache, which a look-up fills. */
export const objects = handler(listDbObjects, (_none, call) => {
  const task = jobInPath(call)
  requireEngine(task, importEngines.includes(task.engine))
  const wanted = { type: objectType(call), databases: databasesWanted(call) }
  if (wanted.type === 'source' && !wasCollected(call, task)) throw new RefusedCall(notCollected)
  const { object_info, ...found } = objectsOf(call, task, wanted)
  const page = Object.fromEntries(slice(Object.entries(object_info), call))
  return { ...found, object_info: page, max_table_num: maxTables }
})

function wasCollected(call: Call, task: LocalTask): boolean {
  const moment = call.world.clock.moment()
  return extrasOf(task).queries.some(
    (query) =>
      query.kind === 'objects' && query.wanted.type === 'source' && askedState(query, moment) === 'success',
  )
}

/** 7.4.5: only what is selected; the id is the task's. */
export const selectedObjects = handler(listDbObjectsV51, (_none, call) => {
  const task = jobInPath(call)
  return { ...objectsOf(call, task, { type: 'modified' }), max_table_num: maxTables, id: task.id }
})

function objectsOf(call: Call, task: LocalTask, { type, databases }: ObjectsWanted) {
  const contents = sourceContents(task, call.world.databases())
  const started = task.life.startedAt !== undefined
  const chosen = type === 'modified' ? selectionOf(task) : started ? inForceOf(task) : undefined
  const selection = type === 'source' ? listed(task, contents) : chosen
  const synchronized = new Set(started ? chosenTables(inForceOf(task), contents) : [])
  const named = Object.entries(selection?.object_info ?? {}).filter(
    ([name]) => databases === undefined || databases.includes(name),
  )
  return {
    object_scope: selection?.object_scope ?? '',
    ...(selection?.target_root_db ? { target_root_db: selection.target_root_db } : {}),
    object_info: Object.fromEntries(named.map(([name, found]) => [name, marked(name, found, synchronized)])),
  }
}

/** A database with what of it is synchronized already. */
function marked(
  name: string,
  database: SelectedDatabase,
  synchronized: ReadonlySet<string>,
): SelectedDatabase {
  const { tables, schemas } = database
  const any = (prefix: string) => [...synchronized].some((key) => key.startsWith(`${prefix}.`))
  const isThere = schemas ? Object.keys(schemas).some(any) : any(name)
  return {
    ...database,
    ...(tables ? { tables: markedTables(name, tables, synchronized) } : {}),
    ...(schemas
      ? {
          schemas: Object.fromEntries(
            Object.entries(schemas).map(([schema, level]) => [
              schema,
              level.tables ? { ...level, tables: markedTables(schema, level.tables, synchronized) } : level,
            ]),
          ),
        }
      : {}),
    is_synchronized: isThere,
  }
}

type Tables = NonNullable<SelectedDatabase['tables']>

function markedTables(schema: string, tables: Tables, synchronized: ReadonlySet<string>): Tables {
  return Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [
      name,
      { ...table, is_synchronized: synchronized.has(`${schema}.${name}`) },
    ]),
  )
}

/** 7.4.10: for the id that update-job gives when it saves objects. */
export const savingStatus = handler(objectsSavingStatus, (_none, call) => {
  const task = jobInPath(call)
  const query = askedBefore(call, task, 'saving')
  return { id: query.id, status: askedState(query, call.world.clock.moment()), job_id: task.id }
})

type Mapping = NonNullable<z.input<typeof listObjectMappings.response>['object_mapping_list']>[number]

/** 7.4.11: one line per table that is taken; empty texts are no filter. */
export const mappings = handler(listObjectMappings, (wish, call) => {
  const task = jobInPath(call, notFound)
  const selection = selectionOf(task)
  const contents = sourceContents(task, call.world.databases())
  const all = selection ? mappingsOf(task, selection, contents) : []
  const found = all.filter(
    (mapping) =>
      (!wish.db_name || mapping.source_db_name === wish.db_name) &&
      (!wish.schema_name || mapping.source_schema_name === wish.schema_name) &&
      (!wish.table_name || mapping.source_table_name === wish.table_name) &&
      (wish.has_column_info === undefined || mapping.has_column_info === wish.has_column_info),
  )
  const { offset = 0, limit = 10 } = wish
  return { count: found.length, object_mapping_list: found.slice(offset, offset + limit) }
})

function mappingsOf(
  task: LocalTask,
  selection: Selection,
  contents: ReturnType<typeof sourceContents>,
): readonly Mapping[] {
  const { rules } = extrasOf(task)
  const named = selection.object_scope === 'all' ? listed(task, contents) : selection
  return chosenSchemas(named).flatMap((schema) => {
    const known = contents.find(({ name }) => name === schema.name)?.tables ?? []
    const tables = schema.whole ? known.map(({ name }) => name) : Object.keys(schema.tables)
    return tables.map((table): Mapping => {
      const chosen = schema.tables[table]
      const renamed = renaming(rules, schema.name, table)
      const ends = schema.database
        ? {
            source_db_name: schema.database,
            source_schema_name: schema.name,
            target_db_name: schema.targetDatabase,
            target_schema_name: schema.target,
          }
        : { source_db_name: schema.name, target_db_name: chosen?.db_alias_name ?? schema.target }
      return {
        ...ends,
        source_table_name: table,
        target_table_name: renamed(chosen?.name ?? table),
        has_column_info: chosen?.columns !== undefined || hasMappedColumns(rules, table),
      }
    })
  })
}

/** How the rules rename a table: what stands before and after its name. */
function renaming(rules: readonly ProcessingRule[], schema: string, table: string): (name: string) => string {
  const rule = rules.find(
    ({ db_or_table_rename_rule, db_object }) =>
      db_or_table_rename_rule?.type === 'prefixAndSuffix' &&
      db_object !== undefined &&
      chosenSchemas(db_object).some(
        ({ name, whole, tables }) => name === schema && (whole || table in tables),
      ),
  )
  const { prefix_name = '', suffix_name = '' } = rule?.db_or_table_rename_rule ?? {}
  return (name) => `${prefix_name}${name}${suffix_name}`
}

function hasMappedColumns(rules: readonly ProcessingRule[], table: string): boolean {
  return rules.some(
    ({ db_object_column_info: info }) =>
      info?.table_name === table && info.column_infos?.some((column) => column.column_mapped_name),
  )
}

/** 7.4.12. */
export const support = handler(objectSupport, (_none, call) => {
  const task = jobInPath(call)
  const selectable = task.scenario !== 'cloudDataGuard'
  const { imported } = extrasOf(task)
  return {
    is_full_trans_support_object: selectable,
    is_incre_trans_support_object: selectable && task.scenario === 'sync',
    is_full_incre_trans_support_object: selectable,
    support_object_import_engine: [...importEngines],
    is_support_column_mapping: task.scenario === 'sync',
    is_database_support_search: true,
    is_schema_support_search: false,
    is_table_support_search: true,
    file_size: '5.0',
    previous_select: imported ? 'srcImportObject' : '',
    import_level: imported?.level ?? 'table',
  }
})
