import type { ObjectSelection, SelectedObject } from './selection.ts'

/** A selection as requests of both generations name it. */

/** Between the names of an id (6.1.5). */
export const idSeparator = '-*-*-'

/**
 * 6.1.5: every database with its tables, one entry each; schemas between them where there are such, of which the reference
 * shows no example.
 */
export function selectionEntry(job_id: string, selection: ObjectSelection) {
  if (selection.scope === 'all') return { job_id, selected: false, job: [] }
  const entries = new Map<string, ReturnType<typeof entryOf>>()
  for (const object of selection.objects) {
    for (let depth = 1; depth < object.path.length; depth += 1) {
      const outer = entryOf(object, depth, 'partial')
      if (!entries.has(outer.id)) entries.set(outer.id, outer)
    }
    const own = entryOf(object, object.path.length, 'true')
    entries.set(own.id, own)
  }
  return { job_id, selected: true, job: [...entries.values()] }
}

function entryOf(
  { path, to = path, whole, kind }: SelectedObject,
  depth: number,
  select: 'true' | 'partial',
) {
  const level = depth === 1 ? 'database' : depth < path.length || whole ? 'schema' : (kind ?? 'table')
  const name = path[depth - 1] ?? ''
  const alias = to[depth - 1]
  return {
    id: path.slice(0, depth).join(idSeparator),
    parent_id: depth === 1 ? null : path.slice(0, depth - 1).join(idSeparator),
    object_name: name,
    object_type: level,
    select,
    object_alias_name: alias === name || alias === undefined ? null : alias,
  }
}

type Raw = Readonly<Record<string, unknown>>

/** What a table keeps that a selection does not name: filters and rules of columns. */
const keptOfTable = ['sync_type', 'filtered', 'filter_conditions', 'config_conditions', 'columns'] as const

/**
 * `db_object` of 7.2.3. `now`: the selection as DRS tells it (7.4.5), from which objects that stay keep their rules, and what
 * filters only refer to stays.
 */
export function selectionInfo(selection: ObjectSelection, root: string | undefined, now: unknown) {
  if (selection.scope === 'all') return { object_scope: 'all' }
  const before = rawOf(now)
  const scope = selection.objects.every(({ path, whole }) => whole && path.length === 1)
    ? 'database'
    : 'table'
  const target = rawOf(before.target_root_db)
  const target_root_db = root === undefined ? present(target) : { ...present(target), db_name: root }
  return {
    object_scope: scope,
    ...(Object.keys(target_root_db).length > 0 && { target_root_db }),
    object_info: levelInfo(selection.objects, 0, rawOf(before.object_info), []),
  }
}

/** Databases by name, or the schemas of one. `outer`: its names at the destination. */
function levelInfo(
  objects: readonly SelectedObject[],
  depth: number,
  before: Raw,
  outer: readonly string[],
): Raw {
  const groups = byName(objects, depth)
  const own = [...groups].map(([name, inside]) => {
    const raw = rawOf(before[name])
    return [name, partInfo(name, inside, depth, raw, outer)] as const
  })
  const referred = Object.entries(before).filter(([name, part]) => isReferred(part) && !groups.has(name))
  return Object.fromEntries([...own, ...referred])
}

function byName(objects: readonly SelectedObject[], depth: number): ReadonlyMap<string, SelectedObject[]> {
  const groups = new Map<string, SelectedObject[]>()
  for (const object of objects) {
    const name = object.path[depth] ?? ''
    const group = groups.get(name)
    if (group) group.push(object)
    else groups.set(name, [object])
  }
  return groups
}

function partInfo(
  name: string,
  inside: readonly SelectedObject[],
  depth: number,
  raw: Raw,
  outer: readonly string[],
): object {
  const target = commonTarget(inside, depth) ?? name
  const whole = inside.find(({ path }) => path.length === depth + 1)
  if (whole) return { ...present(pick(raw, ['tables', 'schemas'])), name: target, all: true }
  const names = [...outer, target]
  const schemas = inside.filter(({ path, whole: all }) => path.length > depth + 2 || all)
  const tables = inside.filter((object) => !schemas.includes(object))
  return {
    name: target,
    all: false,
    ...(schemas.length > 0 && { schemas: levelInfo(schemas, depth + 1, rawOf(raw.schemas), names) }),
    ...(tables.length > 0 && { tables: tablesInfo(tables, depth + 1, rawOf(raw.tables), names) }),
  }
}

/** The name that all of them have at the destination on that level; of several, the first. */
function commonTarget(inside: readonly SelectedObject[], depth: number): string | undefined {
  return inside[0]?.to?.[depth]
}

function tablesInfo(
  tables: readonly SelectedObject[],
  depth: number,
  before: Raw,
  outer: readonly string[],
): Raw {
  const own = tables.map(({ path, to = path, kind = 'table' }) => {
    const name = path[depth] ?? ''
    const raw = rawOf(before[name])
    const [database, schema] = to
    return [
      name,
      {
        ...present(pick(raw, keptOfTable)),
        name: to[depth] ?? name,
        type: kind,
        all: raw.all !== false && raw.all !== 'false',
        // Tables of one database that go into several say so themselves (7.2.3, one to many).
        ...(database !== outer[0] && { db_alias_name: database }),
        ...(depth === 2 && schema !== outer[1] && { schema_alias_name: schema }),
      },
    ] as const
  })
  const names = new Set(own.map(([name]) => name))
  const referred = Object.entries(before).filter(([name, part]) => isReferred(part) && !names.has(name))
  return Object.fromEntries([...own, ...referred])
}

/** Only a filter refers to it; it is not selected. */
function isReferred(part: unknown): boolean {
  return rawOf(part).sync_type === 'config'
}

function rawOf(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function pick(raw: Raw, names: readonly string[]): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([name]) => names.includes(name)))
}

function present(raw: Raw): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null && value !== undefined))
}
