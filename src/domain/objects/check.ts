import { say, type Text } from '../../base/i18n.ts'
import type { Slices } from '../../base/slices.ts'
import { type LineProblem, type NamedObject, objectLines, objectOf } from './read-text.ts'
import {
  everything,
  levelsOf,
  mostObjects,
  type ObjectSelection,
  objectKey,
  type SelectedObject,
} from './selection.ts'
import { pathText } from './text.ts'

/** What the source holds: databases, and of those that were looked into the objects in them. */
export type SourceObjects = ReadonlyMap<string, SourceDatabase>

export interface SourceDatabase {
  /** Paths below the database, as `pathText` writes them; absent where they are not listed. */
  readonly objects?: ReadonlySet<string>
}

/** By what lines are judged. */
export interface ObjectRules {
  readonly engine: string
  /** The database that is meant where a line names only schema and table. */
  readonly database?: string
  /** Only synchronizations give objects other names (6.1.5). */
  readonly renames: boolean
  /** The API takes procedures one by one, and tables of one database into several. */
  readonly fine: boolean
  /** Absent where the source cannot be asked. */
  readonly source?: SourceObjects | undefined
}

export type CheckedObjects =
  | { readonly ok: true; readonly selection: ObjectSelection }
  | { readonly ok: false; readonly problems: readonly LineProblem[] }

/** Reads a text and says of each line what is wrong with it, in their order. A long one is read in slices. */
export async function checkedObjects(
  text: string,
  rules: ObjectRules,
  slices: Slices,
): Promise<CheckedObjects> {
  const placed: Placed[] = []
  const problems: LineProblem[] = []
  const alls: number[] = []
  for (const read of objectLines(text)) {
    const line = read()
    if ('everything' in line) alls.push(line.line)
    else {
      const one = 'names' in line ? placedObject(line, rules) : line
      if ('text' in one) problems.push(one)
      else placed.push(one)
      const [why] = 'text' in one ? [] : objectProblem(one.object, rules)
      if (why) problems.push({ line: line.line, text: why })
    }
    if (slices.isFull(lineWork)) await slices.turn()
  }
  const found = [
    ...problems,
    ...repeated(placed),
    ...(rules.fine ? [] : scattered(placed)),
    ...besideAll(alls, placed),
    ...placed.slice(mostObjects, mostObjects + 1).map(({ line }) => ({ line, text: words.tooMany })),
  ]
  if (found.length > 0) return { ok: false, problems: oneEach(found) }
  if (alls.length > 0) return { ok: true, selection: everything }
  if (placed.length === 0) return { ok: false, problems: [{ line: 1, text: words.nothing }] }
  return { ok: true, selection: { scope: 'some', objects: placed.map(({ object }) => object) } }
}

/** Of reading one line, in the units of slices. */
const lineWork = 8

/** The first thing that is wrong with each line. */
function oneEach(problems: readonly LineProblem[]): readonly LineProblem[] {
  const first = new Map<number, LineProblem>()
  for (const one of problems) if (!first.has(one.line)) first.set(one.line, one)
  return [...first.values()].sort((a, b) => a.line - b.line)
}

interface Placed {
  readonly line: number
  readonly object: SelectedObject
}

const words = {
  tooMany: say(`Only ${mostObjects} objects are taken at once.`, `一次最多 ${mostObjects} 个对象。`),
  nothing: say('There is no object in it.', '其中没有任何对象。'),
  database: say(
    'Name the database too: database.schema.table. DRS doesn’t tell which one the task reads.',
    '请同时写明库名：“库名.Schema.表名”。DRS 未返回该任务读取的数据库。',
  ),
  renames: say(
    'A migration keeps all names. Only synchronizations can change them.',
    '迁移任务不支持改名，仅同步任务支持。',
  ),
  renamedParts: say(
    'The new name must have as many parts as the old one, such as shop.orders -> archive.orders.',
    '新名称的层级须与原名称一致，例如 shop.orders -> archive.orders。',
  ),
  procedure: say(
    'API v3 can’t select single procedures. They come with the whole database.',
    'v3 接口不支持单独选择存储过程，存储过程随整库选择。',
  ),
} satisfies Record<string, Text>

/** The object with its whole path, or what is wrong with the number of its names. */
function placedObject(named: NamedObject, rules: ObjectRules): Placed | LineProblem {
  const { line, names, whole } = named
  const levels = levelsOf(rules.engine)
  if (names.length === 1) return placed({ ...named, whole: true }, names)
  // The last name of a whole is that of a database or schema.
  if (names.length > (whole ? levels - 1 : levels)) return { line, text: tooDeep(levels) }
  if (whole || names.length === levels) return placed(named, names)
  return rules.database === undefined
    ? { line, text: words.database }
    : placed(inDatabase(named, rules.database), [rules.database, ...names])
}

function placed(named: NamedObject, path: SelectedObject['path']): Placed | LineProblem {
  const { line, to } = named
  if (to && to.length !== path.length) return { line, text: words.renamedParts }
  return { line, object: objectOf(named, path) }
}

/** The new name of `schema.table` in the one database that the task reads. */
function inDatabase(named: NamedObject, database: string): NamedObject {
  const { to } = named
  return to?.length === 2 ? { ...named, to: [database, ...to] } : named
}

function tooDeep(levels: 2 | 3): Text {
  return levels === 2
    ? say(
        'There are too many names. Write database.table; put a name that holds a dot in double quotes.',
        '名称层级过多，请写作“库名.表名”；名称本身含点号时请用双引号括起。',
      )
    : say(
        'There are too many names. Write database.schema.table; put a name that holds a dot in double quotes.',
        '名称层级过多，请写作“库名.Schema.表名”；名称本身含点号时请用双引号括起。',
      )
}

