import type { Operation, ResponseOf } from '../drs/operation.ts'
import { malformed, parseJson, requestIdOf } from './errors.ts'
import type { ClientLog } from './log.ts'
import { type Scrubbing, scrub } from './scrub.ts'
import type { WireAnswer } from './send.ts'

/**
 * The answer of an accepted call, without secrets. A read whose answer does not fit the schema is logged and returned as
 * it came; after a change it is an error (`malformed`).
 */
export function readAnswer<Op extends Operation>(
  op: Op,
  answer: WireAnswer,
  scrubbing: Scrubbing,
  log: ClientLog,
): ResponseOf<Op> {
  const body = answer.text === '' ? {} : parseJson(answer.text)
  if (body === undefined) throw malformed(op.id, 'The answer is not JSON.', answer)
  const data = scrub(body, scrubbing)
  const result = op.response.safeParse(data)
  // The schema of `Op` made this value; zod's type of a schema known only as `ZodType` is unknown.
  if (result.success) return result.data as ResponseOf<Op>
  const fields = result.error.issues.map((issue) => issue.path.join('.') || 'body')
  if (op.risk !== 'read' || typeof data !== 'object' || data === null)
    throw malformed(op.id, `The answer does not have the documented form: ${fields.join(', ')}`, answer)
  log.warn(
    { operation: op.id, fields, requestId: requestIdOf(answer) },
    'answer without the documented form, used as it is',
  )
  // Deliberately unchecked: a field of a surprising form must not hide the others; readers check each value they use.
  return data as ResponseOf<Op>
}
