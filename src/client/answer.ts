import * as z from 'zod'
import type { Operation, ResponseOf } from '../drs/operation.ts'
import { errorInSpiteOfStatus } from './answer-forms.ts'
import { errorOfAnswer, malformed, parseJson, requestIdOf } from './errors.ts'
import type { ClientLog } from './log.ts'
import { type RedactionRules, redact, redactText } from './redact.ts'
import type { HttpAnswer } from './send.ts'

/** An accepted answer for somebody who wants to see it: as read and as it came, both without secrets. */
export interface RawAnswer {
  /** By the operation's schema; undefined if the answer does not have the documented form. */
  readonly parsed: unknown
  /** JSON as it came, or the text if it is not JSON. */
  readonly raw: unknown
  /** Fields that differ from the documented form, by their path; empty if all is as documented. */
  readonly unexpected: readonly string[]
  /** HTTP status. */
  readonly status: number
  readonly requestId: string | undefined
}

/** Never throws: whatever came is shown, and what is odd about it said. */
export function readRawAnswer(op: Operation, answer: HttpAnswer, rules: RedactionRules): RawAnswer {
  const body = answer.text === '' ? {} : parseJson(answer.text)
  const raw = body === undefined ? redactText(answer.text, rules) : redact(body, rules)
  const result = op.response.safeParse(raw)
  const { status } = answer
  const common = { raw, status, requestId: requestIdOf(answer) }
  if (body === undefined) return { ...common, parsed: undefined, unexpected: ['body'] }
  if (result.success) return { ...common, parsed: result.data, unexpected: [] }
  return { ...common, parsed: undefined, unexpected: oddFields(result.error) }
}

/**
 * The answer of an accepted call, without secrets. A read whose answer does not fit the schema is logged and returned as
 * it came; after a change it is an error (`malformed`). An error in spite of the status is thrown.
 */
export function readAnswer<Op extends Operation>(
  op: Op,
  answer: HttpAnswer,
  rules: RedactionRules,
  log: ClientLog,
): ResponseOf<Op> {
  const body = answer.text === '' ? {} : parseJson(answer.text)
  if (body === undefined) throw malformed(op.id, 'The answer is not JSON.', answer)
  if (!hasErrorFields(op) && errorInSpiteOfStatus(body)) throw errorOfAnswer(op.id, answer, rules)
  const data = redact(body, rules)
  const result = op.response.safeParse(data)
  // The schema of `Op` made this value; zod's type of a schema known only as `ZodType` is unknown.
  if (result.success) return result.data as ResponseOf<Op>
  const fields = oddFields(result.error)
  if (op.risk !== 'read' || typeof data !== 'object' || data === null)
    throw malformed(op.id, `The answer does not have the documented form: ${fields.join(', ')}`, answer)
  log.warn(
    { operation: op.id, fields, requestId: requestIdOf(answer) },
    'answer without the documented form, used as it is',
  )
  // Deliberately unchecked: a field of a surprising form must not hide the others; readers check each value they use.
  return data as ResponseOf<Op>
}

/** Such an answer is that of one task, and whoever reads it looks for the error (7.2.3, 7.6.1). */
function hasErrorFields({ response }: Operation): boolean {
  return response instanceof z.ZodObject && 'error_code' in response.shape
}

function oddFields({ issues }: z.ZodError): readonly string[] {
  return issues.map((issue) => issue.path.join('.') || 'body')
}
