import * as z from 'zod'
import { rule } from './rule-words.ts'

/**
 * The small vocabulary that the operations of both generations are declared in. Strict in what we send, loose in what we
 * receive. A field's meaning (`means`) and its secrecy (`secret`) sit on the outermost schema of the field.
 */

/** What a field means, in both languages. */
export function means(en: string, zh: string) {
  return { description: en, chinese: zh }
}

/** A call without a body. */
export const noBody = z.strictObject({})

/** An answer without content: nothing, `{}` or the JSON text `""`; whatever else comes is let through. */
export const noContent = z.unknown()

// --- answers ---------------------------------------------------------------------------------------------------

export const looseText = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)])

export const looseNumber = z.union([z.number(), z.string().transform(toNumber)])

export const looseFlag = z.union([z.boolean(), z.string().transform(toFlag)])

/** `null` for a text that holds no number: a strange value must not cost the rest of the answer. */
function toNumber(written: string): number | null {
  const value = Number(written)
  return written.trim() === '' || Number.isNaN(value) ? null : value
}

function toFlag(written: string): boolean | null {
  const word = written.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : null
}

/** A text of an answer; open enumerations are texts too. */
export function text(en: string, zh: string) {
  return looseText.nullish().meta(means(en, zh))
}

/** A number of an answer, possibly written as a string. */
export function numeric(en: string, zh: string) {
  return looseNumber.nullish().meta(means(en, zh))
}

/** A truth value of an answer, possibly written as a string. */
export function flag(en: string, zh: string) {
  return looseFlag.nullish().meta(means(en, zh))
}

/** An object of an answer. */
export function part<S extends z.core.$ZodLooseShape>(shape: S, en: string, zh: string) {
  return z.looseObject(shape).nullish().meta(means(en, zh))
}

/** A list of objects of an answer. */
export function list<S extends z.core.$ZodLooseShape>(shape: S, en: string, zh: string) {
  return z.array(z.looseObject(shape)).nullish().meta(means(en, zh))
}

/** A list of texts of an answer. */
export function texts(en: string, zh: string) {
  return z.array(looseText).nullish().meta(means(en, zh))
}

/** An object of an answer whose keys are data. */
export function mapOf<V extends z.ZodType>(value: V, en: string, zh: string) {
  return z.record(z.string(), value).nullish().meta(means(en, zh))
}

// --- requests --------------------------------------------------------------------------------------------------

/** A whole number that the API takes as a string, within limits. */
export function numberText(min: number, max: number) {
  return z
    .string()
    .regex(/^\d+$/, rule('digits only'))
    .refine((written) => Number(written) >= min && Number(written) <= max, rule('from %s to %s', min, max))
}

/** A choice that may also be sent as an empty string, as the examples of the reference do for "no filter". */
export function orEmpty<S extends z.ZodType>(schema: S) {
  return z.union([schema, z.literal('')])
}

/** Milliseconds since the epoch, as a string of digits. */
export const epochMillis = z.string().regex(/^\d{13}$/, rule('milliseconds since the epoch'))

/** A whole number in a query string; a server reads it as text. */
export function queryNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  return z
    .union([
      z.int(),
      z
        .string()
        .regex(/^-?\d+$/, rule('whole numbers only'))
        .transform(Number),
    ])
    .pipe(z.int().min(min).max(max))
}

/** A truth value in a query string. */
export const queryFlag = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((word) => word === 'true'),
])

/** Texts in a query string: the parameter once per text. */
export const queryTexts = z.union([z.array(z.string()), z.string().transform((single) => [single])])

/** Texts of a fixed set, joined by commas. */
export function commaJoined(values: readonly string[]) {
  return z
    .string()
    .refine(
      (joined) => joined.split(',').every((item) => values.includes(item)),
      rule('of %s, joined by commas', values.join(', ')),
    )
}

// --- rules between fields ----------------------------------------------------------------------------------------

/** A documented condition between fields: where it is reported, what it says, and when it is broken. */
export interface Rule<T> {
  readonly path: readonly PropertyKey[]
  readonly says: string
  broken(value: T): boolean
}

/** For `superRefine`: reports every broken rule on its field. */
export function obeying<T>(rules: readonly Rule<T>[]) {
  return (value: T, context: z.RefinementCtx): void => {
    for (const rule of rules) {
      if (rule.broken(value)) context.addIssue({ code: 'custom', path: [...rule.path], message: rule.says })
    }
  }
}
