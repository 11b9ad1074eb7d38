import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { endTypes } from '../../drs/engines.ts'

export const objectKinds = ['view', 'procedure'] as const
export type ObjectKind = (typeof objectKinds)[number]

const names = z.tuple([z.string()], z.string())

const selectedObjectSchema = z.strictObject({
  path: names,
  whole: z.literal(true).exactOptional(),
  kind: z.enum(objectKinds).exactOptional(),
  to: names.exactOptional(),
})

/**
 * An object as the source names it: `path` from the outside in: database, schema where the engine has such, table. With `whole`
 * the path ends at a database or schema, and everything in it is meant; otherwise it is a table, unless `kind` says something
 * else. `to`: its names at the destination, as many as `path` has, where one of them differs.
 */
export type SelectedObject = DeepReadonly<z.output<typeof selectedObjectSchema>>

export const objectSelectionSchema = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('all') }),
  z.strictObject({ scope: z.literal('some'), objects: z.array(selectedObjectSchema) }),
])

/** What a task migrates or synchronizes (6.1.5, `db_object` of 7.2.3). */
export type ObjectSelection = DeepReadonly<z.output<typeof objectSelectionSchema>>

export const everything: ObjectSelection = { scope: 'all' }

/** So many objects are taken from a file. */
export const mostObjects = 20_000

/** Engines whose tables lie in schemas of a database. */
const withSchemas: ReadonlySet<string> = new Set(['postgresql', 'gaussdbv5', 'gaussdbv5ha', 'mssql'])

/** How many names a table of the source has: 2 for `database.table`, 3 for `database.schema.table`. */
export function levelsOf(engine: string): 2 | 3 {
  return withSchemas.has(endTypes(engine)?.source ?? '') ? 3 : 2
}

/** Tables of two levels go into schemas of one database, which has to be named (7.2.3, `target_root_db`). */
export function needsRoot(engine: string): boolean {
  return levelsOf(engine) === 2 && withSchemas.has(endTypes(engine)?.destination ?? '')
}

/** Two objects are the same exactly if this is. */
export function objectKey({ path, whole }: SelectedObject): string {
  return `${whole ? '*' : '.'}${path.join('\u0000')}`
}

/** Without names of the destination that are those of the source anyway. */
export function withTarget(
  { to: _, ...object }: SelectedObject,
  to: readonly string[] | undefined,
): SelectedObject {
  const [first, ...more] = to ?? []
  const differs = to?.some((name, i) => name !== object.path[i])
  return first !== undefined && differs ? { ...object, to: [first, ...more] } : object
}

/** Whole databases, or everything where none is named. */
export function selectionOf({ databases }: { readonly databases?: readonly string[] }): ObjectSelection {
  if (databases === undefined) return everything
  return { scope: 'some', objects: databases.map((name) => ({ path: [name], whole: true })) }
}

/** As an action carries it. */
export function writtenSelection(selection: ObjectSelection): string {
  return JSON.stringify(selection)
}

/** Throws for what is none. */
export function selectionIn(written: string): ObjectSelection {
  return objectSelectionSchema.parse(JSON.parse(written))
}
