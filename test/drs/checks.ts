import type * as z from 'zod'
import type { Operation } from '../../src/drs/operation.ts'
import type { FieldFact, FieldFacts } from './fixtures.ts'
import { fieldsOf } from './walk.ts'

/** Comparisons of declared operations with what the reference says, for the tests of both generations. */

/** Where a body is refused: the paths of the complaints. */
export function complaints(schema: Operation['request'], value: unknown): readonly string[] {
  return schema.safeParse(value).error?.issues.map((issue) => issue.path.join('.')) ?? []
}

/** Values of `shown` that `taken` does not have, in whatever notation of numbers and truth values. */
export function lost(shown: unknown, taken: unknown, path = ''): readonly string[] {
  if (typeof shown !== 'object' || shown === null) return isSame(shown, taken) ? [] : [path]
  return Object.entries(shown).flatMap(([key, value]) =>
    lost(
      value,
      typeof taken === 'object' && taken !== null ? Reflect.get(taken, key) : undefined,
      `${path}.${key}`,
    ),
  )
}

function isSame(shown: unknown, taken: unknown): boolean {
  return String(shown) === String(taken) || (typeof taken === 'number' && Number(shown) === taken)
}

/** A field that the contract declares otherwise than its table: `operation part path`, and in what. */
export interface Problem {
  readonly where: string
  readonly what: readonly string[]
}

/** Compares what an operation sends with the tables, field by field and limit by limit. */
export function requestProblems(op: Operation, facts: FieldFacts | undefined): readonly Problem[] {
  return (['params', 'query', 'request'] as const).flatMap((part) =>
    problemsOf(op, part, facts?.[part] ?? {}),
  )
}

function problemsOf(
  op: Operation,
  part: 'params' | 'query' | 'request',
  facts: Readonly<Record<string, FieldFact>>,
): readonly Problem[] {
  const schema = op[part]
  const fields = schema ? fieldsOf(schema) : new Map<string, z.ZodType>()
  const known = Object.entries(facts).map(([path, fact]) => {
    const where = `${op.id} ${part} ${path}`
    const field = fields.get(path)
    return field ? compare(where, field, fact) : { where, what: ['missing'] }
  })
  const unknown = [...fields.keys()]
    .filter((path) => !(path in facts))
    .map((path) => ({ where: `${op.id} ${part} ${path}`, what: ['not in the table'] }))
  return [...known, ...unknown].filter((problem) => problem.what.length > 0)
}

function compare(where: string, field: z.ZodType, fact: FieldFact): Problem {
  const what: string[] = []
  if (field.safeParse(undefined).success === (fact.required === true)) what.push('required')
  for (const { value, allowed } of probes(fact)) {
    if (field.safeParse(value).success !== allowed) what.push(`${allowed ? 'refuses' : 'takes'} ${value}`)
  }
  if (fact.maxItems !== undefined && !complainsAbout(field, fact.maxItems + 1, 'too_big'))
    what.push('maxItems')
  if (fact.minItems !== undefined && !complainsAbout(field, fact.minItems - 1, 'too_small'))
    what.push('minItems')
  return { where, what }
}

/** Values at the edge of what the table allows, and just beyond it. */
function probes(fact: FieldFact): readonly { value: unknown; allowed: boolean }[] {
  const probe = (value: unknown, allowed: boolean) => ({ value, allowed })
  return [
    ...(fact.enum ?? []).map((value) => probe(value, true)),
    ...(fact.min === undefined
      ? []
      : [probe(written(fact.min, fact), true), probe(written(fact.min - 1, fact), false)]),
    ...(fact.max === undefined
      ? []
      : [probe(written(fact.max, fact), true), probe(written(fact.max + 1, fact), false)]),
    ...(fact.maxLength === undefined
      ? []
      : [probe('x'.repeat(fact.maxLength), true), probe('x'.repeat(fact.maxLength + 1), false)]),
    ...(fact.minLength
      ? [probe('x'.repeat(fact.minLength), true), probe('x'.repeat(fact.minLength - 1), false)]
      : []),
  ]
}

const written = (value: number, fact: FieldFact): unknown => (fact.type === 'text' ? String(value) : value)

function complainsAbout(field: z.ZodType, items: number, code: string): boolean {
  return field.safeParse(Array(items).fill('x')).error?.issues.some((issue) => issue.code === code) ?? false
}
