/** Spans of time as people type them. */

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** `30s`, `5m`, `1h30m`, `2d` in milliseconds; `undefined` if it is none. At most a hundred days. */
export function parseSpan(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase()
  if (!/^(\d{1,9}(ms|s|min|m|h|d)\s*)+$/.test(trimmed)) return undefined
  const parts = trimmed.matchAll(/(\d+)(ms|s|min|m|h|d)/g)
  const sum = [...parts].reduce(
    (total, [, count, unit]) => total + Number(count) * (units[unit ?? ''] ?? 0),
    0,
  )
  return sum <= longest ? sum : undefined
}

const longest = 100 * 86_400_000

/** As `parseSpan` reads it: `5400000` is `1h30m`. */
export function formatSpan(ms: number): string {
  let left = Math.max(0, Math.round(ms))
  const parts = (['d', 'h', 'm', 's', 'ms'] as const).map((unit) => {
    const size = units[unit] ?? 1
    const count = Math.floor(left / size)
    left -= count * size
    return count === 0 ? '' : `${count}${unit}`
  })
  return parts.join('') || '0s'
}
