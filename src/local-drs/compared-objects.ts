import type { Moment } from './clock.ts'
import { type Comparison, comparedShare } from './comparison.ts'
import { type Schema, tableKey } from './contents.ts'

/** An object that is looked for at both ends. */
export interface ComparedObject {
  readonly schema: string
  readonly name: string
  readonly missing: boolean
}

export interface ComparedKind {
  /** DB, TABLE and so on (6.1.36). */
  readonly kind: string
  readonly objects: readonly ComparedObject[]
  readonly done: boolean
}

type Names = (schema: Schema) => readonly string[]

const ofIndexes: Names = ({ tables }) =>
  tables.flatMap(({ name, indexes }) => ['PRIMARY', ...indexes].map((index) => `\`${name}\`.\`${index}\``))

const kinds: readonly (readonly [string, Names])[] = [
  ['DB', ({ name }) => [name]],
  ['TABLE', ({ tables }) => tables.map(({ name }) => name)],
  ['VIEW', ({ views }) => views],
  ['ROUTINE', ({ procedures }) => procedures],
  ['INDEX', ofIndexes],
  ['TRIGGER', ({ triggers }) => triggers],
  ['TABLE_COLLATION', ({ tables }) => tables.map(({ name }) => name)],
]

/** The kinds of object in the order in which they are compared; a missing table lacks its indexes as well. */
export function comparedKinds(
  comparison: Comparison,
  schemas: readonly Schema[],
  moment: Moment,
): readonly ComparedKind[] {
  const share = comparedShare(comparison, moment)
  return kinds.map(([kind, names], at) => ({
    kind,
    done: share * kinds.length >= at + 1,
    objects: schemas.flatMap((schema) =>
      names(schema).map((name) => ({
        schema: schema.name,
        name,
        missing: lacks(comparison, schema, kind, name),
      })),
    ),
  }))
}

function lacks({ differences }: Comparison, schema: Schema, kind: string, name: string): boolean {
  const table = kind === 'INDEX' ? (/^`([^`]+)`/.exec(name)?.[1] ?? '') : name
  if (kind !== 'TABLE' && kind !== 'INDEX' && kind !== 'TABLE_COLLATION') return false
  return differences[tableKey({ schema: schema.name, name: table })]?.kind === 'table'
}

/** Status of 6.1.36: 0 different, 2 equal, 3 not complete. */
export function kindStatus({ done, objects }: ComparedKind): number {
  if (!done) return 3
  return objects.some(({ missing }) => missing) ? 0 : 2
}

export function countsAtEnds({ objects }: ComparedKind): {
  readonly source: number
  readonly target: number
} {
  return { source: objects.length, target: objects.filter(({ missing }) => !missing).length }
}
