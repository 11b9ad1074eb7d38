/** Long work cut into slices, between which everything else of the process has its turn. */
export interface Slices {
  /** Counts work, in units of about a microsecond; true when the slice is full and somebody else's turn is to be waited for. */
  isFull(work: number): boolean
  turn(): Promise<void>
}

/** A slice, in the units of `isFull`: some five to ten milliseconds. */
const sliceSize = 3_000

export function createSlices(turn: () => Promise<void>): Slices {
  let done = 0
  return {
    isFull(work) {
      done = done >= sliceSize ? work : done + work
      return done >= sliceSize
    },
    turn,
  }
}
