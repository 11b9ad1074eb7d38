/**
 * The moments between a poll and a post at which a process may die. Tests of faults hand in a function that kills it
 * there; in service nothing is done at them.
 */
export const failpoints = [
  'poll:claimed',
  'poll:asked',
  'commit:before',
  'commit:after',
  'poll:done',
  'delivery:leased',
  'delivery:planned',
  'delivery:noted',
  'delivery:sent',
  'delivery:settled',
  'delivery:released',
] as const
export type Failpoint = (typeof failpoints)[number]

/** Told that a point is reached; may never come back. */
export type FailpointHook = (point: Failpoint) => void
