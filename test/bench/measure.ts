/** One measured number beside the limit that the product states for it; both in `unit`. */
export interface Measure {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly unit: string
}

/** How much of the limit is used up: above 1 it is broken. */
export function ratio({ value, limit }: Measure): number {
  return value / limit
}

/** Milliseconds that the work took, and what came of it. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const begin = performance.now()
  const result = await work()
  return { ms: performance.now() - begin, result }
}
