import { asRecord, textOf } from './values.ts'

/**
 * Tags as `key` or `key=value`. The tables have a list of keys and values (6.1.20, 7.5.1), one example of 6.1.20 a list of
 * objects whose names are the keys; both are read.
 */
export function readTags(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const rows: readonly unknown[] = Array.isArray(value) ? value : [value]
  return rows.flatMap((row) => tagsOfRow(asRecord(row)))
}

function tagsOfRow(row: Readonly<Record<string, unknown>>): readonly string[] {
  const key = textOf(row.key)
  if (key !== undefined) return [tag(key, textOf(row.value))]
  return Object.entries(row).flatMap(([name, value]) => (name === 'key' ? [] : [tag(name, textOf(value))]))
}

function tag(key: string, value: string | undefined): string {
  return value === undefined ? key : `${key}=${value}`
}
