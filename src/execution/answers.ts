import type { ItemResult } from '../domain/tasks/task-service.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { Operation } from '../drs/operation.ts'
import { refusedItems } from '../views/answer-card.ts'
import type { ExecutionAnswer } from './order.ts'

/**
 * What the answer to a raw call says of each task. A refusal that names no task is the only task's; of several nobody
 * knows whose, so that all are looked after.
 */
export function resultsOf(
  op: Operation,
  answer: ExecutionAnswer,
  ids: readonly string[],
): readonly ItemResult[] {
  if (answer.kind === 'error') {
    const error = asDrsError(op, answer.error)
    return ids.map((id): ItemResult => ({ id, ok: false, error }))
  }
  const refused = answer.kind === 'answer' ? refusedItems(op, answer.answer) : []
  const nobodys = refused.find(({ id }) => id === undefined || !ids.includes(id))
  if (nobodys && ids.length === 1)
    return ids.map((id): ItemResult => ({ id, ok: false, error: nobodys.error }))
  return ids.map((id): ItemResult => {
    const own = refused.find((item) => item.id === id)
    if (own) return { id, ok: false, error: own.error }
    return nobodys ? { id, ok: false, error: unclear(op, nobodys.error) } : { id, ok: true }
  })
}

function asDrsError(op: Operation, error: Extract<ExecutionAnswer, { kind: 'error' }>['error']): DrsError {
  if (error instanceof DrsError) return error
  return new DrsError({ code: 'secret', message: error.text.en, operation: op.id })
}

function unclear(op: Operation, { code, message }: DrsError): DrsError {
  return new DrsError({ code: 'unfinished', message: `${code} ${message}`, operation: op.id })
}
