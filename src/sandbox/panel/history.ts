/** How much of the past a chart shows, and how finely, in milliseconds. */
export const span = 300_000
export const step = 5_000

interface Sample {
  readonly at: number
  readonly lag: number
}

/** Remembers how far each task was behind. Times are milliseconds since the epoch, lags milliseconds. */
export function createHistory() {
  const samples = new Map<string, readonly Sample[]>()
  return {
    note(at: number, tasks: readonly { readonly id: string; readonly lagMs?: number | undefined }[]): void {
      const present = new Set(tasks.map(({ id }) => id))
      for (const id of samples.keys()) if (!present.has(id)) samples.delete(id)
      for (const { id, lagMs } of tasks) if (lagMs !== undefined) add(id, { at, lag: lagMs })
    },
    /** The lag at the end of each step of the span, oldest first; null where nothing is known. */
    curve(id: string, now: number): readonly (number | null)[] {
      const known = samples.get(id) ?? []
      return Array.from({ length: span / step }, (_none, index) => {
        const until = now - span + (index + 1) * step
        return known.findLast(({ at }) => at <= until && at > until - step)?.lag ?? null
      })
    },
  }

  function add(id: string, sample: Sample): void {
    const young = (samples.get(id) ?? []).filter(({ at }) => at > sample.at - span - step)
    samples.set(id, [...young, sample])
  }
}

export type History = ReturnType<typeof createHistory>
