import type { Task } from '../domain/tasks/task.ts'
import type { LookupResult } from '../domain/tasks/task-service.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { Context } from '../kit/context.ts'
import type { Line } from '../views/card.ts'
import { drsErrorLines } from '../views/problem-card.ts'

/** A call that was refused as a whole is a refusal for each task: what else is known is shown all the same. */
export async function answerOf<Value>(
  asked: Promise<LookupResult<Value>>,
): Promise<LookupResult<Value> & { readonly error?: DrsError }> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof DrsError)) throw error
    return { found: new Map(), gone: new Set(), failed: new Map(), error }
  }
}

/** What DRS did not tell of a task, and why. Throws what is no refusal of DRS. */
export function refusalLines(
  { name }: Pick<Task, 'name'>,
  error: unknown,
  { locale }: Pick<Context, 'locale'>,
): readonly Line[] {
  if (!(error instanceof DrsError)) throw error
  const [first = '', ...more] = drsErrorLines(error, locale)
  return [[{ bold: name }, ' · ', ...[first].flat()], ...more]
}
