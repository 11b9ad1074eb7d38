import type * as z from 'zod'
import { secretMark } from '../base/secret-mark.ts'
import type { Operation } from '../drs/operation.ts'
import { isRecognisable, type KnownValue, knownValue, withoutValues } from '../security/known-values.ts'
import { withoutSecretForms } from '../security/secret-forms.ts'
import { isSecretName } from '../security/secret-names.ts'

export interface RedactionRules {
  /** Field names that a schema declares secret, as written there. */
  readonly names: ReadonlySet<string>
  /** Secret values that were sent and must not come back in any text. */
  readonly values: readonly KnownValue[]
}

export const defaultRedactionRules: RedactionRules = { names: new Set(), values: [] }

/** What to take out of the answer of a call: what the operation's schemas call secret, and the secrets that
 * were sent in the body or as a token in the headers. */
export function redactionRulesOf(
  op: Operation,
  body: unknown,
  tokens: Iterable<string> = [],
): RedactionRules {
  const names = secretNamesOf(op)
  return { names, values: knownValues([...secretValues(body, names), ...tokens]) }
}

const namesByOperation = new WeakMap<Operation, ReadonlySet<string>>()

/** The same set each time, by which what follows from a name is remembered. */
function secretNamesOf(op: Operation): ReadonlySet<string> {
  const known = namesByOperation.get(op)
  if (known) return known
  const names = new Set([...secretNames(op.request), ...secretNames(op.response)])
  namesByOperation.set(op, names)
  return names
}

/** A copy of the value without secrets, at any depth and in unknown fields too. */
export function redact(value: unknown, rules: RedactionRules = defaultRedactionRules): unknown {
  if (typeof value === 'string') return redactText(value, rules)
  if (Array.isArray(value)) return value.map((item) => redact(item, rules))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, redactedField(name, field, rules)]),
  )
}

/** The text without the sent secrets and without what has the form of one. */
export function redactText(text: string, rules: RedactionRules = defaultRedactionRules): string {
  return withoutValues(withoutSecretForms(text, rules.names), rules.values)
}

/** Those that can be told from other words: the rest is left to names and forms. */
export function knownValues(secrets: readonly string[]): readonly KnownValue[] {
  return secrets.filter(isRecognisable).map(knownValue)
}

/** The values that stand under secret names, for example the passwords of a request, those inside of JSON texts too. */
export function secretValues(value: unknown, names: ReadonlySet<string>): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => secretValues(item, names))
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([name, field]) => {
    if (typeof field !== 'string' || !isSecret(name, names)) return secretValues(field, names)
    return [field, ...secretValues(structureIn(field), names)]
  })
}

/** Undefined for a text that is no JSON of a list or an object. */
function structureIn(text: string): unknown {
  try {
    return /^\s*[[{]/.test(text) ? JSON.parse(text) : undefined
  } catch {
    return undefined // a password may begin with a bracket
  }
}

const namesBySchema = new WeakMap<z.core.$ZodType, ReadonlySet<string>>()

/** Names of the fields that the schema marks with `secret()`, at any depth. */
export function secretNames(schema: z.core.$ZodType): ReadonlySet<string> {
  const known = namesBySchema.get(schema)
  if (known) return known
  const names = new Set<string>()
  collect(schema, names, new Set())
  namesBySchema.set(schema, names)
  return names
}

function collect(schema: z.core.$ZodType, names: Set<string>, seen: Set<z.core.$ZodType>): void {
  if (seen.has(schema)) return
  seen.add(schema)
  for (const [name, part] of parts(schema)) {
    if (name !== undefined && isMarked(part)) names.add(name)
    collect(part, names, seen)
  }
}

type Part = readonly [name: string | undefined, schema: z.core.$ZodType]

/** The schemas directly inside a schema; those of object fields with their name. */
function parts(schema: z.core.$ZodType): readonly Part[] {
  const { shape, innerType, element, valueType, options, items, in: input, out, getter } = definition(schema)
  const fields = isRecord(shape) ? Object.entries(shape) : []
  const lazy = typeof getter === 'function' ? [getter()] : []
  const lists = [options, items].flatMap((list) => (Array.isArray(list) ? list : []))
  const unnamed = [innerType, element, valueType, input, out, ...lists, ...lazy]
  return [...fields, ...unnamed.map((part) => [undefined, part] as const)].flatMap(([name, part]) =>
    isSchema(part) ? [[name, part] as const] : [],
  )
}

function definition(schema: z.core.$ZodType): Readonly<Record<string, unknown>> {
  return { ...schema._zod.def }
}

/** The mark may sit on the field itself or under `optional` and `nullable`. */
function isMarked(schema: z.core.$ZodType): boolean {
  if ('meta' in schema && typeof schema.meta === 'function') {
    const meta: unknown = schema.meta()
    if (isRecord(meta) && meta.secret === true) return true
  }
  const { innerType } = definition(schema)
  return isSchema(innerType) && isMarked(innerType)
}

function redactedField(name: string, field: unknown, rules: RedactionRules): unknown {
  const clean = redactedValue(name, field, rules)
  return typeof clean === 'string' ? clean : redact(clean, rules)
}

/** What stands in place of a field, or of an item of a list, which has no name; the inside of others stays as it is. */
export function redactedValue(name: string | undefined, field: unknown, rules: RedactionRules): unknown {
  const meaning = name === undefined ? 'text' : meaningOf(name, rules.names)
  const hasContent = field !== null && field !== undefined && field !== '' && typeof field !== 'boolean'
  if (meaning === 'secret' && hasContent) return secretMark
  return typeof field === 'string' && meaning !== 'identifier' ? redactText(field, rules) : field
}

/**
 * What a field is by its name. What things are called is never redacted: people choose names, and would be shown a thing
 * without its name.
 */
type Meaning = 'secret' | 'identifier' | 'text'

const meanings = new WeakMap<ReadonlySet<string>, Map<string, Meaning>>()

/** An answer has few names and many fields. Names that others invent as they like do not fill the memory. */
const mostNames = 1_000

function meaningOf(name: string, names: ReadonlySet<string>): Meaning {
  const known = meanings.get(names) ?? new Map<string, Meaning>()
  const before = known.get(name)
  if (before !== undefined) return before
  const meaning = isSecret(name, names) ? 'secret' : isIdentifier(name) ? 'identifier' : 'text'
  if (known.size < mostNames) meanings.set(names, known.set(name, meaning))
  return meaning
}

function isIdentifier(name: string): boolean {
  return /(?:^|_)(?:ids?|names?|status|type|code|direction)$/i.test(name)
}

function isSecret(name: string, names: ReadonlySet<string>): boolean {
  return names.has(name) || isSecretName(name)
}

function isSchema(value: unknown): value is z.core.$ZodType {
  return isRecord(value) && '_zod' in value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
