import type { Database } from './databases.ts'
import { noise } from './random.ts'
import type { LocalTask, SelectedObject } from './task.ts'

/** What the databases of the local world hold: databases inside of them (schemas), tables with rows, and code. */

export interface Table {
  readonly schema: string
  readonly name: string
  readonly rows: number
  /** Besides the primary key. */
  readonly indexes: readonly string[]
}

export interface Schema {
  readonly name: string
  readonly tables: readonly Table[]
  readonly views: readonly string[]
  readonly procedures: readonly string[]
  readonly triggers: readonly string[]
}

type TableRow = readonly [name: string, rows: number, ...indexes: string[]]

function schemaOf(
  name: string,
  tables: readonly TableRow[],
  code: Partial<Pick<Schema, 'views' | 'procedures' | 'triggers'>> = {},
): Schema {
  return {
    name,
    tables: tables.map(([table, rows, ...indexes]) => ({ schema: name, name: table, rows, indexes })),
    views: [],
    procedures: [],
    triggers: [],
    ...code,
  }
}

const shop = schemaOf(
  'shop',
  [
    ['customers', 48_211, 'idx_email', 'idx_country'],
    ['orders', 1_204_377, 'idx_customer', 'idx_created'],
    ['order_items', 3_918_042, 'idx_order'],
    ['payments', 1_187_905, 'idx_order'],
    ['coupons', 312],
  ],
  {
    views: ['v_open_orders'],
    procedures: ['close_order'],
    triggers: ['orders_audit'],
  },
)
const warehouse = schemaOf('warehouse', [
  ['stock', 20_114, 'idx_sku'],
  ['movements', 884_120, 'idx_sku', 'idx_moved'],
  ['suppliers', 0],
])

/** By the name of the database. */
const known: Readonly<Record<string, readonly Schema[]>> = {
  orders: [shop, warehouse],
  'orders-primary': [shop, warehouse],
  billing: [
    schemaOf(
      'billing',
      [
        ['accounts', 48_190, 'idx_customer'],
        ['invoices', 902_334, 'idx_account', 'idx_due'],
        ['invoice_lines', 2_434_882, 'idx_invoice'],
        ['taxes', 1_240],
      ],
      { views: ['v_overdue'], procedures: ['close_month'] },
    ),
    schemaOf('reports', [
      ['monthly', 96],
      ['exports', 5_410, 'idx_month'],
    ]),
  ],
  catalog: [
    schemaOf('catalog', [
      ['products', 84_002, 'sku_1'],
      ['reviews', 1_902_771, 'product_1'],
      ['sessions', 40_118, 'expires_1'],
    ]),
  ],
  ledger: [
    schemaOf('ledger', [
      ['entries', 8_310_224, 'entries_account_idx'],
      ['accounts', 12_004],
      // Too large to be compared (6.1.30, status 23).
      ['journal', 214_776_310, 'journal_day_idx'],
    ]),
  ],
}

/** What a database holds; one that nobody has described holds a small schema of its own name. */
export function contentsOf(database: Pick<Database, 'name'>): readonly Schema[] {
  return known[database.name] ?? [invented(database.name)]
}

function invented(name: string): Schema {
  const tables = ['items', 'events', 'settings'].map(
    (table): TableRow => [table, Math.floor(noise(name, table) * 90_000), 'idx_changed'],
  )
  return schemaOf(name.replaceAll(/\W/g, '_'), tables)
}

export function tableKey(table: Pick<Table, 'schema' | 'name'>): string {
  return `${table.schema}.${table.name}`
}

/** Engines whose tables lie in schemas of a database. */
const threeLevels: ReadonlySet<string> = new Set(['postgresql', 'gaussdbv5', 'gaussdbv5ha', 'mssql'])

export function hasSchemas({ source }: Pick<LocalTask, 'source'>): boolean {
  return threeLevels.has(source.db_type)
}

/** The database that the schemas of a source are in. */
export function databaseOf({ source }: Pick<LocalTask, 'source'>): string {
  return source.db_name ?? 'postgres'
}

/** Of a database or schema, and not of what is in it. */
export function isLevel(type: string): boolean {
  return type === 'database' || type === 'schema'
}

/** The database or schema that an object is in, by the id of that (6.1.5). */
export function parentName({ parent_id }: Pick<SelectedObject, 'parent_id'>): string | undefined {
  return parent_id?.split('-*-*-').at(-1)
}

/** What a task transfers: the contents of the database that was its source at first, narrowed to the chosen objects. */
export function transferred(task: LocalTask, databases: readonly Database[]): readonly Schema[] {
  const origin = task.rolesAfter % 2 === 0 ? task.source : task.target
  const database = databases.find(({ host, port }) => `${host}:${port}` === origin.database)
  if (!database) return []
  return contentsOf(database).flatMap((schema) => chosenPart(task, schema))
}

function chosenPart(task: LocalTask, schema: Schema): readonly Schema[] {
  const { all, list } = task.objects ?? { all: true, list: [] }
  if (all) return [schema]
  const chosen = list.filter(({ select }) => select === 'true')
  const whole = ({ type, name }: SelectedObject) =>
    isLevel(type) && (name === schema.name || (hasSchemas(task) && name === databaseOf(task)))
  if (chosen.some(whole)) return [schema]
  const names = new Set(
    chosen
      .filter((object) => !isLevel(object.type) && parentName(object) === schema.name)
      .map(({ name }) => name),
  )
  const tables = schema.tables.filter(({ name }) => names.has(name))
  const views = schema.views.filter((name) => names.has(name))
  return tables.length + views.length === 0 ? [] : [{ ...schema, tables, views }]
}
