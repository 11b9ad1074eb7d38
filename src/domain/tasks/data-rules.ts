import { endTypes } from '../../drs/engines.ts'
import type { ProcessingRule } from '../../drs/v5/processing-rules.ts'
import { idSeparator } from '../objects/wire.ts'

/**
 * What of the rows, columns and statements of a table is synchronized, and under which names (DRS API reference 6.3.1 and 7.9).
 * Rules are written as v5 writes them, whichever generation they came from: v3 knows conditions only.
 */

export type { ProcessingRule }

/** From the outside in: database, schema where the engine has such, table. One name alone: a database. */
export type RulePath = readonly [string, ...string[]]

/** The rules of a task, as DRS shows them now. */
export interface TaskRules {
  readonly api: 'v3' | 'v5'
  readonly rules: readonly ProcessingRule[]
  /** So many rules are in a form that cannot be sent back unchanged, so that nothing can be saved beside them. */
  readonly unreadable: number
}

/** A column of the source, under the names of 7.9.7. */
export interface SourceColumn {
  readonly name: string
  readonly type?: string
  readonly key?: string
}

/** What the check of one table's condition found (7.9.5). */
export interface RuleVerdict {
  readonly path: RulePath
  readonly passed: boolean
  readonly message?: string
}

/** What a rule says of a table; a table has each of them once. */
export const ruleKinds = ['filter', 'join', 'columns', 'add', 'statements', 'rename'] as const
export type RuleKind = (typeof ruleKinds)[number]

/** v3 takes conditions, and nothing takes them back again (6.3.1). */
export const kindsOfV3: readonly RuleKind[] = ['filter', 'join']

/** Longest condition, characters (6.3.1; 7.9.1). */
export const longestCondition = { v3: 256, v5: 512 } as const

/** So many tables may have conditions: 7.9.1; of MySQL and of Oracle at a time, 6.3.1. */
export function mostConditions(api: 'v3' | 'v5', engine: string): number {
  if (api === 'v5') return 500
  return endTypes(engine)?.source === 'oracle' ? 20_000 : 10_000
}

/** How an additional column is filled (7.9.1), and the types that it may have then. */
export const fillings = {
  default_value: ['int', 'long', 'varchar(256)', 'datetime', 'timestamp'],
  create_time: ['long', 'datetime', 'timestamp'],
  update_time: ['long', 'datetime', 'timestamp'],
  expression: ['varchar(256)'],
  server_database_table: ['varchar(256)'],
} as const satisfies Readonly<Record<string, readonly string[]>>
export type Filling = keyof typeof fillings

/** What an expression always is (7.2.3 and 7.9.1, `value`). */
const onlyExpression = "concat(_current_database,'@',_current_table)"

/** What was chosen for a table. */
export type WantedRule =
  | { readonly kind: 'filter'; readonly condition: string }
  | {
      readonly kind: 'join'
      readonly condition: string
      readonly columns: readonly string[]
      readonly key: string
      readonly index: string
    }
  | {
      readonly kind: 'columns'
      readonly all: readonly SourceColumn[]
      readonly left: readonly string[]
      readonly renamed: ReadonlyMap<string, string>
    }
  | {
      readonly kind: 'add'
      readonly column: string
      readonly filling: Filling
      readonly type: string
      readonly value?: string
    }
  | { readonly kind: 'statements'; readonly dml?: string; readonly ddl?: string }
  | { readonly kind: 'rename'; readonly prefix?: string; readonly suffix?: string }

type Objects = NonNullable<ProcessingRule['db_object']>
type DatabasePart = NonNullable<Objects['object_info']>[string]
type TablePart = NonNullable<DatabasePart['tables']>[string]

/** `to`: its names at the destination, where objects were renamed (7.9.1, `db_object`). */
export function ruleFor(path: RulePath, wanted: WantedRule, to: readonly string[] = path): ProcessingRule {
  const db_object = objectsOf(path, to, tablePartOf(wanted))
  const whole = { is_batch_process: path.length === 1, db_object }
  switch (wanted.kind) {
    case 'filter':
      return { ...whole, filter_conditions: [condition('contentConditionalFilter', wanted.condition)] }
    case 'join':
      return { ...whole, filter_conditions: [condition('configConditionalFilter', 'config')] }
    case 'columns':
      return { ...whole, db_object_column_info: columnInfo(path, wanted) }
    case 'add':
      return { ...whole, add_columns: [addedColumn(wanted)] }
    case 'statements':
      return {
        ...whole,
        ...(wanted.dml !== undefined && { dml_operation: wanted.dml }),
        ...(wanted.ddl !== undefined && { ddl_operation: { table: wanted.ddl } }),
      }
    case 'rename':
      return { ...whole, db_or_table_rename_rule: renaming(wanted) }
  }
}