function objectProblem(object: SelectedObject, rules: ObjectRules): readonly Text[] {
  const { path, to, kind } = object
  if (to && !rules.renames) return [words.renames]
  if (kind === 'procedure' && !rules.fine) return [words.procedure]
  const names = [...path, ...(to ?? [])].flatMap((name) => nameProblem(name, rules.engine) ?? [])
  return names.length > 0 ? names.slice(0, 1) : unknownProblem(object, rules.source)
}

/** Longest names: characters of MySQL, bytes elsewhere. */
function longest(engine: string): { readonly most: number; readonly bytes: boolean } {
  if (/^(?:mysql|taurus|cloudDataGuard)/.test(engine)) return { most: 64, bytes: false }
  if (/^(?:postgresql|gaussdbv5)/.test(engine)) return { most: 63, bytes: true }
  return { most: /^oracle/.test(engine) ? 128 : 255, bytes: true }
}

/** Between the parts of an id of 6.1.5. */
const separator = '-*-*-'
/** What the pre-check of MySQL objects with such a name refuses (srcTableNameContainsNonAscii). */
const refusedByMysql = /[<>/\\]/

function nameProblem(name: string, engine: string): Text | undefined {
  const { most, bytes } = longest(engine)
  const length = bytes ? new TextEncoder().encode(name).length : [...name].length
  if (length > most) return tooLong(name, length, most, bytes)
  const strange = /[\p{Cc}\p{Zl}\p{Zp}]/u.exec(name)
  if (strange || name.includes(separator)) return forbidden(strange ? shownCode(strange[0]) : separator)
  const refused = /^(?:mysql|taurus)/.test(engine) ? refusedByMysql.exec(name) : null
  return refused ? forbidden(refused[0]) : undefined
}

function shownCode(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function forbidden(sign: string): Text {
  return say(`DRS takes no name with “${sign}” in it.`, `DRS 不支持名称中含有“${sign}”。`)
}

function tooLong(name: string, length: number, most: number, bytes: boolean): Text {
  const shown = [...name].slice(0, 20).join('')
  return say(
    `“${shown}…” is too long: ${length} ${bytes ? 'bytes' : 'characters'}, at most ${most}.`,
    `“${shown}…”过长：${length} 个${bytes ? '字节' : '字符'}，最多 ${most} 个。`,
  )
}

function unknownProblem({ path }: SelectedObject, source: SourceObjects | undefined): readonly Text[] {
  if (!source) return []
  const [database, ...inside] = path
  const known = source.get(database)
  if (!known) return [unknownName('database', database, nearest(database, source.keys()))]
  if (inside.length === 0 || !known.objects) return []
  const text = pathText(inside)
  if (known.objects.has(text)) return []
  return [unknownName('object', pathText(path), nearest(text, known.objects))]
}

/** The same but for the case of its letters. */
function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  for (const one of known) if (one.toLowerCase() === wanted) return one
  return undefined
}

function unknownName(what: 'database' | 'object', name: string, guess: string | undefined): Text {
  const en = what === 'database' ? 'The source has no database' : 'The source has no'
  const zh = what === 'database' ? '源库中没有数据库' : '源库中没有'
  return say(
    `${en} “${name}”.${guess === undefined ? '' : ` Did you mean “${guess}”?`}`,
    `${zh}“${name}”。${guess === undefined ? '' : `您是想输入“${guess}”吗？`}`,
  )
}

/** Named twice, or in something that is taken in whole. */
function repeated(good: readonly Placed[]): readonly LineProblem[] {
  const seen = new Map<string, number>()
  const wholes = new Map(
    good.flatMap(({ line, object }) => (object.whole ? [[pathText(object.path), line] as const] : [])),
  )
  return good.flatMap(({ line, object }): readonly LineProblem[] => {
    const key = objectKey(object)
    const earlier = seen.get(key)
    seen.set(key, earlier ?? line)
    if (earlier !== undefined) return [{ line, text: twice(earlier) }]
    const outer = object.path.slice(0, -1).map((_, i) => pathText(object.path.slice(0, i + 1)))
    const [covering] = outer.flatMap((path) => wholes.get(path) ?? [])
    return covering === undefined ? [] : [{ line, text: covered(covering) }]
  })
}

function twice(earlier: number): Text {
  return say(`It is already in line ${earlier}.`, `与第 ${earlier} 行重复。`)
}

function covered(line: number): Text {
  return say(`Line ${line} already takes all of it.`, `第 ${line} 行已选择其全部对象。`)
}

/** API v3 gives a database one name at the destination, whatever is taken of it. */
function scattered(good: readonly Placed[]): readonly LineProblem[] {
  const first = new Map<string, { readonly line: number; readonly target: string }>()
  return good.flatMap(({ line, object: { path, to = path } }): readonly LineProblem[] => {
    const [database] = path
    const target = to[0] ?? database
    const other = first.get(database)
    if (!other) first.set(database, { line, target })
    return !other || other.target === target ? [] : [{ line, text: elsewhere(database, other) }]
  })
}

function elsewhere(database: string, other: { readonly line: number; readonly target: string }): Text {
  return say(
    `Over API v3 all of ${database} goes into one database. Line ${other.line} names “${other.target}”.`,
    `v3 接口要求 ${database} 的所有对象进入同一个目标库，第 ${other.line} 行为“${other.target}”。`,
  )
}

/** Besides everything, nothing is left to be named. */
function besideAll([all]: readonly number[], [other]: readonly Placed[]): readonly LineProblem[] {
  if (all === undefined || !other) return []
  return [{ line: Math.max(all, other.line), text: covered(Math.min(all, other.line)) }]
}
