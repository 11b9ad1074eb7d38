import * as z from 'zod'
import { type ObjectSelection, type SelectedObject, selectionIn } from '../objects/selection.ts'
import { type BegunComparison, type ComparisonKind, comparisonKinds } from './comparison.ts'

/** What somebody wants compared, as an action carries it: words only. */

/** Settings of 6.1.27 and 7.6.1, by the name that DRS has for them. */
const settings = {
  method: 'contentCompareType',
  lob: 'lobCompare',
  policy: 'comparePolicy',
} as const

export const compareOptionsSchema = z.strictObject({
  /** Kinds of comparison, with commas between. */
  kinds: z.string().regex(/^(?:object|row|value)(?:,(?:object|row|value))*$/),
  /** As `writtenSelection` writes it; everything if left out. */
  objects: z.string().exactOptional(),
  /** When DRS begins, milliseconds since the epoch; at once if left out. */
  at: z.string().regex(/^\d+$/).exactOptional(),
  quick: z.literal('true').exactOptional(),
  /** Values: of the data as it stands, or going on with what changes. */
  method: z.enum(['static', 'dynamic']).exactOptional(),
  /** Values: large objects by their length, or not at all. */
  lob: z.enum(['ignore', 'length']).exactOptional(),
  /** Rows: of several tables that go into one. */
  policy: z.enum(['normal', 'manyToOne']).exactOptional(),
})
export type CompareOptions = z.output<typeof compareOptionsSchema>

/** A database of the source: all of it, or some tables. */
export interface ComparedTables {
  readonly database: string
  readonly tables?: readonly string[]
}

export type SomeObjects = Extract<ObjectSelection, { readonly scope: 'some' }>

/** One comparison to be begun. */
export interface WantedComparison {
  readonly kind: ComparisonKind
  readonly startAt?: number
  /** Some of them; everything if left out. */
  readonly selection?: SomeObjects
  readonly options: Readonly<Record<string, string>>
  readonly quick: boolean
}

/** The kinds in the order in which they are begun: objects first, since they take the least. */
export function comparisonKindsOf({
  kinds = '',
}: Readonly<Record<string, string>>): readonly ComparisonKind[] {
  const wanted = kinds.split(',')
  return comparisonKinds.filter((kind) => wanted.includes(kind))
}

/** Throws for options that are none. */
export function wantedComparisons(given: Readonly<Record<string, string>>): readonly WantedComparison[] {
  const options = compareOptionsSchema.parse(given)
  const { objects, at, quick, method, lob, policy } = options
  const chosen = objects === undefined ? undefined : selectionIn(objects)
  const selection = chosen?.scope === 'some' ? chosen : undefined
  const ofKind = {
    object: {},
    row: { ...(policy && { [settings.policy]: policy }) },
    value: { ...(method && { [settings.method]: method }), ...(lob && { [settings.lob]: lob }) },
  } satisfies Record<ComparisonKind, object>
  return comparisonKindsOf(options).map((kind) => ({
    ...{ kind, options: ofKind[kind], quick: quick !== undefined },
    ...(at !== undefined && { startAt: Number(at) }),
    // Objects are compared as a whole (6.1.35).
    ...(selection && kind !== 'object' && { selection }),
  }))
}

/** What is told of an order before DRS has answered. */
export function begunIn(options: Readonly<Record<string, string>>): readonly BegunComparison[] {
  return wantedComparisons(options).map(({ kind, startAt }) => ({
    kind,
    ...(startAt !== undefined && { at: startAt }),
  }))
}

/** By database, as 6.1.27 wants it; a schema stands before its tables. */
export function tablesByDatabase(objects: readonly SelectedObject[]): readonly ComparedTables[] {
  const byDatabase = new Map<string, Set<string> | undefined>()
  for (const { path, whole } of objects) {
    const [database, ...inside] = path
    const known = byDatabase.get(database)
    if (whole && inside.length === 0) byDatabase.set(database, undefined)
    else if (!byDatabase.has(database)) byDatabase.set(database, new Set([inside.join('.')]))
    else known?.add(inside.join('.'))
  }
  return [...byDatabase].map(([database, tables]) => ({ database, ...(tables && { tables: [...tables] }) }))
}
