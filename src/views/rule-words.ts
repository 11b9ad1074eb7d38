import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { pathText } from '../domain/objects/text.ts'
import {
  type Filling,
  type fillings,
  type ProcessingRule,
  pathsOf,
  type RuleKind,
  type RulePath,
  ruleKindsIn,
} from '../domain/tasks/data-rules.ts'
import type { Inline, Line } from './card.ts'
import { colon, comma, semicolon } from './format.ts'

/** Rules about rows, columns and statements, as people read them. */

export const ruleKindWords = {
  filter: say('Rows by a condition', '按条件过滤行'),
  join: say('Rows by a joined table', '按关联表过滤行'),
  columns: say('Leave out or rename columns', '列过滤和列映射'),
  add: say('Add a column', '附加列'),
  statements: say('Which changes are copied', '同步的操作类型'),
  rename: say('Rename by prefix and suffix', '按前后缀映射库表名'),
} satisfies Record<RuleKind, Text>

export const fillingWords = {
  default_value: say('A fixed value', '默认值'),
  create_time: say('Time of the insert', '插入时间'),
  update_time: say('Time of the update', '更新时间'),
  expression: say('Database and table, joined by @', '表达式：库名@表名'),
  server_database_table: say('Server, database and table', '服务器名@库名@表名'),
} satisfies Record<Filling, Text>

/** Types of additional columns (7.9.1). */
export const columnTypeWords = {
  int: say('Integer', '整数'),
  long: say('Long integer', '长整数'),
  'varchar(256)': say('Text, up to 256 characters', '文本（最多 256 个字符）'),
  datetime: say('Date and time', '日期时间'),
  timestamp: say('Timestamp', '时间戳'),
} satisfies Record<(typeof fillings)[Filling][number], Text>

export const dmlWords = {
  i: say('Inserts', '插入'),
  u: say('Updates', '更新'),
  d: say('Deletes', '删除'),
  none: say('None', '无'),
}

const words = {
  nothing: say('No rules', '没有规则'),
  rows: say('rows where ', '过滤条件：'),
  joined: say('for joins, rows where ', '供关联的行，条件：'),
  leftOut: say('without columns ', '不同步列：'),
  renamed: say('columns under other names: ', '列映射：'),
  added: say('additional columns: ', '附加列：'),
  dml: say('changes copied: ', '同步的操作：'),
  ddl: say('DDL copied: ', '同步的 DDL：'),
  prefix: say('prefix ', '前缀 '),
  suffix: say('suffix ', '后缀 '),
  everything: say('everything', '全部对象'),
} satisfies Record<string, Text>

const moreRules: TextTemplate<[count: number]> = {
  en: (count) => `… and ${count} more`,
  'zh-CN': (count) => `……另有 ${count} 条`,
}

const shownPaths = 3

/** A line for each rule, the first so many of them. */
export function ruleLines(rules: readonly ProcessingRule[], locale: Locale, most = 5): readonly Line[] {
  if (rules.length === 0) return [words.nothing[locale]]
  const left = rules.length - most
  return [
    ...rules.slice(0, most).map((rule) => ruleLine(rule, locale)),
    ...(left > 0 ? [moreRules[locale](left)] : []),
  ]
}

function ruleLine(rule: ProcessingRule, locale: Locale): Line {
  const paths = pathsOf(rule)
  const left = paths.length - shownPaths
  const named = paths
    .slice(0, shownPaths)
    .flatMap((path, at): readonly Inline[] => [
      ...(at === 0 ? [] : [comma[locale]]),
      { code: pathText(path) },
    ])
  const said = ruleKindsIn(rule).flatMap((kind, at): readonly Inline[] => [
    at === 0 ? ' · ' : semicolon[locale],
    ...kindWords[kind](rule, locale),
  ])
  return [
    ...(named.length === 0 ? [words.everything[locale]] : named),
    ...(left > 0 ? [` ${moreRules[locale](left)}`] : []),
    ...said,
  ]
}

