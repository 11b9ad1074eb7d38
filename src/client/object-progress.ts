import {
  type KindProgress,
  type ObjectProgress,
  type ObjectRow,
  type RemainingTime,
  readRemaining,
} from '../domain/tasks/object-progress.ts'
import type { Operation } from '../drs/operation.ts'
import { asRecord, momentOf, nonNegative, percentOf, textOf, withoutUndefined } from './values.ts'

/** What both generations say of the progress of objects, under names that differ in their case only. */

/** As many objects are read of one kind; DRS has no filter for those that are not done. */
const mostObjects = 3000

/** How many of the largest pages these are. */
export function objectPages({ paging }: Operation): number {
  return Math.ceil(mostObjects / (paging?.max ?? mostObjects))
}

/** Counts by kind; a row without a kind is left out. Times of 0 are none. */
export function kindCountsOf(rows: unknown): readonly KindProgress[] {
  return listOf(rows).flatMap((item) => {
    const row = asRecord(item)
    const kind = textOf(row.type)
    if (kind === undefined) return []
    // What numbers stand for is not documented.
    const failed = /fail|error/i.test(textOf(row.status) ?? '') ? (true as const) : undefined
    const endedAt = momentOf(row.end_time) || undefined
    const [all, done] = [nonNegative(row.src_count), nonNegative(row.dst_count)]
    return [withoutUndefined({ kind: kind.toLowerCase(), all, done, endedAt, failed })]
  })
}

export function partsRemainingOf(parts: unknown): Readonly<Record<string, RemainingTime>> {
  return Object.fromEntries(
    Object.entries(asRecord(parts)).flatMap(([name, part]) => {
      const remaining = readRemaining(textOf(asRecord(part).remaining_time))
      return remaining ? [[name, remaining] as const] : []
    }),
  )
}

/** The objects of several pages. `total`: of any page, where it can be read. */
export function collected(
  parts: readonly { readonly rows: unknown; readonly total: unknown }[],
): ObjectProgress {
  const items = parts.flatMap(({ rows }) => listOf(rows))
  const rows = items.flatMap((item) => objectOf(asRecord(item)) ?? [])
  const told = Math.max(0, ...parts.flatMap(({ total }) => nonNegative(total) ?? []))
  return { rows, total: Math.max(told, items.length), unreadable: items.length - rows.length }
}

function objectOf(row: Readonly<Record<string, unknown>>): ObjectRow | undefined {
  const named = (end: string) =>
    nameOf(textOf(row[`${end}_db`] ?? row[`${end}_DB`]), textOf(row[`${end}_tb`] ?? row[`${end}_TB`]))
  const source = named('src') ?? named('dst')
  if (source === undefined) return undefined
  const destination = named('dst')
  return withoutUndefined({
    source,
    destination: destination === source ? undefined : destination,
    percent: percentOf(row.progress),
  })
}

/** A database is its own object (6.4.4, example). */
function nameOf(database: string | undefined, object: string | undefined): string | undefined {
  if (database === undefined || object === undefined || database === object) return object ?? database
  return `${database}.${object}`
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
