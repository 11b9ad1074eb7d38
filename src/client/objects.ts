import type { SourceDatabase, SourceObjects } from '../domain/objects/check.ts'
import {
  everything,
  type ObjectKind,
  type ObjectSelection,
  objectKinds,
  type SelectedObject,
  withTarget,
} from '../domain/objects/selection.ts'
import { pathText } from '../domain/objects/text.ts'
import { idSeparator } from '../domain/objects/wire.ts'
import { asRecord, flagOf, textOf } from './values.ts'

/** What tasks select and what sources hold, as answers of both generations tell it. */

type Raw = Readonly<Record<string, unknown>>

/** 6.1.20: entries below others narrow these down; one that nothing is below is meant as a whole. */
export function readSelectionV3(row: Raw): ObjectSelection | undefined {
  const chosen = listOf(row.object_infos).filter(({ select }) => textOf(select)?.toLowerCase() !== 'false')
  if (chosen.length === 0) return flagOf(row.object_switch) === true ? undefined : everything
  const entries = new Map(chosen.map((entry) => [textOf(entry.id) ?? nameOf(entry), entry]))
  const outer = new Set([...entries.values()].flatMap(({ parent_id }) => textOf(parent_id) ?? []))
  const objects = [...entries].flatMap(([id, entry]) =>
    outer.has(id) ? [] : (objectOfEntry(entry, entries) ?? []),
  )
  return { scope: 'some', objects }
}

function nameOf({ name, object_name }: Raw): string {
  return textOf(name) ?? textOf(object_name) ?? ''
}

function objectOfEntry(entry: Raw, entries: ReadonlyMap<string, Raw>): SelectedObject | undefined {
  const above: Raw[] = []
  for (let at = parentOf(entry, entries); at && above.length < 3; at = parentOf(at, entries))
    above.unshift(at)
  // What is above it may not be listed: then the ids of 6.1.5 tell its name.
  const [named] = above
  const lost = textOf((named ?? entry).parent_id)
  const chain = [...above, entry]
  const path = [...(lost === undefined ? [] : lost.split(idSeparator)), ...chain.map(nameOf)]
  const [first, ...more] = path
  if (first === undefined || path.includes('')) return undefined
  const aliases = chain.map((one) => textOf(one.alias_name) ?? textOf(one.object_alias_name) ?? nameOf(one))
  const type = textOf(entry.type) ?? textOf(entry.object_type)
  const whole = type === 'database' || type === 'schema'
  return withTarget({ path: [first, ...more], ...(whole && { whole: true }), ...kindOf(type) }, [
    ...path.slice(0, path.length - aliases.length),
    ...aliases,
  ])
}

function parentOf({ parent_id }: Raw, entries: ReadonlyMap<string, Raw>): Raw | undefined {
  const id = textOf(parent_id)
  return id === undefined ? undefined : entries.get(id)
}

function kindOf(type: string | undefined): { readonly kind?: ObjectKind } {
  const kind = objectKinds.find((one) => one === type?.toLowerCase())
  return kind ? { kind } : {}
}

function listOf(value: unknown): readonly Raw[] {
  return Array.isArray(value) ? value.map(asRecord) : []
}

/** 7.4.5, without what only a filter refers to. Nothing where nothing was selected yet. */
export function readSelectionV5(answer: Raw): ObjectSelection | undefined {
  const scope = textOf(answer.object_scope)?.toLowerCase()
  const databases = partsOf(answer.object_info)
  if (scope === 'all') return everything
  if (scope === undefined && databases.length === 0) return undefined
  return { scope: 'some', objects: databases.flatMap(([name, part]) => objectsOfPart([name], [], part)) }
}

function objectsOfPart(
  path: SelectedObject['path'],
  outer: readonly string[],
  part: Raw,
): readonly SelectedObject[] {
  const to = [...outer, textOf(part.name) ?? path.at(-1) ?? '']
  const inner = [...partsOf(part.schemas), ...partsOf(part.tables)]
  const whole = flagOf(part.all) ?? inner.length === 0
  if (whole) return [withTarget({ path, whole: true }, to)]
  return [
    ...partsOf(part.schemas).flatMap(([name, schema]) => objectsOfPart([...path, name], to, schema)),
    ...partsOf(part.tables).map(([name, table]) => {
      const [database = '', ...schemas] = to
      const at = [
        textOf(table.db_alias_name) ?? database,
        ...schemas.map((schema) => textOf(table.schema_alias_name) ?? schema),
        textOf(table.name) ?? name,
      ]
      return withTarget({ path: [...path, name], ...kindOf(textOf(table.type)) }, at)
    }),
  ]
}

function partsOf(value: unknown): readonly (readonly [string, Raw])[] {
  return Object.entries(asRecord(value))
    .map(([name, part]) => [name, asRecord(part)] as const)
    .filter(([, part]) => part.sync_type !== 'config')
}

/** 7.4.3: the databases of a source; of one with too many tables only how many there are. */
export function readSource(answer: Raw): SourceObjects {
  return new Map(partsOf(answer.object_info).map(([name, part]) => [name, insideOf(part)]))
}

function insideOf(part: Raw): SourceDatabase {
  const schemas = partsOf(part.schemas)
  const tables = partsOf(part.tables).map(([name]) => pathText([name]))
  if (schemas.length + tables.length === 0) return {}
  const inside = schemas.flatMap(([name, schema]) => [
    pathText([name]),
    ...partsOf(schema.tables).map(([table]) => pathText([name, table])),
  ])
  // A schema whose tables are not listed may hold any.
  const open = schemas.some(([, schema]) => partsOf(schema.tables).length === 0)
  return open ? {} : { objects: new Set([...inside, ...tables]) }
}
