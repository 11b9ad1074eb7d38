import { DrsError } from '../drs/drs-error.ts'

/** Faults after which nobody knows whether DRS has done what it was asked: no answer, or none that can be read. */
const lost = new Set(['network', 'timeout', 'malformed', 'unfinished'])

/** Whether it is certain that DRS has done nothing: it said so, or it was not even asked. */
export function isCertainlyNotDone(error: unknown): error is DrsError {
  if (!(error instanceof DrsError)) return false
  const { code, httpStatus = 0 } = error
  return !lost.has(code) && httpStatus < 500
}
