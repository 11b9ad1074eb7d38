import { setImmediate } from 'node:timers/promises'
import * as z from 'zod'
import { createSlices, type Slices } from '../base/slices.ts'
import type { Operation, ResponseOf } from '../drs/operation.ts'
import { errorInSpiteOfStatus } from './answer-forms.ts'
import { errorOfAnswer, malformed, requestIdOf } from './errors.ts'
import type { ClientLog } from './log.ts'
import { type RedactionRules, redactedValue, redactText } from './redact.ts'
import type { HttpAnswer } from './send.ts'
import { type JsonResult, parseInSlices } from './sliced-json.ts'

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

/** Whatever came is shown, and what is odd about it said. Throws `DrsError` for what is too large to be taken. */
export async function readRawAnswer(
  op: Operation,
  answer: HttpAnswer,
  rules: RedactionRules,
): Promise<RawAnswer> {
  const { bytes } = answer
  const body = await readBody(bytes, rules)
  if (body === 'beyond') throw malformed(op.id, tooLarge, answer)
  const raw = body === undefined ? redactText(decoded(bytes.subarray(0, shortBody)), rules) : body.value
  const common = { raw, status: answer.status, requestId: requestIdOf(answer) }
  if (body === undefined) return { ...common, parsed: undefined, unexpected: ['body'] }
  const result = op.response.safeParse(raw)
  if (result.success) return { ...common, parsed: result.data, unexpected: [] }
  return { ...common, parsed: undefined, unexpected: oddFields(result.error) }
}

const tooLarge = 'The answer is too large to be taken.'

/**
 * The answer of an accepted call, without secrets. A read whose answer does not fit the schema is logged and returned as
 * it came, and so is a long one, whose check would hold everything else up; after a change it is an error (`malformed`).
 * An error in spite of the status is thrown.
 */
export async function readAnswer<Op extends Operation>(
  op: Op,
  answer: HttpAnswer,
  rules: RedactionRules,
  log: ClientLog,
): Promise<ResponseOf<Op>> {
  const { bytes } = answer
  const body = await readBody(bytes, rules)
  if (body === undefined) throw malformed(op.id, 'The answer is not JSON.', answer)
  if (body === 'beyond') throw malformed(op.id, tooLarge, answer)
  const data = body.value
  if (!hasErrorFields(op) && errorInSpiteOfStatus(data)) throw errorOfAnswer(op.id, answer, rules)
  const usable = op.risk === 'read' && typeof data === 'object' && data !== null
  // Deliberately unchecked: readers check each value they use.
  if (usable && bytes.length > shortBody) return data as ResponseOf<Op>
  const result = compiledResponse(op).safeParse(data)
  // The schema of `Op` made this value; zod's type of a schema known only as `ZodType` is unknown.
  if (result.success) return result.data as ResponseOf<Op>
  const fields = oddFields(result.error)
  if (!usable)
    throw malformed(op.id, `The answer does not have the documented form: ${fields.join(', ')}`, answer)
  log.warn(
    { operation: op.id, fields, requestId: requestIdOf(answer) },
    'answer without the documented form, used as it is',
  )
  // Deliberately unchecked: a field of a surprising form must not hide the others.
  return data as ResponseOf<Op>
}

const compiled = new WeakMap<Operation, z.ZodType>()

/** The check of an answer, made when it is first needed: it then costs less than reading the JSON. */
function compiledResponse(op: Operation): z.ZodType {
  const known = compiled.get(op) ?? z.compile(op.response)
  compiled.set(op, known)
  return known
}

/** Such an answer is that of one task, and whoever reads it looks for the error (7.2.3, 7.6.1). */
function hasErrorFields({ response }: Operation): boolean {
  return response instanceof z.ZodObject && 'error_code' in response.shape
}

function oddFields({ issues }: z.ZodError): readonly string[] {
  return issues.map((issue) => issue.path.join('.') || 'body')
}

/** Longest body that is parsed in one go, in bytes; a single text of a longer one is cut there. */
export const shortBody = 256 * 1024

/**
 * An answer of 14 MB with 64,000 pre-check items has 400,000 values; no documented one is deeper than 12. With these, and
 * the limit of bytes, what is held of an answer stays below 64 MiB.
 */
export const bodyLimits = { depth: 100, values: 500_000, text: shortBody } as const

const inOneGo: Slices = { isFull: () => false, turn: async () => undefined }

/**
 * The body of an answer, parsed and without secrets. However large or deep it is, it holds nothing else up for long: it is
 * read in slices, and what is beyond the limits is refused. `undefined`: not JSON; `beyond`: larger or deeper than the limits.
 */
export async function readBody(bytes: Buffer, rules: RedactionRules): Promise<JsonResult> {
  const slices = bytes.length <= shortBody ? inOneGo : createSlices(() => setImmediate())
  const result =
    slices === inOneGo ? parseAtOnce(decoded(bytes)) : await parseInSlices(bytes, bodyLimits, slices)
  if (result === undefined || result === 'beyond') return result
  const root = { value: result.value }
  return (await redactInPlace(root, rules, slices)) ? root : 'beyond'
}

function decoded(bytes: Buffer): string {
  return new TextDecoder().decode(bytes)
}

function parseAtOnce(text: string): JsonResult {
  try {
    return { value: text === '' ? {} : JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** False if the value is too deep. */
async function redactInPlace(root: object, rules: RedactionRules, slices: Slices): Promise<boolean> {
  const open = [{ holder: root, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { holder, depth } = next
    if (depth > bodyLimits.depth) return false
    for (const name of namesIn(holder)) {
      const field: unknown = Reflect.get(holder, name)
      const clean = redactedValue(typeof name === 'number' || depth === 0 ? undefined : name, field, rules)
      if (clean !== field) Object.defineProperty(holder, name, { value: clean })
      if (typeof clean === 'object' && clean !== null) open.push({ holder: clean, depth: depth + 1 })
      const work = 1 + (typeof field === 'string' ? field.length / 100 : 0)
      if (slices.isFull(work)) await slices.turn()
    }
  }
  return true
}

/** A list may have so many items that writing down their places would take long. */
function namesIn(holder: object): Iterable<string | number> {
  return Array.isArray(holder) ? holder.keys() : Object.keys(holder)
}
