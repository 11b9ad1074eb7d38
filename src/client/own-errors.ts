import { DrsError } from '../drs/drs-error.ts'

/** Errors that no answer of DRS stands for (rows in src/drs/errors.ts). */

/** Nothing was sent: the API generation has no call for it. `what` is the method of the task service. */
export function notOffered(what: string): DrsError {
  return new DrsError({
    code: 'not-offered',
    message: 'The API generation of the task has no call for it.',
    operation: what,
  })
}

/** DRS accepted the call; its result did not come in time. */
export function unfinished(operation: string): DrsError {
  return new DrsError({ code: 'unfinished', message: 'No result came within the time for it.', operation })
}
