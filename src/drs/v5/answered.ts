import * as z from 'zod'
import { looseFlag, looseNumber, looseText, means } from '../fields.ts'
import { secret } from '../operation.ts'

/**
 * Many structures of v5 go both ways: sent when a task is created or changed, answered when it is read. They are
 * declared once, strictly, as a request; this file derives what an answer may hold in their place.
 */

/** What an answer holds where a request holds a `T`: open texts, and nothing at all anywhere. */
export type Answered<T> = T extends string
  ? string
  : T extends number
    ? number | null
    : T extends boolean
      ? boolean | null
      : T extends readonly (infer Item)[]
        ? Answered<Item>[]
        : T extends object
          ? AnsweredFields<T>
          : never

type AnsweredFields<T extends object> = { [Field in keyof T]?: Answered<T[Field]> | null | undefined } & {
  [field: string]: unknown
}

/** A field of an answer with the structure that requests send. */
export function answered<S extends z.ZodType>(schema: S, en: string, zh: string) {
  return loosenedAs(schema).nullish().meta(means(en, zh))
}

/** A list of such structures. */
export function answeredList<S extends z.ZodType>(schema: S, en: string, zh: string) {
  return z.array(loosenedAs(schema)).nullish().meta(means(en, zh))
}

/** Such structures under keys that are data. */
export function answeredMap<S extends z.ZodType>(schema: S, en: string, zh: string) {
  return z.record(z.string(), loosenedAs(schema)).nullish().meta(means(en, zh))
}

function loosenedAs<S extends z.ZodType>(schema: S): z.ZodType<Answered<z.output<S>>> {
  // `loosened` follows `Answered` case by case, which the compiler cannot see through schemas known only at run time.
  return loosened(schema) as z.ZodType<Answered<z.output<S>>>
}

function loosened(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return loosened(schema.unwrap())
  if (schema instanceof z.ZodObject) return z.looseObject(loosenedFields(schema))
  if (schema instanceof z.ZodArray) return z.array(loosened(schema.element))
  if (schema instanceof z.ZodRecord) return z.record(z.string(), loosened(schema.valueType))
  if (schema instanceof z.ZodBoolean) return looseFlag
  if (schema instanceof z.ZodNumber || isNumberChoice(schema)) return looseNumber
  if (isTextChoice(schema)) return looseText
  throw new Error(`no rule for the answer of a ${schema._zod.def.type}`)
}

function loosenedFields(schema: z.ZodObject): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries<z.ZodType>(schema.shape).map(([name, field]) => [name, loosenedField(field)]),
  )
}

function loosenedField(field: z.ZodType): z.ZodType {
  const loose = loosened(field).nullish()
  const { description, chinese, secret: isSecret } = field.meta() ?? {}
  const told = loose.meta({
    ...(description !== undefined && { description }),
    ...(chinese !== undefined && { chinese }),
  })
  return isSecret === true ? secret(told) : told
}

function isNumberChoice(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodLiteral && [...schema.values].every((value) => typeof value === 'number')
}

/** A choice between texts, for example one that may also be empty (`orEmpty`). */
function isTextChoice(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodUnion) return schema.options.every(isTextChoice)
  if (schema instanceof z.ZodLiteral) return [...schema.values].every((value) => typeof value === 'string')
  return schema instanceof z.ZodString || schema instanceof z.ZodEnum
}
