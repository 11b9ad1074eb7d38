import { say, type Text } from '../../base/i18n.ts'
import { type Cells, columnsOf, type RowForm, rowsOfTable } from './columns.ts'
import { type ObjectKind, objectKinds, type SelectedObject, withTarget } from './selection.ts'
import { unquoted } from './text.ts'

/** An object as one line of a text names it, before it is known of which database it is. */
export interface NamedObject {
  /** Counted from 1. */
  readonly line: number
  readonly names: readonly [string, ...string[]]
  readonly whole: boolean
  readonly to?: readonly string[]
  readonly kind?: ObjectKind
}

/** What is wrong with a line. */
export interface LineProblem {
  readonly line: number
  readonly text: Text
}

/** What one line says: an object, everything, or something that is wrong. */
export type ReadLine = NamedObject | LineProblem | { readonly line: number; readonly everything: true }

const shape = {
  empty: say('A name is missing before or after a dot.', '点号前后缺少名称。'),
  unclosed: say('The closing quote is missing.', '缺少右引号。'),
  noTarget: say('The new name is missing after the arrow.', '箭头后缺少新名称。'),
  noSource: say('The name at the source is missing before the arrow.', '箭头前缺少源库中的名称。'),
  star: say('“*” stands only at the end, for everything in it.', '“*”只能位于末尾，表示其下的全部对象。'),
  starTarget: say('The new name cannot hold “*”.', '新名称中不能使用“*”。'),
  arrows: say('There is more than one arrow or comma.', '箭头或逗号多于一个。'),
  quotes: say(
    'A name with spaces or other signs needs double quotes: "my table".',
    '含有空格等符号的名称须用双引号括起，例如 "my table"。',
  ),
  comma: say(
    'Write database.table for a table, or old -> new for another name.',
    '表请写作“库名.表名”；改名请写作“原名 -> 新名”。',
  ),
} satisfies Record<string, Text>

/**
 * The lines of a text that say something, each to be read when it is its turn: as `objectsText` writes them, with `→` or a comma
 * for the arrow, or rows of a table whose first one names the columns. Blank lines and those that begin with `#` say nothing.
 */
export function objectLines(text: string): readonly (() => ReadLine)[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const filled = lines.flatMap((content, i) =>
    isRemark(content) ? [] : [{ line: i + 1, content: content.trim() }],
  )
  const [first, ...rows] = filled
  const form = first && columnsOf(first.content)
  return form
    ? rows.map(
        ({ line, content }) =>
          () =>
            readRow(line, content, form),
      )
    : filled.map(
        ({ line, content }) =>
          () =>
            readLine(line, content),
      )
}

function isRemark(line: string): boolean {
  return /^\s*(#|$)/.test(line)
}

function readRow(line: number, content: string, form: RowForm): ReadLine {
  const { source, target }: Cells = rowsOfTable(content, form)
  const [first, ...more] = source.filter((cell) => cell !== '')
  const gap = source.indexOf('')
  if (first === undefined || (gap !== -1 && source.slice(gap).some((cell) => cell !== '')))
    return { line, text: shape.empty }
  const names = [first, ...more] as const
  const whole = names.length < source.length
  const given = target.slice(0, names.length)
  const to = given.some((cell) => cell !== '') ? names.map((name, i) => given[i] || name) : undefined
  return { line, names, whole, ...(to && { to }) }
}

type Token = { readonly name: string } | { readonly sign: '.' | ',' | '>' | '*' | ' ' }

/** Names, quoted or not, and the signs between them; anything else ends it. */
const tokens =
  /(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)|(?<arrow>\s*(?:->|→|⇒|=>)\s*)|(?<comma>\s*[,，;]\s*)|(?<dot>\s*\.\s*)|(?<blank>\s+)|(?<star>\*)|(?<bare>(?:(?!->|=>)[^\s.,，;"`→⇒*])+)/y

function tokensOf(content: string): readonly Token[] | undefined {
  const found: Token[] = []
  tokens.lastIndex = 0
  while (tokens.lastIndex < content.length) {
    const groups = tokens.exec(content)?.groups
    if (!groups) return undefined
    found.push(tokenOf(groups))
  }
  return found
}

function tokenOf({
  quoted,
  bare,
  arrow,
  comma,
  dot,
  star,
}: Readonly<Record<string, string | undefined>>): Token {
  if (quoted !== undefined) return { name: unquoted(quoted) }
  if (bare !== undefined) return { name: bare }
  if (arrow !== undefined) return { sign: '>' }
  if (comma !== undefined) return { sign: ',' }
  if (dot !== undefined) return { sign: '.' }
  return { sign: star === undefined ? ' ' : '*' }
}

function readLine(line: number, content: string): ReadLine {
  const all = tokensOf(content)
  if (!all) return { line, text: shape.unclosed }
  const { parts, kind } = withoutKind(all)
  const at = parts.findIndex((token) => isSign(token, '>') || isSign(token, ','))
  const source = readPath(at === -1 ? parts : parts.slice(0, at))
  if (at === 0) return { line, text: shape.noSource }
  if ('text' in source) return { line, ...source }
  if (source.names.length === 0)
    return at === -1 ? { line, everything: true } : { line, text: shape.noSource }
  const [first, ...more] = source.names
  if (first === undefined) return { line, text: shape.empty }
  const named = { line, names: [first, ...more] as const, whole: source.stars > 0, ...(kind && { kind }) }
  if (at === -1) return named
  const target = readPath(parts.slice(at + 1))
  if ('text' in target) return { line, ...target }
  if (target.stars > 0) return { line, text: shape.starTarget }
  if (target.names.length === 0) return { line, text: shape.noTarget }
  // `shop,orders` may be a table in columns as well as a new name.
  const bare = isSign(parts[at], ',') && named.names.length === 1 && target.names.length === 1
  return bare ? { line, text: shape.comma } : { ...named, to: target.names }
}

function isSign(token: Token | undefined, sign: string): boolean {
  return token !== undefined && 'sign' in token && token.sign === sign
}

/** `view` or `procedure` at the end, after a blank. */
function withoutKind(all: readonly Token[]): {
  readonly parts: readonly Token[]
  readonly kind?: ObjectKind
} {
  const last = all.at(-1)
  const kind = objectKinds.find((one) => last && 'name' in last && last.name.toLowerCase() === one)
  if (!kind || all.length < 3 || !isSign(all.at(-2), ' ')) return { parts: all }
  return { parts: all.slice(0, -2), kind }
}

type Path = { readonly names: readonly string[]; readonly stars: number } | { readonly text: Text }

/** Names and dots by turns; stars only behind them. */
function readPath(parts: readonly Token[]): Path {
  const names: string[] = []
  let stars = 0
  for (const [i, token] of parts.entries()) {
    if (isSign(token, '>') || isSign(token, ',')) return { text: shape.arrows }
    const isSeparator = isSign(token, '.')
    if (i % 2 === 1 && isSeparator) continue
    if (isSeparator) return { text: shape.empty }
    if (i % 2 === 1 || isSign(token, ' ')) return { text: shape.quotes }
    if (isSign(token, '*')) stars += 1
    else if (stars > 0) return { text: shape.star }
    else if ('name' in token && token.name !== '') names.push(token.name)
    else return { text: shape.empty }
  }
  if (parts.length > 0 && parts.length % 2 === 0) return { text: shape.empty }
  return { names, stars }
}

/** The object, once its path is complete. */
export function objectOf({ whole, kind, to }: NamedObject, path: SelectedObject['path']): SelectedObject {
  const object = { path, ...(whole && { whole: true as const }), ...(kind && { kind }) }
  return withTarget(object, to)
}
