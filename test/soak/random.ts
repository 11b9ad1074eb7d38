/** Chance that can be played again: the same seed gives the same choices. */
export interface Chance {
  /** From 0 up to 1. */
  next(): number
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  /** One of them. Throws `RangeError` for none. */
  oneOf<T>(some: readonly T[]): T
}

/** mulberry32, a small generator of 32 bits whose quality is enough for choosing what goes wrong. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    between,
    oneOf(some) {
      const chosen = some[between(0, some.length - 1)]
      if (chosen === undefined) throw new RangeError('nothing to choose from')
      return chosen
    },
  }
}
