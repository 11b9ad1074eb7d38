import { say, type Text, type TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { objectLines } from '../domain/objects/read-text.ts'
import { levelsOf } from '../domain/objects/selection.ts'
import {
  type Filling,
  fillings,
  longestCondition,
  mostConditions,
  type RuleKind,
  type RulePath,
  type SourceColumn,
  type TaskRules,
  type WantedRule,
} from '../domain/tasks/data-rules.ts'
import type { Task } from '../domain/tasks/task.ts'

/** What people say of the rules of a task, from the fields of a form and from files. */

const words = {
  oneTable: say('Name one table, such as shop.orders.', '请填写一张表，例如 shop.orders。'),
  twoNames: say('Write database.table.', '请按“库名.表名”填写。'),
  threeNames: say('Write database.schema.table.', '请按“库名.Schema.表名”填写。'),
  noFilters: say('The file has no lines.', '文件中没有内容。'),
  noCondition: say('A line needs a table, a colon and a condition.', '每行应为：表名、冒号、过滤条件。'),
  renames: say('A line needs column -> new name.', '每行应为：列名 -> 新列名。'),
  whole: say('Write only what follows WHERE, without a semicolon.', '仅填写 WHERE 之后的部分，不含分号。'),
  noDml: say('Choose “None” alone, or leave it out.', '“无”不能与其他操作同时选择。'),
} satisfies Record<string, Text>

const unknownColumns: TextTemplate<[names: string]> = {
  en: (names) => `The table has no column ${names}.`,
  'zh-CN': (names) => `该表没有列 ${names}。`,
}
const tooLong: TextTemplate<[most: number]> = {
  en: (most) => `A condition has at most ${most} characters.`,
  'zh-CN': (most) => `过滤条件最多 ${most} 个字符。`,
}
const tooMany: TextTemplate<[most: number]> = {
  en: (most) => `At most ${most} tables can have conditions.`,
  'zh-CN': (most) => `最多支持为 ${most} 张表设置过滤条件。`,
}
const atLine: TextTemplate<[line: number, why: string]> = {
  en: (line, why) => `Line ${line}: ${why}`,
  'zh-CN': (line, why) => `第 ${line} 行：${why}`,
}
const otherType: TextTemplate<[types: string]> = {
  en: (types) => `Filled that way, the column can be: ${types}.`,
  'zh-CN': (types) => `该填充方式支持的数据类型：${types}。`,
}

function said<Args extends readonly unknown[]>(template: TextTemplate<Args>, ...args: Args): Text {
  return say(template.en(...args), template['zh-CN'](...args))
}

/** What was filled into the form. */
export interface RuleForm {
  readonly kind: RuleKind
  readonly table?: string | undefined
  readonly condition?: string | undefined
  readonly columns?: readonly string[] | undefined
  readonly key?: string | undefined
  readonly index?: string | undefined
  readonly names?: string | undefined
  readonly column?: string | undefined
  readonly filling?: Filling | undefined
  readonly type?: string | undefined
  readonly value?: string | undefined
  readonly dml?: readonly ('i' | 'u' | 'd' | 'none')[] | undefined
  readonly ddl?: string | undefined
  readonly prefix?: string | undefined
  readonly suffix?: string | undefined
}

/** A rule for one table or database. */
export interface TableRule {
  readonly path: RulePath
  readonly wanted: WantedRule
}

/** Throws `UserError` unless the text names one table, or one database where a rule takes such. */
export function pathIn({ engine, source }: Task, text: string, kind?: RuleKind): RulePath {
  const [first, ...more] = objectLines(text)
  const read = first?.()
  if (!read || more.length > 0 || !('names' in read)) {
    throw new UserError(read && 'text' in read ? read.text : words.oneTable, 'table')
  }
  const [outer] = read.names
  const levels = levelsOf(engine)
  if (read.names.length === levels && !read.whole) return [outer, ...read.names.slice(1)]
  if (read.names.length === 1 && (kind === undefined || kind === 'rename')) return [outer]
  // Only schema and table: the database is that of the source.
  if (levels === 3 && read.names.length === 2 && source?.dbName) return [source.dbName, ...read.names]
  throw new UserError(levels === 3 ? words.threeNames : words.twoNames, 'table')
}

/** Conditions of many tables, each on a line: table, colon, condition. */
export function filtersIn(task: Task, text: string): readonly TableRule[] {
  const filled = text
    .split(/\r?\n/)
    .flatMap((content, at) => (/^\s*(#|$)/.test(content) ? [] : [{ line: at + 1, content }]))
  if (filled.length === 0) throw new UserError(words.noFilters, 'file')
  return filled.map(({ line, content }) => {
    const [, table, condition] = /^((?:"[^"]*"|[^":：])+)[:：]\s*(.+)$/.exec(content.trim()) ?? []
    if (table === undefined || condition === undefined) throw lineError(line, words.noCondition)
    const objection = conditionObjection(condition)
    if (objection) throw lineError(line, objection)
    try {
      return { path: pathIn(task, table.trim(), 'filter'), wanted: { kind: 'filter', condition } }
    } catch (error) {
      throw error instanceof UserError ? lineError(line, error.text) : error
    }
  })
}

function lineError(line: number, { en, 'zh-CN': zh }: Text): UserError {
  return new UserError(say(atLine.en(line, en), atLine['zh-CN'](line, zh)), 'file')
}

/** What is wrong with a condition in any generation (7.9.1). */
export function conditionObjection(condition: string): Text | undefined {
  return /^\s*where\b/i.test(condition) || condition.includes(';') ? words.whole : undefined
}

/** Throws `UserError` for what the API of the task takes no more of. */
export function requireWithinLimits(
  { engine }: Task,
  { api }: Pick<TaskRules, 'api'>,
  rules: readonly TableRule[],
): void {
  const conditions = rules.flatMap(({ wanted }) => ('condition' in wanted ? [wanted.condition] : []))
  const longest = longestCondition[api]
  if (conditions.some((one) => one.length > longest)) throw new UserError(said(tooLong, longest), 'condition')
  const most = mostConditions(api, engine)
  if (conditions.length > most) throw new UserError(said(tooMany, most), 'file')
}

/** The rule that the form asks for. `all`: the columns of the table, where they could be read. */
export function wantedIn(form: RuleForm, all: readonly SourceColumn[] | undefined): WantedRule {
  const { kind, condition = '', columns = [], key = '', index = '' } = form
  switch (kind) {
    case 'filter':
      return { kind, condition }
    case 'join':
      requireColumns([...columns, key, index], all, 'columns')
      return { kind, condition, columns: [...new Set([...columns, key, index])], key, index }
    case 'columns': {
      const renamed = renamesIn(form.names ?? '')
      requireColumns(columns, all, 'columns')
      requireColumns([...renamed.keys()], all, 'names')
      return { kind, all: all ?? [], left: columns, renamed }
    }
    case 'add':
      return added(form)
    case 'statements': {
      const { dml, ddl } = form
      if (dml && dml.length > 1 && dml.includes('none')) throw new UserError(words.noDml, 'dml')
      const chosen = dml?.filter((one) => one !== 'none').join(',')
      return { kind, ...(chosen !== undefined && { dml: chosen }), ...(ddl !== undefined && { ddl }) }
    }
    case 'rename': {
      const { prefix, suffix } = form
      return { kind, ...(prefix !== undefined && { prefix }), ...(suffix !== undefined && { suffix }) }
    }
  }
}

function added({ column = '', filling = 'default_value', type, value }: RuleForm): WantedRule {
  const types: readonly string[] = fillings[filling]
  const [first = ''] = types
  if (type !== undefined && !types.includes(type))
    throw new UserError(said(otherType, types.join(', ')), 'type')
  return { kind: 'add', column, filling, type: type ?? first, ...(value !== undefined && { value }) }
}

function requireColumns(
  names: readonly string[],
  all: readonly SourceColumn[] | undefined,
  field: string,
): void {
  const strange = all ? names.filter((name) => !all.some((column) => column.name === name)) : []
  if (strange.length > 0) throw new UserError(said(unknownColumns, [...new Set(strange)].join(', ')), field)
}

function renamesIn(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return new Map(
    lines.map((line) => {
      const [, from, to] = /^\s*(\S+)\s*(?:->|→|=>)\s*(\S+)\s*$/.exec(line) ?? []
      if (from === undefined || to === undefined) throw new UserError(words.renames, 'names')
      return [from, to] as const
    }),
  )
}
