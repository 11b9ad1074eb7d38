import fc from 'fast-check'
import * as z from 'zod'

/** Any value that fits a schema, of the parts that stored kinds are made of. */
export function arbitraryOf(schema: unknown): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodObject) return objectOf(schema)
  if (schema instanceof z.ZodArray) return fc.array(arbitraryOf(schema.element), { maxLength: 3 })
  if (schema instanceof z.ZodRecord) return recordOf(schema)
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion)
    return fc.oneof(...schema.options.map(arbitraryOf))
  if (schema instanceof z.ZodNullable) return fc.option(arbitraryOf(schema.unwrap()), { nil: null })
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values)
  if (schema instanceof z.ZodString) return fc.string({ unit: 'grapheme' })
  if (schema instanceof z.ZodNumber) return fc.nat()
  if (schema instanceof z.ZodBoolean) return fc.boolean()
  if (schema instanceof z.ZodUnknown) return asStored(fc.jsonValue())
  throw new Error('A stored kind is made of something that this does not know')
}

function objectOf(schema: z.ZodObject): fc.Arbitrary<unknown> {
  const entries = Object.entries(schema.shape)
  const parts = entries.map(([name, part]) => [name, arbitraryOf(inner(part))] as const)
  const needed = entries.filter(([, part]) => !isOptional(part)).map(([name]) => name)
  return fc.record(Object.fromEntries(parts), { requiredKeys: needed, noNullPrototype: true })
}

function isOptional(part: unknown): boolean {
  return part instanceof z.ZodOptional || part instanceof z.ZodExactOptional
}

function inner(part: unknown): unknown {
  return part instanceof z.ZodOptional || part instanceof z.ZodExactOptional ? part.unwrap() : part
}

function recordOf(schema: z.ZodRecord): fc.Arbitrary<unknown> {
  const value = arbitraryOf(schema.valueType)
  if (schema.keyType instanceof z.ZodEnum) {
    const parts = schema.keyType.options.map((name) => [name, value] as const)
    return fc.record(Object.fromEntries(parts), { noNullPrototype: true })
  }
  const name = fc.string().filter((text) => text !== '__proto__')
  return fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true })
}

/** As JSON gives it back: it knows no -0. */
function asStored(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return values.map((value) => JSON.parse(JSON.stringify(value)))
}
