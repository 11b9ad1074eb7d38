/** One measured number, in `unit`. */
export interface Measure {
  readonly name: string
  readonly value: number
  /** Stated and kept: the bench fails beyond it. */
  readonly limit?: number
  /** What the project aims at; the bench says whether it is met, and fails on no account of it. */
  readonly goal?: number
  readonly unit: string
}

/** How much of the limit or goal is used up, above 1 it is missed; `undefined` without either. */
export function ratio({ value, limit, goal }: Measure): number | undefined {
  const most = limit ?? goal
  if (most === undefined) return undefined
  return most === 0 ? (value === 0 ? 0 : Number.POSITIVE_INFINITY) : value / most
}

/** Milliseconds that the work took, and what came of it. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const begin = performance.now()
  const result = await work()
  return { ms: performance.now() - begin, result }
}

/** The smallest value that `percent` per cent of all do not exceed (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** With one digit behind the point, two below ten. */
export function rounded(value: number): number {
  const factor = Math.abs(value) < 10 ? 100 : 10
  return Math.round(value * factor) / factor
}

/** The load of a scenario did not come about, as on a machine with much other work: there is nothing to measure. */
export class NotReached extends Error {
  override readonly name = 'NotReached'
}

/** Longest wait for anything, and longest wait for more of what is counted, ms. */
const patienceMs = 600_000
const standstillMs = 120_000

/** Waits until it is so; throws `NotReached` when it does not come. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  everyMs = 250,
): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await isSo())) {
    if (performance.now() > end)
      throw new NotReached(`within ${patienceMs / 1_000} s it did not come that ${what}`)
    await pause(everyMs)
  }
}

/** Waits until there are so many; throws `NotReached` when they do not come, or no more of them for a while. */
export async function untilThere(
  { what, all, everyMs = 250 }: { readonly what: string; readonly all: number; readonly everyMs?: number },
  count: () => Promise<number>,
): Promise<void> {
  const begin = performance.now()
  let [most, since] = [0, begin]
  for (;;) {
    const [there, now] = [await count(), performance.now()]
    if (there >= all) return
    if (there > most) [most, since] = [there, now]
    if (now - since > standstillMs || now - begin > patienceMs) {
      const seconds = Math.round((now - begin) / 1_000)
      throw new NotReached(`${thousands(there)} of ${thousands(all)} ${what} after ${seconds} s`)
    }
    await pause(everyMs)
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)))
}

export const thousands = (count: number) => count.toLocaleString('en')
