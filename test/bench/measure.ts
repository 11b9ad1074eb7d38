/** One measured number; `limit`, where one is stated, in the same `unit`. */
export interface Measure {
  readonly name: string
  readonly value: number
  readonly limit?: number
  readonly unit: string
}

/** How much of the limit is used up, above 1 it is broken; `undefined` without a limit. */
export function ratio({ value, limit }: Measure): number | undefined {
  return limit === undefined ? undefined : value / limit
}

/** Milliseconds that the work took, and what came of it. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const begin = performance.now()
  const result = await work()
  return { ms: performance.now() - begin, result }
}

/** The smallest value that `percent` per cent of all do not exceed (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN
}

/** With one digit behind the point. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