const kindWords: Readonly<Record<RuleKind, (rule: ProcessingRule, locale: Locale) => readonly Inline[]>> = {
  filter: ({ filter_conditions = [] }, locale) => {
    const own = filter_conditions.filter(({ filtering_type }) => filtering_type !== 'configConditionalFilter')
    return [words.rows[locale], { code: own.map(({ value = '' }) => value).join(' ; ') }]
  },
  join: (rule, locale) => [words.joined[locale], { code: joinedConditions(rule).join(' ; ') || 'config' }],
  columns: ({ db_object_column_info: info }, locale) => {
    const columns = info?.column_infos ?? []
    const left = columns.filter(({ is_filtered }) => is_filtered).map(({ column_name = '' }) => column_name)
    const renamed = columns.flatMap(({ column_name = '', column_mapped_name: to }) =>
      to && to !== column_name ? [`${column_name} → ${to}`] : [],
    )
    return [
      ...(left.length > 0 ? [words.leftOut[locale], { code: left.join(', ') }] : []),
      ...(left.length > 0 && renamed.length > 0 ? [semicolon[locale]] : []),
      ...(renamed.length > 0 ? [words.renamed[locale], { code: renamed.join(', ') }] : []),
    ]
  },
  add: ({ add_columns = [] }, locale) => [
    words.added[locale],
    {
      code: add_columns
        .map(({ column_name = '', data_type = '' }) => `${column_name} ${data_type}`)
        .join(', '),
    },
    ...add_columns.flatMap(({ column_type = '' }) => {
      const filling = fillingIn(column_type)
      return filling ? [` (${fillingWords[filling][locale]})`] : []
    }),
  ],
  statements: ({ dml_operation: dml, ddl_operation: ddl }, locale) => [
    ...(dml === undefined ? [] : [`${words.dml[locale]}${dmlText(dml, locale)}`]),
    ...(dml !== undefined && ddl ? [semicolon[locale]] : []),
    ...(ddl
      ? [
          words.ddl[locale],
          {
            code: Object.entries(ddl)
              .map(([kind, list]) => `${kind}: ${list}`)
              .join('; '),
          },
        ]
      : []),
  ],
  rename: ({ db_or_table_rename_rule: renaming }, locale) => {
    const { prefix_name: prefix, suffix_name: suffix, type } = renaming ?? {}
    if (!prefix && !suffix) return [{ code: type ?? '' }]
    return [
      ...(prefix ? [words.prefix[locale], { code: prefix }] : []),
      ...(prefix && suffix ? [semicolon[locale]] : []),
      ...(suffix ? [words.suffix[locale], { code: suffix }] : []),
    ]
  },
}

function joinedConditions({ db_object }: ProcessingRule): readonly string[] {
  return Object.values(db_object?.object_info ?? {})
    .flatMap(({ tables = {}, schemas = {} }) => [
      ...Object.values(tables),
      ...Object.values(schemas).flatMap((schema) => Object.values(schema.tables ?? {})),
    ])
    .flatMap(({ config_conditions = [] }) => config_conditions)
}

function fillingIn(columnType: string): Filling | undefined {
  return (Object.keys(fillingWords) as Filling[]).find((one) => columnType.endsWith(`,${one}`))
}

function dmlText(dml: string, locale: Locale): string {
  const known = (['i', 'u', 'd'] as const).filter((one) => dml.split(',').includes(one))
  return (known.length === 0 ? [dmlWords.none] : known.map((one) => dmlWords[one]))
    .map((one) => one[locale])
    .join(comma[locale])
}

/** A table and what is wrong with its rule. */
export function verdictLine(path: RulePath, message: string | undefined, locale: Locale): Line {
  const known = messageWords[message ?? '']
  const said: Inline[] = known ? [known[locale]] : message === undefined ? [] : [{ code: message }]
  return [{ code: pathText(path) }, ...(said.length > 0 ? [colon[locale], ...said] : [])]
}

/** As the example of 7.9.5 answers it. */
const messageWords: Readonly<Record<string, Text>> = {
  DATA_TRANSFORMATION_ALREADY_EXISTED: say('the table has a condition already', '该表已有过滤条件'),
}
