import { type Schema, transferred } from './contents.ts'
import type { Database } from './databases.ts'
import type { SelectedDatabase, SelectedTable, Selection } from './extras.ts'
import { noExtras } from './extras.ts'
import { reconfigured } from './perform.ts'
import type { LocalTask, SelectedObject } from './task.ts'
import type { World } from './world.ts'

/** The choice of objects in the form of v5 (7.2.3, 7.4), beside the lists of v3 that the task itself keeps. */

/** Engines whose tables lie in schemas of a database. */
const threeLevels: ReadonlySet<string> = new Set(['postgresql', 'gaussdbv5', 'gaussdbv5ha', 'mssql'])

export function hasSchemas({ source }: LocalTask): boolean {
  return threeLevels.has(source.db_type)
}

/** Everything that the source holds. */
export function sourceContents(task: LocalTask, databases: readonly Database[]): readonly Schema[] {
  const { objects: _chosen, ...whole } = task
  return transferred(whole, databases)
}

/** A database or schema that is chosen in whole, or some of its tables. */
export interface ChosenSchema {
  /** The database, where it is not the schema itself. */
  readonly database?: string | undefined
  readonly targetDatabase?: string | undefined
  readonly name: string
  readonly target: string
  readonly whole: boolean
  readonly tables: Readonly<Record<string, SelectedTable>>
}

type Level = Pick<SelectedDatabase, 'name' | 'all' | 'tables'>

/** What a selection names, without what only advanced filters refer to. */
export function chosenSchemas({ object_info = {} }: Selection): readonly ChosenSchema[] {
  return Object.entries(object_info).flatMap(([name, database]): readonly ChosenSchema[] => {
    if (database.sync_type === 'config') return []
    if (!database.schemas) return [chosenSchema(name, database)]
    const targetDatabase = database.name ?? name
    return Object.entries(database.schemas)
      .filter(([, schema]) => schema.sync_type !== 'config')
      .map(([schema, level]) => ({ ...chosenSchema(schema, level), database: name, targetDatabase }))
  })
}

function chosenSchema(name: string, level: Level): ChosenSchema {
  const tables = Object.entries(level.tables ?? {}).filter(([, table]) => table.sync_type !== 'config')
  const whole = level.all ?? tables.length === 0
  return { name, target: level.name ?? name, whole, tables: Object.fromEntries(tables) }
}

/** The same choice as the task keeps it; a whole three-level database stands for its schemas. */
function keptObjects(wish: Selection, contents: readonly Schema[], schemas: boolean): LocalTask['objects'] {
  if (wish.object_scope === 'all') return { all: true, list: [] }
  const list = chosenSchemas(wish).flatMap((chosen) => {
    const whole = schemas && chosen.database === undefined && chosen.whole
    if (whole) return contents.map(({ name }) => wholeSchema(name))
    return chosen.whole
      ? [wholeSchema(chosen.name)]
      : Object.entries(chosen.tables).map(([name, { type = 'table' }]) => oneTable(chosen.name, name, type))
  })
  return { all: false, list }
}

function wholeSchema(name: string): SelectedObject {
  return { id: name, type: 'database', name, select: 'true' }
}

function oneTable(schema: string, name: string, type: string): SelectedObject {
  return { id: `${schema}-*-*-${name}`, type, name, select: 'true', parent_id: schema }
}

/** Gives a task its objects; what was prechecked before does not count any more. */
export function chooseObjects(world: World, task: LocalTask, wish: Selection): void {
  const objects = keptObjects(wish, sourceContents(task, world.databases()), hasSchemas(task))
  if (!objects) return
  const extras = { ...(task.extras ?? noExtras), selection: { wish, madeWith: objects } }
  world.putTask(reconfigured(world, task, { objects, extras }))
}

/** The choice in force, however it was made; nothing before the first. */
export function selectionOf(task: LocalTask): Selection | undefined {
  const { objects, extras } = task
  if (!objects) return undefined
  const own = extras?.selection
  if (own && own.madeWith === objects) return own.wish
  return objects.all ? { object_scope: 'all' } : fromList(task, objects.list)
}

function fromList(task: LocalTask, list: readonly SelectedObject[]): Selection {
  const chosen = list.filter(({ select }) => select === 'true')
  const tables = chosen.filter(({ type }) => type !== 'database' && type !== 'schema')
  const names = new Set(chosen.map((object) => object.parent_id ?? object.name))
  const info = [...names].map((name): [string, SelectedDatabase] => {
    const own = tables.filter((table) => table.parent_id === name)
    return [name, own.length === 0 ? { name, all: true } : { name, all: false, tables: tablesByName(own) }]
  })
  const object_scope = tables.length === 0 ? 'database' : 'table'
  return { object_scope, object_info: inDatabase(task, Object.fromEntries(info)) }
}

function tablesByName(objects: readonly SelectedObject[]): Record<string, SelectedTable> {
  return Object.fromEntries(
    objects.map(({ name, type }) => [name, { name, type: tableType(type), all: true }]),
  )
}

function tableType(type: string): NonNullable<SelectedTable['type']> {
  return type === 'view' || type === 'procedure' ? type : 'table'
}

/** Schemas below the database that they are in; where there are none, they are the databases. */
export function inDatabase(
  task: LocalTask,
  schemas: Record<string, SelectedDatabase>,
): Record<string, SelectedDatabase> {
  if (!hasSchemas(task)) return schemas
  const name = task.source.db_name ?? 'postgres'
  return { [name]: { name, all: false, schemas } }
}

/** Objects of the source as v5 lists them. */
export function listed(task: LocalTask, contents: readonly Schema[]): Selection {
  const schemas = contents.map(({ name, tables }): [string, SelectedDatabase] => [
    name,
    {
      name,
      all: true,
      tables: Object.fromEntries(
        tables.map((table) => [table.name, { name: table.name, type: 'table', all: true }]),
      ),
      total_table_num: tables.length,
    },
  ])
  return { object_scope: 'table', object_info: inDatabase(task, Object.fromEntries(schemas)) }
}

/** `database.table` of every table that a choice takes. */
export function chosenTables(wish: Selection | undefined, contents: readonly Schema[]): readonly string[] {
  if (!wish) return []
  const all = ({ name, tables }: Schema) => tables.map((table) => `${name}.${table.name}`)
  if (wish.object_scope === 'all') return contents.flatMap(all)
  return chosenSchemas(wish).flatMap((chosen) =>
    chosen.whole
      ? contents.filter(({ name }) => name === chosen.name).flatMap(all)
      : Object.keys(chosen.tables).map((table) => `${chosen.name}.${table}`),
  )
}

/** Databases and tables of a choice that the source does not hold. */
export function unknownObjects(wish: Selection, contents: readonly Schema[]): readonly string[] {
  return chosenSchemas(wish).flatMap((chosen) => {
    const schema = contents.find(({ name }) => name === chosen.name)
    if (!schema) return [chosen.name]
    const known = [...schema.tables.map(({ name }) => name), ...schema.views, ...schema.procedures]
    return Object.keys(chosen.tables)
      .filter((table) => !known.includes(table))
      .map((table) => `${chosen.name}.${table}`)
  })
}