function condition(filtering_type: 'contentConditionalFilter' | 'configConditionalFilter', value: string) {
  return { filtering_type, value }
}

function addedColumn({ column, filling, type, value }: WantedRule & { kind: 'add' }) {
  const fixed = filling === 'expression' ? onlyExpression : value
  return {
    column_type: `ADDITIONALCOLUMN,${filling}`,
    column_name: column,
    data_type: type,
    ...(fixed !== undefined && { column_value: fixed }),
  }
}

function renaming({ prefix, suffix }: WantedRule & { kind: 'rename' }) {
  return {
    type: 'prefixAndSuffix' as const,
    ...(prefix !== undefined && { prefix_name: prefix }),
    ...(suffix !== undefined && { suffix_name: suffix }),
  }
}

/** All columns of the table, as the example of 7.9.1 has them. */
function columnInfo(path: RulePath, { all, left, renamed }: WantedRule & { kind: 'columns' }) {
  const [database, schema] = path
  return {
    db_name: database,
    ...(path.length === 3 && { schema_name: schema }),
    table_name: path.at(-1) ?? '',
    column_infos: all.map(({ name, type, key }) => ({
      column_name: name,
      ...(type !== undefined && { column_type: type }),
      ...(key !== undefined && { primary_key_or_unique_index: key }),
      ...(renamed.has(name) && { column_mapped_name: renamed.get(name) }),
      is_filtered: left.includes(name),
    })),
  }
}

/** What stands at the table itself (7.9.1, `tables` and `columns`). */
function tablePartOf(wanted: WantedRule): Partial<TablePart> {
  if (wanted.kind === 'join')
    return {
      sync_type: 'config',
      config_conditions: [wanted.condition],
      columns: Object.fromEntries(
        wanted.columns.map((name) => [
          name,
          {
            sync_type: 'config',
            ...(name === wanted.key && { primary_key_for_data_filtering: name }),
            ...(name === wanted.index && { index_for_data_filtering: name }),
          },
        ]),
      ),
    }
  if (wanted.kind === 'columns') return { all: false }
  return {}
}

function objectsOf(path: RulePath, to: readonly string[], part: Partial<TablePart>): Objects {
  const [database, ...inner] = path
  const table = inner.at(-1)
  const outer = {
    name: to[0] ?? database,
    ...(part.sync_type === 'config' && { sync_type: 'config' as const }),
  }
  if (table === undefined)
    return { object_scope: 'database', object_info: { [database]: { ...outer, all: true } } }
  const tables = {
    [table]: { type: 'table' as const, name: to[path.length - 1] ?? table, all: true, ...part },
  }
  const [schema] = inner
  const inside =
    inner.length === 2 && schema !== undefined
      ? { schemas: { [schema]: { name: to[1] ?? schema, all: false, tables } } }
      : { tables }
  return { object_scope: 'table', object_info: { [database]: { ...outer, all: false, ...inside } } }
}

/** What a rule says, of the kinds above. */
export function ruleKindsIn(rule: ProcessingRule): readonly RuleKind[] {
  const types = (rule.filter_conditions ?? []).map(({ filtering_type }) => filtering_type)
  const said: Readonly<Record<RuleKind, boolean>> = {
    filter: types.some((type) => type !== 'configConditionalFilter'),
    join: types.includes('configConditionalFilter'),
    columns: rule.db_object_column_info !== undefined,
    add: (rule.add_columns ?? []).length > 0,
    statements: rule.dml_operation !== undefined || rule.ddl_operation !== undefined,
    rename: rule.db_or_table_rename_rule !== undefined,
  }
  return ruleKinds.filter((kind) => said[kind])
}

/** The tables and databases that a rule is for. */
export function pathsOf({ db_object, db_object_column_info: columns }: ProcessingRule): readonly RulePath[] {
  const named = Object.entries(db_object?.object_info ?? {}).flatMap(([database, part]) =>
    pathsIn(database, part),
  )
  if (named.length > 0 || !columns) return named
  const { db_name: database = '', schema_name: schema, table_name: table = '' } = columns
  return [schema ? [database, schema, table] : [database, table]]
}

function pathsIn(database: string, { schemas = {}, tables = {} }: DatabasePart): readonly RulePath[] {
  const inSchemas = Object.entries(schemas).flatMap(([schema, part]): readonly RulePath[] => {
    const inner = Object.keys(part.tables ?? {})
    return inner.length === 0
      ? [[database, schema]]
      : inner.map((table): RulePath => [database, schema, table])
  })
  const all = [...inSchemas, ...Object.keys(tables).map((table): RulePath => [database, table])]
  return all.length === 0 ? [[database]] : all
}

function isSame(one: RulePath, other: RulePath): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at])
}

