import { databaseOf, hasSchemas, isLevel, parentName, type Schema, transferred } from './contents.ts'
import type { Database } from './databases.ts'
import type { SelectedDatabase, SelectedTable, Selection } from './extras.ts'
import { noExtras } from './extras.ts'
import { reconfigured } from './perform.ts'
import type { LocalTask, SelectedObject } from './task.ts'
import type { World } from './world.ts'

/** The choice of objects in the form of v5 (7.2.3, 7.4), beside the lists of v3 that the task itself keeps. */

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

/** The same choice as the entries of v3 that the task keeps. */
function keptObjects(wish: Selection): NonNullable<LocalTask['objects']> {
  if (wish.object_scope === 'all') return { all: true, list: [] }
  const entries = chosenSchemas(wish).flatMap((chosen) => {
    const { database, targetDatabase, name, target, whole, tables } = chosen
    const above = database === undefined ? [] : [levelEntry([database], targetDatabase, 'partial')]
    const path = database === undefined ? [name] : [database, name]
    const own = levelEntry(path, target, whole ? 'true' : 'partial')
    return [
      ...above,
      own,
      ...(whole ? [] : Object.entries(tables).map((table) => tableEntry(path, ...table))),
    ]
  })
  return { all: false, list: [...new Map(entries.map((entry) => [entry.id, entry])).values()] }
}

const entryId = (path: readonly string[]) => path.join('-*-*-')

function levelEntry(path: readonly string[], target: string | undefined, select: string): SelectedObject {
  const name = path.at(-1) ?? ''
  return {
    id: entryId(path),
    type: path.length === 1 ? 'database' : 'schema',
    name,
    select,
    ...(path.length > 1 && { parent_id: entryId(path.slice(0, -1)) }),
    ...(target !== undefined && target !== name && { alias_name: target }),
  }
}

function tableEntry(path: readonly string[], name: string, table: SelectedTable): SelectedObject {
  return {
    id: entryId([...path, name]),
    type: table.type ?? 'table',
    name,
    select: 'true',
    parent_id: entryId(path),
    ...(table.name !== undefined && table.name !== name && { alias_name: table.name }),
  }
}

/** Gives a task its objects; what was prechecked before does not count any more. */
export function chooseObjects(world: World, task: LocalTask, wish: Selection): void {
  const objects = keptObjects(wish)
  const running = task.life.status !== 'CONFIGURATION'
  const before = inForceOf(task) ?? { object_scope: 'all' as const }
  const extras = {
    ...(task.extras ?? noExtras),
    selection: { wish, madeWith: objects },
    ...(running && { inForce: before }),
  }
  world.putTask(reconfigured(world, task, { objects, extras }))
}

/** What is synchronized: the choice before it was edited, as long as the edit is not applied. */
export function inForceOf(task: LocalTask): Selection | undefined {
  return task.extras?.inForce ?? selectionOf(task)
}

/** An edited choice is in force from now on. */
export function applied(task: LocalTask): LocalTask {
  const { inForce: _, ...extras } = task.extras ?? noExtras
  return { ...task, extras }
}

/** The choice, however it was made; nothing before the first. */
export function selectionOf(task: LocalTask): Selection | undefined {
  const { objects, extras } = task
  if (!objects) return undefined
  const own = extras?.selection
  if (own && own.madeWith === objects) return own.wish
  return objects.all ? { object_scope: 'all' } : fromList(task, objects.list)
}

function fromList(task: LocalTask, list: readonly SelectedObject[]): Selection {
  const chosen = list.filter(({ select }) => select === 'true')
  const database = databaseOf(task)
  const all = hasSchemas(task) && chosen.some(({ type, name }) => isLevel(type) && name === database)
  if (all) return { object_scope: 'database', object_info: { [database]: levelOf(list, database) } }
  const tables = chosen.filter(({ type }) => !isLevel(type))
  const names = chosen.map((object) => (isLevel(object.type) ? object.name : (parentName(object) ?? '')))
  const info = [...new Set(names)].map((name): [string, SelectedDatabase] => {
    const own = tables.filter((table) => parentName(table) === name)
    const level = levelOf(list, name)
    return [name, own.length === 0 ? level : { ...level, all: false, tables: tablesByName(own) }]
  })
  const object_scope = tables.length === 0 ? 'database' : 'table'
  return { object_scope, object_info: inDatabase(task, Object.fromEntries(info)) }
}

function levelOf(list: readonly SelectedObject[], name: string): SelectedDatabase {
  const own = list.find((object) => isLevel(object.type) && object.name === name)
  return { name: own?.alias_name ?? name, all: true }
}

function tablesByName(objects: readonly SelectedObject[]): Record<string, SelectedTable> {
  return Object.fromEntries(
    objects.map(({ name, type, alias_name = name }) => [
      name,
      { name: alias_name, type: tableType(type), all: true },
    ]),
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
  const name = databaseOf(task)
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
