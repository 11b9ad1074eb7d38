/**
 * The moments between a poll and a post at which a process may die. Tests of faults hand in a function that kills it
 * there; in service nothing is done at them.
 */
export const points = [
  'round:claimed',
  'round:asked',
  'commit:before',
  'commit:after',
  'round:done',
  'delivery:leased',
  'delivery:planned',
  'delivery:noted',
  'delivery:sent',
  'delivery:settled',
  'delivery:released',
] as const
export type Point = (typeof points)[number]

/** Told that a point is reached; may never come back. */
export type Reached = (point: Point) => void
