import { DrsError } from '../drs/drs-error.ts'

/** Faults after which it is certain that DRS has done nothing: it said so, or it was not even asked. */
const notSent = new Set(['invalid-request', 'budget', 'circuit-open', 'not-offered', 'token-refused'])

export function isRefusal(error: unknown): error is DrsError {
  if (!(error instanceof DrsError)) return false
  const { code, httpStatus } = error
  return notSent.has(code) || (httpStatus !== undefined && httpStatus >= 400 && httpStatus < 500)
}
