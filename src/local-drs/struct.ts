import type { Moment } from './clock.ts'
import type { Schema } from './contents.ts'
import { durations, fullWork } from './lifecycle.ts'
import type { LocalTask } from './task.ts'

/** How far the objects of a DR task have come while it is initialized (6.4.3, 6.4.4). */

type Names = (schema: Schema) => readonly string[]

const ofIndexes: Names = ({ tables }) =>
  tables.flatMap(({ name, indexes }) => indexes.map((index) => `${name}.${index}`))
const ofTables: Names = ({ tables }) => tables.map(({ name }) => name)
const none: Names = () => []

/** Each kind: its objects, and which share of the full phase it takes: structures first, then data, then indexes. */
const kinds: Readonly<Record<string, { readonly names: Names; readonly from: number; readonly to: number }>> =
  {
    table: { names: ofTables, from: 0.1, to: 0.85 },
    view: { names: ({ views }) => views, from: 0.85, to: 0.9 },
    table_structure: { names: ofTables, from: 0.03, to: 0.1 },
    database: { names: ({ name }) => [name], from: 0, to: 0.03 },
    function: { names: none, from: 0.9, to: 0.9 },
    procedure: { names: ({ procedures }) => procedures, from: 0.9, to: 0.95 },
    table_indexs: { names: ofIndexes, from: 0.85, to: 1 },
    schema: { names: none, from: 0, to: 0 },
    trigger: { names: ({ triggers }) => triggers, from: 0.95, to: 1 },
    index: { names: ofIndexes, from: 0.85, to: 1 },
  }

/** The kinds of 6.4.3, in the order of its example. */
export const structKinds = [
  'table',
  'view',
  'table_structure',
  'database',
  'function',
  'procedure',
  'table_indexs',
] as const

export interface StructObject {
  readonly schema: string
  readonly name: string
  /** 0 to 100. */
  readonly percent: number
}

/** The objects of a kind, which are dealt with one after the other. */
export function structObjects(
  task: LocalTask,
  kind: string,
  schemas: readonly Schema[],
  moment: Moment,
): readonly StructObject[] {
  const found = kinds[kind]
  if (!found) return []
  const objects = schemas.flatMap((schema) =>
    found.names(schema).map((name) => ({ schema: schema.name, name })),
  )
  const done = shareOf(task, found, moment) * objects.length
  return objects.map((object, at) => ({
    ...object,
    percent: Math.floor(Math.max(0, Math.min(1, done - at)) * 100),
  }))
}

function shareOf(task: LocalTask, { from, to }: { from: number; to: number }, moment: Moment): number {
  const whole = fullShare(task, moment)
  if (whole >= to) return 1
  return whole <= from ? 0 : (whole - from) / (to - from)
}

function fullShare({ life }: LocalTask, moment: Moment): number {
  return life.lag === undefined ? fullWork(life, moment.virtual) / durations.full : 1
}

/** When a kind was begun and finished, virtual time; as if the full phase had run without a pause. */
export function structTimes(
  task: LocalTask,
  kind: string,
  moment: Moment,
): { readonly start?: number; readonly end?: number } {
  const found = kinds[kind]
  const { startedAt } = task.life
  if (!found || startedAt === undefined) return {}
  const whole = fullShare(task, moment)
  const at = (share: number) => Math.min(moment.virtual, startedAt + durations.start + durations.full * share)
  if (whole <= found.from && whole < 1 && whole < found.to) return {}
  return whole >= found.to ? { start: at(found.from), end: at(found.to) } : { start: at(found.from) }
}