/** The rules about that table or database. */
export function rulesAbout(rules: readonly ProcessingRule[], path: RulePath): readonly ProcessingRule[] {
  return rules.filter((rule) => pathsOf(rule).some((one) => isSame(one, path)))
}

/** The rules once nothing is said of that table any more, or nothing of these kinds. */
export function withoutRules(
  rules: readonly ProcessingRule[],
  path: RulePath,
  kinds: readonly RuleKind[] = ruleKinds,
): readonly ProcessingRule[] {
  return rules.flatMap((rule) => {
    const paths = pathsOf(rule)
    if (!paths.some((one) => isSame(one, path))) return [rule]
    const left = ruleKindsIn(rule).filter((kind) => !kinds.includes(kind))
    const forTable = left.length === 0 ? [] : [onlyKinds(rule, left)]
    // What it says of the other tables stays.
    if (paths.length === 1 || left.length === ruleKindsIn(rule).length)
      return paths.length === 1 ? forTable : [rule]
    const others = { ...rule, ...(rule.db_object && { db_object: withoutPath(rule.db_object, path) }) }
    const own = forTable.map((one) => ({ ...one, db_object: objectsOf(path, path, {}) }))
    return [others, ...own]
  })
}

function onlyKinds(rule: ProcessingRule, kinds: readonly RuleKind[]): ProcessingRule {
  const has = (kind: RuleKind) => kinds.includes(kind)
  const { filter_conditions, add_columns, ddl_operation, dml_operation, ...rest } = rule
  const { db_object_column_info, db_or_table_rename_rule, ...common } = rest
  const conditions = (filter_conditions ?? []).filter(({ filtering_type: type }) =>
    has(type === 'configConditionalFilter' ? 'join' : 'filter'),
  )
  return {
    ...common,
    ...(conditions.length > 0 && { filter_conditions: conditions }),
    ...(has('add') && add_columns && { add_columns }),
    ...(has('statements') && ddl_operation && { ddl_operation }),
    ...(has('statements') && dml_operation !== undefined && { dml_operation }),
    ...(has('columns') && db_object_column_info && { db_object_column_info }),
    ...(has('rename') && db_or_table_rename_rule && { db_or_table_rename_rule }),
  }
}

function withoutPath(objects: Objects, path: RulePath): Objects {
  const info = Object.entries(objects.object_info ?? {}).flatMap(([name, part]) =>
    name === path[0] ? partWithout(name, part, path.slice(1)) : [[name, part] as const],
  )
  return { ...objects, object_info: Object.fromEntries(info) }
}

function partWithout(name: string, part: DatabasePart, inner: readonly string[]) {
  if (inner.length === 0) return []
  const [outer = '', table] = inner
  if (table === undefined) return [[name, { ...part, tables: without(part.tables, outer) }] as const]
  const schema = part.schemas?.[outer]
  if (!schema) return [[name, part] as const]
  const kept = { ...schema, tables: without(schema.tables, table) }
  return [[name, { ...part, schemas: { ...part.schemas, [outer]: kept } }] as const]
}

function without<Value>(
  parts: Readonly<Record<string, Value>> | undefined,
  name: string,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(parts ?? {}).filter(([key]) => key !== name))
}

/** The rules with those of the tables in the place of what was said of the same kind about each. */
export function withRules(
  rules: readonly ProcessingRule[],
  wanted: readonly { readonly path: RulePath; readonly rule: ProcessingRule }[],
): readonly ProcessingRule[] {
  const kept = wanted.reduce(
    (left, { path, rule }) => withoutRules(left, path, replacedBy(ruleKindsIn(rule))),
    rules,
  )
  return [...kept, ...wanted.map(({ rule }) => rule)]
}

/** A table has one condition (7.9.1). Additional columns come to those that are there. */
function replacedBy(kinds: readonly RuleKind[]): readonly RuleKind[] {
  if (kinds.includes('filter') || kinds.includes('join')) return ['filter', 'join']
  return kinds.filter((kind) => kind !== 'add')
}

/** Entries of 6.3.1, one per table. */
export function v3Entry(job_id: string, path: RulePath, wanted: WantedRule): object | undefined {
  if (wanted.kind === 'filter')
    return {
      job_id,
      object_info: [{ id: path.join(idSeparator), select: 'true' }],
      transformation_info: {
        transformation_type: 'contentConditionalFilter',
        value: wanted.condition,
      },
    }
  if (wanted.kind !== 'join') return undefined
  const [database, ...inner] = path
  const table = inner.join('.')
  return {
    job_id,
    object_info: [],
    transformation_info: { transformation_type: 'configConditionalFilter', value: 'config' },
    config_transformation: {
      db_table_name: `${database}.${table}`,
      db_name: database,
      table_name: table,
      col_names: wanted.columns.join(','),
      prim_key_or_index: wanted.key,
      indexs: wanted.index,
      values: wanted.condition,
    },
  }
}
