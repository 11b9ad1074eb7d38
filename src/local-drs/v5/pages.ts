import type { Call } from '../handler.ts'

/** Items per page when the call names no number; the reference has no default, its examples say 10. */
const pageSize = 10

/** The items between `offset` and `offset + limit` of lists whose largest page is not documented (7.1 to 7.3). */
export function pageOf<T>(items: readonly T[], { query }: Call): readonly T[] {
  const offset = Number(query.offset ?? 0)
  return items.slice(offset, offset + Number(query.limit ?? pageSize))
}

/** Sorted by a field as texts, the latest first unless asked otherwise; unknown fields leave the order as it is. */
export function sorted<T extends object>(items: readonly T[], { query }: Call): readonly T[] {
  const key = query.sort_key || 'create_time'
  const sign = query.sort_dir === 'asc' ? 1 : -1
  const written = (item: T) => String(Object.getOwnPropertyDescriptor(item, key)?.value ?? '')
  return items.toSorted((a, b) => sign * (written(a) < written(b) ? -1 : Number(written(a) > written(b))))
}
